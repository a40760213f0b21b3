"""Ceilings of the built-in city against rays: 1 cm under is unseen, 1 cm over is seen, from 20 stations.

Ten thousand random places; the rays are cast in float64 at a city bent by the curvature before each eye.
"""

import numpy as np

from analysis.common.curvature import drop_coefficient
from analysis.sightline.ceiling.exact import ExactCeiling
from analysis.sightline.stations import stations_of
from app.projects import open_built_in
from scene.feedback import SilentFeedback
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.node import Role
from tests.analysis.sightline.ceiling.rays_decide import Case as Held
from tests.analysis.sightline.ceiling.rays_decide import bent, held_against_rays
from tests.validation.table import Case, compare

EYES, PLACES = 20, 500
DROP = drop_coefficient(0.13, 6_371_000.0)


def cases_of_the_city(eyes: int, places: int) -> list[Held]:
    """Hold random open places before some stations against rays."""
    scene = open_built_in(SilentFeedback()).scene.snapshot()
    terrain = scene.of_role(Role.TERRAIN)
    solids = scene.of_role(Role.BUILDINGS, Role.HERITAGE, Role.STRUCTURES, Role.MODEL)
    rays, ground = RayScene((*terrain, *solids)), GroundHeights.of(terrain)
    looking = scene.of_role(Role.VIEWPOINTS, Role.ROUTES)
    stations = stations_of(looking, rays, ground, 10.0, 1.6, SilentFeedback())
    exact = ExactCeiling(rays, stations, DROP, False, 200.0)
    random, found = np.random.default_rng(7), []
    for row in np.linspace(0, len(stations.eye) - 1, eyes).astype(int).tolist():
        spots = np.empty((0, 2))
        while len(spots) < places:  # on open ground: a building would be left out, and rays know no rows
            more = np.column_stack([random.uniform(-3300, 3500, 400), random.uniform(-3400, 4600, 400)])
            inside = [exact.own_building((float(x), float(y)))[0] < 0 for x, y in more]
            spots = np.concatenate([spots, more[inside]])[:places]
        viewpoint = stations.viewpoints[stations.of[row]]
        off = spots - stations.eye[row, :2]
        spots = spots[viewpoint.sees_towards(off / np.hypot(*off.T)[:, None])]
        cut = bent(rays, stations.eye[row], DROP, (viewpoint.host,) if viewpoint.host else ())
        found += held_against_rays(exact, stations, row, spots, ground.exact(spots), cut)
    return found


def test_rays_agree_with_the_ceilings_of_the_city() -> None:
    found = cases_of_the_city(EYES, PLACES)
    compare(
        f"Ceilings of the built-in city against rays, {len(found)} places",
        [
            Case(
                "seen 1 cm under the ceiling",
                0.0,
                lambda: float(sum(not h.under_is_hidden for h in found)),
                0.0,
            ),
            Case(
                "unseen 1 cm over the ceiling",
                0.0,
                lambda: float(sum(not h.over_is_seen for h in found)),
                0.0,
            ),
        ],
    )
