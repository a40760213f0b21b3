"""Finds the figures of all schemes: analyses run on every one of them, as one job with progress and cancel.

What was found is held until other figures are; it goes stale when the project changes. It knows no widget.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.workbench import Workbench
from scene.feedback import Feedback
from scene.messages import msg

if TYPE_CHECKING:
    from app.jobs import Job
    from app.scheme_comparison import SchemeComparison


class FiguresDesk(QObject):
    """The figures of all schemes.

    Parameters
    ----------
    bench : Workbench
        With its analyses in place.
    """

    #: Others are held, or are being found.
    changed = Signal()
    #: An analysis was run on one of them; carries the finding.
    found = Signal(object)
    #: Figures are being found; carries how much is done, 0 to 1.
    progressed = Signal(float)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        #: What was found last.
        self.held: SchemeComparison | None = None
        #: Whether the project has changed since.
        self.stale = False
        self._job: Job | None = None
        bench.session_changed.connect(self._on_session)
        bench.scene_changed.connect(self._on_scene)

    def ask(self) -> None:
        """Open the sheet of figures."""
        from app.panels.compare.figures_dialog import FiguresDialog

        FiguresDialog(self._bench, self._bench.window).show()

    @property
    def running(self) -> bool:
        """Whether figures are being found."""
        return self._job is not None

    def find(self, analyses: Sequence[str]) -> None:
        """Run analyses on every scheme and the existing city, each with what it is asked in its panel."""
        snapshot = self._bench.session.scene.snapshot()
        answers = {one: dict(self._bench.analyses.answers_of(one)) for one in analyses}

        def task(feedback: Feedback) -> "SchemeComparison":
            from app.comparing_schemes import Asked, compare_schemes

            return compare_schemes(snapshot, [Asked(one, answers[one]) for one in analyses], feedback)

        title = msg("Running analyses on all schemes")
        self._job = self._bench.jobs.run(task, title, self.keep, lane="figures")
        self._job.changed.connect(self._on_progress)
        self._job.ended.connect(self._on_end)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop finding figures."""
        if self._job is not None:
            self._job.cancel()

    def keep(self, found: "SchemeComparison") -> None:
        """Hold the figures of all schemes, and say of each result that there is one."""
        self.held, self.stale = found, False
        for finding in found.findings.values():
            self.found.emit(finding)
        self.changed.emit()

    @Slot()
    def _on_progress(self) -> None:
        if self._job is not None:
            self.progressed.emit(self._job.fraction)

    @Slot(object)
    def _on_end(self, job: "Job") -> None:
        if job is self._job:
            self._job = None
        self.changed.emit()

    @Slot()
    def _on_session(self) -> None:
        self.cancel()
        self.held = None
        self.changed.emit()

    @Slot(tuple)
    def _on_scene(self, changes: tuple[object, ...]) -> None:
        if self.held is not None and not self.stale:
            self.stale = True
            self.changed.emit()
