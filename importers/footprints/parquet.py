"""GeoParquet, and Parquet with a column of well-known binary.

The system is that of the file's metadata; GeoParquet that names none is WGS 84. It reads row groups in
batches and does not know what the columns mean.
"""

import json
from pathlib import Path
from typing import Any, ClassVar, Final

from importers.base import ImportIssue
from importers.common.boundary import broken, reading
from importers.coordinates.crs import WGS84
from importers.footprints.arrow import columns_of, shapes_of
from importers.footprints.importer import VectorImporter
from importers.footprints.params import FootprintParams
from importers.footprints.shapes import joined
from importers.footprints.table import Table
from scene.errors import UnreadableFile
from scene.feedback import Feedback
from scene.messages import msg

_MARK: Final = b"PAR1"
_AT_ONCE: Final = 65_536
#: Names of a column that holds geometry although nothing says so.
_USUAL: Final = ("geometry", "geom", "wkb_geometry", "wkb", "shape", "the_geom")
#: A file that unpacks to more than this many times its size, and more than so many bytes, is a trap.
_MOST_TIMES: Final = 100
_ALWAYS_FINE: Final = 500 << 20


class ParquetImporter(VectorImporter):
    """Buildings, outlines or zones from GeoParquet."""

    id: ClassVar[str] = "footprints.parquet"
    format_name: ClassVar[str] = "Parquet"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file has the format's mark."""
        return head.startswith(_MARK)

    def table(
        self,
        path: Path,
        params: FootprintParams,
        feedback: Feedback,
        issues: list[ImportIssue],
        most: int | None = None,
    ) -> Table:
        """Return the file's one table, or its first rows."""
        with reading(path, self.format_name):
            import pyarrow.parquet as pq

            file = pq.ParquetFile(path)
            _check_size(path, file)
            column, crs = _geometry_column(path, file)
            shapes, rows, columns = self._read(file, column, feedback, issues, most)
        if not rows:
            raise UnreadableFile(
                msg("{file} holds no feature.", file=path.name),
                msg("Check that the right layer was exported, with its rows."),
            )
        return Table(path.stem, crs, shapes, columns, file.metadata.num_rows)

    def _read(
        self, file: Any, column: str, feedback: Feedback, issues: list[ImportIssue], most: int | None
    ) -> tuple[Any, int, dict[str, Any]]:
        import pyarrow as pa

        total = file.metadata.num_rows
        shapes, batches, done = [], [], 0
        for batch in file.iter_batches(min(most or _AT_ONCE, _AT_ONCE)):
            feedback.check()
            shapes.append(shapes_of(batch.column(column)))
            batches.append(batch.select([name for name in batch.schema.names if name != column]))
            done += len(batch)
            feedback.progress(done / max(total, done, 1))
            if most is not None and done >= most:
                break
        if not done:
            return None, 0, {}
        return joined(shapes), done, columns_of(pa.Table.from_batches(batches), "", issues)


def _check_size(path: Path, file: Any) -> None:
    """Refuse a file that declares more than it can hold."""
    size, meta = path.stat().st_size, file.metadata
    unpacked = sum(meta.row_group(place).total_byte_size for place in range(meta.num_row_groups))
    if unpacked > max(_MOST_TIMES * size, _ALWAYS_FINE) or meta.num_rows > size:
        raise broken(path, "declares more than its {size} bytes can hold", size=size)


def _geometry_column(path: Path, file: Any) -> tuple[str, str]:
    """Return the column of geometry, and the system in it, empty if the file does not say.

    Raises
    ------
    UnreadableFile
        If there is none, or one that is not well-known binary.
    """
    schema = file.schema_arrow
    said = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    if said:
        name = said["primary_column"]
        about = said["columns"][name]
        if str(about.get("encoding", "WKB")).upper() != "WKB":
            raise broken(path, "holds its geometry as {encoding}, not as WKB", encoding=about["encoding"])
        return name, _written(about.get("crs", WGS84))
    for field in schema:
        kind = getattr(field.type, "extension_name", "") or (field.metadata or {}).get(
            b"ARROW:extension:name", b""
        ).decode("ascii", "replace")
        if kind == "geoarrow.wkb":
            return field.name, _crs_of_extension(field)
    import pyarrow as pa

    for field in schema:
        if field.name.casefold() in _USUAL and (
            pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type)
        ):
            return field.name, ""
    raise UnreadableFile(
        msg("{file} is a table without geometry.", file=path.name),
        msg("Export it as GeoParquet, or as another format with geometry."),
    )


def _written(crs: Any) -> str:
    """Return a system that is PROJJSON, text or null as text."""
    if crs is None:
        return ""
    return crs if isinstance(crs, str) else json.dumps(crs)


def _crs_of_extension(field: Any) -> str:
    raw = (field.metadata or {}).get(b"ARROW:extension:metadata", b"")
    if not raw and hasattr(field.type, "__arrow_ext_serialize__"):
        raw = field.type.__arrow_ext_serialize__()
    return _written(json.loads(raw or b"{}").get("crs"))
