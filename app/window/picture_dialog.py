"""Export what is seen as a picture, up to 8K, drawn off-screen in small steps, with progress and cancel."""

from collections.abc import Generator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.clouds import samples_in
from app.i18n import renew_with_language, say, tr
from app.viewport.glass import as_image
from app.workbench import Workbench
from scene.messages import BilingualText, msg

SIZES: Final[tuple[tuple[int, int, BilingualText], ...]] = (
    (1920, 1080, BilingualText("全高清 1920 × 1080", "Full HD 1920 × 1080")),
    (3840, 2160, BilingualText("4K  3840 × 2160", "4K  3840 × 2160")),
    (7680, 4320, BilingualText("8K  7680 × 4320", "8K  7680 × 4320")),
)


class PictureDialog(QDialog):
    """Asks for the size and the file.

    Parameters
    ----------
    bench : Workbench
        Whose view is drawn.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self, self.setWindowTitle, msg("Export picture"))
        text = QLabel()
        text.setProperty("quiet", True)
        text.setWordWrap(True)
        say(
            text,
            text.setText,
            msg("The view as it is now, drawn with full light and shadow, without the panels."),
        )
        self.size_choice = QComboBox()
        self.size_choice.addItem("", None)
        for _, _, title in SIZES:
            self.size_choice.addItem(tr(title))
        renew_with_language(self.size_choice, self._words)
        title = QLabel()
        title.setProperty("quiet", True)
        say(title, title.setText, msg("Size"))
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.addRow(title, self.size_choice)
        self.notes = QCheckBox()
        self.notes.setChecked(True)
        say(self.notes, self.notes.setText, msg("With north arrow, scale, legend and credits"))
        form.addRow(QLabel(), self.notes)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.hide()
        cancel, self._go = QPushButton(), QPushButton()
        say(cancel, cancel.setText, msg("Cancel"))
        say(self._go, self._go.setText, msg("Save as…"))
        self._go.setDefault(True)
        cancel.clicked.connect(self.reject)
        self._go.clicked.connect(self._ask)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(16)
        layout.addWidget(text)
        layout.addLayout(form)
        layout.addWidget(self._bar)
        layout.addLayout(buttons)
        self.setMinimumWidth(440)
        self._painting: Generator[float, None, NDArray[np.uint8]] | None = None
        self._path = Path()
        self._steps = QTimer(self, interval=0)
        self._steps.timeout.connect(self._paint_a_step)

    def _words(self) -> None:
        view = self._bench.view
        self.size_choice.setItemText(
            0, tr(msg("As in the window, {width} × {height}", width=view.width(), height=view.height()))
        )
        for row, (_, _, title) in enumerate(SIZES, start=1):
            self.size_choice.setItemText(row, tr(title))

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the picture."""
        place = self.size_choice.currentIndex()
        if place == 0:
            return self._bench.view.width(), self._bench.view.height()
        width, height, _ = SIZES[place - 1]
        return width, height

    @Slot()
    def _ask(self) -> None:
        folder = self._bench.settings.current.last_folder
        name, _ = QFileDialog.getSaveFileName(
            self,
            tr(msg("Save the picture as")),
            str(Path(folder) / "weiyang.png"),
            tr(msg("Pictures (*.png *.jpg)")),
        )
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Paint and write the picture, step by step; cancel or close stops it and writes nothing."""
        self._path = path if path.suffix else path.with_suffix(".png")
        for part in (self._go, self.size_choice, self.notes):
            part.setEnabled(False)
        self._bar.show()
        self._painting = self._bench.view.painting(*self.pixels, notes=self.notes.isChecked())
        self._steps.start()

    @Slot()
    def _paint_a_step(self) -> None:
        assert self._painting is not None
        try:
            self._bar.setValue(round(1000 * next(self._painting)))
        except StopIteration as finished:
            self._steps.stop()
            self._painting = None
            self._write(finished.value)

    def _write(self, picture: NDArray[np.uint8]) -> None:
        if as_image(picture).save(str(self._path)):
            samples = samples_in(self._bench.session.shown.graph.snapshot())
            self._bench.tell(msg("The picture is saved as {file}.", file=self._path.name), *samples[:1])
        else:
            self._bench.report_sentence(
                msg("{file} cannot be written.", file=self._path.name),
                msg("Check the folder and its permission."),
            )
        self.accept()

    def done(self, result: int) -> None:
        """Stop painting, however the dialog ends."""
        self._steps.stop()
        if self._painting is not None:
            self._painting.close()
            self._painting = None
        super().done(result)
