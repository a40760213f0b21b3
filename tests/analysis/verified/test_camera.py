"""A camera draws where similar triangles say, and is found again from places whose pixels are known."""

from dataclasses import replace
from math import atan, degrees

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.verified.camera import Camera, focal_pixels
from analysis.verified.solve import solve
from scene.errors import InvalidRequest
from tests.contracts.cities.verified import CAMERA, CORNERS

NORTH = Camera((10.0, 20.0, 2.0), 0.0, 0.0, 0.0, 1000.0, 900, 600)


def test_a_place_is_drawn_where_similar_triangles_say() -> None:
    ((col, row, depth),) = NORTH.project([(10.0 + 30.0, 20.0 + 100.0, 2.0 + 5.0)])
    assert (col, row, depth) == pytest.approx((450 + 300, 300 - 50, 100))


def test_bearing_pitch_and_roll_turn_as_their_words_say() -> None:
    east = replace(NORTH, bearing=90.0)
    assert east.project([(110.0, 20.0, 2.0)])[0, :2] == pytest.approx((450, 300))
    up = replace(NORTH, pitch=10.0)
    assert up.project([(10.0, 120.0, 2.0)])[0, 1] > 300, "what is level lies lower in the picture"
    clockwise = replace(NORTH, roll=90.0)
    assert clockwise.project([(40.0, 120.0, 2.0)])[0, :2] == pytest.approx((450, 300 - 300)), (
        "what is on the right is at the top of a camera turned clockwise"
    )


def test_fields_of_view_follow_from_the_focal_length() -> None:
    camera = Camera((0.0, 0.0, 0.0), 0.0, 0.0, 0.0, focal_pixels(900, 39.6), 900, 600)
    assert camera.horizontal_field == pytest.approx(39.6)
    assert camera.vertical_field == pytest.approx(2 * degrees(atan(300 / camera.focal)))
    assert focal_pixels(36, 39.5978) == pytest.approx(50.0, abs=1e-3), "a 50 mm lens"


def test_distortion_moves_a_place_along_its_radius() -> None:
    bent = replace(NORTH, distortion=(-0.2, 0.05))
    straight, moved = (camera.project([(40.0, 120.0, 2.0)])[0, :2] - (450, 300) for camera in (NORTH, bent))
    assert moved == pytest.approx(straight * (1 - 0.2 * 0.09 + 0.05 * 0.0081))


def test_the_pixels_of_an_upright_picture_are_found_in_a_turned_and_bent_one() -> None:
    turned = replace(NORTH, roll=7.0, pitch=3.0, distortion=(-0.1, 0.02))
    level = turned.level()
    found = turned.pixels_of(level)
    way = np.array([0.2, 1.0, 0.15]) * 80.0 + NORTH.eye
    col, row, _ = level.project([way])[0]
    middle = found[int(row), int(col)]
    assert np.hypot(*(turned.project([way])[0, :2] - middle)) < 1.0


turns = st.floats(-180, 180), st.floats(-12, 12), st.floats(-8, 8), st.floats(25, 80)


@settings(max_examples=30, deadline=None)
@given(*turns)
def test_a_camera_is_found_again_from_exact_pairs(
    bearing: float, pitch: float, roll: float, field: float
) -> None:
    true = Camera((3.0, -2.0, 1.6), bearing % 360, pitch, roll, focal_pixels(900, field), 900, 600)
    right, up, ahead = true.axes
    spread = [(-0.3, -0.1, 60), (0.3, -0.15, 90), (0.25, 0.2, 200), (-0.2, 0.22, 150), (0.05, 0.0, 40)]
    scale = 450 / true.focal
    places = np.array([true.eye + d * (ahead + scale * x * right + scale * y * up) for x, y, d in spread])
    begin = replace(true, bearing=0.0, pitch=0.0, roll=0.0, focal=focal_pixels(900, 45.0))
    found = solve(places, true.project(places)[:, :2], begin, with_position=False, worst=1.0)
    assert found.rms < 1e-4
    assert abs((found.camera.bearing - true.bearing + 180) % 360 - 180) < 1e-4
    assert found.camera.focal == pytest.approx(true.focal, rel=1e-5)


def test_the_position_is_found_too_when_it_is_asked_for() -> None:
    places = np.array([*CORNERS, (350.0, -40.0, 25.0), (280.0, 60.0, 15.0)])
    pixels = CAMERA.project(places)[:, :2]
    begin = replace(CAMERA, eye=(2.0, -1.5, 2.4), focal=700.0, roll=0.0)
    found = solve(places, pixels, begin, with_position=True, worst=1.0)
    assert found.camera.eye == pytest.approx(CAMERA.eye, abs=1e-3)


def test_errors_are_those_of_many_noisy_trials() -> None:
    places = np.array(CORNERS)
    exact, luck = CAMERA.project(places)[:, :2], np.random.default_rng(7)
    begin = replace(CAMERA, bearing=80.0, roll=0.0)
    trials = [
        solve(places, exact + luck.normal(0, 0.7, exact.shape), begin, with_position=False, worst=9.0)
        for _ in range(120)
    ]
    off = np.array([abs(one.camera.bearing - CAMERA.bearing) for one in trials])
    stated = np.array([one.errors[0] for one in trials])
    assert np.mean(off <= np.median(stated) * 1.3) > 0.88
    assert np.median(stated) < 4.0 * np.median(off)


def test_a_bad_fit_too_few_and_straight_points_are_refused_with_a_sentence() -> None:
    places, pixels = np.array(CORNERS), CAMERA.project(CORNERS)[:, :2]
    wrong = pixels.copy()
    wrong[2] += (80, -60)
    with pytest.raises(InvalidRequest, match="No camera fits") as caught:
        solve(places, wrong, CAMERA, with_position=False, worst=3.0)
    assert caught.value.hint is not None
    with pytest.raises(InvalidRequest, match="4 or more; here: 3"):
        solve(places[:3], pixels[:3], CAMERA, with_position=False, worst=3.0)
    with pytest.raises(InvalidRequest, match="or more; here: 5"):
        solve(places, pixels, CAMERA, with_position=True, worst=3.0)
    line = np.stack([np.linspace(0, 800, 5), np.linspace(0, 400, 5)], axis=1)
    with pytest.raises(InvalidRequest, match="on one line"):
        solve(places, line, CAMERA, with_position=False, worst=3.0)
