"""Everyone who looks at a run, made and held together, so that whoever sets up a run names them once.

It does not know what the run is of.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from analysis.common.kept import Kept
from analysis.flood.domain import Domain
from analysis.flood.frame import Observer
from analysis.flood.impacts.buildings import BuildingImpacts
from analysis.flood.impacts.facts import Affected, RecordSettings
from analysis.flood.impacts.footprints import Footprints, footprints_of, with_plan
from analysis.flood.impacts.openings import openings_of
from analysis.flood.impacts.quarters import QuarterCuts, RoadNetwork, network_of
from analysis.flood.impacts.road_cuts import RoadCuts
from analysis.flood.impacts.roads import pieces_of
from analysis.flood.record.balance import Balance
from analysis.flood.record.hazard import Hazard
from analysis.flood.record.maxima import Maxima
from analysis.flood.record.recording import Recording
from scene.feedback import Feedback
from scene.payloads.arrays import F32

_PLANS: Final = Kept[Footprints](4)
_NETWORKS: Final = Kept[RoadNetwork](4)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Recorders:
    """The observers of a run.

    Parameters
    ----------
    domain : Domain
    affected : Affected
    settings : RecordSettings
    maxima : Maxima
    balance : Balance
    buildings : BuildingImpacts, optional
        None where there is neither a house nor a heritage item.
    roads : RoadCuts, optional
        None where there is no road.
    quarters : QuarterCuts, optional
        None where there is no road or no quarter.
    recording : Recording, optional
        None where no moments are kept.
    """

    domain: Domain
    affected: Affected
    settings: RecordSettings
    maxima: Maxima
    balance: Balance
    buildings: BuildingImpacts | None = None
    roads: RoadCuts | None = None
    quarters: QuarterCuts | None = None
    recording: Recording | None = None

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
        nodes = (*affected.buildings, *affected.heritage)
        key = (settings.threshold, len(affected.buildings))
        # What is kept by the layers must not keep them alive.
        kept = _PLANS.of(nodes, key, lambda: replace(footprints_of(affected, settings.threshold), nodes=()))
        plans = replace(kept, nodes=with_plan(nodes))
        feedback.check()
        openings = openings_of(plans, domain, standing, feedback.check)
        pieces = pieces_of(affected.roads, domain, standing, feedback.check)
        feedback.check()
        roads = RoadCuts(
            pieces,
            interval=settings.look,
            lane_depth=settings.lane_depth,
            closed_depth=settings.closed_depth,
        )
        quarters = None
        if pieces.count and affected.quarters:
            # Where pieces lie depends on the grid alone, not on the ground or the water.
            makings = (*nodes, *affected.roads, *affected.quarters)
            network = _NETWORKS.of(
                makings,
                (domain.grid, *key, len(nodes), len(affected.roads)),
                lambda: network_of(pieces, plans, affected.quarters),
            )
            quarters = (
                QuarterCuts(network, roads, interval=settings.moment) if network.quarter_names else None
            )
        feedback.check()
        return cls(
            domain,
            affected,
            settings,
            maxima,
            Balance(settings.moment),
            BuildingImpacts(plans, openings, maxima) if plans.count else None,
            roads if pieces.count else None,
            quarters,
            None if series is None else Recording(series, domain, interval=settings.moment),
        )

    @property
    def observers(self) -> tuple[Observer, ...]:
        """Return those that :func:`analysis.flood.run.march` calls, always in this order."""
        every = (self.maxima, self.balance, self.buildings, self.roads, self.quarters, self.recording)
        return tuple(observer for observer in every if observer is not None)
