"""Outlines and building:parts as one layer of buildings, roofs and floating parts among them.

Where parts fill an outline they are the building; where they do not, the outline stands with them.
It does not know files.
"""

from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue, ImportTarget
from importers.common.ragged import taken
from importers.footprints.buildings import ground_of
from importers.footprints.heights import sigma_of
from importers.footprints.rings import Rings, rings_of
from importers.footprints.shapes import Shapes
from importers.issues import tell
from importers.osm.extract import Features
from importers.osm.params import OsmParams
from importers.osm.tags import ROOFS, USE, Uprights, column, names, uprights
from scene.payloads import Buildings
from scene.payloads.arrays import F32, F64, Column

#: Parts that cover less of their outline than this leave it standing.
_FILLED: Final = 0.5
#: Rise of a pitched roof whose height is not tagged, as a part of half its narrower width: 30 degrees.
_PITCH: Final = 0.577
#: And never more than this part of the whole height.
_MOST_ROOF: Final = 0.5


def buildings_of(
    features: Features,
    local: Shapes,
    params: OsmParams,
    target: ImportTarget,
    file: str,
    issues: list[ImportIssue],
) -> Buildings:
    """Return the buildings.

    Parameters
    ----------
    features : Features
        Areas that are a building or a part of one.
    local : Shapes
        Their geometries in local metres.
    params : OsmParams
        The answers.
    target : ImportTarget
        Holds the terrain.
    file : str
        For sentences.
    issues : list of ImportIssue
        Is told what was repaired, dropped and assumed.

    Raises
    ------
    UnreadableFile
        If no area is usable.
    """
    rings = rings_of(local, file, issues)
    tags = [features.tags[row] for row in rings.rows]
    heights = _possible(uprights(tags, params.storey_height), rings, features, issues)
    is_part = _is_part(tags)
    host, kept = _hosts(rings, local, is_part, issues, features)
    chosen = np.flatnonzero(kept)
    order = chosen[np.argsort(host[chosen], kind="stable")]
    first_row, starts = np.unique(host[order], return_index=True)
    roof_of = _roofs(tags)
    bottom, ground = ground_of(rings, target, issues)
    group = np.repeat(np.arange(len(first_row)), np.diff(np.append(starts, len(order))))
    level = ground[first_row][group]  # all parts of a building stand on the ground of its outline
    flat = np.char.equal(roof_of[order], "flat")
    rise = np.where(flat, 0.0, _rises(rings, order, heights))
    top = level + heights.top[order]
    eaves = top - rise
    foot_of_part, part_start = taken(bottom, rings.feature_start.astype(np.int64), order)
    repeat = np.diff(part_start)
    low = np.repeat(heights.low[order], repeat)
    foot = np.where(low > 0.0, np.repeat(level, repeat) + low, foot_of_part)
    parts, vertices, ring_start, ring_of_part = _regrouped(rings, order)
    highest = order[_highest(group, heights.top[order])]
    columns = _columns(
        [tags[row] for row in first_row], heights, highest, roof_of, _largest(group, rings, order)
    )
    ids = tuple(features.ids[row] for row in rings.rows[first_row])
    return Buildings(
        vertices, ring_start.astype(np.int32), ring_of_part.astype(np.int32),
        np.append(part_start[:-1][starts], parts).astype(np.int32),
        foot.astype(np.float32), np.repeat(eaves, repeat).astype(np.float32),
        np.repeat(top, repeat).astype(np.float32), ground[first_row], ids, columns,
    )  # fmt: skip


def _is_part(tags: list[dict[str, str]]) -> NDArray[np.bool_]:
    return np.array([one.get("building", "no") == "no" for one in tags], dtype=bool)


def _possible(heights: Uprights, rings: Rings, features: Features, issues: list[ImportIssue]) -> Uprights:
    """Return heights in which no part ends below where it begins; it is said where one did."""
    wrong = ~(heights.low >= 0.0) | ~(heights.top > heights.low)
    rows = rings.rows[wrong]
    tell(
        issues, "note", "Parts that would end below their beginning, put on the ground: {count} ({rows}).",
        rows, ids=[features.ids[row] for row in rows],
    )  # fmt: skip
    low = np.where(wrong, 0.0, heights.low)
    top = np.where(heights.top > low, heights.top, 3.0)
    doubted, guessed = rings.rows[heights.wrong], rings.rows[heights.source == "assumed"]
    tell(
        issues, "note", "Buildings whose figure in “{field}” cannot be: {count} (rows {rows}).",
        doubted, ids=[features.ids[row] for row in doubted], field="height",
    )  # fmt: skip
    tell(
        issues, "note", "Buildings without height or storeys, taken as one or two storeys: {count}.",
        guessed, ids=[features.ids[row] for row in guessed],
    )  # fmt: skip
    return replace(heights, low=low, top=top)


def _hosts(
    rings: Rings, local: Shapes, is_part: NDArray[np.bool_], issues: list[ImportIssue], features: Features
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return which outline each area belongs to (itself if to none), and which areas stand."""
    import shapely

    host = np.arange(len(rings.rows))
    kept = np.ones(len(host), dtype=bool)
    parts, outlines = np.flatnonzero(is_part), np.flatnonzero(~is_part)
    if not len(parts) or not len(outlines):
        return host, kept
    shapes = shapely.make_valid(local.objects()[rings.rows])
    tree = shapely.STRtree(shapes[outlines])
    part, outline = tree.query(shapely.point_on_surface(shapes[parts]), predicate="intersects")
    smallest = np.lexsort((rings.area[outlines[outline]], part))
    owned, first = np.unique(part[smallest], return_index=True)
    host[parts[owned]] = outlines[outline[smallest[first]]]
    orphans = rings.rows[parts[host[parts] == parts]]
    tell(
        issues, "note", "Building parts without a building around them: {count} ({rows}).",
        orphans, ids=[features.ids[row] for row in orphans],
    )  # fmt: skip
    for row in np.unique(host[parts[owned]]).tolist():
        inside = shapely.union_all(shapes[parts[host[parts] == row]])
        covered = shapely.area(shapely.intersection(inside, shapes[row])) / max(float(rings.area[row]), 1e-9)
        kept[row] = covered < _FILLED
    return host, kept


def _roofs(tags: list[dict[str, str]]) -> Column:
    return np.array([ROOFS.get(one.get("roof:shape", ""), "flat") for one in tags], dtype=np.str_)


def _rises(rings: Rings, order: NDArray[np.int64], heights: Uprights) -> F64:
    """Return how high each roof is: as tagged, else by a pitch of 30 degrees over the narrower side."""
    narrow = _narrow(rings)[order]
    tagged = heights.roof[order]
    rise = np.where(np.isfinite(tagged), tagged, _PITCH * narrow / 2.0)
    whole = heights.top[order] - heights.low[order]
    return np.where(np.isfinite(tagged), np.minimum(rise, whole), np.minimum(rise, _MOST_ROOF * whole))


def _narrow(rings: Rings) -> F64:
    """Return the narrower side of the rectangle about each feature's first ring, metres."""
    import shapely

    ring = rings.part_start[rings.feature_start[:-1]].astype(np.int64)
    xy, start = taken(rings.rings.astype(np.float64), rings.ring_start.astype(np.int64), ring)
    hulls = shapely.multipoints(xy, indices=np.repeat(np.arange(len(ring)), np.diff(start)))
    around = shapely.oriented_envelope(hulls)
    corners = np.full((len(ring), 3, 2), np.nan)
    proper = np.flatnonzero(shapely.get_type_id(around) == 3)
    corners[proper] = shapely.get_coordinates(around[proper]).reshape(-1, 5, 2)[:, :3]
    sides = np.linalg.norm(np.diff(corners, axis=1), axis=2)
    narrow: F64 = np.nan_to_num(sides.min(axis=1))
    return narrow


def _regrouped(
    rings: Rings, order: NDArray[np.int64]
) -> tuple[int, F32, NDArray[np.int64], NDArray[np.int64]]:
    """Return how many parts there are, and vertices and offsets of rings and parts, features in an order."""
    feature, part = rings.feature_start.astype(np.int64), rings.part_start.astype(np.int64)
    part_order, _ = taken(np.arange(len(part) - 1), feature, order)
    ring_order, part_start = taken(np.arange(len(rings.ring_start) - 1), part, part_order)
    vertices, ring_start = taken(rings.rings, rings.ring_start.astype(np.int64), ring_order)
    return len(part_order), vertices, ring_start, part_start


def _highest(group: NDArray[np.int64], top: F64) -> NDArray[np.int64]:
    """Return the place of the highest of each group."""
    order = np.lexsort((-top, group))
    return order[np.unique(group[order], return_index=True)[1]]


def _largest(group: NDArray[np.int64], rings: Rings, order: NDArray[np.int64]) -> NDArray[np.int64]:
    return order[_highest(group, rings.area[order])]


def _columns(
    tags: list[dict[str, str]],
    heights: Uprights,
    highest: NDArray[np.int64],
    roofs: Column,
    largest: NDArray[np.int64],
) -> dict[str, Any]:
    kinds = column(tags, "building", "building:part")
    source, top = heights.source[highest], heights.top[highest]
    return {
        **names(tags),
        "use": np.array([USE.get(str(kind), "") for kind in kinds], dtype=np.str_),
        "building": kinds,
        "floors": heights.floors[highest].astype(np.float32),
        "roof": roofs[largest],
        "roof_shape": column(tags, "roof:shape"),
        "address": np.char.strip(
            np.char.add(np.char.add(column(tags, "addr:street"), " "), column(tags, "addr:housenumber"))
        ),
        "height_source": source,
        "height_sigma": sigma_of(top, source).astype(np.float32),
    }
