"""Export what is seen as a picture, up to 8K, drawn off-screen."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

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
        layout.addLayout(buttons)
        self.setMinimumWidth(440)

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
        """Draw and write the picture; the window waits, because only its thread may draw."""
        path = path if path.suffix else path.with_suffix(".png")
        width, height = self.pixels
        self.hide()
        self._bench.window.central.set_hint(msg("Drawing the picture…"))
        QTimer.singleShot(30, self, lambda: self._draw(path, width, height))

    def _draw(self, path: Path, width: int, height: int) -> None:
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            saved = as_image(self._bench.view.picture(width, height)).save(str(path))
        finally:
            QGuiApplication.restoreOverrideCursor()
            self._bench.window.central.set_hint("")
        if saved:
            self._bench.tell(msg("The picture is saved as {file}.", file=path.name))
        else:
            self._bench.report_sentence(
                msg("{file} cannot be written.", file=path.name), msg("Check the folder and its permission.")
            )
        self.accept()
