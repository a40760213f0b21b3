"""Whether coordinates can be in the system that a file or a person states.

It finds the usual mix-ups: degrees for metres, latitude first, a zone number too many or too few, the
wrong zone. It does not know how to put them right; the sentence says what it saw.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike

from importers.common.crs import HINT_CRS, WGS84, flat, metres_per_unit, moved, title, written
from scene.errors import AnswerNeeded
from scene.messages import Message, msg
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from pyproj import CRS

#: How far beyond the area that a system is declared for data may lie, degrees, before it is doubted.
_AREA_MARGIN: Final = 6.0


def contradiction(crs: "CRS", xy: F64) -> Message | None:
    """Return why coordinates cannot be in a system, or None if they can.

    Parameters
    ----------
    crs : CRS
        The stated system.
    xy : ndarray of float64, shape (n, 2)
        Some of the coordinates, x before y.
    """
    finite = xy[np.isfinite(xy).all(axis=1)]
    if not len(finite):
        return msg("no coordinate is a finite number")
    horizontal = flat(crs)
    west, south = finite.min(axis=0)
    east, north = finite.max(axis=0)
    span = {"west": west, "south": south, "east": east, "north": north, "crs": title(crs)}
    if horizontal.is_geographic:
        return _not_degrees(span, west, south, east, north)
    prefix = _zone_prefix(horizontal, west, east)
    if prefix is not None:
        return prefix
    small = max(abs(west), abs(east)) <= 180.0 and max(abs(south), abs(north)) <= 90.0
    if small and _false_easting(horizontal) >= 100_000.0:
        return msg("x near {west:.4f} and y near {south:.4f} look like degrees, not metres", **span)
    return _outside_area(horizontal, finite, span)


def _not_degrees(
    span: dict[str, object], west: float, south: float, east: float, north: float
) -> Message | None:
    """Return a sentence if figures cannot be longitude and latitude in this order."""
    widest, tallest = max(abs(west), abs(east)), max(abs(south), abs(north))
    if tallest > 90.0 >= widest:
        return msg("latitude seems to stand before longitude ({west:.4f}, {south:.4f})", **span)
    if widest > 360.0 or tallest > 90.0:
        return msg(
            "x from {west:.0f} to {east:.0f} and y from {south:.0f} to {north:.0f} are not degrees", **span
        )
    return None


def _false_easting(crs: "CRS") -> float:
    operation = crs.coordinate_operation
    if operation is None:
        return 0.0
    return next((abs(float(p.value)) for p in operation.params if p.name == "False easting"), 0.0)


def _zone_prefix(crs: "CRS", west: float, east: float) -> Message | None:
    """Return a sentence if a Gauss-Kruger zone number before the easting contradicts the system."""
    offset = _false_easting(crs)
    has, wants = int(west // 1e6), int(offset // 1e6)
    plain = offset % 1e6 == 500_000.0 and metres_per_unit(crs) == 1.0
    if not plain or has == wants or int(east // 1e6) != has or not (13 <= has <= 45 or has == 0):
        return None
    if wants == 0:
        return msg(
            "eastings near {east:.0f} carry the zone number {zone}, which this system has not",
            east=east,
            zone=has,
        )
    return msg("eastings near {east:.0f} lack the zone number {zone} of this system", east=east, zone=wants)


def _outside_area(crs: "CRS", xy: F64, span: dict[str, object]) -> Message | None:
    """Return a sentence if points lie far outside the area that a system is declared for."""
    lonlat = moved(written(crs), WGS84, xy)
    if not np.isfinite(lonlat).all():
        return msg("x near {west:.0f} and y near {south:.0f} lie outside it", **span)
    area = crs.area_of_use
    if area is None or area.east < area.west:
        return None
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    reach = np.array([area.west, area.south, area.east, area.north]) + np.array([-1, -1, 1, 1]) * _AREA_MARGIN
    if (low < reach[:2]).any() or (high > reach[2:]).any():
        return msg(
            "{lon:.2f}°, {lat:.2f}° lies far outside the area it is made for ({area})",
            lon=low[0],
            lat=low[1],
            area=area.name if len(area.name) <= 60 else area.name[:59] + "…",
        )
    return None


def checked(crs: "CRS", xy: ArrayLike, file: str) -> None:
    """Refuse coordinates that cannot be in their system.

    Raises
    ------
    AnswerNeeded
        If they contradict it; the parameter is ``crs``.
    """
    points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    why = contradiction(crs, points)
    if why is not None:
        raise AnswerNeeded(
            msg("{file} cannot be in {crs}: {why}.", file=file, crs=title(crs), why=why), "crs", HINT_CRS
        )
