"""The full shallow water scheme against exact solutions, and a round dam break against ANUGA's fine mesh."""

from functools import cache

import numpy as np

from tests.analysis.flood import analytic
from tests.analysis.flood.shallow import analytic_cases as cases
from tests.analysis.flood.shallow.cases import lake, run, scheme, velocities
from tests.validation.table import Case, compare, gathered


def _round(kind, outside):
    folder = ("flood", "anuga_ref", "other_references", f"radial_dam_break_{kind}")
    reference = np.loadtxt(gathered(*folder, "Ver_numerical_2.000000.csv"), delimiter=",")
    return cases.round_dam(reference[:, :2], outside)


@cache
def _humps():
    """Greatest speed and change of the level of a lake around three humps and a house, after 600 s."""
    path = gathered("flood", "lisflood_small", "UoS", "T01", "humps.dem")
    ground = np.loadtxt(path, skiprows=6)
    cell = float(path.read_text("ascii").split()[9])
    ground[5:12, 5:12] = np.nan
    water = scheme(ground, lake(ground.astype(np.float32), 0.875), cell=cell, roughness=0.04)
    run(water, 600.0)
    deep = water.depth > 0.0
    level = water.ground[deep].astype(float) + water.depth[deep] + water.carry[deep]
    return float(np.hypot(*velocities(water)).max()), float(np.abs(level - 0.875).max())


def test_full_shallow_water_against_exact_solutions():
    shock = analytic.stoker_middle(1.0, 0.1)[2]
    contour = 1.7 * np.sqrt(analytic.G) * 4.0
    compare(
        "Flood, full shallow water: exact solutions (errors in L1 of the depth, as shares)",
        [
            Case("Lake around humps and a house, 600 s: speed, m/s", 0.0, lambda: _humps()[0], 1e-5),
            Case("Lake around humps and a house, 600 s: level, m", 0.0, lambda: _humps()[1], 1e-5),
            Case("Ritter, dry dam, 400 cells: L1", 0.0, lambda: cases.dam_over_dry_ground(400)[0], 0.01),
            Case(
                "Ritter: contour of 1 % of the depth at 4 s, m",
                contour,
                lambda: contour * (1.0 + cases.dam_over_dry_ground(400)[1]),
                0.01 * contour,
            ),
            Case(
                "Ritter: L1 at 800 cells over that at 400",
                0.5,
                lambda: cases.dam_over_dry_ground(800)[0] / cases.dam_over_dry_ground(400)[0],
                0.25,
            ),
            Case("Stoker, wet dam, 400 cells: L1", 0.0, lambda: cases.dam_over_wet_ground(400)[0], 0.01),
            Case(
                "Stoker: speed of the shock, m/s",
                shock,
                lambda: cases.dam_over_wet_ground(400)[1],
                0.01 * shock,
            ),
            Case(
                "Stoker: L1 at 800 cells over that at 400",
                0.5,
                lambda: cases.dam_over_wet_ground(800)[0] / cases.dam_over_wet_ground(400)[0],
                0.25,
            ),
            Case(
                "Dressler, C = 40, 400 cells, before the tip: L1",
                0.0,
                lambda: cases.dam_with_friction(400),
                0.01,
            ),
            Case(
                "Dressler: L1 at 800 cells over that at 400",
                0.75,
                lambda: cases.dam_with_friction(800) / cases.dam_with_friction(400),
                0.24,
            ),
            Case(
                "Thacker's bowl, 400² cells, 2 periods: shore", 0.0, lambda: cases.swinging_bowl(400)[0], 0.02
            ),
            Case("Thacker's bowl: period", 0.0, lambda: cases.swinging_bowl(400)[1], 0.02),
            Case("Thacker's bowl: L1 after 2 periods", 0.0, lambda: cases.swinging_bowl(400)[2], 0.02),
            Case("Bump with a jump, 400 cells: L1", 0.0, lambda: cases.jump_behind_bump(400)[0], 0.02),
            Case(
                "Bump with a jump: discharge before the jump",
                0.0,
                lambda: cases.jump_behind_bump(400)[1],
                0.02,
            ),
            Case(
                "Bump with a jump: place of the jump off, m",
                0.0,
                lambda: cases.jump_behind_bump(400)[2],
                0.0625,
            ),
            Case("Bump, supercritical, 400 cells: L1", 0.0, lambda: cases.fast_over_bump(400), 0.02),
            Case("Round dam, dry, 400² cells, against ANUGA: L1", 0.0, lambda: _round("dry", 0.0), 0.02),
            Case("Round dam, wet, 400² cells, against ANUGA: L1", 0.0, lambda: _round("wet", 1.0), 0.02),
        ],
    )
