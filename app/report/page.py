"""A report as rich text in one language. It knows Qt's subset of HTML and CSS, and no page breaks of its own.

Verdicts are told apart by word and sign as well as by colour, so that a black and white copy still reads.
"""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from analysis.base import Column, Table
from analysis.common.verdict import Outcome, Verdict
from app.import_report import SEVERITIES, ImportReport
from app.report.content import Content, Source
from app.report.figures import chart_name, legend_name, picture_name
from app.wording import Language, Text, in_language
from scene.messages import BilingualText, msg
from scene.units import Quantity

#: Rows of a table, verdicts on one line each, and things with a section of their own, that paper shows.
MOST_ROWS: Final = 40
MOST_VERDICTS: Final = 60
MOST_SECTIONS: Final = 16
#: Columns beyond which a table is set smaller.
MANY_COLUMNS: Final = 9
#: Width of pictures and charts on the page, Qt's units.
WIDE: Final = 640

#: Colour on paper, sign, and word of each outcome.
MARKS: dict[Outcome, tuple[str, str, str]] = {
    Outcome.PASS: ("#2F7FA6", "●", "Pass"),
    Outcome.REVIEW: ("#B97A12", "▲", "Review"),
    Outcome.FAIL: ("#B5432E", "✕", "Fail"),
}

#: What a reader has to know first.
SEVERITY: Final = (Outcome.FAIL, Outcome.REVIEW, Outcome.PASS)

STYLE = """
body { color: #292E2E; font-size: 10pt; }
h1 { font-size: 22pt; font-weight: 600; margin-bottom: 2px; }
h2 { font-size: 14pt; font-weight: 600; margin-top: 22px; margin-bottom: 6px; color: #3F474B; }
h3 { font-size: 11.5pt; font-weight: 600; margin-top: 14px; margin-bottom: 4px; }
p { margin-top: 3px; margin-bottom: 5px; }
.picture { margin-top: 8px; }
.reason { margin-top: 10px; }
.small { font-size: 8pt; color: #5B6468; }
.note { font-size: 9pt; color: #7A4B3A; }
th { font-size: 7.5pt; color: #5B6468; font-weight: 600; text-align: left; }
td { font-size: 9pt; }
.cell { font-size: 8pt; }
.fine { font-size: 6.5pt; }
"""


class Page:
    """Writes one report in one language.

    Parameters
    ----------
    content : Content
        What to say.
    language : str
        ``zh`` or ``en``.
    widths : Mapping
        What figures ask for by their names, where that is not the page's width.
    """

    def __init__(self, content: Content, language: Language, widths: Mapping[str, int] | None = None) -> None:
        self.content = content
        self.language = language
        self.widths = widths or {}
        worst = sorted(content.verdicts, key=lambda verdict: SEVERITY.index(verdict.outcome))
        self._detailed = list(dict.fromkeys(verdict.subject for verdict in worst))[:MOST_SECTIONS]

    def text(self, text: Text) -> str:
        """Return a text in the report's language, escaped."""
        return escape(in_language(text, self.language))

    def html(self) -> str:
        """Return the whole report."""
        parts = [self._head(), self._summary()]
        parts += [self._subject(subject) for subject in self._detailed]
        parts += [self._rest(), self._legends()]
        parts += [self._table(table, rows) for table, rows in self._general_tables()]
        parts += [self._method(), self._sources(), self._imports()]
        return f"<html><head><style>{STYLE}</style></head><body>{''.join(parts)}</body></html>"

    def _head(self) -> str:
        content = self.content
        lines = [
            f"<p class='small'>{self.text(content.project)} · {content.moment:%Y-%m-%d %H:%M %Z} · "
            f"{escape(content.program)} · {escape(content.frame)}</p>"
        ]
        if content.synthetic:
            notice = msg(
                "Layers of this project are synthetic and illustrative. The figures show the method; "
                "they are no statement about the real city."
            )
            lines.append(f"<p class='note'><b>{self.text(notice)}</b></p>")
        if content.interim:
            interim = self.text("Interim answer; the exact one was still to come.")
            lines.append(f"<p class='note'><b>{interim}</b></p>")
        return f"<h1>{self.text(content.analysis)}</h1>{''.join(lines)}"

    def _summary(self) -> str:
        verdicts = sorted(self.content.verdicts, key=lambda verdict: SEVERITY.index(verdict.outcome))
        if not verdicts:
            return ""
        if len(verdicts) <= MOST_VERDICTS:
            verdicts = list(self.content.verdicts)
        rows = "".join(self._summary_row(verdict) for verdict in verdicts[:MOST_VERDICTS])
        more = self._more(len(verdicts) - MOST_VERDICTS, "results.json")
        return f"<h2>{self.text('Verdicts')}</h2>{_table(rows, padding=7)}{more}"

    def _more(self, count: int, file: str) -> str:
        """Return where the rest is that paper does not show; nothing if it shows all."""
        rest = msg("{count:,} more are in {file}.", count=count, file=file)
        return f"<p class='small'>{self.text(rest)}</p>" if count > 0 else ""

    def _summary_row(self, verdict: Verdict) -> str:
        colour, sign, word = MARKS[verdict.outcome]
        mark = f"<font color='#FFFFFF' size='+2'><b>&nbsp;{sign} {self.text(word)}</b></font>"
        reason = f"<b>{self.text(verdict.subject_name)}</b><br/>{self.text(verdict.reason)}"
        return f"<tr><td width='16%' bgcolor='{colour}'>{mark}</td><td width='84%'>{reason}</td></tr>"

    def _subject(self, subject: str) -> str:
        """Return the section of one thing that was judged: its verdicts, worst first, and what shows them."""
        verdicts = sorted(
            (verdict for verdict in self.content.verdicts if verdict.subject == subject),
            key=lambda verdict: SEVERITY.index(verdict.outcome),
        )
        _, sign, word = MARKS[verdicts[0].outcome]
        head = f"<h2>{sign} {self.text(verdicts[0].subject_name)}: {self.text(word)}</h2>"
        several = len(verdicts) > 1
        telling = [one for one in verdicts if one.outcome is not Outcome.PASS or math.isfinite(one.limit)]
        facts = "".join(
            self._reason(one, several) + _table(self._facts(one)) for one in telling or verdicts[:1]
        )
        tables = [(table, rows_of(table, subject)) for table in self.content.tables if table.subject]
        shown = "".join(self._table(table, rows) for table, rows in tables if rows)
        return head + facts + self._shown(subject) + shown

    def _reason(self, verdict: Verdict, several: bool) -> str:
        """Return what tells one of several verdicts on a thing from the others."""
        _, sign, word = MARKS[verdict.outcome]
        if not several:
            return ""
        return f"<p class='reason'><b>{sign} {self.text(word)}</b> · {self.text(verdict.reason)}</p>"

    def _facts(self, verdict: Verdict) -> str:
        """Return the rows of what a verdict rests on, without those of which there is nothing to say."""
        assumed = f" ({self.text('assumed')})" if verdict.rule.assumed else ""
        facts: list[tuple[Text, str]] = [
            (verdict.quantity.title, self._figure(verdict.quantity, verdict.value)),
            ("Limit", self._limit(verdict)),
            ("Error (95 %)", self._error(verdict)),
            ("Governing viewpoint", self.text(verdict.viewpoint_name)),
            (
                "Screening object" if verdict.viewpoint_name.en else "Governing object",
                self.text(verdict.governing_name),
            ),
            ("Rule", self.text(verdict.rule.text)),
            ("Source of the rule", self.text(verdict.rule.source) + assumed),
        ]
        return "".join(
            f"<tr><th width='22%'>{self.text(name)}</th><td>{value}</td></tr>"
            for name, value in facts
            if value not in ("", "–")
        )

    def _shown(self, subject: str) -> str:
        """Return the pictures and charts of one verdict; for "" those of none that has a section."""
        known = set(self._detailed)
        pictures = "".join(
            f"<p class='picture'><img src='{picture_name(number)}' width='{WIDE}'/></p>"
            f"<p class='small'>{self.text(picture.title)}. {self.text(picture.caption)}</p>"
            for number, picture in enumerate(self.content.pictures)
            if (picture.subject if picture.subject in known else "") == subject
        )
        charts = "".join(
            f"<p class='picture'><img src='{chart_name(number)}' width='{WIDE}'/></p>"
            for number, chart in enumerate(self.content.charts)
            if (chart.subject if chart.subject in known else "") == subject
        )
        return pictures + charts

    def _rest(self) -> str:
        """Return the pictures and charts that belong to no section."""
        shown = self._shown("")
        return f"<h2>{self.text('Pictures and charts')}</h2>{shown}" if shown and self._detailed else shown

    def _legends(self) -> str:
        """Return the colours of the overlays."""
        drawn = "".join(
            f"<p><img src='{legend_name(number)}' width='{self.widths.get(legend_name(number), 240)}'/></p>"
            for number in range(len(self.content.legends))
        )
        return f"<h2>{self.text('Legend')}</h2>{drawn}" if drawn else ""

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

    def _figure(self, quantity: Quantity, value: float) -> str:
        return "–" if math.isnan(value) else escape(quantity.text(value))

    def _limit(self, verdict: Verdict) -> str:
        figure, name = self._figure(verdict.quantity, verdict.limit), self.text(verdict.limit_viewpoint_name)
        return f"{figure} ({name})" if name else figure

    def _error(self, verdict: Verdict) -> str:
        figure = self._figure(verdict.quantity, verdict.error_95)
        return figure if figure == "–" else f"± {figure}"

    def _table(self, table: Table, rows: Sequence[tuple[object, ...]]) -> str:
        columns = [column for column in table.columns if column.on_paper]
        size = "fine" if len(columns) > MANY_COLUMNS else "cell"
        heads = "".join(self._column_head(column, size) for column in columns)
        body = "".join(self._table_row(table, row, size) for row in rows[:MOST_ROWS])
        head = f"<h3>{self.text(table.title)}</h3>"
        more = self._more(len(rows) - MOST_ROWS, f"{table.key}.csv")
        return head + _table(f"<thead><tr>{heads}</tr></thead>{body}") + more

    def _column_head(self, column: Column, size: str) -> str:
        unit = f"<br/>{escape(column.quantity.unit)}" if column.quantity and column.quantity.unit else ""
        kind = " class='fine'" if size == "fine" else ""
        return f"<th bgcolor='#EDE6DA'{_side(column)}{kind}>{self.text(column.title)}{unit}</th>"

    def _table_row(self, table: Table, row: tuple[object, ...], size: str) -> str:
        pairs = zip(row, table.columns, strict=True)
        cells = "".join(
            f"<td{_side(column)} class='{size}'>{self._cell(value, column.quantity)}</td>"
            for value, column in pairs
            if column.on_paper
        )
        return f"<tr>{cells}</tr>"

    def _cell(self, value: object, quantity: Quantity | None) -> str:
        if isinstance(value, bool):
            return self.text("yes" if value else "no")
        if isinstance(value, float) and math.isnan(value):
            return "–"
        if isinstance(value, float | int) and quantity is not None:
            return f"{value:.{quantity.decimals}f}"
        return f"{value:g}" if isinstance(value, float) else escape(in_language(value, self.language))

    def _method(self) -> str:
        content = self.content
        given = "; ".join(f"{escape(name)} = {escape(str(value))}" for name, value in content.parameters)
        sources = " · ".join(self.text(reference) for reference in content.references)
        return (
            f"<h2>{self.text('Method')}</h2><p>{self.text(content.method)}</p>"
            f"<p class='small'>{self.text('References')}: {sources}.</p>"
            f"<p class='small'>{self.text('Parameters')}: {given}. {self.text('Version of the analysis')}: "
            f"{escape(content.version)}.</p>"
        )

    def _sources(self) -> str:
        rows = "".join(self._source(source) for source in self.content.sources)
        named = sorted({credit for source in self.content.sources for credit in source.credits})
        thanks = f"<p class='small'>{escape(' · '.join(named))}</p>"
        return f"<h2>{self.text('Data')}</h2>{_table(rows)}{thanks}"

    def _source(self, source: Source) -> str:
        kind = self.text("synthetic, illustrative" if source.synthetic else "as imported")
        digest = f"sha256 {source.sha256[:16]}…" if source.sha256 else ""
        return (
            f"<tr><td width='32%'>{self.text(source.name)}</td><td width='20%'>{kind}</td>"
            f"<td><span class='small'>{escape(source.source or source.maker)} {digest}</span></td></tr>"
        )

    def _imports(self) -> str:
        """Return a section for the layers that came from files, nothing if there are none."""
        parts = [self._import(name, report) for name, report in self.content.imports]
        return f"<h2>{self.text('Imported files')}</h2>{''.join(parts)}" if parts else ""

    def _import(self, name: BilingualText, report: ImportReport) -> str:
        counts = msg(
            "{what} are in the scene; {repaired:,} were repaired, {dropped:,} left out.",
            what=report.what(),
            repaired=report.count("repaired"),
            dropped=report.count("dropped"),
        )
        rows = "".join(
            f"<tr><td width='16%' class='cell'>{self.text(SEVERITIES[reason.severity])}</td>"
            f"<td width='72%' class='cell'>{self.text(reason.sentence)}</td>"
            f"<td width='12%' class='cell' align='right'>{reason.count:,}</td></tr>"
            for reason in report.reasons
        )
        source = f"{escape(report.file)} · {escape(report.importer)} · sha256 {report.sha256}"
        return f"<h3>{self.text(name)}</h3><p class='small'>{source}</p><p>{self.text(counts)}</p>" + (
            _table(rows) if rows else ""
        )


def rows_of(table: Table, subject: str) -> list[tuple[object, ...]]:
    """Return the rows of a table that belong to one verdict."""
    place = [column.key for column in table.columns].index(table.subject)
    return [row for row in table.rows if row[place] == subject]


def _side(column: Column) -> str:
    return " align='right'" if column.quantity else ""


def _table(rows: str, padding: int = 3) -> str:
    return f"<table width='100%' cellspacing='0' cellpadding='{padding}' border='0'>{rows}</table>"
