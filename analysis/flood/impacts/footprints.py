"""Houses and heritage as plans: outlines, outdoor ground, doorsill, use and floor area, one row an item.

It does not know water.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.flood.impacts.damage import HERITAGE
from analysis.flood.impacts.facts import Affected
from scene.geometry.placed import placed
from scene.messages import BilingualText
from scene.node import Node
from scene.payloads import Buildings, TriangleMesh
from scene.payloads.arrays import F32, F64, U8

#: A heritage model's plan is the hull of what stands this far under and over its foot, metres: its terrace
#: and walls, not its eaves.
_UNDER_FOOT, _OVER_FOOT = 0.5, 2.5
#: Its floor is a level up to this high over its foot, in steps of the second, that covers this share of the
#: plan: the terrace on which a hall stands, and not the passage of a gate or the deck of a bridge.
_HIGHEST_FLOOR, _FLOOR_STEP, _FLOOR_SHARE = 4.0, 0.1, 0.3

#: What a doorsill rests on: nothing but a value taken for all, what the data says, the floor of a model.
ASSUMED, STATED, MODELLED = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Footprints:
    """Plans of all items, layer after layer.

    Parameters
    ----------
    nodes : tuple of Node
        The layers.
    node_of, row_of : ndarray of int32, shape (n,)
        Which layer an item is of, and which row of it.
    is_heritage : ndarray of bool, shape (n,)
    rings : ndarray of float64, shape (v, 2)
        Local metres; outer rings run counter-clockwise, holes clockwise.
    ring_start : ndarray of int64, shape (r + 1,)
    item_start : ndarray of int64, shape (n + 1,)
        Item ``i`` has rings ``item_start[i]`` to ``item_start[i + 1]``.
    outdoor_ground : ndarray of float32, shape (n,)
        Local z, as the layer says.
    threshold : ndarray of float32, shape (n,)
        Of the doorsill over the ground at the lowest door side, metres.
    floor : ndarray of float32, shape (n,)
        Level of the floor, local z, where a model shows it: that is its doorsill; else nan.
    sill_from : ndarray of uint8, shape (n,)
        What the doorsill rests on: :data:`ASSUMED`, :data:`STATED` or :data:`MODELLED`.
    area : ndarray of float64, shape (n,)
        Of the ground floor, m².
    use : ndarray of str, shape (n,)
    """

    nodes: tuple[Node, ...]
    node_of: NDArray[np.int32]
    row_of: NDArray[np.int32]
    is_heritage: NDArray[np.bool_]
    rings: F64
    ring_start: NDArray[np.int64]
    item_start: NDArray[np.int64]
    outdoor_ground: F32
    threshold: F32
    floor: F32
    sill_from: U8
    area: F64
    use: NDArray[np.str_]

    @property
    def count(self) -> int:
        """Number of items."""
        return len(self.node_of)

    def id(self, item: int) -> str:
        """Return the id of an item within its layer; of a heritage model the layer's."""
        return self.ids(np.array([item]))[0]

    def name(self, item: int) -> BilingualText:
        """Return what an item is called; its id where it has no name."""
        return self.names(np.array([item]))[0]

    def ids(self, items: NDArray[np.int64]) -> list[str]:
        """Return the ids of many items."""
        pairs = zip(self.node_of[items].tolist(), self.row_of[items].tolist(), strict=True)
        of = [node.payload.ids if isinstance(node.payload, Buildings) else (node.id,) for node in self.nodes]
        return [of[node][row] for node, row in pairs]

    def names(self, items: NDArray[np.int64]) -> list[BilingualText]:
        """Return what many items are called."""
        of = [_names_of(node) for node in self.nodes]
        pairs = zip(self.node_of[items].tolist(), self.row_of[items].tolist(), strict=True)
        return [_named(*(column[row] for column in of[node])) for node, row in pairs]

    def at(self, x: float, y: float) -> int | None:
        """Return the item that stands at a place, the last where several do; None on open ground."""
        return _item_at(self, x, y)


def _names_of(node: Node) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Return ids and names of a layer's rows; a model is one row."""
    payload = node.payload
    if not isinstance(payload, Buildings):
        return ((node.id,), (node.name.zh,), (node.name.en,))
    blank = [""] * payload.count
    zh, en = (
        np.asarray(payload.columns[key], np.str_).tolist() if key in payload.columns else blank
        for key in ("name_zh", "name_en")
    )
    return payload.ids, zh, en


def _named(name: str, zh: str, en: str) -> BilingualText:
    return BilingualText(zh or en, en or zh) if zh or en else BilingualText.same(name)


def footprints_of(affected: Affected, threshold: float) -> Footprints:
    """Take the plans out of the scene.

    Parameters
    ----------
    affected : Affected
    threshold : float
        Of doorsills whose layer has neither a column nor an attribute ``threshold``, metres.
    """
    held = [(node, False) for node in affected.buildings] + [(node, True) for node in affected.heritage]
    held = [(node, is_heritage) for node, is_heritage in held if _has_plan(node)]
    parts = [_plans(node, threshold) for node, _ in held]
    counts = [len(part.outdoor_ground) for part in parts]
    ring_counts = [np.diff(part.item_start) for part in parts]
    return Footprints(
        tuple(node for node, _ in held),
        np.repeat(np.arange(len(held), dtype=np.int32), counts),
        np.concatenate([np.zeros(0, np.int32), *(np.arange(n, dtype=np.int32) for n in counts)]),
        np.repeat(np.array([is_heritage for _, is_heritage in held], np.bool_), counts),
        np.concatenate([np.zeros((0, 2)), *(part.rings for part in parts)]),
        _starts([np.diff(part.ring_start) for part in parts]),
        _starts(ring_counts),
        np.concatenate([np.zeros(0, np.float32), *(part.outdoor_ground for part in parts)]),
        np.concatenate([np.zeros(0, np.float32), *(part.threshold for part in parts)]),
        np.concatenate([np.zeros(0, np.float32), *(part.floor for part in parts)]),
        np.concatenate([np.zeros(0, np.uint8), *(part.sill_from for part in parts)]),
        np.concatenate([np.zeros(0), *(part.area for part in parts)]),
        np.concatenate([np.zeros(0, "U1"), *(part.use for part in parts)]),
    )


@dataclass(frozen=True, eq=False)
class _Plans:
    """The plans of one layer."""

    rings: F64
    ring_start: NDArray[np.int64]
    item_start: NDArray[np.int64]
    outdoor_ground: F32
    threshold: F32
    floor: F32
    sill_from: U8
    area: F64
    use: NDArray[np.str_]


def with_plan(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return the layers that :func:`footprints_of` takes, in its order."""
    return tuple(node for node in nodes if _has_plan(node))


def _has_plan(node: Node) -> bool:
    payload = node.payload
    return (isinstance(payload, Buildings) and payload.count > 0) or (
        isinstance(payload, TriangleMesh) and len(payload.faces) > 0
    )


def _plans(node: Node, threshold: float) -> _Plans:
    if isinstance(node.payload, Buildings):
        return _plans_of_buildings(node, node.payload, threshold)
    assert isinstance(node.payload, TriangleMesh)
    return _plan_of_model(node, node.payload, threshold)


def _plans_of_buildings(node: Node, payload: Buildings, threshold: float) -> _Plans:
    flat = np.column_stack([payload.rings, np.zeros(len(payload.rings), np.float32)])
    rings = placed(flat, node.transform)[:, :2].astype(np.float64)
    shift = 0.0 if node.transform is None else float(node.transform[2, 3])
    n = payload.count
    sill, known = np.full(n, threshold, np.float32), np.zeros(n, np.bool_)
    stated = payload.columns.get("threshold")
    if stated is not None and stated.dtype.kind in "fiu":
        known = np.isfinite(stated.astype(np.float64))
        sill[known] = stated[known].astype(np.float32)
    sill, known = _from_attribute(node, sill, known)
    item_start = payload.part_start[payload.building_start].astype(np.int64)
    ring_start = payload.ring_start.astype(np.int64)
    return _Plans(
        rings,
        ring_start,
        item_start,
        payload.outdoor_ground + np.float32(shift),
        sill,
        np.full(n, np.nan, np.float32),
        np.where(known, STATED, ASSUMED).astype(np.uint8),
        _areas(rings, ring_start, item_start),
        np.asarray(payload.columns.get("use", np.zeros(n, "U1")), np.str_),
    )


def _plan_of_model(node: Node, payload: TriangleMesh, threshold: float) -> _Plans:
    from shapely import MultiPoint, Polygon
    from shapely.geometry.polygon import orient

    vertices = placed(payload.vertices, node.transform).astype(np.float64)
    foot = node.attributes.get("foot_m")
    ground = float(foot) if isinstance(foot, int | float) else float(vertices[:, 2].min())
    low = vertices[(vertices[:, 2] >= ground - _UNDER_FOOT) & (vertices[:, 2] <= ground + _OVER_FOOT)]
    hull = MultiPoint(low[:, :2]).convex_hull
    if not isinstance(hull, Polygon):
        hull = MultiPoint(vertices[:, :2]).convex_hull
    if not isinstance(hull, Polygon):
        hull = hull.buffer(0.5)
    ring = np.array(orient(hull).exterior.coords)[:-1]
    sill, known = _from_attribute(node, np.array([threshold], np.float32), np.zeros(1, np.bool_))
    floor = np.nan if known[0] else _floor_of(vertices, payload, ground, float(hull.area))
    return _Plans(
        ring,
        np.array([0, len(ring)]),
        np.array([0, 1]),
        np.array([ground], np.float32),
        sill,
        np.array([floor], np.float32),
        np.array([STATED if known[0] else ASSUMED if np.isnan(floor) else MODELLED], np.uint8),
        np.array([hull.area]),
        np.array([HERITAGE]),
    )


def _floor_of(vertices: F64, payload: TriangleMesh, ground: float, plan: float) -> float:
    """Return the level on which most of a model's up-facing faces near the ground lie; nan if few do."""
    a, b, c = (vertices[payload.faces[:, corner]] for corner in range(3))
    normal = np.cross(b - a, c - a)
    double = np.linalg.norm(normal, axis=1)
    middle = (a[:, 2] + b[:, 2] + c[:, 2]) / 3.0
    flat = (normal[:, 2] > 0.98 * double) & (double > 0.0)
    near = flat & (middle > ground - _UNDER_FOOT) & (middle < ground + _HIGHEST_FLOOR)
    if not near.any():
        return float("nan")
    steps = np.round(middle[near] / _FLOOR_STEP)
    of = np.unique(steps, return_inverse=True)[1]
    areas = np.bincount(of, double[near] / 2.0)
    most = int(np.argmax(areas))
    if areas[most] < _FLOOR_SHARE * plan:
        return float("nan")
    return float(np.average(middle[near][of == most], weights=double[near][of == most]))


def _from_attribute(node: Node, sill: F32, known: NDArray[np.bool_]) -> tuple[F32, NDArray[np.bool_]]:
    """Let the layer's attribute fill what its rows leave open."""
    stated = node.attributes.get("threshold")
    if isinstance(stated, int | float):
        return np.where(known, sill, np.float32(stated)), np.ones(len(known), np.bool_)
    return sill, known


def _areas(rings: F64, ring_start: NDArray[np.int64], item_start: NDArray[np.int64]) -> F64:
    """Return the area of each item, holes taken off by the sense of their rings."""
    following = np.arange(1, len(rings) + 1)
    filled = ring_start[1:] > ring_start[:-1]
    following[ring_start[1:][filled] - 1] = ring_start[:-1][filled]
    corners = rings - rings[0] if len(rings) else rings  # near zero, where doubles are exact
    cross = corners[:, 0] * corners[following, 1] - corners[following, 0] * corners[:, 1]
    total = np.concatenate([[0.0], np.cumsum(cross)])
    ends = ring_start[item_start]
    return np.maximum(np.diff(total[ends]) / 2.0, 0.0)


def _starts(counts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.concatenate([np.zeros(0, np.int64), *counts]))]).astype(np.int64)


def _item_at(plans: Footprints, x: float, y: float) -> int | None:
    if not plans.count:
        return None
    first, last = plans.ring_start[plans.item_start[:-1]], plans.ring_start[plans.item_start[1:]]
    some = np.flatnonzero(last > first)
    low = np.minimum.reduceat(plans.rings, first[some])
    high = np.maximum.reduceat(plans.rings, first[some])
    near = some[((low <= (x, y)) & (high >= (x, y))).all(axis=1)]
    for item in near[::-1].tolist():
        inside = False
        for ring in range(plans.item_start[item], plans.item_start[item + 1]):
            corners = plans.rings[plans.ring_start[ring] : plans.ring_start[ring + 1]]
            x0, y0 = corners.T
            x1, y1 = np.roll(corners, -1, axis=0).T
            across = (y0 <= y) != (y1 <= y)
            with np.errstate(divide="ignore", invalid="ignore"):
                crossing = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
            inside ^= bool(np.count_nonzero(across & (crossing > x)) % 2)
        if inside:
            return int(item)
    return None
