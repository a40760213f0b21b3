"""The frame of a project: which one an empty project takes from its first data, and the way into it.

It does not know files or formats.
"""

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike

from importers.coordinates.crs import (
    WGS84,
    flat,
    metres_per_unit,
    moved,
    resolve,
    title,
    vertical_of,
    written,
)
from importers.coordinates.datum_shift import DatumShift, true_positions
from importers.coordinates.gcj02 import SHIFTED_BOX
from scene.errors import OutOfReach
from scene.frame import REACH_METRES, YANGZHOU_FRAME, SceneFrame
from scene.messages import Message, msg
from scene.payloads.arrays import F32, F64

if TYPE_CHECKING:
    from pyproj import CRS

#: Origins are rounded to this, metres, so that they stay readable.
_ORIGIN_STEP: Final = 1000.0
#: A system whose metres differ from metres on the ground by more than this is not computed in.
_MOST_DISTORTION: Final = 0.01
#: Data whose middle lies this near the origin of the built-in city joins its frame, metres.
_NEAR_YANGZHOU: Final = 50_000.0


def frame_for(crs: "CRS", xy: ArrayLike) -> SceneFrame:
    """Return the frame that an empty project takes from its first data.

    The data's own system if it is projected, in metres, east and north, and true to scale within 1 %
    there; near Yangzhou the built-in city's frame, unless that system is another that an authority
    registered; else the 3-degree zone of CGCS2000 in and around China, the UTM zone elsewhere.

    Parameters
    ----------
    crs : CRS
        System of the data.
    xy : array_like, shape (n, 2)
        Corners of the data, or points of it.
    """
    points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2.0
    lon, lat = moved(written(crs), WGS84, middle)[0]
    vertical = vertical_of(crs)
    if _fit_to_compute_in(crs, lon, lat):
        own = written(flat(crs))
        nameless = own.lstrip().endswith("]")  # WKT, as no authority has it
        if own != YANGZHOU_FRAME.crs and not (nameless and _at_home(crs, points, (lon, lat))):
            return SceneFrame(own, (*rounded_origin(middle), 0.0), vertical)
    if _at_home(crs, points, (lon, lat)):
        return replace(YANGZHOU_FRAME, vertical=vertical)
    zone = written(flat(crs)) if _fit_to_compute_in(crs, lon, lat) else zone_of(lon, lat)
    return SceneFrame(zone, (*rounded_origin(moved(WGS84, zone, (lon, lat))[0]), 0.0), vertical)


def _at_home(crs: "CRS", points: F64, middle: tuple[float, float]) -> bool:
    """Return whether data lies about Yangzhou, all of it within reach of the built-in city's frame."""
    places = np.vstack(
        [moved(WGS84, YANGZHOU_FRAME.crs, middle), moved(written(crs), YANGZHOU_FRAME.crs, points)]
    )
    distance = np.abs(places - np.asarray(YANGZHOU_FRAME.origin[:2])).max(axis=1)
    return bool(distance[0] <= _NEAR_YANGZHOU and distance.max() <= REACH_METRES)


def zone_of(lon: float, lat: float) -> str:
    """Return the metric zone for a place: CGCS2000 of 3 degrees in China's box, UTM elsewhere."""
    west, south, east, north = SHIFTED_BOX
    if west <= lon <= east and south <= lat <= north:
        return f"EPSG:{4509 + round(min(max(lon, 75.0), 135.0) / 3.0)}"  # zone 25 is 4534, zone 40 is 4549
    zone = min(int((lon + 180.0) // 6.0) + 1, 60)
    return f"EPSG:{(32600 if lat >= 0.0 else 32700) + zone}"


def rounded_origin(xy: F64) -> tuple[float, float]:
    """Return easting and northing of an origin near a place, so rounded that it stays readable."""
    x, y = np.round(xy / _ORIGIN_STEP) * _ORIGIN_STEP
    return float(x) + 0.0, float(y) + 0.0  # never -0.0


def _fit_to_compute_in(crs: "CRS", lon: float, lat: float) -> bool:
    """Return whether a system is projected, metric, east and north, and nearly true to scale at a place.

    A municipal grid is not computed in: its north may be anywhere.
    """
    from pyproj import Proj

    horizontal = flat(crs)
    if not horizontal.is_projected or metres_per_unit(horizontal) != 1.0:
        return False
    if {axis.direction.lower() for axis in horizontal.axis_info} != {"east", "north"}:
        return False
    scale = Proj(horizontal).get_factors(lon, lat)
    largest = max(abs(scale.meridional_scale - 1.0), abs(scale.parallel_scale - 1.0))
    return bool(largest <= _MOST_DISTORTION)


@dataclass(frozen=True, slots=True)
class Way:
    """The way of coordinates from a file's system into a frame.

    Parameters
    ----------
    source : str
        The file's system as :func:`written`.
    frame : SceneFrame
        Where they go.
    datum_shift : str
        Which offset of Chinese web maps is taken out on the way.
    """

    source: str
    frame: SceneFrame
    datum_shift: DatumShift = "none"

    def world(self, xy: ArrayLike) -> F64:
        """Return eastings and northings in the frame's system, float64, shape (n, 2)."""
        if self.datum_shift == "none":
            return moved(self.source, self.frame.crs, xy)
        return moved(WGS84, self.frame.crs, true_positions(moved(self.source, WGS84, xy), self.datum_shift))

    def shift(self, xy: ArrayLike) -> F64:
        """Return local metres in float64, unchecked; not finite where the way does not lead."""
        shifted: F64 = self.world(xy) - np.asarray(self.frame.origin[:2])
        return shifted

    def local(self, xy: ArrayLike) -> F32:
        """Return local metres, checked.

        Raises
        ------
        OutOfReach
            If a point lies over 100 km from the frame's origin or has no place in its system.
        """
        world = self.world(xy)
        if not np.isfinite(world).all():
            raise OutOfReach(
                msg("Some coordinates have no place in {crs}.", crs=title(resolve(self.frame.crs))),
                msg("Check the coordinate system of the file."),
            )
        return self.frame.to_local(world)

    def caution(self) -> Message | None:
        """Return what must be known of the way's accuracy, None if there is nothing to say."""
        from pyproj.transformer import TransformerGroup

        source, target = flat(resolve(self.source)), flat(resolve(self.frame.crs))
        geodetic = source.geodetic_crs
        if geodetic is None or source.is_bound or geodetic == target.geodetic_crs or _is_global(geodetic):
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that a better grid could be downloaded
            best = TransformerGroup(source, target, always_xy=True).transformers[0]
        if "Ballpark" not in best.description:
            return None
        return msg(
            "No published transformation leads from {source} to {target}; positions may be some 100 m off.",
            source=title(source),
            target=title(target),
        )


def _is_global(geodetic: "CRS") -> bool:
    """Return whether a datum is WGS 84 or CGCS2000, which are taken as equal at this scale."""
    return any(name in geodetic.name for name in ("WGS 84", "China Geodetic Coordinate System 2000"))
