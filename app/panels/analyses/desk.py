"""Runs analyses for the window and holds what they found: one result is shown at a time.

A result goes stale when what it read changes; a live one is then found again, the newest scene winning.
It knows no widget.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from app.panels.analyses.easel import Easel
from app.panels.analyses.looked_at import filled
from app.workbench import Workbench
from scene.commands import Branch, Insert
from scene.errors import WeiyangError
from scene.feedback import Feedback
from scene.graph import Change, Replaced
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Provenance, Role
from scene.payloads import Raster

if TYPE_CHECKING:
    from analysis.base import AnalysisResult, AnalysisSpec
    from app.analysing import Finding
    from app.jobs import Job
    from app.panels.analyses.run import Run

LANE: Final = "analysis"
LAYER: Final = "analysis"


class AnalysisDesk(QObject):
    """The analyses of one window.

    Parameters
    ----------
    bench : Workbench
        On whose scene they run.
    """

    #: Which analysis is chosen, which result is shown, its age, or what goes on has changed.
    changed = Signal()
    #: How much of a run is done, 0 to 1, and what is being done.
    progressed = Signal(float, object)
    #: The person wants to see a raster of the whole run, whichever moment is shown.
    whole_asked = Signal()
    #: A run has found something, with its `Finding`; before its pictures are painted.
    found = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self.chosen = ""
        self.runs: tuple[Run, ...] = ()
        self.current: Run | None = None
        self.problem: WeiyangError | None = None
        self.overlay_shown = True
        #: Whether the panel is before the person's eyes and says itself how far a run is.
        self.attended = False
        #: Whether moments of the run are shown in place of its rasters of the whole.
        self.moments_shown = False
        self._answers: dict[str, dict[str, object]] = {}
        self._layers: dict[tuple[str, str], bool] = {}
        self._count = 0
        self._job: Job | None = None
        self._job_of = ""
        self._again: Job | None = None
        self._waiting = False
        self._easel = Easel(bench)
        bench.session_changed.connect(self._on_session)
        bench.seen_changed.connect(self._on_scene)

    # -- which analysis ------------------------------------------------------------------------------------

    @property
    def spec(self) -> "AnalysisSpec | None":
        """The analysis that is chosen."""
        from analysis.registry import by_id

        return by_id(self.chosen) if self.chosen else None

    def choose(self, analysis_id: str) -> None:
        """Turn to an analysis and to its latest result; an empty id turns to the list of all."""
        self.chosen, self.problem = analysis_id, None
        if analysis_id:
            of_it = [run for run in self.runs if run.id == analysis_id]
            self.current = of_it[-1] if of_it else None
            self._lay()
        self.changed.emit()

    @property
    def answers(self) -> Mapping[str, object]:
        """What the chosen analysis is asked with."""
        return self._answers.get(self.chosen, {})

    def answers_of(self, analysis_id: str) -> Mapping[str, object]:
        """Return what an analysis is asked with, whether it is chosen or not."""
        return self._answers.get(analysis_id, {})

    def set_answers(self, answers: Mapping[str, object]) -> None:
        """Ask the chosen analysis with these parameters from now on; a live one answers at once."""
        if dict(answers) != self.answers:
            self._answers[self.chosen] = dict(answers)
            if self.is_live:
                self._run_again()

    # -- results -------------------------------------------------------------------------------------------

    @property
    def shown_runs(self) -> tuple["Run", ...]:
        """The results of the chosen analysis, oldest first."""
        return tuple(run for run in self.runs if run.id == self.chosen)

    def show(self, run: "Run") -> None:
        """Show one of the results."""
        self.chosen, self.current, self.problem = run.id, run, None
        self._lay()
        self.changed.emit()

    def add(self, finding: "Finding", roles: frozenset[Role], compares: tuple[int, ...] = ()) -> None:
        """Hold a result that nobody ran, as a comparison is, and show it."""
        from app.panels.analyses.run import Run, held

        self._count += 1
        run = Run(self._count, finding, roles, datetime.now().astimezone(), compares)
        self.runs = held((*self.runs, run))
        self.show(run)

    def forget(self, run: "Run") -> None:
        """Let a result go."""
        self.runs = tuple(one for one in self.runs if one is not run)
        if self.current is run:
            left = self.shown_runs
            self.current = left[-1] if left else None
        self._lay()
        self.changed.emit()

    @property
    def stale(self) -> bool:
        """Whether the result that is shown is older than the scene."""
        return self.current is not None and not self.current.is_of(self._bench.session.shown.graph)

    @property
    def is_live(self) -> bool:
        """Whether the result that is shown follows the scene."""
        return self.current is not None and self.current.finding.spec.live

    @property
    def following(self) -> bool:
        """Whether a live result is being found again."""
        return self._again is not None

    @property
    def painting(self) -> bool:
        """Whether pictures of a result are still being painted."""
        return self._easel.busy

    def show_overlay(self, shown: bool) -> None:
        """Lay the result over the view, or take it away."""
        self.overlay_shown = shown
        self._lay()
        self.changed.emit()

    def play_moments(self, played: bool) -> None:
        """Leave the rasters of the whole run out while its moments are shown, or lay them again."""
        if played != self.moments_shown:
            self.moments_shown = played
            self._lay()

    def is_shown(self, node: Node) -> bool:
        """Return whether a layer of the result is one of those that are laid over the view."""
        run = self.current
        if run is None:
            return False
        said = self._layers.get((run.id, node.name.en))
        return node.visible if said is None else said

    def show_layers(self, nodes: Sequence[Node], shown: bool) -> None:
        """Lay layers of the result over the view, or take them away; of rasters one is shown at a time."""
        run = self.current
        if run is None:
            return
        if shown and any(isinstance(node.payload, Raster) for node in nodes):
            self.whole_asked.emit()
            for other in run.result.nodes:
                if isinstance(other.payload, Raster):
                    self._layers[(run.id, other.name.en)] = False
        for node in nodes:
            self._layers[(run.id, node.name.en)] = shown
        self._lay()
        self.changed.emit()

    @property
    def kept(self) -> bool:
        """Whether the result that is shown is part of the project."""
        run = self.current
        return run is not None and bool(run.result.nodes) and not run.outside(self._bench.session.scene)

    def keep(self) -> None:
        """Put the layers of the result into the project, as one group."""
        run = self.current
        if run is None:
            return
        nodes, spec = run.outside(self._bench.session.scene), run.finding.spec
        if not nodes:
            return
        hour = f"{run.moment:%H:%M}"
        group = Node(
            BilingualText(f"{spec.title.zh} {hour}", f"{spec.title.en} {hour}"),
            Role.GROUP,
            provenance=Provenance(spec.id, spec.version),
        )
        kept = [replace(node, visible=self.is_shown(node)) for node in nodes]
        branch = Branch(group, tuple(map(Branch, kept)))
        self._bench.run(Insert([branch], label=msg("Keep the result of {analysis}", analysis=spec.title)))

    def _lay(self) -> None:
        run = self.current
        shown = run is not None and self.overlay_shown
        outside = run.outside(self._bench.session.scene) if run and shown else ()
        laid = [node for node in outside if self.is_shown(node)]
        if self.moments_shown:
            laid = [node for node in laid if not isinstance(node.payload, Raster)]
        self._bench.lay_over(LAYER, laid)

    # -- running -------------------------------------------------------------------------------------------

    @property
    def running(self) -> "Job | None":
        """The run of the chosen analysis that is under way."""
        return self._job if self._job_of == self.chosen else None

    def run(self) -> None:
        """Run the chosen analysis on the scene as it is now."""
        spec = self.spec
        if spec is None:
            return
        self.problem, self._waiting = None, False
        if self._again is not None:
            self._again.cancel()
        self._answers[spec.id] = filled(self._bench, spec, self.answers)
        self._count += 1
        self._job_of = spec.id
        self._job = self._start(spec, dict(self.answers), self._count, quiet=self.attended)
        self._job.changed.connect(self._on_progress)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the run under way."""
        if self.running is not None:
            self.running.cancel()
            self.changed.emit()

    def _run_again(self) -> None:
        """Find the live result again; while that goes on, only the newest scene is remembered."""
        run = self.current
        if run is None or self._job is not None:
            return
        if self._again is not None:
            self._waiting = True
            return
        self._waiting = False
        answers = dict(self._answers.get(run.id, {}))
        self._again = self._start(run.finding.spec, answers, run.number, quiet=True)

    def _start(self, spec: "AnalysisSpec", answers: dict[str, object], number: int, quiet: bool) -> "Job":
        shown = self._bench.session.shown
        snapshot, scheme = shown.graph.snapshot(), shown.scheme

        def task(feedback: Feedback) -> "tuple[Finding, frozenset[Role]]":
            from app.analysing import Finding, analyse, roles_of
            from app.answers import params_from

            roles = roles_of(spec)

            def first(result: object) -> None:
                params = params_from(spec.params_type(), answers, Message(""))
                finding = Finding(spec, params, snapshot, result, scheme)  # type: ignore[arg-type]
                feedback.preview((finding, roles))

            whole = analyse(spec.id, snapshot, answers, _Previewing(feedback, first), scheme=scheme)
            return whole, roles

        def found(pair: "tuple[Finding, frozenset[Role]]") -> None:
            self._on_found(number, *pair)
            self.found.emit(pair[0])

        job = self._bench.jobs.run(
            task, msg("{analysis}", analysis=spec.title), found, self._on_problem, found, LANE, quiet
        )
        job.ended.connect(self._on_end)
        return job

    def _on_found(self, number: int, finding: "Finding", roles: frozenset[Role]) -> None:
        from app.panels.analyses.run import Run, held

        run = Run(number, finding, roles, datetime.now().astimezone())
        known = [one for one in self.runs if one.number == number]
        if known:
            run = replace(run, moment=known[0].moment)
            self.runs = tuple(run if one.number == number else one for one in self.runs)
        else:
            self.runs = held((*self.runs, run))
        self.problem = None
        if self.chosen in ("", run.id) and (not known or self.current is known[0]):
            self.current = run
            self._lay()
        self.changed.emit()
        if not finding.result.interim and run.is_of(self._bench.session.shown.graph):
            self._easel.paint(finding, lambda whole: self._on_found(number, whole, roles), self._on_problem)

    def _on_problem(self, problem: WeiyangError) -> None:
        self.problem = problem
        self.changed.emit()

    @Slot()
    def _on_progress(self) -> None:
        if self.running is not None and self._job is not None:
            self.progressed.emit(self._job.fraction, self._job.message)

    @Slot(object)
    def _on_end(self, job: "Job") -> None:
        if job is self._job:
            self._job = None
        if job is self._again:
            self._again = None
        if self._waiting:
            self._run_again()
        self.changed.emit()

    # -- following -----------------------------------------------------------------------------------------

    @Slot()
    def _on_session(self) -> None:
        self._easel.stop()
        for job in (self._job, self._again):
            if job is not None:
                job.cancel()
        self.runs, self.current, self.problem = (), None, None
        self._waiting = False
        self._lay()
        self.changed.emit()

    @Slot(tuple)
    def _on_scene(self, changes: tuple[Change, ...]) -> None:
        run = self.current
        if run is None:
            return
        roles = {role for change in changes for role in _touched(change)}
        if Role.RESULT in roles or Role.GROUP in roles:
            self._lay()  # what is kept in the project is drawn as part of it
            self.changed.emit()
        if not roles & run.roles:
            return
        if self.is_live:
            self._run_again()
        self.changed.emit()


class _Previewing:
    """A feedback that hands interim results on as findings."""

    def __init__(self, feedback: Feedback, first: object) -> None:
        self._feedback, self._first = feedback, first
        self.progress, self.check, self.warn = feedback.progress, feedback.check, feedback.warn

    def preview(self, result: "AnalysisResult") -> None:
        """Hand an interim result on."""
        self._first(result)  # type: ignore[operator]


def _touched(change: Change) -> tuple[Role, ...]:
    """Return the roles of the nodes that a change is about; none where only the look changed."""
    if isinstance(change, Replaced):
        before, after = change.before, change.after
        same = before.payload is after.payload and before.transform is after.transform
        return () if same and before.attributes is after.attributes else (after.role,)
    node = getattr(change, "node", None)
    return () if node is None else (node.role,)
