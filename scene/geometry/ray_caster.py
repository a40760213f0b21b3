"""Cast rays at one set of triangles: Embree where its wheel exists, a tree of our own elsewhere.

All answer alike: closed triangles, seen from either side, distance as a share of the segment. Embree
works in float32, so it is given local metres only; farther out than the scene's reach it would report
hits beside a wall. It does not know layers.
"""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from scene.geometry.ray_embree import EmbreeTriangles, Library, library
from scene.geometry.triangle_tree import TriangleTree
from scene.payloads.arrays import F32, F64, I32, frozen

#: Rays handed over in one piece; between two pieces other threads and a cancel get their turn.
CHUNK: Final = 262_144

#: No rows: nothing is gone.
_ALL: Final[I32] = frozen("rows", np.zeros(0, np.int32), np.int32, (None,))


class Caster(Protocol):
    """Casts segments at triangles."""

    def blocked(self, starts: F64, ends: F64, hidden: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Say for each segment whether any triangle cuts it, shape (n,).

        Parameters
        ----------
        starts, ends : ndarray of float64, shape (n, 3)
        hidden : ndarray of bool, shape (n,), optional
            What is known already: those segments stay blocked and are not cast.
        """

    def first(self, starts: F64, ends: F64, until: F64 | None = None) -> tuple[F64, I32]:
        """Return the first cut of each segment.

        Parameters
        ----------
        starts, ends : ndarray of float64, shape (n, 3)
        until : ndarray of float64, shape (n,), optional
            Share of each segment behind which a cut is of no interest.

        Returns
        -------
        share : ndarray of float64, shape (n,)
            0 at the start to 1 at the end; inf if nothing is cut.
        face : ndarray of int32, shape (n,)
            The triangle, -1 if none.
        """


@cache
def has_embree() -> bool:
    """Return whether Embree can be used on this machine."""
    return find_spec("embreex") is not None


def caster_over(vertices: F32, faces: I32, tree: Callable[[], TriangleTree]) -> Caster:
    """Return the fastest caster there is over some triangles.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
    faces : ndarray of int32, shape (m, 3)
    tree : callable
        Returns the tree over the triangles; only called where Embree is missing.
    """
    if len(faces) == 0:
        return NothingCaster()
    if not has_embree():
        return TreeCaster(vertices, tree())
    embree = library()
    return EmbreeCaster(vertices, faces) if embree is None else PacketCaster(embree, vertices, faces)


class NothingCaster:
    """Casts at no triangles."""

    def blocked(self, starts: F64, ends: F64, hidden: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Nothing is cut."""
        return np.zeros(len(starts), np.bool_) if hidden is None else hidden.copy()

    def first(self, starts: F64, ends: F64, until: F64 | None = None) -> tuple[F64, I32]:
        """Nothing is cut."""
        return np.full(len(starts), np.inf), np.full(len(starts), -1, np.int32)


class PacketCaster:
    """Embree over one set of triangles, asked for eight rays at once; a hit is measured in float64."""

    def __init__(self, embree: Library, vertices: F32, faces: I32) -> None:
        self._vertices, self._faces = np.ascontiguousarray(vertices), np.ascontiguousarray(faces)
        self._scene = EmbreeTriangles(embree, self._vertices, self._faces)
        low, high = np.fmin.reduce(vertices, axis=0), np.fmax.reduce(vertices, axis=0)
        self._box = np.concatenate([low, high]).astype(np.float64)

    def blocked(self, starts: F64, ends: F64, hidden: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Ask for any hit."""
        from scene.geometry.ray_packets import occluded

        hit = np.zeros(len(starts), np.bool_) if hidden is None else hidden.copy()
        occluded(self._scene.handle, self._box, *_lines(starts, ends), hit)
        return hit

    def first(self, starts: F64, ends: F64, until: F64 | None = None) -> tuple[F64, I32]:
        """Ask for the nearest hit."""
        from scene.geometry.ray_packets import nearest

        share = np.full(len(starts), np.inf) if until is None else until.copy()
        face = np.full(len(starts), -1, np.int32)
        scene = self._scene.handle
        nearest(scene, self._box, *_lines(starts, ends), self._vertices, self._faces, share, face)
        share[face < 0] = np.inf
        return share, face


class EmbreeCaster:
    """Embree through the wrapper of its wheel: where its library is one that our kernels do not know."""

    def __init__(self, vertices: F32, faces: I32) -> None:
        from embreex.mesh_construction import TriangleMesh
        from embreex.rtcore_scene import EmbreeScene

        self._scene = EmbreeScene()
        TriangleMesh(self._scene, np.ascontiguousarray(vertices), np.ascontiguousarray(faces))
        # The first query builds the tree; later ones may come from several threads at once.
        self._scene.run(np.zeros((1, 3), np.float32), np.ones((1, 3), np.float32), query="OCCLUDED")

    def blocked(self, starts: F64, ends: F64, hidden: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Ask for any hit."""
        hit = np.zeros(len(starts), np.bool_) if hidden is None else hidden.copy()
        open_rows = np.flatnonzero(~hit)
        for part in _pieces(len(open_rows)):
            rows = open_rows[part]
            origins, ways, reach = _rays(starts[rows], ends[rows])
            hit[rows] = self._scene.run(origins, ways, reach, query="OCCLUDED") >= 0
        return hit

    def first(self, starts: F64, ends: F64, until: F64 | None = None) -> tuple[F64, I32]:
        """Ask for the nearest hit."""
        share = np.empty(len(starts))
        face = np.empty(len(starts), np.int32)
        for part in _pieces(len(starts)):
            origins, ways, reach = _rays(starts[part], ends[part])
            found = self._scene.run(origins, ways, reach, output=1)
            face[part] = found["primID"]
            share[part] = np.where(found["primID"] >= 0, found["tfar"], np.inf)
        return _nearer_than(until, share, face)


class TreeCaster:
    """Our own tree of boxes, in float64: exact, soon built, and the check on Embree.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
    tree : TriangleTree
    row_of_face, row_now : ndarray of int32
        Row of each triangle, and where each row is now, -1 for those that are gone: their triangles let every
        ray pass.
    """

    def __init__(
        self, vertices: F32, tree: TriangleTree, row_of_face: I32 = _ALL, row_now: I32 = _ALL
    ) -> None:
        self._vertices = frozen("vertices", vertices, np.float32, (None, 3))
        self._tree = tree
        self._row_of_face, self._row_now = row_of_face, row_now

    def blocked(self, starts: F64, ends: F64, hidden: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Search until any triangle is cut."""
        if hidden is None:
            return self._cast(starts, ends, any_hit=True)[1] >= 0
        hit, rows = hidden.copy(), np.flatnonzero(~hidden)
        hit[rows] = self._cast(starts[rows], ends[rows], any_hit=True)[1] >= 0
        return hit

    def first(self, starts: F64, ends: F64, until: F64 | None = None) -> tuple[F64, I32]:
        """Search until no nearer triangle can come."""
        return _nearer_than(until, *self._cast(starts, ends, any_hit=False))

    def _cast(self, starts: F64, ends: F64, any_hit: bool) -> tuple[F64, I32]:
        from scene.geometry.tree_cast import cast

        share = np.full(len(starts), np.inf)
        face = np.full(len(starts), -1, np.int32)
        for part in _pieces(len(starts)):
            cast(
                starts[part], ends[part], self._vertices, self._tree, self._row_of_face, self._row_now,
                any_hit, share[part], face[part],
            )  # fmt: skip
        return share, face


def _nearer_than(until: F64 | None, share: F64, face: I32) -> tuple[F64, I32]:
    """Take away the cuts that lie too far off to be of interest."""
    if until is not None:
        beyond = share >= until
        share[beyond], face[beyond] = np.inf, -1
    return share, face


def _lines(starts: F64, ends: F64) -> tuple[F64, F64]:
    return np.ascontiguousarray(starts), np.ascontiguousarray(ends)


def _pieces(count: int) -> list[slice]:
    return [slice(at, min(at + CHUNK, count)) for at in range(0, count, CHUNK)]


def _rays(starts: F64, ends: F64) -> tuple[F32, F32, F32]:
    """Return origins, unnormalised ways and reach 1, so that a hit's distance is a share of the segment.

    The way leads from the rounded start to the end, so that rounding the start does not turn the ray.
    """
    origins = starts.astype(np.float32)
    ways = (ends - origins.astype(np.float64)).astype(np.float32)
    return origins, ways, np.ones(len(origins), np.float32)
