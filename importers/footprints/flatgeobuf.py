"""FlatGeobuf: one layer, with its system and, mostly, an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Final

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.footprints.gdal import GdalImporter
from importers.footprints.params import FootprintParams
from importers.footprints.table import Source

_MARK: Final = b"fgb\x03fgb"


class FlatGeobufImporter(GdalImporter):
    """Buildings, outlines or zones from FlatGeobuf."""

    id: ClassVar[str] = "footprints.flatgeobuf"
    format_name: ClassVar[str] = "FlatGeobuf"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file has the format's mark."""
        return head.startswith(_MARK)

    @contextmanager
    def source(self, path: Path, params: FootprintParams, issues: list[ImportIssue]) -> Iterator[Source]:
        """Yield the file."""
        with path.open("rb") as file:
            if not self.accepts(path, file.read(8)):
                raise broken(path, "is not FlatGeobuf")
        yield Source(path, path, self.format_name)
