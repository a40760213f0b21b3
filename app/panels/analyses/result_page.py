"""What an analysis found, from the answer down to the method: verdicts, legend, charts, pictures, tables."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from analysis.base import AnalysisResult, Chart, Picture
from analysis.common.verdict import Verdict
from app.i18n import quantity_text, renew_with_language, tr
from app.legends import legends_in
from app.panels.analyses.chart_view import ChartView
from app.panels.analyses.layer_switches import LayerSwitches
from app.panels.analyses.legend_view import LegendView
from app.panels.analyses.one_of import OneOf
from app.panels.analyses.picture_view import PictureView
from app.panels.analyses.places import go_to
from app.panels.analyses.run import counts_of
from app.panels.analyses.sheet import Sheet
from app.panels.analyses.table_view import TableView
from app.panels.analyses.verdict_list import VerdictList
from app.panels.labels import button, icon_button, label, spoken
from app.panels.pattern import WORDS, swatch
from app.panels.verdict_card import VerdictCard
from app.theme import theme
from app.wording import Text
from app.workbench import Workbench
from scene.messages import msg

LARGE = QSize(1180, 640)


class ResultPage(QWidget):
    """One result.

    Parameters
    ----------
    bench : Workbench
        Where places are flown to.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._result: AnalysisResult | None = None
        self._faded = False
        #: Whether the view itself shows the legends, beside what they explain.
        self._overlaid = False
        self._large = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self._counts = QHBoxLayout()
        self._counts.setSpacing(6)
        layout.addLayout(self._counts)
        self.verdicts = VerdictList()
        self.verdicts.chosen.connect(self._show_verdict)
        layout.addWidget(self.verdicts)
        self.card = VerdictCard()
        self.card.viewpoint_asked.connect(self._fly_to_governing)
        layout.addWidget(self.card)
        self.layers = LayerSwitches(bench.analyses)
        layout.addWidget(self.layers)
        self.legends = QVBoxLayout()
        self.legends.setSpacing(10)
        layout.addLayout(self.legends)
        chart, picture = ChartView(), PictureView()
        bench.course.mark_on(chart)
        self.charts = OneOf(chart, chart.show_chart)
        self.charts.larger_asked.connect(self.enlarge_chart)
        layout.addWidget(self.charts)
        self.pictures = OneOf(picture, picture.show_picture)
        self.pictures.larger_asked.connect(self._enlarge_picture)
        layout.addWidget(self.pictures)
        self._make_tables(layout)
        self._make_method(layout)
        renew_with_language(self, self._renew_words)
        theme.changed.connect(self._renew_words)

    def _make_tables(self, layout: QVBoxLayout) -> None:
        self._tables_head = QWidget()
        line = QHBoxLayout(self._tables_head)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(spoken(msg("Figures"), "heading"), 1)
        line.addWidget(icon_button("larger", msg("In a window of its own"), self._enlarge_tables))
        layout.addWidget(self._tables_head)
        self.tables = TableView()
        self.tables.row_asked.connect(self._on_row)
        layout.addWidget(self.tables)

    def _make_method(self, layout: QVBoxLayout) -> None:
        self._method_button = button(msg("How it was found"), self._show_method, "quiet")
        self._method_button.setCheckable(True)
        self._method_button.setStyleSheet("padding-left: 0;")  # in line with what stands above and below
        line = QHBoxLayout()
        line.addWidget(self._method_button)
        line.addStretch(1)
        layout.addLayout(line)
        self._method = label("", "quiet")
        self._method.hide()
        layout.addWidget(self._method)

    # -- showing -------------------------------------------------------------------------------------------

    def show_result(self, result: AnalysisResult, faded: bool) -> None:
        """Show a result; a faded one is older than the scene."""
        self.layers.show_layers(result.nodes)
        overlaid = bool(result.nodes) and self._bench.analyses.overlay_shown
        if result is self._result and (faded, overlaid) == (self._faded, self._overlaid):
            return
        fresh = result is not self._result
        self._result, self._faded = result, faded
        if fresh:
            self.verdicts.show_verdicts(result.verdicts)
            self.tables.show_tables(result.tables)
        if fresh or overlaid != self._overlaid:
            self._overlaid = overlaid
            self._show_legends(result)
        self._show_parts()
        self._show_verdict(self.verdicts.current)
        self._renew_words()

    def set_large(self, large: bool) -> None:
        """Show what a room can read from afar, and leave out the rest."""
        self._large = large
        self._show_parts()

    def _show_parts(self) -> None:
        result = self._result
        if result is None:
            return
        many, large = len(result.verdicts) > 1, self._large
        self.verdicts.setVisible(many)
        self.card.setVisible(bool(result.verdicts))
        self._tables_head.setVisible(bool(result.tables) and not large)
        self.tables.setVisible(bool(result.tables) and not large)
        has_method = bool(result.method.template or result.inputs)
        self._method_button.setVisible(has_method and not large)
        self._method.setVisible(has_method and not large and self._method_button.isChecked())

    def _show_verdict(self, verdict: Verdict | None) -> None:
        result = self._result
        if result is None:
            return
        if verdict is not None:
            self.card.show_verdict(verdict, figures_of(verdict), (), self._faded)
        subjects = tuple(one for one in (verdict.subject, verdict.viewpoint) if one) if verdict else ()
        self.charts.show_items(result.charts, subjects)
        self.pictures.show_items(result.pictures, subjects)

    def _show_legends(self, result: AnalysisResult) -> None:
        while self.legends.count():
            widget = self.legends.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        for legend in legends_in(result) if not self._overlaid else ():
            view = LegendView(legend, self)
            self.legends.addWidget(view)
            view.show()

    def _renew_words(self, *changed: object) -> None:
        while self._counts.count():
            widget = self._counts.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        result = self._result
        if result is None:
            return
        for outcome, count in counts_of(result) if len(result.verdicts) > 1 else ():
            picture, words = QLabel(), label(f"{count} {tr(WORDS[outcome])}", "heading")
            picture.setPixmap(swatch(outcome, 16))
            words.setWordWrap(False)
            for widget in (picture, words):
                self._counts.addWidget(widget)
                widget.show()
            self._counts.addSpacing(8)
        self._counts.addStretch(1)
        self._method.setText(method_text(result))

    def _show_method(self) -> None:
        self._method.setVisible(self._method_button.isChecked())

    # -- doing ---------------------------------------------------------------------------------------------

    def _on_row(self, row: dict[str, object]) -> None:
        go_to(self._bench, row)

    def _fly_to_governing(self) -> None:
        verdict = self.verdicts.current
        if verdict is not None and self._result is not None:
            go_to(self._bench, governing_row(self._result, verdict))

    def _enlarge_tables(self) -> None:
        if self._result is None:
            return
        view = TableView(whole=True)
        view.show_tables(self._result.tables)
        if self.tables.current is not None:
            view.look_at(self.tables.current.key)
        view.row_asked.connect(self._on_row)
        self._open(msg("Figures"), view)

    def enlarge_chart(self, chart: Chart) -> None:
        """Show a chart in a window of its own."""
        view = ChartView()
        self._bench.course.mark_on(view)
        view.show_chart(chart)
        self._open(chart.title, view)

    def _enlarge_picture(self, picture: Picture) -> None:
        page, view = QWidget(), PictureView()
        view.show_picture(picture)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(view, 1)
        layout.addWidget(spoken(picture.caption, "quiet"))
        self._open(picture.title, page)

    def _open(self, title: Text, widget: QWidget) -> None:
        Sheet(title, widget, LARGE, self._bench.window).show()


def figures_of(verdict: Verdict) -> tuple[tuple[Text, Text], ...]:
    """Return what was measured and the limit, as far as there are any."""
    figures: list[tuple[Text, Text]] = []
    for title, value in ((verdict.quantity.title, verdict.value), (msg("Limit"), verdict.limit)):
        if value == value:  # noqa: PLR0124  # nan is not itself
            figures.append((title, quantity_text(verdict.quantity, value)))
    return tuple(figures)


def method_text(result: AnalysisResult) -> str:
    """Return method, resolution and what was read, for whoever wants to check it."""
    lines = [tr(result.method)] if result.method.template else []
    if result.inputs:
        lines.append(
            tr(
                msg(
                    "{count} layers were read; the export names each with its SHA-256.",
                    count=len(result.inputs),
                )
            )
        )
    return "\n\n".join(lines)


def governing_row(result: AnalysisResult, verdict: Verdict) -> dict[str, object]:
    """Return viewpoint and subject of a verdict, with the station where a table tells it."""
    row: dict[str, object] = {
        "viewpoint": verdict.viewpoint,
        "node": verdict.node,
        "subject": verdict.subject,
    }
    for table in result.tables:
        keys = [column.key for column in table.columns]
        if "viewpoint" not in keys or "station" not in keys:
            continue
        for values in table.rows:
            named = dict(zip(keys, values, strict=True))
            if named["viewpoint"] == verdict.viewpoint and verdict.subject in values:
                return {**row, "station": named["station"]}
    return row
