"""CityJSONSeq: a line with what all have in common, then a line for each feature with its own vertices."""

from pathlib import Path
from typing import Any, Final

from importers.base import ImportIssue
from importers.citymodel.cityjson import (
    check_version,
    document_of,
    geometry_of,
    read_objects,
    system_of,
)
from importers.citymodel.importer import CityImporter
from importers.citymodel.objects import CityFile, Collector
from importers.citymodel.params import CityParams
from importers.common.boundary import broken
from scene.feedback import Feedback

_FIRST: Final = b'"CityJSON"'
_FEATURE: Final = b'"CityJSONFeature"'


class CityJsonSeqImporter(CityImporter):
    """Importer of CityJSONSeq."""

    id = "city.cityjsonseq"
    format_name = "CityJSONSeq"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether its first line says that it is CityJSON, or a feature of it."""
        lines = path.name.lower().endswith(".jsonl")
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        return start.startswith(b"{") and lines and (_FIRST in head or _FEATURE in head)

    def parse(
        self,
        path: Path,
        params: CityParams,
        feedback: Feedback,
        issues: list[ImportIssue],
        most: int | None = None,
    ) -> CityFile:
        """Read all features; the coordinates are as the file has them."""
        collector = Collector()
        first: dict[str, Any] | None = None
        size = max(path.stat().st_size, 1)
        done = features = 0
        theme = ""
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                feedback.check()
                done += len(line)
                if not line.strip():
                    continue
                document = document_of(path, line, number)
                if first is None:
                    first = self._first(path, document)
                    continue
                features += 1
                theme = self._feature(path, document, first, collector, feedback, issues) or theme
                feedback.progress(0.5 * done / size)
                if most is not None and collector.objects >= most:
                    break
        if first is None or not features:
            raise broken(path, "is cut: it holds no feature")
        system = system_of(first)
        return CityFile(collector.finish(), system, int(bool(system)), theme=theme)

    def _first(self, path: Path, document: dict[str, Any]) -> dict[str, Any]:
        if document.get("type") != "CityJSON":
            raise broken(path, "is no CityJSONSeq: its first line is not CityJSON")
        check_version(path, document)
        if document.get("transform") is None:
            raise broken(path, "is broken: its first line has no transform")
        return document

    def _feature(
        self, path: Path, feature: dict[str, Any], first: dict[str, Any], collector: Collector,
        feedback: Feedback, issues: list[ImportIssue],
    ) -> str:  # fmt: skip
        if feature.get("type") != "CityJSONFeature":
            raise broken(path, "is broken: a line is no feature")
        objects = feature.get("CityObjects")
        if not isinstance(objects, dict) or feature.get("id") not in objects:
            raise broken(path, "is broken: a feature names an object that it does not hold")
        common: dict[str, Any] = {
            key: first[key] for key in ("geometry-templates", "transform") if key in first
        }
        looks = feature.get("appearance", first.get("appearance"))
        geometry = geometry_of(path, {**feature, **common, "appearance": looks}, collector)
        read_objects(path, feature, collector, geometry, feedback, issues)
        return geometry.theme
