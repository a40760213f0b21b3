"""What a scheme changes in the ground: walls drawn across it, plots raised, dykes that give way.

It does not know what the ground is or who proposes the change.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.flood.forcing.cells import disc_cells
from analysis.flood.forcing.levels import local_level
from analysis.flood.params import FloodParams
from analysis.flood.requests import Barrier, Place
from analysis.flood.setting.kernels import fill_parts, mark_segments
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.geometry.placed import placed
from scene.geometry.surface_raster import Grid
from scene.messages import msg
from scene.node import Node
from scene.payloads import Buildings
from scene.payloads.arrays import F32, F64, I32

#: Column of a plot that says to which level it is raised, metres in the scene's datum.
FORMATION_LEVEL: Final = "formation_level_m"


@dataclass(frozen=True, eq=False)
class RaisedCells:
    """A barrier in cells (flat indices): the levels of its crest, local z, and when it is put up, s."""

    cells: I32
    levels: F32
    start: float


@dataclass(frozen=True, eq=False)
class DykeBreach:
    """A breach in cells (flat indices): the level it ends at, when it begins, how long it takes, s.

    It begins before its moment if the water in the cells of the gauge reaches the trigger, local z.
    """

    cells: I32
    sill: float
    start: float
    seconds: float
    trigger: float = math.inf
    gauge: I32 | None = None


def raised_ground(
    bed: F32, grid: Grid, params: FloodParams, parcels: Sequence[Node], frame: SceneFrame,
    check: Callable[[], None],
) -> F32:  # fmt: skip
    """Return the ground with the plots raised that are to be raised; ground that is higher stays."""
    level = np.full(bed.shape, np.float32(-np.inf))
    for plot in params.raised:
        wanted, _ = local_level(plot.level, params.scale, frame)
        _fill(local(plot.corners, frame), wanted, grid, level)
    for node in parcels if params.plots else ():
        check()
        _raise_parcels(node, grid, frame, level)
    return np.where(np.isfinite(level), np.fmax(bed, level), bed)


def _raise_parcels(node: Node, grid: Grid, frame: SceneFrame, level: F32) -> None:
    plots = node.payload
    if not isinstance(plots, Buildings) or FORMATION_LEVEL not in plots.columns:
        return
    flat = np.column_stack([plots.rings, np.zeros(len(plots.rings), np.float32)])
    rings = np.ascontiguousarray(placed(flat, node.transform)[:, :2])
    for row in range(plots.count):
        try:
            wanted = float(plots.columns[FORMATION_LEVEL][row])
        except (TypeError, ValueError):
            continue
        if np.isfinite(wanted):
            numbers = np.where(plots.building_of_part == row, np.int32(1), np.int32(-1)).astype(np.int32)
            owner = np.full(level.shape, -1, np.int32)
            fill_parts(
                rings, plots.ring_start, plots.part_start, 0, len(numbers),
                grid.west, grid.north, grid.cell, numbers, owner,
            )  # fmt: skip
            np.maximum(level, np.float32(wanted - frame.origin[2]), out=level, where=owner > 0)


def _fill(corners: F64, value: float, grid: Grid, level: F32) -> None:
    one = np.array([0, 1], np.int32)
    owner = np.full(level.shape, -1, np.int32)
    fill_parts(
        corners.astype(np.float32), np.array([0, len(corners)], np.int32), one, 0, 1,
        grid.west, grid.north, grid.cell, np.ones(1, np.int32), owner,
    )  # fmt: skip
    np.maximum(level, np.float32(value), out=level, where=owner > 0)


def barriers_of(
    bed: F32, highest: F32, grid: Grid, params: FloodParams, frame: SceneFrame
) -> tuple[RaisedCells, ...]:
    """Return the barriers in cells: no way leads between those of one of them.

    Parameters
    ----------
    bed : ndarray of float32, shape (rows, cols)
        Ground; a barrier never lowers it.
    highest : ndarray of float32, shape (rows, cols)
        The highest ground of each cell, on which a barrier of a height stands.
    grid, params, frame

    Raises
    ------
    InvalidRequest
        If one has a single point, or lies outside the area.
    """
    drawn = list(params.barriers)
    if params.barrier:
        drawn.append(
            Barrier.model_construct(
                line=params.barrier, height=params.barrier_height, level=None, start=params.barrier_from
            )
        )
    found = []
    for barrier in drawn:
        if len(barrier.line) < 2:
            raise InvalidRequest(
                msg("A barrier of one point is none."), msg("Give at least two points of its line.")
            )
        marked = np.full(bed.shape, np.float32(-np.inf))
        segments = _segments(local(barrier.line, frame))
        mark_segments(segments, np.ones(len(segments)), grid.west, grid.north, grid.cell, marked)
        on = (marked > 0.0) & np.isfinite(bed)
        if not on.any():
            raise InvalidRequest(
                msg("A barrier lies outside the area that is computed."),
                msg("Draw it inside, or choose another area."),
            )
        cells = np.flatnonzero(on.ravel()).astype(np.int32)
        top = highest.ravel()[cells] + np.float32(barrier.height)
        if barrier.level is not None:
            level, _ = local_level(barrier.level, params.scale, frame)
            top = np.full(len(cells), np.float32(level))
        found.append(RaisedCells(cells, np.fmax(bed.ravel()[cells], top), 60.0 * barrier.start))
    return tuple(found)


def with_barriers(bed: F32, barriers: Sequence[RaisedCells]) -> F32:
    """Return the ground with those barriers on it that stand from the start."""
    standing = [barrier for barrier in barriers if barrier.start == 0.0]
    if not standing:
        return bed
    crest = np.array(bed)
    for barrier in standing:
        crest.ravel()[barrier.cells] = np.fmax(crest.ravel()[barrier.cells], barrier.levels)
    return crest


def breaches_of(grid: Grid, params: FloodParams, frame: SceneFrame) -> tuple[DykeBreach, ...]:
    """Return the breaches in cells: about the middle of each line, as long as the breach is wide."""
    found = []
    for breach in params.breaches:
        line = _middle_part(local(breach.line, frame), breach.width)
        marked = np.full((grid.rows, grid.cols), np.float32(-np.inf))
        mark_segments(_segments(line), np.ones(len(line) - 1), grid.west, grid.north, grid.cell, marked)
        cells = np.flatnonzero(marked.ravel() > 0.0).astype(np.int32)
        if not len(cells):
            raise InvalidRequest(
                msg("A breach lies outside the area that is computed."),
                msg("Draw it inside, or choose another area."),
            )
        sill, _ = local_level(breach.sill, params.scale, frame)
        start, trigger, gauge = 60.0 * breach.start, math.inf, None
        if breach.trigger is not None:
            trigger, _ = local_level(breach.trigger, params.scale, frame)
            start = start or math.inf
        if breach.gauge is not None:
            x, y = local((breach.gauge,), frame)[0]
            gauge = disc_cells(grid, float(x), float(y), 0.0)
        found.append(DykeBreach(cells, sill, start, 60.0 * breach.minutes, trigger, gauge))
    return tuple(found)


def local(places: Sequence[Place], frame: SceneFrame) -> F64:
    """Return easting and northing as local metres, shape (n, 2)."""
    world = np.asarray(places, np.float64).reshape(-1, 2)
    return np.asarray(world - np.asarray(frame.origin[:2]))


def _segments(line: F64) -> F64:
    return np.hstack([line[:-1], line[1:]])


def _middle_part(line: F64, width: float) -> F64:
    """Return the part of a line that reaches half a width to both sides of its middle."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    middle = 0.5 * along[-1]
    first, last = max(middle - 0.5 * width, 0.0), min(middle + 0.5 * width, float(along[-1]))
    inner = along[(along > first) & (along < last)]
    at = np.concatenate([[first], inner, [last]])
    return np.column_stack([np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])])
