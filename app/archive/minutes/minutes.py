"""The minutes of a meeting as blocks in one language: one chapter after the other.

What is decided stands first, then what it rests on, then how anyone can check it. It knows no file.
"""

from collections.abc import Iterator

from app.archive.matter import Matter
from app.archive.minutes.agenda import agenda
from app.archive.minutes.findings import comparison, findings, verdicts
from app.archive.minutes.opinions import decisions, opinions
from app.archive.minutes.provenance import log, provenance, signatures
from app.log_words import ROLES
from app.report.blocks import Block, Heading, Paragraph
from app.report.content import sources_of
from app.report.figures import Figures
from app.report.page import SYNTHETIC, facts_grid
from app.wording import Language, in_language
from scene.messages import BilingualText, Message, msg


def minutes(matter: Matter, language: Language, figures: Figures) -> Iterator[Block]:
    """Yield the whole minutes.

    Parameters
    ----------
    matter : Matter
        What is sealed.
    language : str
    figures : Figures
        Of all results, see :func:`app.archive.minutes.findings.figures_for`.
    """
    yield from _front(matter, language)
    yield from decisions(matter, language)
    yield from verdicts(matter, language)
    yield from comparison(matter, language)
    yield from agenda(matter, language)
    yield from opinions(matter, language)
    yield from findings(matter, language, figures)
    yield from provenance(matter, language)
    yield from log(matter, language)
    yield from signatures(language)


def _front(matter: Matter, language: Language) -> Iterator[Block]:
    """Yield what meeting it was, and the hash that the whole record is held to."""

    def say(text: Message | BilingualText) -> str:
        return in_language(text, language)

    frame = matter.scene.frame
    yield Heading(say(BilingualText("会审纪要", "Minutes of the review")), 1)
    if any(source.synthetic for source in sources_of(matter.scene)):
        yield Paragraph("", "note", say(SYNTHETIC))
    first, last = matter.entries[0].moment[:16], matter.entries[-1].moment[:16]
    yield facts_grid(
        (
            (say(msg("Project")), say(matter.name)),
            (say(msg("Sealed")), f"{matter.moment:%Y-%m-%d %H:%M %Z}"),
            (say(msg("Recorded")), f"{first} – {last}".replace("T", " ")),
            (say(msg("Persons")), _persons(matter, language)),
            (say(msg("Coordinates and heights")), " + ".join(filter(None, (frame.crs, frame.vertical)))),
            (say(msg("Program")), matter.program),
            (say(msg("Head of the decision log")), matter.head),
        )
    )
    how = msg(
        "The head stands for the whole decision log: `main.py verify ARCHIVE --head {head}` says whether the "
        "archive is as it was sealed, and computes every figure again.",
        head=matter.head[:16],
    )
    yield Paragraph(say(how), "small")


def _persons(matter: Matter, language: Language) -> str:
    named = dict.fromkeys((entry.who, entry.role) for entry in matter.entries if entry.who)
    told = (f"{who} ({in_language(ROLES.get(role, Message(role)), language)})" for who, role in named)
    return ("、" if language == "zh" else ", ").join(told)
