"""Heights of buildings measured in what lies over their footprints: cells of a surface, points of a scan.

Anybody who has samples of roofs uses it in three steps::

    part = parts_at(buildings, xy)                      # or: xy, part = cells_in(buildings, raster)
    measured = measured_heights(buildings, part, roof_z, ground_z)
    buildings, changed = with_heights(buildings, measured, source="surface")

It does not know files, and not what the samples were taken from.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from scene.geometry.numba_inner import inner_kernel
from scene.payloads import Buildings, Raster
from scene.payloads.arrays import F32, F64, I32

#: The share of samples below the height that is taken: the roof's top without masts and overhanging trees.
ROOF_PERCENTILE: Final = 90.0
#: Fewer samples than this say nothing of a roof.
FEWEST_SAMPLES: Final = 4
#: Lower than this nothing stands there any more, metres.
LOWEST_BUILDING: Final = 1.5
#: Standard deviation of a surface's own heights, metres, where nobody says better.
SURFACE_SIGMA: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredHeights:
    """What was measured over the parts of a layer of buildings.

    Parameters
    ----------
    height : ndarray of float64, shape (parts,)
        Metres above the ground, nan where nothing was measured.
    sigma : ndarray of float64, shape (parts,)
        Standard deviation, metres: the samples' own and half the width of their middle two thirds.
    ground : ndarray of float64, shape (parts,)
        Mean ground below the samples, local z; nan where unknown.
    lowest_ground : ndarray of float64, shape (parts,)
        Lowest ground below the samples, local z; nan where unknown.
    samples : ndarray of int64, shape (parts,)
        How many samples lie in each part.
    """

    height: F64
    sigma: F64
    ground: F64
    lowest_ground: F64
    samples: NDArray[np.int64]


def parts_at(buildings: Buildings, xy: ArrayLike) -> I32:
    """Return in which part of which footprint places lie.

    Parameters
    ----------
    buildings : Buildings
        The footprints.
    xy : array_like, shape (n, 2)
        Local metres.

    Returns
    -------
    ndarray of int32, shape (n,)
        Number of the part (``buildings.building_of_part`` names its row), -1 outside. Where parts
        overlap, the last one counts.
    """
    places = np.ascontiguousarray(xy, dtype=np.float64).reshape(-1, 2)
    found = np.full(len(places), -1, np.int32)
    if not len(places) or not len(buildings.rings):
        return found
    boxes = _part_boxes(buildings.rings, buildings.ring_start, buildings.part_start)
    cell = max(float(np.median(boxes[:, 2:] - boxes[:, :2])), 1.0)
    low = np.array(buildings.bounds()[:2], dtype=np.float64)
    high = np.array(buildings.bounds()[2:], dtype=np.float64)
    cell = max(cell, float((high - low).max()) / 4096.0)
    inside = np.flatnonzero(((places >= low) & (places <= high)).all(axis=1))
    cols = int((high[0] - low[0]) // cell) + 1
    rows = int((high[1] - low[1]) // cell) + 1
    square = ((places[inside] - low) // cell).astype(np.int64)
    bucket = square[:, 1] * cols + square[:, 0]
    order = inside[np.argsort(bucket, kind="stable")]
    start = np.concatenate([[0], np.cumsum(np.bincount(bucket, minlength=rows * cols))])
    _parts_of_places(
        places, order, start, low, cell, cols, rows,
        boxes, buildings.rings, buildings.ring_start, buildings.part_start, found,
    )  # fmt: skip
    return found


def cells_in(buildings: Buildings, raster: Raster) -> tuple[F64, I32, F64]:
    """Return the cells of a raster whose centres lie in footprints and hold a value.

    Returns
    -------
    xy : ndarray of float64, shape (k, 2)
        Centres, local metres.
    part : ndarray of int32, shape (k,)
        Number of the part that each lies in; a cell in two parts comes twice.
    values : ndarray of float64, shape (k,)
        Of those cells.
    """
    boxes = _part_boxes(buildings.rings, buildings.ring_start, buildings.part_start)
    grid = (raster.values, float(raster.cell), float(raster.west), float(raster.north))
    geometry = (boxes, buildings.rings, buildings.ring_start, buildings.part_start, *grid)
    none = np.zeros(0, np.int64)
    total = _cells_of_parts(*geometry, none, none, np.zeros(0, np.int32))
    row, col = np.empty(total, np.int64), np.empty(total, np.int64)
    part = np.empty(total, np.int32)
    _cells_of_parts(*geometry, row, col, part)
    x = raster.west + (col + 0.5) * raster.cell
    y = raster.north - (row + 0.5) * raster.cell
    return np.column_stack([x, y]), part, raster.values[row, col].astype(np.float64)


def measured_heights(
    buildings: Buildings,
    part: I32,
    roof: ArrayLike,
    ground: ArrayLike,
    *,
    percentile: float = ROOF_PERCENTILE,
    own_sigma: float = SURFACE_SIGMA,
) -> MeasuredHeights:
    """Return a robust height of each part from samples of its roof.

    Parameters
    ----------
    buildings : Buildings
        The footprints.
    part : ndarray of int32, shape (n,)
        Part of each sample, as :func:`parts_at` or :func:`cells_in` return it; -1 is passed over.
    roof, ground : array_like, shape (n,)
        Local z of the roof and of the ground below it; samples in which either is nan are passed over.
    percentile : float
        Which share of the samples may lie below the height.
    own_sigma : float
        Standard deviation of one sample's height, metres.

    Notes
    -----
    A part with fewer than `FEWEST_SAMPLES` takes what all samples of its building say together. A height
    below `LOWEST_BUILDING` counts as not measured: there is no building in that surface.
    """
    below = np.asarray(ground, dtype=np.float64)
    high = np.asarray(roof, dtype=np.float64) - below
    good = (part >= 0) & np.isfinite(high)
    part, below, high = part[good], below[good], high[good]
    owner = buildings.building_of_part
    own = _statistics(part, high, below, len(owner), percentile)
    whole = _statistics(owner[part], high, below, buildings.count, percentile)
    few = own[0] < FEWEST_SAMPLES
    figures = [np.where(few, of_building[owner], of_part)
               for of_part, of_building in zip(own, whole, strict=True)]  # fmt: skip
    count, height, spread, mean_ground, lowest = figures
    unknown = (count < FEWEST_SAMPLES) | ~(height >= LOWEST_BUILDING)
    height, spread = (np.where(unknown, np.nan, values) for values in (height, spread))
    return MeasuredHeights(height, np.hypot(own_sigma, spread), mean_ground, lowest, own[0].astype(np.int64))


def with_heights(
    buildings: Buildings,
    measured: MeasuredHeights,
    *,
    source: str = "surface",
    which: Literal["assumed", "all"] = "assumed",
) -> tuple[Buildings, NDArray[np.int64]]:
    """Return buildings that have the measured heights, and the rows that changed.

    Parameters
    ----------
    buildings : Buildings
        As they are.
    measured : MeasuredHeights
        Of their parts.
    source : str
        What ``height_source`` says of the changed rows.
    which : str
        ``assumed``: only buildings whose height nobody knew (``height_source`` assumed or empty);
        ``all``: every building that was measured.

    Notes
    -----
    The roof becomes flat: eaves and top are both the measured height. A changed building stands on the
    ground it was measured from: outdoor ground is the mean below its parts, a part's foot the lowest.
    """
    owner = buildings.building_of_part
    measured_rows = np.bincount(owner[np.isfinite(measured.height)], minlength=buildings.count) > 0
    rows = measured_rows & (_assumed(buildings) if which == "assumed" else True)
    part = rows[owner] & np.isfinite(measured.height)
    if not part.any():
        return buildings, np.empty(0, np.int64)
    weight = np.where(part, np.maximum(measured.samples, 1), 0).astype(np.float64)
    total = np.maximum(np.bincount(owner, weight, buildings.count), 1.0)

    def mean(values: F64) -> F64:
        summed = np.bincount(owner, np.where(part, values, 0.0) * weight, buildings.count)
        return np.asarray(summed / total, dtype=np.float64)

    outdoor = np.where(rows, mean(measured.ground), buildings.outdoor_ground)
    top = np.where(part, outdoor[owner] + measured.height, buildings.top).astype(np.float32)
    eaves = np.where(part, top, buildings.eaves)
    bottom = np.where(part, measured.lowest_ground, buildings.bottom)
    columns = dict(buildings.columns)
    columns["height_source"] = np.where(rows, source, _text(buildings, "height_source"))
    columns["height_sigma"] = np.where(rows, mean(measured.sigma), _number(buildings, "height_sigma"))
    changed = replace(
        buildings,
        bottom=np.minimum(bottom, top - np.float32(0.1)),
        eaves=eaves,
        top=top,
        outdoor_ground=outdoor.astype(np.float32),
        columns=columns,
    )
    return changed, np.flatnonzero(rows)


def _assumed(buildings: Buildings) -> NDArray[np.bool_]:
    return np.isin(_text(buildings, "height_source"), ("", "assumed"))


def _text(buildings: Buildings, column: str) -> NDArray[np.str_]:
    values = buildings.columns.get(column)
    return np.full(buildings.count, "", dtype=np.str_) if values is None else values.astype(np.str_)


def _number(buildings: Buildings, column: str) -> F32:
    values = buildings.columns.get(column)
    return np.full(buildings.count, np.nan, np.float32) if values is None else values.astype(np.float32)


def _statistics(
    group: NDArray[np.int32], high: F64, below: F64, count: int, percentile: float
) -> tuple[F64, ...]:
    """Return samples, percentile, spread, mean and lowest ground of each group, each of shape (count,)."""
    order = np.lexsort((high, group))
    start = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=count))])
    figures = np.full((5, count), np.nan)
    _of_groups(high[order], below[order], start, percentile, figures)
    return tuple(figures)


@njit(cache=True, nogil=True)
def _of_groups(high: F64, below: F64, start: NDArray[np.int64], percentile: float, figures: F64) -> None:
    for g in range(len(start) - 1):
        first, n = start[g], start[g + 1] - start[g]
        figures[0, g] = n
        if n == 0:
            continue
        figures[1, g] = _at_share(high, first, n, percentile / 100.0)
        figures[2, g] = 0.5 * (_at_share(high, first, n, 0.84) - _at_share(high, first, n, 0.16))
        total, least = 0.0, np.inf
        for k in range(first, first + n):
            total += below[k]
            least = min(least, below[k])
        figures[3, g], figures[4, g] = total / n, least


@inner_kernel
def _at_share(rising: F64, first: int, n: int, share: float) -> float:
    """Return the value below which a share of n rising values lies, between two of them if need be."""
    place = share * (n - 1)
    k = min(int(place), n - 1)
    other = min(k + 1, n - 1)
    return float(rising[first + k] + (place - k) * (rising[first + other] - rising[first + k]))


@njit(cache=True, nogil=True)
def _part_boxes(rings: F32, ring_start: I32, part_start: I32) -> F64:
    """Return west, south, east, north of the outer ring of each part, shape (parts, 4)."""
    boxes = np.empty((len(part_start) - 1, 4))
    for p in range(len(boxes)):
        boxes[p, 0] = boxes[p, 1] = np.inf
        boxes[p, 2] = boxes[p, 3] = -np.inf
        for k in range(ring_start[part_start[p]], ring_start[part_start[p] + 1]):
            for axis in range(2):
                boxes[p, axis] = min(boxes[p, axis], rings[k, axis])
                boxes[p, axis + 2] = max(boxes[p, axis + 2], rings[k, axis])
    return boxes


@inner_kernel
def _inside(x: float, y: float, rings: F32, ring_start: I32, first: int, stop: int) -> bool:
    """Return whether a place lies in a part, holes left out: an odd number of edges to its east."""
    odd = False
    for ring in range(first, stop):
        low, high = ring_start[ring], ring_start[ring + 1]
        j = high - 1
        for i in range(low, high):
            xi, yi = np.float64(rings[i, 0]), np.float64(rings[i, 1])
            xj, yj = np.float64(rings[j, 0]), np.float64(rings[j, 1])
            if (yi > y) != (yj > y) and x < xi + (y - yi) / (yj - yi) * (xj - xi):
                odd = not odd
            j = i
    return odd


@njit(cache=True, nogil=True)
def _parts_of_places(
    places: F64, order: NDArray[np.int64], start: NDArray[np.int64], low: F64, cell: float, cols: int,
    rows: int, boxes: F64, rings: F32, ring_start: I32, part_start: I32, found: I32,
) -> None:  # fmt: skip
    for p in range(len(boxes)):
        left, right = int((boxes[p, 0] - low[0]) // cell), int((boxes[p, 2] - low[0]) // cell)
        down, up = int((boxes[p, 1] - low[1]) // cell), int((boxes[p, 3] - low[1]) // cell)
        for r in range(max(down, 0), min(up, rows - 1) + 1):
            for c in range(max(left, 0), min(right, cols - 1) + 1):
                for k in range(start[r * cols + c], start[r * cols + c + 1]):
                    x, y = places[order[k], 0], places[order[k], 1]
                    if _inside(x, y, rings, ring_start, part_start[p], part_start[p + 1]):
                        found[order[k]] = p


@njit(cache=True, nogil=True)
def _cells_of_parts(
    boxes: F64, rings: F32, ring_start: I32, part_start: I32, values: F32, cell: float, west: float,
    north: float, row: NDArray[np.int64], col: NDArray[np.int64], part: I32,
) -> int:  # fmt: skip
    """Count the cells in footprints; with room in `row`, put them there."""
    rows, cols = values.shape
    total = 0
    for p in range(len(boxes)):
        left, right = int((boxes[p, 0] - west) // cell), int((boxes[p, 2] - west) // cell)
        above, below = int((north - boxes[p, 3]) // cell), int((north - boxes[p, 1]) // cell)
        for r in range(max(above, 0), min(below, rows - 1) + 1):
            y = north - (r + 0.5) * cell
            for c in range(max(left, 0), min(right, cols - 1) + 1):
                x = west + (c + 0.5) * cell
                if np.isnan(values[r, c]) or not _inside(
                    x, y, rings, ring_start, part_start[p], part_start[p + 1]
                ):
                    continue
                if total < len(row):
                    row[total], col[total], part[total] = r, c, p
                total += 1
    return total
