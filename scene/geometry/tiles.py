"""Split a layer of buildings into square tiles, so that an edit, a frame or a query touches few of them.

A tile is an array of rows. The same buildings always fall into the same tiles. It does not know meshes.
"""

from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from scene.payloads.arrays import F64, I32
from scene.payloads.buildings import Buildings

#: Edge of a tile, metres.
TILE: Final = 250.0


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
        held[edge] = _split(buildings, edge)
    return held[edge]


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
