"""A canal whose banks are steps flows about as fast as one along the cells: walls brake nothing."""

import math

import numpy as np
import pytest

from analysis.flood.domain import Domain
from analysis.flood.inertial.local_inertial import LocalInertial
from scene.geometry.surface_raster import Grid

CELLS, CELL, WIDTH, SLOPE, MANNING, DEPTH = 100, 2.0, 10.0, 0.001, 0.03, 2.0
#: Manning's speed in a wide channel.
NORMAL = DEPTH ** (2.0 / 3.0) * math.sqrt(SLOPE) / MANNING


def speed_along(degrees: float, theta: float | None) -> float:
    """Return the mean speed in the middle of a canal between two pools at the normal depth, m/s."""
    row, col = np.mgrid[0:CELLS, 0:CELLS]
    east, north = (col + 0.5 - CELLS / 2) * CELL, (CELLS / 2 - row - 0.5) * CELL
    right, up = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    along, across = east * right + north * up, north * right - east * up
    reach = CELLS * CELL / 2 - 4.0
    bed = np.where((np.abs(across) <= WIDTH / 2) & (np.abs(along) <= reach), -SLOPE * along, np.nan)
    domain = Domain(
        Grid(0.0, 0.0, CELL, CELLS, CELLS), bed.astype(np.float32), np.full(bed.shape, MANNING, np.float32)
    )
    inside = ~np.isnan(bed)
    scheme = LocalInertial(domain, np.where(inside, DEPTH, 0.0).astype(np.float32), theta=theta)
    pools = inside & (np.abs(along) > reach - 10.0)
    time = 0.0
    while time < 600.0:
        step = min(scheme.longest_step(), 0.3)
        scheme.step(step)
        time += step
        scheme.depth[pools], scheme.carry[pools] = DEPTH, 0.0
        scheme.woken(np.ones_like(scheme.wet))
    eastward, northward = np.zeros(domain.shape, np.float32), np.zeros(domain.shape, np.float32)
    scheme.velocity(eastward, northward)
    middle = inside & (np.abs(along) < 40.0) & (np.abs(across) < WIDTH / 2 - 2.0)
    return float((eastward * right + northward * up)[middle].mean())


@pytest.mark.parametrize("theta", [0.7, 0.8, 1.0])
def test_a_canal_along_the_cells_flows_at_manning_s_speed(theta: float) -> None:
    assert speed_along(0.0, theta) == pytest.approx(NORMAL, rel=0.01)


@pytest.mark.parametrize("degrees", [15.0, 30.0, 45.0])
def test_a_canal_between_stepped_banks_is_not_braked_by_them(degrees: float) -> None:
    assert speed_along(degrees, 1.0) == pytest.approx(NORMAL, rel=0.03)
    # The weight of the neighbours costs some speed where banks step; without care it would cost nine tenths.
    assert 0.6 * NORMAL < speed_along(degrees, None) < 1.05 * NORMAL
