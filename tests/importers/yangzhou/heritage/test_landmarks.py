import numpy as np
import pytest

from importers.yangzhou import figures
from importers.yangzhou.heritage import landmarks
from importers.yangzhou.heritage.precinct_walls import precinct_walls
from scene.errors import Cancelled
from scene.feedback import SilentFeedback
from scene.materials import Material
from scene.node import Role
from tests.importers.yangzhou.heritage.solid_checks import nearest_hits

EYE_HEIGHT = 1.6


def flat(xy):
    return np.full(len(xy), 7.0)


@pytest.fixture(scope="module")
def made():
    return landmarks.make(landmarks.models(lambda: None), figures.places(), flat, SilentFeedback())


@pytest.fixture(scope="module")
def nodes(made):
    return {node.id: node for node in made if node.role is Role.HERITAGE}


def test_court_walls_and_boats_come_with_the_landmarks(made):
    assert [node.id for node in made if node.role is Role.STRUCTURES] == ["heritage.precinct_walls"]
    boats = [node for node in made if node.role is Role.FURNITURE]
    assert sum(node.payload.count for node in boats) >= 10
    assert all((node.payload.positions[:, 2] == figures.levels().water).all() for node in boats)
    assert len({node.id for node in made}) == len(made)


def test_no_boat_lies_across_the_wuting_bridge(made):
    bridge = np.array(figures.places()["wuting_bridge"].xy)
    for node in made:
        if node.role is Role.FURNITURE:
            assert np.hypot(*(node.payload.positions[:, :2] - bridge).T).min() > 24.0, node.id


def test_every_landmark_is_one_named_node_that_says_it_is_synthetic(nodes):
    assert len(nodes) == 19
    assert {"heritage.wuting_bridge", "heritage.white_pagoda", "heritage.qiling_pagoda"} <= set(nodes)
    for node in nodes.values():
        assert node.role is Role.HERITAGE
        assert node.name.zh
        assert node.name.en
        assert node.provenance.synthetic
        assert node.attributes["synthetic"]
        assert node.attributes["accuracy_m"] > 0
        assert node.attributes["height_source"] in ("published", "estimated")


def test_all_together_they_stay_within_a_quarter_of_a_million_triangles(nodes):
    assert sum(len(node.payload.faces) for node in nodes.values()) <= 250_000


def test_their_geometry_is_finite_and_of_known_materials(nodes):
    known = [int(material) for material in Material]
    for node in nodes.values():
        mesh = node.payload
        assert np.isfinite(mesh.vertices).all(), node.id
        assert np.isfinite(mesh.uv).all(), node.id
        assert np.isin(mesh.material_of_face, known).all()
        assert mesh.colour_of_face is not None


def test_two_builds_are_the_same_to_the_last_bit(nodes):
    again = landmarks.make(landmarks.models(lambda: None), figures.places(), flat, SilentFeedback())
    for node in again:
        if node.id not in nodes:
            continue
        first = nodes[node.id].payload
        assert np.array_equal(first.vertices, node.payload.vertices)
        assert np.array_equal(first.faces, node.payload.faces)
        assert np.array_equal(first.colour_of_face, node.payload.colour_of_face)


def test_each_stands_on_its_place(nodes):
    places = figures.places()
    for node in nodes.values():
        if "song_" in node.id:
            continue
        place = places[node.attributes["place"]]
        low, high = node.payload.vertices[:, :2].min(axis=0), node.payload.vertices[:, :2].max(axis=0)
        away = np.hypot(*((low + high) / 2.0 - place.xy))
        assert away <= place.accuracy_m + 6.0, node.id


def test_published_heights_hold_above_the_ground_they_stand_on(nodes):
    for name, height in (("qiling_pagoda", 70.0), ("white_pagoda", 27.5), ("wenchang_pavilion", 24.25)):
        node = nodes[f"heritage.{name}"]
        assert node.attributes["height_m"] == height
        assert node.payload.vertices[:, 2].max() == pytest.approx(7.0 + height, abs=0.005)


def test_the_axis_of_the_wuting_bridge_bears_347_degrees(nodes):
    plan = nodes["heritage.wuting_bridge"].payload.vertices[:, :2].astype(np.float64)
    ends = plan - plan.mean(axis=0)
    _, _, axes = np.linalg.svd(ends, full_matrices=False)
    bearing = np.degrees(np.arctan2(axes[0, 0], axes[0, 1])) % 180.0
    assert bearing == pytest.approx(167.0, abs=0.5)


def test_bridges_stand_in_the_water(nodes):
    water = figures.levels().water
    for name in ("wuting_bridge", "twenty_four_bridge", "dahong_bridge"):
        node = nodes[f"heritage.{name}"]
        assert node.attributes["foot_m"] == water
        assert node.payload.vertices[:, 2].min() <= figures.levels().bed


def test_every_hosted_eye_looks_out_freely_on_either_side(nodes):
    found = landmarks.eyes(figures.places(), flat)
    assert {eye.host for eye in found} == {
        f"heritage.{name}"
        for name in (
            "wuting_bridge", "diaoyutai", "feng_pavilion", "xichun_terrace", "twenty_four_bridge",
            "dahong_bridge", "qiling_pagoda", "pingshan_hall",
        )
    }  # fmt: skip
    for eye in found:
        origin = np.add(eye.foot, (0.0, 0.0, EYE_HEIGHT))
        assert eye.free >= 50.0
        bearing = np.radians(eye.facing + np.linspace(-eye.free, eye.free, 41))
        ways = np.column_stack([np.sin(bearing), np.cos(bearing), np.zeros(len(bearing))])
        hits = nearest_hits(nodes[eye.host].payload, origin[None], ways)
        assert np.isinf(hits).all(), f"{eye.host} {eye.name}: {np.degrees(bearing[np.isfinite(hits)])}"


def test_under_every_hosted_eye_there_is_a_floor(nodes):
    for eye in landmarks.eyes(figures.places(), flat):
        origin = np.add(eye.foot, (0.0, 0.0, EYE_HEIGHT))
        drop = nearest_hits(nodes[eye.host].payload, origin[None], [[0.0, 0.0, -1.0]])[0]
        assert drop == pytest.approx(EYE_HEIGHT, abs=0.05), f"{eye.host} {eye.name}"


def test_eyes_stand_at_the_levels_that_the_protected_views_are_given_for():
    found = {(eye.host, eye.name): eye for eye in landmarks.eyes(figures.places(), flat)}
    water = figures.levels().water
    deck = found["heritage.wuting_bridge", "deck"]
    assert deck.foot[2] == pytest.approx(water + 5.0)
    assert found["heritage.qiling_pagoda", "ninth_floor"].foot[2] == pytest.approx(7.0 + 50.95)
    assert found["heritage.xichun_terrace", "upper_floor"].foot[2] == pytest.approx(7.0 + 5.0)
    assert found["heritage.feng_pavilion", "front"].foot[2] == pytest.approx(7.0 + 0.6)


def test_a_cancelled_build_stops():
    feedback = SilentFeedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        landmarks.models(feedback.check)
    with pytest.raises(Cancelled):
        landmarks.make({}, figures.places(), flat, feedback)


def test_court_walls_leave_out_what_would_stand_in_water():
    places = figures.places()
    dry = precinct_walls(places, flat, landmarks.provenance())
    assert dry.role is Role.STRUCTURES
    west = places["white_pagoda"].xy[0]

    def half_drowned(xy):
        return np.where(xy[:, 0] < west, 3.0, 7.0)

    wet = precinct_walls(places, half_drowned, landmarks.provenance())
    assert 0 < len(wet.payload.faces) < len(dry.payload.faces)
    court = wet.payload.faces[wet.payload.feature_of_face == 0]
    assert wet.payload.vertices[court][..., 0].min() > west - 8.0


def test_each_site_covers_the_model_that_stands_on_it(nodes):
    for host, (centre, reach) in landmarks.sites(figures.places()).items():
        plan = nodes[host].payload.vertices[:, :2]
        assert np.hypot(*(plan - np.array(centre)).T).max() <= reach + 0.01, host


def test_dongguan_street_runs_through_the_east_gate(nodes):
    from shapely import LineString, Point

    from importers.yangzhou.streets import streets

    lane = min(
        (street for street in streets() if street.road == "dongguan_street"),
        key=lambda street: LineString(street.line).distance(Point(figures.places()["east_gate"].xy)),
    )
    centre, _ = landmarks.sites(figures.places())["heritage.east_gate"]
    assert LineString(lane.line).distance(Point(centre)) < 2.0
