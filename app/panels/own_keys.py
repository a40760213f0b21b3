"""Keys that a list has a use of its own for, though the window has shortcuts on them.

Without it the delete key in a list of stops would take away what is selected in the view.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class OwnKeys(QObject):
    """Keeps keys for a widget while it has the focus; its editors have their own.

    Parameters
    ----------
    owner : QWidget
        Handles the keys, or leaves them without effect.
    keys : Qt.Key
        Without modifiers.
    """

    def __init__(self, owner: QWidget, *keys: Qt.Key) -> None:
        super().__init__(owner)
        self._keys = frozenset(keys)
        owner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Say that these keys are no shortcuts here."""
        asks = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asks and event.key() in self._keys and not event.modifiers():
            event.accept()
            return True
        return False
