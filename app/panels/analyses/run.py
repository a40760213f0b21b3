"""One result that the Analysis panel holds: which analysis found what, when, and what it read.

Plain values; it knows neither widgets nor jobs.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from analysis.base import AnalysisResult
from analysis.common.verdict import Outcome
from app.analysing import Finding, same_ground
from app.panels.pattern import WORDS
from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Raster

#: Results beyond these are forgotten, the oldest first, and those beyond so many bytes of rasters.
MOST_RUNS: Final = 8
MOST_BYTES: Final = 800 << 20
#: The worst first.
ORDER: Final = (Outcome.FAIL, Outcome.REVIEW, Outcome.PASS)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A result with where it comes from.

    Parameters
    ----------
    number : int
        Counted up through the session.
    finding : Finding
        Analysis, parameters, scene and result.
    roles : frozenset of Role
        Of the nodes that were read.
    moment : datetime
        When it was found.
    compares : tuple of int
        Numbers of the two results that it compares, the earlier first; empty if it is no comparison.
    """

    number: int
    finding: Finding
    roles: frozenset[Role]
    moment: datetime
    compares: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """Which analysis."""
        return self.finding.spec.id

    @property
    def result(self) -> AnalysisResult:
        """What was found."""
        return self.finding.result

    @property
    def name(self) -> BilingualText:
        """What lists call it: its number, the hour, and how many pass and fail."""
        head = f"{self.number} · {self.moment:%H:%M}"
        if self.compares:
            earlier, later = self.compares
            return BilingualText(f"{head} · {later} 与 {earlier} 对比", f"{head} · {later} against {earlier}")
        counts = counts_of(self.result)
        if not counts:
            return BilingualText.same(head)
        zh = " ".join(f"{count}{WORDS[outcome].zh}" for outcome, count in counts)
        en = ", ".join(f"{count} {WORDS[outcome].en.lower()}" for outcome, count in counts)
        return BilingualText(f"{head} · {zh}", f"{head} · {en}")

    def is_of(self, scene: SceneGraph | Snapshot) -> bool:
        """Return whether what was read is still as it was."""
        return same_ground(self.finding.scene.of_role(*self.roles), scene.of_role(*self.roles))

    def outside(self, scene: SceneGraph) -> tuple[Node, ...]:
        """Return the nodes of the result that are not kept in the scene."""
        return tuple(node for node in self.result.nodes if node.id not in scene)


def counts_of(result: AnalysisResult) -> tuple[tuple[Outcome, int], ...]:
    """Return how often each outcome occurs, the worst first, those that do not occur left out."""
    counted = Counter(verdict.outcome for verdict in result.verdicts)
    return tuple((outcome, counted[outcome]) for outcome in ORDER if counted[outcome])


def held(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the newest results that there is room for, the last one in any case."""
    kept: list[Run] = []
    left = MOST_BYTES
    for run in reversed(runs[-MOST_RUNS:]):
        left -= bytes_of(run.result)
        if kept and left < 0:
            break
        kept.append(run)
    return tuple(reversed(kept))


def bytes_of(result: AnalysisResult) -> int:
    """Return what rasters and pictures of a result take."""
    rasters = sum(node.payload.values.nbytes for node in result.nodes if isinstance(node.payload, Raster))
    return rasters + sum(picture.pixels.nbytes for picture in result.pictures)
