"""GeoJSON as RFC 7946 has it: WGS 84 longitude and latitude, outer rings counter-clockwise, UTF-8.

Another system is written only if it is asked for by name; the file then says so in the older ``crs`` member.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from importers.coordinates.crs import WGS84
from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
from importers.export.placing import Placing
from importers.export.vector_files import slices, write_slice
from importers.export.vector_layers import FeatureLayer, features_of
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.messages import Message, msg
from scene.node import Node


class GeoJsonParams(ExportParams):
    """How to write GeoJSON."""

    crs: str = Field(
        "",
        title="Coordinate system",
        description="Empty: WGS 84, as the standard asks; another only if the reader is known to take it.",
        json_schema_extra={"usual": WGS84},
    )


class GeoJsonExporter:
    """Buildings, lines and spots into GeoJSON."""

    params_type: type[ExportParams] = GeoJsonParams

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write one layer."""
        placing = Placing.of(frame, params, prescribed=WGS84)
        notes: list[Message] = []
        standard = placing.crs == WGS84
        options = {"COORDINATE_PRECISION": "9" if placing.in_degrees else "4"}
        with replacing(path, "GeoJSON", feedback) as place:
            layer = features_of(nodes[0], placing)
            _write(place.path, layer, nodes[0], "" if standard else placing.crs, options, feedback)
        if not standard:
            notes.append(msg("The coordinates are in {crs}; RFC 7946 asks for WGS 84.", crs=placing.crs))
        feedback.progress(1.0)
        return ExportReport(
            tuple(place.files), msg("{count:,} features", count=layer.count), (*notes, *layer.notes)
        )


def _write(
    path: Path, layer: FeatureLayer, node: Node, crs: str, options: dict[str, str], feedback: Feedback
) -> None:
    """Write one collection, slice by slice.

    GDAL writes a collection in one go, which nobody could stop. It also writes features in a line each, and
    of such lines a collection is made here.
    """
    said = {"type": "FeatureCollection", "name": node.name.zh or node.name.en}
    head = json.dumps(said, ensure_ascii=False)[:-1]
    if crs:
        known = crs.startswith("EPSG:")
        name = crs.replace("EPSG:", "urn:ogc:def:crs:EPSG::") if known else crs
        member = {"type": "name", "properties": {"name": name}}
        head += f', "crs": {json.dumps(member)}'
    aside = path.with_name("features.geojsonl")
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{head}, "features": [')
        for first, stop in slices(layer):
            feedback.check()
            aside.unlink(missing_ok=True)
            write_slice(aside, layer, first, stop, "GeoJSONSeq", None, options=options)
            lines = aside.read_text("utf-8").rstrip("\n").replace("\n", ",\n")
            file.write((",\n" if first else "\n") + lines)
            feedback.progress(stop / max(layer.count, 1))
        file.write("\n]}\n")
    aside.unlink(missing_ok=True)
