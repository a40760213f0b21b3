"""Streets and lanes: the named roads, and the invented ones between them in the grain of each quarter.

Centre lines, widths and the areas they pave; it does not know kerbs, traffic or the third dimension.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.random import Generator

from importers.yangzhou import areas, figures
from importers.yangzhou.strips import strips
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from shapely import LineString, MultiPolygon, STRtree
    from shapely.geometry.base import BaseGeometry

SEED: Final = 1757  # the year of the Wuting Bridge
#: Width of the stone-paved footways along main roads, metres.
FOOTWAY: Final = 3.5
#: Invented streets run on beyond the city's extent by this, so that its edge is not a cut; metres.
BEYOND: Final = 160.0
#: Blocks of less land than this are none, square metres.
SMALLEST: Final = 150.0


@dataclass(frozen=True, slots=True, eq=False)
class Street:
    """A street: `road` is the id of the named road it is, or empty; `kind` is main, street, lane or path."""

    line: F64
    width: float
    kind: str
    road: str


@dataclass(frozen=True, slots=True)
class Grain:
    """How a quarter is cut up: spacing, turn, unrest and width of two families of lines; metres, radians."""

    across: float
    along: float
    turn: float
    unrest: float
    width: float
    kind: str


#: By quarter; parks, hills and temples have none, the old city is cut by its own lanes.
GRAINS: Final = {
    "lake_west": Grain(170.0, 240.0, 0.06, 16.0, 6.0, "lane"),
    "state_guesthouse": Grain(190.0, 260.0, -0.03, 20.0, 6.0, "lane"),
    "north_suburb": Grain(105.0, 150.0, 0.04, 7.0, 7.0, "lane"),
    "south_suburb": Grain(105.0, 140.0, -0.02, 7.0, 7.0, "lane"),
    "east_suburb": Grain(120.0, 120.0, 0.05, 6.0, 7.0, "lane"),
    "inner_west": Grain(170.0, 210.0, 0.04, 4.0, 12.0, "street"),
    "inner_south": Grain(180.0, 220.0, 0.01, 4.0, 12.0, "street"),
    "inner_east": Grain(180.0, 210.0, 0.05, 4.0, 12.0, "street"),
    "inner_north": Grain(170.0, 200.0, 0.03, 4.0, 12.0, "street"),
    "new_west": Grain(230.0, 280.0, 0.02, 0.0, 14.0, "street"),
    "new_south": Grain(230.0, 280.0, 0.0, 0.0, 14.0, "street"),
    "new_east": Grain(230.0, 280.0, -0.04, 0.0, 14.0, "street"),
    "north_east": Grain(220.0, 260.0, -0.02, 0.0, 14.0, "street"),
    "tang_zicheng": Grain(260.0, 330.0, 0.05, 22.0, 5.0, "lane"),
    "north_west": Grain(300.0, 360.0, -0.08, 26.0, 6.0, "lane"),
}


@cache
def streets() -> tuple[Street, ...]:
    """Return all streets, the named first."""
    from shapely import LineString, union_all

    named = [Street(road.line, road.width_m, road.kind, road.id) for road in figures.roads().values()]
    mains = union_all([LineString(street.line) for street in named if street.kind != "lane"])
    generated = [street for order, key in enumerate(GRAINS) for street in _grid(key, order, mains)]
    return (*named, *generated, *_old_city_lanes(named))


@cache
def surfaces() -> dict[str, "BaseGeometry"]:
    """Return the areas of ``main``, ``street``, ``lane`` and ``footway``; wider ways win, waters are kept."""
    ring, island = areas.roundabout()
    by_kind = {
        "main": [*_strips_of("main"), ring],
        "street": _strips_of("street"),
        "lane": _strips_of("lane"),
        "footway": [*_strips_of("main", 2.0 * FOOTWAY), ring.buffer(FOOTWAY)],
    }
    whole = {kind: _joined(parts) for kind, parts in by_kind.items()}
    main = whole["main"].difference(island).difference(areas.precincts()["stone_pagoda"].area)
    street_area = whole["street"].difference(main)
    lane, footway = (whole[kind].difference(main).difference(street_area) for kind in ("lane", "footway"))
    lane = lane.difference(areas.precincts()["siwang_pavilion"].area)
    return {"main": main, "street": street_area, "lane": lane, "footway": footway}


def _joined(parts: "list[BaseGeometry]") -> "BaseGeometry":
    """Return the union of many areas, of which most lie apart."""
    from shapely import disjoint_subset_union_all

    return disjoint_subset_union_all(np.array(parts))


def _strips_of(kind: str, wider: float = 0.0) -> "list[BaseGeometry]":
    """Return the surface of each way of a kind, `wider` metres wider than it is."""
    ways = [way for way in streets() if way.kind == kind]
    return strips([way.line for way in ways], np.array([way.width + wider for way in ways]))


@cache
def paved() -> "BaseGeometry":
    """Return all street surfaces as one area."""
    from shapely import union_all

    ways = surfaces()
    return union_all([ways["main"], ways["street"], ways["lane"]])


@cache
def blocks(quarter: str) -> "tuple[MultiPolygon, ...]":
    """Return the blocks of a quarter: land that is no street, water, bank walk or precinct.

    Parameters
    ----------
    quarter : str
        Id in :func:`importers.yangzhou.figures.quarters`.

    Returns
    -------
    tuple of shapely.Polygon
        Larger than 150 m², within the city's extent, ordered from south-west to north-east.
    """
    from shapely import area, centroid, get_coordinates, get_parts, intersection, set_precision

    tree, quarter_area = _open_land(), areas.quarter_areas()[quarter]
    whole = tree.query(quarter_area, predicate="contains_properly")
    cut = np.setdiff1d(tree.query(quarter_area, predicate="intersects"), whole)
    pieces = [tree.geometries[whole], get_parts(intersection(tree.geometries[cut], quarter_area))]
    land = np.concatenate(pieces)
    parts = get_parts(set_precision(land[area(land) > SMALLEST], 0.01))
    parts = parts[area(parts) > SMALLEST]
    x, y = get_coordinates(centroid(parts)).T
    return tuple(parts[np.lexsort((y, x, np.round(y / 40.0)))])


@cache
def _open_land() -> "STRtree":
    """Return the land between streets with footways, waters with bank walks, and precincts, piece by piece.

    One after the other is taken away: to join them first would take longer than all the rest.
    """
    from shapely import STRtree, box, get_parts, union_all

    ways = surfaces()
    land = box(*figures.extent())
    for closed in (
        areas.water_area().buffer(7.0, quad_segs=2),
        ways["main"].buffer(4.0, join_style="mitre"),
        ways["street"].buffer(2.5, join_style="mitre"),
        ways["lane"],
        union_all([precinct.area for precinct in areas.precincts().values()]),
    ):
        land = land.difference(closed)
    return STRtree(get_parts(land))


def _grid(key: str, order: int, mains: "BaseGeometry") -> list[Street]:
    """Return the invented streets of one quarter, which run on to the `mains`."""
    from shapely import box, union_all

    grain = GRAINS[key]
    rng = np.random.default_rng([SEED, order])
    area = areas.quarter_areas()[key].intersection(box(*figures.extent()).buffer(BEYOND, join_style="mitre"))
    near = mains.intersection(area.envelope.buffer(grain.across))
    open_land = area.difference(union_all([_banks(), near.buffer(0.3 * grain.across, quad_segs=2)]))
    pieces = _pieces(family(area.bounds, grain, rng), open_land, 0.35 * grain.across)
    reaching = _reaching(pieces, near, 0.45 * grain.across)
    return [Street(line, grain.width, grain.kind, "") for line in reaching]


def _pieces(lines: "Sequence[LineString]", land: "BaseGeometry", least: float) -> list[F64]:
    """Return what lies on some land of each line in turn, pieces up to `least` metres left out."""
    from shapely import get_coordinates, get_parts, get_type_id, intersection, length

    parts = get_parts(intersection(np.array(lines), land))
    return [get_coordinates(part) for part in parts[(get_type_id(parts) == 1) & (length(parts) > least)]]


@cache
def _banks() -> "BaseGeometry":
    """Return the waters with the strip of land that invented streets keep off."""
    return areas.water_area().buffer(14.0, quad_segs=2)


def family(bounds: tuple[float, float, float, float], grain: Grain, rng: Generator) -> "list[LineString]":
    """Return two families of nearly parallel lines over a box."""
    from shapely import MultiLineString, affinity, get_parts

    west, south, east, north = bounds
    centre = ((west + east) / 2, (south + north) / 2)
    reach = 0.6 * float(np.hypot(east - west, north - south))
    lines = []
    for spacing, upright in ((grain.across, False), (grain.along, True)):
        offsets = np.arange(-reach, reach, spacing)
        offsets = offsets + rng.uniform(-0.14, 0.14, len(offsets)) * spacing
        phase = rng.uniform(0.0, 2.0 * np.pi, len(offsets))
        step = 24.0 if grain.unrest else 2.0 * reach
        run = np.arange(-reach, reach + step, step)
        for offset, start in zip(offsets, phase, strict=True):
            wave = grain.unrest * (np.sin(run / 130.0 + start) + 0.5 * np.sin(run / 57.0 + 2.3 * start))
            side = offset + wave
            lines.append(np.column_stack([side, run] if upright else [run, side]) + centre)
    turned = affinity.rotate(MultiLineString(lines), grain.turn, origin=centre, use_radians=True)
    return list(get_parts(turned))


def _reaching(lines: list[F64], mains: "BaseGeometry", reach: float) -> list[F64]:
    """Run both ends of streets on until they meet a main road, if one lies within `reach` and no water."""
    from shapely import get_coordinates, intersection, intersects, linestrings

    tip = np.array([end for line in lines for end in (line[0], line[-1])])
    step = tip - [inner for line in lines for inner in (line[1], line[-2])]
    step = step / np.maximum(np.hypot(*step.T), 1e-9)[:, None]
    run_on = linestrings(np.stack([tip, tip + step * reach], axis=1))
    dry = np.flatnonzero(~intersects(areas.water_area(), run_on))
    met, row = get_coordinates(intersection(run_on[dry], mains), return_index=True)
    order = np.lexsort((np.hypot(*(met - tip[dry[row]]).T), row))
    nearest = order[np.diff(row[order], prepend=-1) > 0]
    extra = dict(zip(dry[row[nearest]].tolist(), met[nearest, None], strict=True))
    none = np.empty((0, 2))
    return [
        np.vstack([extra.get(2 * k, none), line, extra.get(2 * k + 1, none)]) for k, line in enumerate(lines)
    ]


def _old_city_lanes(named: list[Street]) -> list[Street]:
    """Return the lanes of the Ming-Qing city: long E-W lanes, and N-S lanes that shift from row to row."""
    from shapely import LineString, union_all

    rng = np.random.default_rng([SEED, 1000])
    area = areas.quarter_areas()["ming_qing"]
    quiet = [LineString(s.line).buffer(30.0, cap_style="flat") for s in named]
    precinct = union_all([p.area.buffer(1.0) for p in areas.precincts().values()])
    open_land = area.difference(union_all([areas.water_area().buffer(9.0, quad_segs=2), precinct]))
    ways = union_all([LineString(s.line) for s in named])
    west, south, east, north = area.bounds
    run = np.arange(west - 10.0, east + 30.0, 22.0)
    levels = _stepped(rng, south + 30.0, north, 54.0, 88.0)
    rows = [
        level
        + 6.0 * np.sin(run / 170.0 + rng.uniform(0, 6.3))
        + 2.2 * np.sin(run / 61.0 + rng.uniform(0, 6.3))
        for level in levels
    ]
    lines = [LineString(np.column_stack([run, row])) for row in rows]
    free = open_land.difference(union_all(quiet))
    found = [
        Street(line, float(rng.uniform(2.6, 3.6)), "lane", "")
        for line in _reaching(_pieces(lines, free, 45.0), ways, 40.0)
    ]
    across = _pieces(_cross_lanes(rng, run, rows, west, east), open_land, 25.0)
    return found + [Street(line, float(rng.uniform(2.4, 3.4)), "lane", "") for line in across]


def _cross_lanes(rng: Generator, run: F64, rows: list[F64], west: float, east: float) -> "list[LineString]":
    """Return N-S lanes between neighbouring E-W lanes; at each of them a lane goes on, shifts, or stops."""
    from shapely import LineString

    lines = []
    places = _stepped(rng, west, east, 78.0, 135.0)
    for lower, upper in pairwise(rows):
        shifted = rng.random(len(places)) < 0.38
        places = np.where(shifted, places + rng.uniform(-34.0, 34.0, len(places)), places)
        places = places + rng.uniform(-1.5, 1.5, len(places))
        kept = np.sort(places[rng.random(len(places)) < 0.93])
        kept = kept[np.concatenate([[True], np.diff(kept) > 34.0])]
        lean = rng.uniform(-3.0, 3.0, len(kept))
        foot, head = np.interp(kept, run, lower), np.interp(kept + lean, run, upper)
        lines += [LineString([(x, a), (x + d, b)]) for x, d, a, b in zip(kept, lean, foot, head, strict=True)]
    return lines


def _stepped(rng: Generator, start: float, stop: float, least: float, most: float) -> F64:
    """Return values from `start` to `stop` with random steps."""
    steps = rng.uniform(least, most, int((stop - start) / least) + 1)
    values = start + np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray(values[values < stop])
