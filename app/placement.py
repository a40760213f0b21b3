"""Where a model stands, as people say it: place, foot, bearing, scale; and the node that stands so.

It knows matrices, no mouse and no widget.
"""

from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from scene.node import Node, Role
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F64

#: A model is not made smaller or larger than this.
SMALLEST: Final = 1e-4
LARGEST: Final = 1e4


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a model stands.

    Parameters
    ----------
    x, y : float
        Local metres of its reference point: its own zero, or its middle where its zero lies outside.
    foot : float
        Local z of its lowest point.
    bearing : float
        Degrees clockwise from its own position, 0 to 360.
    scale : float
        Metres of one of its units.
    """

    x: float
    y: float
    foot: float
    bearing: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class _Own:
    """What a model's own coordinates say: its box, its reference point, how low it reaches in a direction."""

    low: F64
    high: F64
    reference: F64
    lowest: dict[bytes, float]


_OWN: "WeakKeyDictionary[TriangleMesh, _Own]" = WeakKeyDictionary()


def is_movable(node: Node) -> bool:
    """Return whether a node is a model that a person may place."""
    payload = node.payload
    return node.role is Role.MODEL and isinstance(payload, TriangleMesh) and bool(len(payload.faces))


def placement_of(node: Node) -> Placement:
    """Return where a model stands.

    Raises
    ------
    TypeError
        If the node is no model.
    """
    own, matrix = _own(node), _matrix(node)
    x, y, _ = matrix[:3, :3] @ own.reference + matrix[:3, 3]
    ahead = matrix[:3, 0]
    bearing = float(-np.degrees(np.arctan2(ahead[1], ahead[0])) % 360.0)
    return Placement(float(x), float(y), _lowest(node, own, matrix), bearing, float(np.linalg.norm(ahead)))


def with_placement(node: Node, wanted: Placement) -> Node:
    """Return a model that stands elsewhere, turned and scaled about its reference point."""
    own, matrix, now = _own(node), _matrix(node), placement_of(node)
    angle = -np.radians(wanted.bearing - now.bearing)
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    scale = min(max(wanted.scale, SMALLEST), LARGEST) / now.scale
    moved = np.eye(4)
    moved[:3, :3] = scale * turn @ matrix[:3, :3]
    at = moved[:3, :3] @ own.reference
    moved[:2, 3] = (wanted.x - at[0], wanted.y - at[1])
    moved[2, 3] = wanted.foot - scale * (now.foot - matrix[2, 3])
    return replace(node, transform=moved)


def box_of(node: Node) -> F64:
    """Return the eight corners of a model's own box in local metres, shape (8, 3): z varies fastest."""
    own, matrix = _own(node), _matrix(node)
    picks = np.stack(np.meshgrid([0, 1], [0, 1], [0, 1], indexing="ij"), -1).reshape(-1, 3)
    corners = np.where(picks == 0, own.low, own.high)
    placed: F64 = corners @ matrix[:3, :3].T + matrix[:3, 3]
    return placed


def size_of(node: Node) -> tuple[float, float, float]:
    """Return how wide, deep and high a model stands in the scene, metres."""
    extent = np.ptp(box_of(node), axis=0)
    return float(extent[0]), float(extent[1]), float(extent[2])


def _matrix(node: Node) -> F64:
    return np.eye(4) if node.transform is None else node.transform


def _own(node: Node) -> _Own:
    mesh = node.payload
    if not isinstance(mesh, TriangleMesh):
        raise TypeError(f"{node.name} is no model")
    if mesh not in _OWN:
        low, high = mesh.vertices.min(axis=0).astype(float), mesh.vertices.max(axis=0).astype(float)
        slack = 0.1 * (high - low)
        inside = bool(np.all((low - slack <= 0.0) & (high + slack >= 0.0)))
        _OWN[mesh] = _Own(low, high, np.zeros(3) if inside else (low + high) / 2.0, {})
    return _OWN[mesh]


def _lowest(node: Node, own: _Own, matrix: F64) -> float:
    """Return the local z of the lowest vertex; what was found for a direction is kept, as drags keep it."""
    length = float(np.linalg.norm(matrix[2, :3]))
    direction = np.round(matrix[2, :3] / length, 9)
    key = direction.tobytes()
    if key not in own.lowest:
        assert isinstance(node.payload, TriangleMesh)
        own.lowest[key] = float((node.payload.vertices.astype(np.float64) @ direction).min())
    return own.lowest[key] * length + float(matrix[2, 3])
