"""A body that is looked at: a whole layer, a row of it, or a point; found by id, by name or where it stands.

It does not know who looks, or what stands in between.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from analysis.sightline.silhouettes import (
    Silhouette,
    above,
    hull_of,
    silhouette_of,
    silhouette_of_point,
)
from scene.errors import InvalidRequest
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.geometry.solids import Solid, solid_of
from scene.geometry.triangle_tree import TriangleTree, triangle_tree
from scene.messages import NO_NAME, BilingualText, msg
from scene.node import Node, NodeId, Role
from scene.payloads import Buildings
from scene.payloads.arrays import F32, F64, I32

#: Roles whose layers are made of things that are looked at one by one.
_BY_ROW: Final = (Role.BUILDINGS, Role.PROPOSALS, Role.STRUCTURES)
#: Row of a body that is a whole layer.
ALL: Final = -1


@dataclass(frozen=True, eq=False)
class Shape:
    """Triangles of a body, ready to be looked at.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
    faces : ndarray of int32, shape (m, 3)
    tree : TriangleTree
    hull : ndarray of float64, shape (k, 2)
        Of its plan, counter-clockwise.
    low, high : ndarray of float64, shape (3,)
        Corners of the box around it.
    """

    vertices: F32
    faces: I32
    tree: TriangleTree
    hull: F64
    low: F64
    high: F64


@dataclass(frozen=True, eq=False)
class Body:
    """What is looked at.

    Parameters
    ----------
    id : str
        ``node`` or ``node/row``; empty for a point.
    name : BilingualText
    node : str
        Node that holds it; empty for a point.
    row : int
        Of that node, :data:`ALL` if it is looked at as a whole.
    point : ndarray of float64, shape (3,)
        The point, or the middle of the body, local metres.
    shape : Shape, optional
        None for a point.
    role : Role
        Of the node.
    """

    id: str
    name: BilingualText
    node: NodeId
    row: int
    point: F64
    shape: Shape | None = None
    role: Role = field(default=Role.HERITAGE)

    def silhouette(self, eye: F64, step: float, drop: float, ground: GroundHeights | None) -> Silhouette:
        """Look at it from some eyes; what is under the ground is not part of it.

        Parameters
        ----------
        eye : ndarray of float64, shape (k, 3)
        step : float
            Greatest angle between two columns, radians.
        drop : float
            Curvature less refraction, 1/m.
        ground : GroundHeights, optional
        """
        if self.shape is None:
            return silhouette_of_point(self.point, eye, drop)
        shape = self.shape
        seen = silhouette_of(shape.vertices, shape.tree, shape.hull, eye, step, drop)
        return grounded(seen, eye, ground, drop) if ground else seen

    def holds(self, eye: F64) -> bool:
        """Say whether an eye is within its plan and not over its top."""
        if self.shape is None:
            return bool(np.hypot(*(self.point - eye)[:2]) < 0.1)
        hull = self.shape.hull
        if eye[2] > self.shape.high[2] or len(hull) < 3:
            return False
        ahead = np.roll(hull, -1, axis=0) - hull
        off = eye[:2] - hull
        return bool((ahead[:, 0] * off[:, 1] - ahead[:, 1] * off[:, 0] >= 0.0).all())


def grounded(seen: Silhouette, eye: F64, ground: GroundHeights, drop: float) -> Silhouette:
    """Return a silhouette without what is under the ground, where its lowest part in each column stands."""
    if not ground:
        return seen
    some = np.flatnonzero(np.diff(seen.pieces.start) > 0)
    foot = np.full(len(seen.of), -np.inf)
    distance = 1.0 / seen.pieces.q_low[seen.pieces.start[some]]
    own = eye[seen.of[some]]
    level = ground.exact(own[:, :2] + distance[:, None] * seen.way[some])
    foot[some] = (level - own[:, 2]) / distance - drop * distance
    return above(seen, foot)


_SHAPES: "WeakKeyDictionary[Solid, dict[int, Shape]]" = WeakKeyDictionary()


def body_of(node: Node, row: int = ALL) -> Body:
    """Return a layer or one row of it as a body.

    Raises
    ------
    InvalidRequest
        If it has no surface.
    """
    solid = solid_of(node)
    shape = _shape_of(solid, row) if solid is not None else None
    if solid is None or shape is None:
        raise InvalidRequest(
            msg("{target} has no surface that could be seen.", target=node.name),
            msg("Choose a building, a model or a proposal, or a point."),
        )
    name = node.name if row == ALL else _row_name(node, solid, row)
    made = node.id if row == ALL else f"{node.id}/{solid.row_id(row)}"
    return Body(made, name, node.id, row, 0.5 * (shape.low + shape.high), shape, node.role)


def _shape_of(solid: Solid, row: int) -> Shape | None:
    """Return the triangles of a row; made once for each solid."""
    known = _SHAPES.setdefault(solid, {})
    if row not in known:
        faces = solid.faces if row == ALL else solid.faces[faces_of(solid, row)]
        if not len(faces):
            return None
        corners = solid.vertices[np.unique(faces)].astype(np.float64)
        tree = solid.tree if row == ALL else triangle_tree(solid.vertices, faces)
        known[row] = Shape(
            solid.vertices, faces, tree, hull_of(corners[:, :2]), corners.min(axis=0), corners.max(axis=0)
        )
    return known[row]


@dataclass(frozen=True, eq=False)
class _Rows:
    """Faces of a solid in the order of their rows."""

    order: NDArray[np.int64]
    row: I32


_ROWS: "WeakKeyDictionary[Solid, _Rows]" = WeakKeyDictionary()


def faces_of(solid: Solid, row: int) -> NDArray[np.int64]:
    """Return the numbers of the faces of a row; the first question about a solid sorts them."""
    known = _ROWS.get(solid)
    if known is None:
        order = np.argsort(solid.row_of_face, kind="stable")
        known = _ROWS[solid] = _Rows(order, solid.row_of_face[order])
    first, stop = np.searchsorted(known.row, np.array([row, row + 1], known.row.dtype))
    return known.order[first:stop]


def _row_name(node: Node, solid: Solid, row: int) -> BilingualText:
    name = solid.row_name(row)
    if name != NO_NAME:
        return name
    return BilingualText(f"{node.name.zh} {solid.row_id(row)}", f"{node.name.en} {solid.row_id(row)}")


def asked_body(nodes: Sequence[Node], asked: str) -> Body:
    """Find a body by the id of a layer, by ``layer/row``, or by its name in either language.

    Parameters
    ----------
    nodes : sequence of Node
        Among which to look.
    asked : str

    Raises
    ------
    InvalidRequest
        If there is none.
    """
    for node in nodes:
        if node.id == asked:
            only = isinstance(node.payload, Buildings) and node.payload.count == 1
            return body_of(node, 0 if only else ALL)
    layer, _, row_id = asked.rpartition("/")
    for node in nodes:
        if node.id == layer and (row := _row_of(node, row_id)) is not None:
            return body_of(node, row)
    for node in nodes:
        if asked in {node.name.zh, node.name.en}:
            return body_of(node)
    for node in nodes:
        for column in ("name_zh", "name_en"):
            names = getattr(node.payload, "columns", {}).get(column)
            if names is not None and asked in names:
                return body_of(node, int(np.flatnonzero(names == asked)[0]))
    raise InvalidRequest(
        msg("There is no {target} to look at.", target=asked),
        msg("Give the id or the name of a layer, or a building as layer/row."),
    )


def _row_of(node: Node, row_id: str) -> int | None:
    solid = solid_of(node)
    if solid is None:
        return None
    if row_id in solid.ids:
        return solid.ids.index(row_id)
    return int(row_id) if row_id.isdigit() and not solid.ids else None


def body_at(nodes: Iterable[Node], place: tuple[float, ...]) -> Body:
    """Return what stands at a place, seen from straight above.

    Raises
    ------
    InvalidRequest
        If nothing does.
    """
    rays = RayScene(nodes)
    top = np.array([[place[0], place[1], 1e4]])
    hits = rays.first_hit(top, top - (0.0, 0.0, 2e4), trees=True)
    if hits.layer[0] < 0:
        raise InvalidRequest(
            msg("Nothing stands at {east:.1f}, {north:.1f}.", east=place[0], north=place[1]),
            msg("Point at a building, a model or a proposal, or give the point a height."),
        )
    node = rays.layers[int(hits.layer[0])].node
    return body_of(node, int(hits.row[0]) if node.role in _BY_ROW else ALL)


def point_body(place: tuple[float, ...], ground: GroundHeights) -> Body:
    """Return a point as a body.

    Raises
    ------
    InvalidRequest
        If it lies under the ground.
    """
    point = np.array(place, np.float64)
    level = float(ground.exact(point[None, :2])[0]) if ground else -np.inf
    name = BilingualText(
        f"点({point[0]:.1f}, {point[1]:.1f}, {point[2]:.1f})",
        f"the point {point[0]:.1f}, {point[1]:.1f}, {point[2]:.1f}",
    )
    if point[2] < level:
        depth = level - float(point[2])
        raise InvalidRequest(
            msg("{target} lies {depth:.1f} m under the ground.", target=name, depth=depth),
            msg("Give it a greater height."),
        )
    return Body("", name, "", ALL, point)
