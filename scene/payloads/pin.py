"""A place that somebody pointed at, with a picture of what was seen then.

The picture is a PNG file as it is kept and sent on, never unfolded here. It does not know what was said.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from scene.payloads.arrays import F64, U8, frozen

#: How a PNG file begins, its first chunk included.
_PNG: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
#: A picture of a review is never larger than this, bytes.
LARGEST_PICTURE: Final = 32_000_000


@dataclass(frozen=True, eq=False)
class Pin:
    """A place and a picture.

    Parameters
    ----------
    place : ndarray of float64, shape (3,)
        Local metres.
    picture : ndarray of uint8, shape (n,)
        A PNG file; empty if there is no picture.

    Raises
    ------
    ValueError
        If the place is not finite, or the picture is no PNG file.
    """

    place: F64
    picture: U8

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", frozen("place", self.place, np.float64, (3,)))
        object.__setattr__(self, "picture", frozen("picture", self.picture, np.uint8, (None,)))
        if not np.isfinite(self.place).all():
            raise ValueError("a pin has a place")
        if len(self.picture) and not is_png(self.picture[:64].tobytes()):
            raise ValueError("the picture of a pin is a PNG file")
        if len(self.picture) > LARGEST_PICTURE:
            raise ValueError("the picture of a pin is too large")

    @classmethod
    def at(cls, place: ArrayLike, picture: bytes = b"") -> "Pin":
        """Make a pin from the bytes of a file."""
        return cls(np.asarray(place, dtype=np.float64), np.frombuffer(picture, dtype=np.uint8))

    @property
    def png(self) -> bytes:
        """The picture as a file, empty if there is none."""
        return self.picture.tobytes()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture, pixels; 0 × 0 if there is none."""
        return size_of_png(self.picture[:64].tobytes())

    @property
    def sha256(self) -> str:
        """Hash of the picture's file, hexadecimal; empty if there is none."""
        return sha256(self.png).hexdigest() if len(self.picture) else ""


def is_png(head: bytes) -> bool:
    """Return whether a file that begins so is a PNG file of some size."""
    return head.startswith(_PNG) and min(size_of_png(head)) > 0


def size_of_png(head: bytes) -> tuple[int, int]:
    """Return width and height from the first bytes of a PNG file, 0 × 0 of anything else."""
    if not head.startswith(_PNG) or len(head) < 24:
        return (0, 0)
    return (int.from_bytes(head[16:20]), int.from_bytes(head[20:24]))
