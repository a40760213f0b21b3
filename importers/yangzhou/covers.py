"""What the ground is covered with: stone in streets, slabs in lanes, lawns, plots, courts.

One answer a region of the mesh, since regions are what kerbs and plots enclose. It does not know heights.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from importers.yangzhou import areas, crossings, figures, paths, streets
from scene.materials import COLOUR, Material
from scene.payloads.arrays import F64, I32, U8

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: A region larger than this is no block with a yard, square metres.
OPEN_COUNTRY: Final = 90_000.0
#: Open ground inside the blocks of a grammar, and the share of blocks that have it; the rest is grass.
_YARDS: Final = {
    "ming_qing": (Material.PAVING, 1.0),
    "old_suburb": (Material.PAVING, 0.75),
    "slab_housing": (Material.PAVING, 0.35),
    "tower_district": (Material.PAVING, 0.3),
    "village": (Material.EARTH, 0.25),
    "temple": (Material.EARTH, 0.3),
}
#: Tints of plots in April: rape in flower, young wheat, ploughed earth, vegetables.
_PLOTS: Final = (
    (0xD6, 0xC8, 0x74),
    (0x94, 0xA6, 0x72),
    (0xA8, 0xB2, 0x84),
    (0xB5, 0xA8, 0x8E),
    (0x86, 0x9A, 0x70),
)


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """One value a face: material, tint (sRGB, or zeros for the material's own) and row of the quarter."""

    material: U8
    tint: U8
    quarter: I32


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """One row a region of the mesh: a `spot` well inside it, shape (n, 2), and its `area`, square metres."""

    spot: F64
    area: F64


def regions(points: F64, faces: I32, region: I32) -> Regions:
    """Return the area of each region, and the middle of its fattest face.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
    faces : ndarray of int32, shape (m, 3)
    region : ndarray of int32, shape (m,)
        From :func:`importers.yangzhou.conforming.triangulated`.
    """
    corners = points[faces]
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    twice = np.abs(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0])
    third = second - first
    longest = np.sqrt(np.max([(edge * edge).sum(axis=1) for edge in (first, second, third)], axis=0))
    order = np.argsort(twice / np.maximum(longest, 1e-9), kind="stable")
    fattest = np.zeros(region.max() + 1, np.int64)
    fattest[region[order]] = order  # of several faces of a region the last one stays
    area = np.asarray(np.bincount(region, 0.5 * twice), dtype=np.float64)
    return Regions(corners[fattest].mean(axis=1), area)


def covers(regions: Regions, region: I32) -> Cover:
    """Return what covers each face of the ground, of which `region` tells the region, shape (m,)."""
    from shapely import box

    spot = regions.spot
    count = len(spot)
    wide = regions.area > OPEN_COUNTRY
    quarter = _quarter_of(spot)
    material = np.full(count, np.uint8(Material.GRASS))
    tint = np.zeros((count, 3), np.uint8)
    chance = _chance(spot)
    for row, info in enumerate(figures.quarters().values()):
        if info.grammar in _YARDS:
            yard, share = _YARDS[info.grammar]
            material[(quarter == row) & (chance < share) & ~wide] = yard
    material[~within(box(*figures.extent()).buffer(streets.BEYOND), spot)] = np.uint8(Material.GRASS)
    for crossing in crossings.crossings():
        material[within(crossing.embankment(), spot)] = np.uint8(Material.GRASS)
    sown, plot = _plots(spot)
    material[sown] = np.uint8(Material.GRASS)
    tint[sown] = np.array(_PLOTS, np.uint8)[(plot * 7 + plot // 3) % len(_PLOTS)]
    for precinct in areas.precincts().values():
        paved = {"paving": Material.PAVING, "garden": Material.GRASS, "earth": Material.EARTH}[precinct.cover]
        material[within(precinct.area, spot)] = paved
    ways = streets.surfaces()
    for area, what in (
        (paths.walked(), Material.PAVING),
        (ways["footway"], Material.PAVING),
        (ways["lane"], Material.LANE),
        (ways["street"], Material.ROAD),
        (ways["main"], Material.ROAD),
    ):
        inside = within(area, spot)
        material[inside] = what
        tint[inside] = 0
    return Cover(material[region], tint[region], quarter[region].astype(np.int32))


def colours(material: U8, tint: U8) -> U8:
    """Return the colour of each face: its tint if it has one, else its material's."""
    table = np.zeros((256, 3), np.uint8)
    for what, colour in COLOUR.items():
        table[what] = colour
    return np.where(tint.any(axis=1, keepdims=True), tint, table[material])


def within(area: "BaseGeometry", spot: F64) -> NDArray[np.bool_]:
    """Tell which spots lie in an area."""
    from shapely import contains_xy, prepare

    prepare(area)
    return np.asarray(contains_xy(area, spot[:, 0], spot[:, 1]))


def _plots(spot: F64) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of the spots that lie in fields, and the number of the plot of each."""
    from shapely import STRtree, points

    plot, inside = STRtree(points(spot)).query(np.array(paths.fields()), predicate="contains")
    return inside, plot


def _quarter_of(spot: F64) -> NDArray[np.int64]:
    quarter = np.full(len(spot), len(figures.quarters()) - 1)
    for row, area in reversed(list(enumerate(areas.quarter_areas().values()))):
        quarter[within(area, spot)] = row
    return quarter


def _chance(spot: F64) -> F64:
    """Return a fixed number from 0 to 1 for each place."""
    cell = np.round(spot).astype(np.int64)
    mixed = (cell[:, 0] * 73_856_093) ^ (cell[:, 1] * 19_349_663)
    return np.asarray((mixed % 1009) / 1009.0)
