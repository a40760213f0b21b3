"""Shows the stops of the agenda: flies there, sets what a stop keeps, goes on by itself if asked.

Showing a stop changes nothing in the project and is no step to undo. While a meeting is presented, every
stop that is reached is entered in the decision log. It knows neither keys nor windows nor screens.
"""

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.meeting.arriving import Step, steps_of
from app.meeting.stop_now import stop_now
from app.meeting.words import title_of
from app.viewport.camera import flight
from app.viewport.optics import Pose
from app.workbench import Workbench
from scene.review.agenda import add_stop, next_name, update_stop
from scene.review.stop import Stop, stops_of


class Presenting(QObject):
    """The agenda of one window, as it is shown.

    Parameters
    ----------
    bench : Workbench
        With view and desks in place.
    """

    #: Another stop is shown, the agenda is another, or it is shown otherwise.
    changed = Signal()
    #: A stop has been reached and everything it keeps is set; carries it.
    arrived = Signal(object)
    #: A meeting begins.
    began = Signal()
    #: The meeting is over.
    left = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        #: Key of the stop that is shown, empty for none.
        self.key = ""
        self.running = self.looping = self.by_itself = self.dark = False
        #: Whether the title is written, the answer shown beside the view, the presenter's bar over it.
        self.titled = self.barred = True
        self.answered = False
        self._began = self._since = 0.0
        self._overlay_before: bool | None = None
        self._steps: Iterator[Step] = iter(())
        self._flight = QTimer(self, singleShot=True)
        self._flight.timeout.connect(self._arrive)
        self._stepping = QTimer(self, interval=0)
        self._stepping.timeout.connect(self._take_step)
        self._dwell = QTimer(self, singleShot=True)
        self._dwell.timeout.connect(self._go_on)
        self._stops: tuple[Stop, ...] = ()
        bench.scene_changed.connect(self._on_scene)
        bench.session_changed.connect(self._on_session)
        self._on_session()

    # -- where the meeting stands --------------------------------------------------------------------------

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The agenda."""
        return self._stops

    @property
    def place(self) -> int:
        """The place of the stop that is shown, counted from 0; -1 if none is."""
        return next((place for place, stop in enumerate(self._stops) if stop.key == self.key), -1)

    @property
    def stop(self) -> Stop | None:
        """The stop that is shown."""
        return self._stops[self.place] if self.place >= 0 else None

    @property
    def coming(self) -> Stop | None:
        """The stop that "next" goes to; None at the end."""
        place = self.place + 1
        if place < len(self._stops):
            return self._stops[place]
        return self._stops[0] if self.looping and self._stops else None

    @property
    def under_way(self) -> bool:
        """Whether a stop has not been reached yet."""
        return self._flight.isActive() or self._stepping.isActive()

    @property
    def elapsed(self) -> float:
        """Seconds since the meeting began."""
        return perf_counter() - self._began if self.running else 0.0

    @property
    def at_stop(self) -> float:
        """Seconds since the stop was asked for."""
        return perf_counter() - self._since if self.key else 0.0

    # -- making the agenda ---------------------------------------------------------------------------------

    def add(self) -> None:
        """Make what is seen now a stop, behind the one that is shown."""
        scene = self._bench.session.scene
        stop = stop_now(self._bench, next_name(scene))
        if self._bench.run(add_stop(scene, stop, self.key)):
            self.key, self._since = stop.key, perf_counter()
            self.changed.emit()

    def update(self, key: str = "") -> None:
        """Set a stop to what is seen now; without a key, the one that is shown."""
        stop = next((one for one in self._stops if one.key == (key or self.key)), None)
        if stop is not None:
            scene = self._bench.session.scene
            self._bench.run(update_stop(scene, stop.key, stop_now(self._bench, stop.name)))

    # -- showing -------------------------------------------------------------------------------------------

    def show(self, key: str) -> None:
        """Go to a stop."""
        stop = next((one for one in self._stops if one.key == key), None)
        if stop is None:
            return
        self._halt()
        self.key, self._since = key, perf_counter()
        self.dark = False
        self._bench.routes.pause()
        pose = Pose(stop.eye, stop.target, stop.view_angle)
        seconds = flight(self._bench.view.pose, pose).seconds
        self._bench.window.fly_to(pose)
        self._flight.start(round(1000 * seconds))
        self._write_title()
        self.changed.emit()

    def next(self) -> None:
        """Go to the next stop."""
        if self.coming is not None:
            self.show(self.coming.key)

    def previous(self) -> None:
        """Go to the stop before."""
        if self.place > 0:
            self.show(self._stops[self.place - 1].key)
        elif self.place < 0 or self.looping:
            self.last()

    def first(self) -> None:
        """Go to the first stop."""
        if self._stops:
            self.show(self._stops[0].key)

    def last(self) -> None:
        """Go to the last stop."""
        if self._stops:
            self.show(self._stops[-1].key)

    def present(self, *, from_here: bool = False) -> None:
        """Begin the meeting at the first stop, or at the one that is shown."""
        if self.running or not self._stops:
            return
        self.running, self._began = True, perf_counter()
        self.began.emit()
        self.show(self.key if from_here and self.stop is not None else self._stops[0].key)

    def leave(self) -> None:
        """End the meeting: the view stays where it is, with the layers and results as before it."""
        self._halt()
        was, self.running, self.by_itself, self.dark = self.running, False, False, False
        if self._overlay_before is not None and self._bench.analyses.current is not None:
            self._bench.analyses.show_overlay(self._overlay_before)
        self._overlay_before = None
        self._bench.session.shown.hide(None)
        self._write_title()
        if was:
            self.left.emit()
        self.changed.emit()
        self._bench.touch()

    def set_by_itself(self, on: bool) -> None:
        """Go on to the next stop when the time of one is over, or wait to be asked."""
        self.by_itself = on
        self._dwell.stop()
        if on and not self.under_way:
            self._wait()
        self.changed.emit()

    def set_looping(self, on: bool) -> None:
        """Begin again after the last stop."""
        self.looping = on
        self.changed.emit()

    def set_titled(self, on: bool) -> None:
        """Write the title of the stop over the picture, or not."""
        self.titled = on
        self._write_title()
        self.changed.emit()

    def set_answered(self, on: bool) -> None:
        """Show the verdict or the result beside the view, or the view alone."""
        self.answered = on
        self.changed.emit()

    def set_barred(self, on: bool) -> None:
        """Lay the presenter's bar over the view where there is one screen only, or hide it."""
        self.barred = on
        self.changed.emit()

    def set_dark(self, on: bool) -> None:
        """Turn the projector dark, as when the room is to look at the speaker."""
        self.dark = on
        self.changed.emit()

    # -- on the way ----------------------------------------------------------------------------------------

    def _halt(self) -> None:
        self._flight.stop()
        self._stepping.stop()
        self._dwell.stop()

    @Slot()
    def _arrive(self) -> None:
        stop = self.stop
        if stop is None:
            return
        if self._overlay_before is None:
            self._overlay_before = self._bench.analyses.overlay_shown
        self._steps = steps_of(self._bench, stop)
        self._stepping.start()

    @Slot()
    def _take_step(self) -> None:
        step = next(self._steps, None)
        if step is not None:
            step()
            return
        self._stepping.stop()
        if (stop := self.stop) is None:
            return
        self._enter(stop)
        self._wait()
        self.arrived.emit(stop)
        self.changed.emit()

    def _enter(self, stop: Stop) -> None:
        """Enter in the decision log that the room was shown this."""
        recorder, session = self._bench.recording.recorder, self._bench.session
        if self.running and recorder is not None:
            pose = Pose(stop.eye, stop.target, stop.view_angle)
            recorder.presented(stop.name, pose, session.clock.moment, stop.key, stop.season, stop.analysis)

    def _wait(self) -> None:
        if self.by_itself and self.stop is not None:
            self._dwell.start(round(1000 * self.stop.seconds))

    @Slot()
    def _go_on(self) -> None:
        if self.coming is not None:
            self.next()
        else:
            self.set_by_itself(False)

    def _write_title(self) -> None:
        shown = self.running and self.titled and self.stop is not None
        title = title_of(self._bench.session.scene, self.stop) if shown and self.stop else None
        self._bench.view.set_title(title, plain=self.running)

    # -- following -----------------------------------------------------------------------------------------

    @Slot(tuple)
    def _on_scene(self, changes: object) -> None:
        stops = stops_of(self._bench.session.scene)
        if stops == self._stops:
            return
        self._stops = stops
        if self.stop is None:
            self.key = ""
            self._halt()
        if self.running:
            if not stops:
                self.leave()
                return
            self._write_title()
        self.changed.emit()
        self._bench.touch()

    @Slot()
    def _on_session(self) -> None:
        self.leave()
        self.key = ""
        self._stops = stops_of(self._bench.session.scene)
        self.changed.emit()
