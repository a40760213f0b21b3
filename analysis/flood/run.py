"""The march in time: forcing, steps, looks and checkpoints in their order.

It does not know how water moves, nor what rain is.
"""

import math
import time as clock
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final, Protocol, cast

import numpy as np

from analysis.flood.account import Account
from analysis.flood.crew import shared_crew
from analysis.flood.forcing.base import Forcing
from analysis.flood.frame import Frame, Observer
from analysis.flood.scheme import Scheme
from analysis.flood.volume import stored_volume, strangest_cell
from scene.errors import WeiyangError
from scene.feedback import Feedback
from scene.messages import msg

#: Wall seconds between two questions whether the person has cancelled.
_PATIENCE: Final = 0.04

#: Speed at which water enters a dry domain, m/s: with forcing at every step none is longer than a cell takes
#: at it, or the first minutes of a storm would be poured at once, where nothing flows yet.
_ENTRY_SPEED: Final = 1.0

#: A run is stuck when a wave would have to cross a cell faster than this, m/s.
_STUCK_SPEED: Final = 1.0e5

#: Steps between two looks whether the water is still a number.
_SOUND_STEPS: Final = 256


class Keeper(Protocol):
    """Keeps checkpoints; a run that is killed goes on from the last one with identical results.

    Attributes
    ----------
    interval : float
        Seconds of the run between two checkpoints. They are taken after the step that reaches the moment, and
        no step is shortened for them, so that where they lie changes no figure.
    """

    interval: float

    def keep(self, time: float, parts: "dict[str, dict[str, object]]") -> None:
        """Keep a moment: every part of the run by name, arrays (views: write them now) and numbers."""

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

    Parameters
    ----------
    scheme : Scheme
        With the water of the start in it.
    forcing : sequence of Forcing
        Called in this order, each for a span that ends with the step just done: after every step where its
        interval is 0, else at the whole multiples of its interval; and always where its strength jumps.
    observers : sequence of Observer
        Look at the start, at the whole multiples of their interval, and at the end.
    end : float
        Seconds.
    feedback : Feedback
    keeper : Keeper, optional
        Where it has a last moment, the run goes on from there, not from `start`.
    start : float
        Seconds.

    Returns
    -------
    Account
        Closed at the end.

    Raises
    ------
    Cancelled
        If the person asked to stop; within 0.2 s.
    WeiyangError
        If the water cannot be carried further: a depth that is no number, or steps that shrink to nothing.
    """
    run = _Run(scheme, forcing, observers, start, end, feedback)
    kept = keeper.last() if keeper is not None else None
    if kept is None:
        run.begin()
    else:
        run.resume(*kept)
    next_keep = _multiple_after(keeper.interval, run.time) if keeper is not None else math.inf
    while run.time < end:
        run.one_step()
        if keeper is not None and run.time >= next_keep:
            keeper.keep(run.time, run.parts())
            next_keep = _multiple_after(keeper.interval, run.time)
    run.account.stored = run.sound_volume()
    feedback.progress(1.0)
    return run.account


def _multiple_after(interval: float, time: float) -> float:
    """Return the first whole multiple of an interval after a moment; inf if it is 0 or infinite."""
    if not 0.0 < interval < math.inf:
        return math.inf
    count = math.floor(time / interval)
    while count * interval <= time:
        count += 1
    return count * interval


class _Run:
    """A run under way: the time, and up to when each forcing has been applied."""

    def __init__(
        self, scheme: Scheme, forcing: Sequence[Forcing], observers: Sequence[Observer],
        start: float, end: float, feedback: Feedback,
    ) -> None:  # fmt: skip
        self.scheme, self.forcing, self.observers = scheme, forcing, observers
        self.start, self.end, self.time = start, end, start
        self.feedback = feedback
        #: Observers ask for it at every look; what they found outlives the run, and must keep no thread.
        self.crew = shared_crew()
        self.account = Account()
        self.applied = [start] * len(forcing)
        self.steps = 0
        self._asked = 0.0
        shape = scheme.domain.shape if observers else (0, 0)
        self._east, self._north = np.zeros(shape, np.float32), np.zeros(shape, np.float32)

    def begin(self) -> None:
        """Take stock before the first step, and show it."""
        self.account.stored_before = self.account.stored = self.sound_volume()
        self._show(self.observers)

    def one_step(self) -> None:
        """Move the water, exchange what is due, show it to whose moment has come."""
        dues = [self._due(number) for number in range(len(self.forcing))]
        looks = [_multiple_after(observer.interval, self.time) for observer in self.observers]
        later = self._after_step(min([self.end, *dues, *looks]))
        self.scheme.step(later - self.time)
        self.time = later
        for number, force in enumerate(self.forcing):
            if force.interval == 0.0 or later >= dues[number] or later >= self.end:
                since = self.applied[number]
                force.apply(self.scheme, since, later - since, self.account)
                self.applied[number] = later
        self.steps += 1
        if self.steps % _SOUND_STEPS == 0:
            self.sound_volume()
        self._show([
            observer for observer, look in zip(self.observers, looks, strict=True)
            if later >= look or later >= self.end
        ])  # fmt: skip
        self._ask()

    def _due(self, number: int) -> float:
        """Return the moment at which a forcing must be called, at the latest."""
        force, since = self.forcing[number], self.applied[number]
        change = force.next_change(since)
        if not change > since:
            raise ValueError(f"the next change of {force.key} after {since} s is no later moment: {change}")
        return min(change, _multiple_after(force.interval, since))

    def _after_step(self, stop: float) -> float:
        """Return where the next step ends: the way to a stop is parted evenly, so that no crumb is left."""
        longest = self.scheme.longest_step()
        cell = self.scheme.domain.grid.cell
        if not longest > cell / _STUCK_SPEED:
            raise self._stuck(longest)
        if any(force.interval == 0.0 for force in self.forcing):
            longest = min(longest, cell / _ENTRY_SPEED)
        left = stop - self.time
        count = math.ceil(left / longest)
        later = stop if count <= 1 else self.time + left / count
        return later if later > self.time else stop

    def sound_volume(self) -> float:
        """Return the volume stored, m³, and stop a run whose water is no longer a number."""
        volume = stored_volume(self.scheme)
        if not math.isfinite(volume):
            raise self._stuck(math.nan)
        return volume

    def _stuck(self, step: float) -> WeiyangError:
        """Say where the water went astray."""
        row, col = strangest_cell(self.scheme)
        grid = self.scheme.domain.grid
        place = {
            "x": round(grid.west + (col + 0.5) * grid.cell, 1),
            "y": round(grid.north - (row + 0.5) * grid.cell, 1),
            "time": round(self.time, 1),
        }
        hint = msg(
            "Look at the ground, the levels and the rates there: a value in another unit or a hole is "
            "likely. Where the flow is truly that fast, choose the full shallow water scheme."
        )
        depth = float(self.scheme.depth[row, col])
        if not math.isfinite(depth) or math.isnan(step):
            return WeiyangError(
                msg(
                    "The water cannot be computed on: at x {x}, y {y} its depth is no number after {time} s.",
                    **place,
                ),
                hint,
            )
        return WeiyangError(
            msg(
                "The water cannot be computed on: at x {x}, y {y} it is {depth} m deep after {time} s, "
                "and steps shrink to nothing.",
                depth=round(depth, 1), **place,
            ),
            hint,
        )  # fmt: skip

    def _show(self, observers: Sequence[Observer]) -> None:
        """Let some observers look at the moment."""
        if not observers:
            return
        scheme, self.account.stored = self.scheme, self.sound_volume()
        scheme.velocity(self._east, self._north)
        frame = Frame(
            scheme.domain, self.time, scheme.ground, scheme.depth, self._east, self._north, scheme.wet,
            self.account.copy(),
        )  # fmt: skip
        for observer in observers:
            observer.observe(frame)

    def _ask(self) -> None:
        """Ask for cancel and tell of progress, as often as a person can notice."""
        now = clock.perf_counter()
        if now - self._asked >= _PATIENCE:
            self._asked = now
            self.feedback.check()
            self.feedback.progress((self.time - self.start) / max(self.end - self.start, 1e-9))

    def parts(self) -> "dict[str, dict[str, object]]":
        """Return everything from which :meth:`resume` goes on, by name; arrays are views."""
        mine: dict[str, object] = {
            "time": self.time,
            "steps": self.steps,
            "account": np.array([getattr(self.account, item.name) for item in fields(Account)]),
        }
        for force, since in zip(self.forcing, self.applied, strict=True):
            mine[f"applied.{force.key}"] = since
        parts: dict[str, dict[str, object]] = {"run": mine, "scheme": dict(self.scheme.state())}
        parts |= {f"forcing.{force.key}": dict(force.state()) for force in self.forcing}
        parts |= {f"observer.{number}": observer.state() for number, observer in enumerate(self.observers)}
        return parts

    def resume(self, time: float, parts: "dict[str, dict[str, object]]") -> None:
        """Go on from a moment. A forcing or observer of which nothing was kept begins anew there."""
        mine = parts["run"]
        self.time, self.steps = time, int(cast(int, mine["steps"]))
        figures = cast("Sequence[float]", mine["account"])
        self.account = Account(*(float(figure) for figure in figures))
        self.scheme.restore(cast("dict[str, Any]", parts["scheme"]))
        for number, force in enumerate(self.forcing):
            self.applied[number] = float(cast(float, mine.get(f"applied.{force.key}", time)))
            if f"forcing.{force.key}" in parts:
                force.restore(cast("dict[str, Any]", parts[f"forcing.{force.key}"]))
        for number, observer in enumerate(self.observers):
            if f"observer.{number}" in parts:
                observer.restore(parts[f"observer.{number}"])
