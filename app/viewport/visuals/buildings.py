"""Draw buildings: one piece a spatial tile, whole houses near, plain roofs far, colours by row.

Colours live in the point colours of a tile: recolouring writes them and touches no triangle.
What is drawn near is what analyses compute with; the far level is for the eye alone.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Level, Piece, Shading
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.visuals.massing import POINTS, massing, plain_rows
from app.viewport.visuals.ramps import colours_by_column
from app.viewport.vtk_data import face_colours, poly_data, put_array, split_corners, surface_data, surface_of
from scene.geometry.tiles import tiles_of
from scene.node import Node
from scene.payloads.buildings import Buildings
from scene.payloads.mesh import TriangleMesh

#: Edge of a tile, metres; houses are drawn whole up to this distance.
TILE: Final = 360.0
WHOLE: Final = 900.0


class BuildingsVisual:
    """A layer of buildings, drawn."""

    def __init__(self, node: Node, look: Look) -> None:
        payload = node.payload
        assert isinstance(payload, Buildings)
        self.node = node
        self.pieces = [self._piece(payload, tile.rows) for tile in tiles_of(payload, TILE)]

    def _piece(self, payload: Buildings, rows: NDArray[np.int32]) -> Piece:
        first = payload.part_start[payload.building_start[rows]]
        corner = payload.rings[payload.ring_start[first]]
        parts = payload.building_start[rows]
        west, south = corner.min(axis=0) - 30.0
        east, north = corner.max(axis=0) + 30.0
        low, high = float(payload.bottom[parts].min()), float(payload.top[parts].max())
        levels = [
            Level(WHOLE, lambda: self._make(payload, rows)),
            Level(float("inf"), lambda: self._make_far(payload, rows), closed=True),
        ]
        box = (float(west), float(south), low, float(east), float(north), high)
        return Piece(self.node.id, Shading.SOLID, box, levels, opacity=self.node.style.opacity)

    def _make(self, payload: Buildings, rows: NDArray[np.int32]) -> Any:
        """Return the houses of a tile whole."""
        from scene.geometry.building_mesh import derive_mesh

        mesh = derive_mesh(payload, rows)
        data = surface_data(mesh)
        return self._kept(data, feature_of_point(mesh, data))

    def _make_far(self, payload: Buildings, rows: NDArray[np.int32]) -> Any:
        """Return the houses of a tile as they look from afar; odd ones whole."""
        from scene.geometry.building_mesh import derive_mesh

        plain = plain_rows(payload, rows)
        points, faces, surface, colour = massing(payload, rows[plain])
        row = np.repeat(rows[plain], POINTS).astype(np.int32)
        odd = derive_mesh(payload, rows[~plain], fine=False)
        if len(odd.faces):
            tint = face_colours(odd)
            corner, vertex, face = split_corners(odd, tint)
            faces = np.concatenate([faces, corner + np.int32(len(points))])
            points = np.concatenate([points, odd.vertices[vertex]])
            skin = surface_of(odd, vertex, face)
            surface = np.concatenate([surface, skin])
            colour = np.concatenate([colour, tint[face]])
            row = np.concatenate([row, odd.features[face]])
        return self._kept(poly_data(points, faces, colour, surface), row)

    def _kept(self, data: Any, row: NDArray[np.int32]) -> Any:
        """Write into the data which row each point belongs to, and colour it as the style asks."""
        put_array(data, "row", row)
        self._colour(data)
        return data

    def restyle(self, node: Node) -> bool:
        """Take another style without touching geometry; another payload or place asks for new pieces."""
        if not same_but_dress(self.node, node):
            return False
        recolour = (node.style.colour, node.style.colour_by) != (
            self.node.style.colour,
            self.node.style.colour_by,
        )
        self.node = node
        if recolour:
            for level in (level for piece in self.pieces for level in piece.levels):
                if level.drawn is not None:
                    self._colour(level.drawn)
        return True

    def _colour(self, data: Any) -> None:
        """Write the point colours that the style asks for; the material's own are kept aside."""
        points, style = data.GetPointData(), self.node.style
        if points.GetArray("own") is None:
            if style.colour is None and not style.colour_by:
                return
            own = points.GetArray("colour").NewInstance()
            own.DeepCopy(points.GetArray("colour"))
            own.SetName("own")
            points.AddArray(own)
        from vtkmodules.util.numpy_support import vtk_to_numpy

        shown, own, row = (vtk_to_numpy(points.GetArray(name)) for name in ("colour", "own", "row"))
        if style.colour_by:
            payload = self.node.payload
            assert isinstance(payload, Buildings)
            shown[:, :3] = colours_by_column(payload, style.colour_by)[row]
        elif style.colour is not None:
            shown[:, :3] = np.array(style.colour, np.uint8)
        else:
            shown[:] = own
        points.GetArray("colour").Modified()
        data.Modified()


def feature_of_point(mesh: TriangleMesh, data: Any) -> NDArray[np.int32]:
    """Return the building row of each point of the data made from a mesh, shape (k,)."""
    from vtkmodules.util.numpy_support import vtk_to_numpy

    faces = vtk_to_numpy(data.GetPolys().GetConnectivityArray()).reshape(-1, 3)
    row = np.zeros(data.GetNumberOfPoints(), np.int32)
    row[faces.ravel()] = np.repeat(mesh.features, 3)
    return row
