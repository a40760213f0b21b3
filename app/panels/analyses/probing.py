"""A click in the view asks the result that is shown; what it says hangs at the place and stands in the panel.

The result is asked away from the GUI thread, and again when a live result is found anew.
"""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from analysis.base import Card, Chart
from app.panels.analyses.callout import Callout, Point
from app.workbench import Workbench
from scene.feedback import Feedback
from scene.messages import msg

if TYPE_CHECKING:
    from app.panels.analyses.run import Run


class Probing(QObject):
    """Asks for one window.

    Parameters
    ----------
    bench : Workbench
        With view, window and analyses in place.
    """

    #: The card of the place that was clicked, or None.
    told = Signal(object)
    #: How it went at that place, a tuple of charts.
    remembered = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._run: Run | None = None
        self._place: Point | None = None
        self.callout = Callout(bench.window.central)
        bench.view.picked.connect(self._on_picked)
        bench.view.pose_changed.connect(self.callout.follow)
        bench.analyses.changed.connect(self._on_result)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), bench.window)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.close)

    @property
    def ready(self) -> bool:
        """Whether a click would ask now."""
        run = self._bench.analyses.current
        return self._bench.analyses.attended and run is not None and _answers(run)

    def attend(self, attended: bool) -> None:
        """Take clicks from now on, or leave them to others."""
        self._bench.analyses.attended = attended
        if not attended:
            self.close()

    @Slot(object)
    def _on_picked(self, picked: Any) -> None:
        if not self.ready:
            return
        if picked is None:
            self.close()
        else:
            self.ask(picked.point)

    def ask(self, place: Point) -> None:
        """Ask the result that is shown about a place, local metres."""
        run = self._bench.analyses.current
        if run is None or not _answers(run):
            return
        probe, course = run.result.probe, run.result.course
        self._run, self._place = run, place

        def task(feedback: Feedback) -> tuple[Card | None, tuple[Chart, ...]]:
            card = None if probe is None else probe.at(place)
            feedback.check()
            charts = () if course is None else course.histories(place)
            if card is None and charts:
                card = Card(msg("{chart}", chart=charts[0].title))
            return card, charts

        def done(answer: tuple[Card | None, tuple[Chart, ...]]) -> None:
            if place == self._place:
                card, charts = answer
                self._tell(card)
                self.remembered.emit(charts)

        self._bench.jobs.run(task, msg("Asking the result"), done, lane="probe", quiet=True)

    def _tell(self, card: Card | None) -> None:
        if card is None or self._place is None:
            self.close()
            return
        view = self._bench.view
        self.callout.setGeometry(view.geometry())
        self.callout.stackUnder(self._bench.window.central.jobs)
        self.callout.show_card(card, self._place, view.pose)
        self._escape.setEnabled(True)
        self.told.emit(card)

    @Slot()
    def close(self) -> None:
        """Take the card away."""
        self._place = None
        self.callout.hide()
        self._escape.setEnabled(False)
        self.told.emit(None)
        self.remembered.emit(())

    @Slot()
    def _on_result(self) -> None:
        run = self._bench.analyses.current
        if run is self._run or self._place is None:
            return
        follows = run is not None and self._run is not None and run.number == self._run.number
        if follows and run is not None and _answers(run):
            self.ask(self._place)
        else:
            self.close()


def _answers(run: "Run") -> bool:
    """Return whether a result has anything to say of a place."""
    return run.result.probe is not None or run.result.course is not None
