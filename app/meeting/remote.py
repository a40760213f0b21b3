"""The keys of a presenter's remote, while a meeting is presented: on, back, dark, end.

A remote is a keyboard that sends the keys of slide programs, whichever window is in front; so they are taken
before the window's own shortcuts. Whoever types into a field keeps all keys.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
)

from app.meeting.presenting import Presenting

_KEY = Qt.Key
NEXT: Final = frozenset({_KEY.Key_PageDown, _KEY.Key_Right, _KEY.Key_Space, _KEY.Key_N})
PREVIOUS: Final = frozenset({_KEY.Key_PageUp, _KEY.Key_Left, _KEY.Key_Backspace, _KEY.Key_P})
DARK: Final = frozenset({_KEY.Key_Period, _KEY.Key_B})
#: Keyboards send text with these; a key on the number pad is the same key.
HARMLESS: Final = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
WRITTEN_IN: Final = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)


class Remote(QObject):
    """Listens while a meeting is presented.

    Parameters
    ----------
    presenting : Presenting
    """

    def __init__(self, presenting: Presenting) -> None:
        super().__init__(presenting)
        self._presenting = presenting
        presenting.began.connect(self._listen)
        presenting.left.connect(self.deafen)

    def _listen(self) -> None:
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def deafen(self) -> None:
        """Listen no more."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def verb_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        """Return what a key does, None if it is none of a remote's."""
        presenting, key = self._presenting, event.key()
        if event.modifiers() & ~HARMLESS:
            return None
        if key in NEXT:
            return presenting.next
        if key in PREVIOUS:
            return presenting.previous
        if key in DARK:
            return lambda: presenting.set_dark(not presenting.dark)
        others: dict[int, Callable[[], object]] = {
            _KEY.Key_Home: presenting.first,
            _KEY.Key_End: presenting.last,
            _KEY.Key_F5: lambda: presenting.show(presenting.key),
            _KEY.Key_Escape: presenting.leave,
            _KEY.Key_T: lambda: presenting.set_titled(not presenting.titled),
            _KEY.Key_V: lambda: presenting.set_answered(not presenting.answered),
            _KEY.Key_M: lambda: presenting.set_barred(not presenting.barred),
        }
        return others.get(key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take the keys of a remote before anybody else."""
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) or not watched.isWidgetType():
            return False
        assert isinstance(event, QKeyEvent)
        if self._somebody_writes():
            return False
        verb = self.verb_of(event)
        if verb is None:
            return False
        event.accept()
        if kind == QEvent.Type.KeyPress and not event.isAutoRepeat():
            verb()
        return True

    @staticmethod
    def _somebody_writes() -> bool:
        """Return whether keys go to a field, a menu or a dialog that waits for an answer."""
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu) or QApplication.activeModalWidget() is not None:
            return True
        return isinstance(QApplication.focusWidget(), WRITTEN_IN)
