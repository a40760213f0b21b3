"""All contents that a tileset shows, read and put into one set of coordinates.

A content that is broken is left out, and the next coarser one takes its place. It does not know where on
Earth the tileset stands.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.models.neighbours import Neighbours
from importers.models.part import Cloud, Part, placed
from importers.tiles3d.content import Shown, shown
from importers.tiles3d.features import Features, plain, stacked
from importers.tiles3d.tileset import Content
from importers.tiles3d.walk import Walk
from scene.errors import AnswerNeeded, MissingPart, UnreadableFile, WeiyangError
from scene.feedback import Feedback
from scene.messages import Message, msg

#: Contents that are read at once, bytes: beyond this a person is asked for coarser tiles.
MOST_BYTES: Final = 1_500_000_000
#: Names that an issue lists before it says “and more”.
_NAMED: Final = 5


@dataclass(slots=True)
class Gathered:
    """What a tileset shows, in its own coordinates, z up.

    Parameters
    ----------
    parts : list of Part
        Their features are rows of `features`.
    clouds : list of Cloud
    features : Features
    names : ndarray of str, shape (features.count,)
        Of the content that each feature comes from.
    region : bool
        Whether some of its bounds are longitudes and latitudes.
    """

    parts: list[Part]
    clouds: list[Cloud]
    features: Features
    names: NDArray[np.str_]
    region: bool


@dataclass(slots=True)
class Gathering:
    """Reads a tileset.

    Parameters
    ----------
    name : str
        What sentences call the file.
    where : Neighbours
        Of the tileset's own file.
    detail : float
        Tiles of this geometric error, in metres, are fine enough.
    feedback : Feedback
    issues : list of ImportIssue
    """

    name: str
    where: Neighbours
    detail: float
    feedback: Feedback
    issues: list[ImportIssue]
    _read: dict[Path, Shown] = field(default_factory=dict)
    _broken: dict[Path, Message] = field(default_factory=dict)

    def chosen(self) -> tuple[list[Content], Walk]:
        """Return the contents to show.

        Raises
        ------
        UnreadableFile
            If the tileset is broken.
        AnswerNeeded
            If they are too large to be read at once.
        """
        walk = Walk(self.feedback, self.detail, self._broken)
        contents = walk.chosen(self.where)
        total = sum(_size(content) for content in contents)
        if total > MOST_BYTES:
            raise AnswerNeeded(
                msg("The finest tiles of {file} are {size:.1f} GB, too much to open at once.",
                    file=self.name, size=total / 1e9),
                "detail",
                msg("Give a geometric error at which tiles are fine enough, for example 2 m."),
            )  # fmt: skip
        return contents, walk

    def all(self) -> Gathered:
        """Read everything.

        Raises
        ------
        UnreadableFile
            If nothing is left to show.
        """
        while True:
            contents, walk = self.chosen()
            before = len(self._broken)
            for row, content in enumerate(contents):
                self.feedback.check()
                self._take(content)
                self.feedback.progress(0.7 * (row + 1) / len(contents))
            if len(self._broken) == before:
                break
        self._tell(walk, bool(contents))
        return self._joined(contents, walk)

    def _take(self, content: Content) -> None:
        path = content.path
        if path in self._read:
            return
        noticed: list[ImportIssue] = []
        try:
            beside = content.where.beside(path)
            data = content.where.read(content.uri)
            self._read[path] = shown(data, beside, content.upright, content.transform, noticed)
            self.issues.extend(issue for issue in noticed if issue not in self.issues)
        except (UnreadableFile, MissingPart, OSError, MemoryError) as problem:
            self._broken[path] = (
                problem.message if isinstance(problem, WeiyangError) else msg("{reason}", reason=str(problem))
            )

    def _tell(self, walk: Walk, something: bool) -> None:
        absent = list(walk.missing)
        reason = next(iter(self._broken.values()), None)
        if not something:
            raise self._nothing(absent, reason)
        if absent:
            said = msg(
                "Tile contents that are missing, shown coarser where possible: {count} ({names}).",
                count=len(absent), names=_listed(absent),
            )  # fmt: skip
            self.issues.append(ImportIssue("dropped", said))
        if reason is not None:
            said = msg(
                "Tile contents that cannot be read, left out: {count}; the first: {reason}",
                count=len(self._broken), reason=reason,
            )  # fmt: skip
            self.issues.append(ImportIssue("dropped", said))

    def _nothing(self, absent: list[str], reason: Message | None) -> UnreadableFile:
        file = self.name
        if reason is not None:
            said = msg("No tile content of {file} can be read: {reason}", file=file, reason=reason)
        elif absent:
            said = msg(
                "The tile contents of {file} are not beside it: {names}.", file=file, names=_listed(absent)
            )
        else:
            said = msg("{file} shows nothing: its tiles have no content.", file=file)
        return UnreadableFile(said, msg("Copy the whole folder of the tileset, with all its files."))

    def _joined(self, contents: list[Content], walk: Walk) -> Gathered:
        parts: list[Part] = []
        clouds: list[Cloud] = []
        tables: list[Features] = []
        names: list[str] = []
        first = 0
        for content in contents:
            held = self._read[content.path]
            for part in held.parts:
                assert part.feature is not None
                parts.append(replace(placed(part, content.transform), feature=part.feature + first))
            clouds += [cloud.moved(content.transform) for cloud in held.clouds]
            for table in held.features:
                about = {name: plain([value] * table.count) for name, value in content.properties.items()}
                tables.append(Features(table.count, {**about, **table.columns}))
            names += [content.path.stem] * held.rows
            first += held.rows
        return Gathered(parts, clouds, stacked(tables), np.array(names, dtype=np.str_), walk.region)


def _size(content: Content) -> int:
    return len(content.uri) if content.uri.startswith("data:") else content.where.source.size(content.path)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
