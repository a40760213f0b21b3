"""Files dragged over the window: a calm sheet says that they will be taken, a drop hands them on.

It reads nothing and knows no format.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.i18n import tr
from scene.messages import msg

SHEET: Final = QSize(480, 210)


class DropSheet(QFrame):
    """Lies over the middle of the window while files are dragged over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drop_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title, self._names = QLabel(), QLabel()
        self._title.setProperty("title", True)
        self._names.setProperty("quiet", True)
        for label in (self._title, self._names):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(1)
        layout.addWidget(self._title)
        layout.addWidget(self._names)
        layout.addStretch(1)
        self.hide()

    def announce(self, paths: list[Path]) -> None:
        """Say what a drop would bring."""
        count = len(paths)
        self._title.setText(
            tr(msg("Drop to import")) if count == 1 else tr(msg("Drop to import {count} files", count=count))
        )
        names = [path.name for path in paths[:4]]
        self._names.setText("\n".join([*names, "…"] if count > 4 else names))
        parent = self.parentWidget()
        self.resize(min(SHEET.width(), parent.width() - 36), SHEET.height())
        self.move(parent.rect().center() - self.rect().center())
        self.show()
        self.raise_()


class DropTarget(QObject):
    """Takes files that are dropped anywhere on a window.

    Parameters
    ----------
    window : QWidget
        The window.
    over : QWidget
        Where the sheet is shown.
    taken : callable
        Called with the paths that were dropped.
    """

    def __init__(self, window: QWidget, over: QWidget, taken: Callable[[list[Path]], object]) -> None:
        super().__init__(window)
        self._taken = taken
        self.sheet = DropSheet(over)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take drags of files, leave all others alone."""
        kind = event.type()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove) and isinstance(event, QDropEvent):
            paths = paths_in(event)
            if not paths:
                return False
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            if isinstance(event, QDragEnterEvent) or self.sheet.isHidden():
                self.sheet.announce(paths)
            return True
        if kind == QEvent.Type.DragLeave:
            self.sheet.hide()
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self.sheet.hide()
            paths = paths_in(event)
            if paths:
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                self._taken(paths)
                return True
        return False


def paths_in(event: QDropEvent) -> list[Path]:
    """Return the local files that a drag carries."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def leave_drops_to_the_window(widget: QWidget) -> None:
    """Have a widget and all in it take no drops, so that they reach the window."""
    for one in (widget, *widget.findChildren(QWidget)):
        one.setAcceptDrops(False)
