"""Cast rays at triangles of which some are gone, and at some that are new.

What cannot leave triangles out is asked all the same: only rays that it says are cut, and that come near what
is gone, are cast again at those that are left. It does not know layers.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.geometry.ray_caster import Caster, TreeCaster
from scene.payloads.arrays import F32, F64, I32

#: More than float32 moves a ray within the scene's reach, metres.
_NEAR = 0.05


class EditedCaster:
    """Casts at what is left of a base, and at a patch.

    Parameters
    ----------
    base, patch : Caster
    first : int
        Number of the patch's first triangle.
    left : TreeCaster, optional
        Casts at what is left of the base, if `base` casts at all of it.
    boxes : ndarray of float64, shape (k, 6), optional
        Around what is gone, see :func:`boxes_of_rows`.
    row_of_face, row_now : ndarray of int32, optional
        Row of each triangle of the base, and where each row is now; -1 for those that are gone.
    """

    def __init__(
        self,
        base: Caster,
        patch: Caster,
        first: int,
        left: TreeCaster | None = None,
        boxes: F64 | None = None,
        row_of_face: I32 | None = None,
        row_now: I32 | None = None,
    ) -> None:
        self._base, self._patch, self._first = base, patch, first
        self._left, self._boxes = left, boxes
        self._row_of_face, self._row_now = row_of_face, row_now

    def blocked(self, starts: F64, ends: F64, hidden: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Ask the base, doubt what may be cut by what is gone, and ask the patch."""
        hit = self._base.blocked(starts, ends, hidden)
        if self._left is not None and self._boxes is not None and len(self._boxes):
            doubtful = hit.copy() if hidden is None else hit & ~hidden
            _keep_near(starts, ends, self._boxes, doubtful)
            rows = np.flatnonzero(doubtful)
            hit[rows] = self._left.blocked(starts[rows], ends[rows])
        return self._patch.blocked(starts, ends, hit)

    def first(self, starts: F64, ends: F64, until: F64 | None = None) -> tuple[F64, I32]:
        """Take the nearer of what base and patch find."""
        share, face = self._base.first(starts, ends, until)
        if self._left is not None and self._row_of_face is not None and self._row_now is not None:
            met = np.flatnonzero(face >= 0)
            rows = met[self._row_now[self._row_of_face[face[met]]] < 0]
            limit = None if until is None else until[rows]
            share[rows], face[rows] = self._left.first(starts[rows], ends[rows], limit)
        new_share, new_face = self._patch.first(
            starts, ends, share if until is None else np.fmin(share, until)
        )
        nearer = new_face >= 0
        share[nearer], face[nearer] = new_share[nearer], new_face[nearer] + np.int32(self._first)
        return share, face


def boxes_of_rows(vertices: F32, faces: I32, row_of_face: I32, gone: NDArray[np.bool_]) -> F64:
    """Return a box around the triangles of each row that is gone, and a little beyond.

    Parameters
    ----------
    vertices, faces, row_of_face
        The triangles, as :class:`scene.geometry.solids.Solid` holds them.
    gone : ndarray of bool, shape (m,)
        Which triangles are gone.

    Returns
    -------
    ndarray of float64, shape (k, 6)
        Low and high corners; rows without triangles have no box. The first box is around all others.
    """
    which = np.flatnonzero(gone)
    if not len(which):
        return np.zeros((0, 6))
    rows, number = np.unique(row_of_face[which], return_inverse=True)
    boxes = np.full((len(rows), 6), np.inf)
    boxes[:, 3:] = -np.inf
    for corner in range(3):
        at = vertices[faces[which, corner]].astype(np.float64)
        np.minimum.at(boxes[:, :3], number, at - _NEAR)
        np.maximum.at(boxes[:, 3:], number, at + _NEAR)
    around = np.concatenate([boxes[:, :3].min(axis=0), boxes[:, 3:].max(axis=0)])
    return np.ascontiguousarray(np.vstack([around, boxes]))


@njit(cache=True, nogil=True)
def _keep_near(starts: F64, ends: F64, boxes: F64, wanted: NDArray[np.bool_]) -> None:
    """Strike out the wanted segments that meet no box; the first box is around all others."""
    for k in range(len(starts)):
        if wanted[k]:
            wanted[k] = False
            for box in range(len(boxes)):
                first, last = 0.0, 1.0
                for axis in range(3):
                    o, w = starts[k, axis], ends[k, axis] - starts[k, axis]
                    near, far = boxes[box, axis], boxes[box, axis + 3]
                    if w == 0.0:
                        if o < near or o > far:
                            last = -1.0
                        continue
                    one, other = (near - o) / w, (far - o) / w
                    first, last = max(first, min(one, other)), min(last, max(one, other))
                meets = first <= last
                if box == 0 and not meets:
                    break
                if box > 0 and meets:
                    wanted[k] = True
                    break
