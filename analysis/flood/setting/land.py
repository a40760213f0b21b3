"""The ground of a scene and its waters in cells: level of the bed, what covers it, how high the water stands.

Cells wider than 2 m are the mean of smaller ones, land and water apart, so that a bank stays a bank.
It does not know what stands on the ground.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numba import njit

from analysis.common.kept import Kept
from analysis.flood.setting.joined import join_waters
from scene.geometry.ground import GridSurface
from scene.geometry.placed import placed
from scene.geometry.surface_raster import Grid, drop_triangles
from scene.materials import Material
from scene.node import Node
from scene.payloads import Raster, TriangleMesh
from scene.payloads.arrays import F32, I32, U8

#: Cells wider than this are made of smaller ones, metres.
FINEST: Final = 2.0
#: Work between two looks at cancel: triangles, and rows of cells.
_FACES: Final = 60_000
_CELLS: Final = 200_000


@dataclass(frozen=True, eq=False)
class Land:
    """The ground in cells.

    Parameters
    ----------
    grid : Grid
    bed : ndarray of float32, shape (rows, cols)
        Level of the ground, under waters of their bed; nan where there is no terrain.
    highest : ndarray of float32, shape (rows, cols)
        The highest ground in each cell, on which a barrier stands.
    stage : ndarray of float32, shape (rows, cols)
        Level of lakes and canals; nan on land.
    cover : ndarray of uint8, shape (rows, cols)
        :class:`scene.materials.Material` of the ground.
    quarter : ndarray of uint8, shape (rows, cols)
        Index into `quarters`; 0 is none.
    quarters : tuple of str
        Ids of the quarters, the first empty.
    body : ndarray of uint8, shape (rows, cols)
        Index into `bodies`; 0 on land, and in waters without an id.
    bodies : tuple of str
        Ids of the lakes and canals, the first empty.
    """

    grid: Grid
    bed: F32
    highest: F32
    stage: F32
    cover: U8
    quarter: U8
    quarters: tuple[str, ...]
    body: U8
    bodies: tuple[str, ...]


def split_of(cell: float) -> int:
    """Return into how many smaller ones the edge of a cell is cut."""
    return max(int(np.ceil(cell / FINEST - 1e-9)), 1)


def fine_grid(grid: Grid) -> Grid:
    """Return the grid of the smaller cells."""
    split = split_of(grid.cell)
    return Grid(grid.west, grid.north, grid.cell / split, grid.rows * split, grid.cols * split)


_KEPT: Final = Kept[Land](6)


def land_of(terrain: Sequence[Node], waters: Sequence[Node], grid: Grid, check: Callable[[], None]) -> Land:
    """Return the ground of a scene in cells; kept while terrain and waters are the same.

    Parameters
    ----------
    terrain, waters : sequence of Node
        Meshes and grids; where several cover a place the finest counts.
    grid : Grid
    check : callable
        Called between pieces of work; may raise to stop.
    """
    nodes = [*terrain, *waters]
    return _KEPT.of(nodes, (grid, len(terrain)), lambda: _made(terrain, waters, grid, check))


def given_land(raster: Raster, waters: Sequence[Node], grid: Grid, check: Callable[[], None]) -> Land:
    """Return the ground of a grid that is taken as it is, cell by cell; cells without data are walls."""
    shape = raster.values.shape
    values = np.array(raster.values)
    cover = np.full(shape, np.uint8(Material.PLAIN)) if raster.cover is None else raster.cover
    stage, body, bodies = _lay_waters(waters, grid, check)
    none = np.zeros(shape, np.uint8)
    return Land(grid, values, values, stage, np.array(cover), none, ("",), body, bodies)


def _made(terrain: Sequence[Node], waters: Sequence[Node], grid: Grid, check: Callable[[], None]) -> Land:
    fine = fine_grid(grid)
    shape = (fine.rows, fine.cols)
    bed, cover = np.full(shape, np.float32(np.nan)), np.zeros(shape, np.uint8)
    quarter, quarters = np.zeros(shape, np.uint8), [""]
    for node in sorted(terrain, key=_spacing):
        if isinstance(node.payload, TriangleMesh):
            _lay_mesh(node, node.payload, fine, bed, cover, quarter, quarters, check)
        elif isinstance(node.payload, Raster):
            _lay_raster(node.payload, fine, bed, cover, check)
    stage, body, bodies = _lay_waters(waters, fine, check)
    split = split_of(grid.cell)
    if split == 1:
        return Land(grid, bed, bed, stage, cover, quarter, tuple(quarters), body, bodies)
    wide = (grid.rows, grid.cols)
    low, top, level = (np.empty(wide, np.float32) for _ in range(3))
    covers, codes, names = (np.empty(wide, np.uint8) for _ in range(3))
    step = max(_CELLS // (fine.cols * split), 1)
    for first in range(0, grid.rows, step):
        check()
        _gather(
            split, bed, stage, cover, quarter, body, first, min(first + step, grid.rows),
            low, top, level, covers, codes, names,
        )  # fmt: skip
    join_waters(bed, stage, body, low, level, names, split, check)
    return Land(grid, low, top, level, covers, codes, tuple(quarters), names, bodies)


def _spacing(node: Node) -> float:
    """Return about how far apart the points of a terrain lie, metres: the finer one counts."""
    payload = node.payload
    if isinstance(payload, Raster):
        return payload.cell
    if isinstance(payload, TriangleMesh) and len(payload.faces):
        low, high = payload.vertices.min(axis=0), payload.vertices.max(axis=0)
        return float(np.sqrt(2.0 * np.prod(high[:2] - low[:2]) / len(payload.faces)))
    return np.inf


def _lay_mesh(
    node: Node, mesh: TriangleMesh, fine: Grid, bed: F32, cover: U8, quarter: U8, quarters: list[str],
    check: Callable[[], None],
) -> None:  # fmt: skip
    heights, face = _dropped(node, mesh, fine, check)
    new = (face >= 0) & np.isnan(bed)
    check()
    bed[new] = heights[new]
    of = face[new]
    if mesh.material_of_face is not None:
        cover[new] = mesh.material_of_face[of]
    if "id" in mesh.columns and "height_cap_m" in mesh.columns:  # features of a ground are its quarters
        ids = [str(name) for name in mesh.columns["id"]]
        quarters += [name for name in ids if name not in quarters and len(quarters) < 255]
        known = np.array([quarters.index(name) if name in quarters else 0 for name in ids] + [0], np.uint8)
        quarter[new] = known[mesh.features[of]]
    check()


def _lay_raster(raster: Raster, fine: Grid, bed: F32, cover: U8, check: Callable[[], None]) -> None:
    surface = GridSurface(raster)
    x = fine.west + (np.arange(fine.cols) + 0.5) * fine.cell
    step = max(_CELLS // fine.cols, 1)
    for first in range(0, fine.rows, step):
        check()
        rows = np.arange(first, min(first + step, fine.rows))
        y = fine.north - (rows + 0.5) * fine.cell
        places = np.stack(np.broadcast_arrays(x[None, :], y[:, None]), axis=-1).reshape(-1, 2)
        found = surface.heights(np.ascontiguousarray(places)).reshape(len(rows), fine.cols)
        band = slice(first, first + len(rows))
        new = np.isfinite(found) & np.isnan(bed[band])
        bed[band][new] = found[new]
        if raster.cover is not None:
            rows_of, cols_of = raster.cover.shape
            row = np.clip(((raster.north - y) / raster.cell).astype(int), 0, rows_of - 1)
            col = np.clip(((x - raster.west) / raster.cell).astype(int), 0, cols_of - 1)
            cover[band][new] = raster.cover[row[:, None], col[None, :]][new]


class _Waters(NamedTuple):
    stage: F32
    body: U8
    bodies: tuple[str, ...]


def _lay_waters(waters: Sequence[Node], fine: Grid, check: Callable[[], None]) -> _Waters:
    """Return the level of the waters in each cell, nan on land, and which water it is."""
    stage = np.full((fine.rows, fine.cols), np.float32(np.nan))
    body, bodies = np.zeros(stage.shape, np.uint8), [""]
    for node in waters:
        mesh = node.payload
        if not isinstance(mesh, TriangleMesh):
            continue
        heights, face = _dropped(node, mesh, fine, check)
        wet = face >= 0
        stage[wet] = np.fmax(stage[wet], heights[wet])
        check()
        if "id" in mesh.columns:
            ids = [str(name) for name in mesh.columns["id"]]
            bodies += [name for name in ids if name not in bodies and len(bodies) < 255]
            known = np.array([bodies.index(name) if name in bodies else 0 for name in ids], np.uint8)
            body[wet] = known[mesh.features[face[wet]]]
    return _Waters(stage, body, tuple(bodies))


def _dropped(node: Node, mesh: TriangleMesh, fine: Grid, check: Callable[[], None]) -> tuple[F32, I32]:
    """Return the height of a mesh at the centres of cells, and the face that lies there, -1 for none."""
    shape = (fine.rows, fine.cols)
    heights, layer = np.full(shape, np.float32(-np.inf)), np.full(shape, -1, np.int32)
    face = np.full(shape, -1, np.int32)
    vertices = placed(mesh.vertices, node.transform)
    number = np.arange(len(mesh.faces), dtype=np.int32)
    for first in range(0, len(number), _FACES):
        check()
        piece = slice(first, first + _FACES)
        drop_triangles(
            vertices, mesh.faces[piece], number[piece], 0, fine.west, fine.north, fine.cell,
            heights, layer, face,
        )  # fmt: skip
    return heights, face


@njit(cache=True, nogil=True)
def _gather(
    split: int, fine_bed: F32, fine_stage: F32, fine_cover: U8, fine_quarter: U8, fine_body: U8,
    first: int, last: int, bed: F32, highest: F32, stage: F32, cover: U8, quarter: U8, body: U8,
) -> None:  # fmt: skip
    """Make cells of smaller ones: of their waters where these fill half of it, else of their land."""
    cols = bed.shape[1]
    middle = split // 2
    for row in range(first, last):
        for col in range(cols):
            count, wet, of = 0, 0, 0
            sums = np.zeros(2, np.float64)
            level, top = 0.0, -np.inf
            for i in range(row * split, (row + 1) * split):
                for j in range(col * split, (col + 1) * split):
                    z = np.float64(fine_bed[i, j])
                    if np.isnan(z):
                        continue
                    count += 1
                    top = max(top, z)
                    if np.isnan(fine_stage[i, j]):
                        sums[0] += z
                    else:
                        sums[1] += z
                        level += np.float64(fine_stage[i, j])
                        wet += 1
                        of = fine_body[i, j]
            is_water = 2 * wet >= count and wet > 0
            some = wet if is_water else count - wet
            bed[row, col] = sums[1 if is_water else 0] / some if some > 0 else np.nan
            highest[row, col] = top if count > 0 else np.nan
            stage[row, col] = level / wet if is_water else np.nan
            body[row, col] = of if is_water else 0
            cover[row, col] = fine_cover[row * split + middle, col * split + middle]
            quarter[row, col] = fine_quarter[row * split + middle, col * split + middle]
