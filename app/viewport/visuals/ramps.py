"""Colours for values: calm ramps that a colour-blind person can read, and one colour a class.

It does not know what it colours.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads.buildings import Buildings

#: From paper through tea and celadon to ink, even steps of lightness.
PAPER_TO_INK: Final = np.array(
    [[0xF3, 0xEA, 0xD8], [0xD9, 0xC9, 0xA0], [0xA9, 0xB3, 0x90], [0x6D, 0x98, 0x93], [0x3F, 0x6F, 0x86],
     [0x2A, 0x43, 0x63], [0x1F, 0x24, 0x38]], np.float64,
)  # fmt: skip
#: Okabe and Ito's colours, toned down; the first is for what has no class.
CLASSES: Final = np.array(
    [[0xC9, 0xC4, 0xB8], [0x2F, 0x7F, 0xA6], [0xE0, 0xA0, 0x30], [0x5E, 0x9C, 0x86], [0xB5, 0x43, 0x2E],
     [0x8C, 0x6B, 0x96], [0x8F, 0xBC, 0xD4], [0xD8, 0xC9, 0x58]], np.uint8,
)  # fmt: skip
#: Usual colours of the ASPRS classes that cities have.
ASPRS: Final = {2: (0xB5, 0xA8, 0x8E), 3: (0xA6, 0xB8, 0x73), 4: (0x8A, 0x9B, 0x70), 5: (0x6B, 0x82, 0x62),
                6: (0xC4, 0x7A, 0x5E), 9: (0x4C, 0x86, 0x9E), 17: (0x8D, 0x8C, 0x86)}  # fmt: skip


def span_of(values: NDArray[Any]) -> tuple[float, float]:
    """Return the 2nd and 98th hundredths of what is known of numbers."""
    known = np.asarray(values, np.float64)
    known = known[np.isfinite(known)]
    low, high = np.percentile(known, (2.0, 98.0)) if len(known) else (0.0, 1.0)
    return float(low), float(high)


def ramped(
    values: NDArray[Any],
    ramp: NDArray[np.float64] = PAPER_TO_INK,
    span: tuple[float, float] | None = None,
) -> NDArray[np.uint8]:
    """Return sRGB of numbers, grey where unknown, shape (n, 3).

    Parameters
    ----------
    values : ndarray, shape (n,)
    ramp : ndarray of float64, shape (steps, 3)
    span : tuple of float, optional
        Values at the ends of the ramp; by default their 2nd and 98th hundredths.
    """
    numbers = np.asarray(values, np.float64)
    known = np.isfinite(numbers)
    colour = np.full((len(numbers), 3), 0xC9, np.uint8)
    if known.any():
        low, high = span or span_of(numbers)
        part = np.clip((numbers[known] - low) / max(high - low, 1e-9), 0.0, 1.0) * (len(ramp) - 1)
        below = np.minimum(part.astype(np.int64), len(ramp) - 2)
        share = (part - below)[:, None]
        colour[known] = (ramp[below] * (1.0 - share) + ramp[below + 1] * share).astype(np.uint8)
    return colour


def classed(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Return one colour a class; the empty class is grey, shape (n, 3)."""
    names, index = np.unique(values, return_inverse=True)
    colour = CLASSES[1 + np.arange(len(names)) % (len(CLASSES) - 1)]
    colour[names == ""] = CLASSES[0]
    return colour[index]


def colours_by_column(payload: Buildings, column: str) -> NDArray[np.uint8]:
    """Return sRGB of each building by a column, or by ``height``, shape (n, 3)."""
    if column == "height" and payload.count:
        top = np.maximum.reduceat(payload.top, payload.building_start[:-1])
        return ramped(top - payload.outdoor_ground)
    values = payload.columns.get(column)
    if values is None:
        return np.broadcast_to(CLASSES[0], (payload.count, 3)).copy()
    return ramped(values) if values.dtype.kind in "fiu" else classed(values)
