"""The full scheme in the cases whose solution is known: each function returns how far it is off."""

import math
from functools import cache
from itertools import pairwise

import numpy as np

from tests.analysis.flood import analytic
from tests.analysis.flood.shallow.cases import run, scheme, strip, velocities

#: As good as no friction.
SMOOTH = 1e-7


def centres(cells, west, east):
    size = (east - west) / cells
    return west + (np.arange(cells) + 0.5) * size, size


def off(ours, exact):
    """L1 error of a depth, as a share."""
    return float(np.abs(ours - exact).sum() / exact.sum())


def crossing(x, depth, level):
    """Where a depth that falls to the right passes a level for the last time."""
    last = int(np.flatnonzero(depth > level)[-1])
    share = (depth[last] - level) / (depth[last] - depth[last + 1])
    return float(x[last] + share * (x[last + 1] - x[last]))


@cache
def dam_over_dry_ground(cells=400):
    """L1 error, and by how much the contour of 1 % of the depth is off."""
    x, size = centres(cells, -50.0, 50.0)
    water = strip(np.zeros(cells), np.where(x < 0.0, 1.0, 0.0), cell=size, roughness=SMOOTH)
    run(water, 4.0)
    ours, exact = water.depth[1].astype(float), analytic.ritter(x, 4.0, 1.0)[0]
    contour = 1.7 * math.sqrt(analytic.G) * 4.0
    return off(ours, exact), crossing(x, ours, 0.01) / contour - 1.0


@cache
def dam_over_wet_ground(cells=400):
    """L1 error, speed of the shock, depth and velocity between fan and shock."""
    x, size = centres(cells, -50.0, 50.0)
    water = strip(np.zeros(cells), np.where(x < 0.0, 1.0, 0.1), cell=size, roughness=SMOOTH)
    run(water, 4.0)
    ours, exact = water.depth[1].astype(float), analytic.stoker(x, 4.0, 1.0, 0.1)[0]
    middle = analytic.stoker_middle(1.0, 0.1)[0]
    between = int(np.searchsorted(x, 8.5))
    shock = crossing(x, ours, 0.5 * (middle + 0.1)) / 4.0
    return off(ours, exact), shock, float(ours[between]), float(velocities(water)[0][1, between])


@cache
def dam_with_friction(cells=400):
    """L1 error up to where the tip begins, in which the solution does not hold."""
    x, size = centres(cells, -1000.0, 1000.0)
    depth = np.where(x < 0.0, 6.0, 0.0)
    water = strip(np.zeros(cells), depth, cell=size, roughness=40.0, friction="chezy")
    run(water, 40.0)
    exact, _, tip = analytic.dressler(x, 40.0, 6.0, 40.0)
    body = x < tip
    return off(water.depth[1][body].astype(float), exact[body])


@cache
def swinging_bowl(cells=200, periods=2.0):
    """Shore off the exact circle at worst, as a share of its radius; period off, as a share; L1 error."""
    x, size = centres(cells, -2.0, 2.0)
    east, north = np.meshgrid(x, x[::-1])
    depth = analytic.bowl_depth(east, north, 0.0)
    water = scheme(analytic.bowl_bed(east, north), depth, cell=size, roughness=SMOOTH)
    state, (u, v) = water.state(), analytic.bowl_velocity(0.0)
    state["east"][:] = depth * u
    state["south"][:] = -depth * v
    end = periods * 2.0 * math.pi / analytic.BOWL_RATE
    worst, times = 0.0, np.linspace(0.0, end, 13)
    turned = 0.0
    for begin, time in pairwise(times):
        run(water, time - begin)
        worst = max(worst, _shore_off(water.depth.astype(float), x, time))
        total = float(water.depth.sum(dtype=float))
        middle = (float((water.depth * east).sum() / total), float((water.depth * north).sum() / total))
        angle = math.atan2(middle[1], middle[0])
        turned += (angle - turned + math.pi) % (2.0 * math.pi) - math.pi
    exact = analytic.bowl_depth(east, north, end)
    return worst, analytic.BOWL_RATE * end / turned - 1.0, off(water.depth.astype(float), exact)


def _shore_off(depth, x, time):
    """Go out from the exact middle in all directions up to a depth of 2 %, which lies near the shore."""
    level, size = 0.02 * analytic.BOWL_DEPTH, x[1] - x[0]
    exact = analytic.BOWL_RADIUS * math.sqrt(0.98)
    angle = analytic.BOWL_RATE * time
    middle = (analytic.BOWL_SWING * math.cos(angle), analytic.BOWL_SWING * math.sin(angle))
    reach = np.arange(0.7, 1.3, size / 8.0)
    worst = 0.0
    for way in np.linspace(0.0, 2.0 * math.pi, 72, endpoint=False):
        col = (middle[0] + reach * math.cos(way) - x[0]) / size
        row = (x[-1] - (middle[1] + reach * math.sin(way))) / size
        i, j = np.floor(row).astype(int), np.floor(col).astype(int)
        a, b = row - i, col - j
        along = (1 - a) * ((1 - b) * depth[i, j] + b * depth[i, j + 1]) + a * (
            (1 - b) * depth[i + 1, j] + b * depth[i + 1, j + 1]
        )
        worst = max(worst, abs(crossing(reach, along, level) - exact))
    return worst / analytic.BOWL_RADIUS


def _over_bump(cells, discharge, start_depth, seconds, ends):
    """A channel of 25 m with four cells more at either end; `ends` sets them after each step."""
    size = 25.0 / cells
    x = (np.arange(-4, cells + 4) + 0.5) * size
    bed = analytic.bump(x)
    water = strip(bed, np.maximum(start_depth - bed, 0.01), cell=size, roughness=SMOOTH)
    water.state()["east"][:] = discharge

    def set_ends(*_):
        state = water.state()
        ends(state["depth"], state["carry"], state["east"])
        water.woken(np.ones_like(water.wet))

    set_ends()
    run(water, seconds, set_ends)
    inner = slice(4, -4)
    return x[inner], water.depth[1, inner].astype(float), water.state()["east"][1, inner].astype(float)


@cache
def jump_behind_bump(cells=400, seconds=150.0):
    """L1 error, greatest deviation of the discharge before the jump as a share, and where the jump is off."""

    def ends(depth, carry, east):
        depth[:, :4], east[:, :4] = depth[:, 4:5], 0.18
        depth[:, -4:], east[:, -4:] = 0.33, east[:, -5:-4]
        carry[:, :4] = carry[:, -4:] = 0.0

    x, ours, discharge = _over_bump(cells, 0.18, 0.33, seconds, ends)
    exact, jump = analytic.jump_behind_bump(x, 0.18, 0.33)
    lowest = int(np.argmin(ours))
    found = float(np.interp(0.5 * (ours[lowest] + 0.3), ours[lowest : lowest + 9], x[lowest : lowest + 9]))
    before = x < jump - 0.5
    return off(ours, exact), float(np.abs(discharge[before] / 0.18 - 1.0).max()), found - jump


@cache
def fast_over_bump(cells=400, seconds=15.0):
    """L1 error."""
    discharge, upstream = 25.0567, 2.0

    def ends(depth, carry, east):
        depth[:, :4], east[:, :4] = upstream, discharge
        depth[:, -4:], east[:, -4:] = depth[:, -5:-4], east[:, -5:-4]
        carry[:, :4] = carry[:, -4:] = 0.0

    x, ours, _ = _over_bump(cells, discharge, upstream, seconds, ends)
    return off(ours, analytic.fast_over_bump(x, discharge, upstream))


def round_dam(reference, outside, cells=400):
    """L1 error of the depth of a round dam of 50 m and 10 m of water, after 2 s.

    `reference` has a radius and a depth in each row.
    """
    x, size = centres(cells, -100.0, 100.0)
    radius = np.hypot(*np.meshgrid(x, x))
    water = scheme(
        np.zeros((cells, cells)), np.where(radius <= 50.0, 10.0, outside), cell=size, roughness=SMOOTH
    )
    run(water, 2.0)
    exact = np.interp(radius, reference[:, 0], reference[:, 1])
    near = radius < 99.0
    return off(water.depth[near].astype(float), exact[near])
