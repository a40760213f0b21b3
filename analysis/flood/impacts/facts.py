"""What the findings of a run have to know beside what was recorded: when, by what, and on which assumptions.

It does not know who set the run up.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isnan

import numpy as np
from numpy.typing import NDArray

from analysis.flood.params import District
from analysis.flood.record.hazard import HazardMethod
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Provenance


@dataclass(frozen=True, slots=True)
class RecordSettings:
    """How closely a run is looked at, and by which limits.

    Parameters
    ----------
    look : float
        Seconds between two looks at greatest values, houses and roads.
    moment : float
        Seconds between two moments that are kept whole.
    hazard : str
        How danger is rated.
    wet_depth, deep_depth : float
        A cell counts as reached over the first, as deep over the second, metres.
    lane_depth, closed_depth : float
        A lane is passable by the rule up to the first; a road is closed over the second, metres.
    threshold : float
        Doorsills over the outdoor ground where the data does not say, metres.
    district : str
        For the longest drain-down time.
    """

    look: float = 10.0
    moment: float = 60.0
    hazard: HazardMethod = "defra_2008"
    wet_depth: float = 0.05
    deep_depth: float = 0.15
    lane_depth: float = 0.15
    closed_depth: float = 0.30
    threshold: float = 0.15
    district: District = "centre"


@dataclass(frozen=True, slots=True, eq=False)
class Affected:
    """What of the scene the water may concern.

    Parameters
    ----------
    buildings : tuple of Node
        Layers of buildings, proposals among them.
    heritage : tuple of Node
        Heritage items: meshes or buildings.
    roads : tuple of Node
        Lines with columns ``name_zh``, ``name_en`` and ``width`` (m).
    quarters : tuple of Node
        Terrain meshes whose features are quarters (``name_zh``, ``name_en``), or layers of areas.
    """

    buildings: tuple[Node, ...] = ()
    heritage: tuple[Node, ...] = ()
    roads: tuple[Node, ...] = ()
    quarters: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RunFacts:
    """A run as its findings tell of it.

    Parameters
    ----------
    start : datetime
        The clock at the start of the run, with its time zone.
    end : float
        Seconds of the run that were computed.
    rain_end : float
        When the rain ended, seconds; nan if it did not rain.
    scheme, valid_for : BilingualText
        Of the scheme that moved the water.
    provenance : Provenance
        Of every result.
    assumptions : tuple of Message
        What is assumed or synthetic, a sentence each; printed with the method.
    interim : bool
        True of a preview in coarser cells.
    """

    start: datetime
    end: float
    rain_end: float
    scheme: BilingualText
    valid_for: BilingualText
    provenance: Provenance
    assumptions: tuple[Message, ...] = field(default=())
    interim: bool = False

    def clock(self, seconds: float) -> str:
        """Return the time of day at a moment of the run, with the day if it is not the first."""
        moment = self.start + timedelta(seconds=seconds)
        days = (moment.date() - self.start.date()).days
        return f"{moment:%H:%M}" + (f" (+{days})" if days else "")

    def clock_or_blank(self, seconds: float) -> str:
        """Return the time of day at a moment; empty for nan."""
        return "" if isnan(seconds) else self.clock(seconds)

    def clocks(self, seconds: NDArray[np.float64]) -> "list[object]":
        """Return the times of day of many moments, as :meth:`clock_or_blank` does of one."""
        # Told to the minute: a clock's minute turns when the run's seconds and those of its start make one.
        turned = self.start.second + self.start.microsecond / 1e6
        minutes = np.where(np.isnan(seconds), -1.0, np.floor((seconds + turned) / 60.0))
        told = {
            minute: "" if minute < 0.0 else self.clock(max(60.0 * minute - turned, 0.0))
            for minute in np.unique(minutes).tolist()
        }
        return [told[minute] for minute in minutes.tolist()]

    def when(self, seconds: float) -> Message | str:
        """Return a moment as minutes since the start and time of day; empty for nan."""
        if isnan(seconds):
            return ""
        return msg("{minutes:.1f} min ({clock})", minutes=seconds / 60.0, clock=self.clock(seconds))
