"""The files beside a model: read from its own folder and nowhere else.

It does not know what they hold.
"""

import base64
import binascii
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from importers.common.boundary import broken
from scene.errors import UnreadableFile
from scene.messages import msg

#: Of an address, as many letters as fit into a sentence.
_LONGEST: Final = 60


class Source(Protocol):
    """Where files lie: a folder, or an archive that is read like one."""

    def has(self, path: Path) -> bool:
        """Return whether there is such a file."""

    def size(self, path: Path) -> int:
        """Return its length, bytes."""

    def read(self, path: Path) -> bytes:
        """Return what it holds.

        Raises
        ------
        OSError
            If it is not there or cannot be read.
        """


class Folder:
    """Files on the disk."""

    def has(self, path: Path) -> bool:
        """Return whether there is such a file."""
        return path.is_file()

    def size(self, path: Path) -> int:
        """Return its length, bytes."""
        return path.stat().st_size

    def read(self, path: Path) -> bytes:
        """Return what it holds."""
        return path.read_bytes()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a file may read: data within its addresses, and files at or below a folder.

    Parameters
    ----------
    path : Path
        The file whose addresses these are; they are relative to its folder.
    root : Path
        The folder that nothing may lead out of.
    source : Source
        Where they lie.
    seen : list of Path
        Takes every file that was read.
    """

    path: Path
    root: Path
    source: Source = field(default_factory=Folder)
    seen: list[Path] = field(default_factory=list)

    @classmethod
    def of(cls, path: Path) -> "Neighbours":
        """Return the neighbours of a file in its own folder."""
        return cls(path, path.parent)

    def beside(self, path: Path) -> "Neighbours":
        """Return the same for another file of the same folder tree."""
        return Neighbours(path, self.root, self.source, self.seen)

    def find(self, uri: str) -> Path:
        """Return the file that an address names.

        Raises
        ------
        UnreadableFile
            If it lies outside the folder, or on the network.
        """
        short = uri if len(uri) <= _LONGEST else uri[: _LONGEST - 1] + "…"
        outside = UnreadableFile(
            msg("{file} asks for {uri}, which is not in its folder.", file=self.path.name, uri=short),
            msg("Put all its files into one folder, or export it as GLB."),
        )
        try:
            parts = urlsplit(uri)
            target = (self.path.parent / unquote(parts.path)).resolve()
        except (ValueError, OSError, RuntimeError) as problem:
            raise outside from problem
        if parts.scheme or parts.netloc or self.root.resolve() not in target.parents:
            raise outside
        return target

    def has(self, uri: str) -> bool:
        """Return whether an address stands for something that is there.

        Raises
        ------
        UnreadableFile
            If it lies outside the folder, or on the network.
        """
        return uri.startswith("data:") or self.source.has(self.find(uri))

    def read(self, uri: str) -> bytes:
        """Return what an address stands for.

        Raises
        ------
        UnreadableFile
            If it is not there, or must not be read.
        """
        if uri.startswith("data:"):
            return self._data(uri)
        target = self.find(uri)
        try:
            content = self.source.read(target)
        except OSError as problem:
            raise UnreadableFile(
                msg(
                    "{file} needs {buffer}, which is not beside it.", file=self.path.name, buffer=target.name
                ),
                msg("Copy all files of the model into one folder, or export it as GLB."),
            ) from problem
        self.seen.append(target)
        return content

    def _data(self, uri: str) -> bytes:
        head, comma, body = uri.partition(",")
        try:
            if comma and head.endswith(";base64"):
                return base64.b64decode(unquote(body) if "%" in body else body, validate=True)
        except (binascii.Error, ValueError) as problem:
            raise broken(self.path, "is broken: data within its description cannot be decoded") from problem
        raise broken(self.path, "is broken: data within its description cannot be decoded")
