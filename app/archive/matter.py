"""What is sealed: scene, log, results that stand, pictures. Gathered once, read by every part.

It knows neither files nor pages.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from app.archive.standing import Fallen, Result
from app.scheme_names import EXISTING_NAME
from app.viewport.optics import Pose
from app.viewport.setting import Setting
from app.wording import Text
from scene.graph import Snapshot
from scene.messages import BilingualText, Message
from scene.record.chain import head_of
from scene.record.entry import Entry
from scene.review.opinion import Opinion, opinions_of
from scene.review.stop import Stop, stops_of


@dataclass(frozen=True, slots=True)
class View:
    """A picture that the minutes ask for.

    Parameters
    ----------
    key : str
        ASCII, also of its file: ``stop-01``, ``verdict-tower``.
    title : BilingualText
        What is seen.
    caption : Message
        Where the camera stood.
    pose : Pose
    setting : Setting
        What stands in it: with which scheme, layers, leaves and results.
    moment : datetime, optional
        Date and hour of the light; none for the spring morning.
    """

    key: str
    title: BilingualText
    caption: Message
    pose: Pose
    setting: Setting
    moment: datetime | None = None

    @property
    def file(self) -> str:
        """Its path within the archive."""
        return f"pictures/{self.key}.png"


#: Paints a view and returns PNG bytes; called on the thread that seals.
Paint: TypeAlias = Callable[[View], bytes]


@dataclass(frozen=True, slots=True)
class Matter:
    """What is sealed.

    Parameters
    ----------
    name : BilingualText
        Of the project.
    moment : datetime
        When it is sealed.
    program : str
        Name and version.
    scene : Snapshot
        The project.
    meta : Mapping
        What its file holds beside the scene.
    entries : tuple of Entry
        The decision log; its head is printed.
    results : tuple of Result
        What stands.
    fallen : tuple of Fallen
        What does not stand any more.
    views : tuple of View
    pictures : Mapping of bytes
        PNG, by the key of a view.
    films : tuple of Path
        Films that were chosen.
    """

    name: BilingualText
    moment: datetime
    program: str
    scene: Snapshot
    meta: Mapping[str, str]
    entries: tuple[Entry, ...]
    results: tuple[Result, ...] = ()
    fallen: tuple[Fallen, ...] = ()
    views: tuple[View, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    films: Sequence[Path] = ()

    @property
    def head(self) -> str:
        """The hash that stands for the log."""
        return head_of(self.entries)

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The agenda."""
        return stops_of(self.scene)

    @property
    def opinions(self) -> tuple[Opinion, ...]:
        """What was said at a place."""
        return opinions_of(self.scene)

    def folder_of(self, result: Result) -> str:
        """Return the folder of a result within the archive."""
        place = self.results.index(result) + 1
        scheme = f"-{self.schemes.index(result.finding.scheme)}" if result.finding.scheme else ""
        return f"results/{place:02d}-{result.finding.spec.id.replace('.', '-')}{scheme}"

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes that results were found for, the city as it stands first."""
        found = dict.fromkeys(result.finding.scheme for result in self.results)
        return ("", *(scheme for scheme in found if scheme))

    def scheme_name(self, scheme: str) -> Text:
        """Return what a scheme is called."""
        if not scheme:
            return EXISTING_NAME
        node = self.scene.get(scheme)
        return node.name if node is not None else BilingualText.same(scheme)
