"""Which cells lie on an edge, in a disc, under a line: where boundaries and structures act.

It does not know what happens there.
"""

import itertools
from typing import Final, Literal

import numpy as np

from analysis.flood.domain import Domain
from scene.errors import InvalidRequest
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText, msg
from scene.payloads.arrays import F64, I32

Side = Literal["north", "east", "south", "west"]
SIDES: Final[tuple[Side, ...]] = ("north", "east", "south", "west")


def edge_cells(grid: Grid, side: Side, begun: float = -np.inf, ended: float = np.inf) -> I32:
    """Return the cells along a side whose centres lie between two coordinates (x, or y on east and west)."""
    if side in ("north", "south"):
        along = grid.west + (np.arange(grid.cols) + 0.5) * grid.cell
        cells = np.arange(grid.cols) + (0 if side == "north" else (grid.rows - 1) * grid.cols)
    else:
        along = grid.north - (np.arange(grid.rows) + 0.5) * grid.cell
        cells = np.arange(grid.rows) * grid.cols + (0 if side == "west" else grid.cols - 1)
    low, high = min(begun, ended), max(begun, ended)
    found: I32 = np.asarray(cells)[(along >= low) & (along <= high)].astype(np.int32)
    return found


def disc_cells(grid: Grid, x: float, y: float, radius: float) -> I32:
    """Return the cells whose centres lie within a circle; the one that holds its centre at least."""
    row, col = (grid.north - y) / grid.cell, (x - grid.west) / grid.cell
    reach = radius / grid.cell
    rows = np.arange(max(int(row - reach) - 1, 0), min(int(row + reach) + 2, grid.rows))
    cols = np.arange(max(int(col - reach) - 1, 0), min(int(col + reach) + 2, grid.cols))
    apart = np.hypot(rows[:, None] + 0.5 - row, cols[None, :] + 0.5 - col)
    inside = apart <= reach
    if not inside.any() and 0 <= row < grid.rows and 0 <= col < grid.cols:
        return np.array([int(row) * grid.cols + int(col)], np.int32)
    flat = rows[:, None] * grid.cols + cols[None, :]
    found: I32 = flat[inside].astype(np.int32)
    return found


def line_cells(grid: Grid, points: F64) -> I32:
    """Return the cells that a line passes through, each once, rising; what lies outside is left out.

    Parameters
    ----------
    grid : Grid
    points : ndarray of float64, shape (n, 2)
        Corners of the line, local metres; a single point gives its cell.
    """
    corners = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    places = np.stack(
        [(grid.north - corners[:, 1]) / grid.cell, (corners[:, 0] - grid.west) / grid.cell], axis=1
    )
    found = [np.floor(places)]
    for one, other in itertools.pairwise(places):
        found.append(_crossed(one, other))
    cells = np.concatenate(found).astype(np.int64)
    inside = (cells >= 0).all(axis=1) & (cells[:, 0] < grid.rows) & (cells[:, 1] < grid.cols)
    return np.unique(cells[inside, 0] * grid.cols + cells[inside, 1]).astype(np.int32)


def _crossed(one: F64, other: F64) -> F64:
    """Return row and column of the cells between two places: those of the middles of its pieces."""
    cuts = [np.array([0.0, 1.0])]
    for begun, ended in zip(one, other, strict=True):
        low, high = min(begun, ended), max(begun, ended)
        lines = np.arange(np.ceil(low), np.floor(high) + 1.0)
        if ended != begun:
            cuts.append((lines - begun) / (ended - begun))
    shares = np.unique(np.clip(np.concatenate(cuts), 0.0, 1.0))
    middles = 0.5 * (shares[1:] + shares[:-1])
    crossed: F64 = np.floor(one[None, :] + middles[:, None] * (other - one)[None, :])
    return crossed


def open_cells(domain: Domain, cells: I32, name: BilingualText) -> I32:
    """Return those of some cells (flat indices) that water can enter, each once, rising.

    Raises
    ------
    InvalidRequest
        If there is none.
    """
    inside = np.unique(np.asarray(cells, dtype=np.int64))
    inside = inside[(inside >= 0) & (inside < domain.ground.size)]
    found = inside[~np.isnan(domain.ground.ravel()[inside])].astype(np.int32)
    if not found.size:
        raise InvalidRequest(
            msg("{name} touches no cell that water can enter.", name=name),
            msg("Move it onto open ground within the domain."),
        )
    return found
