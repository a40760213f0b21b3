"""One tile of a layer of buildings: whole houses near, plain roofs far, colours by row.

Colours live in the point colours: recolouring writes them and touches no triangle. A tile outlives the state
of the layer that it was made for, while its houses stand as they stood. It does not know other tiles.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Level, Piece, Shading
from app.viewport.visuals.massing import POINTS, massing, plain_rows
from app.viewport.visuals.ramps import colours_by_column
from app.viewport.vtk_data import face_colours, poly_data, put_array, split_corners, surface_data, surface_of
from scene.node import Node
from scene.payloads.buildings import Buildings
from scene.payloads.mesh import TriangleMesh

Rows = NDArray[np.int32]

#: Houses are drawn whole up to this distance, metres.
WHOLE: Final = 900.0


class HouseTile:
    """Some houses of a layer, drawn.

    Parameters
    ----------
    node : Node
        The layer as it is now.
    rows : ndarray of int32
        Which of its buildings.
    shape : Buildings
        What triangles are made of: the layer, or another state of it in which they stand just so.
    shape_rows : ndarray of int32
        Their rows there.
    """

    def __init__(self, node: Node, rows: Rows, shape: Buildings, shape_rows: Rows) -> None:
        self._shape, self._shape_rows = shape, shape_rows
        self._node, self._rows = node, rows
        first = shape.part_start[shape.building_start[shape_rows]]
        corner = shape.rings[shape.ring_start[first]]
        parts = shape.building_start[shape_rows]
        west, south = corner.min(axis=0) - 30.0
        east, north = corner.max(axis=0) + 30.0
        low, high = float(shape.bottom[parts].min()), float(shape.top[parts].max())
        levels = [
            Level(WHOLE, self._make),
            Level(float("inf"), self._make_far, closed=True),
        ]
        box = (float(west), float(south), low, float(east), float(north), high)
        self.piece = Piece(node.id, Shading.SOLID, box, levels, opacity=node.style.opacity)

    def serve(self, node: Node, rows: Rows) -> None:
        """Stand for the same houses in another state of the layer, in the colours that it asks for."""
        before, self._node, self._rows = self._node, node, rows
        style, former = node.style, before.style
        if (style.colour, style.colour_by) != (former.colour, former.colour_by) or (
            style.colour_by and node.payload is not before.payload
        ):
            for level in self.piece.levels:
                if level.drawn is not None:
                    self._colour(level.drawn)

    def _make(self) -> Any:
        """Return the houses whole."""
        from scene.geometry.building_mesh import derive_mesh

        mesh = derive_mesh(self._shape, self._shape_rows)
        data = surface_data(mesh)
        return self._kept(data, feature_of_point(mesh, data))

    def _make_far(self) -> Any:
        """Return the houses as they look from afar; odd ones whole."""
        from scene.geometry.building_mesh import derive_mesh

        payload, rows = self._shape, self._shape_rows
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

    def _kept(self, data: Any, row: Rows) -> Any:
        """Write into the data which house each point belongs to, and colour it as the style asks."""
        order = np.argsort(self._shape_rows)
        put_array(data, "house", order[np.searchsorted(self._shape_rows[order], row)].astype(np.int32))
        self._colour(data)
        return data

    def _colour(self, data: Any) -> None:
        """Write the point colours that the style asks for; the material's own are kept aside."""
        points, style = data.GetPointData(), self._node.style
        if points.GetArray("own") is None:
            if style.colour is None and not style.colour_by:
                return
            own = points.GetArray("colour").NewInstance()
            own.DeepCopy(points.GetArray("colour"))
            own.SetName("own")
            points.AddArray(own)
        from vtkmodules.util.numpy_support import vtk_to_numpy

        shown, own, house = (vtk_to_numpy(points.GetArray(name)) for name in ("colour", "own", "house"))
        if style.colour_by:
            payload = self._node.payload
            assert isinstance(payload, Buildings)
            shown[:, :3] = colours_by_column(payload, style.colour_by)[self._rows[house]]
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
