"""Kernels of building meshes compiled in a process of their own, beside whatever is opened first.

Numba holds Python's one lock while it compiles, so a thread would make the window wait; a second process does
not. It is done once for each state of the sources, in the folder that ``app.kernel_cache`` chose.
It knows no Qt.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from scene.feedback import Feedback
from scene.messages import msg

log = logging.getLogger(__name__)

MAIN: Final = Path(__file__).parents[1] / "main.py"
#: Seconds between looks at whether the other process is done or the person wants to stop.
LOOK: Final = 0.1


def prepare() -> None:
    """Compile the kernels in this process, and remember that it was done."""
    from scene.geometry.rehearsal import rehearse

    rehearse()
    mark = _mark()
    if mark is not None:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()


@contextmanager
def beside(feedback: Feedback) -> Iterator[None]:
    """Do something while the kernels are compiled beside it; leave when both are done.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    other = _start()
    try:
        yield
        while other is not None and other.poll() is None:
            feedback.check()
            feedback.progress(0.99, msg("Preparing the program for this machine, once"))
            try:
                other.wait(LOOK)
            except subprocess.TimeoutExpired:
                continue
    finally:
        if other is not None and other.poll() is None:
            other.kill()
            other.wait()


def _start() -> "subprocess.Popen[bytes] | None":
    """Start the other process if there is anything to do; what goes wrong there costs time later."""
    mark = _mark()
    if mark is None or mark.exists():
        return None
    program = [] if getattr(sys, "frozen", False) else [str(MAIN)]
    try:
        return subprocess.Popen(
            [sys.executable, *program, "prepare"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError as problem:
        log.warning("kernels could not be compiled beforehand: %s", problem)
        return None


def _mark() -> Path | None:
    """Return the file that says it was done, None where nobody chose a folder for kernels."""
    folder = os.environ.get("NUMBA_CACHE_DIR")
    return Path(folder) / "rehearsed" if folder else None
