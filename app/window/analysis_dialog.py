"""Any analysis that is registered: its form, run in the background, its result into the scene."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult, AnalysisSpec
from app.forms.form import Form
from app.i18n import say
from app.workbench import Workbench
from scene.commands import Insert
from scene.feedback import Feedback
from scene.messages import msg


class AnalysisDialog(QDialog):
    """Asks for an analysis' parameters and runs it.

    Parameters
    ----------
    bench : Workbench
        On whose scene.
    spec : AnalysisSpec
        Which analysis.
    """

    def __init__(self, bench: Workbench, spec: AnalysisSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._spec = bench, spec
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 480)
        say(self, self.setWindowTitle, spec.title)
        summary = QLabel()
        summary.setProperty("quiet", True)
        summary.setWordWrap(True)
        say(summary, summary.setText, spec.summary)
        self.form = Form(spec.params_type())
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.form)
        cancel, run = QPushButton(), QPushButton()
        say(cancel, cancel.setText, msg("Cancel"))
        say(run, run.setText, msg("Run"))
        run.setDefault(True)
        cancel.clicked.connect(self.reject)
        run.clicked.connect(self.run)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(14)
        layout.addWidget(summary)
        layout.addWidget(area, 1)
        layout.addLayout(buttons)

    @Slot()
    def run(self) -> None:
        """Start the analysis and close."""
        params = self.form.read()
        if params is None:
            return
        assert isinstance(params, AnalysisParams)
        bench, spec = self._bench, self._spec
        snapshot = bench.session.scene.snapshot()

        def task(feedback: Feedback) -> AnalysisResult:
            return spec.load().run(AnalysisInputs(snapshot), params, feedback)

        def done(result: AnalysisResult) -> None:
            if result.nodes:
                bench.run(Insert(list(result.nodes), label=msg("Result of {analysis}", analysis=spec.title)))
            bench.tell(msg("{analysis} is done.", analysis=spec.title))

        bench.jobs.run(task, msg("{analysis}", analysis=spec.title), done=done)
        self.accept()
