"""The existing city and the schemes, each with its letter in its colour; a click shows one."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from app import scheming
from app.i18n import renew_with_language, tr
from app.panels.own_keys import OwnKeys
from app.scheme_names import EXISTING_NAME
from app.theme import theme
from app.workbench import Workbench
from scene.messages import msg

BADGE = 22
ID = Qt.ItemDataRole.UserRole


class SchemeList(QListWidget):
    """The list.

    Parameters
    ----------
    bench : Workbench
        Whose schemes.
    """

    #: The list has been written anew.
    renewed = Signal()

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._writing = False
        self.setObjectName("schemes")
        self.setIconSize(QSize(BADGE, BADGE))
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("schemes")
        OwnKeys(self, Qt.Key.Key_F2, Qt.Key.Key_Delete)
        self.currentItemChanged.connect(self._on_current)
        self.itemChanged.connect(self._on_edited)
        theme.changed.connect(self.renew)
        renew_with_language(self, self.renew)

    @Slot()
    def renew(self, *changed: object) -> None:
        """Write the list anew."""
        self._writing = True
        self.clear()
        self._add("", tr(EXISTING_NAME), _badge("", theme.colour("tile")))
        for number, scheme in enumerate(scheming.schemes(self._bench), start=1):
            item = self._add(scheme.id, tr(scheme.name), _badge(scheme.letter, QColor(*scheme.colour)))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setToolTip(tr(msg("Show it: Alt+{number}", number=number)) if number < 10 else "")
        self.mark_shown()
        self._writing = False
        self.renewed.emit()

    def _add(self, scheme_id: str, name: str, badge: QIcon) -> QListWidgetItem:
        item = QListWidgetItem(badge, name)
        item.setData(ID, scheme_id)
        item.setSizeHint(QSize(0, 34))
        self.addItem(item)
        return item

    def mark_shown(self) -> None:
        """Mark the scheme that is shown."""
        for row in range(self.count()):
            if self.item(row).data(ID) == self._bench.session.shown.scheme:
                self.setCurrentRow(row)

    def rename_shown(self) -> None:
        """Open the editor on the name of the scheme that is shown."""
        if self.currentRow() > 0:
            self.editItem(self.currentItem())

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._writing:
            scheming.show(self._bench, str(item.data(ID)))

    def _on_edited(self, item: QListWidgetItem) -> None:
        text, scheme_id = item.text().strip(), str(item.data(ID))
        if self._writing or not scheme_id:
            return
        # The list is written anew after a command: not while its own editor still speaks.
        QTimer.singleShot(0, self, lambda: self._rename(scheme_id, text))

    def _rename(self, scheme_id: str, text: str) -> None:
        known = next((s for s in scheming.schemes(self._bench) if s.id == scheme_id), None)
        if known is not None and text and text != tr(known.name):
            scheming.rename(self._bench, scheme_id, text)
        else:
            self.renew()


def _badge(letter: str, colour: QColor) -> QIcon:
    """Return a small square with a letter; an outline for the existing city."""
    side = BADGE * 2
    drawn = QPixmap(side, side)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(3, 3, side - 6, side - 6)
    if letter:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(box, 8, 8)
        font = painter.font()
        font.setPixelSize(24 if len(letter) == 1 else 18)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
    else:
        pen = painter.pen()
        pen.setColor(colour)
        pen.setWidthF(2.5)
        painter.setPen(pen)
        painter.drawRoundedRect(box, 8, 8)
    painter.end()
    drawn.setDevicePixelRatio(2.0)
    made = QIcon(drawn)
    made.addPixmap(drawn, QIcon.Mode.Selected)  # which Qt would tint
    return made
