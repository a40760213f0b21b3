"""The head-up display of one window: whether it is shown, which lines and landmark, and the latest reading.

It asks again when the eye has moved, one question at a time, on a thread of its own. It knows no widget.
"""

from time import perf_counter
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.panels.hud.lines import Line, Said, said
from app.panels.hud.reading import Reading, landmark_rays, landmarks_of, read
from app.viewport.optics import Pose
from app.workbench import Workbench
from scene.feedback import Feedback
from scene.messages import NO_NAME, BilingualText, msg
from scene.node import NodeId, Role

if TYPE_CHECKING:
    from app.jobs import Job
    from scene.geometry.ray_scene import RayScene

LANE: Final = "hud"
#: Milliseconds between two questions while the eye moves.
PAUSE: Final = 120
#: Seconds over which the speed is taken.
OVER: Final = 0.6
#: Faster than this nobody moves: he was put elsewhere, metres a second.
LEAP: Final = 300.0


class HudDesk(QObject):
    """The display's state.

    Parameters
    ----------
    bench : Workbench
        With its view in place.
    """

    #: Something else is to be shown.
    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self.shown = False
        self.lines: tuple[Line, ...] = tuple(Line)
        self.landmark: NodeId = ""
        self.reading: Reading | None = None
        self.speed = 0.0
        self._way: list[tuple[float, Pose]] = []
        self._alone: tuple[object, RayScene] | None = None
        self._busy = self._again = False
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self._ask)
        self._rest = QTimer(self, singleShot=True, interval=round(1000 * OVER))
        self._rest.timeout.connect(self._on_rest)
        bench.view.pose_changed.connect(self._on_pose)
        bench.scene_changed.connect(self._ask_soon)
        bench.course.moved.connect(self._ask_soon)
        bench.course.changed.connect(self._ask_soon)
        bench.session_changed.connect(self._on_session)

    @property
    def landmarks(self) -> tuple[tuple[NodeId, BilingualText], ...]:
        """What may be chosen as landmark."""
        return landmarks_of(self._bench.session.shown.graph.of_role(Role.HERITAGE))

    @property
    def said(self) -> tuple[Said, ...]:
        """The lines as they read now."""
        if not self.shown or self.reading is None:
            return ()
        name = dict(self.landmarks).get(self.landmark, NO_NAME)
        frame = self._bench.session.scene.frame
        return said(self.reading, self.lines, name, self.speed, frame.vertical)

    def show(self, shown: bool) -> None:
        """Show the display, or nothing."""
        self.shown = shown
        if shown and not self.landmark:
            self._choose_first()
        self.changed.emit()
        self._ask_soon()
        self._bench.touch()

    def switch(self, line: Line) -> None:
        """Show a line, or leave it out."""
        self.lines = tuple(one for one in Line if (one in self.lines) != (one is line))
        self.changed.emit()
        self._ask_soon()

    def choose(self, landmark: NodeId) -> None:
        """Say how much is seen of another landmark."""
        self.landmark = landmark
        self._ask_soon()

    def _choose_first(self) -> None:
        """Choose the landmark that the view looks at most directly."""
        pose, graph = self._bench.view.pose, self._bench.session.shown.graph
        best = (-2.0, "")
        for node_id, _ in self.landmarks:
            box = self._bench.view.box_of(node_id) if node_id in graph else None
            if box is not None:
                way = (np.array(box[:3]) + np.array(box[3:])) / 2.0 - np.asarray(pose.eye)
                best = max(best, (float(way @ pose.forward / max(np.linalg.norm(way), 1e-9)), node_id))
        self.landmark = best[1]

    # -- asking --------------------------------------------------------------------------------------------

    @Slot()
    def _on_session(self) -> None:
        self.landmark, self.reading, self._alone = "", None, None
        if self.shown:
            self._choose_first()
        self.changed.emit()
        self._ask_soon()

    @Slot(object)
    def _on_pose(self, pose: Pose) -> None:
        if not self.shown:
            return
        now = perf_counter()
        self._way = [*(one for one in self._way if now - one[0] <= OVER), (now, pose)]
        (then, there), seconds = self._way[0], now - self._way[0][0]
        gone = float(np.linalg.norm(np.subtract(pose.eye, there.eye)))
        self.speed = gone / seconds if then < now and seconds > 0.1 and gone / seconds < LEAP else 0.0
        self._rest.start()
        self._ask_soon()

    @Slot()
    def _on_rest(self) -> None:
        """Stand: nothing has moved for a while."""
        self._way, self.speed = [], 0.0
        self._ask_soon()
        self.changed.emit()

    @Slot()
    def _ask_soon(self, *changed: object) -> None:
        if self.shown and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _ask(self) -> None:
        rays, course = self._bench.window.seeing.rays, self._bench.course
        if not self.shown or rays is None:
            return
        if self._busy:
            self._again = True
            return
        self._busy, self._again = True, False
        pose, moments, seconds = self._bench.view.pose, course.moments, course.seconds
        water = None if moments is None or Line.WATER not in self.lines else (lambda: moments.at(seconds))
        graph, alone = self._bench.session.shown.graph, self._alone
        wanted = Line.LANDMARK in self.lines and self.landmark in graph
        node = graph.node(self.landmark) if wanted else None

        def task(feedback: Feedback) -> "tuple[Reading, tuple[object, RayScene] | None]":
            held = alone
            if node is not None and (held is None or held[0] is not node):
                held = (node, landmark_rays(node))
            landmark = held[1] if node is not None and held is not None else None
            return read(rays, pose, landmark, water, feedback.check), held

        job = self._bench.jobs.run(
            task, msg("Reading what is here"), self._on_read, self._on_failed, lane=LANE, quiet=True
        )
        job.ended.connect(self._on_end)

    def _on_read(self, found: "tuple[Reading, tuple[object, RayScene] | None]") -> None:
        self.reading, self._alone = found
        self.changed.emit()

    def _on_failed(self, problem: object) -> None:
        """Show the last reading: a course may have gone while it was read."""

    @Slot(object)
    def _on_end(self, job: "Job") -> None:
        self._busy = False
        if self._again:
            self._ask_soon()
