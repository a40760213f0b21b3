"""Implicit tilings: quadtrees and octrees whose tiles are bits in subtree files.

Bits are held against the length of their buffers. It reads no content.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.common.boundary import broken
from importers.models.neighbours import Neighbours
from importers.tiles3d.packages import unpacked
from importers.tiles3d.tileset import Above, Content, Tile, parsed, wrong
from scene.errors import UnreadableFile

_DIMENSIONS: Final = {"QUADTREE": 2, "OCTREE": 3}
#: Levels of a tiling and of a subtree: more would be more tiles than fit on the Earth, or into a file.
_MOST_LEVELS, _MOST_SUBTREE_LEVELS = 40, 10
_MAGIC: Final = b"subt"


@dataclass(frozen=True, slots=True)
class Tiling:
    """What a tileset says of an implicit tiling."""

    dimensions: int
    levels: int
    subtree_levels: int
    subtrees: str
    contents: tuple[Content, ...]
    own: Above


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tile lies: its level, and its coordinates there."""

    level: int
    at: tuple[int, ...]

    def named(self, template: str) -> str:
        """Return an address with level and coordinates put in."""
        for name, value in zip(("level", "x", "y", "z"), (self.level, *self.at), strict=False):
            template = template.replace("{" + name + "}", str(value))
        return template

    def below(self, octant: int) -> "Place":
        """Return one of the places one level down."""
        return Place(self.level + 1, tuple(2 * x + (octant >> axis & 1) for axis, x in enumerate(self.at)))


def implicit_root(declared: Any, contents: tuple[Content, ...], own: Above, name: str, region: bool) -> Tile:
    """Return the top of an implicit tiling.

    Raises
    ------
    UnreadableFile
        If its description is not what it must be.
    """
    where = own.where
    if not isinstance(declared, dict):
        raise wrong(where, name)
    dimensions = _DIMENSIONS.get(str(declared.get("subdivisionScheme")))
    if dimensions is None:
        raise wrong(where, f"{name}.subdivisionScheme")
    levels = _whole(declared, "availableLevels", _MOST_LEVELS, where, name)
    deep = _whole(declared, "subtreeLevels", _MOST_SUBTREE_LEVELS, where, name)
    holder = declared.get("subtrees")
    template = holder.get("uri") if isinstance(holder, dict) else None
    axes = "xyz"[:dimensions]
    wanted = {"level", *axes}
    if not isinstance(template, str) or _variables(template) != wanted:
        raise wrong(where, f"{name}.subtrees.uri")
    if any(not _variables(content.uri) <= wanted for content in contents):
        raise wrong(where, f"{name.rpartition('.')[0]}.content.uri")
    tiling = Tiling(dimensions, levels, deep, template, contents, own)
    return _begun(tiling, Place(0, (0,) * dimensions), region)


def _begun(tiling: Tiling, place: Place, region: bool) -> Tile:
    """Return the tile on top of a subtree; one with a content that is missing if the subtree is."""
    own = tiling.own
    uri = place.named(tiling.subtrees)
    if not own.where.has(uri):
        absent = Content(uri, own.where, own.transform, own.upright, {})
        return Tile((absent,), tuple, own.replaces, own.error, region, own.transform)
    subtree = Subtree.read(tiling, place)
    if not subtree.tile(0):
        return Tile((), tuple, own.replaces, own.error, region, own.transform)
    return _tile(tiling, subtree, place, 0, region)


def _whole(declared: dict[str, Any], key: str, most: int, where: Neighbours, name: str) -> int:
    value = declared.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise wrong(where, f"{name}.{key}")
    return value


def _variables(template: str) -> set[str]:
    return {part.partition("}")[0] for part in template.split("{")[1:]}


def _tile(tiling: Tiling, subtree: "Subtree", place: Place, row: int, region: bool) -> Tile:
    """Return a tile of a subtree; `row` counts its tiles level by level, in Morton order."""
    own = tiling.own
    contents = tuple(
        Content(place.named(content.uri), own.where, own.transform, own.upright, content.properties)
        for kind, content in enumerate(tiling.contents)
        if subtree.content(kind, row)
    )
    error = own.error / 2.0**place.level
    return Tile(
        contents,
        lambda: _below(tiling, subtree, place, row, region),
        own.replaces,
        error,
        region,
        own.transform,
    )


def _below(tiling: Tiling, subtree: "Subtree", place: Place, row: int, region: bool) -> Iterator[Tile]:
    if place.level + 1 >= tiling.levels:
        return
    step = 1 << tiling.dimensions
    deeper = place.level % tiling.subtree_levels + 1
    for octant in range(step):
        beneath = place.below(octant)
        next_row = row * step + 1 + octant
        if deeper < tiling.subtree_levels:
            if subtree.tile(next_row):
                yield _tile(tiling, subtree, beneath, next_row, region)
        elif subtree.subtree(next_row):
            yield _begun(tiling, beneath, region)


@dataclass(frozen=True, slots=True, eq=False)
class Subtree:
    """Which tiles, contents and further subtrees there are."""

    tiles: NDArray[np.bool_] | bool
    contents: tuple[NDArray[np.bool_] | bool, ...]
    children: NDArray[np.bool_] | bool
    count: int

    def tile(self, row: int) -> bool:
        """Return whether there is a tile."""
        return _bit(self.tiles, row)

    def content(self, kind: int, row: int) -> bool:
        """Return whether a tile has its content of a kind."""
        return kind < len(self.contents) and _bit(self.contents[kind], row)

    def subtree(self, row: int) -> bool:
        """Return whether a subtree begins at a place below the last level."""
        return _bit(self.children, row - self.count)

    @staticmethod
    def read(tiling: Tiling, place: Place) -> "Subtree":
        """Read the subtree that begins at a place.

        Raises
        ------
        UnreadableFile
            If it is not there, or broken.
        """
        uri = place.named(tiling.subtrees)
        outside = tiling.own.where
        content = outside.read(uri)
        where = outside.beside(outside.find(uri))
        try:
            return _subtree(unpacked(content), tiling, where)
        except UnreadableFile:
            raise
        except (
            OSError,
            struct.error,
            KeyError,
            IndexError,
            TypeError,
            ValueError,
            AttributeError,
        ) as problem:
            raise broken(where.path, "is broken: its bits do not fit its tiling") from problem


def _bit(bits: NDArray[np.bool_] | bool, row: int) -> bool:
    return bits if isinstance(bits, bool) else bool(bits[row])


def _subtree(content: bytes, tiling: Tiling, where: Neighbours) -> Subtree:
    binary = b""
    if content.startswith(_MAGIC):
        version, text_length, binary_length = struct.unpack_from("<IQQ", content, 4)
        if version != 1 or 24 + text_length + binary_length > len(content):
            raise broken(where.path, "is cut off: {size} bytes are there", size=len(content))
        binary = content[24 + text_length : 24 + text_length + binary_length]
        content = content[24 : 24 + text_length]
    document = parsed(content, where.path)
    step, levels = 1 << tiling.dimensions, tiling.subtree_levels
    count = (step**levels - 1) // (step - 1)
    buffers = [_buffer(declared, binary, where) for declared in document.get("buffers", [])]

    def bits(declared: dict[str, Any], length: int) -> NDArray[np.bool_] | bool:
        if "constant" in declared:
            return bool(declared["constant"])
        index = int(declared["bitstream"] if "bitstream" in declared else declared["bufferView"])
        view = document["bufferViews"][index]
        first, size = int(view.get("byteOffset", 0)), int(view["byteLength"])
        held = buffers[int(view["buffer"])][first : first + size]
        if index < 0 or first < 0 or len(held) * 8 < length:
            raise ValueError("bits are missing")
        return np.unpackbits(np.frombuffer(held, np.uint8), count=length, bitorder="little").astype(bool)

    contents = document.get("contentAvailability", [])
    several = contents if isinstance(contents, list) else [contents]
    return Subtree(
        bits(document["tileAvailability"], count),
        tuple(bits(declared, count) for declared in several),
        bits(document["childSubtreeAvailability"], step**levels),
        count,
    )


def _buffer(declared: dict[str, Any], binary: bytes, where: Neighbours) -> bytes:
    length = int(declared["byteLength"])
    held = where.read(str(declared["uri"])) if "uri" in declared else binary
    if length < 0 or len(held) < length:
        raise broken(where.path, "is cut off: {size} bytes are there", size=len(held))
    return held[:length]
