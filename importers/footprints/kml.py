"""KML and KMZ: places and areas in WGS 84, as Google Earth and drone planners write them.

An extruded area over the ground is a building: its height is that of its corners. Links to other files are
not followed.
"""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Final

import numpy as np

from importers.base import ImportIssue
from importers.common.boundary import broken, reading
from importers.common.measures import texts
from importers.footprints.gdal import GdalImporter
from importers.footprints.params import FootprintParams
from importers.footprints.shapes import joined
from importers.footprints.table import Source, Table, choose_layer, layer_info, read_table
from scene.feedback import Feedback, PartOf
from scene.payloads.arrays import Column

_ZIP: Final = b"PK\x03\x04"
#: What GDAL makes a column of although hardly any file says it.
_SELDOM: Final = (
    "description", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon", "snippet",
)  # fmt: skip
_UNSAID: Final = ("", "-1", "0")
_LARGEST: Final = 500 << 20
_MOST_TIMES: Final = 200
_BLOCK: Final = 1 << 20


class KmlImporter(GdalImporter):
    """Buildings, outlines or zones from KML or KMZ."""

    id: ClassVar[str] = "footprints.kml"
    format_name: ClassVar[str] = "KML"
    areas_are_buildings: ClassVar[bool] = False

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as KML, or is a packed one by its name."""
        return b"<kml" in head or (head.startswith(_ZIP) and path.suffix.lower() == ".kmz")

    @contextmanager
    def source(self, path: Path, params: FootprintParams, issues: list[ImportIssue]) -> Iterator[Source]:
        """Yield the file, or what is packed in it."""
        with path.open("rb") as file:
            head = file.read(4096)
        if head.startswith(_ZIP):
            with tempfile.TemporaryDirectory(prefix="weiyang-") as folder:
                unpacked = Path(folder) / f"{path.stem}.kml"
                _unpack(path, unpacked)
                yield self._opened(unpacked, path)
        else:
            yield self._opened(path, path)

    def _opened(self, path: Path, named: Path) -> Source:
        with path.open("rb") as file:
            head = file.read(4096)
        if b"<kml" not in head:
            raise broken(named, "is not KML")
        if b"<!ENTITY" in head:
            raise broken(named, "declares entities, which are not resolved here")
        return Source(path, named, self.format_name)

    def table(
        self,
        path: Path,
        params: FootprintParams,
        feedback: Feedback,
        issues: list[ImportIssue],
        most: int | None = None,
    ) -> Table:
        """Return the folder that is asked for, else all of them, with the height of extruded areas."""
        with self.source(path, params, issues) as source:
            filled = [] if params.layer else _filled(source)
            if len(filled) > 1:
                share = 1.0 / len(filled)
                parts = [
                    read_table(
                        source, name, PartOf(feedback, place * share, (place + 1) * share), issues, most
                    )
                    for place, name in enumerate(filled)
                ]
                table = _together(parts)
            else:
                layer = filled[0] if filled else choose_layer(source, params.layer, issues)
                table = read_table(source, layer, feedback, issues, most)
        columns = {name: values for name, values in table.columns.items() if not _is_unsaid(name, values)}
        heights = _extruded(table)
        if heights is not None and "height" not in columns:
            columns["height"] = heights
        return replace(table, columns=columns)


def _filled(source: Source) -> list[str]:
    """Return the folders that hold anything, each of which GDAL makes a layer of."""
    with reading(source.named, source.format_name):
        import pyogrio

        names = [str(name) for name in pyogrio.list_layers(source.path)[:, 0]]
    return [name for name in names if layer_info(source, name)["features"] > 0]


def _together(parts: list[Table]) -> Table:
    """Return tables one below the other, the name of each in the column ``folder``."""
    columns: dict[str, Column] = {}
    for name in dict.fromkeys(name for part in parts for name in part.columns):
        held = [part.columns.get(name) for part in parts]
        if all(values is None or values.dtype.kind in "iuf" for values in held):
            columns[name] = np.concatenate(
                [
                    np.full(part.count, np.nan) if values is None else values.astype(np.float64)
                    for part, values in zip(parts, held, strict=True)
                ]
            )
        else:
            columns[name] = np.concatenate(
                [
                    np.full(part.count, "") if values is None else texts(values)
                    for part, values in zip(parts, held, strict=True)
                ]
            )
    columns["folder"] = np.repeat([part.layer for part in parts], [part.count for part in parts])
    shapes, declared = joined([part.shapes for part in parts]), sum(part.declared for part in parts)
    return replace(parts[0], layer="", shapes=shapes, columns=columns, declared=declared)


def _is_unsaid(name: str, values: Column) -> bool:
    return name in _SELDOM and bool(np.isin(texts(values), _UNSAID).all())


def _extruded(table: Table) -> Column | None:
    """Return the height of what is extruded over the ground, nan for all else; None if nothing is."""
    extrude, mode = table.columns.get("extrude"), table.columns.get("altitudeMode")
    if extrude is None or mode is None:
        return None
    standing = (texts(extrude) == "1") & (texts(mode) == "relativeToGround") & (table.shapes.highest > 0.0)
    return np.where(standing, table.shapes.highest, np.nan).astype(np.float64) if standing.any() else None


def _unpack(path: Path, target: Path) -> None:
    """Write the one document that is packed in a KMZ.

    Raises
    ------
    UnreadableFile
        If there is none, or one far larger than its archive.
    """
    with reading(path, "KMZ"), zipfile.ZipFile(path) as archive:
        inside = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".kml")]
        if not inside:
            raise broken(path, "holds no KML")
        entry = next((held for held in inside if held.filename == "doc.kml"), inside[0])
        most = min(_LARGEST, _MOST_TIMES * path.stat().st_size)
        if entry.file_size > most:
            raise broken(
                path, "holds a document of {size} bytes, too many for its size", size=entry.file_size
            )
        left = most
        with archive.open(entry) as packed, target.open("wb") as file:
            while block := packed.read(min(_BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    raise broken(path, "holds more than it says")
                file.write(block)
