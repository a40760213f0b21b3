"""The table of opinions: its columns, their titles in both languages, and a row for each opinion.

Shared by what writes tables and what reads them. It does not know files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from scene.messages import BilingualText
from scene.review.opinion import Comment, Opinion, Point
from scene.review.words import KIND_WORDS, SEVERITY_WORDS, STATE_WORDS

Language = Literal["zh", "en"]

#: Key of each column and its title.
COLUMNS: Final[Mapping[str, BilingualText]] = {
    "number": BilingualText("编号", "Number"),
    "kind": BilingualText("类别", "Kind"),
    "text": BilingualText("内容", "Words"),
    "who": BilingualText("提出人", "Said by"),
    "severity": BilingualText("严重程度", "Severity"),
    "state": BilingualText("状态", "State"),
    "subject": BilingualText("对象", "Subject"),
    "scheme": BilingualText("方案", "Scheme"),
    "stop": BilingualText("站点", "Stop"),
    "created": BilingualText("提出时间", "Said at"),
    "changed": BilingualText("更新时间", "Changed at"),
    "changed_by": BilingualText("更新人", "Changed by"),
    "comments": BilingualText("答复", "Answers"),
    "x": BilingualText("东坐标(米)", "Easting (m)"),
    "y": BilingualText("北坐标(米)", "Northing (m)"),
    "z": BilingualText("高程(米)", "Elevation (m)"),
    "eye_x": BilingualText("视点东坐标(米)", "Eye easting (m)"),
    "eye_y": BilingualText("视点北坐标(米)", "Eye northing (m)"),
    "eye_z": BilingualText("视点高程(米)", "Eye elevation (m)"),
    "target_x": BilingualText("目标东坐标(米)", "Target easting (m)"),
    "target_y": BilingualText("目标北坐标(米)", "Target northing (m)"),
    "target_z": BilingualText("目标高程(米)", "Target elevation (m)"),
    "view_angle": BilingualText("竖向视角(度)", "Vertical angle (°)"),
    "moment": BilingualText("场景时刻", "Moment shown"),
    "crs": BilingualText("坐标系", "Coordinate system"),
    "picture": BilingualText("图片 SHA-256", "Picture SHA-256"),
    "scheme_id": BilingualText("方案标识", "Scheme id"),
    "stop_id": BilingualText("站点标识", "Stop id"),
    "subject_node": BilingualText("图层标识", "Layer id"),
    "subject_row": BilingualText("对象标识", "Subject id"),
    "key": BilingualText("意见标识", "Opinion id"),
}
#: Columns of figures; the others are text.
FIGURES: Final = (
    "number", "x", "y", "z", "eye_x", "eye_y", "eye_z", "target_x", "target_y", "target_z", "view_angle",
)  # fmt: skip
_COMMENT: Final = re.compile(r"\[(?P<moment>[^\]]*)\] (?P<who>[^:]*): (?P<text>.*)")


@dataclass(frozen=True, slots=True)
class Row:
    """An opinion with its place and camera in the coordinates of a file."""

    opinion: Opinion
    place: Point
    eye: Point
    target: Point
    crs: str

    def cells(self, language: Language) -> dict[str, str | float | int]:
        """Return the value of each column."""
        one, points = self.opinion, {"": self.place, "eye_": self.eye, "target_": self.target}
        return {
            "number": one.number,
            "kind": _in(KIND_WORDS[one.kind], language),
            "text": one.text,
            "who": one.who,
            "severity": _in(SEVERITY_WORDS[one.severity], language) if one.severity else "",
            "state": _in(STATE_WORDS[one.state], language),
            "subject": _in(one.subject.name, language),
            "scheme": _in(one.scheme_name, language),
            "stop": _in(one.stop_name, language),
            "created": one.created,
            "changed": one.changed,
            "changed_by": one.changed_by,
            "comments": "\n".join(map(_comment, one.comments)),
            **{prefix + axis: point[at] for prefix, point in points.items() for at, axis in enumerate("xyz")},
            "view_angle": one.view_angle,
            "moment": one.moment,
            "crs": self.crs,
            "picture": one.picture_hash,
            "scheme_id": one.scheme,
            "stop_id": one.stop,
            "subject_node": one.subject.node,
            "subject_row": one.subject.row,
            "key": one.key,
        }


def key_of(title: str) -> str:
    """Return the key of a column that a file calls so; empty if it is none of ours."""
    wanted = title.strip().casefold()
    for key, name in COLUMNS.items():
        if wanted in (key, name.zh.casefold(), name.en.casefold()):
            return key
    return ""


def comments_of(cell: str) -> tuple[Comment, ...]:
    """Return the comments of a cell, one a line; a line without date and name is a comment of nobody."""
    found = []
    for line in filter(None, map(str.strip, cell.splitlines())):
        told = _COMMENT.fullmatch(line)
        found.append(
            Comment(told["text"], told["who"].strip(), told["moment"]) if told else Comment(line, "", "")
        )
    return tuple(found)


def _comment(comment: Comment) -> str:
    who = " ".join(comment.who.replace(":", " ").split())
    return f"[{comment.moment}] {who}: {' '.join(comment.text.split())}"


def _in(name: BilingualText, language: Language) -> str:
    return (name.zh or name.en) if language == "zh" else (name.en or name.zh)
