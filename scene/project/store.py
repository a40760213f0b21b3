"""The project file: save and open. A save is one transaction, and writes only what changed.

Killed at any moment, the file opens as before or after the save: a new file is finished beside its place
and moved there, an existing one is changed under SQLite's rollback journal. The file is touched through
Python's ``sqlite3`` alone, never through GDAL in this process, whose own SQLite would drop our locks.
It does not know windows, undo or where recovery files live.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeAlias

from scene.errors import ProjectProblem
from scene.feedback import Feedback, SilentFeedback
from scene.frame import SceneFrame
from scene.graph import SceneGraph, Snapshot
from scene.leftovers import sweep, unfinished
from scene.messages import msg
from scene.node import Node, NodeId
from scene.payloads import Buildings, Payload, Polylines
from scene.project import blobs, nodes, payload_codec, schema
from scene.project import log as log_table
from scene.project.features import FeatureTable
from scene.record.entry import Entry

#: Nanoseconds since the epoch and bytes.
Stamp: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in a project file."""

    snapshot: Snapshot
    meta: dict[str, str]

    def graph(self) -> SceneGraph:
        """Return the scene as a graph of its own."""
        scene = SceneGraph(self.snapshot.frame)
        for node in self.snapshot.nodes:
            scene.insert(node, self.snapshot.parents[node.id])
        return scene


class ProjectStore:
    """One project file, and what of the scene is known to be in it.

    Parameters
    ----------
    path : Path
        The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._saved: Snapshot | None = None
        self._stamp: Stamp | None = None
        self._writing = Lock()

    @property
    def stamp(self) -> Stamp | None:
        """By what the file is known to be as we last read or wrote it."""
        return self._stamp

    def save(
        self,
        snapshot: Snapshot,
        crs_wkt: str = "",
        meta: dict[str, str] | None = None,
        feedback: Feedback | None = None,
        log: tuple[Entry, ...] = (),
    ) -> None:
        """Write the scene: all of it the first time, what changed after that.

        Parameters
        ----------
        snapshot : Snapshot
            The scene.
        crs_wkt : str
            WKT 1 of the frame's CRS, for other programs.
        meta : dict of str
            More to keep beside it (program version, clock, …).
        feedback : Feedback, optional
            Progress and cancel; a cancelled save leaves the file as it was.
        log : tuple of Entry
            The decision log; what of it the file does not hold yet is written with the scene.

        Raises
        ------
        ProjectProblem
            If the file cannot be written, or another program changed it since.
        Cancelled
            If the person asked to stop.
        """
        feedback = feedback or SilentFeedback()
        with self._writing, _explained(self.path):
            if self._saved is None or not self.path.exists() or self._saved.frame != snapshot.frame:
                if self._saved is not None and self.path.exists():
                    log = log or self.log()
                self._save_new(snapshot, crs_wkt, meta or {}, feedback, log)
            else:
                if self._stamp != stamp_of(self.path):
                    raise ProjectProblem(
                        msg(
                            "{file} was changed by another program since it was opened.", file=self.path.name
                        ),
                        msg("Save under another name, then compare the two."),
                    )
                with closing(_connect(self.path)) as connection:
                    self._write(connection, snapshot, self._saved, crs_wkt, meta or {}, feedback, log)
            self._saved, self._stamp = snapshot, stamp_of(self.path)

    def append(self, *entries: Entry, patiently: bool = True) -> bool:
        """Add entries to the decision log; they are on the disk when this returns.

        Parameters
        ----------
        entries : Entry
            Each with the one before it.
        patiently : bool
            Whether to wait for a save that is going on in another thread.

        Returns
        -------
        bool
            False if a save is going on, and it was not to be waited for.

        Raises
        ------
        OutOfStep
            If another program went on with the log.
        ProjectProblem
            If the file cannot be written.
        """
        if not self._writing.acquire(blocking=patiently):
            return False
        try:
            with _explained(self.path):
                # What another program did to the layers meanwhile still stops the next save.
                ours = stamp_of(self.path) == self._stamp
                with closing(_connect(self.path)) as connection, connection:
                    connection.execute("BEGIN IMMEDIATE")
                    schema.migrate(connection)
                    log_table.append(connection, entries)
                if ours:
                    self._stamp = stamp_of(self.path)
        finally:
            self._writing.release()
        return True

    def log(self) -> tuple[Entry, ...]:
        """Read the decision log, whole or not.

        Raises
        ------
        ProjectProblem
            If the file is missing or damaged.
        """
        if not self.path.is_file():
            raise _absent(self.path)
        with _explained(self.path), closing(_connect(self.path)) as connection:
            return log_table.read_log(connection)

    def _save_new(
        self,
        snapshot: Snapshot,
        crs_wkt: str,
        meta: dict[str, str],
        feedback: Feedback,
        log: tuple[Entry, ...],
    ) -> None:
        sweep(self.path)
        fresh = unfinished(self.path)
        try:
            with closing(_connect(fresh)) as connection:
                connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {schema.GEOPACKAGE_VERSION}")
                self._write(connection, snapshot, None, crs_wkt, meta, feedback, log)
            with fresh.open("rb") as file:
                os.fsync(file.fileno())
            fresh.replace(self.path)
        finally:
            fresh.unlink(missing_ok=True)

    def _write(
        self,
        connection: sqlite3.Connection,
        snapshot: Snapshot,
        before: Snapshot | None,
        crs_wkt: str,
        meta: dict[str, str],
        feedback: Feedback,
        log: tuple[Entry, ...],
    ) -> None:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            if before is None:
                schema.create(connection)
            schema.migrate(connection)
            log_table.append_missing(connection, log)
            srs_id = schema.put_reference_system(connection, snapshot.frame.crs, crs_wkt)
            frame = snapshot.frame
            values = meta | {"frame": json.dumps([frame.crs, frame.origin, frame.vertical])}
            connection.executemany("INSERT OR REPLACE INTO weiyang_meta VALUES (?, ?)", values.items())
            known = {node.id: node for node in before.nodes} if before else {}
            for gone in known.keys() - {node.id for node in snapshot.nodes}:
                self._delete(connection, gone, frame, srs_id)
            positions: dict[NodeId | None, int] = {}
            for done, node in enumerate(snapshot.nodes):
                feedback.check()
                feedback.progress(done / len(snapshot.nodes), msg("Saving {name}", name=node.name))
                parent = snapshot.parents[node.id]
                positions[parent] = positions.get(parent, -1) + 1
                nodes.put(connection, node, parent, positions[parent])
                former = known.get(node.id)
                if former is None or former.payload is not node.payload:
                    self._write_payload(connection, node, former.payload if former else None, frame, srs_id)
            blobs.drop_unused(connection)

    def _delete(
        self, connection: sqlite3.Connection, node_id: NodeId, frame: SceneFrame, srs_id: int
    ) -> None:
        table = _table_of(connection, node_id)
        if table:
            FeatureTable(connection, table, frame, srs_id).drop()
        connection.execute("DELETE FROM weiyang_node WHERE id = ?", (node_id,))

    def _write_payload(
        self,
        connection: sqlite3.Connection,
        node: Node,
        before: Payload | None,
        frame: SceneFrame,
        srs_id: int,
    ) -> None:
        table = _table_of(connection, node.id)
        described: dict[str, object] | None = None
        if isinstance(node.payload, Buildings | Polylines):
            features = FeatureTable(connection, table or _new_table(connection, node), frame, srs_id)
            if isinstance(before, Buildings) and isinstance(node.payload, Buildings) and table:
                (text,) = connection.execute(
                    "SELECT payload FROM weiyang_node WHERE id = ?", (node.id,)
                ).fetchone()
                if features.update(before, node.payload, json.loads(text)):
                    return
            described = features.write(node.payload, features.name)
            table = features.name
        else:
            if table:
                FeatureTable(connection, table, frame, srs_id).drop()
                table = None
            if node.payload is not None:
                described, arrays = payload_codec.encode(node.payload, self.path.absolute().parent)
                blobs.put(connection, node.id, arrays)
        connection.execute(
            "UPDATE weiyang_node SET payload = ?, feature_table = ? WHERE id = ?",
            (json.dumps(described) if described else None, table, node.id),
        )

    def open(self, feedback: Feedback | None = None) -> Opened:
        """Read the project.

        Raises
        ------
        ProjectProblem
            If the file is missing, damaged, not a project, or of a newer schema.
        Cancelled
            If the person asked to stop.
        """
        feedback = feedback or SilentFeedback()
        if not self.path.is_file():
            raise _absent(self.path)
        with _explained(self.path), closing(_connect(self.path)) as connection, connection:
            connection.execute("BEGIN")
            meta = _meta(connection, self.path)
            crs, origin, vertical = json.loads(meta["frame"])
            frame = SceneFrame(crs, (origin[0], origin[1], origin[2]), vertical)
            found, parents = _read_nodes(connection, self.path.absolute().parent, frame, feedback)
        self._saved, self._stamp = Snapshot(frame, found, parents), stamp_of(self.path)
        return Opened(self._saved, meta)


def _read_nodes(
    connection: sqlite3.Connection, folder: Path, frame: SceneFrame, feedback: Feedback
) -> tuple[tuple[Node, ...], dict[NodeId, NodeId | None]]:
    rows = connection.execute(
        f"SELECT {nodes.COLUMNS}, payload, feature_table FROM weiyang_node ORDER BY parent, position"
    ).fetchall()
    below: dict[NodeId | None, list[NodeId]] = {}
    loaded: dict[NodeId, Node] = {}
    for done, row in enumerate(rows):
        feedback.check()
        feedback.progress(done / len(rows), msg("Opening {name}", name=row[4]))
        payload: Payload | None = None
        described = json.loads(row[-2]) if row[-2] else {}
        if row[-1]:
            payload = FeatureTable(connection, row[-1], frame, 0).read(described)
        elif described:
            payload = payload_codec.decode(described, blobs.get(connection, row[0]), folder)
        loaded[row[0]] = nodes.node_of(row[:-2], payload)
        below.setdefault(row[1], []).append(row[0])
    ordered: list[Node] = []
    parents: dict[NodeId, NodeId | None] = {}

    def gather(parent: NodeId | None) -> None:
        for child in below.get(parent, ()):
            ordered.append(loaded[child])
            parents[child] = parent
            gather(child)

    gather(None)
    return tuple(ordered), parents


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=2.0, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _meta(connection: sqlite3.Connection, path: Path) -> dict[str, str]:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "weiyang_meta" not in tables:
        raise ProjectProblem(
            msg("{file} is not a project of this program.", file=path.name),
            msg("Use Import to read its layers into a project."),
        )
    meta = dict(connection.execute("SELECT key, value FROM weiyang_meta"))
    if int(meta["schema_version"]) > schema.SCHEMA_VERSION:
        raise ProjectProblem(
            msg("{file} was saved by a newer version of this program.", file=path.name),
            msg("Install the newer version to open it."),
        )
    return meta


def _absent(path: Path) -> ProjectProblem:
    return ProjectProblem(msg("{file} is not there.", file=path.name), msg("Check the name and the folder."))


def _table_of(connection: sqlite3.Connection, node_id: NodeId) -> str | None:
    row = connection.execute("SELECT feature_table FROM weiyang_node WHERE id = ?", (node_id,)).fetchone()
    return row[0] if row else None


def _new_table(connection: sqlite3.Connection, node: Node) -> str:
    taken = {name.lower() for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    wanted = "".join(c if c.isascii() and c.isalnum() else "_" for c in node.name.en.lower()).strip("_")
    stem = wanted[:40] or node.role.value
    name, number = stem, 1
    while name.lower() in taken or name.startswith(("gpkg", "sqlite", "rtree", "weiyang")):
        number += 1
        name = f"layer_{stem}_{number}"
    return name


def stamp_of(path: Path) -> Stamp:
    """Return by what a file is known to be as it was: the time of its last change and its size."""
    status = path.stat()
    return (status.st_mtime_ns, status.st_size)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into a sentence."""
    try:
        yield
    except sqlite3.OperationalError as problem:
        if "locked" in str(problem):
            raise ProjectProblem(
                msg("{file} is in use by another program.", file=path.name),
                msg("Close it there, then try again."),
            ) from problem
        raise ProjectProblem(
            msg("{file} cannot be used: {problem}.", file=path.name, problem=problem),
            msg("Check the folder's permission and free space, or save under another name."),
        ) from problem
    except (sqlite3.DatabaseError, KeyError, ValueError) as problem:
        raise ProjectProblem(
            msg("{file} is damaged: {problem}.", file=path.name, problem=problem),
            msg("Open a backup of it, or the recovery copy if one is offered."),
        ) from problem
    except OSError as problem:
        raise ProjectProblem(
            msg("{file} cannot be written: {problem}.", file=path.name, problem=problem.strerror or problem),
            msg("Check the folder's permission and free space, or save under another name."),
        ) from problem
