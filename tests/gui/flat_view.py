"""A flat stand-in for the 3D view, so that tests of panels and commands need no OpenGL."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.viewport.backend import MouseAt
from app.viewport.optics import Pose
from app.viewport.picking import Picked


class FlatSet:
    """Takes grey pictures in two steps, and remembers of what."""

    takes: ClassVar[list[Any]] = []

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        FlatSet.takes.clear()

    def taking(self, take: Any) -> Generator[float, None, np.ndarray]:
        yield 0.5
        self.takes.append(take)
        return np.full((self.size[1], self.size[0], 3), 100, np.uint8)


class FlatView(QWidget):
    """Remembers what it was asked; looks straight at a level ground at z = 6 from the south."""

    hovered = Signal(object)
    picked = Signal(object)
    pose_changed = Signal(object)
    finished = Signal()
    water_drawn = Signal()
    section_changed = Signal(object)
    curtain_moved = Signal(float)
    next_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pose = Pose((0.0, -300.0, 156.0), (0.0, 0.0, 6.0))
        self.asked: list[tuple[str, Any]] = []
        self.tool: Any = None
        self.moving = self.flying = False
        self.foot = 0.0
        self.section: Any = None
        self.still: Any = None
        self.lent = False
        self.title_foot = 0.0

    def show_scene(self, scene: Any) -> None:
        self.asked.append(("show_scene", scene))

    def use_rays(self, rays: Any) -> None:
        self.asked.append(("use_rays", rays))

    def look(self, pose: Pose) -> None:
        self.pose = pose

    def fly_to(self, pose: Pose, seconds: float | None = None) -> None:
        self.pose = pose

    def set_mode(self, mode: str) -> None:
        self.asked.append(("set_mode", mode))

    def set_light(self, light: Any) -> None:
        self.asked.append(("set_light", light))

    def show_section(self, section: Any) -> None:
        self.section = section
        self.section_changed.emit(section)

    def set_season(self, season: str) -> None:
        self.asked.append(("set_season", season))

    def set_language(self, language: str) -> None:
        self.asked.append(("set_language", language))

    def set_dark(self, dark: bool) -> None:
        self.asked.append(("set_dark", dark))

    def set_title(self, title: Any, *, plain: bool = False) -> None:
        self.title, self.plain = title, plain

    def lay_over(self, nodes: Any) -> None:
        self.laid_over = tuple(nodes)

    def set_verdicts(self, verdicts: Any) -> None:
        self.asked.append(("set_verdicts", dict(verdicts)))

    def show_water(self, picture: Any) -> None:
        self.asked.append(("show_water", picture))
        if picture is not None:
            QTimer.singleShot(0, self.water_drawn.emit)

    def set_playing(self, playing: bool) -> None:
        self.asked.append(("set_playing", playing))

    def set_caption(self, caption: Any) -> None:
        self.caption = caption

    def set_foot(self, pixels: float) -> None:
        self.foot = pixels

    @contextmanager
    def film_set(self, size: tuple[int, int], **asked: Any) -> Iterator[Any]:
        self.asked.append(("film_set", size))
        try:
            yield FlatSet(size)
        finally:
            self.asked.append(("film_set", None))

    def compare(self, compared: Any) -> None:
        self.compared = compared

    def hang_curtain(self, at: float) -> None:
        self.asked.append(("hang_curtain", at))

    def bring_forward(self, number: int) -> None:
        self.asked.append(("bring_forward", number))

    def lay_beside(self, number: int, nodes: Any) -> None:
        self.asked.append(("lay_beside", (number, tuple(nodes))))

    def point_beside(self, number: int, rays: Any) -> None:
        self.asked.append(("point_beside", (number, rays)))

    def renew_points(self) -> None:
        self.asked.append(("renew_points", None))

    def show_names(self, shown: bool) -> None:
        self.asked.append(("show_names", shown))

    def set_tool(self, tool: Any) -> None:
        self.tool = tool

    def box_of(self, node: str) -> tuple[float, ...]:
        return (-50.0, -50.0, 0.0, 50.0, 50.0, 30.0)

    def painting(self, width: int, height: int, *, notes: bool = False) -> Generator[float, None, np.ndarray]:
        try:
            for step in range(1, 5):
                yield step / 4
        finally:
            self.asked.append(("painting", notes))
        return np.full((height, width, 3), 200, np.uint8)

    def framing(self, wanted: Any) -> Generator[float, None, np.ndarray]:
        yield 0.5
        self.asked.append(("framing", wanted))
        return np.full((wanted.height, wanted.width, 3), 180, np.uint8)

    def thumbnail(self, pose: Pose, width: int, height: int) -> np.ndarray:
        return np.full((height, width, 3), 120, np.uint8)

    def seen_now(self) -> QImage:
        picture = QImage(1600, 1000, QImage.Format.Format_RGB888)
        picture.fill(0xC8C8C8)
        return picture

    def last(self, what: str) -> Any:
        """Return what the view was last asked of a kind."""
        return next(value for name, value in reversed(self.asked) if name == what)

    # -- a mouse that points at places of the city -----------------------------------------------------------

    def mouse(self, kind: str, place: tuple[float, float, float], left: bool = True, under: str = "") -> bool:
        """Do with the mouse what a person does who points at a place."""
        aspect = self.width() / self.height()
        x, y, _ = self.pose.project(np.array([place]), aspect)[0]
        direction = np.subtract(place, self.pose.eye)
        direction = direction / np.linalg.norm(direction)
        met = Picked(under or "ground", 0, place, 300.0)
        at = MouseAt(
            kind,  # type: ignore[arg-type]
            (x + 1) / 2 * self.width(),
            (1 - y) / 2 * self.height(),
            left,
            self.pose.eye,
            tuple(direction),
            met,
        )
        return bool(self.tool.mouse(at))

    def click(self, place: tuple[float, float, float]) -> None:
        """Press and release at a place."""
        self.mouse("press", place)
        self.mouse("release", place)
