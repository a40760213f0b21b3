"""Tests 1, 2 and 4 of the Environment Agency (Néelz & Pender 2013, SC120002), from their published figures.

The report prints dimensions, levels and roughness; the ground between them is drawn here, so a run is
judged by what the report says of the end: levels at the sill, hollows that hold what they can, a half circle.
"""

import numpy as np

from analysis.flood.domain import Domain
from analysis.flood.forcing.boundaries import DischargeBoundary, StageBoundary
from analysis.flood.forcing.hydrograph import Series, series
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText
from tests.analysis.flood.published.case import Benchmark

#: Level of the sill between the two waters of test 1, metres.
SILL = 10.25
#: What test 1's low end rises to, and where it starts and ends.
HIGH, LOW = 10.35, 9.7
#: Edge of a hollow's square of test 2, and its depth, metres.
HOLLOW, HOLLOW_DEPTH = 500.0, 0.5


def uniform(grid: Grid, ground: np.ndarray, n: float) -> Domain:
    """Return a domain of one roughness."""
    return Domain(grid, ground.astype(np.float32), np.full((grid.rows, grid.cols), n, np.float32))


def named(points: list[tuple[float, float]], unit: str) -> Series:
    """Return a hydrograph."""
    return series(BilingualText("过程线", "The hydrograph"), points, unit)


def disconnected() -> Benchmark:
    """Return test 1: 700 × 100 m, a sill, a hollow behind it; the level before the sill rises and falls."""
    grid = Grid(0.0, 100.0, 10.0, 10, 70)
    x = (np.arange(grid.cols) + 0.5) * grid.cell
    profile = np.interp(x, [0.0, 295.0, 305.0, 450.0, 550.0, 700.0], [9.6, SILL, SILL, 9.7, 9.7, 10.6])
    edge = np.arange(grid.rows, dtype=np.int32) * grid.cols
    stage = named([(0.0, LOW), (3600.0, HIGH), (41_400.0, HIGH), (45_000.0, LOW)], "m")
    domain = uniform(grid, np.tile(profile, (grid.rows, 1)), 0.03)
    return Benchmark(
        domain,
        lambda: [StageBoundary("low_end", domain, edge, stage)],
        end=72_000.0,
        places=((400.0, 50.0), (600.0, 50.0)),
        interval=600.0,
        level=LOW,
    )


def hollows() -> Benchmark:
    """Return test 2: 2 × 2 km in 20 m cells, 4 × 4 hollows on a slope, 20 m³/s for 85 min in the corner."""
    grid = Grid(0.0, 2000.0, 20.0, 100, 100)
    x = (np.arange(100) + 0.5) * 20.0
    y = 2000.0 - x
    slope = -x[None, :] / 3000.0 + (y[:, None] - 2000.0) / 1500.0 + 10.0
    dips = np.sin(np.pi * x[None, :] / HOLLOW) ** 2 * np.sin(np.pi * y[:, None] / HOLLOW) ** 2
    line = np.arange(5, dtype=np.int32) * 100  # 100 m southward from the north-west corner
    inflow = named([(0.0, 0.0), (900.0, 20.0), (4200.0, 20.0), (5100.0, 0.0)], "m³/s")
    domain = uniform(grid, slope - HOLLOW_DEPTH * dips, 0.03)
    return Benchmark(
        domain,
        lambda: [DischargeBoundary("corner", domain, line, inflow)],
        end=172_800.0,
        interval=3600.0,
    )


def plain(cell: float = 5.0) -> Benchmark:
    """Return test 4: a plain of 1 × 2 km, 20 m³/s at the middle of its west edge."""
    rows, cols = round(2000.0 / cell), round(1000.0 / cell)
    grid = Grid(0.0, 2000.0, cell, rows, cols)
    half = round(10.0 / cell)
    line = (np.arange(rows // 2 - half, rows // 2 + half) * cols).astype(np.int32)
    inflow = named([(0.0, 0.0), (300.0, 0.0), (3600.0, 20.0), (14_400.0, 20.0), (18_000.0, 0.0)], "m³/s")
    domain = uniform(grid, np.zeros((rows, cols)), 0.05)
    return Benchmark(
        domain,
        lambda: [DischargeBoundary("breach", domain, line, inflow)],
        end=14_400.0,
        places=(
            (50.0, 1000.0),
            (100.0, 1000.0),
            (200.0, 1000.0),
            (300.0, 1000.0),
            (400.0, 1000.0),
            (300.0, 1300.0),
        ),
        interval=300.0,
    )
