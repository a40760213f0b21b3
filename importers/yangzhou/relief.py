"""The height of bare land as a smooth function of place: plain, hills, banks, and ramps up to bridges.

The ground mesh takes the heights of its vertices from here. It does not know the mesh.
"""

from collections.abc import Callable
from functools import cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from importers.yangzhou import areas, crossings, figures
from scene.geometry.point_cells import PointCells, nearest_distances, point_cells
from scene.payloads.arrays import F64

#: Heights of the ground, shape (n,), at places of shape (n, 2), local metres.
GroundHeight: TypeAlias = Callable[[F64], NDArray[np.floating]]

#: Banks are felt no farther than this, metres.
FAR: Final = 140.0
#: A hill of smaller radius is heaped up by hand and may rise straight from the bank, metres.
KNOLL: Final = 100.0


def land_height(xy: F64, to_water: F64) -> F64:
    """Return the height of land.

    Parameters
    ----------
    xy : ndarray of float64, shape (n, 2)
        Local metres.
    to_water : ndarray of float64, shape (n,)
        Distance to the nearest bank, metres (:func:`distance_to_bank`).

    Returns
    -------
    ndarray of float64, shape (n,)
        Local z; at a bank the top of its revetment, unless a bridge's ramp lifts it.
    """
    level = figures.levels()
    inland = open_height(xy)
    above = inland - level.bank
    # A hill falls to the bank at about one in five, a plain within a few steps.
    t = np.clip(to_water / (14.0 + 5.0 * np.abs(above)), 0.0, 1.0)
    height = level.bank + above * t * t * (3.0 - 2.0 * t)
    for hill in level.hills:
        if hill.radius_m < KNOLL:
            height = height + _dome(hill, xy) * np.clip((to_water - 1.0) / 6.0, 0.0, 1.0)
    return np.asarray(np.maximum(height, _ramps(xy, height)))


def open_height(xy: F64) -> F64:
    """Return the height of land as if there were no water: plain, hills, and a gentle unrest."""
    level = figures.levels()
    x, y = xy[:, 0], xy[:, 1]
    centre_x, centre_y = figures.places()["wenchang_pavilion"].xy
    plain = level.plain_at_centre - level.fall_east * (x - centre_x) + level.fall_south * (y - centre_y)
    height = np.clip(plain, level.plain_lowest, level.plain_highest)
    height = height + 0.07 * np.sin(x / 31.0 + 1.3) * np.sin(y / 27.0) + 0.05 * np.sin((x + y) / 71.0)
    lifted = np.zeros_like(height)
    for hill in level.hills:
        if hill.radius_m >= KNOLL:
            lifted += _dome(hill, xy)
    spurs = 0.10 * (np.sin(x / 83.0 + np.sin(y / 140.0)) + np.sin(y / 67.0 + 0.7 * np.sin(x / 95.0)))
    return np.asarray(height + lifted * (1.0 + spurs))


def _dome(hill: figures.Hill, xy: F64) -> F64:
    away = ((xy[:, 0] - hill.xy[0]) ** 2 + (xy[:, 1] - hill.xy[1]) ** 2) / hill.radius_m**2
    return np.asarray(hill.height_m * np.clip(1.0 - away, 0.0, 1.0) ** 2)


def bed_height(to_water: F64) -> F64:
    """Return the height of the bed at a distance from the bank: steep below the wall, then flat."""
    level = figures.levels()
    return np.asarray(np.maximum(level.bed, level.water - 1.4 - 0.2 * to_water))


def distance_to_bank(xy: F64) -> F64:
    """Return the distance of each place, shape (n, 2), to the nearest bank, to about half a metre."""
    return nearest_distances(_bank_points(), xy, FAR)


@cache
def _bank_points() -> PointCells:
    from shapely import get_coordinates, segmentize

    return point_cells(get_coordinates(segmentize(areas.water_area().boundary, 2.5)), 20.0)


def _ramps(xy: F64, height: F64) -> F64:
    """Return `height`, lifted to the deck at each bridgehead and falling back along and beside the road."""
    lifted = height.copy()
    x, y = xy.T
    for crossing in crossings.crossings():
        reach = crossing.length + 120.0
        near = np.flatnonzero(
            (np.abs(x - crossing.start[0]) < reach) & (np.abs(y - crossing.start[1]) < reach)
        )
        if not len(near):
            continue
        offset = xy[near] - crossing.start
        along = offset @ crossing.direction
        beside = np.abs(offset[:, 0] * crossing.direction[1] - offset[:, 1] * crossing.direction[0])
        beyond = np.maximum(np.maximum(-along, along - crossing.length) - crossing.skew_reach, 0.0)
        t = np.clip(1.0 - beyond / crossings.RAMP, 0.0, 1.0)
        shoulder = np.clip((crossing.width / 2 + crossings.FOOTWAY + 4.0 - beside) / 3.5, 0.0, 1.0)
        rise = np.maximum(crossing.deck - height[near], 0.0) * t * t * (3.0 - 2.0 * t) * shoulder
        lifted[near] = np.maximum(lifted[near], height[near] + rise)
    return lifted
