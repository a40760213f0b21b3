"""GeoPackage: a SQLite file with layers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Final

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.footprints.gdal import GdalImporter
from importers.footprints.params import FootprintParams
from importers.footprints.table import Source

_SQLITE: Final = b"SQLite format 3\x00"
_APPLICATION_IDS: Final = (b"GPKG", b"GP10", b"GP11")


class GeoPackageImporter(GdalImporter):
    """Buildings or outlines from a GeoPackage."""

    id: ClassVar[str] = "footprints.geopackage"
    format_name: ClassVar[str] = "GeoPackage"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file is SQLite and says it is a GeoPackage, by mark or by name."""
        return head.startswith(_SQLITE) and (
            head[68:72] in _APPLICATION_IDS or path.suffix.lower() == ".gpkg"
        )

    @contextmanager
    def source(self, path: Path, params: FootprintParams, issues: list[ImportIssue]) -> Iterator[Source]:
        """Yield the file if its pages are all there."""
        with path.open("rb") as file:
            head = file.read(100)
        if not head.startswith(_SQLITE):
            raise broken(path, "is not a GeoPackage")
        page, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
        wanted, size = (65536 if page == 1 else page) * pages, path.stat().st_size
        if size < wanted:
            raise broken(path, "is cut off: {size} of {wanted} bytes are there", size=size, wanted=wanted)
        yield Source(path, path, self.format_name)
