"""Read files into a project: ``import FILE… --into PROJECT``. One command a file, one save at the end."""

import argparse
import json
from pathlib import Path

from app.cli.console import ConsoleFeedback, spoken
from app.importing import read_file
from app.projects import open_project, save_project
from app.session import Session
from app.wording import in_language
from scene.errors import InvalidRequest
from scene.feedback import PartOf
from scene.messages import msg


def import_files(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Read every file, then save once; if one cannot be read, the project stays as it was.

    Raises
    ------
    WeiyangError
        Whatever reading or saving says.
    """
    project = Path(asked.into)
    session = open_project(project, PartOf(feedback, 0.0, 0.1)) if project.exists() else Session.empty()
    answers = answers_of(asked.set)
    if asked.crs:
        answers["crs"] = asked.crs
    share = 0.7 / len(asked.files)
    for number, name in enumerate(asked.files):
        part = PartOf(feedback, 0.1 + number * share, 0.1 + (number + 1) * share)
        command, result = read_file(session, Path(name), answers, kind=asked.kind, feedback=part)
        session.run(command)
        feedback.close()
        for node in result.nodes:
            rows = getattr(node.payload, "count", "")
            print(f"{Path(name).name}: {in_language(node.name, spoken())} {rows} {result.frame.crs}".strip())
        for issue in result.issues:
            print(f"  {issue.severity}: {in_language(issue.message, spoken())}")
    save_project(session, session.scene.snapshot(), project, PartOf(feedback, 0.8, 1.0))
    feedback.close()
    return 0


def answers_of(pairs: list[str]) -> dict[str, object]:
    """Read ``key=value`` pairs; a value that is JSON is taken as such, any other as text."""
    answers: dict[str, object] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise InvalidRequest(
                msg("`--set {pair}` has no value.", pair=pair), msg("Write it as --set key=value.")
            )
        try:
            answers[key] = json.loads(value)
        except ValueError:
            answers[key] = value
    return answers
