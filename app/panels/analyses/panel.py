"""The Analysis panel: the list of all analyses, or the one chosen. Made when it is first looked at."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.workbench import Workbench

if TYPE_CHECKING:
    from app.panels.analyses.choose_page import ChoosePage
    from app.panels.analyses.probing import Probing
    from app.panels.analyses.work_page import WorkPage


class AnalysisPanel(QWidget):
    """What the dock holds; it costs nothing until it is shown.

    Parameters
    ----------
    bench : Workbench
        With its analyses in place.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setProperty("panel", True)
        self._pages = QStackedLayout(self)
        self.choose_page: ChoosePage | None = None
        self.work_page: WorkPage | None = None
        self.probing: Probing | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._on_shown)

    @property
    def asks(self) -> bool:
        """Whether a click in the view asks the result that is shown."""
        return self.probing is not None and self.probing.ready

    def make(self) -> None:
        """Make both pages, if they are not there yet."""
        if self.choose_page is not None:
            return
        from app.panels.analyses.choose_page import ChoosePage
        from app.panels.analyses.probing import Probing
        from app.panels.analyses.work_page import WorkPage

        self.choose_page = ChoosePage(self._bench.analyses)
        self.work_page = WorkPage(self._bench)
        self.probing = Probing(self._bench)
        self.probing.told.connect(self.work_page.show_card)
        self.probing.remembered.connect(self.work_page.show_histories)
        self._pages.addWidget(self.choose_page)
        self._pages.addWidget(self.work_page)
        self._bench.analyses.changed.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Show the page that the desk is at."""
        if self.work_page is None or self.choose_page is None:
            return
        page = self.work_page if self._bench.analyses.chosen else self.choose_page
        if page is self.work_page:
            self.work_page.renew()
        self._pages.setCurrentWidget(page)

    def set_large(self, large: bool) -> None:
        """Show what a room can read from afar, or everything."""
        if self.work_page is not None:
            self.work_page.set_large(large)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Make the pages, and take clicks in the view, once it is sure that this tab is in front."""
        self._soon.start()  # while the window opens every tab is shown for a moment
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Leave clicks in the view to others."""
        self._soon.stop()
        if self.probing is not None:
            self.probing.attend(False)
        super().hideEvent(event)

    def _on_shown(self) -> None:
        if self.isVisible() and not self.visibleRegion().isEmpty():
            self.make()
            assert self.probing is not None
            self.probing.attend(True)
