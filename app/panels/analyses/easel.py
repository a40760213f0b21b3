"""Paints for the window what belongs to a finding and only a painter can make, step by step between events.

What is painted is said in :mod:`app.finding_pictures`; it knows no analysis.
"""

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from app.finding_pictures import painted, wants_painting
from app.workbench import Workbench
from scene.errors import WeiyangError

if TYPE_CHECKING:
    from app.analysing import Finding


class Easel(QObject):
    """One picture is painted at a time; a newer finding takes its place.

    Parameters
    ----------
    bench : Workbench
        With whose view's painter.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._steps: Generator[float, None, Finding] | None = None
        self._done: Callable[[Finding], object] = lambda _: None
        self._failed: Callable[[WeiyangError], object] = lambda _: None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._step)

    @property
    def busy(self) -> bool:
        """Whether something is being painted."""
        return self._steps is not None

    def paint(
        self,
        finding: "Finding",
        done: "Callable[[Finding], object]",
        failed: Callable[[WeiyangError], object],
    ) -> None:
        """Paint what a finding asks for, if it does, and hand it on with its pictures."""
        self.stop()
        if wants_painting(finding):
            self._steps = painted(finding, self._bench.view.framing)
            self._done, self._failed = done, failed
            self._timer.start()

    def stop(self) -> None:
        """Leave what is being painted; the view gets its painter back."""
        self._timer.stop()
        if self._steps is not None:
            self._steps.close()
            self._steps = None

    @Slot()
    def _step(self) -> None:
        if self._steps is None:
            return
        try:
            next(self._steps)
        except StopIteration as finished:
            self._end()
            self._done(finished.value)
        except WeiyangError as problem:
            self._end()
            self._failed(problem)

    def _end(self) -> None:
        self._timer.stop()
        self._steps = None
