"""Mouse and keys become movement: four modes, one state, poses out.

It knows Qt's events and the arithmetic of :mod:`camera` and :mod:`movement`; it draws nothing.
"""

from math import radians
from time import perf_counter
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from app.viewport import camera, movement
from app.viewport.backend import Mode, Rays
from app.viewport.footing import Footing
from app.viewport.movement import BoatRoute
from app.viewport.optics import Pose
from app.viewport.picking import on_level, ray_through
from app.viewport.visuals.paper import Paper

#: Metres a second.
WALKING: Final = 1.6
HURRYING: Final = 5.0
BOATING: Final = 2.2
FLYING_PER_HEIGHT: Final = 0.9
#: Seconds that one slow frame may carry a person: his pace stays his own where frames are slow.
LONGEST: Final = 1.0
#: Radians of turn across the width of the view.
TURN: Final = radians(210.0)
_KEY = Qt.Key
#: Ahead, aside and up for each key.
KEYS: Final = {
    **dict.fromkeys((_KEY.Key_W, _KEY.Key_Up), (1, 0, 0)),
    **dict.fromkeys((_KEY.Key_S, _KEY.Key_Down), (-1, 0, 0)),
    **dict.fromkeys((_KEY.Key_D, _KEY.Key_Right), (0, 1, 0)),
    **dict.fromkeys((_KEY.Key_A, _KEY.Key_Left), (0, -1, 0)),
    **dict.fromkeys((_KEY.Key_E, _KEY.Key_PageUp), (0, 0, 1)),
    **dict.fromkeys((_KEY.Key_Q, _KEY.Key_PageDown), (0, 0, -1)),
}


#: Height of the water where nothing else says how low the scene lies, metres.
WATER: Final = 5.0


class Navigation(QObject):
    """Where the eye is, moved by a person.

    Parameters
    ----------
    parent : QObject
    """

    #: The eye moved; carries the pose.
    moved = Signal(object)
    #: A click that was no drag; carries x and y in pixels.
    clicked = Signal(float, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pose = Pose((0.0, -300.0, 150.0), (0.0, 0.0, 0.0))
        self.mode: Mode = "orbit"
        self.rays: Rays | None = None
        self.route: BoatRoute | None = None
        self.level = WATER
        #: What is drawn in place of ground, None where the scene brings some.
        self.sheet: Paper | None = None
        self.size = (1, 1)
        self._held: set[int] = set()
        self._from: QPointF | None = None
        self._began: tuple[Pose, np.ndarray, float] | None = None
        self._dragged = False
        self._button = Qt.MouseButton.NoButton
        self._boat_at = 0.0
        self._flight: camera.Flight | None = None
        self._started = 0.0
        self._clock = QTimer(self, interval=16)
        self._clock.timeout.connect(self._tick)
        self._last = 0.0

    # ------------------------------------------------------------------ what others ask

    @property
    def busy(self) -> bool:
        """Whether the eye is on its way: a key is held, a drag or a flight goes on."""
        return bool(self._held) or self._flight is not None or self._dragged

    @property
    def flying(self) -> bool:
        """Whether a flight goes on."""
        return self._flight is not None

    def take(self, pose: Pose) -> None:
        """Be there at once."""
        self._flight = None
        self._go(pose)

    def fly_to(self, pose: Pose, seconds: float | None = None) -> None:
        """Fly there smoothly."""
        self._flight = camera.flight(self.pose, pose, seconds)
        self._started = perf_counter()
        self._run()

    def set_mode(self, mode: Mode) -> None:
        """Move in another way; a walker is set on the ground, a passenger into the boat."""
        self.mode = mode
        self._held.clear()
        if mode == "walk" and (ground := self._ground) is not None:
            self._go(movement.stood(self.pose, ground))
        elif mode == "boat" and self.route is not None:
            pose, self._boat_at = movement.boarded(self.pose, self.route)
            self._go(pose)

    def stand_on(self, sheet: Paper | None) -> None:
        """Take the sheet for ground where there is none."""
        self.sheet = sheet
        self.level = WATER if sheet is None else sheet.level

    @property
    def _ground(self) -> movement.Rays | None:
        """What carries whoever moves."""
        return self.rays if self.sheet is None or self.rays is None else Footing(self.rays, self.sheet)

    def stop(self) -> None:
        """Stop whatever moves."""
        self._clock.stop()
        self._held.clear()
        self._flight = None

    def point_at(self, x: float, y: float) -> np.ndarray:
        """Return what lies under a pixel: on a solid, else on the level of the water, shape (3,)."""
        direction = ray_through(self.pose, x, y, *self.size)
        pick = getattr(self.rays, "pick", None)
        if pick is not None:
            distance = float(pick(np.asarray(self.pose.eye), direction).distance[0])
            if np.isfinite(distance):
                return np.asarray(self.pose.eye) + direction * distance
        return on_level(self.pose, direction, self.level)

    # ------------------------------------------------------------------ events

    def handle(self, event: QEvent) -> bool:
        """Take an event of the view; return whether it was one of ours."""
        if isinstance(event, QWheelEvent):
            self._wheel(event)
        elif isinstance(event, QMouseEvent):
            kind = event.type()
            if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                self._press(event)
            elif kind == QEvent.Type.MouseMove:
                self._drag(event)
            elif kind == QEvent.Type.MouseButtonRelease:
                self._release(event)
        elif isinstance(event, QKeyEvent):
            return self._key(event)
        elif event.type() == QEvent.Type.FocusOut:
            self._held.clear()
            return False
        else:
            return False
        return True

    def _press(self, event: QMouseEvent) -> None:
        self._flight = None
        self._from, self._dragged, self._button = event.position(), False, event.button()
        point = self.point_at(event.position().x(), event.position().y())
        depth = float((point - np.asarray(self.pose.eye)) @ self.pose.forward)
        self._began = (self.pose, point, max(depth, 1.0))

    def _drag(self, event: QMouseEvent) -> None:
        if self._from is None or self._began is None:
            return
        shift = event.position() - self._from
        if not self._dragged and abs(shift.x()) + abs(shift.y()) < 4.0:
            return
        self._dragged = True
        start, point, depth = self._began
        width, height = self.size
        dx, dy = shift.x() / width, shift.y() / height
        shifting = (
            self._button != Qt.MouseButton.LeftButton or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        )
        if self.mode == "orbit" and shifting:
            self._go(camera.panned(start, shift.x() / height, -shift.y() / height, depth))
        elif self.mode == "orbit":
            about = (float(point[0]), float(point[1]), float(point[2]))
            self._go(self._above_ground(camera.orbited(start, about, dx * TURN, dy * TURN * 0.6)))
        else:
            now = camera.looked(start, -dx * radians(start.view_angle) * 1.8, dy * radians(start.view_angle))
            self._go(self._kept_place(now))

    def _kept_place(self, pose: Pose) -> Pose:
        """Return the pose with the eye where it is now: a walker may walk while he looks about."""
        return pose.moved(np.subtract(self.pose.eye, pose.eye))

    def _release(self, event: QMouseEvent) -> None:
        dragged, self._from, self._began, self._dragged = self._dragged, None, None, False
        if not dragged and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(event.position().x(), event.position().y())
        self.moved.emit(self.pose)

    def _wheel(self, event: QWheelEvent) -> None:
        self._flight = None
        notches = event.angleDelta().y() / 120.0
        if self.mode == "orbit":
            at = self.point_at(event.position().x(), event.position().y())
            about = (float(at[0]), float(at[1]), float(at[2]))
            self._go(self._above_ground(camera.zoomed(self.pose, about, notches)))
        else:  # in the city one looks closer, one does not leap
            angle = float(np.clip(self.pose.view_angle * 0.92**notches, 8.0, 75.0))
            self._go(Pose(self.pose.eye, self.pose.target, angle))

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key not in KEYS or event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            return False
        if event.type() == QEvent.Type.KeyPress:
            if not event.isAutoRepeat():
                self._held.add(key)
                self._fast = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._run()
        elif event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat():
            self._held.discard(key)
            self.moved.emit(self.pose)
        return True

    # ------------------------------------------------------------------ time

    _fast = False

    def _run(self) -> None:
        if not self._clock.isActive():
            self._last = perf_counter()
            self._clock.start()

    def _tick(self) -> None:
        now = perf_counter()
        step, self._last = min(now - self._last, LONGEST), now
        if self._flight is not None:
            elapsed = now - self._started
            pose = self._flight.at(elapsed)
            if elapsed >= self._flight.seconds:
                self._flight = None
            self._go(pose)
        elif self._held:
            self._advance(step)
        else:
            self._clock.stop()

    def _advance(self, seconds: float) -> None:
        ahead, aside, up = np.sum([KEYS[Qt.Key(key)] for key in self._held], axis=0)
        if self.mode == "walk" and (ground := self._ground) is not None:
            pace = (HURRYING if self._fast else WALKING) * seconds
            self._go(movement.walked(self.pose, ahead * pace, aside * pace, ground))
        elif self.mode == "boat" and self.route is not None:
            pace = BOATING * (3.0 if self._fast else 1.0) * seconds
            way = 1.0 if self.pose.forward @ self.route.course(self._boat_at) >= 0.0 else -1.0
            self._boat_at = float(np.clip(self._boat_at + ahead * way * pace, 0.0, self.route.length))
            self._go(movement.boated(self.pose, self.route, self._boat_at))
        else:
            height = max(abs(self.pose.eye[2] - self.level), 4.0)
            pace = height * FLYING_PER_HEIGHT * (3.0 if self._fast else 1.0) * seconds
            self._go(self._above_ground(movement.flown(self.pose, ahead * pace, aside * pace, up * pace)))

    def _above_ground(self, pose: Pose) -> Pose:
        """Return the pose lifted out of the ground, if it went below."""
        floor = self.level
        if (ground := self._ground) is not None:
            x, y, _ = pose.eye
            found = float(ground.height_below(np.array([[x, y, pose.eye[2] + 400.0]]))[0])
            below = float(ground.height_below(np.array([[x, y, pose.eye[2]]]))[0])
            floor = below if np.isfinite(below) else (found if np.isfinite(found) else floor)
        short = floor + 0.8 - pose.eye[2]
        return pose.moved(np.array([0.0, 0.0, short])) if short > 0.0 else pose

    def _go(self, pose: Pose) -> None:
        self.pose = pose
        self.moved.emit(pose)
