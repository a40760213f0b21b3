"""Draw what was measured: lines and places as they are, faint where the city hides them."""

from math import inf
from typing import Any, Final

import numpy as np

from app.viewport.pieces import Level, Piece, Shading, bounds_of
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.vtk_data import put_array, run_cells, vtk_points
from scene.node import Node
from scene.payloads.lines import Polylines

INK: Final = (0xB5, 0x43, 0x2E)
#: Opacity of what is hidden.
HIDDEN: Final = 0.35
#: Metres that a measured line is lifted, so that the ground does not swallow it.
LIFT: Final = 0.05


class MeasuresVisual:
    """Measurements, drawn; their words are labels."""

    def __init__(self, node: Node, look: Look) -> None:
        lines = node.payload
        assert isinstance(lines, Polylines)
        self.node = node
        self.pieces: list[Piece] = []
        if not len(lines.vertices):
            return
        level = Level(inf, lambda: self._data(lines))
        for shading, veil in ((Shading.LINE, 1.0), (Shading.THROUGH, HIDDEN)):
            self.pieces.append(
                Piece(
                    node.id,
                    shading,
                    bounds_of(lines.vertices),
                    [level],
                    casts=False,
                    width=node.style.line_width,
                    opacity=node.style.opacity * veil,
                    veil=veil,
                )
            )

    def restyle(self, node: Node) -> bool:
        """Take another opacity; anything else asks for new pieces."""
        same = same_but_dress(self.node, node) and node.style.line_width == self.node.style.line_width
        if not same or node.style.colour != self.node.style.colour:
            return False
        self.node = node
        return True

    def _data(self, lines: Polylines) -> Any:
        from vtkmodules.vtkCommonDataModel import vtkPolyData

        data = vtkPolyData()
        data.SetPoints(vtk_points(lines.vertices + np.array([0.0, 0.0, LIFT], np.float32)))
        data.SetLines(run_cells(lines.line_start, np.arange(lines.count)))
        colour = np.full((len(lines.vertices), 4), 255, np.uint8)
        colour[:, :3] = self.node.style.colour or INK
        put_array(data, "colour", colour)
        data.GetPointData().SetActiveScalars("colour")
        put_array(data, "surface", np.zeros((len(lines.vertices), 4), np.float32))
        return data
