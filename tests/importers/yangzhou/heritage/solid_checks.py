"""Brute force against which the models are checked: rays, volumes, closedness."""

import numpy as np

from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from scene.payloads import TriangleMesh


def nearest_hits(mesh: TriangleMesh, origins, directions) -> np.ndarray:
    """Distance to the first face along each ray (unit directions), inf if none; all against all."""
    corners = mesh.vertices.astype(np.float64)[mesh.faces]
    a, e1, e2 = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    starts, ways = np.broadcast_arrays(
        np.atleast_2d(np.asarray(origins, float)), np.atleast_2d(np.asarray(directions, float))
    )
    found = np.full(len(starts), np.inf)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for i, (origin, way) in enumerate(zip(starts, ways, strict=True)):
            p = np.cross(way, e2)
            scale = 1.0 / np.einsum("ij,ij->i", e1, p)
            t = origin - a
            u = np.einsum("ij,ij->i", t, p) * scale
            q = np.cross(t, e1)
            v = (q @ way) * scale
            s = np.einsum("ij,ij->i", e2, q) * scale
            hit = (u >= 0) & (v >= 0) & (u + v <= 1) & (s > 1e-6)
            if hit.any():
                found[i] = s[hit].min()
    return found


def signed_volume(mesh: TriangleMesh) -> float:
    """Volume of a closed mesh, positive if its faces wind outward."""
    a, b, c = mesh.vertices.astype(np.float64)[mesh.faces].transpose(1, 0, 2)
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6.0)


def is_closed(mesh: TriangleMesh) -> bool:
    """Whether every edge is run through equally often in both directions, once equal points are joined."""
    _, joined = np.unique(np.round(mesh.vertices, 4), axis=0, return_inverse=True)
    faces = joined.reshape(-1)[mesh.faces]
    faces = faces[(faces != np.roll(faces, 1, axis=1)).all(axis=1)]
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    there, count = np.unique(edges, axis=0, return_counts=True)
    back, count_back = np.unique(edges[:, ::-1], axis=0, return_counts=True)
    return np.array_equal(there, back) and np.array_equal(count, count_back)


def mesh_of(builder: MeshBuilder) -> TriangleMesh:
    """The builder's mesh."""
    return builder.mesh()
