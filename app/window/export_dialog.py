"""The export dialog: which layers, in which format and coordinate system; then one file, whole or not at all.

It asks what the format's own parameters ask, and says errors as one sentence inside. Writing is the
exporter's work.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.exporting import export_layers, fitting_formats, shown_layers, with_below
from app.forms.form import TITLE_WIDTH, Form
from app.i18n import renew_with_language, say, tr
from app.jobs import Job
from app.window.crs_choice import CrsChoice
from app.wording import Text
from app.workbench import Workbench
from importers.export.base import ExporterSpec, ExportReport, kind_title, usual_crs
from importers.export.registry import by_id
from scene.errors import InvalidRequest, WeiyangError
from scene.feedback import Feedback
from scene.messages import msg
from scene.node import Node


class ExportDialog(QDialog):
    """Export the selected layers, or all that are visible.

    Parameters
    ----------
    bench : Workbench
        Whose scene.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._scene = bench.session.shown.graph.snapshot()
        self._choices = self._layers_to_choose()
        self._job: Job | None = None
        self._report: ExportReport | None = None
        self._error: WeiyangError | None = None
        self.form: Form | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(660, 520)
        say(self, self.setWindowTitle, msg("Export"))
        self._build()
        renew_with_language(self, self._renew)
        self._take_layers()

    def _layers_to_choose(self) -> list[tuple[Text, tuple[Node, ...]]]:
        """Return what may be exported: what is marked in the tree, and all that is visible."""
        marked = [self._scene.get(node_id) for node_id in self._bench.window.layers.chosen()]
        named = [node for node in marked if node is not None]
        chosen = {layer.id: layer for node in named for layer in with_below(self._scene, node)}
        choices: list[tuple[Text, tuple[Node, ...]]] = []
        if chosen:
            title: Text = named[0].name if len(named) == 1 else msg("{count} marked layers", count=len(named))
            choices.append((title, tuple(chosen.values())))
        choices.append((msg("All visible layers"), shown_layers(self._scene)))
        desk = self._bench.balloon
        if desk.fresh and desk.result is not None and desk.result.nodes:
            choices.append((msg("Sight lines of the balloon test"), desk.result.nodes))
        return choices

    # -- building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._title, self._found = QLabel(), QLabel()
        self._title.setProperty("title", True)
        self._found.setProperty("quiet", True)
        self._found.setWordWrap(True)
        rule = QFrame()
        rule.setProperty("rule", True)
        self._page = QWidget()
        self._page.setProperty("panel", True)
        self._middle = QVBoxLayout(self._page)
        self._middle.setContentsMargins(18, 14, 18, 14)
        self._middle.setSpacing(12)
        self._middle.addWidget(self._questions())
        self._own = QVBoxLayout()
        self._middle.addLayout(self._own)
        self._notes = QLabel()
        self._notes.setWordWrap(True)
        self._notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._middle.addWidget(self._notes)
        self._middle.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._page)
        self._problem = QLabel()
        self._problem.setProperty("error", True)
        self._problem.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(12)
        for widget in (self._title, self._found, rule):
            layout.addWidget(widget)
        layout.addWidget(area, 1)
        layout.addWidget(self._problem)
        layout.addWidget(self._bar)
        layout.addLayout(self._buttons())

    def _questions(self) -> QWidget:
        self._asked = QWidget()
        rows = QFormLayout(self._asked)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(18)
        rows.setVerticalSpacing(9)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.layers, self.format, self.crs = QComboBox(), QComboBox(), CrsChoice()
        for _ in self._choices:
            self.layers.addItem("")
        self.layers.activated.connect(self._take_layers)
        self.format.activated.connect(self._take_format)
        for title, widget in (
            (msg("Layers"), self.layers),
            (msg("Format"), self.format),
            (msg("Coordinate system"), self.crs),
        ):
            label = QLabel()
            label.setProperty("quiet", True)
            label.setMinimumWidth(TITLE_WIDTH)
            say(label, label.setText, title)
            rows.addRow(label, widget)
        self._rows = rows
        return self._asked

    def _buttons(self) -> QHBoxLayout:
        self._state = QLabel()
        self._state.setProperty("quiet", True)
        self._folder, self._cancel, self._go = QPushButton(), QPushButton(), QPushButton()
        self._go.setDefault(True)
        self._folder.clicked.connect(self._show_folder)
        self._cancel.clicked.connect(self.reject)
        self._go.clicked.connect(self.start)
        foot = QHBoxLayout()
        foot.addWidget(self._state, 1)
        for button in (self._folder, self._cancel, self._go):
            foot.addWidget(button)
        return foot

    # -- asking --------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> tuple[Node, ...]:
        """The layers that are to be written."""
        return self._choices[self.layers.currentIndex()][1]

    @property
    def spec(self) -> ExporterSpec | None:
        """The format, None if none can hold the layers."""
        held = self.format.currentData()
        return by_id(held) if held else None

    @Slot()
    def _take_layers(self) -> None:
        """Offer the formats that can hold the chosen layers; keep the one that was chosen before."""
        before = self.format.currentData()
        self.format.clear()
        for spec in fitting_formats(self.chosen):
            self.format.addItem(tr(spec.title), spec.id)
        if before is not None and (place := self.format.findData(before)) >= 0:
            self.format.setCurrentIndex(place)
        self._take_format()

    @Slot()
    def _take_format(self) -> None:
        """Ask what the format asks."""
        self._error = None
        if self.form is not None:
            self._own.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        spec = self.spec
        if spec is not None:
            params_type = spec.load().params_type
            self.form = Form(params_type, ("crs",))
            self._own.addWidget(self.form)
            usual = usual_crs(params_type, self._scene.frame)
            self._rows.setRowVisible(self.crs, usual != "")
            self.crs.put("")
            self.crs.stands_for(usual)
        self._renew()

    # -- writing -------------------------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Ask for the file and write it; close if that is done already."""
        if self._report is not None:
            self.accept()
            return
        spec = self.spec
        if spec is None:
            return
        folder = Path(self._bench.settings.current.last_folder)
        stem = tr(self._choices[self.layers.currentIndex()][0]).replace("/", "-")
        usual = folder / (spec.suffix if spec.suffix[0] != "." else f"{stem}{spec.suffix}")
        kinds = f"{tr(spec.title)} ({' '.join(spec.patterns)})"
        name, _ = QFileDialog.getSaveFileName(self, tr(msg("Export as")), str(usual), kinds)
        if not name:
            return
        self._bench.settings.change(last_folder=str(Path(name).parent))
        target = _named(Path(name), spec)
        if target != Path(name) and target.exists():  # the file dialog asked about another name
            self._on_problem(
                InvalidRequest(
                    msg("{file} is there already.", file=target.name),
                    msg("Choose it itself to replace it, or another name."),
                )
            )
            return
        self.write(target)

    def write(self, path: Path) -> None:
        """Write the file in the background."""
        spec, form = self.spec, self.form
        if spec is None or form is None:
            return
        target = _named(path, spec)
        params = form.read(crs=self.crs.value if self._rows.isRowVisible(self.crs) else "")
        if params is None:
            return
        scene, layers, answers = self._scene, self.chosen, params.model_dump()
        project = self._bench.session.path

        def task(feedback: Feedback) -> ExportReport:
            return export_layers(scene, layers, target, answers, feedback, spec=spec, project=project)

        self._error = None
        self._job = self._bench.jobs.run(
            task,
            msg("Exporting {name}", name=target.name),
            done=self._on_report,
            failed=self._on_problem,
            lane=f"export-{id(self)}",
            quiet=True,
        )
        self._job.changed.connect(self._renew)
        self._job.ended.connect(self._on_end)
        self._renew()

    def _on_report(self, report: ExportReport) -> None:
        self._report = report
        self._renew()

    def _on_problem(self, problem: WeiyangError) -> None:
        self._error = problem
        self._renew()

    @Slot(object)
    def _on_end(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._renew()

    @Slot()
    def _show_folder(self) -> None:
        if self._report is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._report.files[0].parent)))

    # -- showing -------------------------------------------------------------------------------------------

    @Slot()
    def _renew(self) -> None:
        report, job = self._report, self._job
        for place, (title, _) in enumerate(self._choices):
            self.layers.setItemText(place, tr(title))
        for place in range(self.format.count()):
            self.format.setItemText(place, tr(by_id(self.format.itemData(place)).title))
        self._title.setText(report.files[0].name if report else tr(msg("Export layers")))
        self._found.setText(tr(_outcome(report) if report else _content(self.chosen)))
        self._asked.setVisible(report is None)
        if self.form is not None:
            self.form.setVisible(report is None)
        self._notes.setVisible(report is not None)
        if report is not None:
            notes = report.notes or (msg("Nothing was left out or changed."),)
            self._notes.setText("\n\n".join(tr(note) for note in notes))
        self._page.setEnabled(job is None)
        self._bar.setVisible(job is not None)
        self._bar.setValue(round(job.fraction * 1000) if job else 0)
        self._state.setText(tr(job.message or job.title) if job else "")
        error = self._error
        self._problem.setText("" if error is None else _in_words(error))
        self._problem.setVisible(error is not None)
        self._folder.setText(tr(msg("Show in folder")))
        self._folder.setVisible(report is not None)
        self._cancel.setText(tr(msg("Cancel")))
        self._cancel.setVisible(report is None)
        self._go.setText(tr(msg("Close") if report else msg("Save as…")))
        self._go.setEnabled(report is not None or (job is None and self.spec is not None))

    @Slot()
    def reject(self) -> None:
        """Stop the writing; with nothing under way, close."""
        if self._job is not None:
            self._job.cancel()  # it stops at its next look, and nothing is put into place after this
            self._job = None
            self._renew()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Leave no work behind."""
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)


def _named(path: Path, spec: ExporterSpec) -> Path:
    """Return a path with an ending of the format; a point in a name, as in 扬州v1.2, is no ending."""
    endings = {Path(pattern).suffix for pattern in spec.patterns}
    return path if path.suffix.lower() in endings else path.with_name(f"{path.name}{spec.suffix}")


def _content(layers: Sequence[Node]) -> Text:
    """Return what is to be written, in a few words."""
    if not layers:
        return msg("There is no layer to export.")
    if len(layers) > 1:
        return msg("{count} layers", count=len(layers))
    return msg("{layer}: {what}", layer=layers[0].name, what=kind_title(layers[0]))


def _outcome(report: ExportReport) -> Text:
    """Return what was written, in a few words."""
    return msg(
        "Exported: {summary}; files: {files}, {size:,.0f} kB",
        summary=report.summary,
        files=len(report.files),
        size=report.size / 1e3,
    )


def _in_words(problem: WeiyangError) -> str:
    return tr(problem.message) + (f" {tr(problem.hint)}" if problem.hint else "")
