"""The march in time: forcing, steps, looks and checkpoints in their order.

It does not know how water moves, nor what rain is.
"""

from collections.abc import Sequence
from typing import Protocol

from analysis.flood.account import Account
from analysis.flood.forcing.base import Forcing
from analysis.flood.frame import Observer
from analysis.flood.scheme import Scheme
from scene.feedback import Feedback


class Keeper(Protocol):
    """Keeps checkpoints; a run that is killed goes on from the last one with identical results."""

    interval: float

    def keep(self, time: float, parts: "dict[str, dict[str, object]]") -> None:
        """Keep a moment: every part of the run by name, arrays and numbers."""

    def last(self) -> "tuple[float, dict[str, dict[str, object]]] | None":
        """Return the last moment that was kept whole, if there is one."""


def march(
    scheme: Scheme,
    forcing: Sequence[Forcing],
    observers: Sequence[Observer],
    *,
    end: float,
    feedback: Feedback,
    keeper: Keeper | None = None,
    start: float = 0.0,
) -> Account:
    """Let the water run from `start` to `end`, seconds.

    Raises
    ------
    Cancelled
        If the person asked to stop; within 0.2 s.
    """
    raise NotImplementedError  # written in the next change
