"""Whether the faces of an object close, and which way they face: outward is made of what the file has.

Twice the same face in one object is once too often. It does not know materials or triangles.
"""

from collections import deque
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.citymodel.objects import CityObjects, Surface
from importers.citymodel.polygons import Planes, following_of, planes_of
from importers.citymodel.telling import tell
from scene.payloads.arrays import F64, I32

_I64 = NDArray[np.int64]

#: Vertices this near each other are one corner of a solid, metres.
_WELD: Final = 1e-3
#: A road, a lawn or a terrain that looks down with this share of its area is upside down.
_LEANING: Final = 0.05
#: Objects with more polygons than this are not turned polygon by polygon.
_MOST_TURNED: Final = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """Edges of rings between welded corners.

    Parameters
    ----------
    low, high : ndarray of int64, shape (e,)
        Corners, the smaller number first.
    forward : ndarray of bool, shape (e,)
        Whether the ring runs from low to high.
    polygon : ndarray of int64, shape (e,)
    """

    low: _I64
    high: _I64
    forward: NDArray[np.bool_]
    polygon: _I64


def without_duplicates(model: CityObjects, issues: list[ImportIssue]) -> CityObjects:
    """Return a model without the polygons that have the same corners as another of their object.

    Of two the one that says more stays, and is then part of the solid that the other was part of. Two solids
    of one object may share a wall: both keep theirs.

    Parameters
    ----------
    model : CityObjects
        Vertices in metres.
    issues : list of ImportIssue
        Is told of twins.
    """
    p = len(model.polygon_start) - 1
    if p < 2:
        return model
    corner = _corners(model.xyz).astype(np.uint64)
    polygon = model.polygon_of_ring[model.ring_of_vertex]
    first = model.ring_start[model.polygon_start[:-1]]
    mixed = mixed_up(corner)
    total, other = np.add.reduceat(mixed, first), np.add.reduceat(mixed_up(mixed), first)
    count = np.bincount(polygon, minlength=p)
    owner, shell = model.object_of_polygon, model.shell_of_polygon
    worth = (model.surface_of_polygon > 0).astype(np.int64) * 2 + (model.image_of_polygon >= 0)
    order = np.lexsort((np.arange(p), -worth, count, other, total, owner))
    key = np.column_stack([values[order].astype(np.uint64) for values in (owner, total, other, count)])
    same = np.concatenate([[False], (key[1:] == key[:-1]).all(axis=1)])
    if not same.any():
        return model
    run = np.cumsum(~same) - 1
    solid = np.full(int(run[-1]) + 1, -1, dtype=np.int32)
    np.maximum.at(solid, run, shell[order])
    first_shell = shell[order[~same]][run]
    shared = same & (shell[order] >= 0) & (first_shell >= 0) & (shell[order] != first_shell)
    shells = shell.copy()
    shells[order[~same]] = np.where(shell[order[~same]] < 0, solid[run[~same]], shell[order[~same]])
    kept = np.ones(p, dtype=bool)
    kept[order[same & ~shared]] = False
    tell(
        issues, "repaired", "Polygons that stand twice in one object, taken once: {count} ({names}).",
        model, np.flatnonzero(~kept),
    )  # fmt: skip
    return replace(model, shell_of_polygon=shells).of_polygons(kept)


def mixed_up(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return well-mixed numbers, so that sums over different sets differ."""
    with np.errstate(over="ignore"):
        mixed = (values + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(27)
        mixed *= np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))


def _corners(xyz: F64) -> _I64:
    """Return the number of the corner that each vertex stands at."""
    cell = np.round(xyz / _WELD).astype(np.int64).astype(np.uint64)
    key = mixed_up(cell[:, 0])
    for axis in (1, 2):
        key = mixed_up(key ^ cell[:, axis])
    _, corner = np.unique(key, return_inverse=True)
    return corner.reshape(-1)


def _edges(model: CityObjects) -> _Edges:
    corner = _corners(model.xyz)
    following = following_of(model)
    a, b = corner, corner[following]
    polygon = model.polygon_of_ring[model.ring_of_vertex].astype(np.int64)
    real = a != b
    a, b, polygon = a[real], b[real], polygon[real]
    return _Edges(np.minimum(a, b), np.maximum(a, b), a < b, polygon)


def volumes(model: CityObjects, group: I32, groups: int, sign: F64 | None = None) -> F64:
    """Return six times the signed volume of each group of polygons, shape (groups,).

    Parameters
    ----------
    model : CityObjects
    group : ndarray of int32, shape (p,)
        -1 for polygons of no group.
    groups : int
    sign : ndarray of float64, shape (p,), optional
        -1 for polygons that count as turned.
    """
    start = model.ring_start
    following = following_of(model)
    polygon = model.polygon_of_ring[model.ring_of_vertex]
    of_vertex = group[polygon]
    counted = of_vertex >= 0
    corner = np.full((groups, 3), np.inf)
    np.minimum.at(corner, of_vertex[counted], model.xyz[counted])
    at = model.xyz - corner[np.maximum(of_vertex, 0)]
    anchor = np.repeat(at[start[:-1]], np.diff(start), axis=0)
    share = np.einsum("ij,ij->i", anchor, np.cross(at, at[following]))
    if sign is not None:
        share = share * sign[polygon]
    volume: F64 = np.bincount(of_vertex[counted], share[counted], minlength=groups).astype(np.float64)
    return volume


def inside_out(model: CityObjects, xyz: F64) -> bool:
    """Return whether most of a model would be inside out with these vertices.

    Solids tell by their volumes, roofs and grounds by whether they look up or down.
    """
    model = replace(model, xyz=xyz)
    wrong = right = 0
    shells = int(model.shell_of_polygon.max(initial=-1)) + 1
    if shells:
        volume = volumes(model, model.shell_of_polygon, shells)
        wrong, right = int((volume < 0).sum()), int((volume > 0).sum())
    up = planes_of(model).normal[:, 2]
    roofs, grounds = model.surface_of_polygon == Surface.ROOF, model.surface_of_polygon == Surface.GROUND
    wrong += int((up[roofs] < 0).sum() + (up[grounds] > 0).sum())
    right += int((up[roofs] > 0).sum() + (up[grounds] < 0).sum())
    return wrong > right


def outward(
    model: CityObjects, planes: Planes, group: I32, groups: int, issues: list[ImportIssue]
) -> NDArray[np.bool_]:
    """Return which polygons must be turned so that each object faces outward.

    Neighbours over an edge run along it in opposite ways; where they do not, one is turned. A closed object
    then is turned as a whole if its volume is negative, an open one so that roofs look up and ground down, a
    road so that it looks up. The volume of a house without a floor is that over its lowest point.

    Parameters
    ----------
    model : CityObjects
    planes : Planes
    group : ndarray of int32, shape (p,)
        What closes together, 0 to groups - 1.
    groups : int
    issues : list of ImportIssue
        Is told of what does not close, and of what was turned.
    """
    p = len(group)
    edges = _edges(model)
    key_group = group[edges.polygon]
    order = np.lexsort((edges.high, edges.low, key_group))
    low, high, of = edges.low[order], edges.high[order], key_group[order]
    forward, polygon = edges.forward[order], edges.polygon[order]
    new = np.concatenate([[True], (low[1:] != low[:-1]) | (high[1:] != high[:-1]) | (of[1:] != of[:-1])])
    first = np.flatnonzero(new)
    uses = np.diff(np.append(first, len(low)))
    ahead = np.add.reduceat(forward.astype(np.int64), first) if len(first) else np.zeros(0, np.int64)
    open_edges = np.bincount(of[first[uses % 2 == 1]], minlength=groups)
    closed = open_edges == 0
    wrong = np.bincount(of[first[(uses % 2 == 0) & (2 * ahead != uses)]], minlength=groups)
    turned = np.zeros(p, dtype=bool)
    pairs = uses == 2
    one, other = polygon[first[pairs]], polygon[first[pairs] + 1]
    against = forward[first[pairs]] == forward[first[pairs] + 1]
    bad = np.flatnonzero(wrong > 0)
    if len(bad):
        involved = wrong[group[one]] > 0
        _agree(turned, one[involved], other[involved], against[involved])
    sign = np.where(turned, -1.0, 1.0)
    volume = volumes(model, group, groups, sign)
    slope = planes.normal[:, 2] * sign * planes.area
    kind = model.surface_of_polygon
    upward = slope * (kind == Surface.ROOF) - slope * np.isin(kind, (Surface.GROUND,))
    looks_up = np.bincount(group, upward, minlength=groups)
    told = np.bincount(group[np.isin(kind, (Surface.ROOF, Surface.GROUND))], minlength=groups) > 0
    solid = np.zeros(groups, dtype=bool)
    solid[group[model.shell_of_polygon >= 0]] = True
    level = np.bincount(group, slope, minlength=groups)
    area = np.bincount(group, planes.area, minlength=groups)
    downward = level < -_LEANING * area
    inward = np.select([closed, told, solid], [volume < 0.0, looks_up < 0.0, volume < 0.0], downward)
    turned ^= inward[group]
    _tell(model, group, turned, solid & ~closed, issues)
    return turned


def _agree(turned: NDArray[np.bool_], one: _I64, other: _I64, against: NDArray[np.bool_]) -> None:
    """Turn polygons so that neighbours agree, going from neighbour to neighbour; the larger side stays."""
    neighbours: dict[int, list[tuple[int, bool]]] = {}
    if len(one) > _MOST_TURNED:
        return
    for a, b, differs in zip(one.tolist(), other.tolist(), against.tolist(), strict=True):
        neighbours.setdefault(a, []).append((b, differs))
        neighbours.setdefault(b, []).append((a, differs))
    seen: set[int] = set()
    for seed in sorted(neighbours):
        if seed in seen:
            continue
        seen.add(seed)
        side = {seed: False}
        queue = deque([seed])
        while queue:
            at = queue.popleft()
            for following, differs in neighbours[at]:
                if following not in seen:
                    seen.add(following)
                    side[following] = side[at] ^ differs
                    queue.append(following)
        flipped = [polygon for polygon, flip in side.items() if flip]
        if 2 * len(flipped) > len(side):
            flipped = [polygon for polygon, flip in side.items() if not flip]
        turned[flipped] = True


def _tell(
    model: CityObjects,
    group: I32,
    turned: NDArray[np.bool_],
    gaping: NDArray[np.bool_],
    issues: list[ImportIssue],
) -> None:
    tell(
        issues,
        "repaired",
        "Polygons that faced inward, turned: {count} ({names}).",
        model,
        np.flatnonzero(turned),
    )
    _, place = np.unique(group, return_index=True)
    of_group = np.unique(group)
    tell(issues, "note", "Solids that do not close: {count} ({names}).", model, place[gaping[of_group]])
