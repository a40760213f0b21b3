"""The plane of a corridor as triangles in strips along its axis, and the edges of its zones.

It does not know colours or cameras.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from scene.geometry.convex import spans
from scene.geometry.corridors import Corridor, Zone
from scene.payloads.arrays import F32, F64, I32

#: No strip is longer than this along the axis, metres: the sag within one is under 0.1 mm.
_STRIP: Final = 50.0


@dataclass(frozen=True, slots=True, eq=False)
class PlaneMesh:
    """A corridor's plane.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
        Local metres.
    faces : ndarray of int32, shape (m, 3)
    zone : ndarray of int32, shape (m,)
        :class:`scene.geometry.corridors.Zone` of each face.
    """

    vertices: F32
    faces: I32
    zone: I32


def plane_mesh(corridor: Corridor) -> PlaneMesh:
    """Return the plane of a corridor over all its zones, seen from above counter-clockwise."""
    vertices: list[F64] = []
    faces: list[I32] = []
    zones: list[I32] = []
    count = 0
    for zone, polygon in corridor.pieces:
        low, high = float(polygon[:, 0].min()), float(polygon[:, 0].max())
        strips = max(int(np.ceil((high - low) / _STRIP)), 1)
        at = np.unique(np.concatenate([np.linspace(low, high, strips + 1), polygon[:, 0]]))
        right, left = spans(polygon, at)
        plan = corridor.to_plan(np.column_stack([np.repeat(at, 2), np.column_stack([right, left]).ravel()]))
        vertices.append(np.column_stack([plan, np.repeat(corridor.level(at), 2)]))
        first = count + 2 * np.arange(len(at) - 1, dtype=np.int32)[:, None]
        faces.append(np.concatenate([first + np.array([0, 2, 1]), first + np.array([1, 2, 3])]))
        zones.append(np.full(len(faces[-1]), int(zone), np.int32))
        count += 2 * len(at)
    return PlaneMesh(
        np.concatenate(vertices).astype(np.float32),
        np.concatenate(faces).astype(np.int32),
        np.concatenate(zones),
    )


def zone_edges(corridor: Corridor) -> list[tuple[Zone, F32]]:
    """Return the outline of each piece of a corridor on its plane, closed, shape (n, 3)."""
    edges = []
    for zone, polygon in corridor.pieces:
        corners = []
        for start, end in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
            steps = max(int(np.ceil(abs(end[0] - start[0]) / _STRIP)), 1)
            corners.append(start + np.linspace(0.0, 1.0, steps, endpoint=False)[:, None] * (end - start))
        ring = np.concatenate([*corners, polygon[:1]])
        edge = np.column_stack([corridor.to_plan(ring), corridor.level(ring[:, 0])])
        edges.append((zone, edge.astype(np.float32)))
    return edges
