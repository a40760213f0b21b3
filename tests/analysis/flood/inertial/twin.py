"""The local inertial scheme once more, slow and obvious: whole arrays in double precision, no tiles."""

import numpy as np
from numpy.typing import NDArray

from analysis.flood.domain import Domain

F64 = NDArray[np.float64]


#: Unit discharge that is none; with which a neighbour has no say; up to which a face is calm, m²/s.
LEAST, SILENT, CALM = 1.0e-18, 1.0e-9, 1.0e-4


class Twin:
    def __init__(self, domain: Domain, depth: F64, theta: float = 0.8) -> None:
        self.cell, self.theta = domain.grid.cell, theta
        self.ground = domain.ground.astype(np.float64)
        self.roughness = domain.roughness.astype(np.float64)
        self.depth = np.where(np.isnan(self.ground), 0.0, depth.astype(np.float64))
        rows, cols = self.depth.shape
        self.east, self.south = np.zeros((rows, cols + 1)), np.zeros((rows + 1, cols))

    def step(self, seconds: float) -> None:
        beside = self.east[:, :-1] + self.east[:, 1:]
        above = self.south[:-1] + self.south[1:]
        east = _faces(
            self.ground, self.depth, self.roughness, self.east, above, self.theta, seconds, self.cell
        )
        south = _faces(
            self.ground.T,
            self.depth.T,
            self.roughness.T,
            self.south.T,
            beside.T,
            self.theta,
            seconds,
            self.cell,
        ).T
        given = np.maximum(east[:, 1:], 0) - np.minimum(east[:, :-1], 0)
        given += np.maximum(south[1:], 0) - np.minimum(south[:-1], 0)
        given *= seconds / self.cell
        has = (1.0 - 1e-6) * self.depth
        scale = np.where(given > has, has / np.where(given > 0, given, 1.0), 1.0)
        east[:, 1:-1] *= np.where(east[:, 1:-1] > 0, scale[:, :-1], scale[:, 1:])
        south[1:-1] *= np.where(south[1:-1] > 0, scale[:-1], scale[1:])
        self.east, self.south = east, south
        self.depth += seconds / self.cell * (east[:, :-1] - east[:, 1:] + south[:-1] - south[1:])


def _faces(
    ground: F64, depth: F64, roughness: F64, flow: F64, across: F64, theta: float, seconds: float, cell: float
) -> F64:
    """Return the new discharge through the faces in a row; `across` by cell, summed of two faces."""
    level = ground + depth
    highest = np.maximum(level[:, :-1], level[:, 1:])
    flow_depth = highest - np.maximum(ground[:, :-1], ground[:, 1:])
    slope = (level[:, 1:] - level[:, :-1]) / cell
    own = flow[:, 1:-1]
    # A neighbour through which nothing flows has no say.
    beside = sum(
        np.where((np.abs(own) > CALM) & (np.abs(one) <= SILENT), own, one)
        for one in (flow[:, :-2], flow[:, 2:])
    )
    manning = 0.5 * (roughness[:, :-1] + roughness[:, 1:])
    moves = flow_depth > 1e-5  # false for nan
    deep = np.where(moves, flow_depth, 1.0)
    moved = theta * own + 0.5 * (1.0 - theta) * beside - 9.81 * deep * seconds * slope
    result = np.zeros_like(flow)
    magnitude = np.hypot(own, 0.25 * (across[:, :-1] + across[:, 1:]))
    drag = 9.81 * seconds * manning**2 * magnitude / deep ** (7.0 / 3.0)
    critical = deep * np.sqrt(9.81 * deep)
    new = np.clip(moved / (1.0 + drag), -critical, critical)
    result[:, 1:-1] = np.where(moves & (np.abs(new) > LEAST), new, 0.0)
    return result
