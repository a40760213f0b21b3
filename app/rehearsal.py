"""Kernels compiled in a process of their own: houses beside the first start, analyses beside the work.

Numba holds Python's one lock while it compiles, so a thread would make the window wait and a cancel go
unheard; a second process does not. Each part is compiled once for each state of the sources, in the folder
that ``app.kernel_cache`` chose, where a mark is left for it. It knows no Qt.
"""

import atexit
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

from app.preparing_time import seconds_left
from scene.feedback import Feedback
from scene.messages import Message, msg

log = logging.getLogger(__name__)

MAIN: Final = Path(__file__).parents[1] / "main.py"
#: Seconds between looks at whether the other process is done or the person wants to stop.
LOOK: Final = 0.1
#: The part that the first picture needs, and what walking and picking need; other parts are ids of analyses.
HOUSES: Final = "houses"
RAYS: Final = "rays"
PREPARING: Final = msg("Preparing the program for this machine, once")
PREPARING_ANALYSIS: Final = msg("Preparing this analysis for this machine, once")
#: First words of the names of the files that say that a part is compiled, begun, or waited for.
_DONE: Final = "rehearsed"
_BEGUN: Final = "begun"
_WANTED: Final = "wanted"


def prepare(feedback: Feedback) -> None:
    """Compile all kernels in this process, what somebody waits for first, and mark what is done."""
    from analysis.builtin import SPECS
    from analysis.rehearsal import SCORES, analysis_of

    if not is_ready(HOUSES):
        _rehearse(HOUSES, 0.0, feedback, PREPARING)
    _give_way()
    titles = {spec.id: spec.title for spec in SPECS}
    said = {RAYS: PREPARING}
    said |= {part: msg("Preparing {analysis}", analysis=titles[analysis_of(part)]) for part in SCORES}
    left = [part for part in said if not is_ready(part)]
    count = len(left) + 1
    while left:
        part = next((part for part in left if _is(_WANTED, part)), left[0])
        _rehearse(part, 1.0 - len(left) / count, feedback, said[part])
        left.remove(part)
    feedback.progress(1.0)


def _rehearse(part: str, fraction: float, feedback: Feedback, said: Message) -> None:
    from analysis.rehearsal import rehearse
    from scene.geometry.ray_rehearsal import rehearse_rays
    from scene.geometry.rehearsal import rehearse as rehearse_houses
    from scene.geometry.water import rehearse_water

    feedback.progress(fraction, said)
    begun = time.monotonic()
    _leave(_BEGUN, part)
    if part == HOUSES:
        rehearse_houses()
    elif part == RAYS:
        rehearse_rays()
        rehearse_water()
    else:
        rehearse(part)
    _leave(_DONE, part, f"{time.monotonic() - begun:.1f}")


@contextmanager
def beside(feedback: Feedback) -> Iterator[None]:
    """Do something while kernels are compiled beside it; leave when both it and the houses are done.

    Analyses go on being compiled afterwards, until this program ends.

    Raises
    ------
    Cancelled
        If the person asked to stop; the other process then stops too.
    """
    _other.start()
    try:
        yield
        _other.wait_for(HOUSES, feedback, 0.99, PREPARING)
    except BaseException:
        _other.stop()
        raise


def make_ready(analysis_id: str, feedback: Feedback, answers: Mapping[str, object] | None = None) -> None:
    """Wait until the kernels that an analysis needs are compiled, saying so; at once where they are.

    Parameters
    ----------
    analysis_id : str
    feedback : Feedback
    answers : Mapping, optional
        What it is asked with: what few ask for is compiled apart.

    Raises
    ------
    Cancelled
        If the person asked to stop; the other process goes on, so that the next one finds more done.
    """
    from analysis.rehearsal import parts_of

    for part in parts_of(analysis_id, answers or {}):
        if not is_ready(part):
            _leave(_WANTED, part)
            _other.start()
            _other.wait_for(part, feedback, 0.0, PREPARING_ANALYSIS)


def is_ready(part: str) -> bool:
    """Return whether a part is compiled; where nobody chose a folder for kernels nothing can be prepared."""
    return _folder() is None or _is(_DONE, part)


class Other:
    """The other process, one at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._broken = False

    def start(self) -> None:
        """Start it if there is anything to do; what goes wrong there costs time later, and no more."""
        with self._lock:
            if self._broken or self._is_running() or not _anything_left():
                return
            program = [] if getattr(sys, "frozen", False) else [str(MAIN)]
            try:
                self._process = subprocess.Popen(
                    [sys.executable, *program, "prepare"],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as problem:
                log.warning("kernels could not be compiled beforehand: %s", problem)
                self._broken = True

    def wait_for(self, part: str, feedback: Feedback, fraction: float, said: Message) -> None:
        """Wait until a part is marked or the process has ended."""
        process, folder = self._process, _folder()
        while process is not None and not is_ready(part):
            feedback.check()
            left = seconds_left(folder, part) if folder is not None else None
            feedback.progress(
                fraction,
                said if left is None else msg("{what}: about {seconds:.0f} s more", what=said, seconds=left),
            )
            try:
                self._broken = process.wait(LOOK) != 0  # not asked again: it would fail again
                if self._broken:
                    log.warning("kernels could not be compiled beforehand: %s", process.returncode)
                return
            except subprocess.TimeoutExpired:
                continue

    def stop(self) -> None:
        """End it; what it compiled so far is kept."""
        with self._lock:
            if self._process is not None and self._is_running():
                self._process.kill()
                self._process.wait()
            self._process = None

    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None


_other = Other()
atexit.register(_other.stop)


def _anything_left() -> bool:
    from analysis.rehearsal import SCORES

    return not all(map(is_ready, (HOUSES, RAYS, *SCORES)))


def _give_way() -> None:
    """Let the window go first, where the system can be told so.

    Not lower than this: who asks for an analysis waits for this process, and a process of the lowest priority
    gets next to nothing while a picture is drawn without a graphics card.
    """
    if hasattr(os, "nice"):
        os.nice(5)


def _folder() -> Path | None:
    folder = os.environ.get("NUMBA_CACHE_DIR")
    return Path(folder) if folder else None


def _is(word: str, part: str) -> bool:
    folder = _folder()
    return folder is not None and (folder / f"{word}.{part}").exists()


def _leave(word: str, part: str, text: str = "") -> None:
    """Leave a file that says something of a part; the other process and later ones read it."""
    folder = _folder()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{word}.{part}").write_text(text, "ascii")
