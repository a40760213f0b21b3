"""Which elevations are blocked in an upright column: exact in elevation, one column per azimuth.

A column is the upright half-plane from an eye in one direction. Every triangle that it cuts in front of
the target blocks an interval of elevation tangents; what is left between the intervals is seen. Nothing is
sampled along a column, so a slit of any height counts; azimuth is sampled by the caller. Plain float64
arithmetic in a fixed order: the same figures on every machine and for any number of threads.

It does not know what the target is, or rules.
"""

import numpy as np

from analysis.sightline.column_arrays import Blocked, Columns, Gaps, Noted
from analysis.sightline.column_kernels import block_by_hints, block_columns, leave_gaps
from scene.geometry.solids import Solid
from scene.payloads.arrays import I32

_ROOM = 8


def nothing_blocked(columns: int, room: int = _ROOM) -> Blocked:
    """Return no intervals for a number of columns."""
    shape = (columns, room)
    return Blocked(
        np.zeros(shape),
        np.zeros(shape),
        np.zeros(shape),
        np.zeros(shape),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.int32),
        np.zeros(columns, np.int32),
    )


def nothing_noted(columns: int, room: int = 0) -> Noted:
    """Return room for so many hints a column; none if nothing shall be noted."""
    shape = (columns, room)
    return Noted(np.full(shape, -1, np.int32), np.zeros(shape, np.int32), np.zeros(columns, np.int32))


def block(
    columns: Columns,
    solid: Solid,
    layer: int,
    drop: float,
    blocked: Blocked,
    rows: I32 | None = None,
    noted: Noted | None = None,
    left_out: int = -1,
) -> Blocked:
    """Add what a solid blocks.

    Parameters
    ----------
    columns : Columns
    solid : Solid
        The triangles that screen.
    layer : int
        Put down as their owner.
    drop : float
        Curvature less refraction, ``(1 - k) / 2R``, in 1/m: a point at distance d lies ``drop * d**2`` lower.
    blocked : Blocked
        Intervals so far; added to in place, and moved to larger arrays if the room does not do.
    rows : ndarray of int32, optional
        Columns to look along; all if not given.
    noted : Noted, optional
        Is told what blocks something new.
    left_out : int
        Row of the solid that does not screen: the building that makes room for another.
    """
    rows = np.arange(len(columns.reach), dtype=np.int32) if rows is None else rows
    noted = nothing_noted(0) if noted is None else noted
    while block_columns(
        columns, rows, solid.vertices, solid.tree, layer, drop, blocked, noted, solid.row_of_face, left_out
    ):  # a column ran out of room: what it holds is right, and adding again changes nothing
        blocked = blocked.in_room(2 * blocked.low.shape[1])
    return blocked


def block_hinted(
    columns: Columns,
    solid: Solid,
    layer: int,
    drop: float,
    blocked: Blocked,
    rows: I32,
    asked: I32,
    noted: Noted,
) -> Blocked:
    """Add what those parts of a solid block that blocked other columns.

    What blocks one column mostly blocks the next: tried first, it saves most of the search. It is no more
    than a beginning; a column that is not blocked by it is asked of :func:`block` as any other.

    Parameters
    ----------
    columns, solid, layer, drop, blocked, rows
        As :func:`block` takes them.
    asked : ndarray of int32, shape (len(rows), m)
        For each row the columns whose notes to try.
    noted : Noted
        As :func:`block` filled it; is told what blocks these.
    """
    while block_by_hints(columns, rows, asked, solid.vertices, solid.tree, layer, drop, blocked, noted):
        blocked = blocked.in_room(2 * blocked.low.shape[1])
    return blocked


def gaps_between(columns: Columns, blocked: Blocked) -> Gaps:
    """Return what is left between the intervals, from each column's low to its high."""
    start = np.zeros(len(columns.reach) + 1, np.int64)
    none = np.zeros(0)
    empty = Gaps(start, none, none, none, np.zeros(0, np.int32), np.zeros(0, np.int32))
    leave_gaps(columns, blocked, empty)
    total = int(start[-1])
    found = Gaps(
        start,
        np.empty(total),
        np.empty(total),
        np.empty(total),
        np.empty(total, np.int32),
        np.empty(total, np.int32),
    )
    leave_gaps(columns, blocked, found)
    return found
