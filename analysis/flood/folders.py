"""Folders in which runs keep moments and checkpoints: one a run, taken over from a killed or cancelled one.

A folder shows by its file ``alive``, which names machine and process and is touched as the run goes on, that
somebody is at work in it. It does not know what a run is.
"""

import contextlib
import itertools
import os
import platform
import shutil
import time
from pathlib import Path
from typing import Final

#: Wall seconds without a sign of life after which a run is taken for dead, whatever its process is.
LIFELESS: Final = 120.0
#: Folders of dead runs that nobody took over are removed after so many seconds.
FORGOTTEN: Final = 2 * 86_400.0
_ALIVE: Final = "alive"
_DONE: Final = "done"
_LEFT: Final = "left"
_COUNT: Final = itertools.count()


def root() -> Path:
    """Return where the folders lie."""
    from platformdirs import user_cache_path

    return user_cache_path("weiyang") / "floods"


class RunFolder:
    """The folder of one run.

    Parameters
    ----------
    run : str
        Hash of all that the run's figures depend on. A folder that a killed or cancelled run of the same hash
        has left is taken over with what is in it.

    Attributes
    ----------
    path : Path
    """

    def __init__(self, run: str) -> None:
        self.path = root() / f"{run[:24]}-{os.getpid()}-{next(_COUNT)}"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._tidy()
        if not any(self._taken(old) for old in sorted(self.path.parent.glob(f"{run[:24]}-*"))):
            self.path.mkdir(exist_ok=True)
        self._touched = 0.0
        with contextlib.suppress(OSError):
            (self.path / _ALIVE).write_text(f"{platform.node()} {os.getpid()}", "utf-8")

    def touch(self) -> None:
        """Show that somebody is at work here; at most once a second."""
        now = time.monotonic()
        if now - self._touched > 1.0:
            with contextlib.suppress(OSError):
                (self.path / _ALIVE).touch()
            self._touched = now

    def finish(self) -> None:
        """Say that the run is over: nobody takes this over."""
        with contextlib.suppress(OSError):
            (self.path / _DONE).touch()

    def leave(self) -> None:
        """Leave it to the next run of the same hash; of all that were left only the latest stays."""
        for other in self.path.parent.glob(f"*/{_LEFT}"):
            shutil.rmtree(other.parent, ignore_errors=True)
        with contextlib.suppress(OSError):
            (self.path / _LEFT).touch()

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _taken(self, old: Path) -> bool:
        """Take over a folder that a killed or cancelled run has left."""
        if (old / _DONE).exists() or not _is_dead(old):
            return False
        try:
            old.rename(self.path)
        except OSError:
            return False
        (self.path / _LEFT).unlink(missing_ok=True)
        return True

    def _tidy(self) -> None:
        """Remove what was left long ago."""
        for old in self.path.parent.iterdir():
            if _silent_for(old) > FORGOTTEN:
                shutil.rmtree(old, ignore_errors=True)


def _is_dead(folder: Path) -> bool:
    """Say whether nobody is at work in a folder: it was left, or its process is gone or long silent."""
    if (folder / _LEFT).exists() or _silent_for(folder) > LIFELESS:
        return True
    try:
        machine, process = (folder / _ALIVE).read_text("utf-8").rsplit(" ", 1)
        if os.name != "posix" or machine != platform.node():
            return False
        os.kill(int(process), 0)  # asks whether it is there, and does nothing to it
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        return False
    return False


def _silent_for(folder: Path) -> float:
    """Return for how many seconds nobody has shown himself at work in a folder."""
    try:
        return time.time() - (folder / _ALIVE).stat().st_mtime
    except OSError:
        return 0.0 if not folder.exists() else max(time.time() - folder.stat().st_mtime, 0.0)
