"""Runs that were made before: what another wall or pump changes only from a moment on goes on from there.

Two runs over the same ground with the same rain are alike until the first of their actions that differ can
have an effect. It does not know what an action does to the water.
"""

import contextlib
import math
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np

from analysis.flood.checkpoints import Checkpoints
from analysis.flood.folders import RunFolder
from scene.feedback import Feedback

#: Checkpoints of a run: so many cells of all of them together, and no fewer and no more than these.
KEPT_CELLS: Final = 24_000_000
FEWEST, MOST = 6, 24
#: One of the last so many runs may be gone on from.
REMEMBERED: Final = 3
MOMENTS: Final = "moments.sqlite"


@dataclass(frozen=True, slots=True)
class Action:
    """Something that is done to the water in a run: a pump that runs, a wall that is put up.

    Parameters
    ----------
    what : str
        What is done, so exactly that the same words mean the same.
    effect : callable
        Returns the earliest moment at which it had, or could have had, an effect, seconds; inf for never.
    """

    what: str
    effect: Callable[[], float]


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """A run that was made in this process.

    Parameters
    ----------
    core : str
        Hash of all that it was made of but its actions.
    actions : Mapping[str, Action]
    checkpoints : Checkpoints
    folder : RunFolder
    """

    core: str
    actions: Mapping[str, Action]
    checkpoints: Checkpoints
    folder: RunFolder

    def alike_until(self, actions: Mapping[str, Action]) -> float:
        """Return until when a run of the same core with other actions is like this one, seconds."""
        until = math.inf
        for key in self.actions.keys() | actions.keys():
            mine, other = self.actions.get(key), actions.get(key)
            if mine is not None and other is not None and mine.what == other.what:
                continue
            # Of two that differ the one that was tried knows best; the other's effect is not earlier.
            until = min(until, mine.effect() if mine is not None else other.effect() if other else 0.0)
            if mine is not None and other is not None:
                until = min(until, other.effect())
        return until


_PASTS: list[Past] = []
_LOCK: Final = Lock()


def hash_of(*parts: object) -> str:
    """Return the sha256 of arrays, texts and numbers in their order."""
    digest = sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(f"{part.dtype.str}{part.shape}".encode())
            digest.update(np.ascontiguousarray(part).data)
        else:
            digest.update(repr(part).encode())
    return digest.hexdigest()


def run_hash(core: str, actions: Mapping[str, Action]) -> str:
    """Return the hash of a run: its core and what is done in it."""
    return hash_of(core, sorted((key, action.what) for key, action in actions.items()))


def remembered(
    core: str, actions: Mapping[str, Action], end: float, cells: int, feedback: Feedback
) -> tuple[Checkpoints, RunFolder]:
    """Return where a run keeps itself, and what it goes on from: itself if killed, or an earlier run.

    Parameters
    ----------
    core : str
    actions : Mapping[str, Action]
    end : float
        Seconds of the run.
    cells : int
        Of its grid.
    feedback : Feedback
    """
    count = min(max(KEPT_CELLS // cells, FEWEST), MOST)
    name = run_hash(core, actions)
    folder = RunFolder(name)
    base = None
    if not (folder.path / MOMENTS).exists():
        past, until = _best(core, actions)
        if past is not None:
            _copy(past.folder.path / MOMENTS, folder.path / MOMENTS)
            base = Checkpoints(past.checkpoints.folder, past.checkpoints.run, feedback, not_after=until)
    interval = max(end / count, 60.0)
    own = Checkpoints(folder.path, name, feedback, interval=interval, most=count, base=base)
    with _LOCK:
        _PASTS.append(Past(core, actions, own, folder))
        del _PASTS[:-REMEMBERED]
    return own, folder


def _best(core: str, actions: Mapping[str, Action]) -> tuple[Past | None, float]:
    """Return the run that is alike the longest, and until when."""
    with _LOCK:
        pasts = [past for past in _PASTS if past.core == core and past.folder.path.is_dir()]
    best, until = None, 0.0
    for past in reversed(pasts):
        alike = past.alike_until(actions)
        if alike > until:
            best, until = past, alike
    return best, until


def _copy(source: Path, target: Path) -> None:
    """Copy the moments of a run, which may be being read."""
    with contextlib.suppress(sqlite3.Error, OSError):
        target.unlink(missing_ok=True)
        one, other = sqlite3.connect(source), sqlite3.connect(target)
        try:
            one.backup(other)
        finally:
            one.close()
            other.close()
