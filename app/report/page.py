"""A report of one finding as blocks in one language, and as rich text.

Verdicts are told apart by word and sign as well as by colour, so that a black and white copy still reads.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from analysis.base import Column, Table
from analysis.common.verdict import Outcome, Verdict
from app.import_report import SEVERITIES, ImportReport
from app.report.blocks import Block, Cell, Grid, Heading, Image, Paragraph
from app.report.content import Content, Source
from app.report.figures import chart_name, legend_name, picture_name
from app.report.html import html_of
from app.wording import Language, Text, in_language
from scene.messages import BilingualText, msg
from scene.units import Quantity

#: Rows of a table, verdicts on one line each, and things with a section of their own, that paper shows.
MOST_ROWS: Final = 40
MOST_VERDICTS: Final = 60
MOST_SECTIONS: Final = 16
#: Columns beyond which a table is set smaller.
MANY_COLUMNS: Final = 9

#: Colour on paper, sign, and word of each outcome.
MARKS: dict[Outcome, tuple[str, str, str]] = {
    Outcome.PASS: ("#2F7FA6", "●", "Pass"),
    Outcome.REVIEW: ("#B97A12", "▲", "Review"),
    Outcome.FAIL: ("#B5432E", "✕", "Fail"),
}

#: What a reader has to know first.
SEVERITY: Final = (Outcome.FAIL, Outcome.REVIEW, Outcome.PASS)

SYNTHETIC: Final = msg(
    "Layers of this project are synthetic and illustrative. The figures show the method; "
    "they are no statement about the real city."
)


class Page:
    """Writes the report of one finding in one language.

    Parameters
    ----------
    content : Content
        What to say.
    language : str
        ``zh`` or ``en``.
    widths : Mapping
        What figures ask for by their names, where that is not the page's width.
    prefix : str
        Before the names of figures, where several findings share a document.
    """

    def __init__(
        self,
        content: Content,
        language: Language,
        widths: Mapping[str, int] | None = None,
        prefix: str = "",
    ) -> None:
        self.content = content
        self.prefix = prefix
        self.language = language
        self.widths = widths or {}
        worst = sorted(content.verdicts, key=lambda verdict: SEVERITY.index(verdict.outcome))
        self._detailed = list(dict.fromkeys(verdict.subject for verdict in worst))[:MOST_SECTIONS]

    def text(self, text: Text) -> str:
        """Return a text in the report's language."""
        return in_language(text, self.language)

    def html(self) -> str:
        """Return the whole report as rich text."""
        return html_of(self.blocks())

    def blocks(self) -> Iterator[Block]:
        """Yield the whole report."""
        yield from self._head()
        yield from self.findings()
        yield from self.method()
        yield from self.sources()
        yield from self.imports()

    def findings(self) -> Iterator[Block]:
        """Yield what was found: verdicts, a section for each thing that was judged, figures, tables."""
        yield from self._summary()
        for subject in self._detailed:
            yield from self._subject(subject)
        yield from self._rest()
        yield from self._legends()
        for table, rows in self._general_tables():
            yield from self._table(table, rows)

    def _head(self) -> Iterator[Block]:
        content = self.content
        yield Heading(self.text(content.analysis), 1)
        yield Paragraph(
            f"{self.text(content.project)} · {content.moment:%Y-%m-%d %H:%M %Z} · "
            f"{content.program} · {content.frame}",
            "small",
        )
        if content.synthetic:
            yield Paragraph("", "note", self.text(SYNTHETIC))
        if content.interim:
            yield Paragraph("", "note", self.text("Interim answer; the exact one was still to come."))

    def _summary(self) -> Iterator[Block]:
        verdicts = sorted(self.content.verdicts, key=lambda verdict: SEVERITY.index(verdict.outcome))
        if not verdicts:
            return
        if len(verdicts) <= MOST_VERDICTS:
            verdicts = list(self.content.verdicts)
        yield Heading(self.text("Verdicts"))
        rows = tuple(self._summary_row(verdict) for verdict in verdicts[:MOST_VERDICTS])
        yield Grid(rows, widths=(16, 84), padding=7)
        yield from self._more(len(verdicts) - MOST_VERDICTS, "results.json")

    def _more(self, count: int, file: str) -> Iterator[Block]:
        """Yield where the rest is that paper does not show; nothing if it shows all."""
        if count > 0:
            yield Paragraph(self.text(msg("{count:,} more are in {file}.", count=count, file=file)), "small")

    def _summary_row(self, verdict: Verdict) -> tuple[Cell, ...]:
        return (
            outcome_cell(verdict.outcome, self.language),
            Cell(self.text(verdict.reason), strong=self.text(verdict.subject_name)),
        )

    def _subject(self, subject: str) -> Iterator[Block]:
        """Yield the section of one thing that was judged: its verdicts, worst first, and what shows them."""
        verdicts = sorted(
            (verdict for verdict in self.content.verdicts if verdict.subject == subject),
            key=lambda verdict: SEVERITY.index(verdict.outcome),
        )
        _, sign, word = MARKS[verdicts[0].outcome]
        yield Heading(f"{sign} {self.text(verdicts[0].subject_name)}: {self.text(word)}")
        several = len(verdicts) > 1
        telling = [one for one in verdicts if one.outcome is not Outcome.PASS or math.isfinite(one.limit)]
        for one in telling or verdicts[:1]:
            if several:  # what tells this verdict from the others
                _, sign, word = MARKS[one.outcome]
                yield Paragraph(f" · {self.text(one.reason)}", "reason", f"{sign} {self.text(word)}")
            yield self._facts(one)
        yield from self._shown(subject)
        for table in self.content.tables:
            if table.subject and (rows := rows_of(table, subject)):
                yield from self._table(table, rows)

    def _facts(self, verdict: Verdict) -> Grid:
        """Return what a verdict rests on, without the rows of which there is nothing to say."""
        assumed = f" ({self.text('assumed')})" if verdict.rule.assumed else ""
        facts: list[tuple[Text, str]] = [
            (verdict.quantity.title, figure_text(verdict.quantity, verdict.value)),
            ("Limit", self._limit(verdict)),
            ("Error (95 %)", error_text(verdict)),
            ("Governing viewpoint", self.text(verdict.viewpoint_name)),
            (
                "Screening object" if verdict.viewpoint_name.en else "Governing object",
                self.text(verdict.governing_name),
            ),
            ("Rule", self.text(verdict.rule.text)),
            ("Source of the rule", self.text(verdict.rule.source) + assumed),
        ]
        rows = tuple((Cell(self.text(name)), Cell(value)) for name, value in facts if value not in ("", "–"))
        return Grid(rows, widths=(22, 78), named=True)

    def _shown(self, subject: str) -> Iterator[Block]:
        """Yield the pictures and charts of one verdict; for "" those of none that has a section."""
        known = set(self._detailed)
        for number, picture in enumerate(self.content.pictures):
            if (picture.subject if picture.subject in known else "") == subject:
                yield Image(self.prefix + picture_name(number))
                yield Paragraph(f"{self.text(picture.title)}. {self.text(picture.caption)}", "small")
        for number, chart in enumerate(self.content.charts):
            if (chart.subject if chart.subject in known else "") == subject:
                yield Image(self.prefix + chart_name(number))

    def _rest(self) -> Iterator[Block]:
        """Yield the pictures and charts that belong to no section."""
        shown = tuple(self._shown(""))
        if shown and self._detailed:
            yield Heading(self.text("Pictures and charts"))
        yield from shown

    def _legends(self) -> Iterator[Block]:
        """Yield the colours of the overlays."""
        if self.content.legends:
            yield Heading(self.text("Legend"))
        for number in range(len(self.content.legends)):
            name = self.prefix + legend_name(number)
            yield Image(name, self.widths.get(name, 240))

    def _general_tables(self) -> list[tuple[Table, Sequence[tuple[object, ...]]]]:
        """Return the tables of no verdict, and of the others the rows whose verdict has no section."""
        rest = {verdict.subject for verdict in self.content.verdicts}
        rest -= set(self._detailed)
        found: list[tuple[Table, Sequence[tuple[object, ...]]]] = []
        for table in self.content.tables:
            if not table.subject:
                found += [(table, table.rows)] if table.rows else []
                continue
            place = [column.key for column in table.columns].index(table.subject)
            rows = [row for row in table.rows if row[place] in rest or not self.content.verdicts]
            found += [(table, rows)] if rows else []
        return found

    def _limit(self, verdict: Verdict) -> str:
        figure, name = figure_text(verdict.quantity, verdict.limit), self.text(verdict.limit_viewpoint_name)
        return f"{figure} ({name})" if name else figure

    def _table(self, table: Table, rows: Sequence[tuple[object, ...]]) -> Iterator[Block]:
        yield Heading(self.text(table.title), 3)
        yield grid_of(table, rows[:MOST_ROWS], self.language)
        yield from self._more(len(rows) - MOST_ROWS, f"{table.key}.csv")

    def method(self) -> Iterator[Block]:
        """Yield by what the figures were found, with sources and parameters."""
        content = self.content
        given = "; ".join(f"{name} = {value}" for name, value in content.parameters)
        sources = " · ".join(self.text(reference) for reference in content.references)
        yield Heading(self.text("Method"))
        yield Paragraph(self.text(content.method))
        yield Paragraph(f"{self.text('References')}: {sources}.", "small")
        yield Paragraph(
            f"{self.text('Parameters')}: {given}. {self.text('Version of the analysis')}: {content.version}.",
            "small",
        )

    def sources(self) -> Iterator[Block]:
        """Yield the layers that went in, and whom to thank for them."""
        yield Heading(self.text("Data"))
        yield Grid(tuple(self._source(source) for source in self.content.sources), widths=(32, 20, 48))
        named = sorted({credit for source in self.content.sources for credit in source.credits})
        if named:
            yield Paragraph(" · ".join(named), "small")

    def _source(self, source: Source) -> tuple[Cell, ...]:
        kind = self.text("synthetic, illustrative" if source.synthetic else "as imported")
        digest = f"sha256 {source.sha256[:16]}…" if source.sha256 else ""
        origin = f"{source.source or source.maker} {digest}".rstrip()
        return Cell(self.text(source.name)), Cell(kind), Cell(origin)

    def imports(self) -> Iterator[Block]:
        """Yield a section for the layers that came from files, nothing if there are none."""
        if self.content.imports:
            yield Heading(self.text("Imported files"))
        for name, report in self.content.imports:
            yield from self._import(name, report)

    def _import(self, name: BilingualText, report: ImportReport) -> Iterator[Block]:
        counts = msg(
            "{what} are in the scene; {repaired:,} were repaired, {dropped:,} left out.",
            what=report.what(),
            repaired=report.count("repaired"),
            dropped=report.count("dropped"),
        )
        yield Heading(self.text(name), 3)
        yield Paragraph(f"{report.file} · {report.importer} · sha256 {report.sha256}", "small")
        yield Paragraph(self.text(counts))
        rows = tuple(
            (
                Cell(self.text(SEVERITIES[reason.severity])),
                Cell(self.text(reason.sentence)),
                Cell(f"{reason.count:,}", figure=True),
            )
            for reason in report.reasons
        )
        if rows:
            yield Grid(rows, widths=(16, 72, 12), size="cell")


def facts_grid(facts: Iterable[tuple[str, str]]) -> Grid:
    """Return names and what is to be said of them, without those of which there is nothing to say."""
    rows = tuple((Cell(name), Cell(value)) for name, value in facts if value not in ("", "–"))
    return Grid(rows, widths=(22, 78), named=True)


def outcome_cell(outcome: Outcome, language: Language) -> Cell:
    """Return an outcome as word and sign on its colour."""
    colour, sign, word = MARKS[outcome]
    return Cell("", fill=colour, strong=f"\N{NO-BREAK SPACE}{sign} {in_language(word, language)}")


def figure_text(quantity: Quantity, value: float) -> str:
    """Return a figure with its unit, a dash for one that is not known."""
    return "–" if math.isnan(value) else quantity.text(value)


def error_text(verdict: Verdict) -> str:
    """Return the error of a verdict."""
    figure = figure_text(verdict.quantity, verdict.error_95)
    return figure if figure == "–" else f"± {figure}"


def rows_of(table: Table, subject: str) -> list[tuple[object, ...]]:
    """Return the rows of a table that belong to one verdict."""
    place = [column.key for column in table.columns].index(table.subject)
    return [row for row in table.rows if row[place] == subject]


def grid_of(table: Table, rows: Sequence[tuple[object, ...]], language: Language) -> Grid:
    """Return rows of a table as paper shows them."""
    columns = [column for column in table.columns if column.on_paper]
    heads = tuple(_column_head(column, language) for column in columns)
    body = tuple(
        tuple(
            Cell(_cell(value, column.quantity, language), figure=column.quantity is not None)
            for value, column in zip(row, table.columns, strict=True)
            if column.on_paper
        )
        for row in rows
    )
    return Grid(body, heads, size="fine" if len(columns) > MANY_COLUMNS else "cell")


def _column_head(column: Column, language: Language) -> Cell:
    unit = f"\n{column.quantity.unit}" if column.quantity and column.quantity.unit else ""
    return Cell(in_language(column.title, language) + unit, figure=column.quantity is not None)


def _cell(value: object, quantity: Quantity | None, language: Language) -> str:
    if isinstance(value, bool):
        return in_language("yes" if value else "no", language)
    if isinstance(value, float) and math.isnan(value):
        return "–"
    if isinstance(value, float | int) and quantity is not None:
        return f"{value:.{quantity.decimals}f}"
    return f"{value:g}" if isinstance(value, float) else in_language(value, language)
