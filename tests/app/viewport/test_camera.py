"""The arithmetic of the eye: orbit, pan, zoom, look, flights."""

from math import radians

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.viewport.camera import eased, flight, framing, looked, orbited, panned, zoomed
from app.viewport.optics import Pose, mirrored

POSE = Pose((100.0, -200.0, 60.0), (0.0, 0.0, 10.0), 30.0)
ASPECT = 16 / 9
angles = st.floats(-1.5, 1.5)


def seen(pose: Pose, point: tuple[float, float, float]) -> np.ndarray:
    return pose.project(np.array([point]), ASPECT)[0, :2]


@given(yaw=angles, pitch=angles, x=st.floats(-80, 80), y=st.floats(-80, 80))
def test_orbiting_keeps_the_point_under_the_cursor_in_its_place(
    yaw: float, pitch: float, x: float, y: float
) -> None:
    about = (x, y, 12.0)
    turned = orbited(POSE, about, yaw, pitch)
    np.testing.assert_allclose(seen(turned, about), seen(POSE, about), atol=1e-6)


@given(yaw=angles, pitch=st.floats(-6.0, 6.0))
def test_orbiting_never_looks_straight_down_or_rolls(yaw: float, pitch: float) -> None:
    turned = orbited(POSE, (0.0, 0.0, 0.0), yaw, pitch)
    assert abs(turned.forward[2]) < 0.9998
    assert abs(turned.right[2]) < 1e-9


def test_a_drag_to_the_right_turns_the_scene_to_the_right() -> None:
    left_of_centre = (-30.0, 60.0, 10.0)
    nearer = (60.0, -100.0, 10.0)
    turned = orbited(POSE, (0.0, 0.0, 10.0), 0.1, 0.0)
    assert seen(turned, nearer)[0] > seen(POSE, nearer)[0]
    assert seen(turned, left_of_centre)[0] < seen(POSE, left_of_centre)[0]


def test_panning_moves_the_point_in_the_hand_as_far_as_the_hand() -> None:
    point = (10.0, 20.0, 5.0)
    depth = POSE.project(np.array([point]), ASPECT)[0, 2]
    moved = panned(POSE, 0.2, -0.1, float(depth))
    shift = (seen(moved, point) - seen(POSE, point)) * [ASPECT / 2.0, 0.5]
    np.testing.assert_allclose(shift, [0.2, -0.1], atol=1e-9)


@given(notches=st.floats(-6, 10))
def test_zooming_keeps_the_point_under_the_cursor_in_its_place(notches: float) -> None:
    about = (20.0, -40.0, 8.0)
    np.testing.assert_allclose(seen(zoomed(POSE, about, notches), about), seen(POSE, about), atol=1e-6)


def test_zooming_in_never_reaches_the_point() -> None:
    pose = POSE
    for _ in range(100):
        pose = zoomed(pose, POSE.target, 3.0)
    assert np.linalg.norm(np.subtract(pose.eye, POSE.target)) == pytest.approx(1.5, abs=1e-6)


def test_looking_to_the_right_turns_the_heading_clockwise() -> None:
    turned = looked(POSE, radians(10.0), 0.0)
    assert turned.eye == POSE.eye
    assert (turned.heading - POSE.heading) % 360.0 == pytest.approx(10.0)


def test_a_box_that_is_framed_lies_wholly_in_the_picture() -> None:
    box = (-50.0, -20.0, 0.0, 60.0, 40.0, 70.0)
    pose = framing(box, POSE, ASPECT)
    corners = np.array([[x, y, z] for x in (-50, 60) for y in (-20, 40) for z in (0, 70)], float)
    assert np.abs(pose.project(corners, ASPECT)[:, :2]).max() <= 1.0


def test_a_flight_starts_and_ends_at_rest_at_its_poses() -> None:
    end = Pose((900.0, 500.0, 30.0), (950.0, 560.0, 20.0), 40.0)
    way = flight(POSE, end)
    np.testing.assert_allclose(way.at(0.0).eye, POSE.eye, atol=1e-9)
    assert way.at(way.seconds) == end
    assert eased(0.01) < 1e-4
    assert 1.0 - eased(0.99) < 1e-4


def test_a_long_low_flight_rises_over_what_lies_between() -> None:
    low = Pose((0.0, 0.0, 6.6), (10.0, 0.0, 6.6), 40.0)
    far = Pose((2000.0, 0.0, 6.6), (2010.0, 0.0, 6.6), 40.0)
    way = flight(low, far)
    assert way.at(way.seconds / 2).eye[2] > 100.0


def test_a_flight_turns_the_short_way_round() -> None:
    north_west = Pose((0.0, 0.0, 10.0), (-1.0, 10.0, 10.0))
    north_east = Pose((0.0, 0.0, 10.0), (1.0, 10.0, 10.0))
    way = flight(north_west, north_east)
    heading = way.at(way.seconds / 2).heading
    assert min(heading, 360.0 - heading) < 1.0


def test_the_mirrored_pose_lies_as_far_below_the_water_as_the_eye_above() -> None:
    below = mirrored(Pose((1.0, 2.0, 6.8), (50.0, 2.0, 9.0)), 5.0)
    assert below.eye == pytest.approx((1.0, 2.0, 3.2))
    assert below.target == pytest.approx((50.0, 2.0, 1.0))
