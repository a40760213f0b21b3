"""The chapters of what was computed: all verdicts at a glance, schemes side by side, each result in full."""

from collections.abc import Iterator
from typing import Final

from analysis.common.verdict import Verdict
from app.archive.matter import Matter
from app.archive.standing import Result
from app.archive.views import verdict_key
from app.report.blocks import Block, Cell, Grid, Heading, Paragraph
from app.report.content import Content, Picture, content_of
from app.report.figures import Figures, figures_of
from app.report.page import MOST_VERDICTS, SEVERITY, Page, error_text, figure_text, outcome_cell
from app.wording import Language, Text, in_language
from scene.messages import BilingualText, msg

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
    """Yield what differs between schemes: a table an analysis, a row a thing that was judged."""
    by_analysis: dict[str, list[Result]] = {}
    for result in matter.results:
        by_analysis.setdefault(result.finding.spec.id, []).append(result)
    several = [results for results in by_analysis.values() if len(results) > 1]
    if several:
        yield Heading(in_language(msg("Schemes side by side"), language))
    for results in several:
        yield Heading(in_language(results[0].finding.spec.title, language), 3)
        yield _side_by_side(matter, results, language)


def _side_by_side(matter: Matter, results: list[Result], language: Language) -> Grid:
    heads = [Cell(in_language(BilingualText("对象", "Subject"), language))]
    heads += [Cell(in_language(matter.scheme_name(one.finding.scheme), language)) for one in results]
    subjects: dict[tuple[str, str], Text] = {}
    found: dict[tuple[tuple[str, str], int], str] = {}
    for place, result in enumerate(results):
        for verdict in result.finding.result.verdicts:
            key = (verdict.subject, verdict.rule.id)
            subjects.setdefault(key, verdict.subject_name)
            found[key, place] = _short(verdict, language)
    rows = tuple(
        (Cell(in_language(name, language)), *(Cell(found.get((key, k), "–")) for k in range(len(results))))
        for key, name in subjects.items()
    )
    return Grid(rows, tuple(heads), size="cell")


def _short(verdict: Verdict, language: Language) -> str:
    from app.report.page import MARKS

    _, sign, word = MARKS[verdict.outcome]
    error = error_text(verdict)
    figure = figure_text(verdict.quantity, verdict.value) + (f" {error}" if error != "–" else "")
    return f"{sign} {in_language(word, language)}\n{figure}"


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
