"""Draw proposals: a translucent body, and the red balloon on its string at the design height.

Colour and pattern say the verdict: blue and plain passes, amber and dotted asks for review, red and
hatched fails. Before any verdict the body is grey and the balloon is the traditional red.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Piece, Shading, bounds_of, single
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.vtk_data import cells_of, poly_data, put_colours, vtk_points
from scene.geometry.proposal_mesh import mast_over, parapet_over
from scene.geometry.proposals import middle_of
from scene.node import Node
from scene.payloads.buildings import Buildings
from scene.payloads.lines import Polylines

#: sRGB and pattern number of each verdict; the empty word is "not judged yet".
VERDICTS: Final = {
    "": ((0xC8, 0x3A, 0x2C), 0),
    "pass": ((0x2F, 0x7F, 0xA6), 1),
    "review": ((0xE0, 0xA0, 0x30), 2),
    "fail": ((0xB5, 0x43, 0x2E), 3),
}
UNJUDGED_BODY: Final = (0xB9, 0xB5, 0xAC)
#: Radius of the balloon, metres: large enough to be found from a boat a kilometre off.
RADIUS: Final = 5.0
BODY_OPACITY: Final = 0.40


class Body(NamedTuple):
    """One part of a proposal: its outer ring, its foot, and its top with the parapet."""

    ring: NDArray[np.float32]
    bottom: float
    top: float


class Proposed(NamedTuple):
    """One proposal: where it stands, its parts if it has any, and the heights of its string.

    `mast` is where the mast begins and ends, None without one; `top` is that of the highest solid thing.
    """

    row: int
    place: tuple[float, float]
    bodies: tuple[Body, ...]
    bottom: float
    top: float
    mast: tuple[float, float] | None = None


class ProposalVisual:
    """Proposals, drawn with their balloons."""

    def __init__(self, node: Node, look: Look) -> None:
        self.node = node
        self.pieces: list[Piece] = []
        for proposal in proposed(node):
            verdict = look.verdict(node.id, proposal.row) if look.verdict else ""
            self._put(proposal, verdict)

    def _put(self, proposal: Proposed, verdict: str) -> None:
        colour, pattern = VERDICTS.get(verdict, VERDICTS[""])
        x, y = proposal.place
        centre = np.array([x, y, proposal.top + RADIUS * 1.05], np.float32)
        balloon = balloon_data(centre, colour, pattern)
        around = np.array([centre - RADIUS * 1.3, centre + RADIUS * 1.3])
        self._add(Shading.PROPOSAL, balloon, around, 1.0)
        string = np.array([[x, y, proposal.bottom], [x, y, proposal.top]], np.float32)
        self._add(Shading.PLAIN, line_data(string, (0x4A, 0x33, 0x28)), string, 1.0, width=2.0)
        body = colour if verdict else UNJUDGED_BODY
        ink = tuple(int(c * 0.6) for c in body)
        for ring, bottom, top in proposal.bodies:
            data = prism_data(ring, bottom, top, body, pattern)
            low = np.column_stack([ring, np.full(len(ring), bottom)])
            box = np.concatenate([low, low + np.array([0.0, 0.0, top - bottom])]).astype(np.float32)
            self._add(Shading.PROPOSAL, data, box, BODY_OPACITY * self.node.style.opacity)
            rim = np.column_stack([ring, np.full(len(ring), top)]).astype(np.float32)
            self._add(Shading.PLAIN, line_data(np.concatenate([rim, rim[:1]]), ink), rim, 1.0, width=2.0)
        if proposal.mast is not None:
            mast = np.array([[x, y, z] for z in proposal.mast], np.float32)
            self._add(Shading.PLAIN, line_data(mast, ink), mast, 1.0, width=4.0)

    def _add(
        self, shading: Shading, data: Any, box: NDArray[np.float32], opacity: float, width: float = 1.0
    ) -> None:
        self.pieces.append(
            Piece(
                self.node.id,
                shading,
                bounds_of(box),
                single(data),
                casts=False,
                width=width,
                opacity=opacity,
            )
        )

    def restyle(self, node: Node) -> bool:
        """Ask for new pieces unless nothing that is drawn changed."""
        if not same_but_dress(self.node, node) or node.style != self.node.style:
            return False
        self.node = node
        return True


def proposed(node: Node) -> list[Proposed]:
    """Return the proposals of a node: rows of buildings, or points with a ``height`` column."""
    payload = node.payload
    if isinstance(payload, Buildings):
        return [_proposed(payload, row) for row in range(payload.count)]
    result = []
    if isinstance(payload, Polylines):
        heights = payload.columns.get("height")
        for row in range(payload.count):
            x, y, z = (float(v) for v in payload.line(row)[0])
            rise = 30.0 if heights is None else float(heights[row])
            result.append(Proposed(row, (x, y), (), z, z + rise))
    return result


def _proposed(buildings: Buildings, row: int) -> Proposed:
    """Return one building with each part at its own top; the balloon flies over the highest."""
    parapet, mast = parapet_over(buildings, row), mast_over(buildings, row)
    first, stop = int(buildings.building_start[row]), int(buildings.building_start[row + 1])
    bodies = []
    for part in range(first, stop):
        outer = int(buildings.part_start[part])
        ring = buildings.rings[buildings.ring_start[outer] : buildings.ring_start[outer + 1]]
        bodies.append(Body(ring, float(buildings.bottom[part]), float(buildings.top[part]) + parapet))
    highest = bodies[int(np.argmax(buildings.top[first:stop]))]
    roof = highest.top - parapet
    bottom = min(body.bottom for body in bodies)
    tip = max(highest.top, roof + mast)
    pole = (roof, roof + mast) if mast > 0.0 else None
    return Proposed(row, middle_of(highest.ring), tuple(bodies), bottom, tip, pole)


def balloon_data(centre: NDArray[np.float32], colour: tuple[int, int, int], pattern: int) -> Any:
    """Return a balloon, a little longer than wide, with its knot, as ``vtkPolyData``."""
    around, up = 40, 22
    polar = np.linspace(0.0, np.pi, up)
    turn = np.linspace(0.0, 2.0 * np.pi, around + 1)
    radius = RADIUS * np.sin(polar)
    height = -RADIUS * 1.14 * np.cos(polar)
    taper = np.where(height < 0.0, 1.0 - 0.16 * (height / (RADIUS * 1.14)) ** 2, 1.0)
    x = (radius * taper)[:, None] * np.cos(turn)
    y = (radius * taper)[:, None] * np.sin(turn)
    z = np.broadcast_to(height[:, None], x.shape)
    points = np.stack([x, y, z], axis=-1).reshape(-1, 3)
    facing = points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-6)
    index = np.arange(up * (around + 1), dtype=np.int32).reshape(up, around + 1)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    surface = np.zeros((len(points), 4), np.float32)
    surface[:, 0] = np.tile(turn * RADIUS, up)
    surface[:, 1] = np.repeat(polar * RADIUS, around + 1)
    surface[:, 2] = 8 + pattern
    tint = np.broadcast_to(np.array(colour, np.uint8), (len(points), 3))
    shifted = (points + centre).astype(np.float32)
    return poly_data(shifted, faces.astype(np.int32), tint, surface, facing.astype(np.float32))


def prism_data(
    ring: NDArray[np.float32], bottom: float, top: float, colour: tuple[int, int, int], pattern: int
) -> Any:
    """Return the body of a proposal as ``vtkPolyData``: walls with metres along them, and a flat top."""
    import mapbox_earcut

    n = len(ring)
    nxt = np.roll(ring, -1, axis=0)
    edge = nxt - ring
    length = np.maximum(np.linalg.norm(edge, axis=1), 1e-6)
    along = np.concatenate([[0.0], np.cumsum(length)])
    points = np.empty((n, 4, 3), np.float32)
    points[:, 0, :2] = points[:, 3, :2] = ring
    points[:, 1, :2] = points[:, 2, :2] = nxt
    points[:, :2, 2], points[:, 2:, 2] = bottom, top
    surface = np.zeros((n, 4, 4), np.float32)
    surface[:, 0, 0] = surface[:, 3, 0] = along[:-1]
    surface[:, 1, 0] = surface[:, 2, 0] = along[1:]
    surface[:, 2:, 1] = top - bottom
    facing = np.zeros((n, 4, 3), np.float32)
    facing[..., 0], facing[..., 1] = (edge[:, 1] / length)[:, None], (-edge[:, 0] / length)[:, None]
    base = (np.arange(n, dtype=np.int32) * 4)[:, None]
    walls = np.concatenate([base + np.array([0, 1, 2]), base + np.array([0, 2, 3])])
    cap = mapbox_earcut.triangulate_float64(ring.astype(np.float64), np.array([n], np.uint32))
    lid = np.column_stack([ring, np.full(n, top)]).astype(np.float32)
    lid_surface = np.zeros((n, 4), np.float32)
    lid_surface[:, :2] = ring - ring[0]
    shell = np.concatenate([points.reshape(-1, 3), lid])
    skin = np.concatenate([surface.reshape(-1, 4), lid_surface])
    skin[:, 2] = pattern
    normal = np.concatenate([facing.reshape(-1, 3), np.tile(np.array([[0, 0, 1]], np.float32), (n, 1))])
    faces = np.concatenate([walls, cap.reshape(-1, 3).astype(np.int32) + n * 4]).astype(np.int32)
    return poly_data(shell, faces, np.broadcast_to(np.array(colour, np.uint8), (len(shell), 3)), skin, normal)


def line_data(points: NDArray[np.float32], colour: tuple[int, ...]) -> Any:
    """Return one polyline as ``vtkPolyData``."""
    from vtkmodules.vtkCommonDataModel import vtkPolyData

    data = vtkPolyData()
    data.SetPoints(vtk_points(points))
    data.SetLines(cells_of(np.arange(len(points), dtype=np.int32)[None, :]))
    put_colours(data, np.broadcast_to(np.array(colour, np.uint8), (len(points), 3)))
    return data
