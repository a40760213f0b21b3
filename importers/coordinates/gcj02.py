"""The offset of Chinese web maps: WGS 84 to GCJ-02 and back.

The forward formula is the published approximation; the way back is a fixed point of it, exact to far
below a centimetre. Nothing here decides whether data carries the offset: a person does.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F64

#: Krasovsky 1940, the ellipsoid that the formula is written on.
_SEMI_MAJOR_AXIS: Final = 6_378_245.0
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323

#: West, south, east, north of the box in which the maps are shifted; outside they are not.
SHIFTED_BOX: Final = (72.004, 0.8293, 137.8347, 55.8271)

#: Degrees; 1e-10° is a hundredth of a millimetre.
_TOLERANCE: Final = 1e-10
_MOST_STEPS: Final = 30


def inside_shifted_box(lonlat: F64) -> NDArray[np.bool_]:
    """Return which points the web maps shift.

    Parameters
    ----------
    lonlat : ndarray of float64, shape (n, 2)
        Degrees.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    west, south, east, north = SHIFTED_BOX
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    inside: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _offset(lonlat: F64) -> F64:
    """Return GCJ-02 minus WGS 84 at WGS 84 points, degrees, shape (n, 2)."""
    x, y = lonlat[:, 0] - 105.0, lonlat[:, 1] - 35.0
    root = np.sqrt(np.abs(x))
    ripple = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += ripple * 2.0 / 3.0
    north += (20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
    north += (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += ripple * 2.0 / 3.0
    east += (20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
    east += (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0

    latitude = np.radians(lonlat[:, 1])
    squared = 1.0 - _ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    along_meridian = _SEMI_MAJOR_AXIS * (1.0 - _ECCENTRICITY_SQUARED) / squared**1.5
    along_parallel = _SEMI_MAJOR_AXIS / np.sqrt(squared) * np.cos(latitude)
    degrees: F64 = np.degrees(np.column_stack([east / along_parallel, north / along_meridian]))
    return degrees


def gcj02_from_wgs84(lonlat: F64) -> F64:
    """Shift true positions to where Chinese web maps draw them.

    Parameters
    ----------
    lonlat : ndarray of float64, shape (n, 2)
        WGS 84 longitude and latitude, degrees. Points outside `SHIFTED_BOX` come back as they are.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        GCJ-02 longitude and latitude, degrees.
    """
    lonlat = np.asarray(lonlat, dtype=np.float64)
    shifted = lonlat.copy()
    inside = inside_shifted_box(lonlat)
    shifted[inside] += _offset(lonlat[inside])
    return shifted


def wgs84_from_gcj02(lonlat: F64) -> F64:
    """Take the web maps' offset out of positions.

    The offset changes slowly, so that ``w = g - offset(w)`` converges by about two digits a step.

    Parameters
    ----------
    lonlat : ndarray of float64, shape (n, 2)
        GCJ-02 longitude and latitude, degrees. Points outside `SHIFTED_BOX` come back as they are.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        WGS 84 longitude and latitude, degrees; shifting them forward again gives the input to 1e-10°.
    """
    lonlat = np.asarray(lonlat, dtype=np.float64)
    inside = inside_shifted_box(lonlat)
    given = lonlat[inside]
    true = given - _offset(given)
    for _ in range(_MOST_STEPS):
        better = given - _offset(true)
        step = float(np.max(np.abs(better - true), initial=0.0))
        true = better
        if step < _TOLERANCE:
            break
    result = lonlat.copy()
    result[inside] = true
    return result
