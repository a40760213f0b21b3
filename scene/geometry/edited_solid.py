"""A layer of buildings of which a few changed: the solid as it was, less some rows, and what is new.

One moved building in half a million derives its own triangles and trees; everything else is what stood there
before, so that the next exact answer costs what the change costs. It does not know why something changed.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.geometry.building_mesh import analysis_mesh
from scene.geometry.edited_cast import EditedCaster, boxes_of_rows
from scene.geometry.edited_tree import grown
from scene.geometry.placed import placed
from scene.geometry.ray_caster import Caster, TreeCaster
from scene.geometry.row_changes import RowChanges, Shapes, row_changes
from scene.geometry.rows import rows_of
from scene.geometry.solids import Solid
from scene.geometry.triangle_tree import TriangleTree, triangle_tree
from scene.payloads import Buildings
from scene.payloads.arrays import F32, F64, I32, Column, frozen

#: From so many changed rows on a layer is derived anew; and always if it has few rows.
MOST_CHANGED: Final = 512
FEW_ROWS: Final = 1024


def edited(
    base: Solid,
    before: Shapes,
    buildings: Buildings,
    transform: F64 | None,
    changes: RowChanges | None = None,
) -> Solid | None:
    """Return the solid of a layer whose earlier state has one; None where too much has changed.

    Parameters
    ----------
    base : Solid
        Of the earlier state.
    before : Shapes
        The earlier state.
    buildings : Buildings
        The layer now.
    transform : ndarray of float64, shape (4, 4), optional
        Where the layer stands, then as now.
    changes : RowChanges, optional
        How its rows went over, where that is known.
    """
    if min(len(before.ids), buildings.count) < FEW_ROWS:
        return None
    changes = changes or row_changes(before, Shapes.of(buildings))
    if max(len(changes.renewed), int((changes.row_now < 0).sum())) > MOST_CHANGED:
        return None
    mesh = analysis_mesh(rows_of(buildings, changes.renewed.astype(np.int64)))
    patch = Solid(placed(mesh.vertices, transform), mesh.faces, changes.renewed[mesh.features])
    return EditedSolid(base, changes, patch, buildings.ids, buildings.columns)


class EditedSolid(Solid):
    """A :class:`scene.geometry.solids.Solid` made of two: the patch's faces come after those of the base.

    Parameters
    ----------
    base : Solid
        As it was.
    changes : RowChanges
        Where its rows are now; the triangles of those that are gone are met no more.
    patch : Solid
        What is new, with its rows as they are now.
    ids, columns
        Of the rows now.
    """

    def __init__(
        self,
        base: Solid,
        changes: RowChanges,
        patch: Solid,
        ids: tuple[str, ...],
        columns: Mapping[str, Column],
    ) -> None:
        kept = {"base": base, "row_now": changes.row_now, "patch": patch, "ids": ids, "columns": columns}
        for name, value in kept.items():
            object.__setattr__(self, name, value)

    base: Solid
    row_now: I32
    patch: Solid

    # The three arrays are joined only for those who read all triangles; no ray needs them. What is gone is
    # drawn together into a corner of something that stands, and said to belong to it: whoever asks for the
    # extent of the layer or of a row is told what he would be told without it.

    @cached_property
    def vertices(self) -> F32:
        """Vertices of both, shape (n, 3)."""
        joined = np.concatenate([self.base.vertices, self.patch.vertices])
        joined[self.base.faces[np.flatnonzero(self._gone)].ravel()] = self._stand_in[0]
        made: F32 = frozen("vertices", joined, np.float32, (None, 3))
        return made

    @cached_property
    def faces(self) -> I32:
        """Triangles of both, shape (m, 3); those that are gone have no area."""
        joined = np.concatenate([self.base.faces, self.patch.faces + np.int32(len(self.base.vertices))])
        made: I32 = frozen("faces", joined, np.int32, (None, 3))
        return made

    @cached_property
    def row_of_face(self) -> I32:
        """Row now of each triangle, shape (m,)."""
        joined = np.concatenate([self.row_now[self.base.row_of_face], self.patch.row_of_face])
        joined[np.flatnonzero(self._gone)] = self._stand_in[1]
        made: I32 = frozen("rows", joined, np.int32, (None,))
        return made

    @cached_property
    def _stand_in(self) -> tuple[F32, np.int32]:
        """A corner of something that stands, and its row."""
        if self.patch.size:
            return self.patch.vertices[self.patch.faces[0, 0]], self.patch.row_of_face[0]
        first = self._gone.argmin()
        return self.base.vertices[self.base.faces[first, 0]], self.row_now[self.base.row_of_face[first]]

    @cached_property
    def tree(self) -> TriangleTree:
        """The tree as it was with what is new behind it, only for those who ask for it; no ray does."""
        old, new = self.base.tree, self.patch.tree
        behind = new.faces + np.int32(len(self.base.vertices))
        order = new.order + np.int32(self._first)
        return grown(old, self.vertices, behind, order) or triangle_tree(self.vertices, self.faces)

    @cached_property
    def _gone(self) -> NDArray[np.bool_]:
        """Which triangles of the base are gone."""
        gone: NDArray[np.bool_] = (self.row_now < 0)[self.base.row_of_face]
        return gone

    @property
    def size(self) -> int:
        """Number of triangles, with those that are gone."""
        return self._first + self.patch.size

    @cached_property
    def box(self) -> F64:
        """Box around the boxes of both."""
        one, other = self.base.box, self.patch.box if self.patch.size else self.base.box
        return np.concatenate([np.minimum(one[:3], other[:3]), np.maximum(one[3:], other[3:])])

    def index(self) -> None:
        """Build what is not built yet: the tree of what is new."""
        self.base.index()
        self.patch.index()

    @cached_property
    def caster(self) -> Caster:
        """The casters of both."""
        boxes = boxes_of_rows(self.base.vertices, self.base.faces, self.base.row_of_face, self._gone)
        masked = self._masked
        rows = self.base.row_of_face
        return EditedCaster(
            self.base.caster, self.patch.caster, self._first, masked, boxes, rows, self.row_now
        )

    @cached_property
    def exact(self) -> Caster:
        """The trees of both."""
        return EditedCaster(self._masked, self.patch.exact, self._first)

    @property
    def _first(self) -> int:
        return len(self.base.faces)

    @cached_property
    def _masked(self) -> TreeCaster:
        return TreeCaster(self.base.vertices, self.base.tree, self.base.row_of_face, self.row_now)

    def rows_at(self, faces: I32) -> I32:
        """Return the rows now of some triangles."""
        new = faces >= self._first
        rows = np.empty(len(faces), np.int32)
        rows[~new] = self.row_now[self.base.row_of_face[faces[~new]]]
        rows[new] = self.patch.row_of_face[faces[new] - self._first]
        return rows

    def corners_at(self, faces: I32) -> F64:
        """Return the corners of some triangles."""
        new = faces >= self._first
        corners = np.empty((len(faces), 3, 3))
        corners[~new] = self.base.corners_at(faces[~new])
        corners[new] = self.patch.corners_at(faces[new] - np.int32(self._first))
        return corners
