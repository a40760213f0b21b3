"""Align a photograph with the scene: a pixel is clicked, then the same place in the view, four times or more.

The camera is solved after every pair; what fits goes to the verified view. It computes nothing itself.
"""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from analysis.verified.params import VerifiedParams
from analysis.verified.request import Request, request_of
from analysis.verified.spec import SPEC
from app.i18n import say, tr
from app.window.photograph_view import PhotographView
from app.workbench import Workbench
from scene.errors import InvalidRequest, UnreadableFile
from scene.messages import Message, msg
from scene.node import Role

Pair = tuple[float, float, float, float, float]


class PhotographDialog(QDialog):
    """Holds a photograph and its control points while they are picked.

    Parameters
    ----------
    bench : Workbench
        On whose scene; the view beside the dialog stays open to the mouse.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self, self.setWindowTitle, msg("Align a photograph"))
        self.path = ""
        self.pairs: list[Pair] = []
        self._pixel: tuple[float, float] | None = None
        self.photograph = PhotographView()
        self.photograph.picked.connect(self._on_pixel)
        self.list = QListWidget()
        self.list.setMaximumHeight(120)
        self.said = QLabel()
        self.said.setWordWrap(True)
        choose, remove, self.use = QPushButton(), QPushButton(), QPushButton()
        for button, words, slot in (
            (choose, msg("Choose a photograph…"), self.ask),
            (remove, msg("Remove"), self.remove),
            (self.use, msg("Use in the verified view"), self.hand_on),
        ):
            say(button, button.setText, words)
            button.clicked.connect(slot)
        self.use.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addWidget(choose)
        buttons.addWidget(remove)
        buttons.addStretch(1)
        buttons.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.photograph, 1)
        layout.addWidget(self.said)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        self._renew()

    @Slot()
    def ask(self) -> None:
        """Ask for the file."""
        name, _ = QFileDialog.getOpenFileName(
            self, tr(msg("Choose a photograph…")), "", "*.jpg *.jpeg *.png *.tif *.tiff"
        )
        if name:
            self.open_photograph(Path(name))

    def open_photograph(self, path: Path) -> None:
        """Take a photograph; pairs of another one go."""
        self.path, self.pairs, self._pixel = str(path) if self.photograph.show_file(path) else "", [], None
        self._renew()

    @Slot()
    def remove(self) -> None:
        """Take the chosen pair away, or the last one."""
        self._pixel = None
        if self.pairs:
            row = self.list.currentRow()
            del self.pairs[row if row >= 0 else -1]
        self._renew()

    @Slot(float, float)
    def _on_pixel(self, column: float, row: float) -> None:
        self._pixel = (column, row)
        self._renew()
        self._bench.toolbox.pick_place(self._on_place, self._renew)

    def _on_place(self, place: tuple[float, float, float]) -> None:
        """Take the place in the view that belongs to the pixel clicked before."""
        if self._pixel is None:
            return
        east, north, height = self._bench.session.shown.graph.frame.to_world([place])[0].tolist()
        self.pairs.append((east, north, height, *self._pixel))
        self._pixel = None
        self._bench.toolbox.stop()
        self._renew()

    @property
    def answers(self) -> dict[str, object]:
        """What the verified view is asked with."""
        held = self._bench.analyses.answers_of(SPEC.id)
        return {**held, "photograph": self.path, "control_points": [list(pair) for pair in self.pairs]}

    @Slot()
    def hand_on(self) -> None:
        """Give photograph and pairs to the verified view, and run it."""
        answers = self.answers
        self._bench.window.show_analysis(SPEC.id)
        self._bench.analyses.set_answers(answers)
        page = self._bench.window.analyses.work_page
        if page is not None and page.form is not None:
            page.form.put(answers)  # it may stand there since before the photograph
        self._bench.analyses.run()
        self.accept()

    def solved(self) -> Request | Message:
        """Return the camera, or what is still missing."""
        if not self.path:
            return msg("Choose a photograph.")
        if self._pixel is not None:
            return msg("Now click the same place in the view.")
        if not self.pairs:
            return msg("Click a corner in the photograph that is seen in the view too.")
        scene = self._bench.session.shown.graph
        try:
            params = VerifiedParams.model_validate(self.answers)
            places = scene.of_role(Role.VIEWPOINTS, Role.ROUTES)
            terrain, proposals = scene.of_role(Role.TERRAIN), scene.of_role(Role.PROPOSALS)
            return request_of(params, scene.frame, terrain, places, proposals)
        except (InvalidRequest, UnreadableFile) as problem:
            return problem.message

    def _renew(self) -> None:
        found = self.solved()
        misses = [""] * len(self.pairs)
        if isinstance(found, Request) and found.solution is not None:
            lengths = (found.solution.residuals**2).sum(axis=1) ** 0.5
            misses = [f"  {length:.1f} px" for length in lengths.tolist()]
            words = msg(
                "The camera is held by {count} control points, reprojection error {rms:.2f} px.",
                count=len(self.pairs),
                rms=found.solution.rms,
            )
        else:
            words = found if isinstance(found, Message) else msg("Choose a photograph.")
        self.said.setText(tr(words))
        self.use.setEnabled(isinstance(found, Request))
        self.list.clear()
        for number, (pair, miss) in enumerate(zip(self.pairs, misses, strict=True), start=1):
            east, north, height, column, row = pair
            self.list.addItem(
                f"{number}   E {east:.2f}  N {north:.2f}  H {height:.2f}   {column:.1f}, {row:.1f}{miss}"
            )
        crosses = [(pair[3], pair[4], str(number)) for number, pair in enumerate(self.pairs, start=1)]
        if self._pixel is not None:
            crosses.append((*self._pixel, "?"))
        self.photograph.mark(crosses)
