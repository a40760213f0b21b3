"""The library of models: pictures to choose from, and a click that says where the copy stands."""

from PySide6.QtCore import QSize, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import renew_with_language, say, tr
from app.library import Entry, Library
from app.modelling import place_copy
from app.theme import pixmap, theme
from app.window.model_picture import SIZE as PICTURE
from app.workbench import Workbench
from scene.messages import msg

ENTRY = Qt.ItemDataRole.UserRole


class LibraryDialog(QDialog):
    """Choose a model and place a copy of it.

    Parameters
    ----------
    bench : Workbench
        Into whose scene.
    library : Library, optional
        By default the person's own.
    """

    def __init__(
        self, bench: Workbench, library: Library | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._library = library or Library()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 520)
        say(self, self.setWindowTitle, msg("Model library"))
        self._empty = QLabel()
        self._empty.setProperty("quiet", True)
        self._empty.setWordWrap(True)
        say(
            self._empty,
            self._empty.setText,
            msg("Nothing is kept yet. Select an imported model and choose Keep in the library."),
        )
        self.list = QListWidget()
        self.list.setViewMode(QListWidget.ViewMode.IconMode)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setMovement(QListWidget.Movement.Static)
        self.list.setIconSize(QSize(*PICTURE))
        self.list.setGridSize(QSize(PICTURE[0] + 28, PICTURE[1] + 74))
        self.list.setWordWrap(True)
        self.list.itemDoubleClicked.connect(self.place)
        self.list.itemSelectionChanged.connect(self._enable)
        self._folder, self._remove = QPushButton(), QPushButton()
        self._close, self._place = QPushButton(), QPushButton()
        for button, title, run in (
            (self._folder, msg("Open its folder"), self._open_folder),
            (self._remove, msg("Remove from the library"), self._take_out),
            (self._close, msg("Close"), self.close),
            (self._place, msg("Click the place in the view…"), self.place),
        ):
            say(button, button.setText, title)
            button.clicked.connect(run)
        self._folder.setProperty("quiet", True)
        self._place.setDefault(True)
        foot = QHBoxLayout()
        foot.addWidget(self._folder)
        foot.addWidget(self._remove)
        foot.addStretch(1)
        foot.addWidget(self._close)
        foot.addWidget(self._place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(12)
        layout.addWidget(self._empty)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)
        renew_with_language(self, self.renew)

    @Slot()
    def renew(self) -> None:
        """Show what the library holds now."""
        self.list.clear()
        for entry in self._library.entries():
            item = QListWidgetItem(_icon(entry), _told(entry))
            item.setData(ENTRY, entry)
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.list.addItem(item)
        if self.list.count():
            self.list.setCurrentRow(0)
        self._empty.setVisible(not self.list.count())
        self._enable()

    @property
    def chosen(self) -> Entry | None:
        """The model that is marked."""
        item = self.list.currentItem()
        return item.data(ENTRY) if item is not None else None

    @Slot()
    def place(self, *item: object) -> None:
        """Step aside until the person clicked where the copy shall stand."""
        entry = self.chosen
        if entry is None:
            return
        bench = self._bench
        self.close()
        bench.toolbox.pick_place(lambda place: place_copy(bench, entry, place), lambda: None)

    @Slot()
    def _take_out(self) -> None:
        entry = self.chosen
        if entry is None:
            return
        asked = tr(msg("Remove {name} from the library? Copies in projects stay.", name=entry.name))
        if QMessageBox.question(self, self.windowTitle(), asked) == QMessageBox.StandardButton.Yes:
            self._library.remove(entry)
            self.renew()

    @Slot()
    def _open_folder(self) -> None:
        self._library.folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._library.folder)))

    @Slot()
    def _enable(self) -> None:
        for button in (self._place, self._remove):
            button.setEnabled(self.chosen is not None)


def _icon(entry: Entry) -> QIcon:
    picture = QPixmap(str(entry.picture)) if entry.folder.is_dir() else QPixmap()
    if picture.isNull():
        picture = QPixmap(QSize(*PICTURE))
        picture.fill(theme.colour("shade"))
        painter = QPainter(picture)
        sign = pixmap("model", theme.colour("faint"), 32)
        painter.drawPixmap((PICTURE[0] - 32) // 2, (PICTURE[1] - 32) // 2, sign)
        painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)  # not tinted: the frame about it says that it is marked
    return icon


def _told(entry: Entry) -> str:
    lines = [tr(entry.name)]
    if any(entry.size):
        width, depth, height = entry.size
        lines.append(f"{width:.1f} × {depth:.1f} × {height:.1f} m")
    if entry.faces:
        lines.append(tr(msg("{count:,} triangles", count=entry.faces)))
    return "\n".join(lines)
