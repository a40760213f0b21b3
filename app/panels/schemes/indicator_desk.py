"""Asks for the figures of the site as it is seen, while one pulls; the newest scene wins.

It knows no widget.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from app.workbench import Workbench
from scene.commands import Replace
from scene.errors import WeiyangError
from scene.feedback import Feedback
from scene.graph import Change, Replaced
from scene.messages import msg
from scene.node import Role
from scene.payloads import Buildings
from scene.schemes.site import site_of

if TYPE_CHECKING:
    from analysis.indicators.plugin import Answer
    from app.jobs import Job

LANE: Final = "indicators"
#: What the figures follow from.
CONCERNED: Final = (
    Role.BUILDINGS, Role.HERITAGE, Role.PROPOSALS, Role.MODEL, Role.PARCELS, Role.ZONES, Role.SCHEME,
)  # fmt: skip
#: Columns of the plot that hold what a person gave as its limits.
LIMITS: Final[Mapping[str, str]] = {
    "plot_ratio": "plot_ratio_max",
    "density": "density_max",
    "green": "green_min",
}


class IndicatorDesk(QObject):
    """The figures of one window's site.

    Parameters
    ----------
    bench : Workbench
        On whose scene.
    """

    #: There is another answer, or none, or the present one has grown old.
    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self.answer: Answer | None = None
        self.problem: WeiyangError | None = None
        self.stale = True
        self._attended = False
        self._job: Job | None = None
        self._again = False
        bench.seen_changed.connect(self._on_seen)
        bench.session_changed.connect(self._on_session)

    def attend(self, attended: bool) -> None:
        """Ask only while somebody looks."""
        self._attended = attended
        if attended and self.stale:
            self._ask()

    @Slot()
    def _on_session(self) -> None:
        self.answer, self.problem, self.stale = None, None, True
        self.changed.emit()
        self.attend(self._attended)

    @Slot(tuple)
    def _on_seen(self, changes: tuple[Change, ...]) -> None:
        if not any(_concerns(change) for change in changes):
            return
        self.stale = True
        if self._attended:
            self._ask()

    def _ask(self) -> None:
        # A look that is under way is not broken off: while one pulls, each gives an answer.
        if self._job is not None:
            self._again = True
            return
        self._again = False
        snapshot = self._bench.session.shown.graph.snapshot()

        def task(feedback: Feedback) -> "Answer":
            from analysis.base import AnalysisInputs
            from analysis.common.rules import rule_book
            from analysis.indicators.params import IndicatorParams
            from analysis.indicators.plugin import IndicatorAnalysis, answer

            inputs = AnalysisInputs(snapshot)
            at = {port.name: inputs.at(port) for port in IndicatorAnalysis.inputs}
            return answer(snapshot, at, IndicatorParams(), rule_book(), feedback.check)

        self._job = self._bench.jobs.run(
            task, msg("Scheme indicators"), self._on_answer, self._on_problem, lane=LANE, quiet=True
        )
        self._job.ended.connect(self._on_end)

    def _on_answer(self, found: "Answer") -> None:
        self.answer, self.problem, self.stale = found, None, self._again
        self.changed.emit()

    def _on_problem(self, problem: WeiyangError) -> None:
        self.answer, self.problem, self.stale = None, problem, self._again
        self.changed.emit()

    @Slot(object)
    def _on_end(self, job: object) -> None:
        self._job = None
        if self._again and self._attended:
            self._ask()

    def set_limit(self, key: str, limit: float) -> None:
        """Keep a limit with the plot, by a command; 0 takes it away."""
        session = self._bench.session
        site = site_of(session.scene, session.shown.scheme)
        if site is None or not isinstance(site.node.payload, Buildings):
            return
        payload, column = site.node.payload, LIMITS[key]
        values = np.full(payload.count, np.nan)
        if column in payload.columns and payload.columns[column].dtype.kind in "iuf":
            values = payload.columns[column].astype(np.float64)
        values[site.row] = limit if limit > 0.0 else np.nan
        changed = replace(payload, columns={**payload.columns, column: values})
        label = msg("Set the limits of {name}", name=site.name)
        self._bench.run(Replace(session.scene, [replace(site.node, payload=changed)], label))


def _concerns(change: Change) -> bool:
    if isinstance(change, Replaced):
        before, after = change.before, change.after
        same = before.payload is after.payload and before.attributes is after.attributes
        return after.role in CONCERNED and not (same and before.transform is after.transform)
    node = getattr(change, "node", None)
    return node is not None and node.role in CONCERNED
