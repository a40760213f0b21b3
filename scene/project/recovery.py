"""Work that was not saved, kept where the next start finds it.

While a scene is modified, what differs from its origin (the saved project, or the built-in city) is kept as a
project file in a private folder, written after every command. What the origin still holds is not written
again, so that a crash a moment after a command loses nothing, however large the city. A clean end deletes
the file; after a crash it is offered. It does not know windows, nor how a city is built.
"""

import json
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from scene.errors import ProjectProblem
from scene.graph import Snapshot
from scene.messages import msg
from scene.node import NodeId
from scene.project.store import Opened, ProjectStore, Stamp, stamp_of

#: In the file's own table of values: ids of the nodes whose payload the origin holds.
_LENT = "lent"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a scene was before it was changed, and where that can be had again.

    Parameters
    ----------
    snapshot : Snapshot
        As it was opened, or last saved.
    project : Path, optional
        The project file that holds it.
    built_in : bool
        Whether it is the built-in city.
    """

    snapshot: Snapshot
    project: Path | None = None
    built_in: bool = False


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Work that a program which is no longer running left behind.

    Parameters
    ----------
    path : Path
        The recovery file.
    project : Path, optional
        Project that it changes; None if it had never been saved.
    stamp : tuple of int, optional
        Of the project file when it was last opened or saved.
    built_in : bool
        Whether it changes the built-in city.
    changed : float
        When it was last written, seconds since the epoch.
    """

    path: Path
    project: Path | None
    stamp: Stamp | None
    built_in: bool
    changed: float

    @property
    def project_changed(self) -> bool:
        """Whether another program wrote the project file since."""
        return self.project is not None and self.project.exists() and stamp_of(self.project) != self.stamp

    def open(self, origin: Snapshot | None) -> Opened:
        """Read it, with what it left in its origin.

        Parameters
        ----------
        origin : Snapshot, optional
            What the work was a change of; None if that cannot be had any more.

        Raises
        ------
        ProjectProblem
            If the file is damaged, or the origin holds a part of it and is gone.
        """
        opened = ProjectStore(self.path).open()
        lent = set(json.loads(opened.meta.get(_LENT, "[]")))
        if lent and origin is None:
            raise ProjectProblem(
                msg("{file}, which the unsaved work changes, is not there.", file=self.project or self.path),
                msg("Put it back and start the program again; the unsaved work is kept until then."),
            )
        held = {node.id: node.payload for node in origin.nodes} if origin else {}
        snapshot = opened.snapshot
        nodes = tuple(
            replace(node, payload=held.get(node.id)) if node.id in lent else node for node in snapshot.nodes
        )
        return Opened(replace(snapshot, nodes=nodes), opened.meta)

    def discard(self) -> None:
        """Delete it."""
        self.path.unlink(missing_ok=True)
        _note_of(self.path).unlink(missing_ok=True)
        for part in self.path.parent.glob(f".{self.path.name}.*"):
            part.unlink(missing_ok=True)


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

    def keep(
        self, snapshot: Snapshot, origin: Origin, crs_wkt: str = "", meta: dict[str, str] | None = None
    ) -> None:
        """Write where the scene differs from its origin; what was written before is not written again.

        Parameters
        ----------
        snapshot : Snapshot
            The scene as it is now.
        origin : Origin
            What it was.
        crs_wkt, meta
            As for :meth:`scene.project.store.ProjectStore.save`.

        Raises
        ------
        ProjectProblem
            If the folder cannot be written.
        """
        note = {
            "process": os.getpid(),
            "project": str(origin.project.resolve()) if origin.project else None,
            "stamp": stamp_of(origin.project) if origin.project and origin.project.exists() else None,
            "built_in": origin.built_in,
        }
        _note_of(self._unsaved).write_text(json.dumps(note), encoding="utf-8")
        lent = _lent(snapshot, origin.snapshot)
        own = tuple(replace(node, payload=None) if node.id in lent else node for node in snapshot.nodes)
        values = (meta or {}) | {_LENT: json.dumps(sorted(lent))}
        self._store.save(replace(snapshot, nodes=own), crs_wkt, values)

    def discard(self) -> None:
        """Delete it: the work is saved, or was given up knowingly."""
        Unsaved(self._unsaved, None, None, False, 0.0).discard()
        self._store = ProjectStore(self._unsaved)


def _lent(snapshot: Snapshot, origin: Snapshot) -> set[NodeId]:
    """Return the nodes whose payload is still the origin's."""
    held = {node.id: node.payload for node in origin.nodes if node.payload is not None}
    return {node.id for node in snapshot.nodes if node.id in held and held[node.id] is node.payload}


def find_unsaved(folder: Path) -> tuple[Unsaved, ...]:
    """Return what ended programs left in the folder, the newest first; drop what they never finished."""
    found = []
    for note_path in folder.glob("*.json"):
        path = note_path.with_suffix(".gpkg")
        try:
            note = json.loads(note_path.read_text(encoding="utf-8"))
            process, project, stamp = int(note["process"]), note["project"], note["stamp"]
            built_in = bool(note["built_in"])
        except (OSError, ValueError, KeyError):
            continue
        if _is_running(process):
            continue
        unsaved = Unsaved(
            path, Path(project) if project else None, tuple(stamp) if stamp else None, built_in, 0.0
        )
        if path.exists():
            found.append(replace(unsaved, changed=path.stat().st_mtime))
        else:
            unsaved.discard()
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
