"""A button that names the rows that are chosen, and opens a list of all to choose from, with a search line.

It asks for the rows when it opens, so that it offers what the scene holds then.
"""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.i18n import renew_with_language, tr
from app.panels.labels import button
from app.wording import Text
from scene.messages import msg

Rows = tuple[tuple[str, Text], ...]

#: So many are listed; the search line finds the others.
MOST_LISTED: Final = 200
#: A list of fewer needs no search line.
FEW: Final = 12


class RowChoice(QPushButton):
    """Holds ids.

    Parameters
    ----------
    rows : callable
        Returns ids and names of all rows.
    selected : callable
        Returns the id of the row that is selected in the view, if it is one of them.
    several : bool
        Whether more than one can be chosen; none means all of them then.
    name : callable, optional
        Returns the name of an id that is not among the rows.
    """

    changed = Signal()

    def __init__(
        self,
        rows: Callable[[], Rows],
        selected: Callable[[], str],
        several: bool,
        name: Callable[[str], Text] = str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows, self._selected, self._several, self._name = rows, selected, several, name
        self.chosen: tuple[str, ...] = ()
        self.popup: RowPopup | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("text-align: left;")
        self.clicked.connect(self.open)
        renew_with_language(self, self._renew)

    def put(self, chosen: Sequence[str]) -> None:
        """Hold these."""
        self.chosen = tuple(str(one) for one in chosen)
        self._renew()

    def take(self, chosen: tuple[str, ...]) -> None:
        """Hold what the person chose."""
        if chosen != self.chosen:
            self.put(chosen)
            self.changed.emit()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for no more width than other fields."""
        return QSize(140, super().sizeHint().height())

    def _renew(self) -> None:
        if not self.chosen:
            self.setText(tr(msg("All")) if self._several else tr(msg("Choose…")))
            self.setToolTip("")
            return
        names = {row_id: text for row_id, text in self._rows() if row_id in self.chosen}
        words = [tr(names[one] if one in names else self._name(one)) for one in self.chosen]
        self.setText(words[0] if len(words) == 1 else tr(msg("{count} chosen", count=len(words))))
        self.setToolTip("\n".join(words[:20]))

    def open(self, *checked: object) -> None:
        """Open the list below the button."""
        popup = self.popup = RowPopup(self._rows(), self.chosen, self._selected(), self._several, self)
        popup.taken.connect(self.take)
        popup.resize(max(self.width(), 300), popup.sizeHint().height())
        below = self.mapToGlobal(QPoint(0, self.height() + 2))
        room = self.screen().availableGeometry()
        popup.move(
            min(below.x(), room.right() - popup.width()), min(below.y(), room.bottom() - popup.height())
        )
        popup.show()


class RowPopup(QFrame):
    """The list.

    Parameters
    ----------
    rows : tuple of (id, text)
        What can be chosen.
    chosen : tuple of str
        What is.
    selected : str
        The one that is selected in the view, empty if there is none.
    several : bool
        Whether more than one can be.
    """

    #: Other rows are chosen, with their ids.
    taken = Signal(tuple)

    def __init__(
        self, rows: Rows, chosen: tuple[str, ...], selected: str, several: bool, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("sheet", True)
        self._rows, self._several = rows, several
        self._chosen = list(chosen)
        self.search, self.list = QLineEdit(), QListWidget()
        self.search.setPlaceholderText(tr(msg("Search…")))
        self.search.setVisible(len(rows) > FEW)
        self.search.textChanged.connect(self._fill)
        self.list.itemChanged.connect(self._on_checked)
        self.list.itemActivated.connect(self._on_item)
        self.list.itemClicked.connect(self._on_item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        if selected:
            layout.addWidget(button(msg("Take the selected one"), lambda: self._finish((selected,)), "quiet"))
        every = msg("All") if several else msg("None")
        layout.addWidget(button(every, lambda: self._finish(()), "quiet"))
        self._fill()
        (self.search if len(rows) > FEW else self.list).setFocus()

    def _fill(self, *changed: object) -> None:
        wanted = self.search.text().casefold().strip()
        self.list.blockSignals(True)
        self.list.clear()
        listed = 0
        for row_id, text in self._rows:
            name = tr(text)
            if wanted and wanted not in name.casefold() and wanted not in row_id.casefold():
                continue
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, row_id)
            if self._several:
                held = row_id in self._chosen
                item.setCheckState(Qt.CheckState.Checked if held else Qt.CheckState.Unchecked)
            self.list.addItem(item)
            listed += 1
            if listed == MOST_LISTED:
                break
        self.list.blockSignals(False)

    def _on_checked(self, item: QListWidgetItem) -> None:
        row_id = item.data(Qt.ItemDataRole.UserRole)
        held = item.checkState() is Qt.CheckState.Checked
        self._chosen = [one for one in self._chosen if one != row_id] + ([row_id] if held else [])
        order = {one: place for place, (one, _) in enumerate(self._rows)}
        self.taken.emit(tuple(sorted(self._chosen, key=lambda one: order.get(one, len(order)))))

    def _on_item(self, item: QListWidgetItem) -> None:
        if not self._several:
            self._finish((item.data(Qt.ItemDataRole.UserRole),))

    def _finish(self, chosen: tuple[str, ...]) -> None:
        self.taken.emit(chosen)
        self.close()
