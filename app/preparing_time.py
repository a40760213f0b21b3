"""How long it still takes until a part of the program is compiled, from how long others took on this machine.

It does not know what a part is made of, nor who compiles it.
"""

import contextlib
import time
from pathlib import Path
from typing import Final

#: What parts take to compile, in seconds of one machine that was at rest; only their proportions count.
WORK: Final = {
    "houses": 19.0,
    "rays": 13.0,
    "sightline.balloon": 6.0,
    "flood.surface": 26.0,
    "sightline.viewshed": 12.0,
    "sightline.obstruction": 3.0,
    "sightline.ceiling": 6.0,
    "skyline.change": 6.0,
    "corridor.view": 3.0,
    "view.verified": 3.0,
    "heritage.impact": 3.0,
    "flood.surface.shallow": 9.0,
    "scheme.indicators": 0.1,
}
#: Seconds to which an estimate is rounded; it is none to the second.
STEP: Final = 5.0
_DONE: Final = "rehearsed"
_BEGUN: Final = "begun"


def seconds_left(folder: Path, part: str) -> float | None:
    """Return for how long a part must be waited for, seconds; None as long as nothing can be told.

    Parameters
    ----------
    folder : Path
        Where parts that are begun and done leave their marks; a mark of one that is done holds its seconds.
    part : str
        What is waited for.
    """
    pace = _pace(folder)
    if pace is None:
        return None
    left, now = 0.0, time.time()
    begun = [one for one in WORK if _at(folder, one) is not None and not (folder / f"{_DONE}.{one}").exists()]
    for one in begun:
        at = _at(folder, one)
        left += max(pace * WORK[one] - (now - (at if at is not None else now)), 0.0)
    if part not in begun:
        left += pace * WORK.get(part, 0.0)
    return max(round(left / STEP) * STEP, STEP)


def _pace(folder: Path) -> float | None:
    """Return how many seconds a second of work takes here; None as long as nothing is done."""
    took = {one: _seconds(folder / f"{_DONE}.{one}") for one in WORK}
    known = {one: seconds for one, seconds in took.items() if seconds > 0.0}
    return sum(known.values()) / sum(WORK[one] for one in known) if known else None


def _seconds(mark: Path) -> float:
    with contextlib.suppress(OSError, ValueError):
        return float(mark.read_text("ascii"))
    return 0.0


def _at(folder: Path, part: str) -> float | None:
    """Return when a part was begun, in the seconds of the clock; None if it was not."""
    with contextlib.suppress(OSError):
        return (folder / f"{_BEGUN}.{part}").stat().st_mtime
    return None
