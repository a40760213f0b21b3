"""The height of the ground at any place, from terrain nodes: triangles exactly, grids bilinearly.

Where several terrains cover a place, the finest one counts. It does not know what stands on the ground.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from scene.geometry.placed import placed
from scene.geometry.raster_mesh import raster_triangles
from scene.geometry.triangle_grid import TriangleGrid, triangle_grid
from scene.node import Node
from scene.payloads import Raster, TriangleMesh
from scene.payloads.arrays import F32, F64, I32

#: Barycentric slack that lets a point on the edge between two triangles fall into one of them.
_EDGE: Final = 1e-9


class Surface(Protocol):
    """One terrain."""

    @property
    def spacing(self) -> float:
        """Mean distance between its points, metres: the smaller, the finer."""

    def heights(self, xy: F64) -> F64:
        """Return z at each place, shape (n,), metres; nan outside."""


@dataclass(frozen=True, eq=False)
class TriangleSurface:
    """A triangulated terrain.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
    faces : ndarray of int32, shape (m, 3)
    grid : TriangleGrid
    spacing : float
        Edge of the square that a pair of triangles fills on average, metres.
    """

    vertices: F32
    faces: I32
    grid: TriangleGrid
    spacing: float

    @classmethod
    def of(cls, vertices: F32, faces: I32) -> "TriangleSurface":
        """Index the triangles of a terrain."""
        plan = vertices[:, :2].astype(np.float64)
        a, b, c = (plan[faces[:, k]] for k in range(3))
        area = 0.5 * np.abs(
            (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
        )
        spacing = float(np.sqrt(2.0 * area.sum() / max(len(faces), 1)))
        return cls(vertices, faces, triangle_grid(vertices, faces), spacing)

    def heights(self, xy: F64) -> F64:
        """Interpolate within the triangle under each place; the highest one where walls stand upright."""
        found, under = np.full(len(xy), np.nan), np.full(len(xy), -1, np.int32)
        _triangle_heights(xy, self.vertices, self.faces, self.grid, found, under)
        return found

    def faces_at(self, xy: F64) -> I32:
        """Return the triangle under each place, -1 outside; the highest one where walls stand upright."""
        found, under = np.full(len(xy), np.nan), np.full(len(xy), -1, np.int32)
        _triangle_heights(xy, self.vertices, self.faces, self.grid, found, under)
        return under


@dataclass(frozen=True, eq=False)
class GridSurface:
    """A raster terrain: bilinear between cell centres, level in the outer half cell."""

    raster: Raster

    @property
    def spacing(self) -> float:
        """Edge of a cell, metres."""
        return self.raster.cell

    def heights(self, xy: F64) -> F64:
        """Interpolate bilinearly; nan where any of the cells it takes has no data."""
        found = np.full(len(xy), np.nan)
        _grid_heights(
            xy, self.raster.values, float(self.raster.cell), self.raster.west, self.raster.north, found
        )
        return found


class GroundHeights:
    """Ground heights from any number of terrains.

    Parameters
    ----------
    surfaces : sequence of Surface
        Terrains in any order.
    """

    def __init__(self, surfaces: Sequence[Surface]) -> None:
        self._surfaces = tuple(sorted(surfaces, key=lambda surface: surface.spacing))

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> "GroundHeights":
        """Index terrain nodes; nodes without a mesh or a raster are passed over.

        Parameters
        ----------
        nodes : iterable of Node
            As ``snapshot.of_role(Role.TERRAIN)`` returns them. A payload is indexed once.
        """
        return cls([surface for surface in map(surface_of_node, nodes) if surface is not None])

    def __bool__(self) -> bool:
        """Return whether there is any terrain."""
        return bool(self._surfaces)

    def heights(self, xy: ArrayLike) -> NDArray[np.float32]:
        """Return the height of the ground.

        Parameters
        ----------
        xy : array_like, shape (n, 2)
            Local metres.

        Returns
        -------
        ndarray of float32, shape (n,)
            z in local metres, nan where no terrain covers the place.
        """
        return self.exact(xy).astype(np.float32)

    def exact(self, xy: ArrayLike) -> F64:
        """Return the same heights unrounded, float64."""
        places = np.ascontiguousarray(xy, dtype=np.float64).reshape(-1, 2)
        found = np.full(len(places), np.nan)
        for surface in self._surfaces:
            missing = np.flatnonzero(np.isnan(found))
            if not len(missing):
                break
            found[missing] = surface.heights(places[missing])
        return found


#: Indexed terrains, kept while their payload lives.
_INDEXED: "WeakKeyDictionary[TriangleMesh, TriangleSurface]" = WeakKeyDictionary()


def surface_of_node(node: Node) -> Surface | None:
    """Return the indexed terrain of a node, if it is one; a terrain that its node moves is indexed afresh."""
    payload = node.payload
    if isinstance(payload, Raster):
        if node.transform is None:
            return GridSurface(payload)
        vertices, faces = raster_triangles(payload)
        return TriangleSurface.of(placed(vertices, node.transform), faces)
    if not isinstance(payload, TriangleMesh):
        return None
    if node.transform is not None:
        return TriangleSurface.of(placed(payload.vertices, node.transform), payload.faces)
    if payload not in _INDEXED:
        _INDEXED[payload] = TriangleSurface.of(payload.vertices, payload.faces)
    return _INDEXED[payload]


@njit(cache=True, nogil=True)
def _triangle_heights(xy: F64, vertices: F32, faces: I32, grid: TriangleGrid, found: F64, under: I32) -> None:
    for k in range(len(xy)):
        x, y = xy[k, 0], xy[k, 1]
        east, north = (x - grid.west) / grid.cell, (y - grid.south) / grid.cell
        if not (0.0 <= east < grid.cols and 0.0 <= north < grid.rows):
            continue
        at = int(north) * grid.cols + int(east)
        best = -np.inf
        for i in range(grid.start[at], grid.start[at + 1]):
            a, b, c = faces[grid.items[i], 0], faces[grid.items[i], 1], faces[grid.items[i], 2]
            ax, ay = np.float64(vertices[a, 0]), np.float64(vertices[a, 1])
            bx, by = np.float64(vertices[b, 0]) - ax, np.float64(vertices[b, 1]) - ay
            cx, cy = np.float64(vertices[c, 0]) - ax, np.float64(vertices[c, 1]) - ay
            twice = bx * cy - by * cx
            if twice == 0.0:
                continue
            v = ((x - ax) * cy - (y - ay) * cx) / twice
            w = (bx * (y - ay) - by * (x - ax)) / twice
            if v < -_EDGE or w < -_EDGE or v + w > 1.0 + _EDGE:
                continue
            za = np.float64(vertices[a, 2])
            z = za + v * (np.float64(vertices[b, 2]) - za) + w * (np.float64(vertices[c, 2]) - za)
            if z > best:
                best, under[k] = z, grid.items[i]
        if best > -np.inf:
            found[k] = best


@njit(cache=True, nogil=True)
def _grid_heights(xy: F64, values: F32, cell: float, west: float, north: float, found: F64) -> None:
    rows, cols = values.shape
    for k in range(len(xy)):
        east, south = (xy[k, 0] - west) / cell, (north - xy[k, 1]) / cell
        if not (0.0 <= east <= cols and 0.0 <= south <= rows):
            continue
        col = min(max(east - 0.5, 0.0), cols - 1.0)
        row = min(max(south - 0.5, 0.0), rows - 1.0)
        c0, r0 = int(col), int(row)
        tx, ty = col - c0, row - r0
        z = 0.0
        for dr in range(2):
            for dc in range(2):
                weight = (ty if dr else 1.0 - ty) * (tx if dc else 1.0 - tx)
                if weight > 0.0:  # a neighbour of no weight may lie outside, or have no data
                    z += weight * np.float64(values[r0 + dr, c0 + dc])
        found[k] = z
