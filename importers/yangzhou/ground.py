"""The ground as one crackless mesh: land, streets, walks and plots, stone banks, beds of lake and canals.

Its edges are the edges of water, kerbs, walks and plots themselves. It does not know what stands on it.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from importers.yangzhou import areas, conforming, covers, crossings, figures, paths, relief, streets
from scene.geometry.delaunay import snapped
from scene.geometry.point_cells import nearest_distances, point_cells
from scene.materials import Material
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F32, F64, I32

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from scene.geometry.ground import GroundHeights

#: Points between the lines keep this far off theirs, metres.
FREE: Final = 2.0
#: Longest edge along a bank, metres.
BANK_STEP: Final = 14.0
#: Bank edges at bends are halved down to this, so that the wall below keeps its foot; metres.
SHORT_BANK: Final = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The mesh seen from above: `wet` faces lie in water, `wall` faces are its stone revetment."""

    points: F64
    faces: I32
    region: I32
    regions: covers.Regions
    wet: NDArray[np.bool_]
    wall: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class WallFoot:
    """Revetments: rows of their `bank` points, and `places` of the wall's foot in the water."""

    bank: NDArray[np.int32]
    places: F64


@cache
def ground() -> TriangleMesh:
    """Return the ground, with a material and a colour per face; features are the quarters."""
    flat = _plan()
    dry_point = np.zeros(len(flat.points), bool)
    dry_point[flat.faces[~flat.wet]] = True
    away = relief.distance_to_bank(flat.points)
    height = np.where(dry_point, relief.land_height(flat.points, away), relief.bed_height(away))
    vertices = np.column_stack([flat.points, height]).astype(np.float32)
    cover = covers.covers(flat.regions, flat.region)
    material = np.where(flat.wall, np.uint8(Material.STONE), cover.material)
    material = np.where(flat.wet & ~flat.wall, np.uint8(Material.EARTH), material)
    quarters = figures.quarters()
    return TriangleMesh(
        vertices,
        flat.faces,
        feature_of_face=cover.quarter,
        material_of_face=material,
        colour_of_face=covers.colours(material, cover.tint),
        columns={
            "id": np.array(list(quarters)),
            "name_zh": np.array([quarter.name.zh for quarter in quarters.values()]),
            "name_en": np.array([quarter.name.en for quarter in quarters.values()]),
            "height_cap_m": np.array([quarter.height_cap_m for quarter in quarters.values()]),
        },
    )


def ground_height(xy: F64) -> F32:
    """Return the height of the ground mesh.

    Parameters
    ----------
    xy : ndarray of float64, shape (n, 2)
        Local metres, within the mesh.

    Returns
    -------
    ndarray of float32, shape (n,)
        Local z, exactly on the triangles; the bed where there is water.
    """
    return _heights().heights(xy)


@cache
def _heights() -> "GroundHeights":
    from scene.geometry.ground import GroundHeights, TriangleSurface

    mesh = ground()
    return GroundHeights([TriangleSurface.of(mesh.vertices, mesh.faces)])


def reach() -> tuple[float, float, float, float]:
    """Return west, south, east, north of the ground, which runs on beyond the city; local metres."""
    west, south, east, north = figures.extent()
    apron = figures.levels().apron
    return (west - apron, south - apron, east + apron, north + apron)


def _plan() -> Plan:
    points, segments = conforming.noded(breaklines())
    points, segments = conforming.refined(points, segments, 70.0)
    points, segments, foot = _walled(points, segments)
    free = snapped(_grid_points())
    free = free[nearest_distances(point_cells(points), free, FREE) >= FREE]
    free = free[~conforming.intruders(points, segments, free)]
    everything = np.vstack([points, foot.places, free])
    faces, region, _ = conforming.triangulated(everything, segments)
    regions = covers.regions(everything, faces, region)
    wet = covers.within(areas.water_area(), regions.spot)[region]
    bank = np.zeros(len(everything), bool)
    bank[foot.bank] = True
    return Plan(everything, faces, region, regions, wet, wet & bank[faces].any(axis=1))


@cache
def breaklines() -> "list[BaseGeometry]":
    """Return every line that the mesh keeps: the plan of waters, ways, walks, plots and precincts."""
    from shapely import box, segmentize, union_all

    frame = box(*reach())
    inner = box(*figures.extent()).buffer(streets.BEYOND, join_style="mitre")
    water = areas.water_area()
    dry = water.buffer(1.2, quad_segs=2)
    ways = streets.surfaces()
    outlines: list[BaseGeometry] = [
        ways["main"].difference(dry),
        ways["footway"].intersection(inner).difference(dry),
        ways["street"].difference(dry),
        ways["lane"].difference(dry),
        paths.walked(),
        *(precinct.area.difference(dry) for precinct in areas.precincts().values()),
        *(crossing.embankment().difference(dry) for crossing in crossings.crossings()),
        *paths.fields(),
    ]
    ribs = union_all([line for way in crossings.crossings() for line in way.ribs()]).difference(dry)
    bank = segmentize(water.intersection(frame).boundary, BANK_STEP)
    return [
        bank,
        frame.boundary,
        inner.boundary,
        ribs,
        *(area.intersection(frame).boundary for area in outlines),
    ]


def _walled(points: F64, segments: I32) -> tuple[F64, I32, WallFoot]:
    """Add the foot of the revetment, and halve edges beside it until it keeps out of their circles."""
    segments, on_bank = _banks(points, segments)
    for _ in range(6):
        places = _foot_of_wall(points, segments[on_bank])
        split = conforming.entered(points, segments, places, SHORT_BANK)
        if not split.any():
            break
        rows = segments[split]
        number = len(points) + np.arange(len(rows), dtype=np.int32)
        points = np.vstack([points, snapped(0.5 * (points[rows[:, 0]] + points[rows[:, 1]]))])
        halves = [np.column_stack([rows[:, 0], number]), np.column_stack([number, rows[:, 1]])]
        segments = np.vstack([segments[~split], *halves])
        on_bank = np.concatenate([on_bank[~split], on_bank[split], on_bank[split]])
    bank = segments[on_bank]
    places = _foot_of_wall(points, bank)
    places = places[~conforming.intruders(points, segments, places)]
    return points, segments, WallFoot(np.unique(bank), places)


def _banks(points: F64, segments: I32) -> tuple[I32, NDArray[np.bool_]]:
    """Tell which segments have water on one side only, and turn these so that it lies on their left."""
    left, right = (_wet(points, segments, side) for side in (0.06, -0.06))
    return np.where((right & ~left)[:, None], segments[:, ::-1], segments), left != right


def _wet(points: F64, segments: I32, side: float) -> NDArray[np.bool_]:
    """Tell whether there is water `side` metres to the left of the middle of each segment."""
    from shapely import contains_xy, prepare

    water = areas.water_area()
    prepare(water)
    probe = 0.5 * (points[segments[:, 0]] + points[segments[:, 1]]) + side * _left(points, segments)
    return np.asarray(contains_xy(water, probe[:, 0], probe[:, 1]))


def _left(points: F64, segments: I32) -> F64:
    """Return the unit vector to the left of each segment."""
    along = points[segments[:, 1]] - points[segments[:, 0]]
    along = along / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    return np.column_stack([-along[:, 1], along[:, 0]])


def _foot_of_wall(points: F64, bank: I32) -> F64:
    """Return the foot of the revetment, in the water left of each point of the bank."""
    from shapely import contains_xy

    inward = _left(points, bank)
    normal = np.zeros_like(points)
    for end in (0, 1):
        np.add.at(normal, bank[:, end], inward)
    rows = np.unique(bank)
    length = np.maximum(np.hypot(*normal[rows].T), 0.5)
    # The sum of two unit normals shortens at a bend; the mitre is as much longer.
    mitre = normal[rows] / length[:, None] * np.minimum(2.0 / length, 1.5)[:, None]
    places = points[rows] + figures.levels().revetment * mitre
    return snapped(places[contains_xy(areas.water_area(), *places.T)])


def _grid_points() -> F64:
    """Return points between the lines: where hills, lawns and lake beds are not flat."""
    from shapely import contains_xy, prepare, union_all

    west, south, east, north = reach()
    coarse = _lattice((west, south, east, north), 180.0)
    hilly = _lattice((-3300.0, 2500.0, 700.0, 5000.0), 44.0)
    lift = relief.open_height(hilly) > 8.4
    park = _lattice((-1800.0, 650.0, 200.0, 3150.0), 23.0)
    area = union_all([areas.quarter_areas()[key] for key in ("lake_park", "song_jiacheng")])
    prepare(area)
    knoll = figures.levels().hills[-1]
    x, y = knoll.xy
    top = _lattice((x - 45.0, y - 45.0, x + 45.0, y + 45.0), 5.0)
    return np.vstack([top, park[contains_xy(area, *park.T)], hilly[lift], coarse])


def _lattice(box: tuple[float, float, float, float], step: float) -> F64:
    """Return a hexagonal lattice: rows half a step apart, so that triangles are even."""
    west, south, east, north = box
    rows = np.arange(south, north, step * 0.866)
    x = np.arange(west, east, step)
    grid = np.stack(np.broadcast_arrays(x[None, :], rows[:, None]), axis=-1).copy()
    grid[1::2, :, 0] += 0.5 * step
    points = grid.reshape(-1, 2)
    return np.asarray(points[points[:, 0] < east - 0.3 * step])
