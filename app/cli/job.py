"""Run the analysis of a job file: ``run JOB.toml --out DIR``.

A job names an analysis, a project or files for its inputs, and parameters. Relative paths start at the job.
"""

import argparse
import tomllib
from pathlib import Path
from typing import Any

from app.analysing import analyse
from app.chart_files import offscreen_application
from app.cli.console import ConsoleFeedback
from app.importing import read_file
from app.projects import open_built_in, open_project
from app.results import finding_json, write_results
from app.review import project_name
from app.session import Session
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
    chosen = inputs_of(job, path.parent, session, PartOf(feedback, 0.4, 0.5))
    scene = session.scene.snapshot()
    found = analyse(job["analysis"], scene, job.get("parameters", {}), PartOf(feedback, 0.5, 1.0), chosen)
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


def inputs_of(
    job: dict[str, Any], folder: Path, session: Session, feedback: Feedback
) -> dict[str, tuple[Node, ...]]:
    """Fill ports with files, read into the session's scene, or with nodes of the project by id."""
    chosen: dict[str, tuple[Node, ...]] = {}
    for port, named in job.get("inputs", {}).items():
        given = named if isinstance(named, dict) else {"file": named}
        if str(given["file"]) in session.scene:
            chosen[port] = (session.scene.node(given["file"]),)
            continue
        answers = {key: value for key, value in given.items() if key != "file"}
        command, result = read_file(session, folder / given["file"], answers, feedback=feedback)
        session.run(command)
        chosen[port] = result.nodes
    return chosen
