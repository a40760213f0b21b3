"""Draw point clouds, coloured by what was measured.

It draws what is in memory; streamed clouds come as ever new payloads.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Piece, Shading, bounds_of, single
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.visuals.meshes import placed
from app.viewport.visuals.ramps import ASPRS, CLASSES, ramped
from app.viewport.vtk_data import cells_of, put_colours, vtk_points
from scene.node import Node
from scene.payloads.points import PointCloud

#: Points in a piece.
CHUNK: Final = 500_000


class PointCloudVisual:
    """A point cloud, drawn."""

    def __init__(self, node: Node, look: Look) -> None:
        payload = node.payload
        assert isinstance(payload, PointCloud)
        from vtkmodules.vtkCommonDataModel import vtkPolyData

        self.node = node
        self.pieces: list[Piece] = []
        colour = point_colours(payload, node.style.colour_by, node.style.colour)
        points = payload.positions if node.transform is None else placed(payload.positions, node.transform)
        for start in range(0, len(points), CHUNK):
            part = slice(start, start + CHUNK)
            data = vtkPolyData()
            data.SetPoints(vtk_points(points[part]))
            data.SetVerts(cells_of(np.arange(len(points[part]), dtype=np.int32)[:, None]))
            put_colours(data, colour[part])
            self.pieces.append(
                Piece(
                    node.id,
                    Shading.PLAIN,
                    bounds_of(points[part]),
                    single(data),
                    casts=False,
                    width=node.style.point_size,
                    opacity=node.style.opacity,
                )
            )

    def restyle(self, node: Node) -> bool:
        """Take another opacity; anything else asks for new pieces."""
        style, before = node.style, self.node.style
        dressed = (style.colour, style.colour_by, style.point_size) == (
            before.colour, before.colour_by, before.point_size,
        )  # fmt: skip
        if not dressed or not same_but_dress(self.node, node):
            return False
        self.node = node
        return True


def point_colours(
    cloud: PointCloud, colour_by: str, colour: tuple[int, int, int] | None = None
) -> NDArray[np.uint8]:
    """Return sRGB of each point: ``class``, ``intensity``, ``height``, or its own, shape (n, 3)."""
    n = len(cloud.positions)
    if colour is not None:
        return np.broadcast_to(np.array(colour, np.uint8), (n, 3)).copy()
    if colour_by == "class" and cloud.classification is not None:
        table = np.broadcast_to(CLASSES[0], (256, 3)).copy()
        for number, shade in ASPRS.items():
            table[number] = shade
        return table[cloud.classification]
    if colour_by == "intensity" and cloud.intensity is not None:
        return ramped(cloud.intensity)
    if cloud.colour is not None and colour_by != "height":
        return cloud.colour
    return ramped(cloud.positions[:, 2])
