"""Low building outside the walls: villages, villas by the lake, rows of the suburbs, halls in the parks.

It does not know which quarter it is in.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator

from importers.yangzhou import figures
from importers.yangzhou.buildings.lots import Lots, cut
from importers.yangzhou.buildings.massing import Masses, masses, rectangles

if TYPE_CHECKING:
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry


def villages(blocks: "list[Polygon]", rng: Generator, *, fields: "BaseGeometry") -> list[Masses]:
    """Set farmhouses of two floors along the lanes, and leave the fields free."""
    from shapely import disjoint, polygons, prepare

    lots = cut(
        blocks,
        rng,
        width=(13.0, 18.0),
        depth=22.0,
        setback=(2.0, 6.0),
        alley=(2.0, 9.0),
        alley_share=0.3,
        largest=np.inf,
    )
    houses = _houses(lots, rng, depth=(8.0, 9.6), fill=0.72, storeys=(2, 3), material="lime", share=0.32)
    prepare(fields)
    return [houses.take(disjoint(fields, polygons(houses.corners)))]


def villas(blocks: "list[Polygon]", rng: Generator, *, cap: float) -> list[Masses]:
    """Set white houses with grey roofs among gardens."""
    lots = cut(blocks, rng, width=(22.0, 32.0), depth=30.0, setback=(3.0, 7.0), largest=np.inf)
    return [
        _houses(
            lots,
            rng,
            depth=(8.5, 11.0),
            fill=0.52,
            storeys=(1, 3 if cap > 9.0 else 2),
            material="lime",
            share=0.66,
        )
    ]


def rows(blocks: "list[Polygon]", rng: Generator) -> list[Masses]:
    """Set terraces of one to three floors, close together, as the suburbs grew before the slabs."""
    lots = cut(
        blocks, rng, width=(11.0, 17.0), depth=16.5, setback=(0.5, 2.0), alley=(1.5, 4.0), alley_share=0.2
    )
    return [_houses(lots, rng, depth=(7.4, 9.4), fill=0.97, storeys=(1, 4), material="", share=0.92)]


def _houses(
    lots: Lots,
    rng: Generator,
    *,
    depth: tuple[float, float],
    fill: float,
    storeys: tuple[int, int],
    material: str,
    share: float,
) -> Masses:
    """Set one house on some of the lots, at the back of each, its ridge east and west."""
    lots = lots.take((rng.random(len(lots)) < share) & (lots.depth > depth[1] + 1.0))
    n = len(lots)
    wide = lots.width * np.clip(rng.normal(fill, 0.06, n), 0.5, 0.99)
    deep = rng.uniform(*depth, n)
    west = lots.west + rng.uniform(0.2, 0.8, n) * (lots.width - wide)
    south = lots.south + lots.depth - deep - rng.uniform(0.03, 0.2, n) * (lots.depth - deep)
    floors = rng.integers(*storeys, n)
    walls = np.where(rng.random(n) < 0.3, "brick", "lime") if not material else np.full(n, material)
    return masses(
        rectangles(west, south, wide, deep, lots.angle, rng.uniform(-0.006, 0.006, n)),
        eaves=3.1 * floors + 0.3,
        rise=0.27 * deep + 0.25,
        floors=floors,
        roof=np.where(rng.random(n) < 0.1, "hipped", "gabled"),
        material=walls,
        roof_material="tile",
        overhang=rng.uniform(0.35, 0.55, n),
    )


def pavilions(blocks: "list[Polygon]", rng: Generator, *, count: int, apart: float = 70.0) -> list[Masses]:
    """Set a few halls and pavilions with curved roofs in a park, away from the known monuments.

    Parameters
    ----------
    blocks : list of shapely.Polygon
        Open land of the park.
    rng : Generator
    count : int
        How many, if they find room.
    apart : float
        Least distance from each other and from every named place, metres.
    """
    from shapely import MultiPolygon, contains_xy, prepare

    land = MultiPolygon([block for block in blocks if block.area > 2500.0]).buffer(-14.0)
    prepare(land)
    taken = [np.array(place.xy) for place in figures.places().values()]
    spots: list[np.ndarray] = []
    west, south, east, north = land.bounds
    for spot in rng.uniform((west, south), (east, north), (4000, 2)):
        if len(spots) == count:
            break
        if contains_xy(land, *spot) and min(np.hypot(*(spot - other)) for other in (*taken, *spots)) > apart:
            spots.append(spot)
    n = len(spots)
    if not n:
        return []
    square = rng.random(n) < 0.4
    wide = np.where(square, rng.uniform(4.2, 6.0, n), rng.uniform(10.0, 15.0, n))
    deep = np.where(square, wide, rng.uniform(6.8, 8.4, n))
    at = np.array(spots)
    return [
        masses(
            rectangles(
                at[:, 0] - wide / 2, at[:, 1] - deep / 2, wide, deep, np.zeros(n), rng.uniform(-0.5, 0.5, n)
            ),
            eaves=np.where(square, 3.2, 3.9),
            rise=np.where(square, 2.6, 3.1),
            roof=np.where(square, "pyramidal", "xieshan"),
            material=np.where(square, "red", "lime"),
            roof_material="tile",
            overhang=np.where(square, 0.9, 1.1),
            use="garden",
        )
    ]
