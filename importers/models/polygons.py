"""Faces of any number of corners, anywhere in space, as triangles.

It does not know formats.
"""

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F64

_I64 = NDArray[np.int64]


def triangles_of(points: F64, corners: _I64, sizes: _I64) -> tuple[_I64, _I64]:
    """Cut faces into triangles; each keeps its side.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 3)
    corners : ndarray of int64, shape (sum of sizes,)
        Rows of `points`, face after face.
    sizes : ndarray of int64, shape (m,)
        Corners of each face; faces of fewer than three are left out.

    Returns
    -------
    places : ndarray of int64, shape (t, 3)
        Places in `corners`.
    face : ndarray of int64, shape (t,)
        Which face each triangle is of.
    """
    start = np.concatenate([[0], np.cumsum(sizes)])
    plain = np.flatnonzero(sizes == 3)
    places, faces = [start[plain][:, None] + np.arange(3)], [plain]
    many = np.flatnonzero(sizes > 3)
    if len(many):
        found, owner = _cut(points[corners], start, many)
        places.append(found)
        faces.append(owner)
    face = np.concatenate(faces)
    order = np.argsort(face, kind="stable")
    return np.concatenate(places)[order].astype(np.int64), face[order].astype(np.int64)


def _cut(points: F64, start: _I64, many: _I64) -> tuple[_I64, _I64]:
    """Cut the faces of more than three corners, each in its own plane."""
    from scene.geometry.triangulate import triangulate

    sizes = np.diff(start)[many]
    ring_start = np.concatenate([[0], np.cumsum(sizes)])
    place = np.repeat(start[many] - ring_start[:-1], sizes) + np.arange(ring_start[-1])
    own = points[place]
    own = own - np.repeat(own[ring_start[:-1]], sizes, axis=0)
    following = np.arange(len(own)) + 1
    following[ring_start[1:] - 1] = ring_start[:-1]
    normal = np.add.reduceat(np.cross(own, own[following]), ring_start[:-1], axis=0)
    flat = _laid(own, np.repeat(_axes(normal), sizes, axis=0))
    rings, parts = ring_start.astype(np.int32), np.arange(len(many) + 1, dtype=np.int32)
    found, per_part = triangulate(flat.astype(np.float32), rings, parts, parts[:-1])
    owner = np.repeat(many, np.diff(per_part))
    return place[found], owner


def _axes(normal: F64) -> F64:
    """Return two axes across each normal, shape (k, 2, 3), that turn about it counter-clockwise."""
    length = np.linalg.norm(normal, axis=1, keepdims=True)
    unit = np.where(length > 0.0, normal / np.where(length > 0.0, length, 1.0), (0.0, 0.0, 1.0))
    least = np.eye(3)[np.argmin(np.abs(unit), axis=1)]
    first = np.cross(least, unit)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    return np.stack([first, np.cross(unit, first)], axis=1)


def _laid(points: F64, axes: F64) -> F64:
    flat: F64 = np.einsum("nij,nj->ni", axes, points)
    return flat
