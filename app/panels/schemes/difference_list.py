"""What the scheme that is shown makes of the city, line by line; a click flies there, a key takes it back."""

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import QMenu, QTreeWidget, QTreeWidgetItem, QWidget

from app import scheming
from app.i18n import renew_with_language, tr
from app.panels.own_keys import OwnKeys
from app.scheme_words import WORDS, Difference, Kind, differences_of
from app.theme import icon, theme
from app.window.seeing import row_box
from app.workbench import Workbench
from scene.messages import msg
from scene.payloads import Buildings
from scene.selection import Selected

ICONS = {Kind.ADDED: "new", Kind.GONE: "demolish", Kind.CHANGED: "height"}


class DifferenceList(QTreeWidget):
    """The lines.

    Parameters
    ----------
    bench : Workbench
        Whose scheme.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._known: tuple[Difference, ...] = ()
        self.setObjectName("differences")
        self.setAccessibleName("differences")
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        OwnKeys(self, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        self.itemClicked.connect(self._on_click)
        self.customContextMenuRequested.connect(self._on_menu)
        theme.changed.connect(self._write)
        renew_with_language(self, self._write)

    def renew(self) -> None:
        """Read anew what the scheme makes otherwise."""
        known = differences_of(self._bench.session.scene, self._bench.session.shown.scheme)
        if known != self._known:
            self._known = known
            self._write()

    @Slot()
    def _write(self, *changed: object) -> None:
        self.clear()
        for difference in self._known:
            item = QTreeWidgetItem([tr(difference.name), tr(difference.detail)])
            item.setIcon(0, icon(ICONS[difference.kind]))
            item.setForeground(1, QBrush(theme.colour("tile")))
            said = msg(
                "{kind}: {name}, {detail}",
                kind=WORDS[difference.kind], name=difference.name, detail=difference.detail,
            )  # fmt: skip
            for column in range(2):
                item.setToolTip(column, tr(said))
            self.addTopLevelItem(item)
        self.resizeColumnToContents(0)
        self.setColumnWidth(0, min(self.columnWidth(0) + 8, 150))

    def _difference(self, item: QTreeWidgetItem | None) -> Difference | None:
        row = self.indexOfTopLevelItem(item) if item is not None else -1
        return self._known[row] if 0 <= row < len(self._known) else None

    def _on_click(self, item: QTreeWidgetItem, column: int = 0) -> None:
        difference = self._difference(item)
        if difference is not None:
            go_to(self._bench, difference)

    def _on_menu(self, place: QPoint) -> None:
        difference = self._difference(self.itemAt(place))
        if difference is None:
            return
        menu = QMenu(self)
        menu.addAction(tr(msg("Fly there")), lambda: go_to(self._bench, difference))
        menu.addAction(tr(msg("Leave it as it is")), lambda: scheming.take_back(self._bench, difference))
        menu.exec(self.viewport().mapToGlobal(place))
        menu.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take the current line back with the delete key, fly there with enter."""
        difference = self._difference(self.currentItem())
        if difference is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            scheming.take_back(self._bench, difference)
        elif difference is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            go_to(self._bench, difference)
        else:
            super().keyPressEvent(event)


def go_to(bench: Workbench, difference: Difference) -> None:
    """Select what a line is about, if it is there to be seen, and fly to where it stands or stood."""
    session = bench.session
    seen, scene = session.shown.graph, session.scene
    if difference.node in seen:
        payload = seen.node(difference.node).payload
        row = payload.row_of_id.get(difference.row, -1) if isinstance(payload, Buildings) else -1
        if row >= 0 or not difference.row:
            session.selection.select(Selected(difference.node, row))
            bench.window.zoom_to_selection()
            return
    if difference.node in scene:
        node = scene.node(difference.node)
        row = node.payload.row_of_id.get(difference.row, -1) if isinstance(node.payload, Buildings) else -1
        box = row_box(node, row)
        if box is not None:
            bench.window.seeing.fly_over(box)
