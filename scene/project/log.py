"""The decision log in a project file: entries are committed the moment they are made, and only added.

It knows SQL, not what an entry means.
"""

import json
import sqlite3
from typing import Final

from scene.record.entry import Deed, Entry

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


def create_log(connection: sqlite3.Connection) -> None:
    """Make the log's table where it is not there yet."""
    for statement in LOG_TABLES:
        connection.execute(statement)


def append(connection: sqlite3.Connection, entries: tuple[Entry, ...]) -> None:
    """Add entries at the end, within the caller's transaction.

    Raises
    ------
    sqlite3.IntegrityError
        If one of that number is there already.
    """
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


def read_log(connection: sqlite3.Connection) -> tuple[Entry, ...]:
    """Return the entries in the order of their numbers, whole or not."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM weiyang_log ORDER BY number")
    return tuple(
        Entry(number, Deed(deed), moment, who, role, program, json.loads(body), before, hashed)
        for number, deed, moment, who, role, program, body, before, hashed in rows
    )
