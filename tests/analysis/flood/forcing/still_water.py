"""Water that stands still, a stand-in for a scheme, and the check that what is booked is what changed."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.forcing.base import Forcing
from analysis.flood.scheme import TILE, Validity
from analysis.flood.volume import stored_volume
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText


class StillWater:
    """A scheme in which no water moves."""

    id, title, valid_for = "still", BilingualText.same("still"), BilingualText.same("nothing")

    def __init__(self, ground: np.ndarray, depth: np.ndarray | float = 0.0, cell: float = 2.0) -> None:
        shape = ground.shape
        grid = Grid(0.0, cell * shape[0], cell, *shape)
        self.domain = Domain(grid, ground, np.full(shape, 0.03))
        self.ground = self.domain.ground.copy()
        self.depth = np.broadcast_to(np.asarray(depth, np.float32), shape).copy()
        self.depth[np.isnan(self.ground)] = 0.0
        self.carry = np.zeros(shape, np.float32)
        self.wet = np.zeros((-(-shape[0] // TILE), -(-shape[1] // TILE)), np.uint8)
        for tile in np.ndindex(self.wet.shape):
            part = tuple(slice(TILE * at, TILE * (at + 1)) for at in tile)
            self.wet[tile] = bool((self.depth[part] > 0.0).any())
        self.woken_tiles = np.zeros_like(self.wet)

    def longest_step(self) -> float:
        return 5.0

    def step(self, seconds: float) -> None: ...

    def woken(self, tiles: np.ndarray) -> None:
        assert tiles.dtype == np.uint8
        assert tiles.shape == self.wet.shape
        self.wet |= tiles
        self.woken_tiles |= tiles

    def set_ground(self, cells: np.ndarray, levels: np.ndarray) -> None:
        self.ground.ravel()[cells] = levels

    def velocity(self, east: np.ndarray, north: np.ndarray) -> None: ...

    def validity(self) -> Validity:
        return Validity(0.0, 0.0)

    def state(self) -> Mapping[str, Any]:
        return {"depth": self.depth, "carry": self.carry, "wet": self.wet, "ground": self.ground}

    def restore(self, state: Mapping[str, Any]) -> None:
        for name, values in state.items():
            getattr(self, name)[...] = values

    @property
    def water(self) -> np.ndarray:
        """Depths in double precision."""
        return self.depth.astype(np.float64) + self.carry


def flat(rows: int = 70, cols: int = 130, depth: np.ndarray | float = 0.0, cell: float = 2.0) -> StillWater:
    """Level ground at 0, two tiles by three."""
    return StillWater(np.zeros((rows, cols), np.float32), depth, cell)


def sound(scheme: StillWater) -> None:
    """Check what must hold of water at any time."""
    assert np.isfinite(scheme.depth).all()
    assert np.isfinite(scheme.carry).all()
    assert (scheme.water >= 0.0).all()
    assert (scheme.depth >= 0.0).all()
    assert (scheme.water[np.isnan(scheme.ground)] == 0.0).all()
    for tile in zip(*np.nonzero(scheme.wet == 0), strict=True):
        part = tuple(slice(TILE * at, TILE * (at + 1)) for at in tile)
        assert (scheme.water[part] == 0.0).all()


def exchanged(force: Forcing, scheme: StillWater, time: float, seconds: float, account: Account) -> None:
    """Apply a forcing once, and check that what it books is what changed, and that it woke the tiles."""
    before = account.copy()
    held, water = stored_volume(scheme), scheme.water.copy()
    scheme.woken_tiles[:] = 0
    force.apply(scheme, time, seconds, account)
    sound(scheme)
    booked = (account.came - account.went) - (before.came - before.went)
    handled = held + abs(booked) + account.came + account.went
    assert abs(stored_volume(scheme) - held - booked) <= 1e-12 * handled
    for row, col in zip(*np.nonzero(scheme.water != water), strict=True):
        assert scheme.woken_tiles[row // TILE, col // TILE] == 1
    for name in ("rain", "inflow", "pumped_in", "outflow", "infiltrated", "drained", "pumped_out"):
        assert getattr(account, name) >= getattr(before, name)
