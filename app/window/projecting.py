"""The window as a room is shown it: the view alone over a whole screen, or the view beside its answer.

Before a meeting it keeps how the window stood, and gives that back after it. The window itself goes to the
projector and what the presenter sees is another one, because a view that moved from window to window would
lose what it holds on the graphics card.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from app.theme import theme
from app.window.screens import Placing, placing
from app.workbench import Workbench

if TYPE_CHECKING:
    from app.window.presenter import PresenterWindow

#: Letters on a projector are this much larger.
PROJECTOR_FONT = 1.35


class Projecting(QObject):
    """Turns one window into what a projector shows, and back.

    Parameters
    ----------
    bench : Workbench
        With its presenting in place.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        #: Whether the view fills the screen beside its answer.
        self.on = False
        #: The presenter's own window, while there is one.
        self.presenter: PresenterWindow | None = None
        self.swapped = False
        self._before: tuple[QByteArray, Qt.WindowState, dict[QWidget, bool]] | None = None
        bench.presenting.began.connect(self._begin)
        bench.presenting.left.connect(self._end)
        bench.presenting.changed.connect(self._follow)

    # -- the view beside its answer ------------------------------------------------------------------------

    def set_on(self, on: bool) -> None:
        """Fill the screen with the view and the answer, in larger letters; or go back."""
        window, kept = self._bench.window, self.answer
        self.on = on
        for dock in window.docks:
            dock.setVisible(not on or dock.objectName() == kept)
        window.dock(kept).raise_()
        window.analyses.set_large(on)
        window.statusBar().setVisible(not on)
        self._wear(PROJECTOR_FONT if on else 1.0)
        if on:
            window.showFullScreen()
        else:
            window.showNormal()
        self._bench.touch()

    @property
    def answer(self) -> str:
        """The dock with the answer: the analysis' where that is in front, else the balloon's."""
        return "analysis" if self._bench.analyses.attended else "balloon"

    def _wear(self, larger: float) -> None:
        theme.wear(theme.name, self._bench.settings.current.font_size * larger)

    # -- a meeting -----------------------------------------------------------------------------------------

    @property
    def placing(self) -> Placing:
        """Where the windows go, of the screens that there are now."""
        screens = QGuiApplication.screens()
        here = self._desk_screen() if self._before is None else self._desk
        return placing([screen.geometry() for screen in screens], _place_of(here), swapped=self.swapped)

    def _desk_screen(self) -> QScreen:
        return self._bench.window.screen() or QGuiApplication.primaryScreen()

    @Slot()
    def _begin(self) -> None:
        if self.on:
            self.set_on(False)
        window = self._bench.window
        self._desk = self._desk_screen()
        parts: list[QWidget] = [*window.docks, window.menuBar(), window.menus.toolbar, window.statusBar()]
        self._before = (
            window.saveGeometry(),
            window.windowState(),
            {part: part.isVisibleTo(window) for part in parts},
        )
        for part in parts:
            part.hide()
        self._place()

    def _place(self) -> None:
        """Put the windows onto their screens."""
        from app.window.presenter import PresenterWindow

        window, to = self._bench.window, self.placing
        screens = QGuiApplication.screens()
        if to.apart or window.windowState() != Qt.WindowState.WindowFullScreen:
            _fill(window, screens[to.room])
        if to.apart:
            if self.presenter is None:
                self.presenter = PresenterWindow(self._bench, window.stop_pictures)
            self.presenter.stand_on(screens[to.desk])
        else:
            self._close_presenter()
        central = window.central
        central.send_away(central.jobs, *([*central.bars, central.notices] if to.apart else []))
        self._follow()
        self._bench.touch()

    def swap(self) -> None:
        """Let the two windows change screens."""
        self.swapped = not self.swapped
        if self._before is not None:
            self._place()

    @Slot()
    def _end(self) -> None:
        if self._before is None:
            return
        geometry, state, parts = self._before
        self._before = None
        window = self._bench.window
        self._close_presenter()
        window.central.send_away()
        window.setWindowState(state & ~Qt.WindowState.WindowFullScreen)
        window.restoreGeometry(geometry)
        for part, visible in parts.items():
            part.setVisible(visible)
        window.activateWindow()
        self._bench.touch()

    def _close_presenter(self) -> None:
        held, self.presenter = self.presenter, None
        if held is not None:
            held.close()
            held.deleteLater()

    @Slot()
    def _follow(self) -> None:
        """Turn the projector dark, show the answer or take it away, and the bar likewise."""
        presenting, window = self._bench.presenting, self._bench.window
        window.central.set_dark(presenting.running and presenting.dark)
        here = presenting.running and presenting.barred and self.presenter is None
        window.presenter_bar.setVisible(here and not presenting.dark)
        if self._before is not None:
            stop = presenting.stop
            kept = "analysis" if stop is not None and stop.analysis else self.answer
            for name in ("analysis", "balloon"):
                window.dock(name).setVisible(presenting.answered and name == kept)


def _place_of(screen: QScreen) -> int:
    screens = QGuiApplication.screens()
    return screens.index(screen) if screen in screens else 0


def _fill(window: QWidget, screen: QScreen) -> None:
    """Let a window fill a screen."""
    handle = window.windowHandle()
    if handle is not None and handle.screen() is not screen:
        window.showNormal()  # a full-screen window stays on its screen with some window managers
        handle.setScreen(screen)
    window.setGeometry(screen.geometry())
    window.showFullScreen()
