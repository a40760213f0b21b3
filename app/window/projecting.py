"""The window as a room is shown it: the view alone over a whole screen, or the view beside its answer.

Before a meeting it keeps how the window stood, and gives that back after it. The window itself goes to the
projector and what the presenter sees is another one, because a view that moved from window to window would
lose what it holds on the graphics card.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from app.theme import theme
from app.window.screens import Placing, placing
from app.workbench import Workbench

if TYPE_CHECKING:
    from app.window.presenter import PresenterWindow

#: Milliseconds that screens take to find their places.
SETTLE_MS = 400
#: Letters on a projector are this much larger.
PROJECTOR_FONT = 1.35


@dataclass(frozen=True, slots=True)
class _Before:
    """How the window stood before a meeting."""

    geometry: QByteArray
    parts: QByteArray
    state: Qt.WindowState
    bars: tuple[QWidget, ...]


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
        self._before: _Before | None = None
        self._soon = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._soon.timeout.connect(self._place_again)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._soon.start)
            application.screenRemoved.connect(self._soon.start)
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
        bars: list[QWidget] = [window.menuBar(), window.statusBar()]
        self._before = _Before(
            window.saveGeometry(),
            window.saveState(),
            window.windowState(),
            tuple(bar for bar in bars if bar.isVisibleTo(window)),
        )
        for part in (*window.docks, window.menus.toolbar, *bars):
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
        central.send_away(
            central.jobs, *([*central.heads, *central.bars, central.notices] if to.apart else [])
        )
        self._follow()
        self._bench.touch()

    def swap(self) -> None:
        """Let the two windows change screens."""
        self.swapped = not self.swapped
        self._place_again()

    @Slot()
    def _place_again(self) -> None:
        """Put the windows where they belong now: a projector was plugged in, or has gone."""
        if self._before is not None:
            self._place()

    @Slot()
    def _end(self) -> None:
        if self._before is None:
            return
        before, self._before = self._before, None
        window = self._bench.window
        self._close_presenter()
        window.central.send_away()
        window.setWindowState(before.state & ~Qt.WindowState.WindowFullScreen)
        window.restoreGeometry(before.geometry)
        window.restoreState(before.parts)
        for bar in before.bars:
            bar.show()
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
