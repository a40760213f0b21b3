"""The agenda: its stops in order, what the presenter wrote for each, and the way into the meeting.

All it changes are commands; a click goes to a stop and changes nothing.
"""

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDoubleSpinBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import renew_with_language, say, tr
from app.meeting.pictures import StopPictures
from app.meeting.words import short_line
from app.panels.agenda_rows import (
    KEY_ROLE,
    LINE_ROLE,
    NOTED_ROLE,
    PICTURE_ROLE,
    SHOWN_ROLE,
    StopDelegate,
)
from app.panels.labels import button, icon_button, spoken
from app.panels.own_keys import OwnKeys
from app.theme import theme
from app.workbench import Workbench
from scene.messages import BilingualText, msg
from scene.review import agenda
from scene.review.stop import LONGEST, SHORTEST, Stop

#: Lines of the presenter's notes that are seen.
NOTE_LINES = 4


class AgendaPanel(QWidget):
    """The agenda of one window.

    Parameters
    ----------
    bench : Workbench
        With its presenting in place.
    pictures : StopPictures
    """

    def __init__(self, bench: Workbench, pictures: StopPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._presenting, self._pictures = bench, bench.presenting, pictures
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_empty())
        self._stack.addWidget(self._make_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._written: list[tuple[object, ...]] = []
        self._presenting.changed.connect(self.renew)
        bench.scene_changed.connect(self.renew)
        bench.state_changed.connect(self._show_notes)
        pictures.drawn.connect(self._on_picture)
        theme.changed.connect(self._repaint)
        renew_with_language(self, self._rewrite)

    def _make_empty(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(12)
        layout.addStretch(1)
        layout.addWidget(spoken(msg("No stops yet"), "title"))
        layout.addWidget(
            spoken(
                msg(
                    "Go to what you want to show and press K. A stop keeps where you look from, the hour, "
                    "the season, the scheme, the layers and the result."
                ),
                "quiet",
            )
        )
        first = button(msg("Make this view the first stop"), self._presenting.add, "primary")
        layout.addWidget(first, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(3)
        return page

    def _make_page(self) -> QWidget:
        page = QWidget()
        self.list = _StopList(self)
        self.list.setItemDelegate(StopDelegate(self.list))
        self.list.clicked.connect(self._on_click)
        self.list.itemChanged.connect(self._on_renamed)
        self.list.currentRowChanged.connect(self._show_notes)
        self.list.customContextMenuRequested.connect(self._on_menu)
        self.list.model().rowsMoved.connect(self._on_moved)
        self.notes = QPlainTextEdit()
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(NOTE_LINES * self.notes.fontMetrics().lineSpacing() + 18)
        say(self.notes, self.notes.setPlaceholderText, msg("What you will say here; only you see it"))
        say(self.notes, self.notes.setAccessibleName, msg("Notes for the presenter"))
        self.notes.textChanged.connect(self._on_notes)
        self.seconds = QDoubleSpinBox()
        self.seconds.setDecimals(0)
        self.seconds.setRange(SHORTEST, LONGEST)
        say(self.seconds, self.seconds.setSuffix, msg(" s"))
        tip = msg("How long it is shown while the agenda goes on by itself")
        say(self.seconds, self.seconds.setToolTip, tip)
        say(self.seconds, self.seconds.setAccessibleName, tip)
        self.seconds.valueChanged.connect(self._on_seconds)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 10)
        layout.setSpacing(8)
        layout.addWidget(self.list, 1)
        below = QVBoxLayout()
        below.setContentsMargins(10, 0, 10, 0)
        below.setSpacing(8)
        below.addWidget(self.notes)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(icon_button("new", msg("Add a stop (K)"), self._presenting.add))
        line.addWidget(
            icon_button("camera", msg("Set the stop to what is seen (Shift+K)"), self.update_chosen)
        )
        line.addWidget(self.seconds)
        line.addStretch(1)
        line.addWidget(button(msg("Present"), self._presenting.present, "primary"))
        below.addLayout(line)
        layout.addLayout(below)
        return page

    @property
    def chosen(self) -> Stop | None:
        """The stop of the row that is chosen."""
        row = self.list.currentRow()
        stops = self._presenting.stops
        return stops[row] if 0 <= row < len(stops) else None

    # -- showing -------------------------------------------------------------------------------------------

    @Slot()
    def renew(self, *changed: object) -> None:
        """Show the agenda as it is; rows that say the same stay as they are."""
        stops = self._presenting.stops
        self._stack.setCurrentIndex(1 if stops else 0)
        written = [self._words_of(stop) for stop in stops]
        if written == self._written:
            return
        chosen = self.chosen_key
        moved = bool(self._presenting.key) and self._presenting.key != self._shown_key()
        self._written = written
        with QSignalBlocker(self.list):
            while self.list.count() > len(stops):
                self.list.takeItem(self.list.count() - 1)
            for row, stop in enumerate(stops):
                if row >= self.list.count():
                    item = QListWidgetItem()
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
                    self.list.addItem(item)
                self._write(self.list.item(row), stop)
            wanted = self._presenting.key if moved else chosen or self._presenting.key
            rows = [row for row, stop in enumerate(stops) if stop.key == wanted]
            self.list.setCurrentRow(rows[0] if rows else min(self.list.currentRow(), len(stops) - 1))
        if moved and self.list.currentItem() is not None:
            self.list.scrollToItem(self.list.currentItem())
        self._show_notes()

    @property
    def chosen_key(self) -> str:
        """Key of the row that is chosen, empty for none."""
        item = self.list.currentItem()
        return str(item.data(KEY_ROLE)) if item is not None else ""

    def _shown_key(self) -> str:
        """Return the key of the row that is marked as shown."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return next((str(item.data(KEY_ROLE)) for item in items if item.data(SHOWN_ROLE)), "")

    def _words_of(self, stop: Stop) -> tuple[object, ...]:
        line = tr(short_line(self._bench.session.scene, stop))
        seconds = tr(msg("{seconds} s", seconds=f"{stop.seconds:g}"))
        shown = stop.key == self._presenting.key
        return (
            stop.key,
            tr(stop.name),
            f"{line} · {seconds}" if line else seconds,
            shown,
            bool(stop.notes),
        )

    def _write(self, item: QListWidgetItem, stop: Stop) -> None:
        key, name, line, shown, noted = self._words_of(stop)
        item.setText(str(name))
        item.setToolTip(stop.notes or str(name))
        for role, value in (
            (KEY_ROLE, key),
            (LINE_ROLE, line),
            (SHOWN_ROLE, shown),
            (NOTED_ROLE, noted),
            (PICTURE_ROLE, self._pictures.of(stop.key)),
        ):
            item.setData(role, value)

    @Slot()
    def _rewrite(self) -> None:
        self._written = []
        self.renew()

    @Slot()
    def _repaint(self, *changed: object) -> None:
        self.list.viewport().update()

    @Slot(str)
    def _on_picture(self, key: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(KEY_ROLE) == key:
                with QSignalBlocker(self.list):
                    item.setData(PICTURE_ROLE, self._pictures.of(key))
                self.list.viewport().update()

    @Slot()
    def _show_notes(self, *row: object) -> None:
        stop = self.chosen
        allowed = self._bench.may("change")
        self.notes.setEnabled(stop is not None)
        self.notes.setReadOnly(not allowed)
        self.seconds.setEnabled(stop is not None and allowed)
        self.list.set_fixed(not allowed)
        with QSignalBlocker(self.notes), QSignalBlocker(self.seconds):
            if self.notes.toPlainText() != (stop.notes if stop else ""):
                self.notes.setPlainText(stop.notes if stop else "")
            if stop is not None:
                self.seconds.setValue(stop.seconds)

    # -- doing ---------------------------------------------------------------------------------------------

    @Slot(QModelIndex)
    def _on_click(self, index: QModelIndex) -> None:
        self.go()

    def go(self) -> None:
        """Show the stop that is chosen."""
        if self.chosen is not None:
            self._presenting.show(self.chosen.key)

    def remove(self) -> None:
        """Take the chosen stop out."""
        if self.chosen is not None:
            self._bench.run(agenda.remove_stop(self._bench.session.scene, self.chosen.key))

    def double(self) -> None:
        """Put a second of the chosen stop behind it."""
        if self.chosen is not None:
            self._bench.run(agenda.double_stop(self._bench.session.scene, self.chosen.key))

    def move(self, by: int) -> None:
        """Move the chosen stop up or down."""
        stop, row = self.chosen, self.list.currentRow()
        if stop is not None and 0 <= row + by < self.list.count():
            self._bench.run(agenda.move_stop(self._bench.session.scene, stop.key, row + by))

    def rename(self) -> None:
        """Edit the title of the chosen stop in its place."""
        if self.list.currentItem() is not None:
            self.list.editItem(self.list.currentItem())

    @Slot(QListWidgetItem)
    def _on_renamed(self, item: QListWidgetItem) -> None:
        key, text = str(item.data(KEY_ROLE)), item.text().strip()
        stop = next((one for one in self._presenting.stops if one.key == key), None)
        if stop is None or tr(stop.name) == text:
            return
        if text:
            self._bench.run(agenda.rename_stop(self._bench.session.scene, key, BilingualText.same(text)))
        self._rewrite()

    @Slot()
    def _on_notes(self) -> None:
        if self.chosen is not None:
            text = self.notes.toPlainText()
            self._bench.run(agenda.note_stop(self._bench.session.scene, self.chosen.key, text))

    @Slot(float)
    def _on_seconds(self, seconds: float) -> None:
        if self.chosen is not None:
            self._bench.run(agenda.time_stop(self._bench.session.scene, self.chosen.key, seconds))

    @Slot(QModelIndex, int, int, QModelIndex, int)
    def _on_moved(self, parent: QModelIndex, start: int, end: int, target: QModelIndex, row: int) -> None:
        """Follow a drag by a command, once the list has finished with it."""
        key = self._presenting.stops[start].key
        place = row - 1 if row > start else row

        def run() -> None:
            self._written = []
            self._bench.run(agenda.move_stop(self._bench.session.scene, key, place))

        QTimer.singleShot(0, self, run)

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        row = self.list.indexAt(place).row()
        menu.addAction(tr(msg("Add a stop (K)"))).triggered.connect(self._presenting.add)
        if row >= 0:
            self.list.setCurrentRow(row)
            for text, verb in (
                (msg("Set the stop to what is seen (Shift+K)"), self.update_chosen),
                (msg("Rename"), self.rename),
                (msg("Double"), self.double),
                (msg("Remove"), self.remove),
            ):
                menu.addAction(tr(text)).triggered.connect(lambda checked=False, verb=verb: verb())
        menu.exec(self.list.viewport().mapToGlobal(place))
        menu.deleteLater()

    def update_chosen(self) -> None:
        """Set the chosen stop to what is seen now."""
        if self.chosen is not None:
            self._presenting.update(self.chosen.key)


class _StopList(QListWidget):
    """The list, with its keys: Enter shows, Alt+Up and Alt+Down move, F2 renames, Delete removes."""

    def __init__(self, panel: AgendaPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self.setObjectName("agenda_list")
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        OwnKeys(self, Qt.Key.Key_F2, Qt.Key.Key_Delete)

    def set_fixed(self, fixed: bool) -> None:
        """Let nobody drag or rename, or let everybody again."""
        self.setDragEnabled(not fixed)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.NoEditTriggers if fixed else triggers.DoubleClicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Do what the keys say."""
        alone = not event.modifiers()
        moving = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and alone:
            self._panel.go()
        elif event.key() == Qt.Key.Key_F2:
            self._panel.rename()
        elif event.key() == Qt.Key.Key_Delete:
            self._panel.remove()
        elif moving and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._panel.move(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)
