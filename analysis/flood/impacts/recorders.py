"""Everyone who looks at a run, made and held together, so that whoever sets up a run names them once.

It does not know what the run is of.
"""

from dataclasses import dataclass
from pathlib import Path

from analysis.flood.domain import Domain
from analysis.flood.frame import Observer
from analysis.flood.impacts.facts import Affected, RecordSettings
from analysis.flood.record.balance import Balance
from analysis.flood.record.hazard import Hazard
from analysis.flood.record.maxima import Maxima
from scene.feedback import Feedback
from scene.payloads.arrays import F32


@dataclass(frozen=True, slots=True, eq=False)
class Recorders:
    """The observers of a run.

    Parameters
    ----------
    domain : Domain
    affected : Affected
    settings : RecordSettings
    maxima : Maxima
    balance : Balance
    """

    domain: Domain
    affected: Affected
    settings: RecordSettings
    maxima: Maxima
    balance: Balance

    @classmethod
    def over(
        cls,
        domain: Domain,
        affected: Affected,
        settings: RecordSettings,
        *,
        standing: F32 | None = None,
        series: Path | None = None,
        feedback: Feedback,
    ) -> "Recorders":
        """Make the observers of a run.

        Parameters
        ----------
        domain : Domain
        affected : Affected
        settings : RecordSettings
        standing : ndarray of float32, shape (rows, cols), optional
            Depth at the start: canals and lakes, which wet no door and cut no road.
        series : Path, optional
            File that keeps the moments; none are kept without it. One that is there is gone on with if a
            checkpoint is restored, else begun anew.
        feedback : Feedback
            Asked for cancel.
        """
        feedback.check()
        maxima = Maxima(
            domain,
            Hazard.of(settings.hazard),
            interval=settings.look,
            wet_depth=settings.wet_depth,
            deep_depth=settings.deep_depth,
        )
        return cls(domain, affected, settings, maxima, Balance(settings.moment))

    @property
    def observers(self) -> tuple[Observer, ...]:
        """Return those that :func:`analysis.flood.run.march` calls, always in this order."""
        return (self.maxima, self.balance)
