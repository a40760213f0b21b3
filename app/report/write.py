"""Both reports of a review, Chinese and English, as PDF files."""

from pathlib import Path
from typing import Final

from app.report.content import Content
from app.report.figures import figures_of
from app.report.page import Page
from app.wording import Language, in_language

LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


def write_reports(folder: Path, content: Content, font: str | None) -> list[Path]:
    """Write ``report.zh.pdf`` and ``report.en.pdf`` and return their paths.

    Parameters
    ----------
    folder : Path
        Where to; it must exist.
    content : Content
        What to say.
    font : str, optional
        A family that holds Chinese; without one only the English report is written.
    """
    from app.report.pdf import print_pdf

    written = []
    for language in LANGUAGES if font else LANGUAGES[1:]:
        path = folder / f"report.{language}.pdf"
        title = in_language(content.analysis, language)
        foot = f"{in_language(content.project, language)} · results.json sha256 {content.fingerprint}"
        figures = figures_of(content, language)
        html = Page(content, language, figures.widths).html()
        print_pdf(path, html, figures.png, foot, title, font or "")
        written.append(path)
    return written
