"""Read files into a project: ``import FILE… --into PROJECT``. One command a data set, one save at the end.

Companions go with their main file, folders are looked through, as in the window.
"""

import argparse
import json
from pathlib import Path

from app.cli.console import ConsoleFeedback, complain, spoken
from app.gathering import gather
from app.import_report import ImportReport
from app.import_report_file import write_reports
from app.importing import read_file
from app.projects import open_project, save_project
from app.recipes import recipe_among
from app.record import Recorder
from app.session import Session
from app.wording import in_language
from importers.registry import for_file
from scene.errors import InvalidRequest, UnreadableFile, WeiyangError
from scene.feedback import PartOf
from scene.messages import msg


def import_files(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Read every file, then save once; return 1 if one of several could not be read.

    One that cannot be read gets its line on standard error and does not stop the others; if none can be
    read, the project stays as it was.

    Raises
    ------
    WeiyangError
        What reading the only file says, or saving.
    """
    project = Path(asked.into)
    session = open_project(project, PartOf(feedback, 0.0, 0.1)) if project.exists() else Session.empty()
    recorder = Recorder(session)
    answers = answers_of(asked.set)
    if asked.crs:
        answers["crs"] = asked.crs
    data = gather(Path(name) for name in asked.files)
    if not data:
        raise UnreadableFile(
            msg("There is no file in {folders}.", folders=", ".join(asked.files)),
            msg("Choose a folder with files in it, or the files themselves."),
        )
    share = 0.7 / len(data)
    failed = 0
    reports: list[ImportReport] = []
    for number, name in enumerate(one.path for one in data):
        part = PartOf(feedback, 0.1 + number * share, 0.1 + (number + 1) * share)
        try:
            spec = for_file(name, asked.kind)
            recipe = recipe_among(session.scene.walk(), spec.id, name)
            known = recipe.answers if recipe is not None else {}
            command, imported = read_file(session, name, known | answers, spec=spec, feedback=part)
            session.run(command)
        except WeiyangError as problem:
            if len(data) == 1:
                raise
            failed += 1
            feedback.close()
            complain(_named(problem, name))
            continue
        reports.append(imported.report)
        result = imported.result
        feedback.close()
        for node in result.nodes:
            rows = getattr(node.payload, "count", "")
            print(f"{name.name}: {in_language(node.name, spoken())} {rows} {result.frame.crs}".strip())
        if recipe is not None:
            used = msg("Answers of {delivery} are filled in.", delivery=recipe.delivery)
            print(f"  {in_language(used, spoken())}")
        for issue in result.issues:
            print(f"  {issue.severity}: {in_language(issue.message, spoken())}")
    if asked.report:
        write_reports(Path(asked.report), reports, session.scene.frame)
    if failed < len(data):
        save_project(session, session.scene.snapshot(), project, PartOf(feedback, 0.8, 1.0))
        recorder.close()
    feedback.close()
    return 1 if failed else 0


def _named(problem: WeiyangError, path: Path) -> WeiyangError:
    """Return a problem whose sentence says which file it is about."""
    if path.name in str(problem.message):
        return problem
    return WeiyangError(msg("{file}: {sentence}", file=path.name, sentence=problem.message), problem.hint)


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
