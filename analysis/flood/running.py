"""One run from its setting to its result, with what is shown of it while it goes on.

It does not know which run it is: a first answer in wide cells, or the full one.
"""

import time
import weakref
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from analysis.base import AnalysisInputs, AnalysisResult
from analysis.common import ports
from analysis.common.verdict import Outcome
from analysis.flood.domain import Domain
from analysis.flood.driving import Driving, driving_of
from analysis.flood.folders import RunFolder
from analysis.flood.frame import Frame
from analysis.flood.history import MOMENTS, hash_of, remembered, run_hash
from analysis.flood.impacts.facts import Affected, RecordSettings, RunFacts
from analysis.flood.impacts.findings import course_of, findings
from analysis.flood.impacts.recorders import Recorders
from analysis.flood.params import FloodParams
from analysis.flood.run import march
from analysis.flood.scheme import Scheme
from analysis.flood.setting.setting import HERITAGE, HOUSES, PROPOSALS, TERRAIN, Setting
from analysis.flood.spec import VERSION
from scene.errors import Cancelled
from scene.feedback import Feedback
from scene.messages import Message, msg
from scene.node import Provenance
from scene.payloads.arrays import F32

#: Wall seconds until a partial result is shown while a run goes on; each time so many times longer, up to the
#: last: who watches a run begin wants to see more of it than who waits for its end.
SHOWN_EVERY: Final = 10.0
SHOWN_LATER: Final = 1.5
SHOWN_SELDOM: Final = 60.0
#: Times as long as making one took until the next is made.
SHOWN_SHARE: Final = 15.0
#: Parameters that say what is done in a run, or how it is shown: they are no part of its core.
_DONE_IN_IT: Final = (
    "pumps", "works_off", "barrier", "barrier_height", "barrier_from", "barriers", "breaches", "preview",
    "threads", "district",
)  # fmt: skip
#: Seconds of a run between two looks at greatest values, houses and roads; of a first answer.
LOOK: Final = 10.0
FIRST_LOOK: Final = 30.0
#: Seconds of a run between two additions of rain, 0.1 mm of a cloudburst; of a first answer.
EXCHANGE: Final = 4.0
FIRST_EXCHANGE: Final = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a run is asked with.

    Parameters
    ----------
    inputs : AnalysisInputs
    params : FloodParams
    provenance : Provenance
    hashes : dict
        sha256 of every input.
    """

    inputs: AnalysisInputs
    params: FloodParams
    provenance: Provenance
    hashes: dict[str, str]


def scheme_of(params: FloodParams, domain: Domain, depth: F32, threads: int) -> Scheme:
    """Return the scheme that moves the water, with the water of the start in it."""
    # Each scheme's kernels are loaded only where it is asked for.
    if params.scheme == "shallow":
        from analysis.flood.shallow.scheme import ShallowWater

        return ShallowWater(domain, depth, threads=threads)
    from analysis.flood.inertial.local_inertial import LocalInertial

    return LocalInertial(domain, depth, threads=threads)


def run(
    asked: Asked,
    setting: Setting,
    feedback: Feedback,
    *,
    said: tuple[Message, ...] = (),
    interim: bool = False,
    first: AnalysisResult | None = None,
) -> AnalysisResult:
    """Let the water run and return what was found.

    Parameters
    ----------
    asked : Asked
    setting : Setting
    feedback : Feedback
    said : tuple of Message
        What is said of this run before all else.
    interim : bool
        True for a first answer; it shows no partial results of its own.
    first : AnalysisResult, optional
        The first answer, which says more than this run as long as it rains.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    params = asked.params
    driving = driving_of(setting, params, asked.inputs, FIRST_EXCHANGE if interim else EXCHANGE)
    # Small grids are quicker on one thread than in sharing them out.
    scheme = scheme_of(params, setting.domain, setting.depth, 1 if interim else params.threads)
    core = core_of(asked, setting)
    keeper = None
    if interim:
        folder = RunFolder(run_hash(f"first {core}", driving.actions))
    else:
        cells = setting.domain.ground.size
        keeper, folder = remembered(core, driving.actions, params.end, cells, feedback)
    recorders = Recorders.over(
        setting.domain,
        affected_by(asked.inputs, params),
        RecordSettings(
            look=FIRST_LOOK if interim else LOOK,
            moment=60.0 * params.interval,
            hazard=params.hazard,
            threshold=params.threshold,
            district=params.district,
        ),
        standing=setting.depth,
        series=folder.path / MOMENTS,
        feedback=feedback,
    )
    assert recorders.recording is not None  # a file is given
    removal = weakref.finalize(recorders.recording.file, folder.remove)
    facts = _facts(asked, setting, driving, scheme, said, interim)
    shown = Partial(recorders, scheme, facts, asked.hashes, feedback, folder, first)
    observers = (*recorders.observers, shown)
    try:
        account = march(scheme, driving.forcing, observers, end=params.end, feedback=feedback, keeper=keeper)
    except Cancelled:
        if keeper is not None:  # who asks for the same again has it go on from here
            removal.detach()
            folder.leave()
        raise
    folder.finish()
    feedback.check()
    return replace(findings(recorders, account, scheme.validity(), facts), inputs=asked.hashes)


def core_of(asked: Asked, setting: Setting) -> str:
    """Return the hash of all that a run is made of but what is done in it."""
    params = asked.params.model_dump(mode="json", exclude=set(_DONE_IN_IT))
    named = (asked.params.rain_file, asked.params.edge_file, *(one.file for one in asked.params.sources))
    files = [Path(name).read_bytes() for name in named if name]
    domain = setting.domain
    return hash_of(
        VERSION, domain.grid, domain.ground, domain.roughness, setting.depth, setting.catchment, setting.soil,
        setting.quarter, setting.waters, sorted(params.items()), sorted(asked.hashes.items()), *files,
    )  # fmt: skip


class Partial:
    """Shows the course so far every few seconds while a run goes on (an Observer).

    As long as it rains, what a first answer found of the whole run says more than the figures so far: these
    take its place when the rain has ended. Nothing is passed before a run has ended.
    """

    def __init__(
        self, recorders: Recorders, scheme: Scheme, facts: RunFacts, hashes: dict[str, str],
        feedback: Feedback, folder: RunFolder, first: AnalysisResult | None,
    ) -> None:  # fmt: skip
        self.interval = recorders.settings.look
        self._recorders, self._scheme, self._facts = recorders, scheme, facts
        self._hashes, self._feedback, self._folder = hashes, feedback, folder
        self._first = first
        self._shown, self._pause = time.monotonic(), SHOWN_EVERY

    def observe(self, frame: Frame) -> None:
        """Show what there is, if the last time was long enough ago."""
        self._folder.touch()
        recent = time.monotonic() - self._shown < self._pause or frame.time < self._recorders.settings.moment
        if recent or self._facts.interim or frame.time >= self._facts.end:
            return
        begun = time.monotonic()
        self._feedback.preview(self._so_far(frame))
        self._shown = time.monotonic()
        # What a run shows of itself must not be what it spends its time on.
        later = min(SHOWN_LATER * self._pause, SHOWN_SELDOM)
        self._pause = max(later, SHOWN_SHARE * (self._shown - begun))

    def _so_far(self, frame: Frame) -> AnalysisResult:
        if self._first is not None and frame.time < self._facts.rain_end:
            return replace(self._first, course=course_of(self._recorders, self._facts))
        whole = self._facts.end / 60.0
        so_far = msg(
            "Not finished: {minutes:.0f} of {whole:.0f} min are computed.",
            minutes=frame.time / 60.0, whole=whole,
        )  # fmt: skip
        facts = replace(
            self._facts, end=frame.time, interim=True, assumptions=(so_far, *self._facts.assumptions)
        )
        result = findings(self._recorders, frame.account, self._scheme.validity(), facts)
        failed = tuple(one for one in result.verdicts if one.outcome is Outcome.FAIL)
        return replace(result, verdicts=failed, inputs=self._hashes, interim=True)

    def state(self) -> dict[str, object]:
        """Return nothing: what was shown is no part of a run."""
        return {}

    def restore(self, state: dict[str, object]) -> None:
        """Take up nothing."""


def affected_by(inputs: AnalysisInputs, params: FloodParams) -> Affected:
    """Return what of the scene the water may concern."""
    wanted = set(params.schemes)
    planned = [node for node in inputs.at(PROPOSALS) if wanted & {node.id, *getattr(node.payload, "ids", ())}]
    return Affected(
        buildings=(*inputs.at(HOUSES), *planned),
        heritage=inputs.at(HERITAGE),
        roads=inputs.at(ports.ROADS),
        quarters=inputs.at(TERRAIN),
    )


def _facts(
    asked: Asked, setting: Setting, driving: Driving, scheme: Scheme, said: tuple[Message, ...], interim: bool
) -> RunFacts:
    invented = (
        (msg("Ground, houses and levels are invented for illustration: this is no forecast."),)
        if setting.synthetic
        else ()
    )
    return RunFacts(
        start=asked.params.start,
        end=asked.params.end,
        rain_end=driving.rain_end,
        scheme=scheme.title,
        valid_for=scheme.valid_for,
        provenance=replace(asked.provenance, synthetic=setting.synthetic),
        assumptions=(*said, *invented, *setting.notes, *driving.notes),
        interim=interim,
    )
