"""The trees of the city: willows and peaches on the shores, avenues, groves in the parks, woods on Shugang.

Says where each kind stands and how large it is; the shapes are the heritage modellers', the bans are in
:mod:`importers.yangzhou.planting`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from importers.yangzhou import areas, figures, planting, streets
from importers.yangzhou.ground import ground_height
from scene.messages import BilingualText
from scene.payloads import Buildings, Instances
from scene.payloads.arrays import F64


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of tree: names, heights from and to (m), width over height, and the maker of its shape."""

    name: BilingualText
    heights: tuple[float, float]
    slim: float
    maker: str


WILLOW, ROUND, TALL, PEACH, CONIFER = range(5)
KINDS: Final = (
    Kind(BilingualText("垂柳", "Willows"), (7.5, 11.0), 1.0, "willow"),
    Kind(BilingualText("阔叶树", "Broadleaf trees"), (6.0, 11.5), 0.95, "broadleaf"),
    Kind(BilingualText("高大乔木", "Tall trees"), (11.0, 17.0), 0.55, "tall_broadleaf"),
    Kind(BilingualText("桃花", "Peach in blossom"), (3.6, 5.4), 1.05, "peach"),
    Kind(BilingualText("松柏", "Conifers"), (8.0, 14.0), 0.5, "conifer"),
)
#: Quarters with trees in yards and courts: square metres for each, and the chance of each kind.
_YARDS: Final = {
    "ming_qing": (1700.0, (0.0, 0.72, 0.2, 0.08, 0.0)),
    "old_suburb": (1900.0, (0.03, 0.7, 0.2, 0.05, 0.02)),
    "slab_housing": (3600.0, (0.0, 0.7, 0.26, 0.03, 0.01)),
    "tower_district": (6500.0, (0.0, 0.7, 0.25, 0.03, 0.02)),
    "garden_suburb": (900.0, (0.06, 0.56, 0.22, 0.08, 0.08)),
    "village": (3200.0, (0.04, 0.5, 0.4, 0.04, 0.02)),
    "temple": (260.0, (0.0, 0.4, 0.3, 0.02, 0.28)),
}
#: Waters whose shores are planted as the poem says, one peach to three willows.
_LAKES: Final = ("slender_west_lake", "north_lake", "song_moat")


@dataclass(frozen=True, slots=True, eq=False)
class Stand:
    """Candidate trees: places, shape (n, 2), and their kind."""

    places: F64
    kind: NDArray[np.int64]


def candidates() -> Stand:
    """Return the trees that water, ways and views leave room for; houses are not asked."""
    stands = [_shores(), _canals(), _avenues(), _groves(), _woods(), _yards()]
    places = np.vstack([stand.places for stand in stands])
    kind = np.concatenate([stand.kind for stand in stands])
    free = planting.allowed(places)
    return Stand(places[free], kind[free])


def trees(wanted: Stand, houses: Sequence[Buildings]) -> list[tuple[Kind, Instances]]:
    """Return every kind with its places.

    Parameters
    ----------
    wanted : Stand
        From :func:`candidates`.
    houses : sequence of Buildings
        Footprints that no tree may stand in or against.
    """
    from importers.yangzhou.heritage import trees as shapes

    rows = np.flatnonzero(planting.off_houses(wanted.places, houses, 1.4))
    rows = rows[planting.apart(wanted.places[rows])]
    places, kind = wanted.places[rows], wanted.kind[rows]
    rng = np.random.default_rng([streets.SEED, 4000])
    size, heading = rng.random(len(places)), rng.uniform(0.0, 2.0 * np.pi, len(places))
    stretch, shade = rng.uniform(0.88, 1.12, len(places)), rng.integers(226, 256, (len(places), 3))
    foot = np.column_stack([places, ground_height(places) - 0.05])
    found = []
    for number, what in enumerate(KINDS):
        of_kind = np.flatnonzero(kind == number)
        mesh, outline = getattr(shapes, what.maker)()
        low, high = what.heights
        tall = low + (high - low) * size[of_kind]
        wide = tall * what.slim * stretch[of_kind]
        scale = np.column_stack([wide, wide, tall])
        copies = Instances(
            mesh,
            outline,
            foot[of_kind].astype(np.float32),
            heading[of_kind].astype(np.float32),
            scale.astype(np.float32),
            shade[of_kind].astype(np.uint8),
        )
        found.append((what, copies))
    return found


def _shores() -> Stand:
    """Plant the lake shores: willows 1 to 4 m behind the bank every 6.5 to 13 m, one in four a peach."""
    from shapely import get_parts, orient_polygons, union_all

    rng = np.random.default_rng([streets.SEED, 4001])
    lakes = union_all([areas.water_bodies()[key] for key in _LAKES])
    places, kinds = [], []
    for polygon in orient_polygons(get_parts(lakes)):
        for ring in (polygon.exterior, *polygon.interiors):
            at, outward = _walk_along(np.asarray(ring.coords), rng, 6.5, 13.0)
            peach = rng.random(len(at)) < 0.25
            back = np.where(peach, rng.uniform(2.4, 4.6, len(at)), rng.uniform(1.3, 4.0, len(at)))
            sides = at + outward * back[:, None]
            places.append(sides)
            kinds.append(np.where(peach, PEACH, WILLOW))
    return Stand(np.vstack(places), np.concatenate(kinds))


def _canals() -> Stand:
    """Plant the banks of canals and rivers: looser, willows among broadleaf trees."""
    from shapely import get_parts, orient_polygons

    rng = np.random.default_rng([streets.SEED, 4002])
    places, kinds = [], []
    for key, body in areas.water_bodies().items():
        if key in _LAKES:
            continue
        for polygon in orient_polygons(get_parts(body)):
            at, outward = _walk_along(np.asarray(polygon.exterior.coords), rng, 10.0, 26.0)
            places.append(at + outward * rng.uniform(1.6, 5.0, (len(at), 1)))
            kinds.append(rng.choice([WILLOW, ROUND, TALL, PEACH], len(at), p=[0.5, 0.34, 0.08, 0.08]))
    return Stand(np.vstack(places), np.concatenate(kinds))


def _avenues() -> Stand:
    """Plant both sides of main roads and wide streets, one kind to a road, with gaps as real avenues have."""
    rng = np.random.default_rng([streets.SEED, 4003])
    places, kinds = [], []
    for street in streets.streets():
        if street.kind == "lane":
            continue
        main = street.kind == "main"
        kind = rng.choice([ROUND, TALL], p=[0.7, 0.3])
        at, outward = _walk_along(street.line, rng, 14.0 if main else 50.0, 20.0 if main else 95.0)
        for side in (1.0, -1.0):
            kept = rng.random(len(at)) < (0.86 if main else 0.7)
            back = street.width / 2 + (2.2 if main else 1.6)
            places.append((at + side * outward * back)[kept])
            kinds.append(np.full(int(kept.sum()), kind))
    return Stand(np.vstack(places), np.concatenate(kinds))


def _groves() -> Stand:
    """Plant the parks in groves with meadows between them: a cluster has its own mixture of kinds."""
    rng = np.random.default_rng([streets.SEED, 4004])
    mixtures = ((0.0, 0.8, 0.12, 0.06, 0.02), (0.0, 0.25, 0.6, 0.05, 0.1), (0.1, 0.35, 0.1, 0.42, 0.03))
    places, kinds = [], []
    for key, room in (("lake_park", 5200.0), ("song_jiacheng", 7500.0), ("state_guesthouse", 6500.0)):
        area = areas.quarter_areas()[key]
        for centre in _scattered(area, rng, room):
            count = int(rng.integers(5, 24))
            spread = rng.uniform(6.0, 17.0)
            places.append(centre + rng.normal(0.0, spread, (count, 2)) * rng.uniform(0.6, 1.4, 2))
            kinds.append(rng.choice(5, count, p=mixtures[int(rng.integers(len(mixtures)))]))
        lone = _scattered(area, rng, 4200.0)
        places.append(lone)
        kinds.append(rng.choice(5, len(lone), p=(0.0, 0.68, 0.2, 0.12, 0.0)))
    return Stand(np.vstack(places), np.concatenate(kinds))


def _woods() -> Stand:
    """Plant the slopes of Shugang and Xiaojinshan: woods with clearings."""
    rng = np.random.default_rng([streets.SEED, 4005])
    places = _scattered(areas.quarter_areas()["shugang"], rng, 210.0)
    x, y = places.T
    thick = 0.5 + 0.5 * np.sin(x / 97.0 + 1.1 * np.sin(y / 71.0)) * np.cos(y / 83.0 + np.sin(x / 120.0))
    places = places[rng.random(len(places)) < 0.25 + 0.75 * thick]
    kinds = rng.choice(5, len(places), p=(0.0, 0.42, 0.24, 0.02, 0.32))
    x, y = figures.places()["xiaojinshan"].xy
    knoll = np.array([x, y]) + rng.normal(0.0, 17.0, (46, 2))
    return Stand(
        np.vstack([places, knoll]),
        np.concatenate([kinds, rng.choice(5, len(knoll), p=(0.1, 0.5, 0.25, 0.1, 0.05))]),
    )


def _yards() -> Stand:
    """Plant courts, yards and greens inside the building blocks."""
    rng = np.random.default_rng([streets.SEED, 4006])
    places, kinds = [], []
    for key, quarter in figures.quarters().items():
        if quarter.grammar not in _YARDS:
            continue
        room, chance = _YARDS[quarter.grammar]
        found = _scattered(areas.quarter_areas()[key], rng, room)
        places.append(found)
        kinds.append(rng.choice(5, len(found), p=chance))
    gardens = [p.area for p in areas.precincts().values() if p.cover == "garden"]
    for garden in gardens:
        found = _scattered(garden, rng, 95.0)
        places.append(found)
        kinds.append(rng.choice(5, len(found), p=(0.06, 0.6, 0.12, 0.16, 0.06)))
    return Stand(np.vstack(places), np.concatenate(kinds))


def _scattered(area: object, rng: Generator, room: float) -> F64:
    """Return random places in an area within the city, one to `room` square metres."""
    from shapely import box, contains_xy, prepare
    from shapely.geometry.base import BaseGeometry

    assert isinstance(area, BaseGeometry)
    inside = area.intersection(box(*figures.extent()))
    west, south, east, north = inside.bounds
    count = int((east - west) * (north - south) / room)
    places = np.column_stack([rng.uniform(west, east, count), rng.uniform(south, north, count)])
    prepare(inside)
    return np.asarray(places[contains_xy(inside, places[:, 0], places[:, 1])])


def _walk_along(line: F64, rng: Generator, least: float, most: float) -> tuple[F64, F64]:
    """Return places along a line at random steps, and the unit vector to its right, shape (n, 2) each.

    Shells of polygons run counter-clockwise and their holes clockwise, so that right is away from water.
    """
    step = np.diff(line, axis=0)
    length = np.hypot(step[:, 0], step[:, 1])
    run = np.concatenate([[0.0], np.cumsum(length)])
    count = int(run[-1] / least) + 1
    at = np.cumsum(rng.uniform(least, most, count))
    at = at[at < run[-1]]
    segment = np.clip(np.searchsorted(run, at, side="right") - 1, 0, len(length) - 1)
    share = ((at - run[segment]) / np.maximum(length[segment], 1e-9))[:, None]
    along = step[segment] / np.maximum(length[segment], 1e-9)[:, None]
    return line[segment] + step[segment] * share, np.column_stack([along[:, 1], -along[:, 0]])
