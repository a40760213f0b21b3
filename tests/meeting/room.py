"""A room with the real window over the built-in city, used as the people in it use it: keys, clicks, menus.

It knows how one does things in the window, not what a meeting is about.
"""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.viewport.optics import Pose
from app.window.main_window import MainWindow
from scene.geometry.ground import GroundHeights
from scene.node import Role

#: Milliseconds that the slowest step may take on two busy cores without a graphics card.
PATIENCE = 240_000
Point = tuple[float, float, float]


class Room:
    """The window of a meeting.

    Parameters
    ----------
    window : MainWindow
        Shown, with the city in it.
    qtbot : QtBot
    pictures : Path
        Where what the room saw is kept; ``WEIYANG_PICTURES`` names another folder, to look at it.
    """

    def __init__(self, window: MainWindow, qtbot: QtBot, pictures: Path) -> None:
        self.window, self.bench, self.qtbot = window, window.bench, qtbot
        self._pictures = Path(os.environ.get("WEIYANG_PICTURES", pictures))
        self._pictures.mkdir(parents=True, exist_ok=True)

    # -- waiting and seeing --------------------------------------------------------------------------------

    def until(self, true: Callable[[], object]) -> None:
        """Wait for something."""
        self.qtbot.waitUntil(lambda: bool(true()), timeout=PATIENCE)

    def at_rest(self) -> None:
        """Wait until nothing is computed any more."""
        self.until(lambda: not self.bench.jobs.running)

    def picture(self, name: str, of: QWidget | None = None) -> np.ndarray:
        """Keep what is on the screen; return it as shape (rows, columns, 3)."""
        self.qtbot.wait(400)
        shown = of or self.window
        image = shown.screen().grabWindow(shown.winId()).toImage()
        image.save(str(self._pictures / f"{name}.png"))
        return pixels_of(image)

    def view_picture(self, name: str) -> np.ndarray:
        """Keep what the view shows once it has come to rest."""
        self.until(lambda: self.bench.view.still is not None)
        return self.picture(name, self.bench.view)

    # -- doing ---------------------------------------------------------------------------------------------

    def choose(self, action: str) -> None:
        """Choose something in the menus."""
        self.window.menus.trigger(action)

    def key(self, code: Qt.Key, kinds: tuple[QEvent.Type, ...] = (QEvent.Type.KeyPress,)) -> None:
        """Press a key, whichever widget has it."""
        at = QApplication.focusWidget() or self.bench.view
        for kind in (QEvent.Type.ShortcutOverride, *kinds):
            QApplication.sendEvent(at, QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier))

    def look(self, eye: Point, target: Point, angle: float = 42.0) -> None:
        """Look from a place to another."""
        self.bench.view.look(Pose(eye, target, angle))
        self.qtbot.wait(50)

    def ground(self, x: float, y: float) -> Point:
        """Return the place on the ground."""
        ground = GroundHeights.of(self.bench.session.scene.of_role(Role.TERRAIN))
        return (x, y, float(ground.heights([[x, y]])[0]))

    def click(self, place: Point) -> None:
        """Click where a place of the city is seen."""
        view = self.bench.view
        x, y, depth = view.pose.project(np.array([place]), view.width() / view.height())[0]
        assert depth > 0, "behind the eye"
        at = QPoint(round((x + 1.0) / 2.0 * view.width()), round((1.0 - y) / 2.0 * view.height()))
        assert view.rect().contains(at), "out of sight"
        target = view.childAt(at) or view
        self.qtbot.mouseMove(target, target.mapFrom(view, at))
        self.qtbot.wait(30)
        self.qtbot.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(view, at))
        self.qtbot.wait(30)

    def arrive(self, place: int) -> None:
        """Wait until a stop of the agenda has been reached."""
        presenting = self.bench.presenting
        self.until(lambda: presenting.place == place and not presenting.under_way)


def pixels_of(image: QImage) -> np.ndarray:
    """Return an image as shape (rows, columns, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).astype(np.int16)
