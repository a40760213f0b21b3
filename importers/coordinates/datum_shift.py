"""The offsets of Chinese web maps as one choice: none, GCJ-02 (Amap, Tencent, DataV), BD-09 (Baidu).

It does not know whether data carries one: a person says so.
"""

from typing import Literal, TypeAlias

from importers.coordinates.bd09 import wgs84_from_bd09
from importers.coordinates.gcj02 import wgs84_from_gcj02
from scene.payloads.arrays import F64

DatumShift: TypeAlias = Literal["none", "gcj02", "bd09"]


def true_positions(lonlat: F64, shift: DatumShift) -> F64:
    """Return positions with an offset taken out.

    Parameters
    ----------
    lonlat : ndarray of float64, shape (n, 2)
        Longitude and latitude as the data has them, degrees.
    shift : str
        Which offset they carry.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        WGS 84, degrees.
    """
    match shift:
        case "gcj02":
            return wgs84_from_gcj02(lonlat)
        case "bd09":
            return wgs84_from_bd09(lonlat)
        case _:
            return lonlat
