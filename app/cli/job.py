"""Run the analysis of a job file: ``run JOB.toml --out DIR``.

A job names an analysis, a project or files for its inputs, and parameters. Relative paths start at the job.
A grid for a port of rasters is computed in its own system, cells and unit, and never resampled.
"""

import argparse
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.registry import by_id, specs
from app.analysing import Finding, analyse
from app.answers import params_from
from app.chart_files import offscreen_application
from app.cli.console import ConsoleFeedback
from app.cli.entering import enter
from app.finding_pictures import done, painted, wants_painting
from app.importing import Order, carried_out, read_file
from app.parameter_files import files_among
from app.projects import open_built_in, open_project
from app.results import finding_json, write_results
from app.review import project_name
from app.session import Session
from importers import registry
from importers.base import ImportTarget
from importers.terrain.own_system import MOST_CELLS, own_frame
from scene.commands import Insert
from scene.errors import InvalidRequest, UnreadableFile
from scene.feedback import Feedback, PartOf
from scene.messages import msg
from scene.node import Node


def run_job(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Run a job and write its results.

    Raises
    ------
    WeiyangError
        Whatever reading or computing says.
    """
    path = Path(asked.job)
    job = _read_job(path)
    session = session_of(job, path.parent, PartOf(feedback, 0.0, 0.4))
    held = session.scene.snapshot()
    chosen = inputs_of(job, path.parent, session, PartOf(feedback, 0.4, 0.5))
    scene = session.shown.graph.snapshot()
    found = analyse(
        job["analysis"], scene, parameters_of(job, path.parent), PartOf(feedback, 0.5, 1.0), chosen,
        session.shown.scheme,
    )  # fmt: skip
    of_project = all(held.get(node.id) is not None for nodes in chosen.values() for node in nodes)
    if of_project and not asked.no_record:  # files that were read for this job are not in the project
        enter(session, found, feedback)
    if wants_painting(found) and not asked.no_pictures:
        found = _painted(found, feedback)
    folder, application = Path(asked.out), None
    if asked.report or found.result.charts:
        application = offscreen_application()  # charts are drawn where there is one
    written = write_results(folder, finding_json(found), found.result, scene.frame)
    if asked.report:
        from app.report.finding import report_finding

        written += report_finding(folder, project_name(session), found)
    del application
    feedback.close()
    for file in written:
        print(file)
    return 0


def _painted(found: Finding, feedback: Feedback) -> Finding:
    """Paint what only a painter can make."""
    from app.viewport.pyvista_backend import PictureStudio

    def step(share: float) -> None:
        feedback.check()
        feedback.progress(share, msg("Painting"))

    with PictureStudio(found.scene) as studio:
        return done(painted(found, studio.framing), step)


def _read_job(path: Path) -> dict[str, Any]:
    try:
        job = tomllib.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise UnreadableFile(
            msg("{file} cannot be opened: {problem}.", file=path.name, problem=problem.strerror or problem),
            msg("Check the name and the permission."),
        ) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise UnreadableFile(
            msg("{file} is not a job file: {problem}.", file=path.name, problem=problem),
            msg("A job file is TOML with `analysis`, `[inputs]` and `[parameters]`."),
        ) from problem
    remedy = msg("A job file is TOML with `analysis`, `[inputs]` and `[parameters]`.")
    if "analysis" not in job:
        raise InvalidRequest(msg("{file} does not say which analysis to run.", file=path.name), remedy)
    unknown = ", ".join(sorted(job.keys() - {"analysis", "project", "inputs", "parameters"}))
    if unknown:
        raise InvalidRequest(msg("{file} has unknown keys: {names}.", file=path.name, names=unknown), remedy)
    return job


def session_of(job: dict[str, Any], folder: Path, feedback: Feedback) -> Session:
    """Open the project that a job names; the built-in city if it names neither project nor files."""
    if "project" in job:
        return open_project(folder / job["project"], feedback)
    named = job.get("inputs", {})
    return Session.empty() if named else open_built_in(feedback)


def parameters_of(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return the parameters of a job; files among them are found from the job's own folder."""
    given = dict(job.get("parameters", {}))
    spec = next((one for one in specs() if one.id == job["analysis"]), None)
    for name, path in files_among(spec, given).items() if spec else ():
        given[name] = str(folder / path)
    return given


def inputs_of(
    job: dict[str, Any], folder: Path, session: Session, feedback: Feedback
) -> dict[str, tuple[Node, ...]]:
    """Fill ports with files, read into the session's scene, or with nodes of the project by id."""
    chosen: dict[str, tuple[Node, ...]] = {}
    grids = _grid_ports(job["analysis"])
    # A grid that is computed as it is gives the frame, so it comes first.
    named_inputs = sorted(job.get("inputs", {}).items(), key=lambda item: item[0] not in grids)
    for port, named in named_inputs:
        given = named if isinstance(named, dict) else {"file": named}
        if str(given["file"]) in session.shown.graph:
            chosen[port] = (session.shown.graph.node(given["file"]),)
            continue
        answers = {key: value for key, value in given.items() if key != "file"}
        if port in grids:
            chosen[port] = _read_grid(session, folder / given["file"], answers, feedback)
            continue
        command, imported = read_file(session, folder / given["file"], answers, feedback=feedback)
        session.run(command)
        chosen[port] = imported.result.nodes
    return chosen


def _grid_ports(analysis: str) -> set[str]:
    """Return the ports of an analysis that take a grid as it is, in its own system, cells and unit."""
    try:
        return {port.name for port in by_id(analysis).load().inputs if port.kind == "raster"}
    except KeyError:
        return set()  # `analyse` says that there is no such analysis


def _read_grid(session: Session, path: Path, answers: dict[str, Any], feedback: Feedback) -> tuple[Node, ...]:
    """Read a grid without resampling it; the session takes its system."""
    if not session.takes_frame:
        raise InvalidRequest(
            msg("{file} is computed in its own system and cannot be laid into a project.", file=path.name),
            msg("Leave out `project`, or name a grid of the project by its id."),
        )
    frame, metres = own_frame(path, str(answers.get("crs", "")))
    spec = registry.for_file(path, "terrain")
    hint = msg("`list importers` names the parameters.")
    params = params_from(spec.load().params_type, {"most_cells": MOST_CELLS, **answers}, hint)
    imported = carried_out(Order(spec, path, params, ImportTarget(frame)), feedback)
    for issue in imported.result.issues:
        feedback.warn(issue.message)
    nodes = tuple(
        node if metres == 1.0 else replace(node, attributes={**node.attributes, "metres_per_unit": metres})
        for node in imported.result.nodes
    )
    session.run(Insert(nodes, label=msg("Import {file}", file=path.name), frame=frame))
    return nodes
