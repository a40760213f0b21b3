"""Draw rasters as ground: triangles between cell centres, coarser with distance, skirts over the cracks.

It does not know what is built on the ground.
"""

from math import inf
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Level, Piece, Shading
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.visuals.ramps import ramped
from app.viewport.vtk_data import PALETTE, poly_data
from scene.materials import Material
from scene.node import Node, Role
from scene.payloads.raster import Raster

#: Cells along a block, and the steps of its levels with the distance each reaches (in block widths).
BLOCK: Final = 96
STEPS: Final = ((1, 2.5), (2, 6.0), (4, 14.0), (8, 30.0), (16, 64.0), (32, inf))
#: A raster is cut into no more blocks than this.
MOST_BLOCKS: Final = 400
#: Seen as a whole, a raster keeps at least this many cells along its longer side.
FEWEST: Final = 200


class TerrainVisual:
    """A raster, drawn as a surface."""

    def __init__(self, node: Node, look: Look) -> None:
        payload = node.payload
        assert isinstance(payload, Raster)
        self.node = node
        self.pieces: list[Piece] = []
        rows, cols = payload.shape
        self._edge = block_edge(payload.shape)
        for top in range(0, max(rows - 1, 1), self._edge):
            for left in range(0, max(cols - 1, 1), self._edge):
                piece = self._block(payload, top, left)
                if piece is not None:
                    self.pieces.append(piece)

    def _block(self, raster: Raster, top: int, left: int) -> Piece | None:
        rows, cols = raster.shape
        size = self._edge + 1
        window = (slice(top, min(top + size, rows)), slice(left, min(left + size, cols)))
        values = raster.values[window]
        if not np.isfinite(values).any():
            return None
        x, y = raster.centre(top, left)
        height, width = values.shape
        box = (
            x, y - (height - 1) * raster.cell, float(np.nanmin(values)),
            x + (width - 1) * raster.cell, y, float(np.nanmax(values)),
        )  # fmt: skip
        edge = BLOCK * raster.cell
        levels = [
            Level(far * edge, self._maker(raster, top, left, step)) for step, far in steps_of(raster.shape)
        ]
        return Piece(
            self.node.id,
            Shading.SMOOTH,
            box,
            levels,
            opacity=self.node.style.opacity,
            place=self.node.transform,
        )

    def _maker(self, raster: Raster, top: int, left: int, step: int) -> Any:
        plain = self.node.role is not Role.TERRAIN
        return lambda: block_data(
            raster, top, left, step, by_value=plain, colour=self.node.style.colour, size=self._edge
        )

    def restyle(self, node: Node) -> bool:
        """Take another opacity; another colour or place asks for new pieces."""
        if not same_but_dress(self.node, node) or node.style != self.node.style:
            return node.style.opacity != self.node.style.opacity and same_but_dress(self.node, node)
        self.node = node
        return True


def block_edge(shape: tuple[int, int]) -> int:
    """Return the cells along a block: more on a large raster, so that its blocks do not become too many."""
    edge = BLOCK
    while shape[0] * shape[1] > MOST_BLOCKS * edge * edge:
        edge *= 2
    return edge


def steps_of(shape: tuple[int, int]) -> list[tuple[int, float]]:
    """Return the steps that a raster is drawn in, and their reach; the last one is drawn at any distance."""
    wanted = [step for step, _ in STEPS if step <= 8 or max(shape) >= FEWEST * step]
    return [(step, inf if step == wanted[-1] else far) for step, far in STEPS if step in wanted]


def picked(first: int, stop: int, step: int) -> NDArray[np.int64]:
    """Return every step-th index from first to the last, the last always included."""
    index = np.arange(first, stop, step)
    return index if index[-1] == stop - 1 else np.append(index, stop - 1)


def block_data(
    raster: Raster,
    top: int,
    left: int,
    step: int,
    *,
    by_value: bool,
    colour: tuple[int, int, int] | None,
    size: int = BLOCK,
    skirted: bool = True,
) -> Any:
    """Return one block of the raster at one step as ``vtkPolyData``, a skirt about it if wanted."""
    rows, cols = raster.shape
    down = picked(top, min(top + size + 1, rows), step)
    across = picked(left, min(left + size + 1, cols), step)
    values = raster.values[np.ix_(down, across)]
    x = raster.west + (across + 0.5) * raster.cell
    y = raster.north - (down + 0.5) * raster.cell
    n, m = values.shape
    points = np.empty((n, m, 3), np.float32)
    points[..., 0], points[..., 1] = x[None, :], y[:, None]
    points[..., 2] = np.nan_to_num(values, nan=0.0)
    index = np.arange(n * m, dtype=np.int32).reshape(n, m)
    a, b, c, d = index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]
    known = np.isfinite(values)
    whole = (known[:-1, :-1] & known[1:, :-1] & known[1:, 1:] & known[:-1, 1:])[..., None, None]
    faces = np.stack([np.stack([b, c, d], -1), np.stack([b, d, a], -1)], axis=2)
    faces = faces[np.broadcast_to(whole, faces.shape)].reshape(-1, 3)
    facing = normals(points, known)
    cover = np.full((n, m), int(Material.GRASS), np.uint8)
    if raster.cover is not None:
        cover = raster.cover[np.ix_(down, across)]
    tint = PALETTE[cover].reshape(-1, 3)
    if by_value:
        cover = np.zeros_like(cover)
        tint = ramped(values.ravel())
    if colour is not None:
        tint = np.broadcast_to(np.array(colour, np.uint8), tint.shape).copy()
    surface = np.zeros((n * m, 4), np.float32)
    surface[:, 2], surface[:, 3] = cover.ravel(), -0.5
    flat, facing = points.reshape(-1, 3), facing.reshape(-1, 3)
    skirt, fringe = skirts(index, whole[..., 0, 0], raster.cell * step if skirted else 0.0)
    lowered = flat[fringe] - np.array([0.0, 0.0, raster.cell * step], np.float32)
    return poly_data(
        np.concatenate([flat, lowered]),
        np.concatenate([faces, skirt]),
        np.concatenate([tint, tint[fringe]]),
        np.concatenate([surface, surface[fringe]]),
        np.concatenate([facing, facing[fringe]]),
    )


def normals(points: NDArray[np.float32], known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return upward normals of a grid of points, shape (n, m, 3)."""
    z = np.where(known, points[..., 2], np.nanmean(np.where(known, points[..., 2], np.nan)))
    n, m = z.shape
    dx = float(points[0, -1, 0] - points[0, 0, 0]) / max(m - 1, 1) or 1.0
    dy = float(points[0, 0, 1] - points[-1, 0, 1]) / max(n - 1, 1) or 1.0
    east = np.gradient(z, axis=1) / dx if m > 1 else np.zeros_like(z)
    north = -np.gradient(z, axis=0) / dy if n > 1 else np.zeros_like(z)
    facing = np.stack([-east, -north, np.ones_like(z)], axis=-1)
    facing /= np.linalg.norm(facing, axis=-1, keepdims=True)
    return facing.astype(np.float32)


def skirts(
    index: NDArray[np.int32], whole: NDArray[np.bool_], depth: float
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the faces of a skirt about a block, and the points that are repeated lower for it."""
    n, m = index.shape
    if not whole.all() or n < 2 or m < 2 or depth <= 0.0:
        return np.empty((0, 3), np.int32), np.empty(0, np.int32)
    around = np.concatenate([index[0, :-1], index[:-1, -1], index[-1, :0:-1], index[:0:-1, 0]])
    k = len(around)
    low = n * m + np.arange(k, dtype=np.int32)
    following, low_following = np.roll(around, -1), np.roll(low, -1)
    one = np.stack([around, low, low_following], axis=1)
    two = np.stack([around, low_following, following], axis=1)
    return np.concatenate([one, two]).astype(np.int32), around.astype(np.int32)
