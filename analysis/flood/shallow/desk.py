"""The desk on which a strip of cells is worked: a few rows of every intermediate value, in one array.

All values of single precision lie in one array at fixed distances. That is what lets the compiler prove that
a loop over a row never reads what it has just written, and take eight cells at once. It holds a window of
:data:`ROWS` rows, so that all of it stays in the processor's cache.

Positions are unsigned for the same reason: for a signed one, numba has to ask in every cell whether it counts
from the end. It does not know the equations.
"""

from itertools import count
from typing import Any, Final

import numpy as np

from analysis.flood.scheme import TILE
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64

#: Greatest number of tiles side by side in a strip.
STRIP: Final = 4

#: Greatest number of tiles one below the other in a strip: three rows above and below it are worked for
#: nothing.
TALL: Final = 4

#: Columns to the left of the first cell of a strip: eight that are computed, and eight that are only read.
MARGIN: Final = 16

#: Cells on the left and right of a strip that are loaded and computed with it; three would do, but whole
#: lanes are faster than a remainder.
FRINGE: Final = 8

#: Distance between the same column of two rows.
WIDTH: Final = STRIP * TILE + 2 * MARGIN

#: Rows in the window; the last :data:`KEPT` move to its top when it is full.
ROWS: Final = 16
KEPT: Final = 3

#: Distance between two values of the same cell; a little more than the rows take, or they would all fall
#: into the same lines of the cache.
SIZE: Final = ROWS * WIDTH + 80

_place = count()


def _next() -> Any:
    """Return where the next value begins."""
    return np.uint64(next(_place) * SIZE)


ONE: Final = np.uint64(1)
ROW: Final = np.uint64(WIDTH)

# The state of the cells of a row, before the step.
H: Final = _next()  # depth that flows
U: Final = _next()  # velocity along the row
V: Final = _next()  # velocity down the columns
QX: Final = _next()  # momentum along the row
QY: Final = _next()  # momentum down the columns
DRAG: Final = _next()  # g n² or g / C²
FRICTION: Final = _next()  # deceleration over velocity squared, 1/m
OPEN: Final = _next()  # 1, or 0 in a wall
OX: Final = _next()  # 1 if this cell and the one to its right are open
OY: Final = _next()  # 1 if this cell and the one above are open
RX: Final = _next()  # rise of the level from this cell to the one on its right
RY: Final = _next()  # rise of the level from the cell above to this one

# Reconstructed: values half a step later, and their differences across the cell.
HC: Final = _next()
DH: Final = _next()  # by which the depth grew
UC: Final = _next()
VC: Final = _next()
HX: Final = _next()
UX: Final = _next()
VX: Final = _next()
EX: Final = _next()  # of the level
HY: Final = _next()
UY: Final = _next()
VY: Final = _next()
EY: Final = _next()

# Fluxes through the edge on the right of a cell, and through the one above it.
XF: Final = _next()  # volume
XA: Final = _next()  # normal momentum, less the pressure of the cell before the edge
XB: Final = _next()  # normal momentum, less the pressure of the cell behind the edge
XT: Final = _next()  # tangential momentum
YF: Final = _next()
YA: Final = _next()
YB: Final = _next()
YT: Final = _next()

SHARE: Final = _next()  # of its outflow that a cell can give

# What stands above is needed while the next rows pass, and moves with the window; what follows is not.
MOVED: Final = next(_place)

# The state after the step.
NH: Final = _next()
NC: Final = _next()
NX: Final = _next()
NY: Final = _next()

# Greatest of a column so far, in their first row.
MOST_H: Final = _next()
MOST_SPEED: Final = _next()
MOST_FROUDE: Final = _next()

VALUES: Final = next(_place)

#: Places in the array of double precision: level of the water, and depth with its carry.
LEVEL: Final = np.uint64(0)
TOTAL: Final = np.uint64(SIZE)


def single_desk() -> F32:
    """Return the part in single precision."""
    return np.zeros(VALUES * SIZE, dtype=np.float32)


def double_desk() -> F64:
    """Return the part in double precision."""
    return np.zeros(2 * SIZE)


@inner_borrowing_kernel
def move_window(single: F32, double: F64) -> None:
    """Move the last rows of the window to its top."""
    kept = KEPT * WIDTH
    last = (ROWS - KEPT) * WIDTH
    for value in range(MOVED):
        begin = value * SIZE
        for at in range(kept):
            single[begin + at] = single[begin + last + at]
    for value in range(2):
        begin = value * SIZE
        for at in range(kept):
            double[begin + at] = double[begin + last + at]
