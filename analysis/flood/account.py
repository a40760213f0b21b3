"""The volume account of a run: what came in, what went out, what is there, and what is missing.

It does not know who moved the water.
"""

from dataclasses import dataclass, fields


@dataclass(slots=True)
class Account:
    """Volumes since the start of a run, m³, all of them positive.

    Parameters
    ----------
    stored_before : float
        In the domain at the start.
    rain, inflow, pumped_in : float
        Came in: from the sky, over boundaries and sources, by pumps and sluices.
    outflow, infiltrated, drained, pumped_out : float
        Went out: over boundaries, into the soil, into storm drains, by pumps and sluices.
    stored : float
        In the domain now.
    """

    stored_before: float = 0.0
    rain: float = 0.0
    inflow: float = 0.0
    pumped_in: float = 0.0
    outflow: float = 0.0
    infiltrated: float = 0.0
    drained: float = 0.0
    pumped_out: float = 0.0
    stored: float = 0.0

    @property
    def came(self) -> float:
        """What came in since the start, m³."""
        return self.rain + self.inflow + self.pumped_in

    @property
    def went(self) -> float:
        """What went out since the start, m³."""
        return self.outflow + self.infiltrated + self.drained + self.pumped_out

    @property
    def missing(self) -> float:
        """What the account cannot explain, m³: stored - (stored before + came - went)."""
        return self.stored - (self.stored_before + self.came - self.went)

    @property
    def closure(self) -> float:
        """Missing volume as a share of the volume handled: of what was there and what came."""
        handled = self.stored_before + self.came
        return abs(self.missing) / handled if handled > 0.0 else 0.0

    def copy(self) -> "Account":
        """Return the account as it stands."""
        return Account(**{item.name: getattr(self, item.name) for item in fields(self)})
