"""The Ming-Qing city: courtyard houses along the lanes, timber shops, low modern fronts, a few slabs.

It arranges lots and picks grammars; it does not know meshes.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from importers.yangzhou import areas, figures, streets
from importers.yangzhou.buildings.courts import Courts, Walls, courts
from importers.yangzhou.buildings.lots import Lots, cut, turned
from importers.yangzhou.buildings.massing import Masses
from importers.yangzhou.buildings.slabs import slabs
from importers.yangzhou.buildings.surroundings import far_from_lake
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

#: Streets whose houses are shops with timber fronts.
SHOP_STREETS: Final = ("dongguan_street", "guangling_road", "guoqing_road")
#: Share of the houses there that are shops; the others keep their walls and doors.
SHOPS: Final = 0.74
#: Lanes that are composed for walking, where half of the houses have stepped gables.
WALKED_LANES: Final = ("siwang_lane", "dongguan_street")
#: Blocks this close to the city's edge may hold slabs of the 1980s, metres.
_OUTER: Final = 240.0


@dataclass(frozen=True, slots=True, eq=False)
class Fronts:
    """Walls of houses on a street, one value a front.

    Parameters
    ----------
    start, stop : ndarray of float64, shape (n, 2)
        Ends of the wall at its foot, the street on the right hand, local metres.
    eaves : ndarray of float64, shape (n,)
        Above the ground, metres.
    shop : ndarray of bool
        Whether it is a timber shop front.
    lane : ndarray of str
        Road id of the composed lane it lies on, or empty.
    """

    start: F64
    stop: F64
    eaves: F64
    shop: NDArray[np.bool_]
    lane: NDArray[np.str_]


@dataclass(frozen=True, slots=True, eq=False)
class OldCity:
    """Houses, yard walls and street fronts of the Ming-Qing city."""

    houses: tuple[Masses, ...]
    walls: Walls
    fronts: Fronts


@cache
def old_city() -> OldCity:
    """Return the Ming-Qing city."""
    rng = np.random.default_rng([streets.SEED, 5000])
    blocks = list(streets.blocks("ming_qing"))
    modern = _outer_blocks(blocks, rng)
    lived_in = [block for block, taken in zip(blocks, modern, strict=True) if not taken]
    lots = cut(
        lived_in,
        rng,
        width=(11.5, 17.0),
        depth=23.0,
        setback=(0.0, 0.42),
        alley=(1.2, 1.9),
        alley_share=0.24,
        along=_walked_lanes(),
    )
    near = _near_lanes(lots)
    built = courts(lots, rng, horse_heads=0.04, composed=near != "")
    houses, fronts = _faced(lots, built, near, rng)
    slab_blocks = [block for block, taken in zip(blocks, modern, strict=True) if taken]
    new = slabs(slab_blocks, rng, floors=(4, 6), cap=figures.quarters()["ming_qing"].height_cap_m)
    return OldCity((houses, *new), built.walls, fronts)


@cache
def _walked_lanes() -> "BaseGeometry":
    """Return the centre lines of the composed lanes."""
    from shapely import LineString, union_all

    lanes = union_all([LineString(figures.roads()[key].line) for key in WALKED_LANES])
    # As wide as the lanes, so that distances are measured from their kerbs.
    return lanes.buffer(1.5, cap_style="flat")


def _outer_blocks(blocks: "list[Polygon]", rng: np.random.Generator) -> NDArray[np.bool_]:
    """Pick the blocks that were rebuilt: large, near the edge, far from the lake and the walked lanes."""
    city = areas.quarter_areas()["ming_qing"]
    lanes = _walked_lanes()
    dice = rng.random(len(blocks))
    return np.array(
        [
            block.area > 7000.0
            and block.centroid.distance(city.boundary) < _OUTER
            and block.distance(lanes) > 130.0
            and far_from_lake(block)
            and chance < 0.3
            for block, chance in zip(blocks, dice, strict=True)
        ]
    )


def _near_lanes(lots: Lots) -> NDArray[np.str_]:
    """Return the composed lane within one lot's depth of each lot, or empty."""
    from shapely import LineString, distance, points

    middle = turned(
        np.column_stack([lots.west + 0.5 * lots.width, lots.south + 0.5 * lots.depth]), lots.angle
    )
    near = np.full(len(lots), "", dtype="U24")
    for key in WALKED_LANES:
        close = distance(points(middle), LineString(figures.roads()[key].line)) < 0.5 * lots.depth + 5.0
        near[close] = key
    return near


def _faced(
    lots: Lots, built: Courts, near: NDArray[np.str_], rng: np.random.Generator
) -> tuple[Masses, Fronts]:
    """Give the houses on streets their fronts: shops on shop streets, low modern fronts on main roads."""
    houses, lot = built.houses, built.lot_of_house
    hall = np.arange(len(houses)) < len(lots)
    width = np.linalg.norm(houses.corners[:, 1] - houses.corners[:, 0], axis=1)
    whole = width > 0.8 * lots.width[lot]  # halls span their lot, wings do not
    south = lots.first[lot] & whole & ~hall
    north = lots.last[lot] & hall
    rows = np.concatenate([np.flatnonzero(south), np.flatnonzero(north)])
    facing_north = np.concatenate([np.zeros(south.sum(), bool), np.ones(north.sum(), bool)])
    corners = houses.corners[rows]
    start = np.where(facing_north[:, None], corners[:, 2], corners[:, 0])
    stop = np.where(facing_north[:, None], corners[:, 3], corners[:, 1])
    met = _on_street(start, stop)
    rows, start, stop = rows[met], start[met], stop[met]
    shop = _along(SHOP_STREETS, 0.5 * (start + stop), 6.5) & (rng.random(len(rows)) < SHOPS)
    lane = near[lot[rows]]
    changed = _as_shops(_raised(houses, rows[lane != ""], rng), rows[shop], rng)
    return changed, Fronts(start, stop, changed.eaves[rows], shop, lane)


def _on_street(start: F64, stop: F64) -> NDArray[np.bool_]:
    """Tell which fronts have a street or lane before them, not a neighbour or a cut through a block."""
    from shapely import LineString, STRtree, points

    step = stop - start
    out = np.column_stack([step[:, 1], -step[:, 0]]) / np.hypot(step[:, 0], step[:, 1])[:, None]
    known = streets.streets()
    tree = STRtree([LineString(street.line) for street in known])
    width = np.array([street.width for street in known])
    spots = points(0.5 * (start + stop) + out)
    front, way = tree.query(spots, predicate="dwithin", distance=0.5 * width.max() + 5.0)
    away = np.array([spots[f].distance(tree.geometries[w]) for f, w in zip(front, way, strict=True)])
    met = np.zeros(len(start), bool)
    met[front[away < 0.5 * width[way] + 4.5]] = True
    return met


def _raised(houses: Masses, rows: NDArray[np.int64], rng: np.random.Generator) -> Masses:
    """Return the houses with some of them high enough for a canopy over the door."""
    values = {name: getattr(houses, name).copy() for name in Masses.__slots__}
    lift = np.maximum(0.0, rng.uniform(3.45, 4.15, len(rows)) - houses.eaves[rows])
    values["eaves"][rows] += lift
    values["top"][rows] += lift
    values["overhang"][rows] = rng.uniform(0.62, 0.72, len(rows))  # rafters to look up to
    return Masses(**values)


def _along(keys: tuple[str, ...], spots: F64, reach: float) -> NDArray[np.bool_]:
    """Tell which spots lie within `reach` metres of the kerb of some roads."""
    from shapely import LineString, distance, points

    found = np.zeros(len(spots), bool)
    for key in keys:
        road = figures.roads()[key]
        found |= distance(points(spots), LineString(road.line)) < 0.5 * road.width_m + reach
    return found


def _as_shops(houses: Masses, rows: NDArray[np.int64], rng: np.random.Generator) -> Masses:
    """Return the houses with some of them as timber shops, most with an upper floor."""
    upper = rng.random(len(rows)) < 0.72
    depth = np.linalg.norm(houses.corners[rows, 3] - houses.corners[rows, 0], axis=1)
    values = {name: getattr(houses, name).copy() for name in Masses.__slots__}
    values["eaves"][rows] = np.where(
        upper, rng.uniform(5.4, 6.1, len(rows)), rng.uniform(3.3, 3.7, len(rows))
    )
    values["top"][rows] = values["eaves"][rows] + 0.3 * depth + 0.35
    values["floors"][rows] = np.where(upper, 2, 1)
    values["use"] = values["use"].astype("U16")
    values["use"][rows] = "shop"
    values["roof"][rows] = "gabled"
    values["overhang"][rows] = rng.uniform(0.6, 0.8, len(rows))
    return Masses(**values)
