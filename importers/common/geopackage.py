"""What a GeoPackage holds: features, tiles of pictures, gridded heights. It reads none of them."""

import sqlite3
from pathlib import Path
from typing import Final

_SQLITE: Final = b"SQLite format 3\x00"
#: What ``gpkg_contents`` calls the three.
FEATURES, TILES, COVERAGE = "features", "tiles", "2d-gridded-coverage"
#: A file that says more tables than this is not one.
_MOST_TABLES: Final = 10_000


def contents(path: Path, head: bytes) -> dict[str, tuple[str, ...]]:
    """Return the names of the tables of each kind, none if the file is no GeoPackage.

    Parameters
    ----------
    path : Path
        The file; it is opened for reading only, and nothing is left beside it.
    head : bytes
        Its first bytes.

    Returns
    -------
    dict
        Kind (:data:`FEATURES`, :data:`TILES`, :data:`COVERAGE` …) to table names in file order.
    """
    if not head.startswith(_SQLITE):
        return {}
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        file = sqlite3.connect(address, uri=True)
    except sqlite3.Error:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    try:
        rows = file.execute("SELECT table_name, data_type FROM gpkg_contents LIMIT ?", (_MOST_TABLES,))
        for name, kind in rows.fetchall():
            found[str(kind)] = (*found.get(str(kind), ()), str(name))
    except (sqlite3.Error, UnicodeError):
        return {}
    finally:
        file.close()
    return found
