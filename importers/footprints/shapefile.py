"""Shapefile: geometry, index and table in files of their own, of which any but the first may be missing.

A missing or broken ``.shx`` is written anew into a folder that is gone afterwards; the person's own folder
is never written to.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import ClassVar, Final

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.common.encodings import beside, codec_of, of_shapefile
from importers.footprints.gdal import GdalImporter
from importers.footprints.params import FootprintParams
from importers.footprints.table import Source
from scene.errors import InvalidRequest
from scene.messages import msg

_FILE_CODE: Final = b"\x00\x00\x27\x0a"
_HEADER: Final = 100
_COMPANIONS: Final = (".dbf", ".shx", ".prj", ".cpg")


class ShapefileImporter(GdalImporter):
    """Buildings or outlines from a Shapefile."""

    id: ClassVar[str] = "footprints.shapefile"
    format_name: ClassVar[str] = "Shapefile"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as the geometry of a Shapefile."""
        return head.startswith(_FILE_CODE)

    def companions(self, path: Path) -> Iterable[Path]:
        """Return table, index, system and encoding."""
        return tuple(file for suffix in _COMPANIONS if (file := beside(path, suffix)) is not None)

    @contextmanager
    def source(self, path: Path, params: FootprintParams, issues: list[ImportIssue]) -> Iterator[Source]:
        """Yield the file, or a copy of it with the index that it lacks."""
        _check_lengths(path)
        codec = self._codec(path, params, issues)
        if beside(path, ".dbf") is None:
            issues.append(ImportIssue("note", msg("{file} has no table (.dbf) beside it.", file=path.name)))
        complete = _has_sound_index(path)
        with nullcontext("") if complete else tempfile.TemporaryDirectory(prefix="weiyang-") as folder:
            if not complete:
                note = msg("{file} has no usable index (.shx); it was made anew.", file=path.name)
                issues.append(ImportIssue("repaired", note))
            opened = path if complete else _with_new_index(path, Path(folder), self.companions(path))
            yield Source(opened, path, self.format_name, codec)

    def _codec(self, path: Path, params: FootprintParams, issues: list[ImportIssue]) -> str:
        """Return the codec of the table: the person's, else the one that fits."""
        if params.encoding:
            codec = codec_of(params.encoding)
            if not codec:
                raise InvalidRequest(
                    msg("“{text}” names no encoding.", text=params.encoding), msg("Write it as UTF-8 or GBK.")
                )
            return codec
        found = of_shapefile(path)
        if found.contradicts:
            said = msg("{file} says its text is {stated}, but it is {found}.",
                       file=path.name, stated=found.stated, found=found.name)  # fmt: skip
            issues.append(ImportIssue("repaired", said))
        return found.name


def _check_lengths(path: Path) -> None:
    """Refuse files that are shorter than their headers say.

    Raises
    ------
    UnreadableFile
        If the geometry or the table is cut off.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEADER)
    if not head.startswith(_FILE_CODE) or len(head) < _HEADER:
        raise broken(path, "is not the geometry of a Shapefile")
    wanted = 2 * int.from_bytes(head[24:28], "big")
    if size < wanted:
        raise broken(path, "is cut off: {size} of {wanted} bytes are there", size=size, wanted=wanted)
    dbf = beside(path, ".dbf")
    if dbf is None:
        return
    with dbf.open("rb") as file:
        head = file.read(32)
    if len(head) < 32:
        raise broken(dbf, "is not the table of a Shapefile")
    rows = int.from_bytes(head[4:8], "little")
    wanted = int.from_bytes(head[8:10], "little") + rows * int.from_bytes(head[10:12], "little")
    size = dbf.stat().st_size
    if size < wanted:
        raise broken(dbf, "is cut off: {size} of {wanted} bytes are there", size=size, wanted=wanted)


def _has_sound_index(path: Path) -> bool:
    shx = beside(path, ".shx")
    return shx is not None and shx.stat().st_size >= _HEADER and (shx.stat().st_size - _HEADER) % 8 == 0


def _with_new_index(path: Path, folder: Path, companions: Iterable[Path]) -> Path:
    """Copy a shapefile into a folder and write the index it lacks; return the copy."""
    copy = folder / f"{path.stem}.shp"
    shutil.copyfile(path, copy)
    for extra in companions:
        if extra.suffix.lower() != ".shx":
            shutil.copyfile(extra, folder / f"{path.stem}{extra.suffix.lower()}")
    content = copy.read_bytes()
    entries, at = bytearray(), _HEADER
    while at + 8 <= len(content):
        words = int.from_bytes(content[at + 4 : at + 8], "big")
        if at + 8 + 2 * words > len(content) or words < 2:
            break
        entries += (at // 2).to_bytes(4, "big") + words.to_bytes(4, "big")
        at += 8 + 2 * words
    length = ((_HEADER + len(entries)) // 2).to_bytes(4, "big")
    copy.with_suffix(".shx").write_bytes(content[:24] + length + content[28:_HEADER] + bytes(entries))
    return copy
