import numpy as np
import pytest
import shapely

from importers.yangzhou import areas, figures, streets
from importers.yangzhou.buildings import city
from importers.yangzhou.buildings.old_city import old_city
from importers.yangzhou.buildings.surroundings import LAKES
from scene.errors import Cancelled
from scene.feedback import SilentFeedback
from scene.geometry.building_mesh import derive_mesh
from scene.materials import Material
from scene.node import Role
from scene.payloads import Buildings


def ground_height(xy):
    """A plain that falls to the east, as steep as the city's steepest street."""
    return 7.0 - 0.002 * xy[:, 0] + 0.001 * xy[:, 1]


@pytest.fixture(scope="module")
def nodes():
    return city.make(city.outlines(lambda: None), ground_height, SilentFeedback())


@pytest.fixture(scope="module")
def layers(nodes):
    return {node.attributes["quarter"]: node.payload for node in nodes if isinstance(node.payload, Buildings)}


@pytest.fixture(scope="module")
def shapes(layers):
    return {key: outlines(payload) for key, payload in layers.items()}


def outlines(buildings):
    rings = shapely.linearrings(
        buildings.rings.astype(float),
        indices=np.repeat(np.arange(buildings.count), np.diff(buildings.ring_start)),
    )
    return shapely.polygons(rings)


def test_forty_thousand_buildings_stand_in_the_city(layers):
    assert sum(payload.count for payload in layers.values()) >= 40_000
    assert layers["ming_qing"].count >= 20_000


def test_every_building_has_an_id_of_its_own(layers):
    ids = [name for payload in layers.values() for name in payload.ids]
    assert len(set(ids)) == len(ids)
    assert layers["ming_qing"].ids[122] == "mq-000123"


def test_every_layer_says_that_it_is_synthetic_and_whom_to_credit(nodes):
    assert all(node.provenance.synthetic and node.provenance.credits for node in nodes)
    assert len({node.id for node in nodes}) == len(nodes)


def test_no_eaves_stand_above_the_cap_of_their_quarter(layers):
    for key, payload in layers.items():
        height = payload.eaves - payload.outdoor_ground
        assert height.max() <= figures.quarters()[key].height_cap_m + 1e-3, key


def test_most_houses_of_the_old_city_are_low_and_have_pitched_roofs(layers):
    old = layers["ming_qing"]
    assert ((old.top - old.outdoor_ground) <= 8.0).mean() > 0.8
    assert (old.columns["roof"] != "flat").mean() > 0.95
    assert 0.25 < (old.columns["material"] == "brick").mean() < 0.45


def test_nothing_high_stands_within_400_metres_of_the_lake(layers, shapes):
    lake = shapely.union_all([areas.water_bodies()[key] for key in LAKES])
    for key, payload in layers.items():
        high = (payload.eaves - payload.outdoor_ground) > 12.6
        if high.any():
            assert shapely.distance(shapes[key][high], lake).min() >= 400.0 - 1.0, key


def test_no_building_stands_in_water_on_a_street_or_in_a_precinct(shapes):
    kept_free = [areas.water_area(), streets.paved(), *(p.area for p in areas.precincts().values())]
    for area in kept_free:
        shapely.prepare(area)
        for key, found in shapes.items():
            met = found[shapely.intersects(area, found)]
            assert shapely.area(shapely.intersection(met, area)).sum() < 0.1, key


def test_buildings_share_no_more_than_party_walls(shapes):
    every = np.concatenate(list(shapes.values()))
    one, other = shapely.STRtree(every).query(every, predicate="intersects")
    pairs = one < other
    shared = shapely.area(shapely.intersection(every[one[pairs]], every[other[pairs]]))
    least = np.minimum(shapely.area(every[one[pairs]]), shapely.area(every[other[pairs]]))
    assert (shared / least).max(initial=0.0) < 0.03


def test_buildings_stand_on_the_ground(layers):
    for payload in layers.values():
        ground = ground_height(payload.rings.astype(float))
        lowest = np.minimum.reduceat(ground, payload.ring_start[:-1])
        assert np.allclose(payload.bottom, lowest - 0.3, atol=1e-3)
        assert np.allclose(
            payload.outdoor_ground,
            np.add.reduceat(ground, payload.ring_start[:-1]) / np.diff(payload.ring_start),
            atol=1e-3,
        )
        assert (payload.eaves > payload.outdoor_ground + 2.0).all()


def test_the_same_figures_give_the_same_city(layers):
    for order, key in enumerate(figures.quarters()):
        if key in ("inner_east", "north_suburb", "new_east"):
            again = np.concatenate([batch.corners.reshape(-1, 2) for batch in city.outlines_of(key, order)])
            assert np.array_equal(again.astype(np.float32), layers[key].rings)


def test_towers_of_18_storeys_stand_in_the_new_districts_only(layers):
    for key, payload in layers.items():
        if figures.quarters()[key].grammar == "tower_district":
            assert payload.columns["floors"].max() >= 18, key
        else:
            assert payload.columns["floors"].max() < 12, key


def test_all_roofs_of_the_city_can_be_built(layers):
    said = SilentFeedback()
    faces = sum(len(derive_mesh(payload, feedback=said).faces) for payload in layers.values())
    assert said.warnings == []
    assert faces < 3_000_000
    far = sum(len(derive_mesh(payload, fine=False).faces) for payload in layers.values())
    assert far < 1_300_000


def test_the_lane_of_the_siwang_pavilion_has_doors_lattices_and_lanterns_and_stays_clear(nodes):
    lane = figures.roads()["siwang_lane"]
    details = next(node for node in nodes if node.id.endswith("lane_details"))
    assert details.role is Role.FURNITURE
    assert len(details.payload.faces) < 300_000
    middles = details.payload.vertices[details.payload.faces].mean(axis=1)
    away = shapely.distance(shapely.points(middles[:, :2].astype(float)), shapely.LineString(lane.line))
    beside = away < 4.0
    for material in (
        Material.STONE,
        Material.WOOD,
        Material.COLUMN_RED,
        Material.FOLIAGE,
        Material.TILE_ROOF,
    ):
        assert (details.payload.material_of_face[beside] == material).sum() > 50, material
    assert away.min() > 0.75


def test_half_of_the_houses_on_the_walked_lane_have_stepped_gables():
    fronts, houses = old_city().fronts, old_city().houses[0]
    at = shapely.points(0.5 * (fronts.start + fronts.stop)[fronts.lane == "siwang_lane"])
    near = shapely.dwithin(shapely.polygons(houses.corners), shapely.union_all(at), 4.0)
    assert 0.25 < (houses.gable[near] == "matou").mean() < 0.75


def test_making_the_city_can_be_cancelled():
    feedback = SilentFeedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        city.outlines(feedback.check)
    with pytest.raises(Cancelled):
        city.make({"ming_qing": []}, ground_height, feedback)
