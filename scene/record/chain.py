"""Entries in their order: the next one, and what is wrong with those that are there.

A chain alone can be written anew from end to end; who prints its head in the minutes can tell. It does not
know where entries are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scene.messages import Message, msg
from scene.record.entry import BEGINNING, Deed, Entry, plain


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that does not hold in a log.

    Parameters
    ----------
    number : int
        Of the entry; 0 if it concerns the whole.
    sentence : Message
    """

    number: int
    sentence: Message


def following(
    entries: Sequence[Entry],
    deed: Deed,
    moment: str,
    program: str,
    body: Mapping[str, Any],
    who: str = "",
    role: str = "",
) -> Entry:
    """Return the next entry of a log."""
    before = entries[-1].hash if entries else BEGINNING
    number = entries[-1].number + 1 if entries else 1
    return Entry(number, deed, moment, who, role, program, plain(body), before).sealed()


def head_of(entries: Sequence[Entry]) -> str:
    """Return the hash that stands for a whole log: that of its last entry."""
    return entries[-1].hash if entries else BEGINNING


def flaws_of(entries: Sequence[Entry], head: str = "") -> tuple[Flaw, ...]:
    """Return what does not hold in a log; nothing if it is as it was written.

    Parameters
    ----------
    entries : sequence of Entry
        In the order in which they lie.
    head : str
        The head that was printed, or the beginning of it; empty if there is none to hold the log to.
    """
    found: list[Flaw] = []
    before, due = BEGINNING, 1
    for entry in entries:
        if entry.digest() != entry.hash:
            found.append(Flaw(entry.number, msg("Entry {number} was changed.", number=entry.number)))
        if entry.number > due:
            missing = msg("Entry {first} is missing.", first=due)
            if entry.number - due > 1:
                missing = msg("Entries {first} to {last} are missing.", first=due, last=entry.number - 1)
            found.append(Flaw(due, missing))
        elif entry.number < due:
            found.append(Flaw(entry.number, msg("Entry {number} is out of order.", number=entry.number)))
        elif entry.before != before:
            found.append(
                Flaw(
                    entry.number,
                    msg("Entry {number} does not follow the one before it.", number=entry.number),
                )
            )
        before, due = entry.hash, entry.number + 1
    if head and not head_of(entries).startswith(head.lower()):
        found.append(
            Flaw(
                0, msg("The log ends in {ours}, not in the printed {head}.", ours=before[:16], head=head[:16])
            )
        )
    return tuple(found)
