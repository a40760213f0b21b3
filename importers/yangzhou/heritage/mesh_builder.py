"""Gathers the pieces of a model into one triangle mesh: faces with material, colour and feature.

It knows sheets, boxes and polygons; what a column or a roof is, other modules say.
"""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scene.materials import COLOUR, Material
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F64, I32, U8

Colour = tuple[int, int, int]

#: Corners of a unit box by face, each counter-clockwise seen from outside.
_BOX_CORNERS = np.array(
    [
        [[-1, -1, -1], [1, -1, -1], [1, -1, 1], [-1, -1, 1]],
        [[1, -1, -1], [1, 1, -1], [1, 1, 1], [1, -1, 1]],
        [[1, 1, -1], [-1, 1, -1], [-1, 1, 1], [1, 1, 1]],
        [[-1, 1, -1], [-1, -1, -1], [-1, -1, 1], [-1, 1, 1]],
        [[-1, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]],
        [[-1, 1, -1], [1, 1, -1], [1, -1, -1], [-1, -1, -1]],
    ],
    dtype=np.float64,
)
#: Rows of these corners, and the axis along which a texture runs over each: x, but y on the two ends.
_BOX_ROWS = np.arange(24)
_BOX_ALONG = np.isin(_BOX_ROWS // 4, (1, 3)).astype(np.int64)


def _crossed(vertices: F64, faces: NDArray[np.integer]) -> F64:
    """Return twice the area of each face along its normal, shape (m, 3)."""
    a = vertices[faces[:, 0]]
    ax, ay, az = (vertices[faces[:, 1]] - a).T
    bx, by, bz = (vertices[faces[:, 2]] - a).T
    crossed = np.empty((len(faces), 3))
    crossed[:, 0], crossed[:, 1], crossed[:, 2] = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    return crossed


def planar_uv(vertices: F64, faces: NDArray[np.integer]) -> F64:
    """Return metres along and up a flat piece, shape (n, 2).

    On a wall u runs horizontally and v is the height; on a level face u and v are x and y.

    Parameters
    ----------
    vertices : ndarray, shape (n, 3)
    faces : ndarray of int, shape (m, 3)
    """
    normal = _crossed(vertices, faces).sum(axis=0)
    length = float(np.hypot(normal[0], normal[1]))
    if length <= 1e-9 + 0.05 * abs(float(normal[2])):
        return np.ascontiguousarray(vertices[:, :2])
    along = np.array([-normal[1], normal[0], 0.0]) / length
    up = np.array([normal[2] * -along[1], normal[2] * along[0], length])
    up /= float(np.sqrt(up @ up))
    return np.column_stack([vertices @ along, vertices @ up])


class MeshBuilder:
    """Collects vertices and faces; :meth:`mesh` closes the book.

    All lengths are metres. Faces are counter-clockwise seen from outside.
    """

    def __init__(self) -> None:
        self._vertices: list[F64] = []
        self._uv: list[F64] = []
        self._faces: list[I32] = []
        self._material: list[U8] = []
        self._colour: list[U8] = []
        self._feature: list[I32] = []
        self._count = 0

    @property
    def triangles(self) -> int:
        """Number of faces so far."""
        return sum(len(faces) for faces in self._faces)

    def add(
        self,
        vertices: ArrayLike,
        faces: ArrayLike,
        material: Material,
        *,
        colour: Colour | ArrayLike | None = None,
        uv: ArrayLike | None = None,
        feature: int = 0,
    ) -> None:
        """Add a piece as it is.

        Parameters
        ----------
        vertices : array_like, shape (n, 3)
        faces : array_like of int, shape (m, 3)
        material : Material
        colour : tuple of int, or array_like of shape (m, 3), optional
            sRGB; none takes the material's own.
        uv : array_like, shape (n, 2), optional
            Metres; none projects the piece on its mean plane.
        feature : int
            Row of the mesh's columns that the piece belongs to.
        """
        points = np.asarray(vertices, dtype=np.float64)
        triangles = np.asarray(faces, dtype=np.int32)
        count = len(triangles)
        paint = np.empty((count, 3), np.uint8)
        paint[:] = COLOUR[material] if colour is None else colour
        self._vertices.append(points)
        self._faces.append(triangles + np.int32(self._count))
        self._uv.append(planar_uv(points, triangles) if uv is None else np.asarray(uv, dtype=np.float64))
        self._material.append(np.full(count, int(material), np.uint8))
        self._colour.append(paint)
        self._feature.append(np.full(count, feature, np.int32))
        self._count += len(points)

    def quad(
        self, corners: ArrayLike, material: Material, *, colour: Colour | None = None, feature: int = 0
    ) -> None:
        """Add a flat four-sided face, corners counter-clockwise from outside, shape (4, 3)."""
        self.add(corners, [[0, 1, 2], [0, 2, 3]], material, colour=colour, feature=feature)

    def polygon(
        self, corners: ArrayLike, material: Material, *, colour: Colour | None = None, feature: int = 0
    ) -> None:
        """Add a flat convex face, corners counter-clockwise from outside, shape (k, 3)."""
        points = np.asarray(corners, dtype=np.float64)
        middle = np.arange(1, len(points) - 1)
        fan = np.column_stack([np.zeros_like(middle), middle, middle + 1])
        self.add(points, fan, material, colour=colour, feature=feature)

    def sheet(
        self,
        points: ArrayLike,
        material: Material,
        *,
        colour: Colour | ArrayLike | None = None,
        uv: ArrayLike | None = None,
        feature: int = 0,
    ) -> None:
        """Add a smooth sheet of quadrilaterals.

        Parameters
        ----------
        points : array_like, shape (rows, cols, 3)
            Seen from outside, columns run to the right and rows run up.
        material : Material
        colour : tuple of int or array_like of shape (rows - 1, 3), optional
            One colour, or one for each row of quadrilaterals.
        uv : array_like, shape (rows, cols, 2), optional
            Metres; none takes lengths along the first row and along the middle column.
        feature : int
        """
        grid = np.asarray(points, dtype=np.float64)
        rows, cols, _ = grid.shape
        faces = _sheet_faces(rows, cols)
        flat = grid.reshape(-1, 3)
        paint = None if colour is None else np.asarray(colour, dtype=np.uint8)
        if paint is not None and paint.ndim == 2:
            paint = np.repeat(paint, 2 * (cols - 1), axis=0)
        kept = np.abs(_crossed(flat, faces)).max(axis=1) > 1e-10  # a sheet may run to a point
        if paint is not None and paint.ndim == 2:
            paint = paint[kept]
        chart = _sheet_uv(grid) if uv is None else np.asarray(uv, dtype=np.float64)
        self.add(flat, faces[kept], material, colour=paint, uv=chart.reshape(-1, 2), feature=feature)

    def boxes(
        self,
        centres: ArrayLike,
        sizes: ArrayLike,
        material: Material,
        *,
        turn: ArrayLike = 0.0,
        colour: Colour | None = None,
        feature: int = 0,
        shown: Sequence[int] = (0, 1, 2, 3, 4, 5),
    ) -> None:
        """Add upright boxes.

        Parameters
        ----------
        centres : array_like, shape (n, 3) or (3,)
        sizes : array_like, shape (n, 3) or (3,)
            Full lengths along x, y and z before the turn.
        material : Material
        turn : array_like, shape (n,) or ()
            Radians counter-clockwise about each box's own upright axis.
        colour, feature
            As in :meth:`add`.
        shown : sequence of int
            Which faces are built, before the turn: 0 to 5 for -y, +x, +y, -x, top, bottom. Boxes that stand
            against something leave out what it hides.
        """
        middle = np.atleast_2d(np.asarray(centres, dtype=np.float64))
        count = len(middle)
        half = np.asarray(sizes, dtype=np.float64).reshape(-1, 1, 3) / 2.0  # of all boxes, or of each
        angle = np.asarray(turn, dtype=np.float64).reshape(-1, 1)
        corners = _BOX_CORNERS.reshape(1, 24, 3) * half
        cos, sin = np.cos(angle), np.sin(angle)
        points = np.empty((count, 24, 3))
        points[..., 0] = corners[..., 0] * cos - corners[..., 1] * sin
        points[..., 1] = corners[..., 0] * sin + corners[..., 1] * cos
        points[..., 2] = corners[..., 2]
        points += middle[:, None, :]
        kept = (np.arange(count)[:, None] * 6 + np.asarray(shown)).reshape(-1, 1)
        faces = (4 * kept + np.array([[0, 1, 2, 0, 2, 3]])).reshape(-1, 3)
        uv = np.empty((count, 24, 2))
        uv[..., 0] = corners[:, _BOX_ROWS, _BOX_ALONG] + (middle[:, :1] + middle[:, 1:2])
        uv[..., 1] = np.where(_BOX_ROWS < 16, points[..., 2], corners[..., 1])
        self.add(points.reshape(-1, 3), faces, material, colour=colour, uv=uv.reshape(-1, 2), feature=feature)

    def box(
        self,
        low: Sequence[float],
        high: Sequence[float],
        material: Material,
        *,
        colour: Colour | None = None,
        feature: int = 0,
    ) -> None:
        """Add one box between two opposite corners."""
        a, b = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
        self.boxes((a + b) / 2.0, b - a, material, colour=colour, feature=feature)

    def append(
        self,
        part: "MeshBuilder",
        at: Sequence[float] = (0.0, 0.0, 0.0),
        turn: float = 0.0,
        *,
        feature: int | None = None,
    ) -> None:
        """Add another builder's pieces, turned about its own upright axis and moved.

        Parameters
        ----------
        part : MeshBuilder
        at : sequence of float
            Where its origin goes, metres.
        turn : float
            Radians counter-clockwise.
        feature : int, optional
            New feature of all its faces; none keeps them.
        """
        if not part._vertices:
            return
        cos, sin = np.cos(turn), np.sin(turn)
        rotation = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
        points = np.concatenate(part._vertices) @ rotation + np.asarray(at, dtype=np.float64)
        features = np.concatenate(part._feature)
        self._vertices.append(points)
        self._uv.append(np.concatenate(part._uv))
        self._faces.append(np.concatenate(part._faces) + np.int32(self._count))
        self._material.append(np.concatenate(part._material))
        self._colour.append(np.concatenate(part._colour))
        self._feature.append(features if feature is None else np.full_like(features, feature))
        self._count += len(points)

    def mesh(self, columns: Mapping[str, ArrayLike] | None = None) -> TriangleMesh:
        """Return all pieces as one mesh; `columns` hold one value a feature."""
        return TriangleMesh(
            vertices=np.concatenate(self._vertices).astype(np.float32),
            faces=np.concatenate(self._faces),
            feature_of_face=np.concatenate(self._feature),
            colour_of_face=np.concatenate(self._colour),
            material_of_face=np.concatenate(self._material),
            uv=np.concatenate(self._uv).astype(np.float32),
            columns={key: np.asarray(values) for key, values in (columns or {}).items()},
        )


@cache
def _sheet_faces(rows: int, cols: int) -> I32:
    """Return the triangles of a sheet of points, two for each quadrilateral; many sheets are of one size."""
    index = np.arange(rows * cols, dtype=np.int32).reshape(rows, cols)
    a, b = index[:-1, :-1].ravel(), index[:-1, 1:].ravel()
    c, d = index[1:, 1:].ravel(), index[1:, :-1].ravel()
    return np.stack([a, b, c, a, c, d], axis=1).reshape(-1, 3)


def _sheet_uv(grid: F64) -> F64:
    """Return lengths along the first row and up the middle column, shape (rows, cols, 2)."""
    chart = np.zeros((*grid.shape[:2], 2))
    chart[:, 1:, 0] = _run(grid[0])
    chart[1:, :, 1] = _run(grid[:, grid.shape[1] // 2])[:, None]
    return chart


def _run(line: F64) -> F64:
    """Return how far each point but the first lies along a line."""
    step = line[1:] - line[:-1]
    return np.asarray(np.sqrt((step * step).sum(axis=1)).cumsum())
