"""One analysis at work: what it answers, its parameters, Run, how far it is, and what it found."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from analysis.base import Card, Chart
from app.forms.fields import extra_of
from app.forms.form import Form
from app.i18n import renew_with_language, tr
from app.panels.analyses.card_view import CardView
from app.panels.analyses.chart_view import ChartView
from app.panels.analyses.comparing import CompareButton
from app.panels.analyses.desk import AnalysisDesk
from app.panels.analyses.icons import icon_of
from app.panels.analyses.keeping import Keeping
from app.panels.analyses.offers import SceneOffers
from app.panels.analyses.one_of import OneOf
from app.panels.analyses.result_page import ResultPage
from app.panels.labels import button, icon_button, label
from app.theme import icon, pixmap, theme
from app.workbench import Workbench
from scene.messages import Message, msg

#: So many parameters are asked at first; the others are for those who look for them.
FEW: Final = 6


class WorkPage(QWidget):
    """The page of the analysis that is chosen.

    Parameters
    ----------
    bench : Workbench
        With its analyses in place.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._desk: AnalysisDesk = bench.analyses
        self._of = ""
        self._large = False
        self._opened: dict[str, bool] = {}
        self.form: Form | None = None
        self._probed = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._make_head())
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("panel", True)
        self._body = QVBoxLayout(page)
        self._body.setContentsMargins(14, 8, 14, 14)
        self._body.setSpacing(12)
        self.area.setWidget(page)
        outer.addWidget(self.area, 1)
        self._make_settings()
        self._make_runs()
        self.probe_card = CardView()
        self._body.addWidget(self.probe_card)
        history = ChartView()
        bench.course.mark_on(history)
        self.histories = OneOf(history, history.show_chart)
        self.histories.hide()
        self._body.addWidget(self.histories)
        self.result = ResultPage(bench)
        self._body.addWidget(self.result)
        self.histories.larger_asked.connect(self.result.enlarge_chart)
        self._body.addStretch(1)
        self.keeping = Keeping(bench)
        outer.addWidget(self.keeping)
        self._desk.progressed.connect(self._show_progress)
        renew_with_language(self, self.renew)
        theme.changed.connect(self._dress)

    def _make_head(self) -> QWidget:
        head = QWidget()
        head.setProperty("panel", True)
        line = QHBoxLayout(head)
        line.setContentsMargins(8, 8, 10, 4)
        line.setSpacing(6)
        self._back = icon_button("back", msg("All analyses"), lambda: self._desk.choose(""))
        self._picture = QLabel()
        self._title = label("", "title")
        self.overlay = icon_button("eye", msg("Shown in the view"), self._switch_overlay)
        self.overlay.setCheckable(True)
        for widget in (self._back, self._picture):
            line.addWidget(widget)
        line.addWidget(self._title, 1)
        line.addWidget(self.overlay)
        return head

    def _make_settings(self) -> None:
        self._summary = label("", "quiet")
        self._body.addWidget(self._summary)
        self._settings = QVBoxLayout()
        self._settings.setSpacing(0)
        self._body.addLayout(self._settings)
        line = QHBoxLayout()
        self._more = button(msg("Parameters"), self._open_settings, "quiet")
        self._more.setCheckable(True)
        self._more.setStyleSheet("padding-left: 0;")  # in line with what stands above and below
        self.run_button = QPushButton()
        self.run_button.setProperty("primary", True)
        self.run_button.clicked.connect(lambda checked=False: self.run())
        line.addWidget(self._more)
        line.addStretch(1)
        line.addWidget(self.run_button)
        self._body.addLayout(line)
        self._progress = QWidget()
        beside = QHBoxLayout(self._progress)
        beside.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(6)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._doing = label("", "hint")
        words.addWidget(self._bar)
        words.addWidget(self._doing)
        beside.addLayout(words, 1)
        self.cancel_button = button(msg("Cancel"), self._desk.cancel)
        beside.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignTop)
        self._body.addWidget(self._progress)
        self.problem, self._remedy = label("", "error"), label("", "quiet")
        self._body.addWidget(self.problem)
        self._body.addWidget(self._remedy)

    def _make_runs(self) -> None:
        self._runs = QWidget()
        line = QHBoxLayout(self._runs)
        line.setContentsMargins(0, 0, 0, 0)
        self.run_names = QComboBox()
        self.run_names.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.run_names.activated.connect(self._on_run_chosen)
        line.addWidget(self.run_names, 1)
        line.addWidget(icon_button("close", msg("Forget this result"), self._forget))
        self._body.addWidget(self._runs)
        self.compare = CompareButton(self._bench)
        self._body.addWidget(self.compare)
        self.age = label("", "age")
        self._body.addWidget(self.age)

    # -- showing -------------------------------------------------------------------------------------------

    def renew(self) -> None:
        """Show what is chosen and known now."""
        desk, spec = self._desk, self._desk.spec
        if spec is None:
            return
        if spec.id != self._of:
            self._of = spec.id
            self._make_form()
            self.area.verticalScrollBar().setValue(0)
            self._probed = False
            self.show_card(None)
        self._title.setText(tr(spec.title))
        self._summary.setText(tr(spec.summary))
        run, job = desk.current, desk.running
        self._summary.setVisible(run is None)
        self._dress()
        opened = self._opened.get(spec.id, run is None and job is None) and not self._large
        self._more.setChecked(opened)
        assert self.form is not None
        self.form.setVisible(opened)
        self._more.setVisible(bool(self.form.fields) and not self._large)
        self.run_button.setVisible(not self._large)
        self.run_button.setText(tr(msg("Run") if run is None else msg("Run again")))
        self.run_button.setEnabled(job is None)
        self._progress.setVisible(job is not None)
        if job is not None:
            self._show_progress(job.fraction, job.message)
            self.cancel_button.setEnabled(not job.cancelling)
        problem = desk.problem
        self.problem.setText(tr(problem.message) if problem else "")
        self._remedy.setText(tr(problem.hint) if problem and problem.hint else "")
        self.problem.setVisible(problem is not None)
        self._remedy.setVisible(problem is not None and problem.hint is not None)
        self._show_runs()
        self.result.setVisible(run is not None)
        if run is not None:
            self.result.show_result(run.result, faded=desk.stale)
        self.keeping.renew()
        self.keeping.setVisible(run is not None and not self._large)
        # Before the view is drawn anew, which may take its time on a machine without a graphics card.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _show_runs(self) -> None:
        desk, runs = self._desk, self._desk.shown_runs
        with QSignalBlocker(self.run_names):
            self.run_names.clear()
            self.run_names.addItems([tr(run.name) for run in runs])
            if desk.current in runs:
                self.run_names.setCurrentIndex(runs.index(desk.current))
        self._runs.setVisible(len(runs) > 1 and not self._large)
        self.compare.renew()
        compares = desk.current is not None and bool(desk.current.compares)
        said = desk.current.result.method if compares and desk.current else age_of(desk)
        self.age.setText(tr(said) if said else "")
        self.age.setVisible(said is not None)

    def _show_progress(self, fraction: float, message: Message | None) -> None:
        self._bar.setValue(round(fraction * 1000))
        self._doing.setText(tr(message) if message else "")

    def show_card(self, card: Card | None) -> None:
        """Show what the result says at the place that was clicked."""
        self.probe_card.show_card(card)

    def show_histories(self, charts: tuple[Chart, ...]) -> None:
        """Show how it went at the place that was clicked."""
        self.histories.show_items(charts)

    def set_large(self, large: bool) -> None:
        """Show what a room can read from afar, and leave out the rest."""
        self._large = large
        self.result.set_large(large)
        self.renew()
        self.area.verticalScrollBar().setValue(0)

    def _dress(self, *changed: object) -> None:
        if self._of:
            self._picture.setPixmap(pixmap(icon_of(self._of), theme.colour("tile"), 20))
        desk = self._desk
        has_layers = desk.current is not None and bool(desk.current.result.nodes) and not desk.kept
        self.overlay.setVisible(has_layers)
        self.overlay.setChecked(desk.overlay_shown)
        self.overlay.setIcon(icon("eye" if desk.overlay_shown else "eye-closed"))

    # -- parameters ----------------------------------------------------------------------------------------

    def _make_form(self) -> None:
        desk, spec = self._desk, self._desk.spec
        assert spec is not None
        if self.form is not None:
            self._settings.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        offers = SceneOffers(self._bench)
        form = self.form = Form(spec.params_type(), values=desk.answers, offers=offers, few=FEW)
        for field in form.fields.values():
            if extra_of(field.info, "thing") and not field.value and not desk.answers:
                field.put(offers.first_thing())
        self._settings.addWidget(form)

        def apply() -> None:
            if form.read() is not None:
                desk.set_answers({**desk.answers, **form.values})

        form.changed.connect(apply)

    def _open_settings(self) -> None:
        self._opened[self._of] = self._more.isChecked()
        self.renew()

    # -- doing ---------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Run the analysis, unless a parameter is wrong."""
        form = self.form
        if form is None or self._desk.running is not None:
            return
        if form.read() is None:
            self._opened[self._of] = True
            self.renew()
            return
        self._desk.set_answers({**self._desk.answers, **form.values})
        self._opened.pop(self._of, None)
        self._desk.run()
        form.put(self._desk.answers)  # with the place that it filled in

    def _switch_overlay(self) -> None:
        self._desk.show_overlay(self.overlay.isChecked())

    def _on_run_chosen(self, place: int) -> None:
        self._desk.show(self._desk.shown_runs[place])

    def _forget(self) -> None:
        if self._desk.current is not None:
            self._desk.forget(self._desk.current)


def age_of(desk: AnalysisDesk) -> Message | None:
    """Return what to say about the result's age, None if it is that of the scene as it is."""
    run = desk.current
    if run is None:
        return None
    if run.result.interim:
        return msg("First answer, not yet exact.")
    if desk.painting:
        return msg("Its pictures are being painted…")
    if desk.following:
        return msg("Following the scene…")
    if desk.stale:
        return msg("Older than the scene: run it again.")
    return None
