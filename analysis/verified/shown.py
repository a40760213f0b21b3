"""What of a proposal is seen from an eye: its share and solid angle by rays, and its edges as a wire line.

It does not know cameras or parameters.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scene.feedback import Feedback
from scene.geometry.ray_scene import RayScene
from scene.node import NodeId
from scene.payloads.arrays import F32, F64, I32

#: Finest step between two rays, radians (a quarter of an arc minute), and most rays along a side.
FINEST = np.radians(0.25 / 60.0)
MOST = 220
#: Most rays along a side for a mast, which falls between the rays that show a body.
MOST_FOR_MASTS = 880
#: Degrees between two faces from which on their edge is drawn.
CREASE = 20.0
#: Most pieces that an edge is cut into.
PIECES = 256


@dataclass(frozen=True, slots=True)
class Seen:
    """How much of a proposal is seen.

    Parameters
    ----------
    whole : float
        Solid angle of all of it, square degrees.
    bare, leafy : float
        Solid angle that is seen without trees, and with them.
    step : float
        Between two rays, radians.
    """

    whole: float
    bare: float
    leafy: float
    step: float


@dataclass(frozen=True, eq=False)
class Cells:
    """Where rays from an eye meet a body.

    Parameters
    ----------
    ends : ndarray of float64, shape (n, 3)
        Local metres.
    size : ndarray of float64, shape (n,)
        Solid angle of each ray, square degrees.
    column : ndarray of int64, shape (n,)
        Which upright column of the grid it belongs to.
    step : float
        Between two rays, radians.
    """

    ends: F64
    size: F64
    column: NDArray[np.int64]
    step: float


def cells(
    vertices: F32, eye: F64, own: RayScene, most: int, feedback: Feedback, narrowest: float = np.inf
) -> Cells | None:
    """Send rays through a grid about a body; None if the eye stands within it or beside it.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
        Of the body, local metres.
    eye : ndarray of float64, shape (3,)
    own : RayScene
        The body alone.
    most : int
        Rays along a side of the grid at most.
    feedback : Feedback
        Asked for cancel.
    narrowest : float
        Thickness of its thinnest part, metres: rays are so dense that one in each row meets it, be they up
        to :data:`MOST_FOR_MASTS` along a side.

    Notes
    -----
    Rays run through the middles of square cells of a plane that the middle of the body is straight ahead
    of; a cell at distance r from that middle, in units of the plane's distance, has the solid angle
    ``step² (1 + r²)^(-3/2)``.
    """
    ways = vertices.astype(np.float64) - eye
    middle = ways.mean(axis=0)
    reach = float(np.linalg.norm(ways, axis=1).max()) * 1.05
    ahead = middle / np.linalg.norm(middle)
    right = np.cross(ahead, (0.0, 0.0, 1.0))
    right = right / np.linalg.norm(right) if np.linalg.norm(right) > 1e-6 else np.array([1.0, 0.0, 0.0])
    up = np.cross(right, ahead)
    depth = ways @ ahead
    if (depth <= 0.05 * np.linalg.norm(middle)).any():
        return None
    flat = np.stack([ways @ right / depth, ways @ up / depth], axis=1)
    low, high = flat.min(axis=0), flat.max(axis=0)
    widest = float((high - low).max())
    step = min(widest / most, max(narrowest / float(depth.max()), widest / MOST_FOR_MASTS))
    step = max(FINEST, step)
    across, upward = (np.arange(low[k] + step / 2.0, high[k] + step / 2.0, step) for k in range(2))
    x, y = (axis.ravel() for axis in np.meshgrid(across, upward))
    column = np.tile(np.arange(len(across)), len(upward))
    rays = ahead + x[:, None] * right + y[:, None] * up
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    size = step * step * (1.0 + x * x + y * y) ** -1.5 * np.degrees(1.0) ** 2
    feedback.check()
    met = own.first_hit(eye, eye + reach * rays, trees=False).distance
    hit = np.flatnonzero(np.isfinite(met))
    ends = eye + met[hit, None] * rays[hit]
    return Cells(ends, size[hit], column[hit], step)


def seen(
    vertices: F32,
    eye: F64,
    own: RayScene,
    city: RayScene,
    ignore: tuple[NodeId, ...],
    feedback: Feedback,
    narrowest: float = np.inf,
) -> Seen:
    """Count rays that meet a proposal, and those that nothing stops before.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
        Of the proposal, local metres.
    eye : ndarray of float64, shape (3,)
    own, city : RayScene
        The proposal alone, and all that screens.
    ignore : tuple of str
        Nodes that do not screen.
    feedback : Feedback
        Asked for cancel.
    narrowest : float
        As in :func:`cells`.
    """
    found = cells(vertices, eye, own, MOST, feedback, narrowest)
    if found is None:
        return Seen(np.nan, np.nan, np.nan, np.nan)
    ends, count = found.ends, len(found.ends)
    open_bare, open_leafy = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for part in np.array_split(np.arange(count), max(count // 4000, 1)):
        feedback.check()
        open_bare[part] = ~city.occluded(eye, ends[part], trees=False, ignore=ignore)
        feedback.check()
        rest = part[open_bare[part]]
        open_leafy[rest] = ~city.occluded(eye, ends[rest], trees=True, ignore=ignore)
    whole = found.size
    return Seen(float(whole.sum()), float(whole[open_bare].sum()), float(whole[open_leafy].sum()), found.step)


def edges_of(vertices: F32, faces: I32) -> F64:
    """Return the edges at which the surface bends or ends, shape (n, 2, 3), local metres."""
    corner = vertices.astype(np.float64)
    _, place = np.unique(np.round(corner, 3), axis=0, return_inverse=True)
    whole = place[faces]
    normal = np.cross(corner[faces[:, 1]] - corner[faces[:, 0]], corner[faces[:, 2]] - corner[faces[:, 0]])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    ends = np.concatenate([whole[:, [0, 1]], whole[:, [1, 2]], whole[:, [2, 0]]])
    raw = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    face = np.tile(np.arange(len(faces)), 3)
    key = np.sort(ends, axis=1)
    _, first, which, count = np.unique(
        key, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    # An edge is flat if all faces at it have one plane.
    lead = normal[face[first]][which.ravel()]
    bends = np.abs(np.einsum("ij,ij->i", lead, normal[face])) < np.cos(np.radians(CREASE))
    bent = np.bincount(which.ravel(), bends, len(first)) > 0
    kept = (bent | (count == 1)) & (key[first, 0] != key[first, 1])
    found: F64 = corner[raw[first[kept]]]
    return found


@dataclass(frozen=True, eq=False)
class Wire:
    """Pieces of edges.

    Parameters
    ----------
    ends : ndarray of float64, shape (n, 2, 3)
        Local metres.
    is_seen : ndarray of bool, shape (n,)
        Whether nothing stands before it.
    """

    ends: F64
    is_seen: NDArray[np.bool_]


def wire_line(
    edges: F64, eye: F64, own: RayScene, city: RayScene, ignore: tuple[NodeId, ...], feedback: Feedback
) -> Wire:
    """Cut edges into what is seen and what the city hides; what proposals themselves hide is left out.

    Parameters
    ----------
    edges : ndarray of float64, shape (n, 2, 3)
    eye, own, city, ignore, feedback
        As in :func:`seen`; `own` holds all proposals.
    """
    starts, ends, states = [], [], []
    for a, b in edges:
        feedback.check()
        one, two = a - eye, b - eye
        angle = float(np.arctan2(np.linalg.norm(np.cross(one, two)), one @ two))
        count = int(np.clip(np.ceil(angle / (4.0 * FINEST)), 1, PIECES))
        share = np.linspace(0.0, 1.0, count + 1)
        points = a + share[:, None] * (b - a)
        middles = 0.5 * (points[:-1] + points[1:])
        front = ~own.occluded(eye, middles, trees=False)
        hidden = np.ones(count, np.bool_)
        hidden[front] = city.occluded(eye, middles[front], trees=True, ignore=ignore)
        state = np.where(front, np.where(hidden, 0, 1), -1)
        cuts = np.concatenate([[0], np.flatnonzero(np.diff(state)) + 1, [count]])
        for first, last in pairwise(cuts.tolist()):
            if state[first] >= 0:
                starts.append(points[first])
                ends.append(points[last])
                states.append(state[first] == 1)
    shaped = np.stack([np.array(starts), np.array(ends)], axis=1) if starts else np.zeros((0, 2, 3))
    return Wire(shaped, np.array(states, np.bool_))
