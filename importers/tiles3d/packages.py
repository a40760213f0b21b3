"""Tilesets in one file: 3TZ (a ZIP archive) and 3DTILES (an SQLite database). And what gzip packed.

What unfolds is bounded before it is unfolded. It does not know tiles.
"""

import sqlite3
import zipfile
import zlib
from pathlib import Path
from typing import Final

from importers.common.boundary import broken
from importers.models.neighbours import Folder, Source

_GZIP: Final = b"\x1f\x8b"
_SQLITE: Final = b"SQLite format 3\x00"
#: A file in a package is never larger than this, bytes; and never unfolds to more than this many times.
_LARGEST: Final = 400_000_000
_MOST_TIMES: Final = 200


def unpacked(content: bytes) -> bytes:
    """Return what gzip packed, or the content as it is.

    Raises
    ------
    OSError
        If it is cut off, or unfolds to more than can be true.
    """
    if not content.startswith(_GZIP):
        return content
    most = min(_LARGEST, len(content) * _MOST_TIMES + 65_536)
    reader = zlib.decompressobj(wbits=31)
    try:
        plain = reader.decompress(content, most)
    except zlib.error as problem:
        raise OSError("what gzip packed is broken") from problem
    if not reader.eof:
        raise OSError("what gzip packed is cut off, or unfolds to more than it can hold")
    return plain


class Zip:
    """The files of a ZIP archive; their paths are those of the archive and what lies in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._archive = zipfile.ZipFile(path)
        self._held = {info.filename: info for info in self._archive.infolist()}

    def _info(self, path: Path) -> zipfile.ZipInfo:
        try:
            return self._held[path.relative_to(self._path.resolve()).as_posix()]
        except (KeyError, ValueError) as problem:
            raise OSError(f"{path.name} is not in the archive") from problem

    def has(self, path: Path) -> bool:
        """Return whether there is such a file."""
        try:
            return bool(self._info(path))
        except OSError:
            return False

    def size(self, path: Path) -> int:
        """Return its length, bytes."""
        return self._info(path).file_size

    def read(self, path: Path) -> bytes:
        """Return what it holds."""
        info = self._info(path)
        if info.file_size > min(_LARGEST, info.compress_size * _MOST_TIMES + 65_536):
            raise OSError(f"{path.name} unfolds to more than it can hold")
        try:
            return unpacked(self._archive.read(info))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as problem:
            raise OSError(f"{path.name} cannot be taken out of the archive") from problem


class Database:
    """The files of an SQLite database, in its table ``media``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)

    def _row(self, what: str, path: Path) -> tuple[object, ...] | None:
        try:
            key = path.relative_to(self._path.resolve()).as_posix()
            asked = self._base.execute(f"SELECT {what} FROM media WHERE key = ?", (key,))
            row: tuple[object, ...] | None = asked.fetchone()
        except (sqlite3.Error, ValueError) as problem:
            raise OSError(f"{path.name} cannot be taken out of the package") from problem
        return row

    def has(self, path: Path) -> bool:
        """Return whether there is such a file."""
        return self._row("1", path) is not None

    def size(self, path: Path) -> int:
        """Return its length, bytes."""
        row = self._row("length(content)", path)
        return int(str(row[0])) if row is not None and row[0] is not None else 0

    def read(self, path: Path) -> bytes:
        """Return what it holds."""
        row = self._row("content", path)
        if row is None or not isinstance(row[0], bytes):
            raise OSError(f"{path.name} is not in the package")
        return unpacked(row[0])


def source_of(path: Path) -> tuple[Source, Path]:
    """Return where the files of a tileset lie, and its own.

    Parameters
    ----------
    path : Path
        ``tileset.json``, or a package.

    Raises
    ------
    UnreadableFile
        If it is a package that cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(16)
    try:
        if head.startswith(b"PK"):
            return Zip(path), path.resolve() / "tileset.json"
        if head.startswith(_SQLITE):
            return Database(path), path.resolve() / "tileset.json"
        if path.suffix.lower() in (".3tz", ".3dtiles"):
            raise OSError("neither a ZIP archive nor an SQLite database")
    except (zipfile.BadZipFile, OSError, sqlite3.Error, NotImplementedError) as problem:
        raise broken(path, "is broken: the package cannot be opened") from problem
    return Folder(), path
