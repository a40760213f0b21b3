"""Narrow waters kept in one piece where cells are too wide for them: a canal is no row of ponds.

A cell is water where smaller cells of it fill half of it; between such cells of one lake or canal the way
through the fullest cells is made water too. It does not know what the water does.
"""

import heapq
from collections.abc import Callable

import numpy as np

from scene.payloads.arrays import F32, F64, U8

_BESIDE = ((0, 1), (0, -1), (1, 0), (-1, 0))
Cell = tuple[int, int]


def join_waters(
    fine_bed: F32, fine_stage: F32, fine_body: U8, bed: F32, stage: F32, body: U8, split: int,
    check: Callable[[], None],
) -> None:  # fmt: skip
    """Make those cells water that a lake or canal needs to stay in one piece.

    Parameters
    ----------
    fine_bed, fine_stage, fine_body : ndarray, shape (rows * split, cols * split)
        Of the smaller cells; the stage is nan on land.
    bed, stage, body : ndarray, shape (rows, cols)
        Of the cells; changed in place.
    split : int
        Into how many smaller ones the edge of a cell is cut.
    check : callable
        Called for every lake or canal; may raise to stop.
    """
    wet = np.isfinite(fine_stage) & np.isfinite(fine_bed)
    for number in np.unique(fine_body[wet]).tolist():
        check()
        share = _by_cell(wet & (fine_body == number), split) / split**2
        for row, col in _missing(share, np.isfinite(stage) & (body == number)):
            here = (slice(row * split, (row + 1) * split), slice(col * split, (col + 1) * split))
            inside = wet[here] & (fine_body[here] == number)
            if not np.isfinite(stage[row, col]):  # of two waters the first has it
                bed[row, col] = fine_bed[here][inside].mean(dtype=np.float64)
                stage[row, col] = fine_stage[here][inside].mean(dtype=np.float64)
                body[row, col] = number


def _by_cell(mask: np.ndarray, split: int) -> F64:
    rows, cols = mask.shape[0] // split, mask.shape[1] // split
    counts: F64 = mask.reshape(rows, split, cols, split).sum(axis=(1, 3)).astype(np.float64)
    return counts


def _missing(share: F64, water: np.ndarray) -> list[Cell]:
    """Return the cells that are not water, and through which pieces of one water hang together."""
    found: set[Cell] = set()
    left = {(int(row), int(col)) for row, col in np.argwhere(water)}
    while left:
        # The way from a piece to every cell that can be reached through cells with any water in them.
        way = _ways(share, water, _piece(min(left), water))
        reached = sorted(left & way.keys())
        for end in reached:
            cell = end
            while way[cell] != cell:
                if not water[cell]:
                    found.add(cell)
                cell = way[cell]
        left -= set(reached)
    return sorted(found)


def _piece(start: Cell, water: np.ndarray) -> list[Cell]:
    """Return the cells of water that hang together with one, itself among them."""
    piece, rim = {start}, [start]
    while rim:
        for cell in _beside(rim.pop(), water.shape):
            if water[cell] and cell not in piece:
                piece.add(cell)
                rim.append(cell)
    return sorted(piece)


def _ways(share: F64, water: np.ndarray, piece: list[Cell]) -> dict[Cell, Cell]:
    """Return the cells that can be reached, each with the one before it on the way through the least land.

    Cells of the piece have themselves.
    """
    way: dict[Cell, Cell] = {}
    queue = [(0.0, cell, cell) for cell in piece]
    while queue:
        cost, cell, before = heapq.heappop(queue)
        if cell in way:
            continue
        way[cell] = before
        for other in _beside(cell, water.shape):
            if other not in way and share[other] > 0.0:
                land = 0.0 if water[other] else 1.0 - float(share[other])
                heapq.heappush(queue, (cost + land, other, cell))
    return way


def _beside(cell: Cell, shape: tuple[int, ...]) -> list[Cell]:
    row, col = cell
    return [
        (row + down, col + right)
        for down, right in _BESIDE
        if 0 <= row + down < shape[0] and 0 <= col + right < shape[1]
    ]
