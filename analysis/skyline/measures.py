"""Figures of one skyline: who holds how much of it, how often it turns, what is protected around heritage.

It does not know proposals, tables or drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.sightline.panorama import NOTHING, Skyline
from scene.geometry.ray_scene import RayLayer
from scene.node import Role
from scene.payloads.arrays import F64, I32

#: A rise or a fall of less is no turn of a skyline, degrees.
TURN: Final = 0.1


class Kind(IntEnum):
    """Who may hold the skyline."""

    NOTHING = 0
    GROUND = 1
    TREES = 2
    BUILDINGS = 3
    STRUCTURES = 4
    HERITAGE = 5
    PROPOSALS = 6


_KINDS: Final = {
    Role.TERRAIN: Kind.GROUND,
    Role.TREES: Kind.TREES,
    Role.BUILDINGS: Kind.BUILDINGS,
    Role.MODEL: Kind.BUILDINGS,
    Role.HERITAGE: Kind.HERITAGE,
    Role.PROPOSALS: Kind.PROPOSALS,
}


def kinds_of(layers: Sequence[RayLayer]) -> I32:
    """Return the kind of each layer, and of no layer as the last."""
    found = [_KINDS.get(layer.node.role, Kind.STRUCTURES) for layer in layers]
    return np.array([*found, Kind.NOTHING], np.int32)


def shares_of(kind: I32, seen: NDArray[np.bool_]) -> F64:
    """Return the share of the azimuth that each kind holds, percent, by :class:`Kind`."""
    count = np.bincount(kind[seen], minlength=len(Kind)).astype(np.float64)
    return 100.0 * count / max(int(seen.sum()), 1)


def sky_cut(elevation: F64) -> float:
    """Return what part of the sky over a level horizon a skyline takes away, percent of its solid angle.

    Between two bearings the sky under an elevation e is ``sin e`` of all that is over the horizon.

    Parameters
    ----------
    elevation : ndarray of float64, shape (n,)
        Degrees, at equal steps of bearing; nan takes nothing away.
    """
    if not len(elevation):
        return 0.0
    return 100.0 * float(np.sin(np.radians(np.maximum(np.nan_to_num(elevation), 0.0))).mean())


def turning_points(elevation: F64, least: float = TURN) -> int:
    """Count how often a skyline turns from rising to falling or back, by at least `least` degrees each time.

    Parameters
    ----------
    elevation : ndarray of float64, shape (n,)
        Degrees, in order of bearing; nan is passed over.
    """
    return int(_turns(elevation[np.isfinite(elevation)], least))


@njit(cache=True)
def _turns(elevation: F64, least: float) -> int:
    count, way = 0, 0
    if len(elevation) == 0:
        return 0
    low = high = elevation[0]
    for value in elevation:
        low, high = min(low, value), max(high, value)
        if way >= 0 and high - value >= least:
            count += way
            way, low = -1, value
        elif way <= 0 and value - low >= least:
            count -= way
            way, high = 1, value
    return count


@dataclass(frozen=True, eq=False)
class Protected:
    """The sky that heritage on a skyline keeps clear.

    Parameters
    ----------
    up_to : ndarray of float64, shape (n,)
        Elevation tangent up to which it is protected; :data:`NOTHING` where it is not.
    layer : ndarray of int32, shape (n,)
        Which heritage protects it, -1 if none.
    """

    up_to: F64
    layer: I32


def protected_by(skyline: Skyline, kind: I32, margin: float) -> Protected:
    """Return the sky beside and over heritage, by a margin in degrees.

    A column is protected up to the highest heritage on the skyline within the margin on either side, and by
    the margin above that.
    """
    n = len(skyline.tangent)
    mine = kind == Kind.HERITAGE
    angle = np.where(mine, np.arctan(skyline.tangent), -np.inf)
    reach = min(round(float(np.radians(margin)) * n / (2.0 * np.pi)), (n - 1) // 2)
    around = np.concatenate([angle[n - reach :], angle, angle[:reach]])
    which = np.lib.stride_tricks.sliding_window_view(around, 2 * reach + 1).argmax(axis=1)
    best = (np.arange(n) + which - reach) % n
    some = np.isfinite(angle[best])
    top = np.tan(np.minimum(np.where(some, angle[best], 0.0) + np.radians(margin), 1.5))
    return Protected(np.where(some, top, NOTHING), np.where(some, skyline.layer[best], -1).astype(np.int32))
