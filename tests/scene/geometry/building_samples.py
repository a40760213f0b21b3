"""Small layers of buildings and the sums that their meshes must give."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scene.payloads.buildings import Buildings
from scene.payloads.mesh import TriangleMesh

Ring = Sequence[tuple[float, float]]


def layer(
    parts: Sequence[Sequence[Ring]],
    *,
    bottom: float = 0.0,
    eaves: float = 10.0,
    top: float | None = None,
    **columns: Sequence[object],
) -> Buildings:
    """Make a layer with one part a building; a part is its rings, the outer one first."""
    rings = [np.asarray(ring, np.float32).reshape(-1, 2) for part in parts for ring in part]
    n = len(parts)
    return Buildings(
        np.concatenate(rings) if rings else np.empty((0, 2)),
        np.concatenate(([0], np.cumsum([len(ring) for ring in rings]))),
        np.concatenate(([0], np.cumsum([len(part) for part in parts]))),
        np.arange(n + 1),
        np.full(n, bottom),
        np.full(n, eaves),
        np.full(n, eaves if top is None else top),
        np.full(n, bottom),
        tuple(f"b-{row}" for row in range(n)),
        {name: np.array(values) for name, values in columns.items()},
    )


def box(x: float, y: float, width: float, depth: float) -> list[tuple[float, float]]:
    """Return a rectangle, counter-clockwise."""
    return [(x, y), (x + width, y), (x + width, y + depth), (x, y + depth)]


def corners(mesh: TriangleMesh) -> NDArray[np.float64]:
    """Return the corners of all faces, shape (m, 3, 3)."""
    return np.asarray(mesh.vertices, np.float64)[mesh.faces]


def volume(mesh: TriangleMesh) -> float:
    """Return the volume inside a closed mesh by the divergence theorem."""
    a, b, c = np.moveaxis(corners(mesh), 1, 0)
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6.0)


def normals(mesh: TriangleMesh) -> NDArray[np.float64]:
    """Return twice the area vectors of all faces."""
    a, b, c = np.moveaxis(corners(mesh), 1, 0)
    return np.cross(b - a, c - a)


def open_edges(mesh: TriangleMesh) -> int:
    """Count the edges that are not shared by two faces running against each other; joined to 0.1 mm."""
    points = np.round(corners(mesh) * 1e4).astype(np.int64)
    balance: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
    for face in points:
        for k in range(3):
            a, b = tuple(face[k]), tuple(face[(k + 1) % 3])
            if a != b:
                key, step = ((a, b), 1) if a < b else ((b, a), -1)
                balance[key] = balance.get(key, 0) + step
    return sum(1 for left in balance.values() if left)
