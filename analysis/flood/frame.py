"""The water at one moment, as a run shows it to whoever records it. It does not know what is recorded."""

from dataclasses import dataclass
from typing import Protocol

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from scene.payloads.arrays import F32, U8


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The water at one moment. Its arrays are the run's own: read them now, copy what is kept.

    Parameters
    ----------
    domain : Domain
    time : float
        Seconds since the start of the run.
    ground : ndarray of float32, shape (rows, cols)
        Bed, local z; nan in walls.
    depth : ndarray of float32, shape (rows, cols)
        Metres, never nan, 0 in walls.
    east, north : ndarray of float32, shape (rows, cols)
        Velocity, m/s; 0 where dry.
    wet : ndarray of uint8, shape (tile rows, tile cols)
        Tiles (:data:`analysis.flood.scheme.TILE`) that hold water; all cells of the others are dry.
    account : Account
    """

    domain: Domain
    time: float
    ground: F32
    depth: F32
    east: F32
    north: F32
    wet: U8
    account: Account


class Observer(Protocol):
    """Someone who looks at the water at fixed intervals.

    Attributes
    ----------
    interval : float
        Seconds of the run between two looks; the first is at 0, the last at the end.
    """

    interval: float

    def observe(self, frame: Frame) -> None:
        """Look at a moment."""

    def state(self) -> "dict[str, object]":
        """Return what a checkpoint keeps of it: arrays and numbers by name."""

    def restore(self, state: "dict[str, object]") -> None:
        """Go on from what :meth:`state` gave."""
