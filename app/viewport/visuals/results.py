"""Draw results in the colours of their legend: painted faces, coloured solids, lines through the city.

Colours are written into data that is kept: another legend or style touches no geometry. Rasters are laid
on the ground in :mod:`app.viewport.visuals.results_ground`. It does not know what the values mean.
"""

from dataclasses import replace
from math import inf
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.legends import DRAWN_AS, legend_of
from app.viewport.pieces import Level, Piece, Shading, bounds_of
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.visuals.meshes import MANY, TILE, placed
from app.viewport.vtk_data import poly_data, put_array, run_cells, vtk_points
from scene.geometry.tiles import tiles_of
from scene.legend import VALUE, Legend
from scene.node import Node
from scene.payloads.buildings import Buildings
from scene.payloads.lines import Polylines
from scene.payloads.mesh import TriangleMesh

#: How solid painted faces, coloured solids, and hidden parts of lines are where the style says solid.
FACES: Final = 0.92
SOLIDS: Final = 0.62
HIDDEN: Final = 0.30
#: Edge of a tile of solids, metres, and the least that a solid rises: a parcel is a thin slab.
SOLID_TILE: Final = 500.0
SLAB: Final = 1.0


class PaintedVisual:
    """What is coloured by a column; the colours follow the legend, the geometry stays."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.pieces: list[Piece] = []

    def add(
        self,
        shading: Shading,
        bounds: tuple[float, float, float, float, float, float],
        level: Level,
        veil: float,
        width: float = 1.0,
    ) -> None:
        """Add a piece that is as solid as the style says, times `veil`."""
        self.pieces.append(
            Piece(
                self.node.id,
                shading,
                bounds,
                [level],
                casts=False,
                width=width,
                opacity=self.node.style.opacity * veil,
                veil=veil,
                place=self.node.transform,
            )
        )

    def kept(self, data: Any, row: NDArray[np.integer[Any]]) -> Any:
        """Write into the data which row each point belongs to, and colour it."""
        put_array(data, "row", row.astype(np.int32))
        self._colour(data)
        return data

    def restyle(self, node: Node) -> bool:
        """Take another legend or opacity; another payload, place or width asks for new pieces."""
        widths = (node.style.line_width, node.style.point_size)
        if not same_but_dress(self.node, node) or widths != (
            self.node.style.line_width,
            self.node.style.point_size,
        ):
            return False
        recolour = legend_of(node) != legend_of(self.node)
        self.node = node
        if recolour:
            for level in (level for piece in self.pieces for level in piece.levels):
                if level.drawn is not None:
                    self._colour(level.drawn)
        return True

    def _colour(self, data: Any) -> None:
        from vtkmodules.util.numpy_support import vtk_to_numpy

        values = self.node.payload.columns[VALUE]  # type: ignore[union-attr]
        legend = legend_of(self.node)
        assert legend is not None, "only what has a legend is painted"
        points = data.GetPointData()
        row = vtk_to_numpy(points.GetArray("row"))
        vtk_to_numpy(points.GetArray("colour"))[:] = legend.colours(values)[row]
        vtk_to_numpy(points.GetArray("surface"))[:, 2] = patterns(legend, values)[row]
        for name in ("colour", "surface"):
            points.GetArray(name).Modified()
        data.Modified()


class FacesVisual(PaintedVisual):
    """Faces of a mesh, painted: façades and roofs that are seen, sections that are blocked."""

    def __init__(self, node: Node, look: Look) -> None:
        mesh = node.payload
        assert isinstance(mesh, TriangleMesh)
        super().__init__(node)
        for rows in tiled(mesh):
            points = mesh.vertices[mesh.faces[rows].ravel()]
            here = bounds_of(points if node.transform is None else placed(points, node.transform))
            level = Level(inf, lambda rows=rows: self._data(mesh, rows))  # type: ignore[misc]
            self.add(Shading.PAINTED, here, level, FACES)

    def _data(self, mesh: TriangleMesh, rows: NDArray[np.int64]) -> Any:
        return self.kept(face_data(mesh, rows), np.repeat(mesh.features[rows], 3))


class SolidsVisual(PaintedVisual):
    """Buildings as translucent solids: what intrudes, what pierces, parcels."""

    def __init__(self, node: Node, look: Look) -> None:
        payload = node.payload
        assert isinstance(payload, Buildings)
        super().__init__(node)
        least = payload.bottom + np.float32(SLAB)
        top = np.maximum(payload.top, least)
        solid = replace(payload, top=top, eaves=np.clip(payload.eaves, least, top))
        for tile in tiles_of(solid, SOLID_TILE):
            self.add(Shading.PAINTED, _around(solid, tile.rows), self._level(solid, tile.rows), SOLIDS)

    def _level(self, payload: Buildings, rows: NDArray[np.int32]) -> Level:
        return Level(inf, lambda: self._data(payload, rows), closed=True)

    def _data(self, payload: Buildings, rows: NDArray[np.int32]) -> Any:
        from scene.geometry.building_mesh import derive_mesh

        mesh = derive_mesh(payload, rows, fine=False)
        return self.kept(face_data(mesh, np.arange(len(mesh.faces))), np.repeat(mesh.features, 3))


class LinesVisual(PaintedVisual):
    """Lines and points: as they are where they are seen, faint where the city hides them.

    Streets are no lines of sight: behind a house there is nothing of them to be seen.
    """

    def __init__(self, node: Node, look: Look) -> None:
        lines = node.payload
        assert isinstance(lines, Polylines)
        super().__init__(node)
        if not len(lines.vertices):
            return
        points = lines.vertices if node.transform is None else placed(lines.vertices, node.transform)
        level = Level(inf, lambda: self._data(lines))
        width = max(node.style.line_width, 1.0)
        if bool((np.diff(lines.line_start) == 1).all()):
            width = max(node.style.point_size, 1.0)
        through = () if node.attributes.get(DRAWN_AS) == "street" else ((Shading.THROUGH, HIDDEN),)
        for shading, veil in ((Shading.LINE, 1.0), *through):
            self.add(shading, bounds_of(points), level, veil, width)

    def _data(self, lines: Polylines) -> Any:
        from vtkmodules.vtkCommonDataModel import vtkPolyData

        single = np.diff(lines.line_start) == 1
        data = vtkPolyData()
        data.SetPoints(vtk_points(lines.vertices))
        data.SetLines(run_cells(lines.line_start, np.flatnonzero(~single)))
        data.SetVerts(run_cells(lines.line_start, np.flatnonzero(single)))
        count = len(lines.vertices)
        put_array(data, "colour", np.full((count, 4), 255, np.uint8))
        data.GetPointData().SetActiveScalars("colour")
        put_array(data, "surface", np.zeros((count, 4), np.float32))
        return self.kept(data, np.repeat(np.arange(lines.count), np.diff(lines.line_start)))


def patterns(legend: Legend, values: NDArray[Any]) -> NDArray[np.float32]:
    """Return the pattern number of each value, 0 where the legend has none, in the values' shape."""
    found = np.zeros(np.shape(values), np.float32)
    if legend.is_classes:
        for entry in legend.entries:
            found[np.asarray(values, np.float64) == entry.value] = entry.pattern
    return found


def face_data(mesh: TriangleMesh, rows: NDArray[np.integer[Any]]) -> Any:
    """Return faces as ``vtkPolyData``, each with points of its own, so that any may have any colour."""
    points = mesh.vertices[mesh.faces[rows].ravel()]
    faces = np.arange(len(points), dtype=np.int32).reshape(-1, 3)
    surface = np.zeros((len(points), 4), np.float32)
    surface[:, 3] = -1.0  # patterns by the place in the world
    return poly_data(points, faces, np.full((len(points), 3), 255, np.uint8), surface)


def tiled(mesh: TriangleMesh) -> list[NDArray[np.int64]]:
    """Return the faces that are drawn together: all, or by tiles where they are many."""
    if not len(mesh.faces):
        return []
    if len(mesh.faces) <= MANY:
        return [np.arange(len(mesh.faces))]
    cell = np.floor(mesh.vertices[mesh.faces[:, 0], :2] / TILE).astype(np.int64) + 50_000
    code = cell[:, 0] * 100_000 + cell[:, 1]
    order = np.argsort(code, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(code[order])) + 1)


def _around(payload: Buildings, rows: NDArray[np.int32]) -> tuple[float, float, float, float, float, float]:
    part = np.isin(payload.building_of_part, rows)
    ring = np.repeat(part, np.diff(payload.part_start))
    corners = payload.rings[np.repeat(ring, np.diff(payload.ring_start))]
    (west, south), (east, north) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return (west, south, float(payload.bottom[part].min()), east, north, float(payload.top[part].max()))
