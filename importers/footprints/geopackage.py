"""GeoPackage and SpatiaLite: SQLite files with layers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Final

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.common.geopackage import COVERAGE, TILES, contents
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
        named = head[68:72] in _APPLICATION_IDS or path.suffix.lower() == ".gpkg"
        if not head.startswith(_SQLITE) or not named:
            return False
        held = set(contents(path, head))
        return not held or bool(held - {TILES, COVERAGE})

    @contextmanager
    def source(self, path: Path, params: FootprintParams, issues: list[ImportIssue]) -> Iterator[Source]:
        """Yield the file if its pages are all there."""
        check_pages(path, self.format_name)
        yield Source(path, path, self.format_name)


class SpatialiteImporter(GdalImporter):
    """Buildings or outlines from a SQLite file with geometry columns, as SpatiaLite and QGIS write it."""

    id: ClassVar[str] = "footprints.spatialite"
    format_name: ClassVar[str] = "SpatiaLite"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file is SQLite and no GeoPackage."""
        return head.startswith(_SQLITE) and head[68:72] not in _APPLICATION_IDS

    @contextmanager
    def source(self, path: Path, params: FootprintParams, issues: list[ImportIssue]) -> Iterator[Source]:
        """Yield the file if its pages are all there."""
        check_pages(path, self.format_name)
        yield Source(path, path, self.format_name)


def check_pages(path: Path, format_name: str) -> None:
    """Refuse a SQLite file that is shorter than it says.

    Raises
    ------
    UnreadableFile
        If it is cut off, or no SQLite file.
    """
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(_SQLITE) or len(head) < 100:
        raise broken(path, "is not of the format {format}", format=format_name)
    page, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    wanted, size = (65536 if page == 1 else page) * pages, path.stat().st_size
    if size < wanted:
        raise broken(path, "is cut off: {size} of {wanted} bytes are there", size=size, wanted=wanted)
