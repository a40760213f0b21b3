"""Units of rain, levels and discharges as headings of tables name them.

It does not know tables.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from analysis.flood.forcing.time_text import plain

Kind = Literal["rain", "level", "discharge"]

#: The unit in which figures of a kind are kept.
KEPT: Final[dict[Kind, str]] = {"rain": "mm/h", "level": "m", "discharge": "m³/s"}

#: What a heading calls a unit, and its factor into the kept one; a depth's is that of a step of one second.
_RATES: Final = {
    "mm/hour": 1.0, "mm/hr": 1.0, "mm/h": 1.0, "mmh": 1.0, "mm h": 1.0, "mm h-1": 1.0, "mm hr-1": 1.0,
    "毫米/小时": 1.0, "毫米/时": 1.0,
    "mm/min": 60.0, "毫米/分": 60.0, "mm min-1": 60.0,
    "mm/day": 1.0 / 24.0, "mm/d": 1.0 / 24.0, "mm d-1": 1.0 / 24.0, "mm day-1": 1.0 / 24.0,
    "毫米/日": 1.0 / 24.0,
    "mm/s": 3600.0, "mm s-1": 3600.0, "kg m-2 s-1": 3600.0, "kg/m2/s": 3600.0, "kg/(m2 s)": 3600.0,
    "l/(s·ha)": 0.36, "l/(s ha)": 0.36, "l/s/ha": 0.36, "升/(秒·公顷)": 0.36,
    "m/s": 3.6e6, "m s-1": 3.6e6,
}  # fmt: skip
_DEPTHS: Final = {
    "mm": 3600.0,
    "毫米": 3600.0,
    "kg m-2": 3600.0,
    "kg/m2": 3600.0,
    "cm": 36_000.0,
    "m": 3.6e6,
    "米": 3.6e6,
}
_LEVELS: Final = {"mm": 0.001, "cm": 0.01, "厘米": 0.01, "毫米": 0.001, "m": 1.0, "米": 1.0}
_DISCHARGES: Final = {
    "m3/s": 1.0, "m3 s-1": 1.0, "立方米/秒": 1.0, "立方米每秒": 1.0, "cms": 1.0, "cumecs": 1.0,
    "l/s": 0.001, "升/秒": 0.001, "m3/h": 1.0 / 3600.0, "立方米/小时": 1.0 / 3600.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """What to make of a figure.

    Parameters
    ----------
    text : str
        As it was named.
    factor : float
        Into the kept unit; of a depth, with the figure divided by the seconds of its step.
    depth : bool
        Whether it is a depth of each step, not a rate.
    """

    text: str
    factor: float
    depth: bool = False


def unit_in(heading: str, kind: Kind) -> Unit | None:
    """Return the unit that a heading or a person's answer names; None if it names none."""
    words = plain(heading).lower().replace("_", " ").replace(" per ", "/").replace("^", "").replace("**", "")
    words = re.sub(r"\s*/\s*", "/", words)
    tables: tuple[tuple[dict[str, float], bool], ...] = {
        "rain": ((_RATES, False), (_DEPTHS, True)),
        "level": ((_LEVELS, False),),
        "discharge": ((_DISCHARGES, False),),
    }[kind]
    for table, depth in tables:
        for name in sorted(table, key=len, reverse=True):
            if _stands_in(name, words):
                return Unit(name, table[name], depth)
    return None


def scale_in(heading: str) -> str:
    """Return the scale that a heading of levels names by a word that can mean nothing else; else ``""``."""
    words = plain(heading).lower()
    for names, scale in (
        (("吴淞", "wusong"), "wusong"),
        (("废黄河",), "old_yellow_river"),
        (("瓜洲水尺", "瓜洲基面"), "guazhou"),
        (("1956", "56黄海", "黄海56"), "EPSG:5736"),
        (("1985", "85高程", "85基准", "国家85", "epsg:5737"), "EPSG:5737"),
    ):
        if any(name in words for name in names):
            return scale
    return ""


def _stands_in(name: str, words: str) -> bool:
    """Tell whether a unit stands in a heading by itself, not within a word."""
    within = r"(?<![a-z0-9])(?<![a-z0-9]/)" + re.escape(name) + r"(?![a-z0-9/-])"
    return re.search(within, words) is not None
