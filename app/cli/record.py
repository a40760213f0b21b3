"""The decision log of a project: ``record PROJECT`` lists it, with ``--said`` or ``--decided`` adds to it."""

import argparse
from pathlib import Path

from app.cli.console import ConsoleFeedback, spoken
from app.log_words import deed_of, sentence_of
from app.projects import open_log
from app.record import Person, now, words
from app.rights import Right, demand
from app.version import PROGRAM, VERSION
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
    person = Person(asked.who, asked.role)
    said = [(Deed.SAID, asked.said, asked.kind), (Deed.DECIDED, asked.decided, "决定")]
    needed: dict[Deed, Right] = {Deed.SAID: "say", Deed.DECIDED: "decide"}
    for deed, text, kind in said:
        if text:
            demand(person.role, needed[deed])
            body = words(text, kind, asked.about, asked.severity)
            book.add(deed, now(), f"{PROGRAM} {VERSION}", body, person.name, person.role)
    for entry in book.entries:
        told = in_language(sentence_of(entry), spoken())
        deed = in_language(deed_of(entry), spoken())
        print("  ".join([f"{entry.number:>4}", entry.moment[:19], entry.who or "—", deed, told]).rstrip())
    print(in_language(msg("Head: {head}", head=head_of(book.entries)), spoken()))
    return 0
