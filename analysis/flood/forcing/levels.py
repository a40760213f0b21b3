"""Levels with their zero: into the terrain's datum, or refused. Two river scales are never mixed silently.

It does not know what a level is for.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from analysis.flood.forcing.hydrograph import Series
from analysis.flood.tables import flood_table
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.messages import BilingualText, Message, msg

DATUMS: Final = Path(__file__).resolve().parents[3] / "assets" / "tables" / "datums.toml"

#: The datum to which the offsets of the tables lead.
NATIONAL: Final = "EPSG:5737"
#: What a level is measured in that counts from the terrain's own zero, whatever that is.
TERRAIN: Final = "terrain"
_TERRAIN_NAMES: Final = (TERRAIN, "地形")
_NATIONAL_NAMES: Final = {
    NATIONAL: ("epsg:5737", "5737", "1985", "85", "国家85", "1985国家高程基准", "85高程"),
    "EPSG:5736": ("epsg:5736", "5736", "1956", "56", "黄海56", "1956年黄海高程系", "56黄海"),
}


@dataclass(frozen=True, slots=True)
class Zero:
    """From where levels of a scale count.

    Parameters
    ----------
    key : str
    name : BilingualText
    metres : float
        To add to a level to have it in the 1985 datum.
    error : float
        How far that may be off, 95 %, metres.
    assumed : bool
        True if no survey gives it.
    """

    key: str
    name: BilingualText
    metres: float
    error: float
    assumed: bool


@cache
def zeros() -> dict[str, Zero]:
    """Return every scale of the tables by its key."""
    table: dict[str, Any] = tomllib.loads(DATUMS.read_text(encoding="utf-8"))
    names = {key: BilingualText(entry["zh"], entry["en"]) for key, entry in table["datum"].items()}
    found = {NATIONAL: Zero(NATIONAL, names[NATIONAL], 0.0, 0.0, False)}
    for row in table["offset"]:
        if row["to"] == NATIONAL:
            found[row["from"]] = Zero(row["from"], names[row["from"]], row["metres"], 0.0, row["assumed"])
    for key, entry in flood_table()["stage_scale"].items():
        name = BilingualText(entry["zh"], entry["en"])
        found[key] = Zero(key, name, entry["metres"], entry["error"], entry["assumed"])
    return found


def scale_named(text: str) -> str:
    """Return the key of the scale that a word names, as people and headers write it; else ``""``."""
    word = text.strip().lower()
    if word in _TERRAIN_NAMES:
        return TERRAIN
    if word in zeros():
        return word
    for key, names in _NATIONAL_NAMES.items():
        if word in names:
            return key
    for key, entry in flood_table()["stage_scale"].items():
        if any(name in word for name in entry["called"]):
            return str(key)
    return ""


def shift_into(scale: str, terrain: str) -> tuple[float, tuple[Message, ...]]:
    """Return what to add to a level of one scale to have it in the terrain's datum, and what to say of it.

    Parameters
    ----------
    scale : str
        Of the level: a key or a name of :func:`zeros`, or :data:`TERRAIN`.
    terrain : str
        Height datum of the terrain; empty where nobody knows.

    Raises
    ------
    InvalidRequest
        If the level has no scale, the scale is not known, or nobody knows the terrain's datum.
    """
    key = scale_named(scale)
    if not key:
        raise InvalidRequest(
            msg(
                "A level of water comes without its datum, or with one that is not known: “{text}”.",
                text=scale,
            ),
            msg(
                "Name it: EPSG:5737 for the 1985 datum, wusong, guazhou, or terrain for the terrain's own "
                "zero. Scales of the Yangtze here lie up to 1.9 m apart."
            ),
        )
    if key in (TERRAIN, terrain):
        return 0.0, ()
    target = zeros().get(scale_named(terrain))
    if target is None:
        raise InvalidRequest(
            msg(
                "A level in {scale} cannot be put on a terrain whose datum is not known.",
                scale=zeros()[key].name,
            ),
            msg("State the datum of the terrain, or give the level in the terrain's own zero."),
        )
    zero = zeros()[key]
    metres = zero.metres - target.metres
    error = (zero.error**2 + target.error**2) ** 0.5
    if not (zero.assumed or target.assumed):
        text = msg(
            "Levels were changed by {metres:+.3f} m from {scale} to {terrain}.",
            metres=metres,
            scale=zero.name,
            terrain=target.name,
        )
    else:
        text = msg(
            "Levels were changed by {metres:+.2f} m from {scale} to {terrain}; "
            "that is assumed, ± {error:.2f} m.",
            metres=metres,
            scale=zero.name,
            terrain=target.name,
            error=error,
        )
    return metres, (text,)


def local_level(level: float, scale: str, frame: SceneFrame) -> tuple[float, tuple[Message, ...]]:
    """Return a level as local z of a frame, and what to say of it.

    Raises
    ------
    InvalidRequest
        As :func:`shift_into`.
    """
    metres, said = shift_into(scale, frame.vertical)
    return level + metres - frame.origin[2], said


def local_levels(levels: Series, scale: str, frame: SceneFrame) -> tuple[Series, tuple[Message, ...]]:
    """Return levels over time as local z of a frame, and what to say of it.

    Raises
    ------
    InvalidRequest
        As :func:`shift_into`.
    """
    metres, said = shift_into(scale, frame.vertical)
    return replace(levels, values=levels.values + (metres - frame.origin[2])), said
