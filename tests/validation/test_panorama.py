"""Silhouettes, skylines and what hides them, against closed forms and against rays through real buildings."""

from functools import cache

import numpy as np

from analysis.common.curvature import drop_coefficient
from analysis.common.rules import rule_book
from analysis.sightline.bodies import Body, body_of
from analysis.sightline.obstruction.looking import CASES, look_at
from analysis.sightline.obstruction.views import View, views_of
from analysis.sightline.panorama import columns_of, panoramas_of
from analysis.sightline.standing import observer_nodes, standing_at
from scene.feedback import SilentFeedback
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Raster, TriangleMesh
from tests.analysis.sightline.cities import box, node
from tests.validation.table import SHARED, Case, compare, gathered

SUZHOU = ("china", "suzhou", "bd_demo_2.json")
STEP = np.radians(1.0 / 60.0)


def facade(
    wide: float, high: float, distance: float, drop: float = 0.0, eye: float = 0.0
) -> tuple[Body, np.ndarray]:
    half = wide / 2.0
    body = body_of(node("facade", box((distance, -half, 0), (distance + 0.01, half, high)), Role.HERITAGE))
    return body, np.array([[0.0, 0.0, eye]])


def steradians(wide: float, high: float, distance: float) -> float:
    body, eye = facade(wide, high, distance)
    seen = body.silhouette(eye, STEP, 0.0, None)
    extent = seen.extent()
    rise = extent.high / np.sqrt(1 + extent.high**2) - extent.low / np.sqrt(1 + extent.low**2)
    return float((seen.width * rise).sum())


def lowered(distance: float) -> float:
    """Metres by which the top of a façade is lowered by curvature and refraction."""
    drop = drop_coefficient(0.13, 6_371_000.0)
    body, eye = facade(0.02, 100.0, distance)
    seen = body.silhouette(eye, STEP, drop, None)
    middle = len(seen.of) // 2
    return float(100.0 - seen.highest()[middle] * distance)


@cache
def suzhou() -> tuple[RayScene, GroundHeights, Node]:
    from importers import registry
    from importers.base import ImportTarget

    path = gathered(*SUZHOU)
    importer = registry.for_file(path).load()
    read = importer.read(path, importer.params_type(), ImportTarget(), SilentFeedback())
    payload = read.nodes[0].payload
    assert isinstance(payload, Buildings)
    west, south, east, north = payload.bounds()
    level = float(np.median(payload.bottom))
    cells = int(max(east - west, north - south) / 100.0) + 20
    land = Raster(np.full((cells, cells), level, np.float32), 100.0, west - 800.0, north + 800.0)
    city = Node(BilingualText("苏州", "Suzhou"), Role.BUILDINGS, payload, id="suzhou")
    terrain = Node(BilingualText("地面", "ground"), Role.TERRAIN, land, id="ground")
    rays = RayScene([terrain, city])
    rays.prepare()
    return rays, GroundHeights.of([terrain]), city


@cache
def street_view() -> tuple[View, np.ndarray, Body]:
    """The tallest building of Suzhou's old town from the first open place 400 m west of it."""
    rays, ground, city = suzhou()
    payload = city.payload
    assert isinstance(payload, Buildings)
    tallest = int(np.argmax(np.maximum.reduceat(payload.top, payload.building_start[:-1])))
    body = body_of(city, tallest)
    for west in range(400, 700, 7):
        x, y = float(body.point[0]) - west, float(body.point[1])
        level = float(ground.exact([[x, y]])[0])
        if rays.inside_solid([[x, y, level + 1.6]])[0] < 0 and rays.height_below([[x, y, 500.0]])[0] == level:
            break
    eyes = observer_nodes([], (), ((x, y),), rays, 1.6)
    stations = standing_at(eyes, rays, ground, 2.0, 1.6, SilentFeedback())
    looks = look_at(body, stations, rays, ground, STEP, 0.0, SilentFeedback())
    (view,) = views_of(looks, stations, rays, rule_book())
    return view, stations.eye, body


def share_by_rays() -> float:
    """The same share by rays: of those that meet the building when it stands alone, how many still do."""
    rays, ground, _ = suzhou()
    _, eye, body = street_view()
    seen = body.silhouette(eye, STEP, 0.0, ground)
    low, high = np.nanmin(seen.lowest()), np.nanmax(seen.highest())
    tangents = np.linspace(low, high, 1500)[1:-1] + 1e-7
    way = np.repeat(seen.way, len(tangents), axis=0)
    ends = eye[0] + 3000.0 * np.column_stack([way, np.tile(tangents, len(seen.way))])
    weight = np.tile((1.0 + tangents**2) ** -1.5, len(seen.way))
    hits = rays.first_hit(eye[0], ends, trees=True)
    assert body.shape is not None
    alone = RayScene([Node(BilingualText("楼", "it"), Role.BUILDINGS, _alone(body), id="it")])
    mine = np.isfinite(alone.first_hit(eye[0], ends, trees=True).distance)
    still = mine & (hits.layer == 1) & (hits.row == body.row)
    return 100.0 * float(weight[still].sum() / weight[mine].sum())


def _alone(body: Body) -> TriangleMesh:
    assert body.shape is not None
    return TriangleMesh(body.shape.vertices, body.shape.faces)


def open_rays_over_the_skyline() -> float:
    """Percent of rays an arc-second over or under the skyline that meet what they should not, or do not."""
    rays, _, _ = suzhou()
    _, eye, _ = street_view()
    (found,) = panoramas_of(eye, [""], rays.layers, 6 * STEP, 0.0, SilentFeedback())
    _, way = columns_of(6 * STEP)
    over, under = (
        eye[0] + 4000.0 * np.column_stack([way, found.bare.tangent + shift]) for shift in (5e-6, -5e-6)
    )
    wrong = rays.occluded(eye[0], over, trees=True) | ~rays.occluded(eye[0], under, trees=True)
    return 100.0 * float(wrong.mean())


def test_panorama() -> None:
    drops = {0.5: 0.017, 1.0: 0.068, 2.0: 0.273, 5.0: 1.707, 10.0: 6.828}
    exact = drop_coefficient(0.13, 6_371_000.0)
    a, b = np.arctan(10.0 / 1000.0), np.arctan(24.0 / 1000.0)
    cases = [
        Case(
            "solid angle, façade 20 x 24 m at 1 km, sr (domain B5)",
            4.8e-4,
            lambda: steradians(20, 24, 1000),
            0.05e-4,
        ),
        Case(
            "the same, closed form",
            float(2 * np.arcsin(np.sin(a) * np.sin(b))),
            lambda: steradians(20, 24, 1000),
            1e-8,
        ),
    ]
    cases += [
        Case(
            f"curvature and refraction lower it at {km:g} km, m (table)",
            drop,
            lambda km=km: lowered(1000 * km),
            6e-4,
        )
        for km, drop in drops.items()
    ]
    cases += [
        Case(
            f"the same to 1 mm of the formula, {km:g} km",
            exact * (1000 * km) ** 2,
            lambda km=km: lowered(1000 * km),
            1e-3,
        )
        for km in (1.0, 2.0, 5.0, 10.0)
    ]
    if SHARED.joinpath(*SUZHOU).exists():
        reference = share_by_rays()
        cases += [
            Case("Suzhou old town: share of its tallest seen, % (rays)", reference,
                 lambda: 100.0 * street_view()[0].mean(CASES[0]), 0.3),
            Case("Suzhou: rays on the wrong side of the skyline, %", 0.0, open_rays_over_the_skyline, 0.1),
        ]  # fmt: skip
    else:
        name = "Suzhou old town: share of its tallest seen, %"
        cases.append(Case(name, 0.0, lambda: float(bool(gathered(*SUZHOU))), 1.0))
    compare("What an eye sees: silhouettes, skylines, screens", cases)
