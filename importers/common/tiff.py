"""What a TIFF says of its own pixels, from its first directory: a picture, or figures; whole, or cut off.

It decodes nothing, and trusts no count that the file declares.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: First bytes: byte order and whether it is a big TIFF.
_STARTS: Final = {
    b"II*\x00": ("<", False), b"MM\x00*": (">", False), b"II+\x00": ("<", True), b"MM\x00+": (">", True),
}  # fmt: skip
_BITS, _PHOTOMETRIC, _SAMPLES, _FORMAT = 258, 262, 277, 339
_WANTED: Final = (_BITS, _PHOTOMETRIC, _SAMPLES, _FORMAT)
#: Red green blue, palette, ink, YCbCr, CIELab.
_COLOURS: Final = (2, 3, 5, 6, 8)
#: Bytes of a value by its type.
_SIZES: Final = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,
}
_CODES: Final = {3: "H", 4: "I"}
_MOST_ENTRIES: Final = 4096


@dataclass(frozen=True, slots=True)
class Pixels:
    """The first image of a TIFF.

    Parameters
    ----------
    photometric : int
        0 or 1 grey, 2 red green blue, 3 palette, 6 YCbCr.
    samples : int
        Figures a pixel.
    bits : int
        Of the first of them.
    floating : bool
        Whether they are floating point.
    whole : bool
        Whether all that the directory points to lies within the file.
    """

    photometric: int = 1
    samples: int = 1
    bits: int = 1
    floating: bool = False
    whole: bool = True

    @property
    def coloured(self) -> bool:
        """Whether the pixels are colours and no measured figures."""
        return self.photometric in _COLOURS and not self.floating and self.bits <= 16


@dataclass(frozen=True, slots=True)
class _Entry:
    tag: int
    kind: int
    count: int
    value: bytes


def is_tiff(head: bytes) -> bool:
    """Return whether a file begins as a TIFF."""
    return head[:4] in _STARTS


def pixels(path: Path, head: bytes) -> Pixels | None:
    """Return what the first directory says, None if there is no whole one."""
    if not is_tiff(head):
        return None
    order, big = _STARTS[head[:4]]
    size, whole = path.stat().st_size, True
    found: dict[int, int] = {}
    try:
        with path.open("rb") as file:
            (first,) = struct.unpack_from(order + ("Q" if big else "I"), head, 8 if big else 4)
            file.seek(first)
            width, counter = (20, "Q") if big else (12, "H")
            (entries,) = struct.unpack(order + counter, file.read(8 if big else 2))
            table = file.read(min(entries, _MOST_ENTRIES) * width)
            whole = entries <= _MOST_ENTRIES and len(table) == entries * width
            for entry in _entries(table, order, big=big):
                length, value = _SIZES.get(entry.kind, 1) * entry.count, entry.value
                if length > len(value):
                    (place,) = struct.unpack(order + ("Q" if big else "I"), value)
                    whole = whole and place + length <= size
                    file.seek(place)
                    value = file.read(4) if entry.tag in _WANTED else b""
                if entry.tag in _WANTED and entry.kind in _CODES:
                    (found[entry.tag],) = struct.unpack_from(order + _CODES[entry.kind], value)
    except (OSError, struct.error, OverflowError, ValueError):
        return None
    return Pixels(
        found.get(_PHOTOMETRIC, 1),
        found.get(_SAMPLES, 1),
        found.get(_BITS, 1),
        found.get(_FORMAT, 1) == 3,
        whole,
    )


def _entries(table: bytes, order: str, *, big: bool) -> Iterator[_Entry]:
    width, at = (20, 12) if big else (12, 8)
    for start in range(0, len(table) - width + 1, width):
        tag, kind = struct.unpack_from(order + "HH", table, start)
        (count,) = struct.unpack_from(order + ("Q" if big else "I"), table, start + 4)
        yield _Entry(tag, kind, count, table[start + at : start + width])
