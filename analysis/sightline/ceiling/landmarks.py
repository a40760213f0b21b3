"""Landmarks that stay in sight: the planes and silhouettes that viewpoints need for them.

It does not know how a surface is lowered by them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.sightline.balloon.fan import fan_over
from analysis.sightline.ceiling.planes import Planes, Silhouette
from analysis.sightline.stations import Stations
from scene.geometry.solids import Solid, solid_of
from scene.messages import BilingualText
from scene.node import Node
from scene.payloads.arrays import F64

#: Between two azimuths of a silhouette, radians: one arc-minute.
_STEP: Final = np.pi / 180.0 / 60.0


@dataclass(frozen=True, eq=False)
class Sights:
    """All sights to landmarks.

    Parameters
    ----------
    planes : Planes
    silhouettes : tuple of Silhouette
        Their numbers, and those of the planes, count in `names`.
    stations : tuple of int
        Row of the station of each sight.
    names : tuple of BilingualText
        Of the landmarks, sight by sight.
    """

    planes: Planes
    silhouettes: tuple[Silhouette, ...]
    stations: tuple[int, ...]
    names: tuple[BilingualText, ...]

    def __len__(self) -> int:
        return len(self.names)


def sights_of(
    nodes: Iterable[Node], stations: Stations, above: float, *, planes: bool, drop: float
) -> Sights:
    """Return the sights from some stations to some landmarks.

    Parameters
    ----------
    nodes : iterable of Node
        Landmarks; nodes without a surface are passed over.
    stations : Stations
        Those that do not look a landmark's way, or stand in it, set no sight to it.
    above : float
        Height over a landmark's foot from which on it stays in sight, metres.
    planes : bool
        Whether to lay planes; else silhouettes.
    drop : float
        Curvature less refraction, 1/m.
    """
    wedges: list[tuple[float, ...]] = []
    outlines: list[Silhouette] = []
    rows: list[int] = []
    names: list[BilingualText] = []
    for node in nodes:
        solid = solid_of(node)
        if solid is None or not len(solid.vertices):
            continue
        middle = 0.5 * (solid.vertices.min(axis=0) + solid.vertices.max(axis=0)).astype(np.float64)
        threshold = float(solid.vertices[:, 2].min()) + above
        for row in range(len(stations.eye)):
            eye = stations.eye[row]
            viewpoint = stations.viewpoints[stations.of[row]]
            off = middle[:2] - eye[:2]
            distance = float(np.hypot(*off))
            if viewpoint.host == node.id or distance < 1.0:
                continue
            way = off / distance
            if not viewpoint.sees_towards(way[None])[0]:
                continue
            number = len(names)
            if planes:
                wedges.append(_wedge(solid, eye, way, distance, threshold, number))
            else:
                outlines.append(_outline(solid, eye, way, threshold, number, drop))
            rows.append(row)
            names.append(node.name)
    table = np.array(wedges, np.float64).reshape(-1, 10).T
    x, y, z, east, north, length, threshold, left, right, name = np.ascontiguousarray(table)
    laid = Planes(x, y, z, east, north, length, threshold, left, right, name.astype(np.int32))
    return Sights(laid, tuple(outlines), tuple(rows), tuple(names))


def _turns(solid: Solid, eye: F64, way: F64) -> F64:
    """Return the turn of every corner from the middle, to the left, radians."""
    off = solid.vertices[:, :2].astype(np.float64) - eye[:2]
    return np.asarray(np.arctan2(way[0] * off[:, 1] - way[1] * off[:, 0], off @ way))


def _wedge(
    solid: Solid, eye: F64, way: F64, distance: float, threshold: float, number: int
) -> tuple[float, ...]:
    turns = _turns(solid, eye, way)
    left, right = np.tan(min(float(turns.max()), 1.5)), np.tan(min(float(-turns.min()), 1.5))
    return (*eye, *way, distance, threshold, float(left), float(right), number)


def _outline(solid: Solid, eye: F64, way: F64, threshold: float, number: int, drop: float) -> Silhouette:
    fan = fan_over(solid.vertices, solid.faces, False, np.ascontiguousarray(eye[None]), _STEP)
    turn = np.arctan2(way[0] * fan.way[:, 1] - way[1] * fan.way[:, 0], fan.way @ way)
    top = np.maximum.reduceat(fan.roof, fan.roof_start[:-1]) if len(turn) else np.zeros(0)
    edge = np.where(top > threshold, (threshold - eye[2]) / fan.reach - drop * fan.reach, np.inf)
    count = int(np.ceil(np.ptp(turn) / _STEP)) + 1 if len(turn) else 0
    first = float(turn.min()) if count else 0.0
    tangent, reach = np.full(count, np.inf), np.zeros(count)
    place = np.rint((turn - first) / _STEP).astype(np.int64)
    np.minimum.at(tangent, place, edge)
    np.maximum.at(reach, place, fan.reach)
    return Silhouette(np.array(eye), np.array(way), first, _STEP, tangent, reach, number)
