"""From layers of a scene, and answers of analyses, to files of other programs.

Shared by the export dialog and the command line. It knows no Qt and no format.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from analysis import registry as analyses
from analysis.base import AnalysisResult
from app.answers import params_from
from app.results import result_json, write_results
from importers.export import registry
from importers.export.base import ExporterSpec, ExportReport
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.graph import Snapshot
from scene.messages import Message, msg
from scene.node import Node


def layers_named(scene: Snapshot, names: Sequence[str]) -> tuple[Node, ...]:
    """Return the layers of these names or ids; a group stands for all layers below it.

    Raises
    ------
    InvalidRequest
        If there is no such layer.
    """
    chosen: dict[str, Node] = {}
    for name in names:
        wanted = name.strip().casefold()
        found = [
            node
            for node in scene.nodes
            if wanted in (node.name.zh.casefold(), node.name.en.casefold(), node.id.casefold())
        ]
        if not found:
            titles = ", ".join(node.name.zh or node.name.en for node in scene.nodes[:40])
            raise InvalidRequest(
                msg("There is no layer called “{name}”.", name=name),
                msg("There are: {layers}.", layers=titles),
            )
        for node in found:
            chosen |= {layer.id: layer for layer in with_below(scene, node)}
    return tuple(chosen.values())


def with_below(scene: Snapshot, node: Node) -> tuple[Node, ...]:
    """Return a layer and all below it that have geometry, in tree order."""
    inside = {node.id}
    for other in scene.nodes:  # parents come before children
        if scene.parents.get(other.id) in inside:
            inside.add(other.id)
    return tuple(other for other in scene.nodes if other.id in inside and other.payload is not None)


def shown_layers(scene: Snapshot) -> tuple[Node, ...]:
    """Return all layers with geometry that are visible."""
    return tuple(node for node in scene.nodes if node.payload is not None and scene.shown(node.id))


def fitting_formats(layers: Sequence[Node]) -> tuple[ExporterSpec, ...]:
    """Return the formats that can hold one layer, or at least some of several."""
    return tuple(
        spec
        for spec in registry.specs()
        if (spec.several or len(layers) == 1) and any(spec.refusal([layer]) is None for layer in layers)
    )


def fitting_layers(spec: ExporterSpec, layers: Sequence[Node]) -> tuple[list[Node], list[Message]]:
    """Return the layers that a format can hold, and a note for each that is left out.

    Raises
    ------
    InvalidRequest
        If it can hold none of them.
    """
    kept, notes = [], []
    for layer in layers:
        refusal = spec.refusal([layer])
        if refusal is None:
            kept.append(layer)
            continue
        if len(layers) == 1:
            raise refusal
        notes.append(
            msg("{layer} is left out: {format} cannot hold it.", layer=layer.name, format=spec.title)
        )
    if layers and not kept:
        raise InvalidRequest(
            msg("{format} can hold none of these layers.", format=spec.title),
            msg("`list exporters` names what each format holds."),
        )
    return kept, notes


def export_layers(
    scene: Snapshot,
    layers: Sequence[Node],
    path: Path,
    answers: Mapping[str, object],
    feedback: Feedback,
    *,
    spec: ExporterSpec | None = None,
    project: Path | None = None,
) -> ExportReport:
    """Write layers into one file.

    Parameters
    ----------
    scene : Snapshot
        Says where local metres lie.
    layers : sequence of Node
        What to write.
    path : Path
        The file; its ending names the format unless `spec` does.
    answers : Mapping
        Values of the exporter's parameters.
    feedback : Feedback
        Progress and cancel.
    spec : ExporterSpec, optional
        The exporter, if it is known; of several layers, those that it cannot hold are left out with a note.
    project : Path, optional
        The open project file, which is never overwritten by an export.

    Raises
    ------
    WeiyangError
        If the format cannot hold the layers, or the file cannot be written.
    Cancelled
        If the person asked to stop; then nothing is written.
    """
    if project is not None and path.resolve() == project.resolve():
        raise InvalidRequest(
            msg("{file} is the project itself; an export would overwrite it.", file=path.name),
            msg("Choose another name."),
        )
    spec = spec or registry.for_path(path, layers)
    kept, left_out = fitting_layers(spec, layers)
    refusal = spec.refusal(kept)
    if refusal is not None:
        raise refusal
    exporter = spec.load()
    params = params_from(exporter.params_type, answers, msg("`list exporters` names the parameters."))
    report = exporter.write(kept, scene.frame, path, params, feedback)
    return replace(report, notes=(*left_out, *report.notes))


def export_results(
    folder: Path,
    analysis: str,
    parameters: Mapping[str, object],
    result: AnalysisResult,
    scene: Snapshot,
    feedback: Feedback,
) -> tuple[Path, ...]:
    """Write the answer of an analysis: verdicts as JSON, a CSV a table, sight lines as GeoPackage.

    Parameters
    ----------
    folder : Path
        Made if it is not there; files of the same names in it are replaced, all of them or none.
    analysis : str
        Id of the analysis.
    parameters : Mapping
        What it was asked with.
    result : AnalysisResult
        Its answer.
    scene : Snapshot
        What it was asked about.
    feedback : Feedback
        Asked for cancel.

    Raises
    ------
    InvalidRequest
        If the folder cannot be written to.
    Cancelled
        If the person asked to stop.
    """
    spec = analyses.by_id(analysis)
    params = params_from(spec.params_type(), parameters, msg("`list analyses` names the parameters."))
    document = result_json(spec.id, spec.version, params.model_dump(mode="json"), scene.frame, result)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".weiyang-", dir=folder) as aside:
            written = write_results(Path(aside), document, result, scene.frame)
            feedback.check()
            return tuple(file.replace(folder / file.name) for file in written)
    except OSError as problem:
        raise InvalidRequest(
            msg(
                "{file} cannot be written: {problem}.", file=folder.name, problem=problem.strerror or problem
            ),
            msg("Check the folder, its permission, and the space on the disk."),
        ) from problem
