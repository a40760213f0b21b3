"""The chapters of what was said and decided."""

from collections.abc import Iterator

from app import log_words
from app.archive.matter import Matter
from app.archive.tables import decision_table
from app.import_report import EASTING, NORTHING
from app.report.blocks import Block, Heading, Image, Paragraph
from app.report.page import facts_grid, grid_of
from app.wording import Language, Text, in_language
from scene.messages import msg
from scene.record.entry import Deed, Entry
from scene.review.opinion import Opinion
from scene.review.words import KIND_WORDS, SEVERITY_WORDS, STATE_WORDS
from scene.units import ELEVATION


def decisions(matter: Matter, language: Language) -> Iterator[Block]:
    """Yield what was decided, or that nothing was."""
    yield Heading(in_language(msg("Decisions"), language))
    table = decision_table(matter)
    if table.rows:
        yield grid_of(table, table.rows, language)
    else:
        yield Paragraph(in_language(msg("The log tells of no decision."), language))


def opinions(matter: Matter, language: Language) -> Iterator[Block]:
    """Yield what was said, at a place or without one."""
    words = [entry for entry in matter.entries if entry.deed is Deed.SAID]
    if matter.opinions or words:
        yield Heading(in_language(msg("Opinions"), language))
    for opinion in matter.opinions:
        yield from _opinion(matter, opinion, language)
    held = {opinion.key for opinion in matter.opinions}
    for entry in words:
        if entry.body.get("opinion") not in held:
            yield _said(entry, language)


def _said(entry: Entry, language: Language) -> Paragraph:
    """Return what was said without a place, or was taken back since."""
    body = entry.body
    kind = in_language(log_words.KIND_WORDS[body["kind"]], language)
    about = f" ({body['subject']})" if body.get("subject") else ""
    moment = entry.moment[:16].replace("T", " ")
    return Paragraph(f" {body.get('by') or entry.who} {moment}{about}: {body['text']}", strong=kind)


def _opinion(matter: Matter, opinion: Opinion, language: Language) -> Iterator[Block]:
    def say(text: Text) -> str:
        return in_language(text, language)

    kind, state = say(KIND_WORDS[opinion.kind]), say(STATE_WORDS[opinion.state])
    yield Heading(f"{opinion.number}  {kind} · {opinion.who or '—'} · {state}", 3)
    yield Paragraph(opinion.text)
    if opinion.picture:
        yield Image(opinion_name(opinion))
    east, north, height = matter.scene.frame.to_world([opinion.place])[0].tolist()
    place = f"E {EASTING.text(east)}, N {NORTHING.text(north)}, {ELEVATION.text(height)}"
    scheme = opinion.scheme_name if opinion.scheme else matter.scheme_name("")
    yield facts_grid(
        (
            (say(msg("Severity")), say(SEVERITY_WORDS[opinion.severity])),
            (say(msg("About")), say(opinion.subject.name)),
            (say(msg("Place")), place),
            (say(msg("Seen with")), say(scheme)),
            (say(msg("At the stop")), say(opinion.stop_name)),
            (say(msg("Given")), opinion.created[:16].replace("T", " ")),
        )
    )
    for comment in opinion.comments:
        yield Paragraph(f"{comment.who} {comment.moment[:16].replace('T', ' ')}: {comment.text}", "small")


def opinion_name(opinion: Opinion) -> str:
    """Return the name under which the printer is given the picture of an opinion."""
    return f"opinion-{opinion.number}"
