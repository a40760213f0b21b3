"""Arrays in the project file: content-addressed chunks in numpy's own format, never pickled.

It knows arrays and their hashes, not what they mean.
"""

import hashlib
import io
import sqlite3
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

#: A blob stays well below SQLite's limit and below what a network share likes to move at once.
CHUNK_BYTES: Final = 32 * 1024 * 1024


def put(connection: sqlite3.Connection, node_id: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Store the arrays of a node in place of those it had; equal arrays are stored once."""
    connection.execute("DELETE FROM weiyang_node_blob WHERE node = ?", (node_id,))
    for name, array in arrays.items():
        buffer = io.BytesIO()
        np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
        data = buffer.getbuffer()
        digest = hashlib.sha256(data).hexdigest()
        known = connection.execute(
            "SELECT 1 FROM weiyang_blob WHERE sha256 = ? LIMIT 1", (digest,)
        ).fetchone()
        if known is None:
            connection.executemany(
                "INSERT INTO weiyang_blob VALUES (?, ?, ?)",
                (
                    (digest, chunk, data[start : start + CHUNK_BYTES])
                    for chunk, start in enumerate(range(0, len(data), CHUNK_BYTES))
                ),
            )
        connection.execute("INSERT INTO weiyang_node_blob VALUES (?, ?, ?)", (node_id, name, digest))


def get(connection: sqlite3.Connection, node_id: str) -> dict[str, NDArray[Any]]:
    """Return the arrays of a node.

    Raises
    ------
    ValueError
        If an array is missing or does not match its hash.
    """
    arrays: dict[str, NDArray[Any]] = {}
    rows = connection.execute(
        "SELECT name, sha256 FROM weiyang_node_blob WHERE node = ?", (node_id,)
    ).fetchall()
    for name, digest in rows:
        chunks = connection.execute(
            "SELECT data FROM weiyang_blob WHERE sha256 = ? ORDER BY chunk", (digest,)
        )
        data = b"".join(chunk for (chunk,) in chunks)
        if hashlib.sha256(data).hexdigest() != digest:
            raise ValueError(f"array {name} of node {node_id} is damaged")
        arrays[name] = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    return arrays


def drop_unused(connection: sqlite3.Connection) -> None:
    """Delete arrays that no node refers to any more."""
    connection.execute(
        "DELETE FROM weiyang_node_blob WHERE node NOT IN (SELECT id FROM weiyang_node)",
    )
    connection.execute("DELETE FROM weiyang_blob WHERE sha256 NOT IN (SELECT sha256 FROM weiyang_node_blob)")
