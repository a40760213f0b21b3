"""The containers of 3D Tiles 1.0: b3dm, i3dm, pnts and cmpt, cut into their tables and their body.

Every length is held against the file. It does not know what the tables say.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from importers.common.boundary import broken

#: How the files of tiles begin.
TILES: Final = (b"b3dm", b"i3dm", b"pnts", b"cmpt")
_HEADS: Final = {b"b3dm": 28, b"i3dm": 32, b"pnts": 28}
#: Composites within composites, at most; and tiles of one.
_DEEPEST, _MOST_TILES = 8, 10_000


@dataclass(frozen=True, slots=True)
class Container:
    """One tile of 1.0.

    Parameters
    ----------
    kind : bytes
        ``b"b3dm"``, ``b"i3dm"`` or ``b"pnts"``.
    features, batches : dict
        JSON of the feature and the batch table.
    features_binary, batches_binary : bytes
        What their numbers lie in.
    body : bytes
        What follows: glTF, or its address.
    embedded : bool
        Whether an i3dm holds its model, and not its address.
    """

    kind: bytes
    features: dict[str, Any]
    features_binary: bytes
    batches: dict[str, Any]
    batches_binary: bytes
    body: bytes
    embedded: bool = True


def tiles_of(content: bytes, path: Path, depth: int = 0) -> Iterator[bytes]:
    """Yield the tiles of a composite, one below the other; any other content as it is.

    Raises
    ------
    UnreadableFile
        If it is cut off, or composites hold composites without end.
    """
    if not content.startswith(b"cmpt"):
        yield content
        return
    if len(content) < 16 or depth > _DEEPEST:
        raise broken(path, "is cut off: {size} bytes are there", size=len(content))
    version, length, count = struct.unpack_from("<III", content, 4)
    if version != 1 or length > len(content) or count > _MOST_TILES:
        raise broken(path, "is cut off: {size} of {wanted} bytes are there", size=len(content), wanted=length)
    at = 16
    for _ in range(count):
        size = struct.unpack_from("<I", content, at + 8)[0] if at + 12 <= length else 0
        if size < 12 or at + size > length:
            raise broken(path, "is cut off or broken: a tile in it is longer than the file")
        yield from tiles_of(content[at : at + size], path, depth + 1)
        at += size


def container_of(content: bytes, path: Path) -> Container:
    """Return the parts of a b3dm, i3dm or pnts.

    Raises
    ------
    UnreadableFile
        If its lengths do not fit the file, or a table is no JSON object.
    """
    kind = content[:4]
    head = _HEADS[kind]
    if len(content) < head:
        raise broken(path, "is cut off: {size} bytes are there", size=len(content))
    version, length, *sizes = struct.unpack_from("<6I", content, 4)
    if version != 1:
        raise broken(path, "is broken: its version is {version}, not 1", version=version)
    if length > len(content):
        raise broken(path, "is cut off: {size} of {wanted} bytes are there", size=len(content), wanted=length)
    if head + sum(sizes) > length:
        raise broken(path, "is broken: its tables are longer than the file")
    embedded = kind != b"i3dm" or struct.unpack_from("<I", content, 28)[0] == 1
    pieces, at = [], head
    for size in sizes:
        pieces.append(content[at : at + size])
        at += size
    return Container(
        kind,
        _table(pieces[0], path),
        pieces[1],
        _table(pieces[2], path),
        pieces[3],
        content[at:length],
        embedded,
    )


def _table(text: bytes, path: Path) -> dict[str, Any]:
    stripped = text.strip(b" \x00\r\n\t")
    if not stripped:
        return {}
    try:
        table = json.loads(stripped.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        raise broken(path, "is broken: its description is not JSON") from problem
    if not isinstance(table, dict):
        raise broken(path, "is broken: its description is not JSON")
    return table
