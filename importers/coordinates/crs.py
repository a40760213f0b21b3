"""Coordinate systems: which one a file is in, its units, and points of one system in another.

Longitude comes before latitude and easting before northing everywhere, whatever an authority declares.
It does not know files or formats. Vertical datums are named, never converted.
"""

import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike

from importers.coordinates.municipal import is_municipal, municipal_crs, parts_of
from scene.errors import AnswerNeeded, InvalidRequest
from scene.frame import SceneFrame
from scene.messages import msg
from scene.payloads.arrays import F32, F64

if TYPE_CHECKING:
    from pyproj import CRS, Transformer

WGS84: Final = "EPSG:4326"

#: What to do about a question for the system.
HINT_CRS: Final = msg("Give the system the coordinates are really in, for example EPSG:4549.")


@lru_cache(maxsize=64)
def resolve(text: str) -> "CRS":
    """Return the coordinate system that a text names.

    Parameters
    ----------
    text : str
        ``EPSG:4549``, ``4549``, WKT, PROJJSON, a PROJ string, or a base system with the four or seven
        parameters of a municipal grid (:mod:`importers.coordinates.municipal`).

    Raises
    ------
    InvalidRequest
        If nothing is known by that name.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    asked = text.strip()
    if is_municipal(asked):
        base, values = parts_of(asked)
        return municipal_crs(resolve(base), values)
    try:
        return CRS.from_user_input(int(asked) if asked.isdigit() else asked)
    except (CRSError, ValueError) as problem:
        short = asked if len(asked) <= 60 else asked[:57] + "…"
        raise InvalidRequest(
            msg("“{text}” names no coordinate system.", text=short),
            msg("Write it as EPSG:4549, or give its WKT."),
        ) from problem


@lru_cache(maxsize=256)
def written(crs: "CRS") -> str:
    """Return a system as ``EPSG:n`` if an authority has it, else as WKT2."""
    return _registered(crs) or crs.to_wkt()


@lru_cache(maxsize=256)
def title(crs: "CRS") -> str:
    """Return what a sentence calls a system."""
    registered = _registered(crs)
    return f"{crs.name} ({registered})" if registered else crs.name


def _registered(crs: "CRS") -> str:
    """Return ``EPSG:n`` of a system, ``""`` if nobody registered it. Looking may take a second.

    The WKT of GDAL and Esri leaves out the axis order, which makes an authority unsure; then the
    candidate must have the same projection on the same datum.
    """
    sure = crs.to_authority(min_confidence=100)
    if sure:
        return ":".join(sure)
    likely = crs.to_authority(min_confidence=25)
    if likely and is_projected(crs) and _alike(crs, resolve(":".join(likely))):
        return ":".join(likely)
    return ""


def _alike(one: "CRS", other: "CRS") -> bool:
    """Return whether two projected systems differ in names and axis order only."""
    if one.geodetic_crs is None or other.geodetic_crs is None or one.is_bound:
        return False
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", UserWarning
        )  # that a PROJ dictionary leaves out what is compared next
        same_projection = one.to_dict() == other.to_dict()
    return same_projection and one.geodetic_crs.equals(other.geodetic_crs, ignore_axis_order=True)


def choose(answer: str, stated: str | None, file: str) -> "CRS":
    """Return the system of a file: the person's answer first, then what the file says.

    Raises
    ------
    AnswerNeeded
        If neither says anything that ties the data to the Earth.
    InvalidRequest
        If the answer names no system.
    """
    if answer.strip():
        return _on_earth(resolve(answer), file)
    if stated:
        try:
            return _on_earth(resolve(stated), file)
        except InvalidRequest:
            pass  # what the file says cannot be understood: as good as nothing
    raise AnswerNeeded(
        msg("{file} does not say in which coordinate system it is.", file=file), "crs", HINT_CRS
    )


def _on_earth(crs: "CRS", file: str) -> "CRS":
    horizontal = flat(crs)
    if is_projected(horizontal) or horizontal.is_geographic:
        return crs
    raise AnswerNeeded(
        msg("{file} is in “{name}”, which is not tied to the Earth.", file=file, name=crs.name),
        "crs",
        HINT_CRS,
    )


def flat(crs: "CRS") -> "CRS":
    """Return the horizontal part of a system."""
    if crs.is_compound:
        return flat(crs.sub_crs_list[0])
    if crs.is_bound and crs.source_crs is not None and crs.source_crs.is_compound:
        return flat(crs.source_crs)
    return crs.to_2d()


def is_projected(crs: "CRS") -> bool:
    """Return whether a system is projected, a grid derived from a projected one included."""
    return bool(crs.is_projected or crs.type_name == "Derived Projected CRS")


def bound_to(crs: "CRS", target: "CRS") -> "CRS":
    """Return a bound system with its parameters leading to the datum of a target; any other as it is.

    Libraries that forget them on a longer way then do not. WGS 84 is taken as equal to the target's datum.
    """
    hub = flat(target).geodetic_crs
    if not crs.is_bound or hub is None or crs.coordinate_operation is None or flat(target).is_bound:
        return crs
    from pyproj.crs import BoundCRS

    return type(crs).from_wkt(BoundCRS(crs.source_crs, hub, crs.coordinate_operation).to_wkt())


def vertical_of(crs: "CRS") -> str:
    """Return the height datum that a compound system names, ``""`` if it names none."""
    for part in crs.sub_crs_list:
        if part.is_vertical:
            return written(part)
    return ""


def metres_per_unit(crs: "CRS") -> float:
    """Return how many metres one unit of a projected system is; nan for degrees."""
    horizontal = flat(crs)
    return float(horizontal.axis_info[0].unit_conversion_factor) if is_projected(horizontal) else float("nan")


def metres_per_height(crs: "CRS") -> float:
    """Return how many metres one unit of height is.

    The vertical axis says it if there is one; else heights are taken to be in the unit of eastings,
    as surveys in feet are in feet throughout; else in metres.
    """
    for axis in crs.axis_info:
        if axis.direction.lower() in ("up", "down"):
            return float(axis.unit_conversion_factor)
    unit = metres_per_unit(crs)
    return unit if np.isfinite(unit) else 1.0


@lru_cache(maxsize=64)
def transformer(source: str, target: str) -> "Transformer":
    """Return the way from one system to another, x before y. Safe to use from any thread."""
    from pyproj import Transformer

    return Transformer.from_crs(flat(resolve(source)), flat(resolve(target)), always_xy=True)


def moved(source: str, target: str, xy: ArrayLike) -> F64:
    """Return points of one system in another; not finite where the way does not lead."""
    points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    if source == target:
        return points
    if (hub := _hub(source)) is not None:
        return moved(hub, target, _along(source, hub, points))
    if (hub := _hub(target)) is not None:
        return _into_bound(target, hub, moved(source, hub, points))
    return _along(source, target, points)


def _along(source: str, target: str, points: F64, *, back: bool = False) -> F64:
    x, y = transformer(source, target).transform(
        points[:, 0], points[:, 1], direction="INVERSE" if back else "FORWARD"
    )
    return np.column_stack([x, y])


@lru_cache(maxsize=64)
def _hub(text: str) -> str | None:
    """Return the system that a bound one gives its own parameters to, None if a system is not bound.

    PROJ forgets the parameters on the way to any other system, so every way leads through the hub.
    """
    crs = flat(resolve(text))
    return written(crs.target_crs) if crs.is_bound and crs.target_crs is not None else None


def _into_bound(target: str, hub: str, points: F64) -> F64:
    """Return points of a hub in the system bound to it.

    PROJ's own way back leaves out what is small of the second order, up to centimetres; the fixed point
    of the way there does not.
    """
    found = first = _along(target, hub, points, back=True)
    for _ in range(4):
        found = found + first - _along(target, hub, _along(target, hub, found), back=True)
    return found


def lonlat_of(frame: SceneFrame, local: ArrayLike) -> F64:
    """Return WGS 84 longitude and latitude of local points.

    Parameters
    ----------
    frame : SceneFrame
        Where local metres lie.
    local : array_like, shape (n, 2) or (n, 3)
        Local metres; heights are left out.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        Degrees.
    """
    points = np.atleast_2d(np.asarray(local, dtype=np.float64))[:, :2]
    return moved(frame.crs, WGS84, frame.to_world(points))


def local_of(frame: SceneFrame, lonlat: ArrayLike) -> F32:
    """Return local metres of WGS 84 longitudes and latitudes.

    Parameters
    ----------
    frame : SceneFrame
        Where local metres lie.
    lonlat : array_like, shape (n, 2)
        Degrees.

    Returns
    -------
    ndarray of float32, shape (n, 2)

    Raises
    ------
    OutOfReach
        If a point lies over 100 km from the frame's origin.
    """
    return frame.to_local(moved(WGS84, frame.crs, np.atleast_2d(np.asarray(lonlat, dtype=np.float64))))
