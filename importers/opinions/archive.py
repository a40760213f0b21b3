"""A ZIP archive from anybody: nothing is unpacked to the disk, nothing unfolds beyond its bounds.

It does not know what the files in it mean.
"""

import zipfile
from pathlib import Path
from typing import Final

from importers.common.boundary import broken

#: Files in an archive; bytes of a text, of a picture, of all that is read; how often packed bytes may unfold.
_MOST_FILES: Final = 50_000
LARGEST_TEXT: Final = 8_000_000
LARGEST_PICTURE: Final = 32_000_000
_MOST: Final = 2_000_000_000
_MOST_TIMES: Final = 300


class Archive:
    """Reads files of an archive by their names, whatever their case.

    Parameters
    ----------
    packed : zipfile.ZipFile
        Open.
    path : Path
        For sentences.
    """

    def __init__(self, packed: zipfile.ZipFile, path: Path) -> None:
        self._packed, self._path, self._read = packed, path, 0
        held = packed.infolist()
        if len(held) > _MOST_FILES:
            raise broken(path, "is broken: it holds {count} files", count=len(held))
        self._held = {_plain(info.filename): info for info in held if not info.is_dir()}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all files, lower case, parts by a slash."""
        return tuple(self._held)

    def text(self, name: str) -> bytes | None:
        """Return a file of text, None if it is not there."""
        return self._taken(name, LARGEST_TEXT)

    def picture(self, name: str) -> bytes | None:
        """Return a picture, None if it is not there."""
        return self._taken(name, LARGEST_PICTURE)

    def _taken(self, name: str, largest: int) -> bytes | None:
        info = self._held.get(_plain(name))
        if info is None:
            return None
        if info.file_size > min(largest, info.compress_size * _MOST_TIMES + 1_000_000):
            raise broken(self._path, "is broken: a file in it unfolds to more than it can hold")
        with self._packed.open(info) as file:
            content = file.read(largest + 1)
        self._read += len(content)
        if len(content) > largest or self._read > _MOST:
            raise broken(self._path, "is broken: a file in it unfolds to more than it can hold")
        return content


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
