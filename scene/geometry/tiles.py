"""Split a layer of buildings into square tiles, so that an edit, a frame or a query touches few of them.

A tile is an array of rows. The same buildings always fall into the same tiles. It does not know meshes.
"""

from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from scene.geometry.descent import descent_of
from scene.geometry.rows import rows_of
from scene.payloads.arrays import F64, I32
from scene.payloads.buildings import Buildings

#: Edge of a tile, metres.
TILE: Final = 250.0
#: With more rows that are new, the tiles of a layer are found anew.
MOST_RENEWED: Final = 2048


class Tile(NamedTuple):
    """One square of a layer.

    Parameters
    ----------
    column, row : int
        Its place: x from ``column * edge``, y from ``row * edge``.
    rows : ndarray of int32
        Buildings in it, in rising order.
    """

    column: int
    row: int
    rows: I32


_cache: WeakKeyDictionary[Buildings, dict[float, tuple[Tile, ...]]] = WeakKeyDictionary()


def tiles_of(buildings: Buildings, edge: float = TILE) -> tuple[Tile, ...]:
    """Return the tiles of a layer that hold buildings, from south-west to north-east.

    Parameters
    ----------
    buildings : Buildings
        Remembered by identity as long as it lives.
    edge : float
        Edge of a tile, metres.

    Returns
    -------
    tuple of Tile
        Every building is in one of them, the one that the mean of its corners falls into.
    """
    held = _cache.setdefault(buildings, {})
    if edge not in held:
        held[edge] = _carried(buildings, edge) or _split(buildings, edge)
    return held[edge]


def _carried(buildings: Buildings, edge: float) -> tuple[Tile, ...]:
    """Return the tiles of a layer from those of the layer that it was made of; none if it was of none."""
    descent = descent_of(buildings)
    base = None if descent is None else descent.base()
    if descent is None or base is None or len(descent.changes.renewed) > MOST_RENEWED:
        return ()
    row_now, renewed = descent.changes
    rows = {(tile.column, tile.row): row_now[tile.rows] for tile in tiles_of(base, edge)}
    places = np.floor(_middles(rows_of(buildings, renewed.astype(np.int64))) / edge).astype(np.int64)
    for row, (column, line) in zip(renewed, places.tolist(), strict=True):
        others = rows.get((column, line), np.zeros(0, np.int32))
        rows[column, line] = np.sort(np.append(others, row)).astype(np.int32)
    order = sorted(rows, key=lambda place: (place[1], place[0]))
    kept = ((place, rows[place][rows[place] >= 0]) for place in order)
    return tuple(Tile(column, line, there) for (column, line), there in kept if len(there))


def _split(buildings: Buildings, edge: float) -> tuple[Tile, ...]:
    if not buildings.count:
        return ()
    place = np.floor(_middles(buildings) / edge).astype(np.int64)
    order = np.lexsort((place[:, 0], place[:, 1]))  # stable: rows stay in order within a tile
    sorted_place = place[order]
    breaks = np.flatnonzero(np.any(np.diff(sorted_place, axis=0) != 0, axis=1)) + 1
    firsts = np.concatenate(([0], breaks))
    return tuple(
        Tile(int(sorted_place[first, 0]), int(sorted_place[first, 1]), rows.astype(np.int32))
        for first, rows in zip(firsts, np.split(order, breaks), strict=True)
    )


def _middles(buildings: Buildings) -> F64:
    """Return the mean corner of each building's rings; the origin where there is none."""
    ends = buildings.ring_start[buildings.part_start[buildings.building_start]].astype(np.int64)
    counts = np.diff(ends)
    row_of_vertex = np.repeat(np.arange(buildings.count), counts)
    middles = np.zeros((buildings.count, 2))
    corners = np.nan_to_num(buildings.rings.astype(np.float64))
    for axis in range(2):
        middles[:, axis] = np.bincount(row_of_vertex, corners[:, axis], buildings.count)
    shared: F64 = middles / np.maximum(counts, 1)[:, None]
    return shared
