"""A window of its own for what is too small in the panel: a table, a chart, a picture. It stays open."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.i18n import say
from app.wording import Text


class Sheet(QDialog):
    """Shows one widget large, beside the main window; Esc closes it.

    Parameters
    ----------
    title : Text
        Of the window.
    widget : QWidget
        What fills it.
    size : QSize
        To begin with.
    """

    def __init__(self, title: Text, widget: QWidget, size: QSize, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self, self.setWindowTitle, title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 18)
        layout.addWidget(widget)
        self.resize(size)
