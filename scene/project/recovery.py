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
from threading import Lock
from uuid import uuid4

from scene.errors import ProjectProblem
from scene.frame import YANGZHOU_FRAME
from scene.graph import Snapshot
from scene.leftovers import is_running
from scene.messages import msg
from scene.node import NodeId
from scene.project.book import WORDS
from scene.project.journal import read_lines, write_line
from scene.project.store import Opened, ProjectStore, Stamp, stamp_of
from scene.record.entry import Entry

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
    store : ProjectStore, optional
        That of the project file, which knows the file as we last read or wrote it; by default it is taken
        as it is now.
    """

    snapshot: Snapshot
    project: Path | None = None
    built_in: bool = False
    store: ProjectStore | None = None

    @property
    def stamp(self) -> Stamp | None:
        """By what the project file is known."""
        if self.store is not None and self.store.stamp is not None:
            return self.store.stamp
        return stamp_of(self.project) if self.project and self.project.exists() else None


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
    log : tuple of Entry
        What was said and done and is in no project file yet.
    """

    path: Path
    project: Path | None
    stamp: Stamp | None
    built_in: bool
    changed: float
    log: tuple[Entry, ...] = ()

    @property
    def changes_scene(self) -> bool:
        """Whether there is more than a log: layers that were changed."""
        return self.path.exists()

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
        if not self.changes_scene and (origin is not None or not self.project):
            return Opened(origin or Snapshot(YANGZHOU_FRAME, (), {}), {})
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
        _journal_of(self.path).unlink(missing_ok=True)
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
        self._noting = Lock()

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
        self._note(origin)
        lent = _lent(snapshot, origin.snapshot)
        own = tuple(replace(node, payload=None) if node.id in lent else node for node in snapshot.nodes)
        values = (meta or {}) | {_LENT: json.dumps(sorted(lent))}
        self._store.save(replace(snapshot, nodes=own), crs_wkt, values)

    def keep_entry(self, entry: Entry, origin: Origin) -> None:
        """Add an entry of the decision log that no project file holds yet.

        Raises
        ------
        OSError
            If the folder cannot be written.
        """
        if not _note_of(self._unsaved).exists():
            self._note(origin)
        write_line(_journal_of(self._unsaved), entry)

    def follow(self, origin: Origin) -> None:
        """Know the project file as it is now that the log in it went on."""
        if _note_of(self._unsaved).exists():
            self._note(origin)

    def _note(self, origin: Origin) -> None:
        with self._noting:  # so that the stamp that is written last is the one that was read last
            note = {
                "process": os.getpid(),
                "project": str(origin.project.resolve()) if origin.project else None,
                "stamp": origin.stamp,
                "built_in": origin.built_in,
            }
            path = _note_of(self._unsaved)
            fresh = path.with_name(f".{path.stem}.gpkg.note")
            fresh.write_text(json.dumps(note), encoding="utf-8")
            fresh.replace(path)  # a kill leaves the former note whole

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
        if is_running(process):
            continue
        unsaved = Unsaved(
            path, Path(project) if project else None, tuple(stamp) if stamp else None, built_in, 0.0
        )
        log = read_lines(_journal_of(path))
        if path.exists() or any(entry.deed in WORDS for entry in log):
            newest = path if path.exists() else _journal_of(path)
            found.append(replace(unsaved, changed=newest.stat().st_mtime, log=log))
        else:
            unsaved.discard()
    return tuple(sorted(found, key=lambda unsaved: -unsaved.changed))


def _note_of(path: Path) -> Path:
    return path.with_suffix(".json")


def _journal_of(path: Path) -> Path:
    return path.with_suffix(".log")
