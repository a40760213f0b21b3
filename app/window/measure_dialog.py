"""Heights of buildings from point clouds or a surface: which, and of whom. It measures nothing itself."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import say, tr
from app.measuring.clouds import clouds_of, measure
from app.measuring.layers import MeasuredLayer, Which, layers_of
from app.measuring.surfaces import measure_in, surfaces_of
from app.workbench import Workbench
from scene.feedback import Feedback
from scene.messages import msg
from scene.node import Role


class MeasureDialog(QDialog):
    """Asks which buildings are measured.

    Parameters
    ----------
    bench : Workbench
        On whose scene.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        say(self, self.setWindowTitle, msg("Measure heights of buildings"))
        summary = QLabel()
        summary.setProperty("quiet", True)
        summary.setWordWrap(True)
        say(
            summary,
            summary.setText,
            msg("Roofs are points of class 6 in a footprint, the ground points of class 2 about its outline. "
                "Where points have no classes, the highest are held against the lowest. "
                "In a surface model, roofs are its cells in a footprint, held against the terrain."),
        )  # fmt: skip
        scene = bench.session.shown.graph.snapshot()
        self.sources = QComboBox()
        if clouds_of(scene):
            self.sources.addItem(tr(msg("Point clouds")), "")
        for node in surfaces_of(scene):
            self.sources.addItem(tr(msg("Surface model: {name}", name=node.name)), node.id)
        self.layers = QComboBox()
        selected = bench.session.selection.current
        for node in layers_of(scene):
            self.layers.addItem(tr(node.name), node.id)
            if selected is not None and selected.node_id == node.id:
                self.layers.setCurrentIndex(self.layers.count() - 1)
        self.all = QCheckBox()
        say(self.all, self.all.setText, msg("Also buildings whose height is known otherwise"))
        cancel, run = QPushButton(), QPushButton()
        say(cancel, cancel.setText, msg("Cancel"))
        say(run, run.setText, msg("Measure"))
        run.setDefault(True)
        cancel.clicked.connect(self.reject)
        run.clicked.connect(self.run)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(12)
        layout.addWidget(summary)
        layout.addWidget(self.sources)
        layout.addWidget(self.layers)
        layout.addWidget(self.all)
        layout.addLayout(buttons)

    @Slot()
    def run(self) -> None:
        """Start measuring and close."""
        bench = self._bench
        scene = bench.session.shown.graph
        node_id = str(self.layers.currentData())
        if node_id not in scene or self.sources.currentIndex() < 0:
            return
        snapshot, layer = scene.snapshot(), scene.node(node_id)
        clouds, terrain = clouds_of(snapshot), snapshot.of_role(Role.TERRAIN)
        chosen = self.sources.currentData()
        surfaces = [node for node in surfaces_of(snapshot) if node.id == chosen]
        which: Which = "all" if self.all.isChecked() else "assumed"

        def task(feedback: Feedback) -> MeasuredLayer:
            if surfaces:
                return measure_in(layer, surfaces, terrain, which, feedback)
            return measure(layer, clouds, which, feedback)

        def done(found: MeasuredLayer) -> None:
            if layer.id not in scene or scene.node(layer.id) is not layer:
                bench.tell(msg("{name} was changed meanwhile; nothing was taken over.", name=layer.name))
                return
            label = msg("Measured heights of {name}", name=layer.name)
            if bench.run(bench.session.edited([found.node], label)):
                bench.tell(found.told)

        bench.jobs.run(task, msg("Measuring the heights of {name}", name=layer.name), done=done)
        self.accept()
