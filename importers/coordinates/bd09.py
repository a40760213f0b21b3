"""Baidu's second offset, on top of GCJ-02: BD-09 and back.

The forward formula is the published one; the way back is a fixed point of it, exact to far below a
centimetre. Nothing here decides whether data carries the offset: a person does.
"""

from typing import Final

import numpy as np

from importers.coordinates.gcj02 import gcj02_from_wgs84, wgs84_from_gcj02
from scene.payloads.arrays import F64

#: Radians of the formula's ripple for one degree.
_RIPPLE: Final = np.pi * 3000.0 / 180.0
_EAST, _NORTH = 0.0065, 0.006

#: Degrees; 1e-10° is a hundredth of a millimetre.
_TOLERANCE: Final = 1e-10
_MOST_STEPS: Final = 30


def bd09_from_gcj02(lonlat: F64) -> F64:
    """Shift GCJ-02 positions to where Baidu draws them.

    Parameters
    ----------
    lonlat : ndarray of float64, shape (n, 2)
        GCJ-02 longitude and latitude, degrees.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        BD-09 longitude and latitude, degrees.
    """
    given = np.asarray(lonlat, dtype=np.float64)
    lon, lat = given[:, 0], given[:, 1]
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _RIPPLE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _RIPPLE)
    return np.column_stack([radius * np.cos(angle) + _EAST, radius * np.sin(angle) + _NORTH])


def gcj02_from_bd09(lonlat: F64) -> F64:
    """Take Baidu's second offset out of positions.

    Parameters
    ----------
    lonlat : ndarray of float64, shape (n, 2)
        BD-09 longitude and latitude, degrees.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        GCJ-02; shifting it forward again gives the input to 1e-10°.
    """
    given: F64 = np.asarray(lonlat, dtype=np.float64)
    found: F64 = given - np.array([_EAST, _NORTH])
    for _ in range(_MOST_STEPS):
        missing = given - bd09_from_gcj02(found)
        found = found + missing
        if float(np.max(np.abs(missing), initial=0.0)) < _TOLERANCE:
            break
    return found


def bd09_from_wgs84(lonlat: F64) -> F64:
    """Shift true positions to where Baidu draws them; the same shapes and units."""
    return bd09_from_gcj02(gcj02_from_wgs84(lonlat))


def wgs84_from_bd09(lonlat: F64) -> F64:
    """Take both offsets out of positions; the same shapes and units."""
    return wgs84_from_gcj02(gcj02_from_bd09(lonlat))
