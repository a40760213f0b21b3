"""The one interface of all forcing. It does not know any of them in particular."""

import math
from collections.abc import Mapping
from typing import Any, Protocol

from numpy.typing import NDArray

from analysis.flood.account import Account
from analysis.flood.scheme import Scheme
from scene.messages import Message


class Forcing(Protocol):
    """Something that puts water into cells or takes it out, between two steps of the flow.

    Attributes
    ----------
    key : str
        ASCII name, one in a run.
    interval : float
        Seconds of the run between two calls, so that light rain need not be added at every step;
        0 to be called after every step.
    """

    key: str
    interval: float

    def next_change(self, time: float) -> float:
        """Return the next moment after `time` at which its strength jumps: no step crosses it."""

    def apply(self, scheme: Scheme, time: float, seconds: float, account: Account) -> None:
        """Exchange what belongs to the span [time, time + seconds], book it, and wake the tiles concerned.

        Nothing is taken that is not there: depths stay at or above zero.
        """

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return what a person should know of it in a run until `end`: what is assumed, what ends early."""

    def state(self) -> Mapping[str, NDArray[Any]]:
        """Return what it remembers (soil water, rules' states), for a checkpoint."""

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Go on from what :meth:`state` gave."""


class WithoutMemory:
    """The part of a forcing that remembers nothing and never jumps."""

    def next_change(self, time: float) -> float:
        """Return infinity: nothing jumps."""
        return math.inf

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return nothing: nothing is assumed."""
        return ()

    def state(self) -> Mapping[str, NDArray[Any]]:
        """Return nothing: nothing is remembered."""
        return {}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take up nothing."""
