"""Draw view corridors: a thin veil where the plane lies, its edges, and what each is called.

A corridor that cannot be is not drawn; the analysis says why. It does not know rules.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.common.curvature import drop_coefficient
from analysis.common.rules import rule_book
from app.viewport.pieces import Piece, Shading, bounds_of, single
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.visuals.places import ABOVE, in_language
from app.viewport.vtk_data import cells_of, put_colours, run_cells, vtk_points
from scene.errors import WeiyangError
from scene.geometry.corridor_mesh import plane_mesh, zone_edges
from scene.geometry.corridors import Corridor, Zone, corridor_at
from scene.node import Node
from scene.payloads.lines import Polylines

#: sRGB of each zone where a style names none.
INK: Final = {
    Zone.CORRIDOR: (0x2C, 0x44, 0x6B),
    Zone.WIDER: (0x6F, 0x93, 0xA8),
    Zone.BACKGROUND: (0xA8, 0x8E, 0x5C),
}
VEIL: Final = {Zone.CORRIDOR: 0.16, Zone.WIDER: 0.08, Zone.BACKGROUND: 0.07}
#: Share of the way to the landmark at which a corridor bears its name, and how that ranks among names.
NAMED_AT: Final = 0.45
RANK: Final = 3.0


class CorridorsVisual:
    """A layer of corridors, drawn."""

    def __init__(self, node: Node, look: Look) -> None:
        self.node = node
        self.pieces: list[Piece] = []
        for corridor in sound_corridors(node):
            self._draw(corridor)
            self._name(corridor, look)

    def _draw(self, corridor: Corridor) -> None:
        plane = plane_mesh(corridor)
        opacity = self.node.style.opacity
        for zone in Zone:
            faces = plane.faces[plane.zone == zone]
            if not len(faces):
                continue
            ink = self.node.style.colour or INK[zone]
            points = plane.vertices[faces.ravel()]
            own = np.arange(len(points), dtype=np.int32).reshape(-1, 3)
            self._add(_data(points, ink, faces=own), points, VEIL[zone] * opacity)
            rings = [ring for of, ring in zone_edges(corridor) if of is zone]
            corners = np.concatenate(rings)
            starts = np.cumsum([0, *map(len, rings)])
            self._add(
                _data(corners, ink, starts=starts), corners, opacity * (1.0 if zone is Zone.CORRIDOR else 0.5)
            )

    def _name(self, corridor: Corridor, look: Look) -> None:
        """Write the name over the plane, away from the names of viewing place and landmark."""
        d = NAMED_AT * corridor.length
        (x, y), z = corridor.to_plan([[d, 0.0]])[0].tolist(), float(corridor.level(d)) + ABOVE
        words = in_language(corridor.name.zh, corridor.name.en, look)
        around = (x, y, z, x, y, z)
        self.pieces.append(Piece(self.node.id, Shading.TEXT, around, [], casts=False, label=words, rank=RANK))

    def _add(self, data: Any, points: NDArray[np.float32], opacity: float) -> None:
        width = self.node.style.line_width
        around = bounds_of(points)
        self.pieces.append(
            Piece(
                self.node.id, Shading.PLAIN, around, single(data), casts=False, width=width, opacity=opacity
            )
        )

    def restyle(self, node: Node) -> bool:
        """Ask for new pieces unless nothing that is drawn changed."""
        if not same_but_dress(self.node, node) or node.style != self.node.style:
            return False
        self.node = node
        return True


def sound_corridors(node: Node) -> list[Corridor]:
    """Return the corridors of a node that can be drawn."""
    if not isinstance(node.payload, Polylines):
        return []
    book = rule_book()
    drop = drop_coefficient(book.number("refraction"), book.number("earth_radius"))
    found = []
    for row in range(node.payload.count):
        try:
            found.append(corridor_at(node, row, drop))
        except WeiyangError:
            continue
    return found


def _data(
    points: NDArray[np.float32],
    colour: tuple[int, int, int],
    faces: NDArray[np.int32] | None = None,
    starts: NDArray[np.int64] | None = None,
) -> Any:
    from vtkmodules.vtkCommonDataModel import vtkPolyData

    data = vtkPolyData()
    data.SetPoints(vtk_points(points))
    if faces is not None:
        data.SetPolys(cells_of(faces))
    if starts is not None:
        data.SetLines(run_cells(starts))
    put_colours(data, np.broadcast_to(np.array(colour, np.uint8), (len(points), 3)))
    return data
