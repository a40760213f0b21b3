"""Which blocks of a streamed cloud a view asks for, and how large their points are drawn.

Arrays in, arrays out: it does not know how blocks are read or drawn.
"""

from math import radians, tan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.optics import Pose
from app.viewport.placed import gaps
from scene.payloads.streamed import PointBlocks

F64 = NDArray[np.float64]

#: Finer blocks are not asked for once their points lie nearer to each other than this, pixels.
FINEST: Final = 0.8
#: What is not in view counts as so much coarser, so that a turn of the head does not show nothing.
BEHIND: Final = 0.15
#: Points overlap a little, so that surfaces close; pixels.
OVERLAP: Final = 1.35
LARGEST: Final = 9.0
#: Gaps of what was not refined are filled up to this many times the least spacing that was drawn.
FILLED: Final = 1.5


def boxes_of(blocks: PointBlocks) -> F64:
    """Return the lowest and highest corner of each block, shape (n, 2, 3)."""
    return np.stack([blocks.low, blocks.high], axis=1).astype(np.float64)


def spacings(boxes: F64, blocks: PointBlocks, pose: Pose, size: tuple[int, int]) -> F64:
    """Return how far the points of each block lie from each other on the screen, pixels, shape (n,).

    Parameters
    ----------
    boxes : ndarray of float64, shape (n, 2, 3)
    blocks : PointBlocks
    pose : Pose
    size : tuple of int
        Width and height of the picture.
    """
    width, height = size
    half = tan(radians(pose.view_angle) / 2.0)
    away = gaps(boxes, pose.eye)
    pixels = blocks.spacing * height / (2.0 * half * np.maximum(away, 0.5))
    # A ball about the box against a cone about the view.
    centre = boxes.mean(axis=1) - np.asarray(pose.eye)
    radius = np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1) / 2.0
    along = centre @ pose.forward
    across = np.sqrt(np.maximum((centre**2).sum(axis=1) - along**2, 0.0))
    wide = half * float(np.hypot(1.0, width / height))
    slant = float(np.hypot(1.0, wide))
    seen = (across - along * wide) / slant <= radius
    result: F64 = np.where(seen, pixels, pixels * BEHIND)
    return result


def wanted(pixels: F64, count: NDArray[np.int64], points: int) -> NDArray[np.int64]:
    """Return the rows to draw, the coarsest first: as fine as a pixel, or as many points as may be drawn."""
    rows = np.flatnonzero(pixels >= FINEST)
    rows = rows[np.argsort(-pixels[rows], kind="stable")]
    within = np.cumsum(count[rows]) <= points
    if len(within):
        within[0] = True
    return rows[within]


def widths(pixels: F64, refined: NDArray[np.bool_], rows: NDArray[np.int64], drawn: float) -> F64:
    """Return how large the points of drawn blocks are, pixels, one for each of `rows`.

    Parameters
    ----------
    pixels : ndarray of float64, shape (n,)
        Spacing of every block on the screen.
    refined : ndarray of bool, shape (n,)
        Which blocks have finer ones in them.
    rows : ndarray of int64
        The drawn blocks.
    drawn : float
        Factor that the style asks for.

    Notes
    -----
    Where a finer block was not drawn, its points would lie nearer to each other than the least that was;
    those of the block that it refines, up to twice as far. Only where nothing finer exists can gaps be wider.
    """
    if not len(rows):
        return np.zeros(0)
    size = pixels[rows]
    size = np.where(refined[rows], np.minimum(size, FILLED * size.min()), size)
    result: F64 = np.clip(np.round(2.0 * OVERLAP * size) / 2.0, 1.5, LARGEST) * drawn
    return np.maximum(result, 1.0)
