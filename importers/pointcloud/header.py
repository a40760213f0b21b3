"""What a LAS header declares, held against the length of the file before any library believes it.

A wild record count would otherwise keep a reader busy for hours. It decodes no points.
"""

from pathlib import Path
from typing import IO, Final

from importers.common.boundary import broken
from scene.errors import UnreadableFile
from scene.messages import msg

_MAGIC: Final = b"LASF"
#: Length of the header of LAS 1.0 to 1.2, of 1.4, and of a (extended) variable length record's head.
_SHORTEST, _OF_1_4, _RECORD, _EXTENDED_RECORD = 227, 375, 54, 60
#: Bytes of the leanest point record.
_LEANEST_POINT: Final = 20
#: Whose record tells how a LAZ file is compressed; an entry about a part of a point is of so many bytes.
_LASZIP: Final = (b"laszip encoded", 22204)
_ITEMS_AT, _ITEM = 34, 6
#: Parts of the points of LAS 1.4 have numbers from this on, and the newest way of compressing them that is
#: known. Those of older points change no more: other versions of them are damage.
_OF_NEW_POINTS, _NEWEST = 10, 3


def check_header(path: Path) -> None:
    """Refuse a file whose header declares more than the file holds.

    Raises
    ------
    UnreadableFile
        If it is no LAS, is cut off, contradicts itself, or is compressed in a way that is not known.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_OF_1_4)

        def number(at: int, width: int) -> int:
            return int.from_bytes(head[at : at + width], "little")

        header, points_at, records = number(94, 2), number(96, 4), number(100, 4)
        if not head.startswith(_MAGIC) or len(head) < _SHORTEST or header < _SHORTEST:
            raise broken(path, "is not a LAS or LAZ file")
        if points_at > size or header > points_at:
            raise broken(path, "is cut off or broken: its points begin at byte {at} of {size}",
                         at=points_at, size=size)  # fmt: skip
        if records * _RECORD > points_at - header:
            raise broken(path, "is broken: it declares {count} records where there is no room",
                         count=records)  # fmt: skip
        extended_at, extended = (number(235, 8), number(243, 4)) if number(25, 1) >= 4 else (0, 0)
        if extended and (extended_at < points_at or extended_at + extended * _EXTENDED_RECORD > size):
            raise broken(path, "is cut off or broken: it declares {count} records behind its points",
                         count=extended)  # fmt: skip
        if head[104] & 0x80:
            _check_compression(path, file, header, records, points_at)
        legacy, full = number(107, 4), number(247, 8) if number(25, 1) >= 4 else 0
    compressed = bool(head[104] & 0x80)
    record, count = int.from_bytes(head[105:107], "little"), full or legacy
    if count and record < _LEANEST_POINT:
        raise broken(path, "is broken: its points are declared as {length} bytes each", length=record)
    if not compressed and points_at + count * record > size:
        wanted = points_at + count * record
        raise broken(path, "is cut off: {size} of {wanted} bytes are there", size=size, wanted=wanted)


def _check_compression(path: Path, file: IO[bytes], at: int, records: int, stop: int) -> None:
    """Refuse a LAZ file whose record of LASzip tells of a newer way of compressing."""
    for _ in range(records):
        file.seek(at)
        head = file.read(_RECORD)
        length = int.from_bytes(head[20:22], "little")
        at += _RECORD + length
        if at > stop:
            return  # what is wrong with it the library says
        if (head[2:18].rstrip(b"\0"), int.from_bytes(head[18:20], "little")) != _LASZIP:
            continue
        body = file.read(length)
        items = [body[i : i + _ITEM] for i in range(_ITEMS_AT, len(body), _ITEM)]
        versions = [int.from_bytes(item[4:], "little") for item in items if item[0] >= _OF_NEW_POINTS]
        newest = max(versions, default=0)
        if newest > _NEWEST:
            raise UnreadableFile(
                msg("{file} is compressed by version {version} of LAZ, which is not known here.",
                    file=path.name, version=newest),
                msg("Export it from its source as LAS, or as LAZ of version {known}.", known=_NEWEST),
            )  # fmt: skip
        return
