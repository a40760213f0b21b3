"""GeoJSON as RFC 7946 has it: WGS 84 longitude and latitude, outer rings counter-clockwise, UTF-8.

Another system is written only if it is asked for by name; the file then says so in the older ``crs`` member.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import Field

from importers.common.crs import WGS84
from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
from importers.export.placing import Placing
from importers.export.vector_files import write_features
from importers.export.vector_layers import features_of
from scene.feedback import Feedback, PartOf
from scene.frame import SceneFrame
from scene.messages import Message, msg
from scene.node import Node

#: Features gathered between two looks at the cancel button.
_AT_ONCE: Final = 5_000


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
            lines = place.path.with_name("features.geojsonl")
            part = PartOf(feedback, 0.0, 0.9)
            write_features(lines, layer, "GeoJSONSeq", None, part, options=options)
            _collect(lines, place.path, nodes[0], "" if standard else placing.crs, feedback)
            lines.unlink()
        if not standard:
            notes.append(msg("The coordinates are in {crs}; RFC 7946 asks for WGS 84.", crs=placing.crs))
        feedback.progress(1.0)
        return ExportReport(
            tuple(place.files), msg("{count:,} features", count=layer.count), (*notes, *layer.notes)
        )


def _collect(lines: Path, path: Path, node: Node, crs: str, feedback: Feedback) -> None:
    """Make one collection of features that stand in a line each.

    GDAL writes a collection in one go, which nobody could stop; lines it writes in slices.
    """
    said = {"type": "FeatureCollection", "name": node.name.zh or node.name.en}
    head = json.dumps(said, ensure_ascii=False)[:-1]
    if crs:
        known = crs.startswith("EPSG:")
        name = crs.replace("EPSG:", "urn:ogc:def:crs:EPSG::") if known else crs
        member = {"type": "name", "properties": {"name": name}}
        head += f', "crs": {json.dumps(member)}'
    with lines.open(encoding="utf-8") as features, path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{head}, "features": [')
        for number, feature in enumerate(features):
            if number % _AT_ONCE == 0:
                feedback.check()
            file.write((",\n" if number else "\n") + feature.rstrip("\n"))
        file.write("\n]}\n")
