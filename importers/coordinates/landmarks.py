"""Known places as a tripwire: data that draws them where Chinese web maps do carries those maps' offset.

The places are those of the built-in city whose position is known to 20 m. It knows no files.
"""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from importers.coordinates.bd09 import bd09_from_gcj02
from importers.coordinates.datum_shift import DatumShift
from importers.coordinates.gcj02 import gcj02_from_wgs84
from scene.payloads.arrays import F64

TABLE: Final = Path(__file__).resolve().parents[2] / "assets" / "yangzhou" / "places.toml"
#: A place is known well enough to tell the offsets apart, metres: they differ by over 500.
_WELL_KNOWN: Final = 20.0
#: A named feature this near to where a map draws the place is the place, metres.
_NEAR: Final = 160.0
_METRES_PER_DEGREE: Final = 111_320.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """What known places say of a layer.

    Parameters
    ----------
    shift : str
        Which offset most of them carry.
    name : str
        One of them.
    metres : float
        How far that one lies from its true place.
    """

    shift: DatumShift
    name: str
    metres: float


@cache
def known_places() -> dict[str, F64]:
    """Return true longitudes and latitudes of well-known places, each of shape (k, 2), by Chinese name."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in tomllib.loads(TABLE.read_text("utf-8"))["place"]:
        if row["accuracy_m"] <= _WELL_KNOWN:
            found.setdefault(row["name_zh"], []).append((row["lon"], row["lat"]))
    return {name: np.array(places) for name, places in found.items()}


def about_known_places(lonlat: F64) -> bool:
    """Return whether data, shape (n, 2) in degrees, covers or comes near any of the places."""
    places = np.concatenate(list(known_places().values()))
    finite = lonlat[np.isfinite(lonlat).all(axis=1)]
    if not len(finite):
        return False
    low, high = finite.min(axis=0) - 0.05, finite.max(axis=0) + 0.05
    return bool(((places >= low) & (places <= high)).all(axis=1).any())


def sighted(names: Sequence[str], lonlat: F64) -> Sighting | None:
    """Return which offset features carry that are called like known places, None if none is known.

    Parameters
    ----------
    names : sequence of str
        Of n features.
    lonlat : ndarray of float64, shape (n, 2)
        Their places as the data has them, degrees.
    """
    seen: list[Sighting] = []
    for name, place in zip(names, lonlat, strict=True):
        true = known_places().get(name.strip())
        if true is not None and np.isfinite(place).all():
            shown = gcj02_from_wgs84(true)
            ways: tuple[tuple[DatumShift, F64], ...] = (
                ("none", true), ("gcj02", shown), ("bd09", bd09_from_gcj02(shown)),
            )  # fmt: skip
            apart, shift = min((_metres(where, place), shift) for shift, where in ways)
            if apart <= _NEAR:
                seen.append(Sighting(shift, name.strip(), _metres(true, place)))
    if not seen:
        return None
    most = Counter(sighting.shift for sighting in seen).most_common(1)[0][0]
    return next(sighting for sighting in seen if sighting.shift == most)


def _metres(places: F64, place: F64) -> float:
    """Return the distance of a place to the nearest of some, metres."""
    apart = (places - place) * _METRES_PER_DEGREE
    apart[:, 0] *= np.cos(np.radians(place[1]))
    return float(np.hypot(apart[:, 0], apart[:, 1]).min())
