"""A probe 1 cm under the exact ceiling is unseen, 1 cm over it seen, and the raster is within its error."""

import numpy as np
import pytest

from analysis.common.curvature import drop_coefficient
from analysis.sightline.ceiling.city import CeilingCity
from analysis.sightline.ceiling.exact import ExactCeiling
from analysis.sightline.ceiling.screens import overlooked
from analysis.sightline.stations import Stations, stations_of
from scene.feedback import SilentFeedback
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.geometry.surface_raster import Grid
from scene.node import Node, Role
from scene.payloads import Buildings, Raster
from scene.payloads.arrays import F64
from tests.analysis.sightline.ceiling.rays_decide import bent, held_against_rays
from tests.analysis.sightline.cities import node, viewpoint

HALF, CELL, PLACES = 1200.0, 4.0, 60
DROP = drop_coefficient(0.13, 6_371_000.0)


def hills(rng: np.random.Generator) -> Node:
    x, y = np.meshgrid(np.linspace(0, 9, 31), np.linspace(0, 9, 31))
    values = 4.0 * np.sin(x + rng.uniform(0, 6)) * np.cos(0.7 * y) + rng.normal(0, 0.3, x.shape)
    return node(
        "ground", Raster(values.astype(np.float32), 2 * HALF / 30, -HALF - 40, HALF + 40), Role.TERRAIN
    )


def house(rng: np.random.Generator, ground: GroundHeights, number: int) -> Node:
    middle, size = rng.uniform(-1000, 1000, 2), rng.uniform(8, 30, 2)
    turn = rng.uniform(0, np.pi)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * size / 2
    ring = middle + corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    level = float(ground.exact(middle[None])[0])
    top = level + rng.uniform(4, 25)
    payload = Buildings(
        ring.astype(np.float32), [0, 4], [0, 1], [0, 1], [level - 3.0], [top], [top], [level], (f"h{number}",)
    )
    return node(f"house-{number}", payload, Role.BUILDINGS)


def small_city(seed: int) -> tuple[RayScene, GroundHeights, Stations]:
    rng = np.random.default_rng(seed)
    terrain = hills(rng)
    ground = GroundHeights.of([terrain])
    houses = [house(rng, ground, number) for number in range(150)]
    rays = RayScene([terrain, *houses])
    views = []
    while len(views) < 3:
        x, y = rng.uniform(-900, 900, 2)
        foot = float(ground.exact(np.array([[x, y]]))[0])
        eye = np.array([[x, y, foot + 1.6]])
        if rays.inside_solid(eye)[0] < 0:
            views.append(viewpoint((x, y, foot), 1.6, f"v{len(views)}"))
    return rays, ground, stations_of(views, rays, ground, 2.0, 1.6, SilentFeedback())


def centres(rng: np.random.Generator, grid: Grid) -> tuple[np.ndarray, np.ndarray, F64]:
    rows, cols = rng.integers(20, grid.rows - 20, PLACES), rng.integers(20, grid.cols - 20, PLACES)
    x, y = grid.west + (cols + 0.5) * grid.cell, grid.north - (rows + 0.5) * grid.cell
    return rows.astype(np.int32), cols.astype(np.int32), np.column_stack([x, y])


@pytest.mark.parametrize("seed", [1, 2])
def test_rays_agree_to_a_centimetre_and_the_raster_within_its_error(seed: int) -> None:
    rays, ground, stations = small_city(seed)
    grid = Grid.over(-1100, -1100, 1100, 1100, CELL)
    city = CeilingCity.of(rays, ground, stations, grid, DROP, False, SilentFeedback())
    exact = ExactCeiling(rays, stations, DROP, False, 200.0)
    rng = np.random.default_rng(seed + 100)
    hidden = 0
    for row in range(len(stations.eye)):
        rows, cols, places = centres(rng, grid)
        foot = ground.exact(places)
        own = [exact.own_building((float(x), float(y)))[0] for x, y in places]
        gone = [[rays.layers[layer].node.id] if layer >= 0 else [] for layer in own]
        cut = bent(rays, stations.eye[row], DROP)
        cases = held_against_rays(exact, stations, row, places, foot, cut, gone)
        assert all(case.under_is_hidden and case.over_is_seen for case in cases)
        eyes = city.eyes(stations, np.array([row], np.int32))
        over = overlooked(city.field, eyes, rows, cols, np.zeros(PLACES, np.int32), SilentFeedback())
        for case, least, most in zip(cases, over.least, over.most, strict=True):
            if np.isfinite(case.level):
                assert least - 0.02 <= case.level <= most + 0.02
        hidden += sum(case.level > z + 1.0 for case, z in zip(cases, foot, strict=True))
    assert hidden > PLACES  # most of these places are behind something
