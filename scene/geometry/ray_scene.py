"""The one scene that all rays are cast at: terrain, buildings, heritage, models, and trees set apart.

Sightlines, walking and picking ask it, so that they agree with one another and with the picture. Each
node keeps its own ray structure; answers of the nodes are combined. It does not know what a question is for.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scene.geometry.ray_caster import Caster
from scene.geometry.ray_pieces import Rows, in_pieces
from scene.geometry.solids import Solid, solid_of
from scene.graph import Snapshot
from scene.messages import NO_NAME, BilingualText
from scene.node import Node, NodeId, Role
from scene.payloads.arrays import F64, I32

#: Roles whose nodes screen a view, stop a walker and carry him.
SCREENING: Final = (Role.TERRAIN, Role.BUILDINGS, Role.HERITAGE, Role.STRUCTURES, Role.MODEL, Role.TREES)
#: Roles that can be pointed at.
PICKABLE: Final = (*SCREENING, Role.PROPOSALS, Role.WATER, Role.ROADS, Role.FURNITURE, Role.RESULT)
#: Cut off at both ends of every segment, metres: an eye on a deck does not hit the deck it stands on.
MARGIN: Final = 0.02
#: No solid that could hold a viewpoint is wider or higher than this, metres.
HALL: Final = 500.0
#: From so many rays in one question on, Embree is worth its building.
MANY: Final = 20_000
#: Up to so many, segments are held against the box of every layer.
FEW: Final = 16
_DEPTH: Final = 1.0e4
#: Up, and four level directions that run along no wall in particular.
_WAYS: Final = np.array([[0, 0, 1], [1, 0.013, 0], [-1, 0.017, 0], [0.011, 1, 0], [0.019, -1, 0]])


@dataclass(frozen=True, slots=True)
class RayLayer:
    """One node of the ray scene."""

    node: Node
    solid: Solid

    @property
    def is_tree(self) -> bool:
        """Whether it counts only in answers with trees."""
        return self.node.role is Role.TREES


@dataclass(frozen=True, slots=True)
class Hits:
    """First hits of a number of segments.

    Parameters
    ----------
    distance : ndarray of float64, shape (n,)
        Metres from the start; inf where nothing is hit.
    layer : ndarray of int32, shape (n,)
        Index into :attr:`RayScene.layers`, -1 where nothing is hit.
    row : ndarray of int32, shape (n,)
        Building row, feature, or number of the tree; -1 where nothing is hit.
    face : ndarray of int32, shape (n,)
        Triangle of the layer's solid.
    """

    distance: F64
    layer: I32
    row: I32
    face: I32


class RayScene:
    """Solids of a scene, asked by rays.

    Parameters
    ----------
    nodes : iterable of Node
        Nodes without a surface are passed over.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        pairs = [(node, solid_of(node)) for node in nodes]
        self.layers = tuple(RayLayer(node, solid) for node, solid in pairs if solid and solid.size)

    @classmethod
    def of(cls, scene: Snapshot, roles: Collection[Role] = SCREENING, shown_only: bool = False) -> "RayScene":
        """Take the nodes of some roles from a scene.

        Parameters
        ----------
        scene : Snapshot
        roles : collection of Role
        shown_only : bool
            Leave out what is switched off, as picking does. Analyses take hidden layers into account.
        """
        nodes = scene.of_role(*roles)
        return cls([node for node in nodes if scene.shown(node.id)] if shown_only else nodes)

    def prepare(self, check: Callable[[], None] = lambda: None) -> None:
        """Index all layers now, so that the first question is answered at once.

        Parameters
        ----------
        check : callable
            Called between two layers; may raise to stop.
        """
        for layer in self.layers:
            check()
            layer.solid.index()

    @cached_property
    def trees(self) -> frozenset[NodeId]:
        """Ids of the tree layers."""
        return frozenset(layer.node.id for layer in self.layers if layer.is_tree)

    def occluded(
        self, origins: ArrayLike, targets: ArrayLike, *, trees: bool, ignore: Collection[NodeId] = ()
    ) -> NDArray[np.bool_]:
        """Say which targets are hidden.

        Parameters
        ----------
        origins, targets : array_like, shape (n, 3) or (3,)
            Local metres, float64; one origin may serve all targets.
        trees : bool
            Whether trees screen.
        ignore : collection of str
            Ids of nodes that do not screen: the host of a viewpoint, the proposal itself.

        Returns
        -------
        ndarray of bool, shape (n,)
            True where anything cuts the segment more than :data:`MARGIN` away from either end.
        """
        eyes, ends = _lines(origins, targets)
        hidden = np.zeros(len(ends), np.bool_)
        # The ground comes last: it hides little that buildings and trees do not.
        layers = sorted(
            self._wanted(trees, ignore, eyes, ends), key=lambda pair: pair[1].node.role is Role.TERRAIN
        )
        casters = [_caster(layer.solid, len(ends)) for _, layer in layers]

        def cast(rows: Rows, one: F64, other: F64, _: F64) -> None:
            known = np.zeros(len(one), np.bool_)
            for caster in casters:
                known = caster.blocked(one, other, known)
            hidden[rows] = known

        in_pieces(cast, eyes, ends, margin=MARGIN, many=MANY)
        return hidden

    def first_hit(
        self, origins: ArrayLike, targets: ArrayLike, *, trees: bool, ignore: Collection[NodeId] = ()
    ) -> Hits:
        """Find what each segment meets first.

        Parameters
        ----------
        origins, targets : array_like, shape (n, 3) or (3,)
        trees : bool
        ignore : collection of str
            As in :meth:`occluded`.
        """
        eyes, ends = _lines(origins, targets)
        n = len(ends)
        distance = np.empty(n)
        which, row, face = (np.full(n, -1, np.int32) for _ in range(3))
        layers = self._wanted(trees, ignore, eyes, ends)
        casters = [_caster(layer.solid, n) for _, layer in layers]

        def cast(rows: Rows, one: F64, other: F64, length: F64) -> None:
            share = np.full(len(one), np.inf)
            of, at = np.full(len(one), -1, np.int32), np.full(len(one), -1, np.int32)
            for (index, _), caster in zip(layers, casters, strict=True):
                found, there = caster.first(one, other, share)
                nearer = there >= 0
                share[nearer], at[nearer], of[nearer] = found[nearer], there[nearer], index
            inner = np.linalg.norm(other - one, axis=1)
            way = np.where(at >= 0, share, 0.0) * inner + np.minimum(MARGIN, length)
            distance[rows] = np.where(at >= 0, way, np.inf)
            which[rows], face[rows] = of, at

        in_pieces(cast, eyes, ends, margin=MARGIN, many=MANY)
        for index, layer in layers:
            met = which == index
            row[met] = layer.solid.rows_at(face[met])
        return Hits(distance, which, row, face)

    def blocked(self, start: ArrayLike, end: ArrayLike) -> bool:
        """Say whether a walker's step from one point to another runs into something. Trees let him pass."""
        return bool(self.occluded(start, end, trees=False)[0])

    def pick(self, origin: ArrayLike, direction: ArrayLike, reach: float = 2.0e4) -> Hits:
        """Find what a look from `origin` in `direction` meets first, trees included, up to `reach` metres."""
        start, way = np.asarray(origin, np.float64), np.asarray(direction, np.float64)
        way = way / np.linalg.norm(way)
        return self.first_hit([start], [start + reach * way], trees=True)

    def height_below(
        self, points: ArrayLike, *, ignore: Collection[NodeId] = (), on: Collection[Role] | None = None
    ) -> F64:
        """Return z of the floor, deck or ground straight below each point.

        Parameters
        ----------
        points : array_like, shape (n, 3)
            Local metres. Trees do not carry.
        ignore : collection of str
            As in :meth:`occluded`.
        on : collection of Role, optional
            What carries: nan where something else lies uppermost, as water does in a lake.

        Returns
        -------
        ndarray of float64, shape (n,)
            nan where there is nothing below.
        """
        above = np.asarray(points, np.float64).reshape(-1, 3)
        hits = self.first_hit(above, above - (0.0, 0.0, _DEPTH), trees=False, ignore=ignore)
        floor: F64 = np.where(np.isfinite(hits.distance), above[:, 2] - hits.distance, np.nan)
        if on is not None and self.layers:
            carries = np.array([layer.node.role in on for layer in self.layers])
            floor[~carries[hits.layer]] = np.nan
        return floor

    def inside_solid(self, points: ArrayLike, *, ignore: Collection[NodeId] = ()) -> I32:
        """Return the layer within whose solid each point lies.

        Inside, the first face straight above and those in at least three of four level directions are
        seen from their backs. Under a bridge, on a deck and in an open pavilion at least one of them is
        not. Terrain and trees have no inside, and a solid is at most :data:`HALL` metres across.

        Parameters
        ----------
        points : array_like, shape (n, 3) or (3,)
        ignore : collection of str
            Ids of nodes that may hold the points.

        Returns
        -------
        ndarray of int32, shape (n,)
            Index into :attr:`layers`, -1 in the open air.
        """
        at = np.asarray(points, np.float64).reshape(-1, 3)
        inside = np.full(len(at), -1, np.int32)
        for index, layer in self._wanted(False, ignore, at, at):
            if layer.node.role is Role.TERRAIN:
                continue
            from_behind = np.array([_seen_from_behind(layer.solid, at, way) for way in _WAYS])
            inside[(inside < 0) & from_behind[0] & (from_behind[1:].sum(axis=0) >= 3)] = index
        return inside

    def name_of(self, layer: int, row: int) -> tuple[str, BilingualText]:
        """Return id and name of what was hit: ``node id/row id``, and the row's name or its layer's.

        Ground is named after the quarter it lies in, and said to be ground.
        """
        if layer < 0:
            return "", NO_NAME
        node, solid = self.layers[layer].node, self.layers[layer].solid
        name = solid.row_name(row)
        if name == NO_NAME:
            name = node.name
            if node.role is Role.BUILDINGS:
                name = BilingualText(f"{name.zh}的一栋房屋", f"a building of {name.en}")
        elif node.role is Role.TERRAIN:
            around = name.zh.removesuffix("一带")
            name = BilingualText(f"{around}一带的地面", f"the ground of {name.en}")
        return f"{node.id}/{solid.row_id(row)}", name

    @cached_property
    def _boxes(self) -> F64:
        return np.array([layer.solid.box for layer in self.layers])

    def _wanted(
        self, trees: bool, ignore: Collection[NodeId], eyes: F64, targets: F64
    ) -> list[tuple[int, RayLayer]]:
        """Return the layers that count in a question and that its segments can meet."""
        if not self.layers or not len(targets):
            return []
        near = _near(eyes, targets, self._boxes)
        return [
            (index, layer)
            for index, layer in enumerate(self.layers)
            if near[index] and layer.node.id not in ignore and (trees or not layer.is_tree)
        ]


def _near(eyes: F64, targets: F64, boxes: F64) -> NDArray[np.bool_]:
    """Say which boxes the segments may meet: one by one if there are few, else the box around them all.

    Of many it is not asked: those that cast them look at each ray themselves.
    """
    if len(targets) >= MANY:
        return np.ones(len(boxes), np.bool_)
    if len(targets) > FEW:
        low = np.fmin(np.fmin.reduce(eyes), np.fmin.reduce(targets))
        high = np.fmax(np.fmax.reduce(eyes), np.fmax.reduce(targets))
        around: NDArray[np.bool_] = (low <= boxes[:, 3:]).all(axis=1) & (high >= boxes[:, :3]).all(axis=1)
        return around
    way = targets - eyes
    per = 1.0 / np.where(np.abs(way) > 1e-200, way, 1e-200)
    one = (boxes[:, None, :3] - 1e-6 - eyes) * per
    other = (boxes[:, None, 3:] + 1e-6 - eyes) * per
    first, last = np.minimum(one, other).max(axis=2), np.maximum(one, other).min(axis=2)
    met: NDArray[np.bool_] = (np.maximum(first, 0.0) <= np.minimum(last, 1.0)).any(axis=1)
    return met


def _seen_from_behind(solid: Solid, points: F64, way: F64) -> NDArray[np.bool_]:
    """Say for each point whether the first face in one direction turns its back to it."""
    share, face = solid.exact.first(points, points + HALL * way)
    hit = np.isfinite(share)
    behind = np.zeros(len(points), np.bool_)
    a, b, c = np.moveaxis(solid.corners_at(face[hit]), 1, 0)
    behind[hit] = np.cross(b - a, c - a) @ way > 0.0
    return behind


def _caster(solid: Solid, rays: int) -> Caster:
    """Return what answers soonest: for few rays, Embree would take longer to build than it saves."""
    return solid.caster if rays >= MANY else solid.exact


def _lines(origins: ArrayLike, targets: ArrayLike) -> tuple[F64, F64]:
    """Return the eyes, one for each target or one for all, and the targets."""
    ends = np.ascontiguousarray(np.atleast_2d(np.asarray(targets, np.float64)))
    return np.ascontiguousarray(np.atleast_2d(np.asarray(origins, np.float64))), ends
