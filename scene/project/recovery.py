"""Work that was not saved, kept where the next start finds it.

While a scene is modified, it is kept as a project file of its own in a private folder, written after every
command (only what changed). A clean end deletes it; after a crash it is offered. It does not know windows.
"""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from scene.graph import Snapshot
from scene.project.store import Opened, ProjectStore


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Work that a program which is no longer running left behind.

    Parameters
    ----------
    path : Path
        The recovery file.
    project : Path, optional
        Project it belongs to; None if it had never been saved.
    changed : float
        When it was last written, seconds since the epoch.
    """

    path: Path
    project: Path | None
    changed: float

    def open(self) -> Opened:
        """Read it.

        Raises
        ------
        ProjectProblem
            If it is damaged.
        """
        return ProjectStore(self.path).open()

    def discard(self) -> None:
        """Delete it."""
        self.path.unlink(missing_ok=True)
        _note_of(self.path).unlink(missing_ok=True)


class RecoveryFile:
    """The recovery file of the running program.

    Parameters
    ----------
    folder : Path
        Private to the user, on a local disk.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._unsaved = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid4().hex[:8]}.gpkg"
        self._store = ProjectStore(self._unsaved)

    def keep(self, snapshot: Snapshot, project: Path | None, crs_wkt: str = "") -> None:
        """Write the scene as it is now; what did not change since the last time is not written again.

        Raises
        ------
        ProjectProblem
            If the folder cannot be written.
        """
        note = {"process": os.getpid(), "project": str(project.resolve()) if project else None}
        _note_of(self._unsaved).write_text(json.dumps(note), encoding="utf-8")
        self._store.save(snapshot, crs_wkt)

    def discard(self) -> None:
        """Delete it: the work is saved, or was given up knowingly."""
        Unsaved(self._unsaved, None, 0.0).discard()
        self._store = ProjectStore(self._unsaved)


def find_unsaved(folder: Path) -> tuple[Unsaved, ...]:
    """Return what ended programs left in the folder, the newest first."""
    found = []
    for path in folder.glob("*.gpkg"):
        try:
            note = json.loads(_note_of(path).read_text(encoding="utf-8"))
            changed = path.stat().st_mtime
        except (OSError, ValueError):
            continue
        if not _is_running(int(note["process"])):
            found.append(Unsaved(path, Path(note["project"]) if note["project"] else None, changed))
    return tuple(sorted(found, key=lambda unsaved: -unsaved.changed))


def _note_of(path: Path) -> Path:
    return path.with_suffix(".json")


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return True
    if os.name == "nt":  # os.kill would end the process there
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)  # type: ignore[attr-defined,unused-ignore]
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)  # type: ignore[attr-defined,unused-ignore]
        return bool(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
