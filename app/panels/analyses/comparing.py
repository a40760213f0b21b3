"""The button below the results: what did the one that is shown change against the one before it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from app.comparing import can_compare, compare
from app.i18n import tr, translator
from app.workbench import Workbench
from scene.feedback import Feedback
from scene.messages import msg

if TYPE_CHECKING:
    from app.analysing import Finding
    from app.panels.analyses.run import Run


class CompareButton(QPushButton):
    """Holds the result that is shown against the one before it; it hides where there is none.

    Parameters
    ----------
    bench : Workbench
        With its analyses in place.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.clicked.connect(lambda checked=False: self.compare())
        translator.language_changed.connect(self.renew)
        self.hide()

    def renew(self, *changed: object) -> None:
        """Say what would be compared."""
        pair = self.pair
        self.setVisible(pair is not None)
        if pair is not None:
            self.setText(tr(msg("Compare with result {number}", number=pair[0].number)))

    @property
    def pair(self) -> "tuple[Run, Run] | None":
        """The result before the one that is shown, and that one."""
        desk = self._bench.analyses
        shown = desk.current
        if shown is None or not can_compare(shown.id) or not _is_whole(shown):
            return None
        before = [run for run in desk.shown_runs if run.number < shown.number and _is_whole(run)]
        return (before[-1], shown) if before else None

    def compare(self) -> None:
        """Compare, away from the GUI thread, and show what changed."""
        pair = self.pair
        if pair is None:
            return
        before, after = pair

        def task(feedback: Feedback) -> "Finding":
            return compare(before.finding, after.finding)

        def done(finding: "Finding") -> None:
            self._bench.analyses.add(finding, after.roles, (before.number, after.number))

        self._bench.jobs.run(task, msg("Comparing two results"), done, lane="compare")


def _is_whole(run: "Run") -> bool:
    return not run.compares and not run.result.interim
