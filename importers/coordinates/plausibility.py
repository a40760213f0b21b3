"""Whether coordinates can be in the system that a file or a person states.

It finds the usual mix-ups: degrees for metres, latitude or northing first, a zone number too many or too
few, the wrong zone; and names the system that the figures do fit, where there is one.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike

from importers.coordinates.crs import HINT_CRS, WGS84, flat, metres_per_unit, moved, resolve, title, written
from importers.coordinates.gauss_kruger import zone_numbered, zone_of_code
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
    outside = _outside_area(horizontal, finite, span)
    if outside is not None and _outside_area(horizontal, finite[:, ::-1], span) is None:
        return msg("northing seems to stand before easting ({west:.0f}, {south:.0f})", **span)
    return outside


def fitting(crs: "CRS", xy: F64) -> str:
    """Return the registered system that eastings with or without a zone number fit, ``""`` if none.

    Parameters
    ----------
    crs : CRS
        The stated system, which they do not fit.
    xy : ndarray of float64, shape (n, 2)
        Some of the coordinates, x before y.
    """
    finite = xy[np.isfinite(xy).all(axis=1)]
    horizontal = flat(crs)
    if not len(finite) or horizontal.is_geographic:
        return ""
    west, east = finite[:, 0].min(), finite[:, 0].max()
    if _zone_prefix(horizontal, west, east) is None:
        return ""
    own = zone_of_code(written(horizontal))
    number = int(west // 1e6)
    if number == 0 and own is not None:
        zone = zone_numbered(own.datum, own.number, numbered=False)
    else:
        zone = zone_numbered(own.datum if own else "CGCS2000", number, numbered=True)
    if zone is None or contradiction(resolve(zone.code), finite) is not None:
        return ""
    return zone.code


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
    if has == 0:
        return msg(
            "eastings near {east:.0f} lack the zone number {zone} of this system", east=east, zone=wants
        )
    return msg(
        "eastings near {east:.0f} carry the zone number {zone}, and this system is zone {wants}",
        east=east,
        zone=has,
        wants=wants,
    )


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
        better = fitting(crs, points)
        hint = msg("They fit {system}.", system=title(resolve(better))) if better else HINT_CRS
        raise AnswerNeeded(
            msg("{file} cannot be in {crs}: {why}.", file=file, crs=title(crs), why=why), "crs", hint
        )
