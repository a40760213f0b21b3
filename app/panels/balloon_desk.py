"""Runs the balloon for the window: when a proposal changes, while its height is dragged, or when asked.

Holds the last answer and tells the view its colours. How the answer is found is :mod:`balloon_flight`'s
and the analysis' business.
"""

from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from analysis.base import AnalysisResult
from analysis.common.verdict import Verdict
from app.proposals import GROUNDS, Proposal, proposals_in
from app.sight_lines import drawn, sight_line
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.feedback import Feedback, SilentFeedback
from scene.graph import Change, Replaced
from scene.messages import Message, msg
from scene.node import NodeId, Role

if TYPE_CHECKING:
    from app.panels.balloon_flight import Flight

ANALYSIS: Final = "sightline.balloon"

#: After the last change of a proposal the whole answer is found anew.
SETTLE_MS: Final = 450

#: An answer that takes no longer than this is given at once, seconds: the verdict shall follow a drag.
AT_ONCE: Final = 0.12

#: No more proposals than this are answered for at once when something is dragged.
FEW: Final = 8

#: Roles whose change can alter the answer.
CONCERNED: Final = frozenset({*GROUNDS, Role.PROPOSALS})

#: What is dragged, so that the answer shall follow at once.
DRAGGED: Final = frozenset({Role.PROPOSALS, Role.VIEWPOINTS, Role.ROUTES})


class BalloonDesk(QObject):
    """The balloon of one window.

    Parameters
    ----------
    bench : Workbench
        Whose proposals are judged.
    """

    #: The answer, or whether it is still that of the scene as it is, has changed.
    changed = Signal()
    #: How much of a test is done, 0 to 1.
    progressed = Signal(float)
    #: Another proposal is looked at.
    proposal_changed = Signal()
    #: There is an answer for the scene as it is, from every station, with an `AnalysisResult`.
    answered = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self.result: AnalysisResult | None = None
        self.problem: WeiyangError | None = None
        #: Whether the answer is older than the scene.
        self.stale = True
        self.running = False
        #: Whether the scene has changed since the look that is under way was begun.
        self._again = False
        #: How long the last answer took that was given at once, seconds.
        self._pace = 0.0
        self.parameters: Mapping[str, object] = {}
        self._flight: Flight | None = None
        self._line_shown = True
        self._current = ""
        self._soon = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._soon.timeout.connect(self._test_quietly)
        bench.session_changed.connect(self._on_session)
        bench.seen_changed.connect(self._on_scene)
        bench.selection_changed.connect(self._on_selection)

    # -- which proposal ------------------------------------------------------------------------------------

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """All proposals of the scene."""
        return proposals_in(self._bench.session.shown.graph.of_role(Role.PROPOSALS))

    @property
    def current(self) -> Proposal | None:
        """The proposal that is looked at."""
        known = self.proposals
        return next((p for p in known if p.key == self._current), known[0] if known else None)

    def look_at(self, key: str) -> None:
        """Look at another proposal."""
        if key != self._current:
            self._current = key
            self._show_line()
            self.proposal_changed.emit()

    def verdict_of(self, proposal: Proposal) -> Verdict | None:
        """Return the verdict on a proposal, None while there is none."""
        found = self.result.verdicts if self.result else ()
        return next((v for v in found if v.node == proposal.node.id and v.subject == proposal.key), None)

    @property
    def fresh(self) -> bool:
        """Whether the answer is that of the scene as it is, from every station."""
        return not self.stale and self.result is not None and not self.result.interim

    # -- asking --------------------------------------------------------------------------------------------

    def test(self, quiet: bool = False) -> None:
        """Look at all proposals from everywhere, in the background."""
        self._soon.stop()
        self._again = False
        snapshot = self._bench.session.shown.graph.snapshot()
        if not snapshot.of_role(Role.PROPOSALS):
            self._clear()
            return
        earlier, given = self._flight, dict(self.parameters)
        looked_at = self.current.key if self.current else ""

        def task(feedback: Feedback) -> "tuple[Flight, AnalysisResult]":
            from analysis.sightline.balloon.params import BalloonParams
            from analysis.sightline.balloon.targets import proposals_in as targets_in
            from app.panels.balloon_flight import fly
            from app.rehearsal import make_ready

            make_ready("sightline.balloon", feedback)
            targets = list(targets_in(snapshot.of_role(Role.PROPOSALS)))

            def aloft(flight: "Flight") -> None:
                feedback.preview((flight, flight.answer(targets)))

            flight = fly(snapshot, BalloonParams.model_validate(given), earlier, feedback, aloft, looked_at)
            return flight, flight.answer(targets)

        self.running = True
        job = self._bench.jobs.run(
            task,
            msg("Red balloon test"),
            done=self._on_flown,
            failed=self._on_problem if quiet else self._on_loud_problem,
            preview=self._on_flown,
            lane="balloon",
            quiet=quiet,
        )
        job.changed.connect(lambda: self.progressed.emit(job.fraction))
        job.ended.connect(self._on_end)
        self.changed.emit()

    @Slot()
    def _test_quietly(self) -> None:
        if self._bench.session.shown.graph.of_role(Role.VIEWPOINTS, Role.ROUTES):
            self.test(quiet=True)

    def _look_live(self) -> None:
        """Look anew at once; while a look is under way, as soon as it has given an answer.

        So what is dragged is answered as often as there are answers, and its last place counts.
        """
        if self.running:
            self._again = True
        else:
            self._test_quietly()

    def _answer_at_once(self) -> bool:
        """Answer for a new place before the view draws it, if that is soon enough; say whether it was done.

        On a worker the answer would have to wait for the pictures of the drag. What it leaves out of the
        routes is looked at when the drag comes to rest; until then the answer is marked as the first.
        """
        if self._flight is None or self._pace >= AT_ONCE or len(self.proposals) > FEW:
            return False
        from analysis.sightline.balloon.params import BalloonParams
        from analysis.sightline.balloon.targets import proposals_in as targets_in
        from app.panels.balloon_flight import take_off

        for job in self._bench.jobs.running:
            if job.lane == "balloon":
                job.cancel()  # it looks at what is no longer so
        began = perf_counter()
        snapshot = self._bench.session.shown.graph.snapshot()
        looked_at = self.current.key if self.current else ""
        try:
            params = BalloonParams.model_validate(dict(self.parameters))
            flight = take_off(snapshot, params, self._flight, SilentFeedback(), looked_at)
            result = flight.answer(list(targets_in(snapshot.of_role(Role.PROPOSALS))))
        except WeiyangError as problem:
            self._on_problem(problem)
            return True
        self._pace = perf_counter() - began
        self._again = False
        self._soon.stop()
        self._flight = flight
        self._on_result(result)
        if result.interim:
            self._soon.start()
        return True

    def _follow(self) -> bool:
        """Answer for the present heights, if no proposal has moved since it was looked at; say whether so."""
        from analysis.sightline.balloon.targets import proposals_in as targets_in

        flight = self._flight
        if flight is None:
            return False
        try:
            targets = list(targets_in(self._bench.session.shown.graph.of_role(Role.PROPOSALS)))
        except WeiyangError:
            return False
        if not all(flight.knows(target) for target in targets):
            return self._answer_at_once()
        if flight.seconds < AT_ONCE:
            # On a worker the answer would have to wait until the view has drawn the new height.
            self._on_result(flight.answer(targets))
            return True
        self._bench.jobs.run(
            lambda feedback: flight.answer(targets),
            msg("Red balloon test"),
            done=self._on_result,
            failed=self._on_problem,
            lane="balloon-height",
            quiet=True,
        )
        return True

    def set_parameters(self, values: Mapping[str, object]) -> None:
        """Ask with other parameters from now on."""
        self.parameters = dict(values)
        self.stale = True
        self.changed.emit()
        self._soon.start()

    # -- following -----------------------------------------------------------------------------------------

    def _on_flown(self, flown: "tuple[Flight, AnalysisResult]") -> None:
        self._flight = flown[0]
        self._on_result(flown[1])
        if not flown[1].interim:
            self._pace *= 0.5  # what was slow once may be soon enough the next time
        if self._again:
            self._test_quietly()

    def _on_result(self, result: AnalysisResult) -> None:
        self.result, self.problem = result, None
        current = self.current
        verdict = self.verdict_of(current) if current else None
        # The height may have been dragged on while the answer was on its way.
        same = current is None or verdict is None or abs(verdict.value - current.height) < 0.01
        self.stale = not same or self._soon.isActive() or self._again
        self._colour()
        self.changed.emit()
        if self.fresh:
            self.answered.emit(result)

    def _on_problem(self, problem: WeiyangError) -> None:
        self.problem = problem
        self.changed.emit()

    def _on_loud_problem(self, problem: WeiyangError) -> None:
        self._on_problem(problem)
        self._bench.report(problem)

    def _on_end(self, job: object) -> None:
        self.running = any(job.lane == "balloon" for job in self._bench.jobs.running)
        if self._again and not self.running:
            self._test_quietly()
        self.changed.emit()

    def _colour(self) -> None:
        words: dict[tuple[NodeId, int], str] = {}
        for proposal in self.proposals:
            verdict = self.verdict_of(proposal)
            if verdict is not None:
                words[(proposal.node.id, proposal.row)] = verdict.outcome.value
        self._bench.view.set_verdicts(words)
        self._show_line()

    @property
    def line_shown(self) -> bool:
        """Whether the governing sight line is drawn in the view."""
        return self._line_shown

    def show_line(self, shown: bool) -> None:
        """Draw the governing sight line in the view, or take it away."""
        self._line_shown = shown
        self._show_line()
        self._bench.touch()

    def _show_line(self) -> None:
        """Draw the sight line that decides on the proposal looked at."""
        verdict = self.verdict_of(self.current) if self.current and self._line_shown else None
        line = sight_line(verdict, self.result.nodes) if verdict and self.result else None
        self._bench.lay_over("sight line", [drawn(line)] if line else [])

    def _clear(self) -> None:
        self.result, self.problem, self.stale = None, None, True
        self._flight = None
        self._bench.view.set_verdicts({})
        self._show_line()
        self.changed.emit()
        self.proposal_changed.emit()

    @Slot()
    def _on_session(self) -> None:
        self._current = ""
        self._clear()
        if self.proposals:
            self._soon.start()

    @Slot(tuple)
    def _on_scene(self, changes: tuple[Change, ...]) -> None:
        concerned = [change for change in changes if _concerns(change)]
        if not concerned:
            return
        self.stale = True
        only_proposals = all(_is_edited_proposal(change) for change in concerned)
        if not (only_proposals and self._follow()):
            dragged = all(
                isinstance(change, Replaced) and change.after.role in DRAGGED for change in concerned
            )
            if not dragged:
                self._soon.start()
            elif only_proposals or not self._answer_at_once():
                self._look_live()
        self.proposal_changed.emit()
        self.changed.emit()

    @Slot(object)
    def _on_selection(self, selected: object) -> None:
        node_id, row = getattr(selected, "node_id", ""), getattr(selected, "row", -1)
        for proposal in self.proposals:
            if proposal.node.id == node_id and row in (-1, proposal.row):
                self.look_at(proposal.key)
                return


def _concerns(change: Change) -> bool:
    if isinstance(change, Replaced):
        before, after = change.before, change.after
        same = before.payload is after.payload and before.transform is after.transform
        return after.role in CONCERNED and not same
    node = getattr(change, "node", None)
    return node is not None and node.role in CONCERNED


def _is_edited_proposal(change: Change) -> bool:
    return isinstance(change, Replaced) and change.after.role is Role.PROPOSALS


def stale_hint(desk: BalloonDesk) -> Message | None:
    """Return what to say about the answer's age, None if it is that of the scene as it is."""
    first = desk.result is not None and desk.result.interim
    if first and not desk.stale:
        return msg("First answer; looking on from every station…")
    if desk.running:
        return msg("Looking from every viewpoint…")
    if desk.result is not None and not desk.fresh:
        return msg("The scene has changed since.")
    return None
