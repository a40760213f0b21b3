"""Draw the marks of an import: amber pins that stand where something was repaired, dropped or noticed."""

from typing import Final

import numpy as np

from app.viewport.visuals.base import Look
from app.viewport.visuals.lines import StrokesVisual
from app.viewport.vtk_data import cells_of, put_colours, vtk_points
from scene.node import Node
from scene.payloads.lines import Polylines

#: Metres that a pin rises over its place.
STEM: Final = 9.0
AMBER: Final = (0xE0, 0xA0, 0x30)


class MarksVisual(StrokesVisual):
    """Pins with a head at the top."""

    def __init__(self, node: Node, look: Look) -> None:
        payload = node.payload
        assert isinstance(payload, Polylines)
        super().__init__(node)
        if not payload.count:
            return
        from vtkmodules.vtkCommonDataModel import vtkPolyData

        feet = payload.vertices[payload.line_start[:-1]]
        heads = feet + np.array([0.0, 0.0, STEM], np.float32)
        points = np.concatenate([feet, heads])
        count = len(feet)
        colour = np.broadcast_to(np.array(node.style.colour or AMBER, np.uint8), (len(points), 3))
        stems, dots = vtkPolyData(), vtkPolyData()
        for data in (stems, dots):
            data.SetPoints(vtk_points(points))
            put_colours(data, colour)
        ends = np.arange(count, dtype=np.int32)
        stems.SetLines(cells_of(np.column_stack([ends, ends + count])))
        dots.SetVerts(cells_of((ends + count)[:, None]))
        for data, width in ((stems, node.style.line_width), (dots, node.style.point_size)):
            self.add(data, points, width)
