"""The one interface of the schemes that move water, and what all of them hold of it.

A scheme moves water between neighbouring cells and nothing else: rain, losses, boundaries and structures are
forcing, and put water into cells or take it out between two steps. It does not know why water is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from numpy.typing import NDArray

from analysis.flood.domain import Domain
from scene.messages import BilingualText, Message
from scene.payloads.arrays import F32, I32, U8

#: Gravity, m/s²; that of the published benchmarks.
GRAVITY: Final = 9.81

#: Cells along the edge of a tile: schemes, forcing and recording visit only tiles that hold water.
TILE: Final = 64


@dataclass(frozen=True, slots=True)
class Validity:
    """How far a run stayed within what its scheme is valid for, since its start.

    Parameters
    ----------
    greatest_froude : float
        Of any wet cell deeper than 5 cm.
    share_outside : float
        Of the water's volume, mean over time: in cells where the scheme's assumptions did not hold.
    warnings : tuple of Message
        One sentence for each limit that was left: what, where, by how much, what to do.
    """

    greatest_froude: float
    share_outside: float
    warnings: tuple[Message, ...] = ()


class Scheme(Protocol):
    """Water over a domain, moved step by step.

    Attributes
    ----------
    id : str
        ``inertial`` or ``shallow``.
    title : BilingualText
    valid_for : BilingualText
        Where it is valid, in one sentence; printed with every result.
    domain : Domain
    ground : ndarray of float32, shape (rows, cols)
        The scheme's own copy of the bed, which a breach may lower by :meth:`set_ground`.
    depth, carry : ndarray of float32, shape (rows, cols)
        The water's depth is ``depth + carry``: `carry` holds what single precision cannot, so that 1 µm of
        rain is not lost in 4 m of water. Zero in walls. Whoever changes them calls :meth:`woken`.
        A step may put other arrays in their place: take them anew from the scheme each time.
    wet : ndarray of uint8, shape (tile rows, tile cols)
        Tiles of :data:`TILE` cells that hold water now; 0 means that every cell of it is dry.
    """

    id: str
    title: BilingualText
    valid_for: BilingualText
    domain: Domain
    ground: F32
    depth: F32
    carry: F32
    wet: U8

    def longest_step(self) -> float:
        """Return the longest stable step from here, seconds; infinite if nothing moves."""

    def step(self, seconds: float) -> None:
        """Move the water by one step. No volume is made or lost but by rounding of `carry`."""

    def woken(self, tiles: U8) -> None:
        """Take notice that forcing changed depths in some tiles (same shape as `wet`, 1 where changed)."""

    def set_ground(self, cells: I32, levels: F32) -> None:
        """Give some cells (flat indices) another bed level; the water's depth in them stays."""

    def velocity(self, east: F32, north: F32) -> None:
        """Write the velocity at the cells' centres, m/s, positive to east and north; 0 where dry."""

    def validity(self) -> Validity:
        """Return how far the run stayed within the scheme's limits."""

    def state(self) -> Mapping[str, NDArray[Any]]:
        """Return everything from which :meth:`restore` goes on to the bit, as views."""

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take up a state that :meth:`state` gave."""
