"""The tables in ``assets/yangzhou`` as values in local metres: places, waters, roads, quarters, levels.

It reads and projects, once; it does not know what is built from the figures.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scene.frame import YANGZHOU_FRAME
from scene.messages import BilingualText
from scene.payloads.arrays import F64

#: Where the tables lie.
FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "yangzhou"

#: Whom to name wherever the built-in city is shown.
CREDITS: Final = ("© OpenStreetMap contributors (ODbL 1.0)",)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A named spot: a pavilion, a garden, a gate.

    Parameters
    ----------
    id : str
        Stable ASCII name.
    name : BilingualText
        As labels show it.
    xy : tuple of float
        Local metres.
    kind : str
        ``bridge``, ``pagoda``, ``garden`` …
    height_m : float
        Published height; ``nan`` if none is known.
    accuracy_m : float
        How far the true position may lie from `xy`.
    rank : int
        1 is labelled first, 3 last.
    source : str
        ``OSM`` or ``estimated``.
    osm : str
        OpenStreetMap element, empty if none.
    """

    id: str
    name: BilingualText
    xy: tuple[float, float]
    kind: str
    height_m: float
    accuracy_m: float
    rank: int
    source: str
    osm: str


@dataclass(frozen=True, slots=True, eq=False)
class Water:
    """A lake or moat given by its shores, or a canal or river given by its centre line.

    Parameters
    ----------
    id, name, accuracy_m, source, osm
        As in :class:`Place`.
    rings : tuple of ndarray of float64, shape (n, 2)
        Shore, then islands; empty for a line.
    line : ndarray of float64, shape (n, 2)
        Centre line; empty for a polygon.
    width_m : float
        Assumed width of a line; 0 for a polygon.
    """

    id: str
    name: BilingualText
    rings: tuple[F64, ...]
    line: F64
    width_m: float
    accuracy_m: float
    source: str
    osm: str


@dataclass(frozen=True, slots=True, eq=False)
class Road:
    """A named road.

    Parameters
    ----------
    id, name, accuracy_m, source, osm
        As in :class:`Place`.
    kind : str
        ``main``, ``street`` or ``lane``.
    width_m : float
        Between kerbs, assumed.
    line : ndarray of float64, shape (n, 2)
        Centre line, local metres.
    """

    id: str
    name: BilingualText
    kind: str
    width_m: float
    line: F64
    accuracy_m: float
    source: str
    osm: str


@dataclass(frozen=True, slots=True, eq=False)
class Quarter:
    """A part of the city that is built in one manner.

    Parameters
    ----------
    id, name, accuracy_m, source
        As in :class:`Place`.
    grammar : str
        ``ming_qing``, ``old_suburb``, ``garden_suburb``, ``slab_housing``, ``tower_district``,
        ``village``, ``park``, ``hill`` or ``temple``.
    height_cap_m : float
        No eaves above this.
    outline : ndarray of float64, shape (n, 2)
        Local metres, not closed. Outlines overlap: the earlier quarter holds
        (:func:`importers.yangzhou.areas.quarter_areas` cuts them apart).
    """

    id: str
    name: BilingualText
    grammar: str
    height_cap_m: float
    outline: F64
    accuracy_m: float
    source: str


@dataclass(frozen=True, slots=True)
class Hill:
    """A dome of ground `height_m` above the plain, gone at `radius_m` from `xy`."""

    id: str
    xy: tuple[float, float]
    height_m: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Levels:
    """Assumed levels, metres in the 1985 datum; see the comments in ``levels.toml``."""

    water: float
    bed: float
    bank: float
    revetment: float
    plain_at_centre: float
    fall_east: float
    fall_south: float
    plain_lowest: float
    plain_highest: float
    apron: float
    hills: tuple[Hill, ...]


def to_local(lonlat: Sequence[Sequence[float]] | F64) -> F64:
    """Project WGS84 longitude and latitude into local metres.

    Parameters
    ----------
    lonlat : array_like, shape (n, 2)
        Degrees. WGS84 is taken as CGCS2000: they differ by centimetres here.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        x east, y north of the origin of `scene.frame.YANGZHOU_FRAME`, to the millimetre.
    """
    degrees = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    east, north = _projection().transform(degrees[:, 0], degrees[:, 1])
    local = np.column_stack([east, north]) - np.asarray(YANGZHOU_FRAME.origin[:2])
    return np.asarray(np.round(local, 3))  # one rounding, so that another PROJ gives the same city


@cache
def places() -> dict[str, Place]:
    """Return the places by id."""
    rows = table("places")["place"]
    spots = to_local([[row["lon"], row["lat"]] for row in rows])
    return {
        row["id"]: Place(
            row["id"],
            _name(row),
            (float(x), float(y)),
            row["kind"],
            float(row.get("height_m", np.nan)),
            float(row["accuracy_m"]),
            row["rank"],
            row["source"],
            row.get("osm", ""),
        )
        for row, (x, y) in zip(rows, spots, strict=True)
    }


@cache
def waters() -> dict[str, Water]:
    """Return lakes, moats, canals and rivers by id."""
    return {
        row["id"]: Water(
            row["id"],
            _name(row),
            tuple(to_local(ring) for ring in row.get("rings", ())),
            to_local(row.get("line", ())),
            float(row.get("width_m", 0.0)),
            float(row["accuracy_m"]),
            row["source"],
            row.get("osm", ""),
        )
        for row in table("waters")["water"]
    }


@cache
def roads() -> dict[str, Road]:
    """Return the named roads by id."""
    return {
        row["id"]: Road(
            row["id"],
            _name(row),
            row["class"],
            float(row["width_m"]),
            to_local(row["line"]),
            float(row["accuracy_m"]),
            row["source"],
            row.get("osm", ""),
        )
        for row in table("roads")["road"]
    }


@cache
def quarters() -> dict[str, Quarter]:
    """Return the quarters by id, the ruling one first where outlines overlap."""
    return {
        row["id"]: Quarter(
            row["id"],
            _name(row),
            row["grammar"],
            float(row["height_cap_m"]),
            to_local(row["outline"]),
            float(row["accuracy_m"]),
            row["source"],
        )
        for row in table("quarters")["quarter"]
    }


@cache
def levels() -> Levels:
    """Return the assumed levels of water, banks, plain and hills."""
    tables = table("levels")
    water, plain = tables["water"], tables["plain"]
    hills = tables["hill"]
    spots = to_local([[row["lon"], row["lat"]] for row in hills])
    return Levels(
        water=water["level"],
        bed=water["level"] - water["bed_depth"],
        bank=water["bank"],
        revetment=water["revetment"],
        plain_at_centre=plain["at_centre"],
        fall_east=plain["fall_east"],
        fall_south=plain["fall_south"],
        plain_lowest=plain["lowest"],
        plain_highest=plain["highest"],
        apron=tables["extent"]["apron"],
        hills=tuple(
            Hill(row["id"], (float(x), float(y)), row["height_m"], row["radius_m"])
            for row, (x, y) in zip(hills, spots, strict=True)
        ),
    )


@cache
def extent() -> tuple[float, float, float, float]:
    """Return west, south, east, north of what is built, local metres."""
    box = table("levels")["extent"]
    corners = to_local([[box["west"], box["south"]], [box["east"], box["north"]]])
    west, south = corners[0]
    east, north = corners[1]
    return (float(west), float(south), float(east), float(north))


def inside_extent(xy: F64) -> NDArray[np.bool_]:
    """Tell which points, shape (n, 2), lie within what is built."""
    west, south, east, north = extent()
    x, y = xy[:, 0], xy[:, 1]
    return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north))


@cache
def table(stem: str) -> dict[str, Any]:
    """Return one table of ``assets/yangzhou`` as it is written."""
    with (FOLDER / f"{stem}.toml").open("rb") as file:
        return tomllib.load(file)


def _name(row: dict[str, Any]) -> BilingualText:
    return BilingualText(row["name_zh"], row["name_en"])


@cache
def _projection() -> Any:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4326", YANGZHOU_FRAME.crs, always_xy=True)
