"""Water over a grid at one moment, and what lies between two moments. It does not know how it is drawn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F32, I32, U8

#: Cells along the edge of a tile of water: what did not change in a tile is not made anew.
TILE = 64


@dataclass(frozen=True, slots=True, eq=False)
class Water:
    """Water over square cells; row 0 is the northernmost, column 0 the westernmost.

    Parameters
    ----------
    west, north : float
        Local x and y of the outer corner of cell (0, 0), metres.
    cell : float
        Edge of a cell, metres.
    depth : ndarray of float32, shape (rows, cols)
        Metres; 0 where dry, never nan.
    level : ndarray of float32, shape (rows, cols)
        Of the surface, local z; only to be read where there is depth.
    east, to_north : ndarray of float32, shape (rows, cols)
        Velocity, m/s; 0 where dry.
    bed : ndarray of float32, shape (rows, cols), optional
        Local z of the ground; nan in walls.
    """

    west: float
    north: float
    cell: float
    depth: F32
    level: F32
    east: F32
    to_north: F32
    bed: F32 | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        rows, cols = self.depth.shape
        return (rows, cols)

    @property
    def tiles(self) -> tuple[int, int]:
        """Rows and columns of tiles."""
        rows, cols = self.shape
        return (-(-rows // TILE), -(-cols // TILE))

    @property
    def speed(self) -> F32:
        """How fast it flows, m/s, shape (rows, cols)."""
        return np.hypot(self.east, self.to_north)

    def same_cells(self, other: "Water") -> bool:
        """Return whether another water lies on the same cells."""
        return (self.west, self.north, self.cell, self.shape) == (
            other.west,
            other.north,
            other.cell,
            other.shape,
        )

    def columns_of(self, x: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the column of cells under some x; it may lie outside."""
        return np.floor((x - self.west) / self.cell).astype(np.int64)

    def rows_of(self, y: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the row of cells under some y; it may lie outside."""
        return np.floor((self.north - y) / self.cell).astype(np.int64)


def between(before: Water, after: Water, share: float) -> Water:
    """Return the water at a share, 0 to 1, of the time from one moment to another.

    Depth and velocity run straight from the one to the other over the bed that both have; a cell that was
    dry fills from its bed.
    """
    if share <= 0.0 or not before.same_cells(after):
        return before
    if share >= 1.0:
        return after
    one, two = np.float32(1.0 - share), np.float32(share)
    depth = one * before.depth + two * after.depth
    # The bed from whichever is wet: where both are, they agree but for a breach on its way.
    lower = np.where(
        after.depth > 0.0,
        np.where(
            before.depth > 0.0,
            one * (before.level - before.depth) + two * (after.level - after.depth),
            after.level - after.depth,
        ),
        before.level - before.depth,
    )
    return Water(
        before.west,
        before.north,
        before.cell,
        depth,
        lower + depth,
        one * before.east + two * after.east,
        one * before.to_north + two * after.to_north,
        before.bed,
    )


def tile_triangles(water: Water, row: int, col: int, step: int, least: float) -> tuple[F32, I32, F32]:
    """Return vertices, faces and state of the water of a tile, as coarse as a step says.

    See :func:`scene.geometry.water_kernels.tile_surface`.
    """
    from scene.geometry.water_kernels import tile_surface

    bed = water.depth if water.bed is None else water.bed
    return tile_surface(
        water.level, water.depth, water.east, water.to_north, bed, water.bed is not None,
        row * TILE, col * TILE, TILE, step, water.west, water.north, water.cell, least,
    )  # fmt: skip


def rehearse_water() -> None:
    """Have the kernels compiled, over a pond of a few cells."""
    level = np.ones((4, 4), np.float32)
    depth, still, bed = level.copy(), np.zeros((4, 4), np.float32), np.zeros((4, 4), np.float32)
    depth[0] = 0.0
    pond = Water(0.0, 8.0, 2.0, depth, level, still, still, bed)
    changed_tiles(pond, None, 0.01, 0.01)
    changed_tiles(pond, pond, 0.01, 0.01)
    tile_triangles(pond, 0, 0, 1, 0.01)


def changed_tiles(now: Water, drawn: Water | None, depth: float, speed: float) -> U8:
    """Return which tiles differ from what is drawn, shape (tile rows, tile cols).

    Parameters
    ----------
    now : Water
    drawn : Water or None
        On the same cells; None if nothing is drawn yet: then every tile with water differs.
    depth, speed : float
        Metres and metres a second by which a cell must differ; one that falls dry, or wet, always does.
    """
    from scene.geometry.water_kernels import different_tiles, wet_tiles

    if drawn is None or not now.same_cells(drawn):
        return wet_tiles(now.depth, TILE)
    return different_tiles(
        now.depth, now.level, now.east, now.to_north,
        drawn.depth, drawn.level, drawn.east, drawn.to_north,
        TILE, depth, speed,
    )  # fmt: skip
