"""Which results of a decision log stand, and what they come to on the scene that is sealed.

A question is an analysis asked of a scheme; its last result is the one that stands. It is asked again when a
meeting is sealed, so that what the minutes print is true of the project that lies beside them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.analysing import Finding
from app.record import Recorder, body_of
from app.verifying import computed_again, differences, question_of
from scene.errors import WeiyangError
from scene.feedback import Feedback, PartOf
from scene.graph import Snapshot
from scene.messages import Message
from scene.record.entry import Deed, Entry


@dataclass(frozen=True, slots=True)
class Result:
    """A result that stands.

    Parameters
    ----------
    entry : Entry
        The entry of the log that tells of it.
    finding : Finding
        What it is.
    """

    entry: Entry
    finding: Finding


@dataclass(frozen=True, slots=True)
class Fallen:
    """A result that cannot be had again on the scene that is sealed, and why."""

    entry: Entry
    reason: Message


def questions(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the last entry of every question, in the order in which they were first asked."""
    last: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.deed is Deed.COMPUTED:
            last[question_of(entry)] = entry
    return tuple(last.values())


def asked_again(
    recorder: Recorder, scene: Snapshot, feedback: Feedback
) -> tuple[tuple[Result, ...], tuple[Fallen, ...]]:
    """Ask every question again; what comes out otherwise than the log says becomes an entry of its own.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    findings: list[Finding] = []
    fallen: list[Fallen] = []
    asked = questions(recorder.session.book.entries)
    for done, entry in enumerate(asked):
        part = PartOf(feedback, done / len(asked), (done + 1) / len(asked))
        try:
            finding = computed_again(entry, scene, part)
        except WeiyangError as problem:
            fallen.append(Fallen(entry, problem.message))
            continue
        body = body_of(finding)
        if body["results"] != entry.body.get("results") or any(differences(entry.body, body)):
            recorder.computed(finding)
        findings.append(finding)
    recorder.flush()
    return tuple(_with_entries(findings, recorder.session.book.entries)), tuple(fallen)


def _with_entries(findings: Sequence[Finding], entries: Sequence[Entry]) -> Iterator[Result]:
    last = {question_of(entry): entry for entry in questions(entries)}
    for finding in findings:
        yield Result(last[(finding.spec.id, finding.scheme)], finding)
