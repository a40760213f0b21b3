"""GeoJSON: WGS 84 unless it says otherwise, UTF-8 unless its writer knew no better."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Final

from importers.base import ImportIssue
from importers.common.encodings import codec_of
from importers.footprints.gdal import GdalImporter
from importers.footprints.params import FootprintParams
from importers.footprints.table import Source
from scene.messages import msg

_TYPE: Final = re.compile(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|GeometryCollection|(Multi)?(Polygon|LineString|Point))"'
)
_BLOCK: Final = 1 << 20


class GeoJsonImporter(GdalImporter):
    """Buildings or outlines from GeoJSON."""

    id: ClassVar[str] = "footprints.geojson"
    format_name: ClassVar[str] = "GeoJSON"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as a GeoJSON object."""
        return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and bool(_TYPE.search(head))

    @contextmanager
    def source(self, path: Path, params: FootprintParams, issues: list[ImportIssue]) -> Iterator[Source]:
        """Yield the file, with a codec if it is not UTF-8."""
        codec = codec_of(params.encoding) if params.encoding else ""
        if not codec and not _is_utf8(path):
            codec = "gb18030"
            issues.append(
                ImportIssue("note", msg("{file} is not UTF-8; it was read as GB 18030.", file=path.name))
            )
        if codec in ("", "utf-8"):
            yield Source(path, path, self.format_name, one_pass=True)
            return
        with tempfile.TemporaryDirectory(prefix="weiyang-") as folder:
            copy = Path(folder) / path.name
            with path.open(encoding=codec, errors="replace") as old, copy.open("w", encoding="utf-8") as new:
                shutil.copyfileobj(old, new, _BLOCK)
            yield Source(copy, path, self.format_name, one_pass=True, recoded=codec)


def _is_utf8(path: Path) -> bool:
    """Return whether a file is UTF-8 from beginning to end."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
