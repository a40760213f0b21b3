"""A raster as a solid: rays walk over its cells, and its triangles are made only for those who read them all.

It does not know what the values are.
"""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Final

import numpy as np

from scene.geometry.height_field import FieldCaster
from scene.geometry.ray_caster import Caster, caster_over, has_embree
from scene.geometry.solids import Solid
from scene.payloads import Raster
from scene.payloads.arrays import F32, F64, I32, Column, frozen

#: Rasters with more triangles are never triangulated for rays: 8 million take some 600 MB with Embree's tree.
MOST_TRIANGLES: Final = 8_000_000


class RasterSolid(Solid):
    """What :class:`scene.geometry.solids.Solid` is, over the cells of a raster in local metres.

    Parameters
    ----------
    raster : Raster
        A raster without two known neighbours has no triangles.
    """

    ids: tuple[str, ...] = ()
    columns: Mapping[str, Column] = MappingProxyType({})
    raster: Raster

    def __init__(self, raster: Raster) -> None:
        # Not the payload itself: what is remembered for a payload must not keep it alive.
        kept = Raster(raster.values, raster.cell, raster.west, raster.north, raster.quantity)
        object.__setattr__(self, "raster", kept)

    @property
    def size(self) -> int:
        """Number of triangles, with those of squares that lack a corner."""
        rows, cols = self.raster.shape
        return 2 * (rows - 1) * (cols - 1)

    @cached_property
    def east(self) -> F32:
        """Where the centres of the columns lie, shape (cols,)."""
        at: F32 = (self.raster.west + (np.arange(self.raster.shape[1]) + 0.5) * self.raster.cell).astype(
            np.float32
        )
        return at

    @cached_property
    def north(self) -> F32:
        """Where the centres of the rows lie, shape (rows,)."""
        at: F32 = (self.raster.north - (np.arange(self.raster.shape[0]) + 0.5) * self.raster.cell).astype(
            np.float32
        )
        return at

    @cached_property
    def box(self) -> F64:
        """Box around all centres."""
        values = self.raster.values
        low, high = np.fmin.reduce(values, axis=None), np.fmax.reduce(values, axis=None)
        corners = [self.east[0], self.north[-1], low, self.east[-1], self.north[0], high]
        return np.array(corners, np.float64)

    @cached_property
    def vertices(self) -> F32:
        """The centres row by row from the north, shape (rows * cols, 3)."""
        rows, cols = self.raster.shape
        vertices = np.empty((rows, cols, 3), np.float32)
        vertices[:, :, 0], vertices[:, :, 1] = self.east, self.north[:, None]
        vertices[:, :, 2] = self.raster.values
        made: F32 = frozen("vertices", vertices.reshape(-1, 3), np.float32, (None, 3))
        return made

    @cached_property
    def faces(self) -> I32:
        """Triangles as :func:`scene.geometry.raster_mesh.raster_triangles` cuts them, shape (m, 3).

        Those of squares that lack a corner are there as well, without an area.
        """
        rows, cols = self.raster.shape
        number = np.arange(rows * cols, dtype=np.int32).reshape(rows, cols)
        known = np.isfinite(self.raster.values)
        whole = known[:-1, :-1] & known[:-1, 1:] & known[1:, :-1] & known[1:, 1:]
        corners = (number[1:, :-1], number[1:, 1:], number[:-1, 1:], number[:-1, :-1])
        somewhere = np.int32(known.argmax())
        sw, se, ne, nw = (np.where(whole, corner, somewhere).ravel() for corner in corners)
        faces = np.empty((self.size, 3), np.int32)
        faces[0::2], faces[1::2] = np.column_stack([sw, se, ne]), np.column_stack([sw, ne, nw])
        made: I32 = frozen("faces", faces, np.int32, (None, 3))
        return made

    @cached_property
    def row_of_face(self) -> I32:
        """One row for all, shape (m,)."""
        made: I32 = frozen("rows", np.zeros(self.size, np.int32), np.int32, (None,))
        return made

    def index(self) -> None:
        """Find the lowest and highest point of every block."""
        self.exact  # noqa: B018  the property finds them

    @cached_property
    def caster(self) -> Caster:
        """Embree over the triangles of a small raster, which is faster; over a large one what needs none."""
        if self.size > MOST_TRIANGLES or not has_embree():
            return self.exact
        return caster_over(self.vertices, self.faces, lambda: self.tree)

    @cached_property
    def exact(self) -> Caster:
        """Walks over the cells."""
        return FieldCaster(self.raster, self.east, self.north)

    def rows_at(self, faces: I32) -> I32:
        """Return the rows of some triangles: there is one."""
        return np.zeros(len(faces), np.int32)

    def corners_at(self, faces: I32) -> F64:
        """Return the corners of some triangles."""
        rows, cols = np.divmod(faces // 2, self.raster.shape[1] - 1)
        upper = faces % 2 == 1
        # South-west, then south-east and north-east, or north-east and north-west.
        corner_rows = np.column_stack([rows + 1, np.where(upper, rows, rows + 1), rows])
        corner_cols = np.column_stack([cols, cols + 1, np.where(upper, cols, cols + 1)])
        z = self.raster.values[corner_rows, corner_cols]
        return np.stack([self.east[corner_cols], self.north[corner_rows], z], axis=2).astype(np.float64)
