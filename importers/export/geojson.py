"""GeoJSON as RFC 7946 has it: WGS 84 longitude and latitude, outer rings counter-clockwise, UTF-8.

Another system is written only if it is asked for by name; the file then says so in the older ``crs`` member.
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from importers.common.crs import WGS84
from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
from importers.export.placing import Placing
from importers.export.vector_files import write_features
from importers.export.vector_layers import features_of
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
        digits = "9" if placing.in_degrees else "4"
        options = {"COORDINATE_PRECISION": digits, "RFC7946": "YES" if standard else "NO"}
        with replacing(path, "GeoJSON", feedback) as place:
            layer = features_of(nodes[0], placing)
            write_features(
                place.path, layer, "GeoJSON", placing.crs, feedback, options=options, one_pass=True
            )
        if not standard:
            notes.append(msg("The coordinates are in {crs}; RFC 7946 asks for WGS 84.", crs=placing.crs))
        feedback.progress(1.0)
        return ExportReport(
            tuple(place.files), msg("{count:,} features", count=layer.count), (*notes, *layer.notes)
        )
