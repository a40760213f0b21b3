"""Caps of zones, and the areas of plots: which one covers a cell or a place, and what it allows.

A zone's limit counts from outdoor ground to eaves or top. Where zones overlap the lowest holds. It does not
know sight.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numba import njit

from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText
from scene.node import Node
from scene.payloads import Buildings
from scene.payloads.arrays import F32, F64, I32


@dataclass(frozen=True, eq=False)
class Zone:
    """One area with a cap.

    Parameters
    ----------
    node : str
    id : str
    name : BilingualText
    limit : float
        Above outdoor ground, metres; nan if it has none.
    level : float
        Absolute local z; nan if it has none.
    from_eaves : bool
        Whether eaves are measured, else tops.
    source : str
        What its limit rests on.
    rings : tuple of ndarray of float64, shape (k, 2)
        Outer rings and holes: what an odd number of them surrounds is inside.
    """

    node: str
    id: str
    name: BilingualText
    limit: float
    level: float
    from_eaves: bool
    source: str
    rings: tuple[F64, ...]

    def holds(self, places: F64) -> np.ndarray:
        """Say which places lie in it, shape (n,)."""
        inside = np.zeros(len(places), np.bool_)
        for ring in self.rings:
            inside ^= _in_ring(ring, np.ascontiguousarray(places, np.float64))
        return inside


def zones_in(nodes: Iterable[Node]) -> list[Zone]:
    """Return the zones of some nodes."""
    zones = []
    for node in nodes:
        payload = node.payload
        if not isinstance(payload, Buildings):
            continue
        for row in range(payload.count):
            name = BilingualText(payload.text("name_zh", row), payload.text("name_en", row))
            if not (name.zh or name.en):
                name = BilingualText.same(payload.ids[row])
            zones.append(
                Zone(
                    node.id,
                    payload.ids[row],
                    BilingualText(name.zh or name.en, name.en or name.zh),
                    _number(payload, "limit_m", row),
                    _number(payload, "level_m", row),
                    payload.text("measured_from", row) == "eaves",
                    payload.text("source", row),
                    rings_of(payload, row),
                )
            )
    return zones


def rings_of(payload: Buildings, row: int) -> tuple[F64, ...]:
    """Return all rings of a row, local metres."""
    first, last = payload.building_start[row], payload.building_start[row + 1]
    rings = range(int(payload.part_start[first]), int(payload.part_start[last]))
    return tuple(
        payload.rings[payload.ring_start[ring] : payload.ring_start[ring + 1]].astype(np.float64)
        for ring in rings
    )


def fill(grid: Grid, rings: tuple[F64, ...], number: int, found: I32) -> None:
    """Write a number into the cells whose centres lie within an odd number of rings."""
    if rings:
        start = np.cumsum([0, *map(len, rings)]).astype(np.int32)
        _fill(np.concatenate(rings), start, grid.west, grid.north, grid.cell, number, found)


def caps_on(grid: Grid, zones: list[Zone], ground: F32) -> tuple[F32, I32]:
    """Return the lowest level that zones allow in each cell, and which zone; inf and -1 where none does."""
    level = np.full(ground.shape, np.inf, np.float32)
    which = np.full(ground.shape, -1, np.int32)
    mask = np.full(ground.shape, -1, np.int32)
    for number, zone in enumerate(zones):
        mask[:] = -1
        fill(grid, zone.rings, number, mask)
        allowed = np.fmin(ground + np.float32(zone.limit), np.float32(zone.level))
        lower = (mask >= 0) & (allowed < level)
        level[lower], which[lower] = allowed[lower], number
    return level, which


def _number(payload: Buildings, column: str, row: int) -> float:
    values = payload.columns.get(column)
    if values is None or values.dtype.kind not in "fiu":
        return float("nan")
    return float(values[row])


@njit(cache=True, nogil=True)
def _fill(corners: F64, start: I32, west: float, north: float, cell: float, number: int, found: I32) -> None:
    rows, cols = found.shape
    crossings = np.empty(len(corners))
    top = max(int(np.floor((north - corners[:, 1].max()) / cell)), 0)
    bottom = min(int(np.ceil((north - corners[:, 1].min()) / cell)), rows)
    for row in range(top, bottom):
        y = north - (row + 0.5) * cell
        n = 0
        for ring in range(len(start) - 1):
            before = start[ring + 1] - 1
            for k in range(start[ring], start[ring + 1]):
                y0, y1 = corners[before, 1], corners[k, 1]
                if (y0 <= y) != (y1 <= y):
                    x0, x1 = corners[before, 0], corners[k, 0]
                    crossings[n] = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
                    n += 1
                before = k
        across = np.sort(crossings[:n])
        for pair in range(0, n - 1, 2):
            first = max(int(np.ceil((across[pair] - west) / cell - 0.5)), 0)
            last = min(int(np.floor((across[pair + 1] - west) / cell - 0.5)), cols - 1)
            for col in range(first, last + 1):
                found[row, col] = number


@njit(cache=True, nogil=True)
def _in_ring(ring: F64, places: F64) -> np.ndarray:
    inside = np.zeros(len(places), np.bool_)
    for i in range(len(places)):
        x, y = places[i, 0], places[i, 1]
        before = len(ring) - 1
        for k in range(len(ring)):
            y0, y1 = ring[before, 1], ring[k, 1]
            if (y0 <= y) != (y1 <= y):
                x0, x1 = ring[before, 0], ring[k, 0]
                if x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
                    inside[i] = not inside[i]
            before = k
    return inside
