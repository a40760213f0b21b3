"""What a LAS header declares, held against the length of the file before any library believes it.

A wild record count would otherwise keep a reader busy for hours. It decodes no points.
"""

from pathlib import Path
from typing import Final

from importers.common.boundary import broken

_MAGIC: Final = b"LASF"
#: Length of the header of LAS 1.0 to 1.2, of 1.4, and of a (extended) variable length record's head.
_SHORTEST, _OF_1_4, _RECORD, _EXTENDED_RECORD = 227, 375, 54, 60
#: Bytes of the leanest point record.
_LEANEST_POINT: Final = 20


def check_header(path: Path) -> None:
    """Refuse a file whose header declares more than the file holds.

    Raises
    ------
    UnreadableFile
        If it is no LAS, is cut off, or contradicts itself.
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
        legacy, full = number(107, 4), number(247, 8) if number(25, 1) >= 4 else 0
    compressed = bool(head[104] & 0x80)
    record, count = int.from_bytes(head[105:107], "little"), full or legacy
    if count and record < _LEANEST_POINT:
        raise broken(path, "is broken: its points are declared as {length} bytes each", length=record)
    if not compressed and points_at + count * record > size:
        wanted = points_at + count * record
        raise broken(path, "is cut off: {size} of {wanted} bytes are there", size=size, wanted=wanted)
