"""The chapters of what was computed: all verdicts at a glance, schemes side by side, each result in full."""

import math
from collections.abc import Iterator
from typing import Final

from analysis.common.verdict import Verdict
from app.archive.matter import Matter
from app.archive.schemes import comparison_of
from app.archive.standing import Result
from app.archive.views import verdict_key
from app.report.blocks import Block, Cell, Grid, Heading, Paragraph
from app.report.content import Content, Picture, content_of
from app.report.figures import Figures, figures_of
from app.report.page import MARKS, MOST_VERDICTS, SEVERITY, Page, error_text, figure_text, outcome_cell
from app.scheme_comparison import HEAD, Figure, Line
from app.scheme_names import Column
from app.wording import Language, Text, in_language
from scene.messages import BilingualText, msg
from scene.units import Quantity

#: Lines of a comparison that paper shows.
MOST_LINES: Final = 40
_SCHEME: Final = BilingualText("方案", "Scheme")


def verdicts(matter: Matter, language: Language) -> Iterator[Block]:
    """Yield every verdict that stands, the worst first: figure, limit, error, by which rule, from where."""
    told = [(result, verdict) for result in matter.results for verdict in result.finding.result.verdicts]
    if not told:
        return
    told.sort(key=lambda pair: SEVERITY.index(pair[1].outcome))
    yield Heading(in_language(msg("Verdicts"), language))
    for result, verdict in told[:MOST_VERDICTS]:
        yield Grid(
            (
                (
                    outcome_cell(verdict.outcome, language),
                    Cell(_told(matter, result, verdict, language), strong=_named(verdict, language)),
                ),
            ),
            widths=(16, 84),
            padding=5,
        )
    if len(told) > MOST_VERDICTS:
        more = msg(
            "{count:,} more are in {file}.", count=len(told) - MOST_VERDICTS, file="tables/verdicts.csv"
        )
        yield Paragraph(in_language(more, language), "small")


def _named(verdict: Verdict, language: Language) -> str:
    return in_language(verdict.subject_name, language)


def _told(matter: Matter, result: Result, verdict: Verdict, language: Language) -> str:
    """Return a verdict as two lines: what was found, and by which rule of which source."""

    def say(text: Text) -> str:
        return in_language(text, language)

    figure = f"{say(verdict.quantity.title)} {figure_text(verdict.quantity, verdict.value)}"
    limit, error = figure_text(verdict.quantity, verdict.limit), error_text(verdict)
    found = [
        say(result.finding.spec.title) + (f" · {say(matter.scheme_name(result.finding.scheme))}"),
        figure + (f" {error} (95 %)" if error != "–" else ""),
        f"{say(msg('Limit'))} {limit}" if limit != "–" else "",
        f"{say(msg('Governing viewpoint'))} {say(verdict.viewpoint_name)}"
        if say(verdict.viewpoint_name)
        else "",
    ]
    assumed = f" ({say(msg('assumed'))})" if verdict.rule.assumed else ""
    rule = f"{say(msg('Rule'))}: {say(verdict.rule.text)} — {say(verdict.rule.source)}{assumed}"
    return "\n".join((say(verdict.reason), " · ".join(filter(None, found)), rule))


def comparison(matter: Matter, language: Language) -> Iterator[Block]:
    """Yield what schemes come to side by side: a table an analysis, a row a subject under a rule."""
    compared = comparison_of(matter)
    if not compared.lines:
        return
    yield Heading(in_language(msg("Schemes side by side"), language))
    for analysis, title in compared.titles.items():
        lines = [line for line in compared.lines if line.analysis == analysis]
        if lines:
            yield Heading(in_language(title, language), 3)
            yield _side_by_side(lines[:MOST_LINES], compared.columns, language)
        if len(lines) > MOST_LINES:
            count = len(lines) - MOST_LINES
            more = msg("{count:,} more are in {file}.", count=count, file=f"tables/schemes.{language}.csv")
            yield Paragraph(in_language(more, language), "small")
        yield from _rules(lines, language)


def _side_by_side(lines: list[Line], columns: tuple[Column, ...], language: Language) -> Grid:
    heads = [in_language(title, language) for title in HEAD[1:3]]
    heads += [in_language(column.name, language) for column in columns]
    rows = []
    for line in lines:
        unit = f" ({line.quantity.unit})" if line.quantity.unit else ""
        named = (
            Cell(in_language(line.name, language)),
            Cell(in_language(line.quantity.title, language) + unit),
        )
        figures = (Cell(_short(figure, line.quantity, language), figure=True) for figure in line.figures)
        rows.append((*named, *figures))
    aligned = tuple(Cell(head, figure=place >= len(HEAD[1:3])) for place, head in enumerate(heads))
    return Grid(tuple(rows), aligned, size="cell")


def _short(figure: Figure | None, quantity: Quantity, language: Language) -> str:
    """Return a figure with its error, its limit and its outcome."""
    if figure is None:
        return "–"
    told = figure_text(quantity, figure.value)
    if math.isfinite(figure.error_95):
        told += f" ± {figure_text(quantity, figure.error_95)}"
    if math.isfinite(figure.limit):
        told += f"\n{in_language(msg('Limit'), language)} {figure_text(quantity, figure.limit)}"
    if figure.outcome is None:
        return told
    _, sign, word = MARKS[figure.outcome]
    return f"{sign} {in_language(word, language)}\n{told}"


def _rules(lines: list[Line], language: Language) -> Iterator[Block]:
    """Yield by which rules of which sources the lines are judged."""
    for rule in dict.fromkeys(line.rule for line in lines if line.rule is not None):
        assumed = f" ({in_language(msg('assumed'), language)})" if rule.assumed else ""
        text, source = in_language(rule.text, language), in_language(rule.source, language)
        yield Paragraph(f"{in_language(msg('Rule'), language)}: {text} — {source}{assumed}", "small")


# -- each result in full -----------------------------------------------------------------------------------


def findings(matter: Matter, language: Language, figures: Figures) -> Iterator[Block]:
    """Yield every result that stands with its tables, charts, pictures and method."""
    for result in matter.results:
        content = _content(matter, result)
        page = Page(content, language, figures.widths, _prefix(matter, result))
        title = in_language(result.finding.spec.title, language)
        scheme = in_language(matter.scheme_name(result.finding.scheme), language)
        yield Heading(f"{title} · {in_language(_SCHEME, language)}: {scheme}")
        told = msg(
            "Entry {number} of the log, {moment}; figures in {file}, sha256 {digest}.",
            number=result.entry.number,
            moment=result.entry.moment[:16].replace("T", " "),
            file=f"{matter.folder_of(result)}/results.json",
            digest=content.fingerprint,
        )
        yield Paragraph(in_language(told, language), "small")
        for block in (*page.findings(), *page.method()):
            yield Heading(block.text, 3) if isinstance(block, Heading) else block
    if matter.fallen:
        yield Heading(in_language(msg("Results that do not stand any more"), language))
    for fallen in matter.fallen:
        told = msg(
            "Entry {number}, {analysis}: cannot be computed again: {problem}",
            number=fallen.entry.number,
            analysis=BilingualText(**fallen.entry.body["analysis"]["title"]),
            problem=fallen.reason,
        )
        yield Paragraph(in_language(told, language))


def figures_for(matter: Matter, language: Language) -> Figures:
    """Draw what the chapters show of results; it needs a Qt GUI application."""
    png: dict[str, bytes] = {}
    widths: dict[str, int] = {}
    for result in matter.results:
        drawn = figures_of(_content(matter, result), language, _prefix(matter, result))
        png |= drawn.png
        widths |= drawn.widths
    return Figures(png, widths)


def _prefix(matter: Matter, result: Result) -> str:
    return f"result-{matter.results.index(result) + 1}-"


def _content(matter: Matter, result: Result) -> Content:
    finding = result.finding
    views = {view.key: view for view in matter.views}
    pictures = []
    for subject in dict.fromkeys(verdict.subject for verdict in finding.result.verdicts):
        key = verdict_key(matter, result, subject)
        if key in views and key in matter.pictures:
            pictures.append(Picture(subject, views[key].title, views[key].caption, matter.pictures[key]))
    digest = str(result.entry.body["results"])
    return content_of(matter.name, finding, tuple(pictures), digest, matter.moment, matter.scene)
