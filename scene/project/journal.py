"""Entries that have no project file yet: one JSON line each, on the disk before the next is made.

It does not know what an entry means, nor when it finds its way into a project.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path

from scene.record.entry import Deed, Entry


def write_line(path: Path, entry: Entry) -> None:
    """Add an entry at the end; it is on the disk when this returns."""
    line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
    with path.open("ab") as file:
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


def read_lines(path: Path) -> tuple[Entry, ...]:
    """Return the entries of a journal; a last line that was never finished is left out."""
    found = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return ()
    for line in lines:
        try:
            held = json.loads(line)
            found.append(Entry(**held | {"deed": Deed(held["deed"])}))
        except (ValueError, TypeError, KeyError):
            continue
    return tuple(found)
