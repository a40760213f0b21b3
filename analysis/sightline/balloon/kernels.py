"""From gaps to an answer at one height: arrays in, arrays out.

It does not know names, rules or how the gaps were found.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from analysis.sightline.balloon.fan import Fan
from analysis.sightline.column_arrays import Gaps
from scene.payloads.arrays import F64, I32


class Sight(NamedTuple):
    """How each eye sees a volume at one height; all arrays have one value an eye.

    Parameters
    ----------
    unseen : ndarray of float64
        Height above outdoor ground up to which it stays unseen, metres; inf if no height that was
        searched is seen.
    column : ndarray of int32
        Column in which it is first seen, or the middle one; -1 if the eye has no column of it.
    visible : ndarray of float64
        Metres of its height that are seen, in the column that shows most; 0 if it is not seen.
    clearest : ndarray of int32
        That column; -1 if it is not seen.
    seen_height, seen_width : ndarray of float64
        Radians: the most that is seen of one column, and the azimuth over which something is seen.
    """

    unseen: F64
    column: I32
    visible: F64
    clearest: I32
    seen_height: F64
    seen_width: F64


class Panorama(NamedTuple):
    """What a volume takes of the view of each eye; all arrays have one value an eye.

    Parameters
    ----------
    solid_angle : ndarray of float64
        That is seen of it, steradians.
    skyline_width : ndarray of float64
        Azimuth over which it is the skyline, radians.
    skyline_area : ndarray of float64
        Solid angle by which it rises over the skyline that was there, steradians.
    """

    solid_angle: F64
    skyline_width: F64
    skyline_area: F64


def panorama_at(
    fan: Fan, gaps: Gaps, skyline: F64, low: F64, eye: F64, own_height: float, height: float, drop: float
) -> Panorama:
    """Say what a volume takes of each view. Exact in elevation, one column per azimuth step.

    A band of azimuth of width da between the elevations e0 and e1 is ``da (sin e1 - sin e0)`` of the sphere.

    Parameters
    ----------
    fan, gaps, eye, own_height, height, drop
        As :func:`sight_at` takes them.
    skyline : ndarray of float64, shape (n,)
        Highest elevation tangent that anything else reaches in each column.
    low : ndarray of float64, shape (n,)
        Elevation tangent of the volume's foot.
    """
    panorama = Panorama(np.zeros(len(eye)), np.zeros(len(eye)), np.zeros(len(eye)))
    _survey(fan, gaps, skyline, low, eye, height - own_height, drop, panorama)
    return panorama


def roof_tangent_limit(fan: Fan, eye: F64, raised: F64, drop: float) -> F64:
    """Return the highest elevation tangent of each column when its roof is raised by some metres an eye."""
    high = np.empty(len(fan.of))
    _highest(fan, eye, raised, drop, high)
    return high


def height_met(fan: Fan, column: int, eye_z: float, tangent: float, own_height: float, drop: float) -> float:
    """Return the height above outdoor ground at which a column begins to rise over a tangent, 0 at least."""
    return max(own_height + float(_lowest_seen(fan, column, eye_z, tangent, drop)), 0.0)


def sight_at(
    fan: Fan, gaps: Gaps, eye: F64, own_height: float, height: float, is_point: bool, drop: float
) -> Sight:
    """Say how each eye sees a volume.

    A volume is seen in a column when its highest elevation is above the lower end of a gap. The height
    up to which it is not seen is that at which the highest elevation meets the lowest gap.

    Parameters
    ----------
    fan : Fan
        Columns of the volume at its own height.
    gaps : Gaps
        What is left open in each column.
    eye : ndarray of float64, shape (k, 3)
    own_height, height : float
        Above outdoor ground: that of the fan, and the one asked for, metres.
    is_point : bool
        Only the top point counts: it is seen when it lies within a gap.
    drop : float
        Curvature less refraction, 1/m.
    """
    n = len(eye)
    nowhere = np.full(n, -1, np.int32)
    sight = Sight(np.full(n, np.inf), nowhere, np.zeros(n), nowhere.copy(), np.zeros(n), np.zeros(n))
    _look(fan, gaps, eye, own_height, height, is_point, drop, sight)
    return sight


@njit(cache=True)
def _highest(fan: Fan, eye: F64, raised: F64, drop: float, high: F64) -> None:
    for i in range(len(fan.of)):
        high[i] = _top_tangent(fan, i, eye[fan.of[i], 2], raised[fan.of[i]], drop)


@njit(cache=True)
def _top_tangent(fan: Fan, i: int, eye_z: float, raised: float, drop: float) -> float:
    highest = -np.inf
    for k in range(fan.roof_start[i], fan.roof_start[i + 1]):
        d = fan.roof_distance[k]
        highest = max(highest, (fan.roof[k] + raised - eye_z) / d - drop * d)
    return highest


@njit(cache=True)
def _lowest_seen(fan: Fan, i: int, eye_z: float, tangent: float, drop: float) -> float:
    """Return by how many metres the roof may rise until its highest elevation meets a tangent."""
    least = np.inf
    for k in range(fan.roof_start[i], fan.roof_start[i + 1]):
        d = fan.roof_distance[k]
        least = min(least, eye_z + (tangent + drop * d) * d - fan.roof[k])
    return least


@njit(cache=True)
def _sine(tangent: float) -> float:
    """Return the sine of an elevation from its tangent."""
    return tangent / math.sqrt(1.0 + tangent * tangent)


@njit(cache=True)
def _survey(
    fan: Fan, gaps: Gaps, skyline: F64, low: F64, eye: F64, raised: float, drop: float, panorama: Panorama
) -> None:
    for i in range(len(fan.of)):
        who, width = fan.of[i], fan.width[i]
        if width == 0.0:
            continue
        top = _top_tangent(fan, i, eye[who, 2], raised, drop)
        for g in range(gaps.start[i], gaps.start[i + 1]):
            if top > gaps.low[g]:
                share = _sine(min(top, gaps.high[g])) - _sine(gaps.low[g])
                panorama.solid_angle[who] += width * share
        ridge = max(skyline[i], low[i])
        if top > ridge:
            panorama.skyline_width[who] += width
            panorama.skyline_area[who] += width * (_sine(top) - _sine(ridge))


@njit(cache=True)
def _look(
    fan: Fan,
    gaps: Gaps,
    eye: F64,
    own_height: float,
    height: float,
    is_point: bool,
    drop: float,
    sight: Sight,
) -> None:
    first = 0
    while first < len(fan.of):
        who = fan.of[first]
        stop = first
        while stop < len(fan.of) and fan.of[stop] == who:
            stop += 1
        sight.column[who] = (first + stop) // 2
        for i in range(first, stop):
            if gaps.start[i] == gaps.start[i + 1]:
                continue
            z = eye[who, 2]
            unseen = max(own_height + _lowest_seen(fan, i, z, gaps.low[gaps.start[i]], drop), 0.0)
            if unseen < sight.unseen[who]:
                sight.unseen[who], sight.column[who] = unseen, i
            top = _top_tangent(fan, i, z, height - own_height, drop)
            open_angle, visible = 0.0, 0.0
            for g in range(gaps.start[i], gaps.start[i + 1]):
                if is_point:
                    if gaps.low[g] < top < gaps.high[g]:
                        visible = (top - gaps.low[g]) * fan.reach[i]
                elif top > gaps.low[g]:
                    open_angle += np.arctan(min(top, gaps.high[g])) - np.arctan(gaps.low[g])
                    low = own_height + _lowest_seen(fan, i, z, gaps.low[g], drop)
                    high = own_height + _lowest_seen(fan, i, z, gaps.high[g], drop)
                    visible += max(min(height, high) - max(low, 0.0), 0.0)
            if visible > 0.0:
                if visible > sight.visible[who]:
                    sight.visible[who], sight.clearest[who] = visible, i
                sight.seen_height[who] = max(sight.seen_height[who], open_angle)
                sight.seen_width[who] += fan.width[i]
        first = stop
