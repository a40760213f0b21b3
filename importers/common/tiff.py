"""What a TIFF says of its own pixels, from its first directory: a picture, or figures.

It decodes nothing, and trusts no count that the file declares.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: First bytes: byte order and version, classic and big.
_STARTS: Final = {
    b"II*\x00": ("<", False),
    b"MM\x00*": (">", False),
    b"II+\x00": ("<", True),
    b"MM\x00+": (">", True),
}
_BITS, _PHOTOMETRIC, _SAMPLES, _FORMAT = 258, 262, 277, 339
#: Red green blue, palette, ink, YCbCr, CIELab.
_COLOURS: Final = (2, 3, 5, 6, 8)
_SHORT, _LONG = 3, 4
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
    """

    photometric: int = 1
    samples: int = 1
    bits: int = 1
    floating: bool = False

    @property
    def coloured(self) -> bool:
        """Whether the pixels are colours and no measured figures."""
        return self.photometric in _COLOURS and not self.floating and self.bits <= 16


def is_tiff(head: bytes) -> bool:
    """Return whether a file begins as a TIFF."""
    return head[:4] in _STARTS


def pixels(path: Path, head: bytes) -> Pixels | None:
    """Return what the first directory says, None if there is no whole one."""
    if not is_tiff(head):
        return None
    order, big = _STARTS[head[:4]]
    try:
        with path.open("rb") as file:
            (first,) = struct.unpack_from(order + ("Q" if big else "I"), head, 8 if big else 4)
            file.seek(first)
            width, counter = (20, "Q") if big else (12, "H")
            (entries,) = struct.unpack(order + counter, file.read(8 if big else 2))
            if entries > _MOST_ENTRIES:
                return None
            table = file.read(entries * width)
            found: dict[int, int] = {}
            for start in range(0, len(table) - width + 1, width):
                tag, kind = struct.unpack_from(order + "HH", table, start)
                (count,) = struct.unpack_from(order + ("Q" if big else "I"), table, start + 4)
                at = start + (12 if big else 8)
                size = {_SHORT: 2, _LONG: 4}.get(kind, 0)
                if not size:
                    continue
                code = order + ("H" if kind == _SHORT else "I")
                if count * size <= (8 if big else 4):
                    (found[tag],) = struct.unpack_from(code, table, at)
                elif tag in (_BITS, _FORMAT):
                    (place,) = struct.unpack_from(order + ("Q" if big else "I"), table, at)
                    file.seek(place)
                    (found[tag],) = struct.unpack(code, file.read(size))
    except (OSError, struct.error, OverflowError, ValueError):
        return None
    return Pixels(
        found.get(_PHOTOMETRIC, 1), found.get(_SAMPLES, 1), found.get(_BITS, 1), found.get(_FORMAT, 1) == 3
    )
