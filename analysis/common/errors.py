"""How far a figure may be off, term by term: its variance, its 95 % error, and whose survey would help most.

A budget is a sum of variances that do not depend on one another. It does not know what was measured, or by
which formula a term was reached.
"""

import math
from dataclasses import dataclass
from typing import Final

from scene.messages import Message, msg

#: Half the width of the 95 % interval of a normal distribution, in standard deviations.
P95: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Term:
    """What one input adds to the variance of a figure.

    Parameters
    ----------
    key : str
        ASCII name of the input, ``screen_height``.
    variance : float
        That it adds, in the square of the figure's unit.
    remedy : Message
        What would make it smaller, as a noun: ``a survey of the height of the hall (± 2.0 m)``.
    """

    key: str
    variance: float
    remedy: Message


@dataclass(frozen=True, slots=True)
class ErrorBudget:
    """The error of a figure.

    Parameters
    ----------
    terms : tuple of Term
        Independent of one another.
    """

    terms: tuple[Term, ...]

    @property
    def variance(self) -> float:
        """Sum of the terms; the same in any order."""
        return math.fsum(term.variance for term in self.terms)

    @property
    def error_95(self) -> float:
        """Half the width of the 95 % interval, in the figure's unit."""
        return P95 * math.sqrt(self.variance)

    @property
    def largest(self) -> Term | None:
        """The term that adds most; the first of equals, None if nothing adds anything."""
        worst = max(self.terms, key=lambda term: term.variance, default=None)
        return worst if worst is not None and worst.variance > 0.0 else None

    def settled_by(self, margin: float) -> Message | None:
        """Say whose survey would settle a figure that lies some distance from its limit.

        Parameters
        ----------
        margin : float
            Distance of the figure from its limit, in the figure's unit.

        Returns
        -------
        Message or None
            A sentence. It promises no more than is true: where the other terms alone leave more doubt than
            the margin, the survey helps most but does not settle it.
        """
        worst = self.largest
        if worst is None:
            return None
        left = math.fsum(term.variance for term in self.terms if term is not worst)
        if P95 * math.sqrt(left) < abs(margin):
            return msg("What would settle it: {remedy}.", remedy=worst.remedy)
        return msg("What would help most: {remedy}.", remedy=worst.remedy)
