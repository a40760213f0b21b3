"""The decision log in a project file: entries are committed the moment they are made, and only added.

It knows SQL, not what an entry means.
"""

import json
import sqlite3
from typing import Final

from scene.errors import ProjectProblem
from scene.messages import msg
from scene.record.entry import BEGINNING, Deed, Entry

#: Neither a program nor a tool that respects the file's rules can alter what was written.
LOG_TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS weiyang_log (
    number INTEGER PRIMARY KEY, deed TEXT NOT NULL, moment TEXT NOT NULL, who TEXT NOT NULL,
    role TEXT NOT NULL, program TEXT NOT NULL, body TEXT NOT NULL, before TEXT NOT NULL,
    hash TEXT NOT NULL)""",
    """CREATE TRIGGER IF NOT EXISTS weiyang_log_is_not_changed BEFORE UPDATE ON weiyang_log
    BEGIN SELECT RAISE(ABORT, 'the decision log is not changed'); END""",
    """CREATE TRIGGER IF NOT EXISTS weiyang_log_is_not_shortened BEFORE DELETE ON weiyang_log
    BEGIN SELECT RAISE(ABORT, 'the decision log is not shortened'); END""",
)
_COLUMNS: Final = "number, deed, moment, who, role, program, body, before, hash"


class OutOfStep(ProjectProblem):
    """Somebody else went on with the log: what was to follow does not follow any more."""


def create_log(connection: sqlite3.Connection) -> None:
    """Make the log's table where it is not there yet."""
    for statement in LOG_TABLES:
        connection.execute(statement)


def append(connection: sqlite3.Connection, entries: tuple[Entry, ...]) -> None:
    """Add entries at the end, within the caller's transaction.

    Raises
    ------
    OutOfStep
        If the first of them does not follow the last that is there.
    """
    if not entries:
        return
    last = connection.execute("SELECT hash FROM weiyang_log ORDER BY number DESC LIMIT 1").fetchone()
    if entries[0].before != (last[0] if last else BEGINNING):
        raise OutOfStep(
            msg("The decision log was continued by another program."),
            msg("Open the project again to see what was written."),
        )
    connection.executemany(
        f"INSERT INTO weiyang_log ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                entry.number,
                entry.deed.value,
                entry.moment,
                entry.who,
                entry.role,
                entry.program,
                json.dumps(dict(entry.body), ensure_ascii=False, sort_keys=True),
                entry.before,
                entry.hash,
            )
            for entry in entries
        ],
    )


def append_missing(connection: sqlite3.Connection, entries: tuple[Entry, ...]) -> None:
    """Add those entries whose number is not reached yet, within the caller's transaction.

    Raises
    ------
    OutOfStep
        If they do not follow the last that is there.
    """
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM weiyang_log").fetchone()
    append(connection, tuple(entry for entry in entries if entry.number > last))


def read_log(connection: sqlite3.Connection) -> tuple[Entry, ...]:
    """Return the entries in the order of their numbers, whole or not; none from a file without a log."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'weiyang_log'").fetchone()
    if known is None:
        return ()
    rows = connection.execute(f"SELECT {_COLUMNS} FROM weiyang_log ORDER BY number")
    return tuple(
        Entry(
            number,
            Deed(deed),
            moment,
            who,
            role,
            program,
            json.loads(body, parse_constant=_nothing),
            before,
            hashed,
        )
        for number, deed, moment, who, role, program, body, before, hashed in rows
    )


def _nothing(constant: str) -> None:
    """Read a number that is not finite, which no program of ours writes, as nothing."""
