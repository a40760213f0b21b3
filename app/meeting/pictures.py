"""A small picture of every stop as it will be seen: drawn off-screen, one by one, when nothing moves.

With the stop's own scheme, layers and hour, whatever the window shows. It knows no widget.
"""

from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from app.meeting.presenting import Presenting
from app.meeting.scenes import setting_of
from app.viewport.glass import as_image
from app.viewport.optics import Pose
from app.viewport.quality import DRAFT
from app.viewport.sun import daylight_at
from app.workbench import Workbench
from scene.graph import Change, Replaced
from scene.messages import NO_NAME
from scene.node import Role
from scene.review.stop import Stop

if TYPE_CHECKING:
    from app.viewport.filming import FilmSet

#: Pixels of a picture, and milliseconds of rest before the next is drawn.
SIZE: Final = (480, 270)
PAUSE_MS: Final = 500
#: What is drawn by these is not worth drawing every picture anew.
UNSEEN: Final = frozenset(
    {Role.VIEWPOINTS, Role.ROUTES, Role.RESULT, Role.AGENDA, Role.OPINIONS, Role.REPORT, Role.GROUP}
)


class StopPictures(QObject):
    """The pictures of the agenda of one window.

    Parameters
    ----------
    bench : Workbench
    presenting : Presenting
        Whose stops they are of.
    """

    #: A picture has been drawn; carries the key of its stop.
    drawn = Signal(str)

    def __init__(self, bench: Workbench, presenting: Presenting) -> None:
        super().__init__(presenting)
        self._bench, self._presenting = bench, presenting
        self._pictures: dict[str, tuple[Stop, QImage]] = {}
        self._stale: set[str] = set()
        self._open = ExitStack()
        self._set: FilmSet | None = None
        self._work: tuple[Stop, Generator[float, None, Any]] | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._begin)
        self._steps = QTimer(self, interval=0)
        self._steps.timeout.connect(self._step)
        bench.view.give_way = self.stop
        presenting.changed.connect(self._on_agenda)
        bench.view.finished.connect(self._on_agenda)
        bench.view.pose_changed.connect(self._on_moved)
        bench.scene_changed.connect(self._on_scene)
        bench.session_changed.connect(self._on_session)
        self._on_agenda()

    def of(self, key: str) -> QImage | None:
        """Return the picture of a stop, the last one drawn; None before there is one."""
        held = self._pictures.get(key)
        return None if held is None else held[1]

    @property
    def waiting(self) -> list[Stop]:
        """The stops whose pictures are still to be drawn."""
        return [stop for stop in self._presenting.stops if not self._is_fresh(stop)]

    def _is_fresh(self, stop: Stop) -> bool:
        held = self._pictures.get(stop.key)
        return held is not None and stop.key not in self._stale and _looks(held[0]) == _looks(stop)

    def stop(self) -> None:
        """Draw no more, and give the painter back."""
        self._pause.stop()
        self._steps.stop()
        if self._work is not None:
            self._work[1].close()
            self._work = None
        self._set = None
        self._open.close()

    @Slot()
    def _begin(self) -> None:
        if not self.waiting or self._busy():
            return  # the view says when it rests again
        self._set = self._open.enter_context(
            self._bench.view.film_set(SIZE, notes=False, alone=True, quality=DRAFT)
        )
        self._next()

    def _busy(self) -> bool:
        bench, window = self._bench, self._bench.window
        return (
            bench.view.moving
            or bench.view.lent
            or window.filming.busy
            or window.sealing.busy
            or not window.isVisible()
            or self._set is not None
        )

    def _next(self) -> None:
        waiting = self.waiting
        if not waiting or self._set is None:
            self.stop()
            return
        from app.viewport.filming import Take

        stop, session = waiting[0], self._bench.session
        light = None if stop.time is None else daylight_at(stop.time, session.scene.frame)
        setting = setting_of(session.scene.snapshot(), stop)
        take = Take(Pose(stop.eye, stop.target, stop.view_angle), light, setting=setting)
        self._work = (stop, self._set.taking(take))
        self._steps.start()

    @Slot()
    def _step(self) -> None:
        if self._work is None:
            self._steps.stop()
            return
        stop, steps = self._work
        try:
            next(steps)
        except StopIteration as finished:
            self._work = None
            self._stale.discard(stop.key)
            self._pictures[stop.key] = (stop, as_image(finished.value))
            self.drawn.emit(stop.key)
            self._next()

    # -- following -----------------------------------------------------------------------------------------

    @Slot()
    def _on_agenda(self) -> None:
        if self._set is None and self.waiting:
            self._pause.start()

    @Slot(object)
    def _on_moved(self, pose: object) -> None:
        """Give way to who moves about."""
        self.stop()

    @Slot(tuple)
    def _on_scene(self, changes: tuple[Change, ...]) -> None:
        if any(_is_seen(change) for change in changes):
            self.stop()
            self._stale = {stop.key for stop in self._presenting.stops}
        self._on_agenda()

    @Slot()
    def _on_session(self) -> None:
        self.stop()
        self._pictures.clear()
        self._stale.clear()
        self._on_agenda()


def _looks(stop: Stop) -> Stop:
    """Return a stop without what changes no picture."""
    return replace(stop, name=NO_NAME, notes="", seconds=0.0, analysis="")


def _is_seen(change: Change) -> bool:
    node = change.after if isinstance(change, Replaced) else getattr(change, "node", None)
    return node is not None and node.role not in UNSEEN
