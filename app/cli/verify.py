"""Hold a log or a sealed archive to what it says: ``verify PROJECT|ARCHIVE [--head HASH] [--trust KEYS]``."""

import argparse
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from app.archive.checking import checked
from app.archive.opening import is_archive, opened
from app.checks import Check
from app.cli.console import ConsoleFeedback, spoken
from app.projects import open_project
from app.signing import checked_signatures, known_keys
from app.verifying import verified
from app.wording import in_language
from scene.feedback import PartOf
from scene.messages import msg


def verify_project(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Print what holds and what does not; return 0 only if all holds.

    Raises
    ------
    WeiyangError
        If the project or the archive cannot be read at all.
    """
    path = Path(asked.project)
    known = known_keys(Path(asked.trust)) if asked.trust else None
    if is_archive(path):
        with opened(path) as folder:
            return _told(checked(folder, asked.head, feedback, known), feedback)
    session = open_project(path, PartOf(feedback, 0.0, 0.1))
    scene, entries = session.scene.snapshot(), session.book.entries
    checks = verified(entries, scene, asked.head, PartOf(feedback, 0.1, 1.0))
    return _told(chain(checked_signatures(entries, known), checks), feedback)


def _told(checks: Iterable[Check], feedback: ConsoleFeedback) -> int:
    failed = 0
    for check in checks:
        feedback.close()
        failed += not check.holds
        print(f"{'ok ' if check.holds else 'NOT'}  {in_language(check.sentence, spoken())}", flush=True)
    feedback.close()
    last = msg("{count} things do not hold.", count=failed) if failed else msg("Everything holds.")
    print(in_language(last, spoken()))
    return 1 if failed else 0
