"""Draw lines and points: routes, viewpoints, outlines. Place names are the labels' work."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Piece, Shading, bounds_of, single
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.visuals.meshes import placed
from app.viewport.vtk_data import put_colours, run_cells, vtk_points
from scene.node import Node, Role
from scene.payloads.lines import Polylines

#: sRGB by role, where a style names none.
INK: Final = {
    Role.ROUTES: (0x2F, 0x7F, 0xA6),
    Role.WALKS: (0x2F, 0x7F, 0xA6),
    Role.VIEWPOINTS: (0xB5, 0x43, 0x2E),
    Role.PROPOSALS: (0xB5, 0x43, 0x2E),
}
USUAL: Final = (0x5B, 0x64, 0x68)
#: Metres that a line is lifted, so that the ground does not swallow it. A sight line stays where it is: from
#: its own viewpoint it is but a point, and does not cover what is looked at.
LIFT: Final = 0.35


class StrokesVisual:
    """What is drawn of lines and points of one colour; another colour or width asks for new pieces."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.pieces: list[Piece] = []

    def add(self, data: Any, points: NDArray[np.float32], width: float) -> None:
        """Add a piece of some pixels' width; `points` are those of the data, shape (n, 3)."""
        self.pieces.append(
            Piece(
                self.node.id,
                Shading.PLAIN,
                bounds_of(points),
                single(data),
                casts=False,
                width=width,
                opacity=self.node.style.opacity,
            )
        )

    def restyle(self, node: Node) -> bool:
        """Take another opacity; anything else asks for new pieces."""
        style, before = node.style, self.node.style
        dressed = (style.colour, style.line_width, style.point_size) == (
            before.colour, before.line_width, before.point_size,
        )  # fmt: skip
        if not dressed or not same_but_dress(self.node, node):
            return False
        self.node = node
        return True


class LinesVisual(StrokesVisual):
    """Polylines, drawn."""

    def __init__(self, node: Node, look: Look) -> None:
        payload = node.payload
        assert isinstance(payload, Polylines)
        super().__init__(node)
        if not len(payload.vertices):
            return
        from vtkmodules.vtkCommonDataModel import vtkPolyData

        points = payload.vertices if node.transform is None else placed(payload.vertices, node.transform)
        points = points + np.array([0.0, 0.0, 0.0 if node.role is Role.RESULT else LIFT], np.float32)
        single_vertex = np.diff(payload.line_start) == 1
        data = vtkPolyData()
        data.SetPoints(vtk_points(points))
        data.SetLines(run_cells(payload.line_start, np.flatnonzero(~single_vertex)))
        data.SetVerts(run_cells(payload.line_start, np.flatnonzero(single_vertex)))
        colour = node.style.colour or INK.get(node.role, USUAL)
        put_colours(data, np.broadcast_to(np.array(colour, np.uint8), (len(points), 3)))
        self.add(data, points, max(node.style.line_width, node.style.point_size))
