"""The docks around the view: layers over what one goes to on the left, what answers on the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QTabWidget, QWidget

from app.i18n import Text, say

LEFT_WIDTH = 292
RIGHT_WIDTH = 372


class Dock(QDockWidget):
    """A dock with a calm title line.

    Parameters
    ----------
    name : str
        Stable name, by which the window remembers its place.
    title : Text
        What its title line says.
    panel : QWidget
        What it holds.
    """

    def __init__(self, window: QMainWindow, name: str, title: Text, panel: QWidget) -> None:
        super().__init__(window)
        self.setObjectName(name)
        self.setWidget(panel)
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable
            | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        self._line = QLabel()
        self._line.setProperty("dock_title", True)
        self._line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTitleBarWidget(self._line)
        say(self, self._title, title)

    def lose_title(self) -> None:
        """Show no title line, as the tab above says it already."""
        self._line.hide()
        self.setTitleBarWidget(QWidget(self))

    def _title(self, text: str) -> None:
        self._line.setText(text)
        self.setWindowTitle(text)


def arrange(window: QMainWindow, left: list[Dock], right: list[Dock]) -> None:
    """Put the docks in their first places."""
    for area, docks, width in (
        (Qt.DockWidgetArea.LeftDockWidgetArea, left, LEFT_WIDTH),
        (Qt.DockWidgetArea.RightDockWidgetArea, right, RIGHT_WIDTH),
    ):
        window.setTabPosition(area, QTabWidget.TabPosition.North)
        for dock in docks:
            window.addDockWidget(area, dock)
        window.resizeDocks(docks, [width] * len(docks), Qt.Orientation.Horizontal)
    for stack in (left[1:], right):
        for dock in stack:
            dock.lose_title()
        for dock in stack[1:]:
            window.tabifyDockWidget(stack[0], dock)
        stack[0].raise_()
    window.resizeDocks(left[:2], [380, 440], Qt.Orientation.Vertical)
