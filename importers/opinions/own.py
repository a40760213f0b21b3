"""What of an opinion BCF has no place for, as a small JSON file beside the topic.

Written and read here, so that a round trip keeps everything. It does not know archives.
"""

import json
from dataclasses import replace
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from scene.messages import BilingualText
from scene.review.opinion import Opinion, Point, Subject

#: Name of the file in a topic's folder, and its type in BCF's words.
FILE: Final = "weiyang-opinion.json"
TYPE: Final = "weiyang opinion"

_Word = Annotated[str, Field(max_length=2000)]
_Place = tuple[FiniteFloat, FiniteFloat, FiniteFloat]


class Own(BaseModel):
    """Everything but what the topic says itself; places in the coordinates of the file."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    crs: _Word = ""
    vertical: _Word = ""
    number: int = Field(1, ge=1, le=10_000_000)
    place: _Place
    target: _Place
    moment: _Word = ""
    scheme: _Word = ""
    scheme_name: tuple[_Word, _Word] = ("", "")
    stop: _Word = ""
    stop_name: tuple[_Word, _Word] = ("", "")
    subject: tuple[_Word, _Word] = ("", "")
    subject_name: tuple[_Word, _Word] = ("", "")

    def onto(self, opinion: Opinion) -> Opinion:
        """Return the opinion of the topic with all that stands here."""
        return replace(
            opinion,
            number=self.number,
            place=self.place,
            target=self.target,
            moment=self.moment,
            scheme=self.scheme,
            scheme_name=BilingualText(*self.scheme_name),
            stop=self.stop,
            stop_name=BilingualText(*self.stop_name),
            subject=Subject(*self.subject, BilingualText(*self.subject_name)),
        )


def written(opinion: Opinion, place: Point, target: Point, crs: str, vertical: str) -> bytes:
    """Return the file of an opinion whose place and target are given in the coordinates of the file."""
    subject = opinion.subject
    own = Own(
        crs=crs,
        vertical=vertical,
        number=opinion.number,
        place=place,
        target=target,
        moment=opinion.moment,
        scheme=opinion.scheme,
        scheme_name=(opinion.scheme_name.zh, opinion.scheme_name.en),
        stop=opinion.stop,
        stop_name=(opinion.stop_name.zh, opinion.stop_name.en),
        subject=(subject.node, subject.row),
        subject_name=(subject.name.zh, subject.name.en),
    )
    return json.dumps(own.model_dump(), ensure_ascii=False, indent=1).encode()
