"""The chapter of the agenda: every stop with its picture, and what one needs to stand there again."""

from collections.abc import Iterator

from app.archive.matter import Matter
from app.archive.views import camera_words, stop_key
from app.archive.words import SEASON_WORDS
from app.report.blocks import Block, Heading, Image, Paragraph
from app.report.page import facts_grid
from app.viewport.optics import Pose
from app.wording import Language, Text, in_language
from scene.messages import BilingualText, msg
from scene.record.entry import Deed
from scene.review.stop import Stop


def agenda(matter: Matter, language: Language) -> Iterator[Block]:
    """Yield the stops in their order; the presenter's notes are the presenter's."""
    if matter.stops:
        yield Heading(in_language(msg("Agenda"), language))
    for number, stop in enumerate(matter.stops, start=1):
        yield Heading(f"{number}  {in_language(stop.name, language)}", 3)
        if stop_key(number) in matter.pictures:
            yield Image(stop_key(number))
        camera = camera_words(Pose(stop.eye, stop.target, stop.view_angle), matter.scene.frame)
        yield Paragraph(in_language(camera, language), "small")
        yield facts_grid(
            (in_language(name, language), value) for name, value in _facts(matter, stop, language)
        )


def _facts(matter: Matter, stop: Stop, language: Language) -> Iterator[tuple[Text, str]]:
    def say(text: Text) -> str:
        return in_language(text, language)

    yield BilingualText("方案", "Scheme"), say(matter.scheme_name(stop.scheme))
    yield msg("Date and hour"), stop.moment[:16].replace("T", " ")
    if stop.season:
        yield msg("Season"), say(SEASON_WORDS.get(stop.season, BilingualText.same(stop.season)))
    between = "、" if language == "zh" else ", "
    hidden = [node for node in map(matter.scene.get, stop.hidden) if node is not None]
    yield msg("Layers that are hidden"), between.join(say(node.name) for node in hidden)
    result = next((one for one in matter.results if one.finding.spec.id == stop.analysis), None)
    yield msg("Result over the view"), say(result.finding.spec.title) if result else ""
    shown = [
        entry.moment[:16].replace("T", " ")
        for entry in matter.entries
        if entry.deed is Deed.PRESENTED and entry.body.get("stop") == stop.key
    ]
    yield msg("Presented"), between.join(shown)
