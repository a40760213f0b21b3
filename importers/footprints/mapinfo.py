"""MapInfo: a TAB with its .dat, .map and .id beside it, or the MIF and MID that it exchanges."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Final

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.common.encodings import beside
from importers.footprints.gdal import GdalImporter
from importers.footprints.params import FootprintParams
from importers.footprints.table import Source
from scene.errors import UnreadableFile
from scene.messages import msg

#: What stands beside a table of each kind.
_COMPANIONS: Final = {".tab": (".dat", ".map", ".id"), ".mif": (".mid",)}
#: Where a MAP holds its format's mark, and the mark.
_MARK_AT, _MARK = 0x100, (42424242).to_bytes(4, "little")
#: How the line begins that opens an object.
_OBJECT: Final = re.compile(
    rb"(?mi)^[ \t]*(?:none|point|line|pline|region|arc|text|rect|roundrect|ellipse|multipoint|collection)\b"
)


class MapInfoImporter(GdalImporter):
    """Buildings or outlines from MapInfo."""

    id: ClassVar[str] = "footprints.mapinfo"
    format_name: ClassVar[str] = "MapInfo"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as the text of a table or of an exchange file."""
        text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return text.startswith(b"!table") or (path.suffix.lower() == ".mif" and text.startswith(b"version"))

    def companions(self, path: Path) -> Iterable[Path]:
        """Return what stands beside the file."""
        found = (beside(path, suffix) for suffix in _COMPANIONS.get(path.suffix.lower(), ()))
        return [file for file in found if file is not None]

    @contextmanager
    def source(self, path: Path, params: FootprintParams, issues: list[ImportIssue]) -> Iterator[Source]:
        """Yield the file if it begins as it should and its companions are there.

        Raises
        ------
        UnreadableFile
            If it is another file, or one beside it is missing or broken.
        """
        with path.open("rb") as file:
            head = file.read(64)
        if not self.accepts(path, head):
            raise broken(path, "is not a MapInfo table")
        if head.lstrip().lower().startswith(b"!table"):
            self._check_map(path)
        else:
            _check_rows(path)
        yield Source(path, path, self.format_name)

    def _check_map(self, path: Path) -> None:
        for suffix in _COMPANIONS[".tab"]:
            if beside(path, suffix) is None:
                raise UnreadableFile(
                    msg("{file} lacks the {suffix} beside it.", file=path.name, suffix=suffix.upper()),
                    msg("A table is a TAB, a DAT, a MAP and an ID file together: choose it where all are."),
                )
        geometry = beside(path, ".map")
        assert geometry is not None
        with geometry.open("rb") as file:
            file.seek(_MARK_AT)
            if file.read(4) != _MARK:
                raise broken(geometry, "is not the geometry of a MapInfo table")


def _check_rows(path: Path) -> None:
    """Refuse an exchange file with fewer objects than its table has rows: it declares no count itself."""
    table = beside(path, ".mid")
    if table is None:
        return
    objects = len(_OBJECT.findall(path.read_bytes()))
    rows = sum(1 for line in table.read_bytes().splitlines() if line.strip())
    if objects < rows:
        raise broken(path, "is cut off: {objects} objects for the {rows} rows of its table",
                     objects=objects, rows=rows)  # fmt: skip
