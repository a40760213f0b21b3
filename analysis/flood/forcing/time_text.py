"""Moments as people write them in tables: seconds, 08:05, dates with and without a clock, in Chinese as well.

It does not know what happens at a moment.
"""

import itertools
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

#: A date, then perhaps a clock and a zone.
_DATE: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T\s]*"
    r"(?:(\d{1,2})[:时点](?:(\d{1,2})(?:[:分](\d{1,2}(?:\.\d+)?)?秒?)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})[T\s]?(\d{2})(\d{2})(\d{2})?")
_CLOCK: Final = re.compile(r"(\d{1,3})[:时](\d{1,2})(?:[:分](\d{1,2}(?:\.\d+)?)?秒?)?")
_DAY: Final = 86_400.0
#: Words of a heading that hold a unit's letter and are none.
_NO_UNITS: Final = ("时间", "时刻", "时段", "历时", "time", "minutes of the day")
_UNITS: Final = (
    (("min", "分"), 60.0),
    (("hour", "hr", "小时", "时"), 3600.0),
    (("sec", "秒"), 1.0),
    (("day", "日", "天"), _DAY),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as it was written.

    Parameters
    ----------
    seconds : float
        Of a date, since 1970 in the zone that is stated; of a clock, since midnight; else the number.
    kind : str
        ``date``, ``clock`` or ``number``.
    """

    seconds: float
    kind: str


def plain(text: str) -> str:
    """Return text with full-width letters, digits and signs as plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def moment_of(text: str, zone: tzinfo = UTC) -> Moment | None:
    """Read a moment; None if it is none.

    Parameters
    ----------
    text : str
    zone : tzinfo
        Of dates that state none.
    """
    written = plain(text)
    for pattern in (_DATE, _COMPACT):
        found = pattern.fullmatch(written)
        if found:
            return _date(found.groups(), zone)
    clock = _CLOCK.fullmatch(written)
    if clock:
        hours, minutes, seconds = int(clock[1]), int(clock[2]), float(clock[3] or 0.0)
        sound = minutes < 60 and seconds < 60.0
        return Moment(3600.0 * hours + 60.0 * minutes + seconds, "clock") if sound else None
    try:
        return Moment(float(written), "number")
    except ValueError:
        return None


def seconds_of_unit(heading: str) -> float:
    """Return the seconds of the unit in which a heading says that times are counted; 1 if it says none."""
    words = plain(heading).lower()
    for word in _NO_UNITS:
        words = words.replace(word, " ")
    for names, seconds in _UNITS:
        if any(name in words for name in names):
            return seconds
    letters = re.split(r"[^a-z]+", words)
    return 3600.0 if "h" in letters else _DAY if "d" in letters else 1.0


def unrolled(seconds: list[float]) -> list[float]:
    """Return clock times that go on over midnight, where they fall back by more than half a day."""
    days, found = 0.0, list(seconds[:1])
    for before, now in itertools.pairwise(seconds):
        days += _DAY if now < before - 0.5 * _DAY else 0.0
        found.append(now + days)
    return found


def _date(groups: tuple[str | None, ...], zone: tzinfo) -> Moment | None:
    year, month, day, hour, minute, second, *rest = groups
    stated = rest[0] if rest else None
    try:
        midnight = datetime(int(year or 0), int(month or 0), int(day or 0), tzinfo=_zone(stated) or zone)
        clock = timedelta(hours=int(hour or 0), minutes=int(minute or 0), seconds=float(second or 0.0))
        if clock > timedelta(hours=24):
            return None
        return Moment((midnight + clock).timestamp(), "date")
    except (ValueError, OverflowError):
        return None


def _zone(stated: str | None) -> tzinfo | None:
    if not stated:
        return None
    if stated.upper() == "Z":
        return UTC
    hours, minutes = int(stated[1:3]), int(stated[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if stated[0] == "-" else offset)
