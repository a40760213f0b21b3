"""Where an IFC model stands: the person's answer, else its map conversion, else its site's latitude.

It does not know shapes.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from importers.base import ImportIssue
from importers.citymodel.params import CityParams
from importers.coordinates.crs import WGS84, moved
from importers.coordinates.framing import zone_of
from scene.errors import AnswerNeeded
from scene.messages import msg
from scene.payloads.arrays import F64

#: Vertices this far from their zero are coordinates of a map themselves, metres.
_FAR: Final = 20_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """The way from a model's metres to a map.

    Parameters
    ----------
    system : str
        Name of the map's system, ``""`` if only a person knows.
    matrix : ndarray of float64, shape (4, 4)
        To plane coordinates of `system`, or of the tangent plane at `site`.
    site : tuple of float, optional
        Longitude and latitude of the origin, if the matrix leads to its tangent plane.
    """

    system: str
    matrix: F64
    site: tuple[float, float] | None = None

    def moved(self, points: F64) -> F64:
        """Return points in the system, shape (n, 3)."""
        placed: F64 = points @ self.matrix[:3, :3].T + self.matrix[:3, 3]
        if self.site is None:
            return placed
        tangent = (
            f"+proj=aeqd +lat_0={self.site[1]:.9f} +lon_0={self.site[0]:.9f} +datum=WGS84 +units=m +type=crs"
        )
        lonlat = moved(tangent, WGS84, placed[:, :2])
        return np.column_stack([moved(WGS84, self.system, lonlat), placed[:, 2]])


def place_of(model: Any, path: Path, params: CityParams, points: F64, issues: list[ImportIssue]) -> Place:
    """Return where a model stands.

    Raises
    ------
    AnswerNeeded
        If neither the file nor the person says (``easting``).
    """
    if params.stands:
        return Place("", np.eye(4))
    conversion = _conversion(model)
    if conversion is not None:
        return conversion
    if len(points) and float(np.abs(points[:, :2]).max()) > _FAR:
        return Place("", np.eye(4))
    site = _site(model)
    if site is not None:
        said = msg(
            "The place is that of the site's latitude and longitude, which writers often round to some 30 m."
        )
        issues.append(ImportIssue("note", said))
        return site
    raise AnswerNeeded(
        msg("{file} does not say where it stands.", file=path.name), "easting",
        msg("Give easting and northing, or longitude and latitude."),
    )  # fmt: skip


def _turn(angle: float) -> F64:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _conversion(model: Any) -> Place | None:
    """Return the map conversion of IFC 4."""
    if str(model.schema).startswith("IFC2X"):
        return None
    found = model.by_type("IfcMapConversion")
    if not found:
        return None
    import ifcopenshell.util.unit

    conversion = found[0]
    unit = float(ifcopenshell.util.unit.calculate_unit_scale(model))
    scale = conversion.Scale
    # A scale of 1 beside millimetres means that the writer forgot it, not that the house is a kilometre wide.
    factor = 1.0 if scale is None or float(scale) == 1.0 else float(scale) / unit
    angle = np.arctan2(float(conversion.XAxisOrdinate or 0.0), float(conversion.XAxisAbscissa or 1.0))
    matrix = np.eye(4)
    matrix[:2, :2] = factor * _turn(angle)
    matrix[2, 2] = factor
    matrix[:3, 3] = (conversion.Eastings, conversion.Northings, conversion.OrthogonalHeight)
    return Place(str(getattr(conversion.TargetCRS, "Name", "") or ""), matrix)


def _site(model: Any) -> Place | None:
    """Return the tangent plane at the site's latitude and longitude, turned to true north."""
    import ifcopenshell.util.placement
    import ifcopenshell.util.unit

    for site in model.by_type("IfcSite"):
        if not site.RefLatitude or not site.RefLongitude:
            continue
        lat, lon = _degrees(site.RefLatitude), _degrees(site.RefLongitude)
        unit = float(ifcopenshell.util.unit.calculate_unit_scale(model))
        origin = np.zeros(3)
        if site.ObjectPlacement is not None:
            origin = ifcopenshell.util.placement.get_local_placement(site.ObjectPlacement)[:3, 3] * unit
        east, north = _true_north(model)
        matrix = np.eye(4)
        matrix[:2, :2] = [[north, -east], [east, north]]
        shifted = matrix[:3, :3] @ -origin
        matrix[:3, 3] = shifted + np.array([0.0, 0.0, float(site.RefElevation or 0.0) * unit])
        return Place(zone_of(lon, lat), matrix, (lon, lat))
    return None


def _true_north(model: Any) -> tuple[float, float]:
    """Return x and y of the direction of north in the model."""
    for context in model.by_type("IfcGeometricRepresentationContext", include_subtypes=False):
        north = getattr(context, "TrueNorth", None)
        if north is not None:
            x, y = (float(share) for share in north.DirectionRatios[:2])
            length = float(np.hypot(x, y))
            if length > 0.0:
                return x / length, y / length
    return 0.0, 1.0


def _degrees(parts: Any) -> float:
    """Return degrees of degrees, minutes, seconds and millionths of seconds, all of one sign."""
    degrees, minutes, seconds, millionths = (float(part) for part in (*parts, 0, 0, 0)[:4])
    return degrees + minutes / 60.0 + seconds / 3600.0 + millionths / 3.6e9
