"""``compare PROJECT --out DIR``: analyses on every scheme and the existing city, with pictures."""

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path

from app.cli.console import ConsoleFeedback, spoken
from app.cli.entering import enter
from app.comparing_schemes import Asked, compare_schemes, usual
from app.projects import open_project
from app.scheme_comparison import SchemeComparison
from app.scheme_names import EXISTING
from app.session import Session
from app.views import StoredView, views_of
from app.wording import in_language
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.messages import msg

#: Width and height of the pictures.
SIZE = (1600, 900)


def compare_project(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Compare the schemes of a project, write figures and pictures, and print the figures.

    Raises
    ------
    WeiyangError
        Whatever opening, computing or writing says.
    """
    session = open_project(Path(asked.project), PartOf(feedback, 0.0, 0.1))
    snapshot, folder = session.scene.snapshot(), Path(asked.out)
    wanted = asked_of(asked.analysis, asked.set) or usual()
    found = compare_schemes(snapshot, wanted, PartOf(feedback, 0.1, 0.8))
    if len(found.columns) < 2:
        raise InvalidRequest(
            msg("{file} has no scheme to compare.", file=Path(asked.project).name),
            msg("Make one in the window: Schemes, New scheme."),
        )
    for finding in found.findings.values():
        enter(session, finding, feedback)
    folder.mkdir(parents=True, exist_ok=True)
    written = write_figures(folder, found)
    if not asked.no_pictures:
        written += write_pictures(folder, session, found, asked.view, PartOf(feedback, 0.8, 1.0))
    feedback.close()
    for row in found.rows(spoken()):
        print("\t".join(row))
    for problem in found.problems:
        names = {column.scheme: column.name for column in found.columns}
        words = (found.titles[problem.analysis], names[problem.scheme], problem.message)
        print(" · ".join(in_language(word, spoken()) for word in words))
    for file in written:
        print(file)
    return 0


def asked_of(analyses: Sequence[str], settings: Sequence[str]) -> tuple[Asked, ...]:
    """Return the analyses that are asked for, each with its parameters, given as ``id:key=value``.

    Raises
    ------
    InvalidRequest
        If a parameter is not written so, or belongs to no analysis that is asked for.
    """
    answers: dict[str, dict[str, object]] = {analysis: {} for analysis in analyses}
    for setting in settings:
        analysis, colon, rest = setting.partition(":")
        key, equals, value = rest.partition("=")
        if not (colon and equals) or analysis not in answers:
            raise InvalidRequest(
                msg("{setting} is not a parameter of one of the analyses.", setting=setting),
                msg("Write ANALYSIS:KEY=VALUE, with --analysis ANALYSIS before it."),
            )
        answers[analysis][key] = _value(value)
    return tuple(Asked(analysis, given) for analysis, given in answers.items())


def _value(text: str) -> object:
    """Return a value as JSON has it, or as the text it is."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def write_figures(folder: Path, found: SchemeComparison) -> list[Path]:
    """Write ``comparison.json`` and the table in both languages, and return the files."""
    path = folder / "comparison.json"
    path.write_text(json.dumps(found.as_json(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    tables = [folder / "comparison_zh.csv", folder / "comparison_en.csv"]
    found.write_csv(tables[0], "zh")
    found.write_csv(tables[1], "en")
    return [path, *tables]


def write_pictures(
    folder: Path, session: Session, found: SchemeComparison, views: Sequence[str], feedback: Feedback
) -> list[Path]:
    """Paint the existing city up to a curtain against each scheme, from each view, and return the files."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # names need Qt's text, not a display
    from PySide6.QtGui import QGuiApplication

    from app.viewport.comparison_studio import comparison_picture

    application = QGuiApplication.instance() or QGuiApplication([])
    snapshot, moment, written = session.scene.snapshot(), session.clock.moment, []
    schemes = [column for column in found.columns if column.scheme != EXISTING]
    chosen = _chosen(session, views)
    for number, view in enumerate(chosen):
        for place, column in enumerate(schemes):
            feedback.check()
            done = (number + place / len(schemes)) / len(chosen)
            feedback.progress(done, msg("Painting {name}", name=column.name))
            pair = (EXISTING, column.scheme)
            drawn = comparison_picture(
                snapshot, pair, view.pose, moment, SIZE, language=spoken(), differences=True
            )
            written.append(folder / f"curtain_{view.key}_{place + 1}.png")
            written[-1].write_bytes(drawn)
    del application
    return written


def _chosen(session: Session, wanted: Sequence[str]) -> list[StoredView]:
    """Return the views of some keys or names; if none are given, the first there is."""
    known = views_of(session.scene)
    if not wanted:
        return list(known[:1])
    found = []
    for name in wanted:
        fits = [view for view in known if name in (view.key, view.name.zh, view.name.en)]
        if not fits:
            raise InvalidRequest(
                msg("There is no view called {name}.", name=name),
                msg("Name a protected viewpoint or a stored view, or its key."),
            )
        found.append(fits[0])
    return found
