"""The file that keeps the moments of a run: compressed tiles under moment and tile, in SQLite.

SQLite because a moment is then a transaction (a run that is killed reads up to the last whole one, a full
disk loses nothing that was kept), because any tile of any moment is found without an index in memory, and
because it is in the standard library. It does not know what the bytes mean.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal

from scene.errors import UnreadableFile
from scene.messages import msg

#: What is kept of a tile: the names of the tables.
Kind = Literal["depth", "flow", "ground"]
_KINDS: Final[tuple[Kind, ...]] = ("depth", "flow", "ground")
_FORMAT: Final = "weiyang flood series 1"
#: Seconds that a reader and the run wait for each other.
_PATIENCE: Final = 30.0


class SeriesFile:
    """One file of moments. May be used from any thread, one at a time.

    Parameters
    ----------
    path : Path
    head : Mapping
        What the file says of itself; one with another head is begun anew. None opens what is there.

    Raises
    ------
    UnreadableFile
        If there is none, or it is not such a file.
    """

    def __init__(self, path: Path, head: dict[str, Any] | None = None) -> None:
        self.path = path
        self._lock = Lock()
        self._times: list[float] = []
        if head is None:
            if not path.is_file():
                raise UnreadableFile(msg("There is no record of a flood at {path}.", path=path))
            self._open()
            self.head = self._read_head()
            self._times = self._read_times()
            return
        self.head = head
        path.parent.mkdir(parents=True, exist_ok=True)
        self._open()
        try:
            if self._read_head() == head:
                self._times = self._read_times()
                return
            self.close()
        except (UnreadableFile, sqlite3.DatabaseError):
            self.close()
        for end in ("", "-journal"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        self._open()
        self._begin(head)

    def _open(self) -> None:
        self._link = sqlite3.connect(self.path, timeout=_PATIENCE, check_same_thread=False)

    def _begin(self, head: dict[str, Any]) -> None:
        with self._link:
            self._link.execute("PRAGMA page_size = 16384")
            self._link.execute("CREATE TABLE head (text TEXT)")
            self._link.execute("CREATE TABLE moment (number INTEGER PRIMARY KEY, time REAL)")
            for kind in _KINDS:
                self._link.execute(
                    f"CREATE TABLE {kind} "
                    "(number INTEGER, tile INTEGER, data BLOB, PRIMARY KEY (number, tile))"
                )
            self._link.execute("INSERT INTO head VALUES (?)", (json.dumps({"format": _FORMAT, **head}),))

    def _read_head(self) -> dict[str, Any]:
        try:
            found = self._link.execute("SELECT text FROM head").fetchone()
            kept: dict[str, Any] = json.loads(found[0])
        except (sqlite3.DatabaseError, TypeError, ValueError) as problem:
            raise UnreadableFile(msg("{path} is no record of a flood.", path=self.path)) from problem
        if kept.pop("format", "") != _FORMAT:
            raise UnreadableFile(msg("{path} is no record of a flood.", path=self.path))
        return kept

    def close(self) -> None:
        """Let go of the file."""
        self._link.close()

    def times(self) -> list[float]:
        """Return the moments, seconds, in order."""
        return list(self._times)

    def _read_times(self) -> list[float]:
        return [row[0] for row in self._link.execute("SELECT time FROM moment ORDER BY number")]

    def append(self, number: int, time: float, tiles: Iterable[tuple[Kind, int, bytes]]) -> None:
        """Keep one moment, whole or not at all.

        Raises
        ------
        sqlite3.OperationalError
            If there is no room for it; what was kept before is still there.
        """
        with self._lock, self._link:
            self._link.execute("INSERT INTO moment VALUES (?, ?)", (number, time))
            for kind, tile, data in tiles:
                self._link.execute(f"INSERT INTO {kind} VALUES (?, ?, ?)", (number, tile, data))
        self._times.append(time)

    def cut(self, count: int) -> None:
        """Forget all moments but the first `count`."""
        with self._lock, self._link:
            for table in ("moment", *_KINDS):
                self._link.execute(f"DELETE FROM {table} WHERE number >= ?", (count,))
        del self._times[count:]

    def moment(self, kind: Kind, number: int) -> list[tuple[int, bytes]]:
        """Return the tiles of one moment with their bytes."""
        with self._lock:
            return self._link.execute(f"SELECT tile, data FROM {kind} WHERE number = ?", (number,)).fetchall()

    def course(self, kind: Kind, tile: int, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """Return the bytes of one tile at several moments; moments at which it has none are left out."""
        for number in numbers:
            with self._lock:
                found = self._link.execute(
                    f"SELECT data FROM {kind} WHERE number = ? AND tile = ?", (number, tile)
                ).fetchone()
            if found is not None:
                yield number, found[0]

    def changes(self, kind: Kind, tile: int | None = None) -> list[tuple[int, int]]:
        """Return moment and tile of everything kept of a kind, in order: when a bed changed."""
        with self._lock:
            where, values = ("", ()) if tile is None else ("WHERE tile = ?", (tile,))
            return self._link.execute(
                f"SELECT number, tile FROM {kind} {where} ORDER BY number, tile", values
            ).fetchall()
