"""Walks of the parks, plots of the fields: what is drawn on the ground between streets and water.

Centre lines and areas; it does not know heights or who walks there.
"""

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from importers.yangzhou import areas, figures, streets
from importers.yangzhou.strips import strips
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from shapely import LineString, Polygon
    from shapely.geometry.base import BaseGeometry

#: Distance of the lakeside walk behind the bank, metres.
SHORE_WALK: Final = 6.5
WALK_WIDTH: Final = 2.6
#: Quarters that are walked, not driven.
PARKS: Final = ("lake_park", "song_jiacheng", "shugang", "daming_temple")


def axis_of_wuting() -> tuple[F64, F64]:
    """Return the centre of the Wuting Bridge and the unit vector of its deck, to the north-north-west."""
    bearing = np.radians(figures.table("precincts")["quay"][0]["bearing"])
    return np.array(figures.places()["wuting_bridge"].xy), np.array([np.sin(bearing), np.cos(bearing)])


@cache
def walks() -> "tuple[LineString, ...]":
    """Return the centre lines of the parks' walks."""
    from shapely import LineString, Polygon, get_parts, union_all

    parks = union_all([areas.quarter_areas()[key] for key in PARKS])
    water = areas.water_area()
    shores = get_parts(water.buffer(SHORE_WALK, quad_segs=3).simplify(1.1).boundary)
    roomy = [shore for shore in shores if Polygon(shore).area > 4000.0]  # an islet is left to its trees
    lines: list[LineString] = [piece for shore in roomy for piece in get_parts(shore.intersection(parks))]
    lines += _composed()
    lines += _wandering(parks.difference(water.buffer(SHORE_WALK - 0.5, quad_segs=2)))
    return tuple(line for line in lines if line.geom_type == "LineString" and line.length > 12.0)


@cache
def walked() -> "BaseGeometry":
    """Return the paved area of all walks: not in water, not on streets."""
    from shapely import get_coordinates, union_all

    lines = [get_coordinates(line) for line in walks()]
    flat = union_all(strips(lines, np.full(len(lines), WALK_WIDTH), 14.0))
    ways = streets.surfaces()
    for closed in (areas.water_area().buffer(1.2, quad_segs=2), ways["main"], ways["street"], ways["lane"]):
        flat = flat.difference(closed)
    return flat


@cache
def fields() -> "tuple[Polygon, ...]":
    """Return plots of rape, wheat and bare earth in the countryside and on Shugang."""
    from shapely import MultiPolygon, affinity, box, contains_properly, get_parts, prepare, union_all

    plots: list[Polygon] = []
    for order, key in enumerate(("tang_zicheng", "north_west")):
        rng = np.random.default_rng([streets.SEED, 2000 + order])
        blocks = union_all(list(streets.blocks(key))).buffer(-2.0)
        west, south, east, north = blocks.bounds
        rows: list[Polygon] = []
        for y in np.arange(south, north, 96.0):
            x = west + rng.uniform(-60.0, 0.0)
            while x < east:
                wide = rng.uniform(34.0, 62.0)
                if rng.random() < 0.72:
                    rows.append(box(x, y, x + wide, y + 86.0))
                x += wide
        turned = get_parts(affinity.rotate(MultiPolygon(rows), 4.0, origin=(west, south)))
        prepare(blocks)
        plots += list(turned[contains_properly(blocks, turned)])
    return tuple(plots)


def _composed() -> "list[LineString]":
    """Return the walks drawn by hand: approaches of the Wuting Bridge and of the White Pagoda."""
    from shapely import LineString

    centre, north = axis_of_wuting()
    south_foot, north_foot = centre - 26.0 * north, centre + 29.0 * north
    pagoda = np.array(figures.places()["white_pagoda"].xy)
    from_pagoda = (
        [(23.0, 0.0), (60.0, 8.0), (101.0, 37.0)],
        [(-23.0, 0.0), (-56.0, 10.0), (-104.0, 24.0)],
        [(0.0, -26.0), (-4.0, -71.0)],
    )
    return [
        LineString([south_foot, south_foot - 9.0 * north, np.add(pagoda, (2.0, 26.0))]),
        LineString([north_foot, north_foot + 22.0 * north]),
        *(LineString(np.add(pagoda, way)) for way in from_pagoda),
    ]


def _wandering(land: "BaseGeometry") -> "list[LineString]":
    """Return a loose net of winding walks over the parks."""
    from shapely import get_parts

    rng = np.random.default_rng([streets.SEED, 3000])
    grain = streets.Grain(235.0, 260.0, 0.2, 26.0, WALK_WIDTH, "path")
    lines = streets.family(land.bounds, grain, rng)
    return [piece for line in lines for piece in get_parts(line.intersection(land)) if piece.length > 40.0]
