"""The route that is gone along: where one is on it, how fast, whether one has left it; and what is recorded.

Whoever moves by himself while a route is played leaves it: the play stands, and a word leads back. It
knows no widget.
"""

from dataclasses import replace
from time import perf_counter
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.film.ride import Ride
from app.panels.route.way_recorder import WayRecorder
from app.viewport.optics import Pose
from app.workbench import Workbench
from scene.messages import BilingualText, msg
from scene.review.route import (
    EYE,
    PACE,
    Manner,
    Route,
    add_route,
    change_route,
    is_own,
    remove_route,
    routes_of,
)

#: Milliseconds between two places on a route.
TICK: Final = 33
#: How many times the pace of the route.
SPEEDS: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
#: One slow frame carries nobody farther than this many seconds.
LONGEST: Final = 1.0
#: Seconds of the flight back to the route.
BACK: Final = 1.4
MODES: Final = {Manner.WALK: "walk", Manner.BOAT: "boat", Manner.FLY: "fly"}


class RouteDesk(QObject):
    """The routes of one window.

    Parameters
    ----------
    bench : Workbench
        With its view in place.
    """

    #: Another route is taken, or it is played or recorded otherwise.
    changed = Signal()
    #: One has come to another place; carries metres from the begin.
    moved = Signal(float)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self.route: Route | None = None
        self.ride: Ride | None = None
        self.metres = 0.0
        self.speed = 1.0
        self.playing = False
        #: Whether one is somewhere else than the route has one.
        self.away = False
        self.recorder: WayRecorder | None = None
        self._mine = False
        self._told = 0.0
        self._tick = QTimer(self, interval=TICK)
        self._tick.timeout.connect(self._on_tick)
        bench.view.pose_changed.connect(self._on_pose)
        bench.session_changed.connect(self.leave)
        bench.scene_changed.connect(self._on_scene)

    # -- which route ---------------------------------------------------------------------------------------

    @property
    def routes(self) -> tuple[Route, ...]:
        """All routes of the project."""
        return routes_of(self._bench.session.scene)

    def take(self, route: Route) -> None:
        """Take a route, and fly to its begin."""
        self.pause()
        self.route, self.ride = route, Ride(route.line, route.eye_height)
        self.metres, self.away = 0.0, True
        self._bench.window.set_mode(MODES[route.manner])
        self.changed.emit()
        self.moved.emit(0.0)
        self.back()

    @Slot()
    def leave(self) -> None:
        """Go along no route any more."""
        self.pause()
        self.route = self.ride = None
        self.away = False
        if self.recorder is not None:
            self.recorder = None
        self.changed.emit()
        self._bench.touch()

    def set_eye_height(self, height: float) -> None:
        """Go with the eye at another height over the line; the kept route stays as it is."""
        if self.ride is not None and height != self.ride.eye_height:
            self.ride.eye_height = height
            if not self.away:
                self._stand()
            self.changed.emit()

    @property
    def is_own(self) -> bool:
        """Whether a person made the route that is taken."""
        return self.route is not None and is_own(self._bench.session.scene, self.route)

    def rename(self, name: str) -> None:
        """Call the route by another name."""
        if self.route is not None and self.is_own and name and name != self.route.name.zh:
            named = replace(self.route, name=BilingualText.same(name))
            self._bench.run(change_route(self._bench.session.scene, named))

    def forget(self) -> None:
        """Take the route out of the project."""
        if self.route is not None and self.is_own:
            self._bench.run(remove_route(self._bench.session.scene, self.route))

    @Slot(tuple)
    def _on_scene(self, changes: tuple[object, ...]) -> None:
        """Leave a route that is gone from the project."""
        if self.route is None:
            return
        now = next((one for one in self.routes if one.key == self.route.key), None)
        if now is None:
            self.leave()
        else:
            self.route = now
            self.changed.emit()

    # -- going ---------------------------------------------------------------------------------------------

    def play(self) -> None:
        """Go on; from the begin where one stood at the end, from the route where one had left it."""
        if self.ride is None or self.playing:
            return
        if self.metres >= self.ride.length:
            self.metres = 0.0
        self.playing, self.away, self._told = True, False, perf_counter()
        self._bench.view.set_playing(True)
        self._tick.start()
        self.changed.emit()
        self._bench.touch()

    @Slot()
    def pause(self) -> None:
        """Stand."""
        if not self.playing:
            return
        self.playing = False
        self._tick.stop()
        self._bench.view.set_playing(False)
        self.changed.emit()
        self._bench.touch()

    def go(self, metres: float) -> None:
        """Be so many metres from the begin."""
        if self.ride is None:
            return
        self.metres, self.away = float(np.clip(metres, 0.0, self.ride.length)), False
        self._stand()

    def step(self, metres: float) -> None:
        """Go on, or back, by some metres, and stand."""
        self.pause()
        self.go(self.metres + metres)

    def set_speed(self, times: float) -> None:
        """Go so many times as fast as the route is meant to be gone."""
        self.speed = times
        self.changed.emit()

    def back(self) -> None:
        """Fly back to where one left the route."""
        if self.ride is None:
            return
        self.pause()
        self._mine = True
        self._bench.view.fly_to(self._pose(), BACK)
        self.away = False
        self.changed.emit()

    def _pose(self) -> Pose:
        assert self.ride is not None, "a route is taken"
        return self.ride.poses(np.array([self.metres]))[0]

    def _stand(self) -> None:
        """Be where the route has one."""
        self._mine = True
        self._bench.view.look(self._pose())
        self._mine = False
        self.moved.emit(self.metres)

    @Slot()
    def _on_tick(self) -> None:
        if self.route is None or self.ride is None:
            return
        now = perf_counter()
        passed, self._told = min(now - self._told, LONGEST), now
        self.metres += passed * self.route.pace * self.speed
        if self.metres >= self.ride.length:
            self.metres = self.ride.length
            self.pause()
        self._stand()

    @Slot(object)
    def _on_pose(self, pose: Pose) -> None:
        """Note who moves by himself: he has left the route, and he is recorded."""
        if self.recorder is not None:
            self.recorder.note(pose)
        if self.ride is None or self._mine or self.away:
            self._mine = self._mine and self._bench.view.flying
            return
        if np.linalg.norm(np.subtract(pose.eye, self._pose().eye)) > 0.3 or self.playing:
            self.pause()
            self.away = True
            self.changed.emit()
            self._bench.touch()

    # -- recording -----------------------------------------------------------------------------------------

    @property
    def recording(self) -> bool:
        """Whether the way of the eye is being recorded."""
        return self.recorder is not None

    def record(self) -> None:
        """Begin to record the way of the eye, or end it and keep the route."""
        if self.recorder is None:
            mode = self._bench.window.mode
            manner = next((one for one, name in MODES.items() if name == mode), Manner.FLY)
            self.leave()
            self.recorder = WayRecorder(manner)
            self.recorder.note(self._bench.view.pose)
        else:
            recorder, self.recorder = self.recorder, None
            line = recorder.line()
            if line is None:
                self._bench.tell(
                    msg("Nothing was recorded: the eye did not move."),
                    msg("Switch recording on, walk, and switch it off where the route ends."),
                )
            else:
                self.keep(line, recorder.manner)
        self.changed.emit()
        self._bench.touch()

    def keep(self, line: np.ndarray, manner: Manner) -> None:
        """Keep a new route in the project, and take it."""
        number = sum(is_own(self._bench.session.scene, one) for one in self.routes) + 1
        name = BilingualText(f"线路 {number}", f"Route {number}")
        route = Route(name, line, manner, EYE[manner], PACE[manner])
        if self._bench.run(add_route(self._bench.session.scene, route)):
            self.take(next(one for one in self.routes if one.key == route.key))
