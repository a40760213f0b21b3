"""Write layers of a project into a file: ``export [PROJECT] --layer NAME --to FILE``."""

import argparse
from pathlib import Path

from app.cli.bring import answers_of
from app.cli.console import ConsoleFeedback, spoken
from app.exporting import export_layers, layers_named, shown_layers
from app.projects import open_built_in, open_project
from app.wording import in_language
from scene.errors import InvalidRequest
from scene.feedback import PartOf
from scene.messages import msg


def export_project(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Write the named layers, or all that are visible and fit, and say what was written.

    Raises
    ------
    WeiyangError
        Whatever opening or writing says.
    """
    if asked.project and asked.built_in:
        raise InvalidRequest(
            msg("Both a project and the built-in city were named."), msg("Leave one of them out.")
        )
    opening = PartOf(feedback, 0.0, 0.4)
    session = open_project(Path(asked.project), opening) if asked.project else open_built_in(opening)
    answers = answers_of(asked.set)
    if asked.crs:
        answers["crs"] = asked.crs
    scene, path = session.shown.graph.snapshot(), Path(asked.to)
    layers = layers_named(scene, asked.layer) if asked.layer else shown_layers(scene)
    report = export_layers(scene, layers, path, answers, PartOf(feedback, 0.4, 1.0), project=session.path)
    feedback.close()
    for file in report.files[:1]:
        print(file)
    size = msg("{summary}; files: {files}, {size:,.0f} kB", summary=report.summary,
               files=len(report.files), size=report.size / 1e3)  # fmt: skip
    print(f"  {in_language(size, spoken())}")
    for note in report.notes:
        print(f"  {in_language(note, spoken())}")
    return 0
