"""What stands near a corridor: the triangles of buildings, models and structures whose boxes meet it.

Buildings are found by the boxes around them, all at once, and only those near a corridor are given triangles;
boxes are kept while their layer lives. It does not know planes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from scene.feedback import Feedback
from scene.geometry.building_mesh import analysis_mesh, derive_mesh
from scene.geometry.convex import Polygon
from scene.geometry.placed import placed, same_transform
from scene.geometry.proposal_mesh import proposal_mesh
from scene.geometry.rows import rows_of
from scene.geometry.solids import Solid, solid_of
from scene.messages import NO_NAME, BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Payload, TriangleMesh
from scene.payloads.arrays import F32, F64, I32


@dataclass(frozen=True, slots=True)
class Thing:
    """One building, or one feature of a model.

    Parameters
    ----------
    node : Node
        That holds it.
    row : int
    id : str
        ``node/row-id``; of a proposal its own id.
    name : BilingualText
    height : float
        Of its top above outdoor ground, of a proposed model above its foot; nan of others. Of a proposal it
        is that of its roof: a parapet and a mast ride on it, and are in what it rises over a plane.
    height_sigma : float
        Metres; nan if not given.
    is_proposal : bool
    """

    node: Node
    row: int
    id: str
    name: BilingualText
    height: float
    height_sigma: float
    is_proposal: bool

    @property
    def key(self) -> str:
        """Which it is in the scene: two schemes may call a building by the same id."""
        return f"{self.node.id}/{self.row}"


class Triangles(NamedTuple):
    """Triangles in local metres, and the thing each belongs to.

    Parameters
    ----------
    corners : ndarray of float64, shape (m, 3, 3)
    thing : ndarray of int32, shape (m,)
    """

    corners: F64
    thing: I32


@dataclass(frozen=True, eq=False)
class Bodies:
    """What stands near a corridor.

    Parameters
    ----------
    things : tuple of Thing
    surface : Triangles
        As rays meet them: with eaves and parapets, and the masts of proposals.
    closed : Triangles
        Closed bodies without eaves, parapets and masts, of which volumes are taken.
    """

    things: tuple[Thing, ...]
    surface: Triangles
    closed: Triangles

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        order = np.argsort(self.surface.thing, kind="stable")
        return order, np.searchsorted(self.surface.thing[order], np.arange(len(self.things) + 1))

    def only(self, at: int) -> "Bodies":
        """Return one thing by itself."""
        alone = [
            Triangles(some.corners[own], np.zeros(int(own.sum()), np.int32))
            for some in (self.surface, self.closed)
            for own in (some.thing == at,)
        ]
        return Bodies((self.things[at],), *alone)

    def faces_of(self, things: Sequence[int]) -> tuple[F64, NDArray[np.int64]]:
        """Return the surface of some things, in their order.

        Returns
        -------
        corners : ndarray of float64, shape (m, 3, 3)
        which : ndarray of int64, shape (m,)
            Place in `things` of each triangle's thing.
        """
        order, start = self._sorted
        pieces = [order[start[at] : start[at + 1]] for at in things]
        if not pieces:
            return np.zeros((0, 3, 3)), np.zeros(0, np.int64)
        which = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])
        return self.surface.corners[np.concatenate(pieces)], which


@dataclass(frozen=True, eq=False)
class _Boxes:
    transform: NDArray[np.float64] | None
    low: F64
    high: F64


_BOXES: Final["WeakKeyDictionary[Payload, _Boxes]"] = WeakKeyDictionary()


def bodies_near(
    nodes: Iterable[Node], outline: Polygon, left_out: frozenset[str], feedback: Feedback
) -> Bodies:
    """Return what of some nodes may stand over a convex polygon.

    Parameters
    ----------
    nodes : iterable of Node
        Of any role; those without a surface are passed over.
    outline : ndarray of float64, shape (n, 2)
        Local metres, counter-clockwise.
    left_out : frozenset of str
        Ids of rows or nodes that do not count.
    feedback : Feedback
        Asked for cancel.
    """
    things: list[Thing] = []
    surface: list[Triangles] = []
    closed: list[Triangles] = []
    for node in nodes:
        feedback.check()
        if node.id in left_out:
            continue
        if isinstance(node.payload, Buildings):
            _take_buildings(node, node.payload, outline, left_out, things, surface, closed, feedback)
        elif isinstance(node.payload, TriangleMesh):
            _take_mesh(node, outline, left_out, things, surface, closed)
    return Bodies(tuple(things), _joined(surface), _joined(closed))


def holding(nodes: Iterable[Node], place: tuple[float, float, float]) -> frozenset[str]:
    """Return the ids of nodes whose box in plan holds a place: what one looks out of hides nothing."""
    found = []
    for node in nodes:
        solid = solid_of(node)
        if solid is not None and len(solid.vertices):
            low, high = solid.vertices[:, :2].min(axis=0), solid.vertices[:, :2].max(axis=0)
            if (low <= place[:2]).all() and (high >= place[:2]).all():
                found.append(node.id)
    return frozenset(found)


def things_of(nodes: Iterable[Node], left_out: frozenset[str]) -> list[Thing]:
    """Return all things of some nodes, wherever they stand; see :func:`bodies_near` for what is left out."""
    found: list[Thing] = []
    for node in nodes:
        payload = node.payload
        if node.id in left_out:
            continue
        if isinstance(payload, Buildings):
            found += [_building(node, payload, row) for row in range(payload.count)]
        elif (solid := solid_of(node)) is not None:
            found += [_feature(node, solid, row) for row in np.unique(solid.row_of_face).tolist()]
    return [thing for thing in found if thing.id.rpartition("/")[2] not in left_out]


def _take_buildings(
    node: Node,
    buildings: Buildings,
    outline: Polygon,
    left_out: frozenset[str],
    things: list[Thing],
    surface: list[Triangles],
    closed: list[Triangles],
    feedback: Feedback,
) -> None:
    boxes = _boxes_of(node, buildings)
    feedback.check()
    near = _meeting(boxes.low[:, :2], boxes.high[:, :2], outline)
    rows = np.array([row for row in near.tolist() if buildings.ids[row] not in left_out], np.int64)
    if not len(rows):
        return
    first = np.int32(len(things))
    things += [_building(node, buildings, int(row)) for row in rows]
    near_ones = rows_of(buildings, rows)
    feedback.check()
    derived = proposal_mesh if node.role is Role.PROPOSALS else analysis_mesh
    for mesh, taken in (
        (derived(near_ones), surface),
        (derive_mesh(near_ones, fine=False, closed=True), closed),
    ):
        corners = placed(mesh.vertices, node.transform).astype(np.float64)[mesh.faces]
        taken.append(Triangles(corners, first + mesh.features))


def _building(node: Node, buildings: Buildings, row: int) -> Thing:
    name = BilingualText(buildings.text("name_zh", row), buildings.text("name_en", row))
    sigmas = buildings.columns.get("height_sigma")
    parts = slice(buildings.building_start[row], buildings.building_start[row + 1])
    height = float(buildings.top[parts].max(initial=-np.inf) - buildings.outdoor_ground[row])
    is_proposal = node.role is Role.PROPOSALS
    own = buildings.ids[row]
    if name == NO_NAME and is_proposal:
        name = BilingualText.same(own)
    elif name == NO_NAME:  # as the ray scene calls it
        name = BilingualText(f"{node.name.zh}的一栋房屋", f"a building of {node.name.en}")
    return Thing(
        node,
        row,
        own if is_proposal else f"{node.id}/{own}",
        name,
        height,
        float("nan") if sigmas is None else float(sigmas[row]),
        is_proposal,
    )


def _take_mesh(
    node: Node,
    outline: Polygon,
    left_out: frozenset[str],
    things: list[Thing],
    surface: list[Triangles],
    closed: list[Triangles],
) -> None:
    solid = solid_of(node)
    if solid is None or not len(solid.faces):
        return
    boxes = _boxes_of_faces(node, solid.vertices, solid.faces)
    faces = _meeting(boxes.low[:, :2], boxes.high[:, :2], outline)
    if not len(faces):
        return
    rows, owner = np.unique(solid.row_of_face[faces], return_inverse=True)
    # A closed body keeps all its faces: what lies outside the corridor is cut away, and adds nothing.
    kept = [row for row in rows.tolist() if solid.row_id(row) not in left_out]
    place = np.full(len(rows), -1, np.int32)
    for at, row in enumerate(rows.tolist()):
        if row in kept:
            place[at] = len(things)
            things.append(_feature(node, solid, row))
    of_face = place[owner]
    chosen = faces[of_face >= 0]
    found = Triangles(solid.vertices[solid.faces[chosen]].astype(np.float64), of_face[of_face >= 0])
    surface.append(found)
    closed.append(found)


def _feature(node: Node, solid: Solid, row: int) -> Thing:
    name = solid.row_name(row)
    is_proposal, height = node.role is Role.PROPOSALS, float("nan")
    if is_proposal:
        height = float(np.ptp(solid.vertices[solid.faces[solid.row_of_face == row].ravel(), 2]))
    return Thing(
        node,
        row,
        f"{node.id}/{solid.row_id(row)}",
        node.name if name == NO_NAME else name,
        height,
        solid.number("height_sigma", row),
        is_proposal,
    )


def _boxes_of(node: Node, buildings: Buildings) -> _Boxes:
    """Return the boxes around all buildings of a layer in plan, kept while the layer lives."""
    kept = _BOXES.get(buildings)
    if kept is None or not same_transform(kept.transform, node.transform):
        flat = np.column_stack([buildings.rings, np.zeros(len(buildings.rings), np.float32)])
        corners = placed(flat.astype(np.float64), node.transform)[:, :2]
        low, high = (np.full((buildings.count, 2), fill) for fill in (np.inf, -np.inf))
        start = buildings.ring_start[buildings.part_start[buildings.building_start]].astype(np.int64)
        filled = np.flatnonzero(np.diff(start) > 0)
        if len(filled):
            low[filled] = np.minimum.reduceat(corners, start[filled], axis=0)
            high[filled] = np.maximum.reduceat(corners, start[filled], axis=0)
            margin = np.max(buildings.columns.get("overhang", np.zeros(1)).astype(np.float64), initial=0.0)
            low, high = low - np.nan_to_num(margin), high + np.nan_to_num(margin)
        kept = _BOXES[buildings] = _Boxes(node.transform, low, high)
    return kept


def _boxes_of_faces(node: Node, vertices: F32, faces: I32) -> _Boxes:
    payload = node.payload
    assert payload is not None
    kept = _BOXES.get(payload)
    if kept is None or not same_transform(kept.transform, node.transform):
        corners = vertices[faces].astype(np.float64)
        kept = _BOXES[payload] = _Boxes(node.transform, corners.min(axis=1), corners.max(axis=1))
    return kept


def _meeting(low: F64, high: F64, outline: Polygon) -> NDArray[np.int64]:
    """Return which boxes meet a convex polygon: no edge of either keeps them apart."""
    near = np.all((low <= outline.max(axis=0)) & (high >= outline.min(axis=0)), axis=1)
    rows = np.flatnonzero(near)
    middle, half = 0.5 * (low[rows] + high[rows]), 0.5 * (high[rows] - low[rows])
    met = np.ones(len(rows), np.bool_)
    for (ax, ay), (bx, by) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        nx, ny = by - ay, ax - bx
        nearest = (
            nx * (middle[:, 0] - ax) + ny * (middle[:, 1] - ay) - abs(nx) * half[:, 0] - abs(ny) * half[:, 1]
        )
        met &= nearest <= 0.0
    return rows[met]


def _joined(pieces: list[Triangles]) -> Triangles:
    if not pieces:
        return Triangles(np.zeros((0, 3, 3)), np.zeros(0, np.int32))
    corners = np.ascontiguousarray(np.concatenate([piece.corners for piece in pieces]))
    return Triangles(corners, np.ascontiguousarray(np.concatenate([piece.thing for piece in pieces])))
