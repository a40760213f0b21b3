"""GeoPackage: any number of layers in one file, at full precision, with Chinese names."""

from collections.abc import Sequence
from pathlib import Path

from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
from importers.export.placing import Placing, words_of
from importers.export.vector_files import write_features
from importers.export.vector_layers import features_of
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.frame import SceneFrame
from scene.messages import Message, msg
from scene.node import Node


class GeoPackageExporter:
    """Buildings, lines and spots into GeoPackage."""

    params_type: type[ExportParams] = ExportParams

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write a table for each layer."""
        placing = Placing.of(frame, params)
        _refuse_if_open(path)
        notes: list[Message] = []
        count = 0
        with replacing(path, "GeoPackage", feedback) as place:
            for number, (name, node) in enumerate(zip(layer_names(nodes), nodes, strict=True)):
                feedback.check()
                layer = features_of(node, placing)
                part = PartOf(feedback, number / len(nodes), (number + 1) / len(nodes))
                write_features(
                    place.path, layer, "GPKG", placing.crs, part, name=name, said=words_of(node),
                )  # fmt: skip
                notes += layer.notes
                count += layer.count
        feedback.progress(1.0)
        summary = msg("{layers} layers, {count:,} features", layers=len(nodes), count=count)
        return ExportReport(tuple(place.files), summary, tuple(notes))


def _refuse_if_open(path: Path) -> None:
    """Refuse to replace a database that another program is writing: its journal would spoil the new one.

    Raises
    ------
    InvalidRequest
        If there is a journal beside the file.
    """
    if any(path.with_name(f"{path.name}{ending}").exists() for ending in ("-wal", "-journal")):
        raise InvalidRequest(
            msg("{file} is open in another program.", file=path.name),
            msg("Close it there, or choose another name."),
        )


def layer_names(nodes: Sequence[Node]) -> list[str]:
    """Return a table name for each layer, all different whatever their case."""
    names: list[str] = []
    for node in nodes:
        name = given = " ".join((node.name.zh or node.name.en).replace('"', "").split()) or node.role.value
        number = 2
        while name.lower() in {other.lower() for other in names}:
            name, number = f"{given} {number}", number + 1
        names.append(name)
    return names
