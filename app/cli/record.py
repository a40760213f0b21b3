"""The decision log of a project: ``record PROJECT`` lists it, with ``--said`` or ``--decided`` adds to it."""

import argparse
from pathlib import Path

from app.cli.console import ConsoleFeedback, spoken
from app.cli.key import unlocked
from app.log_words import deed_of, sentence_of
from app.projects import open_log
from app.record import SIGNED, Kind, now, words
from app.rights import Right, demand
from app.scribe import Note, Scribe
from app.wording import in_language
from scene.messages import msg
from scene.record.chain import head_of
from scene.record.entry import Deed


def keep_record(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Add what was said or decided; print the log.

    Raises
    ------
    WeiyangError
        If the project cannot be read or written, or the role has not the right.
    """
    book = open_log(Path(asked.project))
    scribe = Scribe(book, lambda entry: None, lambda problem: None)
    said: list[tuple[Deed, Right, str, Kind]] = [
        (Deed.SAID, "say", asked.said, asked.kind),
        (Deed.DECIDED, "decide", asked.decided, "决定"),
    ]
    for deed, right, text, kind in said:
        if text:
            demand(asked.role, right)
            body = words(text, kind, asked.about, asked.severity)
            sign = unlocked() if asked.sign and deed in SIGNED else None
            scribe.write(Note(deed, now(), asked.who, asked.role, body, sign=sign))
    for entry in book.entries:
        told = in_language(sentence_of(entry), spoken())
        deed = in_language(deed_of(entry), spoken())
        print("  ".join([f"{entry.number:>4}", entry.moment[:19], entry.who or "—", deed, told]).rstrip())
    print(in_language(msg("Head: {head}", head=head_of(book.entries)), spoken()))
    return 0
