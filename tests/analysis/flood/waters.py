"""Water by thought: frames without a scheme, for the tests of whoever looks at water."""

import numpy as np

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.frame import Frame
from analysis.flood.scheme import TILE
from scene.geometry.surface_raster import Grid
from scene.payloads.arrays import F32, U8


def flat(rows: int, cols: int, *, cell: float = 1.0, level: float = 0.0) -> Domain:
    ground = np.full((rows, cols), level, np.float32)
    return Domain(Grid(0.0, rows * cell, cell, rows, cols), ground, np.full((rows, cols), 0.03, np.float32))


def tiles_of(depth: F32) -> U8:
    rows, cols = depth.shape
    wet = np.zeros((-(-rows // TILE), -(-cols // TILE)), np.uint8)
    for i, j in np.argwhere(depth > 0.0):
        wet[i // TILE, j // TILE] = 1
    return wet


def frame(
    domain: Domain,
    time: float,
    depth: object,
    east: object = 0.0,
    north: object = 0.0,
    account: Account | None = None,
) -> Frame:
    full = [np.array(np.broadcast_to(np.asarray(v, np.float32), domain.shape)) for v in (depth, east, north)]
    full[0][np.isnan(domain.ground)] = 0.0
    for speed in full[1:]:
        speed[full[0] <= 0.0] = 0.0
    return Frame(domain, time, domain.ground, *full, tiles_of(full[0]), account or Account())
