"""Figures drawn as dots, five wide and seven high, so that a scale needs no font and is the same everywhere.

It does not know what is written.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import U8

_DOTS: Final = {
    "0": "01110 10001 10011 10101 11001 10001 01110",
    "1": "00100 01100 00100 00100 00100 00100 01110",
    "2": "01110 10001 00001 00110 01000 10000 11111",
    "3": "01110 10001 00001 00110 00001 10001 01110",
    "4": "00010 00110 01010 10010 11111 00010 00010",
    "5": "11111 10000 11110 00001 00001 10001 01110",
    "6": "00110 01000 10000 11110 10001 10001 01110",
    "7": "11111 00001 00010 00100 01000 01000 01000",
    "8": "01110 10001 10001 01110 10001 10001 01110",
    "9": "01110 10001 10001 01111 00001 00010 01100",
    "-": "00000 00000 00000 11111 00000 00000 00000",
    ".": "00000 00000 00000 00000 00000 01100 01100",
    "°": "01100 10010 10010 01100 00000 00000 00000",
}
_WIDE: Final = 5
_HIGH: Final = 7


def dots_of(text: str, size: int = 2) -> NDArray[np.bool_]:
    """Return a text of figures as dots, each `size` pixels across.

    Parameters
    ----------
    text : str
        Of digits, minus, point and degree sign.
    size : int

    Returns
    -------
    ndarray of bool, shape (7 * size, 6 * size * len(text))
    """
    sheet = np.zeros((_HIGH, (_WIDE + 1) * len(text)), np.bool_)
    for k, letter in enumerate(text):
        rows = _DOTS[letter].split()
        left = (_WIDE + 1) * k
        sheet[:, left : left + _WIDE] = [[dot == "1" for dot in row] for row in rows]
    return sheet.repeat(size, axis=0).repeat(size, axis=1)


def write(pixels: U8, text: str, row: int, col: int, colour: tuple[int, int, int], size: int = 2) -> None:
    """Write figures into a picture, their upper left corner at a pixel; what lies outside is cut off."""
    dots = dots_of(text, size)
    rows, cols = np.nonzero(dots)
    rows, cols = rows + row, cols + col
    inside = (rows >= 0) & (rows < pixels.shape[0]) & (cols >= 0) & (cols < pixels.shape[1])
    pixels[rows[inside], cols[inside]] = colour


def width_of(text: str, size: int = 2) -> int:
    """Return how many pixels wide a text is."""
    return (_WIDE + 1) * size * len(text) - size
