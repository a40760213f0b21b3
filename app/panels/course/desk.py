"""Plays the course of the result that is shown: which moment, how fast, and how the water is dressed.

Moments are read and made ready away from the GUI thread, one at a time: the next is asked for when the last
is seen, for wherever the playhead is by then, so that a slow machine drops moments and never lags behind.
It knows no widget.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.jobs import State
from app.water.dress import AS_WATER, WaterDress, legend_for, mapped
from app.water.reading import Moments, has_water
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.feedback import Feedback
from scene.messages import msg
from scene.units import Quantity

if TYPE_CHECKING:
    from analysis.base import Course
    from app.jobs import Job
    from app.panels.analyses.chart_view import ChartView
    from app.panels.analyses.run import Run
    from app.water.making import Drawn, WaterPicture

LANE: Final = "water"
#: Milliseconds between two positions of the playhead, and after which a moved eye is followed.
TICK: Final = 40
FOLLOW: Final = 250
#: Minutes of the run that pass in a second.
SPEEDS: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
#: In place of a look of the water: the results of the whole run.
WHOLE: Final = "whole"


class CourseDesk(QObject):
    """The course of one window.

    Parameters
    ----------
    bench : Workbench
        With view and analyses in place.
    """

    #: Another course is played, or it is played or dressed otherwise.
    changed = Signal()
    #: The playhead moved; carries seconds since the start.
    moved = Signal(float)
    #: There is no course any more.
    left = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self.run: Run | None = None
        self.moments: Moments | None = None
        self.seconds = 0.0
        self.playing = False
        self.looping = True
        self.speed = SPEEDS[3]
        self.shown = AS_WATER
        self.arrows = False
        self.sun_follows = False
        self._drawn: Drawn | None = None
        self._told = 0.0
        self._busy = self._again = False
        self._tick = QTimer(self, interval=TICK)
        self._tick.timeout.connect(self._on_tick)
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW)
        self._follow.timeout.connect(self._ask)
        bench.analyses.changed.connect(self._on_result)
        bench.analyses.whole_asked.connect(self._show_whole)
        bench.view.water_drawn.connect(self._on_drawn)
        bench.view.pose_changed.connect(self._on_pose)

    # -- what is played ------------------------------------------------------------------------------------

    @property
    def active(self) -> bool:
        """Whether there is a course to play."""
        return self.moments is not None

    @property
    def interim(self) -> bool:
        """Whether it is a first answer, or a run still under way."""
        return self.run is not None and self.run.result.interim

    @property
    def cell(self) -> float:
        """Edge of the cells it was reckoned with, metres; 0 until some moment is read."""
        return 0.0 if self._drawn is None else self._drawn.water.cell

    @property
    def asked_cell(self) -> float:
        """Edge of the cells that the run was asked for, metres; 0 where its parameters name none."""
        asked = None if self.run is None else getattr(self.run.finding.params, "cell", None)
        return float(asked) if isinstance(asked, float | int) else 0.0

    @property
    def moment(self) -> datetime:
        """The moment on the clock of the scene."""
        assert self.moments is not None, "there is a course"
        return self.moments.course.start + timedelta(seconds=self.seconds)

    @property
    def maps(self) -> tuple[Quantity, ...]:
        """What can be mapped in place of the look of water."""
        return () if self.moments is None else mapped(self.moments.course)

    @property
    def dress(self) -> WaterDress:
        """How the water is dressed now."""
        quantity = next((one for one in self.maps if one.key == self.shown), None)
        if quantity is None:
            return WaterDress(AS_WATER, None, self.arrows)
        return WaterDress(quantity.key, legend_for(quantity, self._legends().get(quantity.key)), self.arrows)

    def _legends(self) -> Mapping[str, object]:
        """Return the legends that the result's own layers have, by quantity."""
        from app.legends import legend_of
        from scene.legend import LEGEND
        from scene.payloads import Raster

        if self.run is None:
            return {}
        return {
            node.payload.quantity.key: legend_of(node)
            for node in self.run.result.nodes
            if isinstance(node.payload, Raster) and LEGEND in node.attributes
        }

    @Slot()
    def _on_result(self) -> None:
        """Play the course of the result that is shown; a run that goes on keeps the moment."""
        run = self._bench.analyses.current
        course = None if run is None or not self._bench.analyses.overlay_shown else run.result.course
        if not has_water(course) or run is None or course is None:
            self._leave()
            return
        if self.moments is not None and self.moments.course is course and self.run is run:
            return
        same = self.run is not None and self.run.number == run.number
        at_head = self.moments is None or self.seconds >= self.moments.last - 1.0
        self.run = run
        if self.moments is None or self.moments.course is not course:
            self.moments = Moments(course, self._first_answer(run, course) if same else None)
        before, moments = self.seconds, self.moments
        self.seconds = moments.last if not same or at_head else min(before, moments.last)
        self._bench.analyses.play_moments(self.shown != WHOLE)
        self.changed.emit()
        self._say()
        # What the run has not reached yet is seen as the first answer had it, and drawn already.
        stands = moments.before is not None and self.seconds == before > moments.reached
        if not stands or self._drawn is None or self._busy:
            self._ask()

    def _first_answer(self, run: "Run", course: "Course") -> Moments | None:
        """Return the answer that stands for what a run under way has not reached yet."""
        first = None if self.moments is None else self.moments.before or self.moments
        if not run.result.interim or first is None or first.last <= float(course.times[-1]):
            return None
        return first

    def _leave(self) -> None:
        if self.moments is None:
            return
        self.pause()
        self.run, self.moments, self._drawn = None, None, None
        self._again = False
        self._bench.analyses.play_moments(False)
        self._bench.view.show_water(None)
        self.left.emit()
        self.changed.emit()

    # -- playing -------------------------------------------------------------------------------------------

    def play(self) -> None:
        """Let time pass; from the start where it was at the end."""
        if self.moments is None or self.playing:
            return
        if self.shown == WHOLE:
            self.show(AS_WATER)
        if self.seconds >= self.moments.last:
            self.seconds = self.moments.first
        self.playing, self._told = True, perf_counter()
        self._bench.view.set_playing(True)
        self._tick.start()
        self.changed.emit()

    def pause(self) -> None:
        """Let time stand."""
        if not self.playing:
            return
        self.playing = False
        self._tick.stop()
        self._bench.view.set_playing(False)
        self.changed.emit()
        self._ask()

    def go(self, seconds: float) -> None:
        """Go to a time since the start."""
        if self.moments is None:
            return
        seconds = min(max(seconds, self.moments.first), self.moments.last)
        if seconds != self.seconds:
            self.seconds = seconds
            self._say()
            self._ask()

    def step(self, count: int) -> None:
        """Go on, or back, by so many of the moments that were kept."""
        if self.moments is None:
            return
        self.pause()
        times = self.moments.times
        at = int(np.argmin(np.abs(times - self.seconds)))
        beyond = abs(float(times[at]) - self.seconds) > 1e-6 and (times[at] > self.seconds) == (count > 0)
        place = at + count - (1 if count > 0 else -1) * beyond
        self.go(float(times[min(max(place, 0), len(times) - 1)]))

    def set_speed(self, minutes: float) -> None:
        """Let so many minutes pass in a second."""
        self.speed = minutes
        self.changed.emit()

    def set_looping(self, looping: bool) -> None:
        """Begin again at the end, or stop there."""
        self.looping = looping
        self.changed.emit()

    def show(self, shown: str) -> None:
        """Show the water as water, by a quantity, or the results of the whole run in its place."""
        if shown == self.shown:
            return
        self.shown = shown
        if shown == WHOLE:
            self.pause()
            self._drawn = None
            self._bench.view.show_water(None)
        self._bench.analyses.play_moments(self.active and shown != WHOLE)
        self.changed.emit()
        self._ask()

    @Slot()
    def _show_whole(self) -> None:
        if self.active:
            self.show(WHOLE)

    def set_arrows(self, arrows: bool) -> None:
        """Say with arrows which way it flows."""
        self.arrows = arrows
        self.changed.emit()
        self._ask()

    def set_sun_follows(self, follows: bool) -> None:
        """Let the sun stand where it stands at the moment, or leave it where it is."""
        self.sun_follows = follows
        self.changed.emit()
        self._say()

    @Slot()
    def _on_tick(self) -> None:
        now = perf_counter()
        passed, self._told = now - self._told, now
        if self.moments is None:
            return
        seconds, last = self.seconds + passed * self.speed * 60.0, self.moments.last
        if seconds >= last and not self.looping:
            self.go(last)
            self.pause()
            return
        self.go(seconds if seconds < last else self.moments.first)

    def _say(self) -> None:
        self.moved.emit(self.seconds)
        if self.sun_follows and self.moments is not None:
            self._bench.session.clock.set(self.moment)

    def mark_on(self, chart: "ChartView") -> None:
        """Mark the moment on a chart for as long as it is there, and go where it is clicked."""
        chart.time_asked.connect(self.go)
        self.moved.connect(chart.show_time)
        self.left.connect(chart.forget_time)
        chart.show_time(self.seconds if self.active else None)

    # -- drawing -------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_pose(self, pose: object) -> None:
        """Follow the eye once it rests: what is near now is drawn finer."""
        if self.active and not self.playing:
            self._follow.start()

    @Slot()
    def _ask(self) -> None:
        """Have the moment of the playhead made ready, unless one is on its way: then after it."""
        moments = self.moments
        if moments is None or self.shown == WHOLE:
            return
        if self._busy:
            self._again = True
            return
        self._busy, self._again = True, False
        seconds, dress, drawn = self.seconds, self.dress, self._drawn
        pose = self._bench.view.pose

        def task(feedback: Feedback) -> "tuple[WaterPicture, Drawn]":
            from app.water.making import picture_of

            values = moments.values(dress.shown, seconds) if dress.needs_values else None
            water, lakes = moments.at(seconds), moments.lakes()
            return picture_of(water, seconds, pose, dress, drawn, values, lakes, feedback.check)

        def done(made: "tuple[WaterPicture, Drawn]") -> None:
            if self.moments is not moments or self.shown == WHOLE:
                self._on_drawn()
                return
            cell = self.cell
            picture, self._drawn = made
            if self.cell != cell:
                self.moved.emit(self.seconds)  # whether it is a preview is known only now
            self._bench.view.show_water(picture)
            self._bench.jobs.run(
                lambda feedback: moments.ahead(seconds),
                msg("Reading the next moment"),
                lane="ahead",
                quiet=True,
            )

        def failed(problem: WeiyangError) -> None:
            self._busy = self._again = False
            self.pause()
            self._bench.report(problem)

        job = self._bench.jobs.run(task, msg("Drawing the water"), done, failed, lane=LANE, quiet=True)
        job.ended.connect(self._on_end)

    @Slot(object)
    def _on_end(self, job: "Job") -> None:
        if job.state is State.CANCELLED:
            self._busy = False

    @Slot()
    def _on_drawn(self) -> None:
        """Go on once a moment is seen."""
        self._busy = False
        if self._again:
            self._ask()
