"""Which contents of a tileset are shown: the finest that are there, in the place of coarser ones.

Tilesets within tilesets are followed; one that holds itself is refused. It reads no geometry.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import numpy as np

from importers.common.boundary import broken
from importers.models.neighbours import Folder, Neighbours
from importers.tiles3d.containers import TILES
from importers.tiles3d.packages import source_of, unpacked
from importers.tiles3d.tileset import GLTF_UP, Content, Tile, parsed, root_of
from scene.errors import UnreadableFile
from scene.feedback import Feedback
from scene.messages import Message, msg

#: Tiles of a tileset, at most, and levels of its tree with all tilesets within.
_MOST_TILES, _DEEPEST = 300_000, 150
_PACKAGES: Final = (".3tz", ".3dtiles")
_TILESETS: Final = (".json", *_PACKAGES)


class Endless(UnreadableFile):
    """A tileset that holds itself, or has more tiles than can be."""


@dataclass(slots=True)
class Walk:
    """Goes through the tree of a tileset.

    Parameters
    ----------
    feedback : Feedback
        Asked for cancel.
    detail : float
        Tiles of this geometric error, in metres, are fine enough.
    broken : dict
        What is wrong with contents that are known to be broken, by where they lie. Takes what is found.
    """

    feedback: Feedback
    detail: float
    broken: dict[Path, Message]
    missing: dict[str, None] = field(default_factory=dict)
    region: bool = False
    _count: int = 0

    def chosen(self, where: Neighbours) -> list[Content]:
        """Return the contents to show, those of the finest tiles that are there; of a tile alone, itself.

        Parameters
        ----------
        where : Neighbours
            Of the tileset's own file, or of one tile's.

        Raises
        ------
        UnreadableFile
            If the tileset, or one within it, is not what it must be, holds itself, or has no end.
        """
        content = where.source.read(where.path)
        if content.startswith(TILES):
            alone = Content(quote(where.path.name), where, np.eye(4), GLTF_UP["Y"], {})
            return [] if alone.path in self.broken else [alone]
        top = root_of(parsed(content, where.path), where, np.eye(4), None)
        return self._tile(top, (where.path.resolve(),), 0)

    def _tile(self, tile: Tile, within: tuple[Path, ...], depth: int) -> list[Content]:
        self._count += 1
        if self._count > _MOST_TILES or depth > _DEEPEST:
            raise _endless(within[-1], msg("its tree of tiles has no end"))
        self.feedback.check()
        self.region = self.region or tile.region
        own = [shown for content in tile.contents for shown in self._content(content, tile, within, depth)]
        if own and 0.0 < tile.error <= self.detail:
            return own
        below = [shown for child in tile.children() for shown in self._tile(child, within, depth + 1)]
        return below if below and tile.replaces else own + below

    def _content(self, content: Content, tile: Tile, within: tuple[Path, ...], depth: int) -> list[Content]:
        """Return a content if it is there; of a tileset within, what that shows."""
        where = content.where
        try:
            there = where.has(content.uri)
            path = content.path
        except UnreadableFile:
            there, path = False, Path(content.uri)
        if not there:
            self.missing.setdefault(content.uri if len(content.uri) <= 60 else content.uri[:59] + "…")
        if not there or path in self.broken:
            return []
        kind = path.suffix.lower()
        if kind not in _TILESETS or (kind in _PACKAGES and not isinstance(where.source, Folder)):
            return [content]
        if path in within:
            raise _endless(path, msg("the tileset holds itself"))
        try:
            return self._tileset(content, path, tile, within, depth)
        except Endless:
            raise
        except UnreadableFile as problem:
            self.broken[path] = problem.message
            return []

    def _tileset(
        self, content: Content, path: Path, tile: Tile, within: tuple[Path, ...], depth: int
    ) -> list[Content]:
        """Return what a tileset within shows; glTF by an unusual name shows itself."""
        where = content.where
        beside, data = where.beside(path), where.read(content.uri)
        if path.suffix.lower() in _PACKAGES:
            source, own = source_of(path)
            if not source.has(own):
                raise broken(path, "is broken: the package cannot be opened")
            beside, data = Neighbours(own, own.parent, source, where.seen), source.read(own)
        try:
            document = parsed(unpacked(data), path)
        except OSError as problem:
            raise broken(path, "is broken: it cannot be unpacked") from problem
        if "root" not in document:
            return [content]
        inner = root_of(document, beside, tile.transform, tile.replaces)
        return self._tile(inner, (*within, path), depth + 1)


def _endless(path: Path, why: Message) -> Endless:
    return Endless(
        msg("{file} cannot be opened: {problem}.", file=path.name, problem=why),
        msg("Export the tileset again from its source."),
    )
