"""The minutes as files: PDF/A to keep, .docx to edit, in Chinese and English."""

from pathlib import Path
from typing import Final

from app.archive.matter import Matter
from app.archive.minutes.findings import figures_for
from app.archive.minutes.minutes import minutes
from app.archive.minutes.opinions import opinion_name
from app.chart_files import offscreen_application
from app.report.html import html_of
from app.report.write import LANGUAGES
from app.wording import in_language
from scene.feedback import Feedback
from scene.messages import BilingualText

TITLE: Final = BilingualText("会审纪要", "Minutes of the review")


def write_minutes(matter: Matter, folder: Path, feedback: Feedback) -> None:
    """Write ``minutes.*.pdf`` and ``minutes.*.docx``; a Chinese PDF needs a font that has it."""
    from app.report.pdf import print_pdf
    from app.report.word import write_word
    from app.theme import chinese_family

    application = offscreen_application()
    font = chinese_family()
    own = {opinion_name(one): one.picture for one in matter.opinions if one.picture}
    for done, language in enumerate(LANGUAGES):
        feedback.check()
        feedback.progress(done / len(LANGUAGES))
        figures = figures_for(matter, language)
        png = {**own, **matter.pictures, **figures.png}
        blocks = tuple(minutes(matter, language, figures))
        name, title = in_language(matter.name, language), in_language(TITLE, language)
        foot = f"{name} · {matter.moment:%Y-%m-%d %H:%M} · {matter.head}"
        write_word(folder / f"minutes.{language}.docx", blocks, png, foot, f"{title} {name}")
        if font or language == "en":
            print_pdf(folder / f"minutes.{language}.pdf", html_of(blocks), png, foot, title, font or "")
    del application
