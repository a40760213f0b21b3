"""Lay a sheet of paper beneath a scene that brings no ground, so that it does not hang in the mist.

The sheet is drawn and nothing else: no layer, nothing that is measured, pointed at, saved or exported.
"""

from collections.abc import Sequence
from math import hypot
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Piece, Shading, single
from app.viewport.vtk_data import poly_data
from scene.geometry.placed import placed
from scene.node import Node, Role
from scene.payloads.buildings import Buildings
from scene.payloads.instances import Instances
from scene.payloads.lines import Polylines
from scene.payloads.mesh import TriangleMesh
from scene.payloads.points import PointCloud
from scene.payloads.raster import Raster
from scene.payloads.streamed import StreamedPoints

F32 = NDArray[np.float32]
Point = tuple[float, float, float]
Box = tuple[float, float, float, float, float, float]

#: Under this id stages hold the sheet; no node has it.
SHEET: Final = "paper"
#: sRGB before light.
PAPER: Final = (0xEE, 0xE7, 0xDA)
#: How far the sheet reaches, in halves of what stands on it, and at least, metres.
REACH: Final = 4.0
LEAST: Final = 3_000.0
#: Of many things this part may reach below the sheet, as cellars and errors do; of ten, one may.
SUNK: Final = 0.02
FEW: Final = 10
#: What is this many times wider than high, and covers this part of its box, is ground itself.
BROAD: Final = 4.0
COVERED: Final = 0.6
ASPRS_GROUND: Final = 2
#: Faces and points that a thing is judged by, spread evenly over all it has.
MOST: Final = 300_000

#: What stands nowhere: marks, results, lines of sight and travel, view corridors.
AFLOAT: Final = (
    Role.REPORT, Role.RESULT, Role.VIEWPOINTS, Role.ROUTES, Role.WALKS, Role.CORRIDORS, Role.IMAGERY,
)  # fmt: skip


class Paper(NamedTuple):
    """Where the sheet lies: height, centre and radius in local metres."""

    level: float
    x: float
    y: float
    radius: float

    def met(self, eye: Point, direction: NDArray[np.float64]) -> tuple[float, float] | None:
        """Return the x and y at which a look meets the sheet, None if it does not."""
        if direction[2] > -1e-6 or eye[2] < self.level:
            return None
        away = (self.level - eye[2]) / float(direction[2])
        x, y = eye[0] + float(direction[0]) * away, eye[1] + float(direction[1]) * away
        return (x, y) if hypot(x - self.x, y - self.y) < self.radius else None

    def serves(self, other: "Paper") -> bool:
        """Return whether this sheet does where another is wanted, so that it need not be laid anew."""
        near = hypot(self.x - other.x, self.y - other.y) < 0.15 * self.radius
        return abs(self.level - other.level) < 0.05 and near and 0.75 < self.radius / other.radius < 1.33


def paper_under(shown: Sequence[tuple[Node, Sequence[Box]]]) -> Paper | None:
    """Return the sheet that a scene without terrain needs, None if something is ground or nothing stands.

    Parameters
    ----------
    shown : sequence of (Node, sequence of tuple)
        What is drawn, with the boxes about it: west, south, lowest, east, north, highest.
    """
    things = [(node, boxes) for node, boxes in shown if node.role not in AFLOAT and boxes]
    # Lines and zones are often drawn at no height at all: they count where nothing else stands.
    bodies = [
        one for one in things if one[0].role is not Role.ZONES and not isinstance(one[0].payload, Polylines)
    ]
    things = bodies or things
    measured = [_stand_of(node) for node, _ in things]
    if any(stand.is_ground for stand in measured):
        return None
    feet = np.concatenate([stand.feet for stand in measured] or [np.empty(0, np.float32)])
    if not len(feet):
        return None
    around = np.array([box for _, boxes in things for box in boxes])
    low, high = around[:, :3].min(axis=0), around[:, 3:].max(axis=0)
    half = hypot(high[0] - low[0], high[1] - low[1]) / 2.0
    x, y = (low[:2] + high[:2]) / 2.0
    # A little lower, or what lies flat on it would flicker.
    level = lowest(feet) - max(0.05, 2e-4 * half)
    return Paper(float(level), float(x), float(y), max(REACH * half, LEAST))


def lowest(feet: F32) -> float:
    """Return the height that all things stand on or above, but for the few that reach too deep."""
    skipped = int(max(SUNK * len(feet), 1.0)) if len(feet) >= FEW else 0
    return float(np.partition(feet, skipped)[skipped])


class _Stand(NamedTuple):
    feet: F32
    is_ground: bool


_stands: WeakKeyDictionary[Node, _Stand] = WeakKeyDictionary()


def _stand_of(node: Node) -> _Stand:
    found = _stands.get(node)
    if found is None:
        feet, is_ground = _measured(node)
        found = _stands[node] = _Stand(feet[np.isfinite(feet)].astype(np.float32), is_ground)
    return found


def _measured(node: Node) -> tuple[F32, bool]:
    """Return the foot of each thing of a node, and whether it is ground itself."""
    payload = node.payload
    if isinstance(payload, Buildings):
        return payload.outdoor_ground, False
    if isinstance(payload, TriangleMesh):
        every = slice(None, None, len(payload.faces) // MOST + 1)
        faces, features = payload.faces[every], payload.features[every]
        corners = placed(payload.vertices[faces].reshape(-1, 3), node.transform).reshape(-1, 3, 3)
        feet = np.full(int(features.max(initial=-1)) + 1, np.inf, np.float32)
        np.minimum.at(feet, features, corners[:, :, 2].min(axis=1, initial=np.inf))
        return feet, _is_sheet(corners, every.step)
    if isinstance(payload, Polylines):
        heights = placed(payload.vertices, node.transform)[:, 2]
        starts = payload.line_start[:-1][np.diff(payload.line_start) > 0]
        return np.minimum.reduceat(heights, starts) if len(starts) else heights[:0], False
    if isinstance(payload, Instances):
        return placed(payload.positions, node.transform)[:, 2], False
    if isinstance(payload, PointCloud | StreamedPoints):
        return _of_cloud(payload.sample if isinstance(payload, StreamedPoints) else payload, node)
    return np.empty(0, np.float32), isinstance(payload, Raster)


def _of_cloud(cloud: PointCloud, node: Node) -> tuple[F32, bool]:
    every = slice(None, None, len(cloud.positions) // MOST + 1)
    points = placed(cloud.positions[every], node.transform)
    if not len(points):
        return points[:, 2], False
    low, high = np.percentile(points[:, 2], (1.0, 95.0))
    classified = cloud.classification is not None and bool(
        np.mean(cloud.classification[every] == ASPRS_GROUND) > 0.01
    )
    across = float(np.ptp(points[:, :2], axis=0).min())
    return np.array([low], np.float32), classified or across > BROAD * float(high - low)


def _is_sheet(corners: F32, every: int) -> bool:
    """Return whether triangles, each for `every` ones, shape (m, 3, 3), lie like ground: broad, low."""
    if not len(corners):
        return False
    flat = corners.reshape(-1, 3)
    wide, deep, high = (float(span) for span in np.ptp(flat, axis=0))
    if min(wide, deep) < BROAD * high:
        return False
    one, other = corners[:, 1, :2] - corners[:, 0, :2], corners[:, 2, :2] - corners[:, 0, :2]
    plan = 0.5 * (one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])
    return float(plan[plan > 0.0].sum()) * every > COVERED * wide * deep


def sheet_piece(paper: Paper) -> Piece:
    """Return the sheet: a disc that its shading fades into the mist towards the edge."""
    turns = np.linspace(0.0, 2.0 * np.pi, 64, endpoint=False)
    steps = np.array([0.05, 0.12, 0.25, 0.5, 0.75, 1.0])
    ring = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    unit = np.concatenate([[[0.0, 0.0]], *(ring * step for step in steps)])
    points = np.empty((len(unit), 3), np.float32)
    points[:, :2] = unit * paper.radius + (paper.x, paper.y)
    points[:, 2] = paper.level
    count = len(turns)
    here = np.arange(count)
    following = (here + 1) % count
    faces = [np.stack([np.zeros(count, np.int64), 1 + here, 1 + following], axis=1)]
    for k in range(1, len(steps)):
        inner, outer = 1 + (k - 1) * count, 1 + k * count
        faces.append(np.stack([inner + here, outer + here, outer + following], axis=1))
        faces.append(np.stack([inner + here, outer + following, inner + following], axis=1))
    surface = np.zeros((len(unit), 4), np.float32)
    surface[:, :2], surface[:, 3] = unit, 0.5
    data: Any = poly_data(
        points,
        np.concatenate(faces).astype(np.int32),
        np.broadcast_to(np.array(PAPER, np.uint8), (len(unit), 3)).copy(),
        surface,
        np.broadcast_to(np.array([0.0, 0.0, 1.0], np.float32), (len(unit), 3)).copy(),
    )
    west, south, east, north = (
        paper.x - paper.radius, paper.y - paper.radius, paper.x + paper.radius, paper.y + paper.radius,
    )  # fmt: skip
    box = (west, south, paper.level, east, north, paper.level)
    return Piece(SHEET, Shading.PAPER, box, single(data))
