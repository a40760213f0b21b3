"""Hold the decision log of a project to what it says: ``verify PROJECT [--head HASH]``."""

import argparse
from pathlib import Path

from app.cli.console import ConsoleFeedback, spoken
from app.projects import open_project
from app.verifying import verified
from app.wording import in_language
from scene.feedback import PartOf
from scene.messages import msg


def verify_project(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Print what holds and what does not; return 0 only if all holds.

    Raises
    ------
    WeiyangError
        If the project cannot be read.
    """
    session = open_project(Path(asked.project), PartOf(feedback, 0.0, 0.1))
    scene, entries = session.scene.snapshot(), session.book.entries
    failed = 0
    for check in verified(entries, scene, asked.head, PartOf(feedback, 0.1, 1.0)):
        feedback.close()
        failed += not check.holds
        print(f"{'ok ' if check.holds else 'NOT'}  {in_language(check.sentence, spoken())}", flush=True)
    feedback.close()
    last = msg("{count} things do not hold.", count=failed) if failed else msg("Everything holds.")
    print(in_language(last, spoken()))
    return 1 if failed else 0
