"""What stands in the way of water: houses by their outlines, heritage by its stone, walls by their plan.

Decks of bridges are nothing to it: what stands over water does not count. It does not know what becomes of a
house that is in the way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.common.kept import Kept
from analysis.flood.setting.kernels import fill_parts, lowest_roof, mark_segments
from analysis.flood.setting.land import Land, fine_grid, split_of
from analysis.flood.setting.roofs import pockets
from scene.geometry.placed import placed
from scene.geometry.surface_raster import Grid
from scene.node import Node
from scene.payloads import Buildings, Polylines, TriangleMesh
from scene.payloads.arrays import F32, F64, I32, U8

#: A house whose foot hangs higher than this over the ground lets water pass under it, metres.
PASSAGE: Final = 2.0
#: Stone that rises no higher than this over the ground is a terrace, and raises it, metres.
TERRACE: Final = 2.0
#: Faces nearer over the ground than this are its own paving, metres.
PAVING: Final = 0.3
#: A wall stands in the way if it reaches from under the first to over the second, metres over the ground.
_WALL_FOOT: Final = 1.0
_WALL_HEAD: Final = 0.3
#: Work between two looks at cancel.
_PARTS: Final = 4_000
_FACES: Final = 40_000


@dataclass(frozen=True, eq=False)
class Houses:
    """Houses in cells.

    Parameters
    ----------
    owner : ndarray of int32, shape (rows, cols)
        Number of the house that fills most of a cell, counted through the layers; -1 for none.
    share : ndarray of float32, shape (rows, cols)
        Of each cell's land that houses fill, 0 to 1.
    outdoor_ground : ndarray of float32, shape (houses,)
        Level from which each house's doorsill is measured.
    """

    owner: I32
    share: F32
    outdoor_ground: F32


@dataclass(frozen=True, eq=False)
class Stone:
    """Heritage and structures in cells.

    Parameters
    ----------
    raised : ndarray of float32, shape (rows, cols)
        Level of terraces and steps; nan where there is none.
    solid : ndarray of uint8, shape (rows, cols)
        1 inside walls, halls and whatever else is closed just over the ground.
    """

    raised: F32
    solid: U8


_HOUSES: Final = Kept[Houses](4)
_STONE: Final = Kept[Stone](4)


def houses_of(layers: Sequence[Node], grid: Grid, check: Callable[[], None]) -> Houses:
    """Lay the outlines of buildings into cells; kept while the layers are the same."""
    held = [node for node in layers if isinstance(node.payload, Buildings)]
    return _HOUSES.of(held, grid, lambda: _laid(held, grid, check))


def _laid(layers: Sequence[Node], grid: Grid, check: Callable[[], None]) -> Houses:
    fine = fine_grid(grid)
    owner = np.full((fine.rows, fine.cols), -1, np.int32)
    grounds: list[F32] = []
    before = 0
    for node in layers:
        payload = node.payload
        assert isinstance(payload, Buildings)
        rings, shift, rise = _moved(payload, node)
        number = payload.building_of_part + np.int32(before)
        ground = payload.outdoor_ground[payload.building_of_part]
        number = np.where(payload.bottom - ground > PASSAGE, np.int32(-1), number).astype(np.int32)
        for first in range(0, len(number), _PARTS):
            check()
            fill_parts(
                rings, payload.ring_start, payload.part_start, first, min(first + _PARTS, len(number)),
                fine.west - shift[0], fine.north - shift[1], fine.cell, number, owner,
            )  # fmt: skip
        grounds.append(payload.outdoor_ground + np.float32(rise))
        before += payload.count
    split = split_of(grid.cell)
    check()
    outdoor = np.concatenate(grounds) if grounds else np.zeros(0, np.float32)
    if split == 1:
        return Houses(owner, (owner >= 0).astype(np.float32), outdoor)
    blocks = owner.reshape(grid.rows, split, grid.cols, split)
    share = (blocks >= 0).mean(axis=(1, 3), dtype=np.float32)
    check()
    return Houses(blocks.max(axis=(1, 3)), share, outdoor)


def _moved(payload: Buildings, node: Node) -> tuple[F32, tuple[float, float], float]:
    """Return the outlines where the node stands: themselves and a shift, or moved one by one."""
    if node.transform is None:
        return payload.rings, (0.0, 0.0), 0.0
    flat = np.column_stack([payload.rings, np.zeros(len(payload.rings), np.float32)])
    return np.ascontiguousarray(placed(flat, node.transform)[:, :2]), (0.0, 0.0), float(node.transform[2, 3])


def stone_of(items: Sequence[Node], land: Land, makings: Sequence[Node], check: Callable[[], None]) -> Stone:
    """Lay heritage into cells: what is low raises the ground, what is closed stops water.

    Parameters
    ----------
    items : sequence of Node
        Meshes.
    land : Land
        On which they stand.
    makings : sequence of Node
        From which the land was made: while they and the items are the same the result is kept.
    check : callable
    """
    held = [node for node in items if isinstance(node.payload, TriangleMesh)]
    return _STONE.of([*held, *makings], land.grid, lambda: _stood(held, land, check))


def _stood(items: Sequence[Node], land: Land, check: Callable[[], None]) -> Stone:
    raised = np.full(land.bed.shape, np.float32(np.nan))
    solid = np.zeros(land.bed.shape, np.uint8)
    standing = []
    for node in items:
        mesh = node.payload
        assert isinstance(mesh, TriangleMesh)
        vertices = placed(mesh.vertices, node.transform)
        window = _window(vertices, land.grid) if len(mesh.faces) else None
        if window is not None:
            standing.append((vertices, mesh.faces, *window))
    for vertices, faces, rows, cols, part in standing:
        level = _terraced(vertices, faces, part, land.bed[rows, cols], check)
        stands = np.isnan(land.stage[rows, cols]) & (level > land.bed[rows, cols])
        higher = np.fmax(raised[rows, cols], level)
        raised[rows, cols] = np.where(stands, higher, raised[rows, cols])
    for vertices, faces, rows, cols, part in standing:  # on a terrace of whichever item
        level = np.fmax(land.bed[rows, cols], raised[rows, cols])
        _, up = _over(vertices, faces, part, level + np.float32(PAVING), check)
        dry = np.isnan(land.stage[rows, cols])
        solid[rows, cols] |= ((up == 1) & dry).astype(np.uint8)
    return Stone(raised, solid)


def _terraced(vertices: F32, faces: I32, part: Grid, bed: F32, check: Callable[[], None]) -> F32:
    """Return the ground with the terraces of an item on it; terrace upon terrace is climbed one by one."""
    level = bed
    for _ in range(3):
        found, up = _over(vertices, faces, part, level + np.float32(0.02), check)
        low = (up == 1) & (found - bed <= TERRACE)
        if not low.any():
            break
        level = np.where(low, found, level)
    return _floored(level, bed, check)


def _floored(level: F32, bed: F32, check: Callable[[], None]) -> F32:
    """Return terraces with the floors that they surround, which a model need not have."""
    raised = level > bed
    if not raised.any():
        return level
    around = pockets((~raised).astype(np.uint8), check).reshape(level.shape)
    outer = np.concatenate([around[0], around[-1], around[:, 0], around[:, -1]])
    inside = (around >= 0) & ~np.isin(around, outer)
    return np.where(inside, np.fmax(level, np.median(level[raised])), level).astype(np.float32)


def _over(vertices: F32, faces: I32, part: Grid, level: F32, check: Callable[[], None]) -> tuple[F32, U8]:
    """Return the lowest face over a level, inf for none, and whether it looks up."""
    lowest, up = np.full(level.shape, np.float32(np.inf)), np.zeros(level.shape, np.uint8)
    over = np.where(np.isnan(level), np.float32(np.inf), level)
    for first in range(0, len(faces), _FACES):
        check()
        lowest_roof(
            vertices, faces, first, min(first + _FACES, len(faces)), part.west, part.north, part.cell,
            over, lowest, up,
        )  # fmt: skip
    return lowest, up


def _window(vertices: F32, grid: Grid) -> tuple[slice, slice, Grid] | None:
    """Return rows and columns of a grid that vertices lie over, and that part of it; None if beside it."""
    (west, south), (east, north) = vertices[:, :2].min(axis=0), vertices[:, :2].max(axis=0)
    left = max(int((west - grid.west) // grid.cell), 0)
    right = min(int((east - grid.west) // grid.cell) + 1, grid.cols)
    top = max(int((grid.north - north) // grid.cell), 0)
    bottom = min(int((grid.north - south) // grid.cell) + 1, grid.rows)
    if right <= left or bottom <= top:
        return None
    part = Grid(
        grid.west + left * grid.cell, grid.north - top * grid.cell, grid.cell, bottom - top, right - left
    )
    return slice(top, bottom), slice(left, right), part


def walls_of(items: Sequence[Node], land: Land, check: Callable[[], None]) -> U8:
    """Return the cells through which walls run: every edge of their faces that stand just over the ground."""
    grid = land.grid
    found = np.full(land.bed.shape, np.float32(-np.inf))
    for node in items:
        mesh = node.payload
        if not isinstance(mesh, TriangleMesh) or not len(mesh.faces):
            continue
        corners = placed(mesh.vertices, node.transform)[mesh.faces].astype(np.float64)
        middle = corners[:, :, :2].mean(axis=1)
        ground = _at(land.bed, grid, middle)
        wet = np.isfinite(_at(land.stage, grid, middle))
        low, high = corners[:, :, 2].min(axis=1), corners[:, :, 2].max(axis=1)
        stands = (low < ground + _WALL_FOOT) & (high > ground + _WALL_HEAD) & ~wet
        for first in range(0, len(corners), _FACES):
            check()
            faces = corners[first : first + _FACES][stands[first : first + _FACES]]
            ends = np.concatenate([np.hstack([faces[:, k, :2], faces[:, (k + 1) % 3, :2]]) for k in range(3)])
            mark_segments(ends, np.ones(len(ends)), grid.west, grid.north, grid.cell, found)
    return ((found > 0.0) & np.isnan(land.stage)).astype(np.uint8)  # what stands in water is a bridge


def ways_of(roads: Sequence[Node], grid: Grid, check: Callable[[], None]) -> U8:
    """Return the cells through which centre lines of roads run: no house shuts them."""
    found = np.full((grid.rows, grid.cols), np.float32(-np.inf))
    for node in roads:
        lines = node.payload
        if not isinstance(lines, Polylines) or len(lines.vertices) < 2:
            continue
        check()
        ends = segments_of(lines, node)
        mark_segments(ends, np.ones(len(ends)), grid.west, grid.north, grid.cell, found)
    return (found > 0.0).astype(np.uint8)


def segments_of(lines: Polylines, node: Node) -> F64:
    """Return x and y of both ends of every segment of some lines, shape (n, 4)."""
    places = placed(lines.vertices, node.transform)[:, :2].astype(np.float64)
    last = np.zeros(len(places), bool)
    last[lines.line_start[1:][np.diff(lines.line_start) > 0] - 1] = True
    from_ = np.flatnonzero(~last[:-1])
    return np.hstack([places[from_], places[from_ + 1]])


def _at(values: F32, grid: Grid, places: F64) -> F64:
    """Return the values of the cells in which places lie, nan outside."""
    col = np.floor((places[:, 0] - grid.west) / grid.cell).astype(np.int64)
    row = np.floor((grid.north - places[:, 1]) / grid.cell).astype(np.int64)
    inside = (col >= 0) & (col < grid.cols) & (row >= 0) & (row < grid.rows)
    found = np.full(len(places), np.nan)
    found[inside] = values[row[inside], col[inside]]
    return found
