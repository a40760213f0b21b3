"""Arrows of a flow, as far apart on the screen near and far: one in each field of a lattice that stays.

Each ring about the eye has a lattice twice as wide as the one within. It gives arrays and knows no view.
"""

from dataclasses import dataclass
from math import radians, tan
from typing import Final

import numpy as np

from app.viewport.optics import Pose
from scene.geometry.water import Water
from scene.payloads.arrays import F32, F64, I32

#: Share of the height of the picture from arrow to arrow.
APART: Final = 0.055
#: Metres a second at which an arrow is as long as may be, and below which there is none.
FULL: Final = 1.0
LEAST: Final = 0.03
#: Shallower water has no arrow, metres; and an arrow floats above it by this much.
SHALLOW: Final = 0.03
LIFT: Final = 0.04
FARTHEST: Final = 4_000.0
MOST: Final = 6_000
#: An arrow that is nearer than its ring's rim is no larger on the screen than this many of those there.
NEAR: Final = 2.0
#: Shortest and longest arrow, and half its width, in spacings.
SHORT: Final = 0.22
LONG: Final = 0.92
HALF: Final = 0.22


@dataclass(frozen=True, slots=True, eq=False)
class Arrows:
    """Squares with an arrow on each.

    Parameters
    ----------
    vertices : ndarray of float32, shape (4 n, 3)
    faces : ndarray of int32, shape (2 n, 3)
    shape : ndarray of float32, shape (4 n, 4)
        Metres along from the tail, across, length, spacing.
    """

    vertices: F32
    faces: I32
    shape: F32

    @property
    def count(self) -> int:
        """How many arrows."""
        return len(self.faces) // 2


def arrows_over(water: Water, pose: Pose) -> Arrows:
    """Return the arrows that a pose sees: in each field of a lattice one, where it flows fastest."""
    places: list[F64] = []
    spacing, inner = 2.0 * water.cell, 0.0
    per_metre = 2.0 * tan(radians(pose.view_angle) / 2.0) * APART
    speed = np.where(water.depth >= SHALLOW, water.speed, np.float32(0.0))
    while inner < FARTHEST:
        outer = min(spacing / per_metre, FARTHEST)
        if outer > inner:
            places.append(_ring(water, speed, pose, spacing, inner, outer))
            inner = outer
        spacing *= 2.0
    found = np.concatenate(places) if places else np.zeros((0, 6))
    return _squares(found[:MOST])


def _ring(water: Water, speed: F32, pose: Pose, spacing: float, inner: float, outer: float) -> F64:
    """Return x, y, z, east, north and spacing of the arrows of a ring about the eye, nearest first."""
    nothing = np.zeros((0, 6))
    eye = np.asarray(pose.eye)
    field = round(spacing / water.cell)
    rows, cols = water.shape
    # Whole fields, counted from the corner of the grid, so that they stay where they are.
    left = max(int((eye[0] - outer - water.west) // spacing), 0)
    right = min(int((eye[0] + outer - water.west) // spacing) + 1, cols // field)
    top = max(int((water.north - eye[1] - outer) // spacing), 0)
    bottom = min(int((water.north - eye[1] + outer) // spacing) + 1, rows // field)
    if left >= right or top >= bottom:
        return nothing
    window = speed[top * field : bottom * field, left * field : right * field]
    fields = window.reshape(bottom - top, field, right - left, field).swapaxes(1, 2)
    fields = fields.reshape(bottom - top, right - left, field * field)
    fastest = fields.argmax(axis=2)
    flows = np.take_along_axis(fields, fastest[..., None], 2)[..., 0] >= LEAST
    down, across = np.nonzero(flows)
    if not len(down):
        return nothing
    inside = fastest[down, across]
    row, col = (top + down) * field + inside // field, (left + across) * field + inside % field
    x = water.west + (col + 0.5) * water.cell
    y = water.north - (row + 0.5) * water.cell
    places = np.column_stack([x, y, water.level[row, col].astype(np.float64)])
    away = np.linalg.norm(places - eye, axis=1)
    seen = pose.project(places, 2.4)  # wider than any window
    near = (away > inner) & (away <= outer) & (seen[:, 2] > 0.0) & (np.abs(seen[:, :2]).max(axis=1) < 1.1)
    order = np.flatnonzero(near)
    order = order[np.argsort(away[order], kind="stable")]
    flow = (water.east[row, col], water.to_north[row, col])
    # Before one's feet the lattice is as fine as it gets, and arrows as large as fields would be too large.
    size = np.minimum(spacing, NEAR * away * spacing / outer)
    held: F64 = np.column_stack([places, *flow, size])
    return held[order]


def _squares(places: F64) -> Arrows:
    count = len(places)
    east, north, spacing = places[:, 3], places[:, 4], places[:, 5]
    speed = np.maximum(np.hypot(east, north), 1e-6)
    along = np.column_stack([east / speed, north / speed, np.zeros(count)])
    across = np.column_stack([-along[:, 1], along[:, 0], np.zeros(count)])
    length = spacing * np.clip(LONG * speed / FULL, SHORT, LONG)
    middle = places[:, :3] + np.array([0.0, 0.0, LIFT])
    vertices = np.empty((count, 4, 3))
    shape = np.empty((count, 4, 4))
    rim = 0.06 * spacing
    for corner, (end, side) in enumerate(((0, -1), (1, -1), (1, 1), (0, 1))):
        u = np.where(end, length + rim, -rim)
        v = side * HALF * spacing
        vertices[:, corner] = middle + along * (u - length / 2.0)[:, None] + across * v[:, None]
        shape[:, corner] = np.column_stack([u, v, length, spacing])
    faces = (4 * np.arange(count)[:, None] + np.array([0, 1, 2, 0, 2, 3])).reshape(-1, 3)
    return Arrows(
        vertices.reshape(-1, 3).astype(np.float32),
        faces.astype(np.int32),
        shape.reshape(-1, 4).astype(np.float32),
    )
