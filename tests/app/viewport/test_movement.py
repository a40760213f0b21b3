"""Walking, flying and gliding in a small world of boxes."""

from collections.abc import Collection

import numpy as np
import pytest

from app.viewport.movement import BOAT_EYE, WALKER_EYE, BoatRoute, boarded, boated, flown, stood, walked
from app.viewport.optics import Pose
from scene.node import Role


class Boxes:
    """Solid boxes on level ground at z = 0 within 100 m: (west, south, low, east, north, high)."""

    def __init__(self, *boxes: tuple[float, float, float, float, float, float]) -> None:
        self.boxes = np.array(boxes, float).reshape(-1, 6)

    #: Westernmost x of a lake that reaches to the end of the world.
    lake = np.inf

    def height_below(self, points: np.ndarray, *, on: Collection[Role] | None = None) -> np.ndarray:
        result = []
        for x, y, z in points:
            ground = Role.WATER if x > self.lake else Role.TERRAIN
            tops = [(0.0, ground)] if abs(x) < 100 and abs(y) < 100 and z >= 0 else []
            within = [b for b in self.boxes if b[0] <= x <= b[3] and b[1] <= y <= b[4] and b[5] <= z]
            top, role = max([*tops, *((b[5], Role.BUILDINGS) for b in within)], default=(np.nan, None))
            result.append(top if on is None or role in on else np.nan)
        return np.array(result)

    def inside_solid(self, points: np.ndarray) -> np.ndarray:
        inside = [
            np.all((point > self.boxes[:, :3]) & (point < self.boxes[:, 3:]), axis=1) for point in points
        ]
        return np.array([int(np.argmax(found)) if found.any() else -1 for found in inside])

    def blocked(self, start: np.ndarray, end: np.ndarray) -> bool:
        t = np.linspace(0.0, 1.0, 200)[:, None]
        points = start + (end - start) * t
        return any(bool(np.all((points > b[:3]) & (points < b[3:]), axis=1).any()) for b in self.boxes)


def standing(x: float, y: float, heading: tuple[float, float] = (0.0, 1.0), z: float = WALKER_EYE) -> Pose:
    return Pose((x, y, z), (x + heading[0] * 10, y + heading[1] * 10, z))


def test_a_walker_is_set_down_at_eye_height() -> None:
    assert stood(standing(0, 0, z=30.0), Boxes()).eye[2] == pytest.approx(WALKER_EYE)


def test_a_walker_who_comes_down_from_above_looks_ahead_and_where_he_looked() -> None:
    above = Pose((0.0, -40.0, 60.0), (30.0, 0.0, 0.0))
    landed = stood(above, Boxes())
    assert landed.eye[2] == pytest.approx(WALKER_EYE)
    assert landed.heading == pytest.approx(above.heading)
    assert -0.06 < landed.forward[2] < 0.0
    assert landed.distance == pytest.approx(above.distance)


HOUSE = (-8.0, -3.0, 0.0, 6.0, 3.0, 9.0)


@pytest.mark.parametrize("height", [WALKER_EYE, 8.5, 60.0])
def test_a_walker_who_starts_in_or_over_a_house_is_set_down_beside_it(height: float) -> None:
    world = Boxes(HOUSE)
    eye = np.array(stood(standing(0, 0, z=height), world).eye)
    assert eye[2] == pytest.approx(WALKER_EYE)
    assert world.inside_solid(eye[None])[0] == -1
    assert 3.3 < np.hypot(*eye[:2]) < 4.5, "the nearest free ground, with room for the shoulders"


def test_a_walker_under_a_roof_on_posts_stays_where_he_is() -> None:
    eye = stood(standing(0, 0, z=2.0), Boxes((-4, -4, 3, 4, 4, 5))).eye
    assert eye == pytest.approx((0.0, 0.0, WALKER_EYE))


def test_a_walker_is_never_set_down_on_water_nor_walks_on_it() -> None:
    world = Boxes()
    world.lake = 5.0
    assert stood(standing(9.0, 0, z=30.0), world).eye[0] <= 5.0
    assert walked(standing(0, 0, (1.0, 0.0)), 20.0, 0.0, world).eye[0] <= 5.0


def test_a_walker_goes_as_far_as_he_wants_where_nothing_is_in_the_way() -> None:
    moved = walked(standing(0, 0), 5.0, 0.0, Boxes())
    assert moved.eye == pytest.approx((0.0, 5.0, WALKER_EYE))


def test_a_walker_stops_before_a_wall_and_does_not_go_through() -> None:
    wall = Boxes((-50, 3, 0, 50, 4, 5))
    moved = walked(standing(0, 0), 20.0, 0.0, wall)
    assert moved.eye[1] < 3.0
    assert moved.eye[1] > 2.0


def test_a_walker_slides_along_a_slanting_way_into_a_wall() -> None:
    wall = Boxes((-50, 3, 0, 50, 4, 5))
    moved = walked(standing(0, 0, (0.8, 0.6)), 12.0, 0.0, wall)
    assert moved.eye[0] > 7.0
    assert moved.eye[1] < 3.0


def test_a_walker_takes_a_step_of_forty_centimetres_and_stands_on_it() -> None:
    moved = walked(standing(0, 0), 3.0, 0.0, Boxes((-5, 2, 0, 5, 9, 0.4)))
    assert moved.eye[1] == pytest.approx(3.0)
    assert moved.eye[2] == pytest.approx(0.4 + WALKER_EYE)


def test_a_walker_does_not_climb_a_ledge_of_eighty_centimetres() -> None:
    moved = walked(standing(0, 0), 6.0, 0.0, Boxes((-50, 2, 0, 50, 9, 0.8)))
    assert moved.eye[2] == pytest.approx(WALKER_EYE)
    assert moved.eye[1] < 2.0


def test_a_walker_does_not_step_off_a_quay_or_off_the_world() -> None:
    quay = Boxes((-50, -50, 0, 50, 2, 3))
    on_quay = standing(0, 0, z=3.0 + WALKER_EYE)
    moved = walked(on_quay, 8.0, 0.0, quay)
    assert moved.eye[1] <= 2.0
    assert moved.eye[2] == pytest.approx(3.0 + WALKER_EYE)
    edge = walked(standing(0, 98.0), 8.0, 0.0, Boxes())
    assert edge.eye[1] < 100.0
    assert edge.eye[2] == pytest.approx(WALKER_EYE)


def test_a_walker_passes_under_a_bridge_and_not_under_a_table() -> None:
    bridge = Boxes((-50, 2, 2.6, 50, 6, 3.2))
    assert walked(standing(0, 0), 8.0, 0.0, bridge).eye[1] == pytest.approx(8.0)
    table = Boxes((-50, 2, 1.3, 50, 6, 1.9))
    assert walked(standing(0, 0), 8.0, 0.0, table).eye[1] < 2.0


def test_hurrying_over_a_whole_second_at_once_goes_through_no_wall() -> None:
    thin = Boxes((-50, 3, 0, 50, 3.2, 5))
    assert walked(standing(0, 0), 60.0, 0.0, thin).eye[1] < 3.0


def test_a_pose_keeps_its_sight_while_walking() -> None:
    start = standing(0, 0, (0.6, 0.8))
    moved = walked(start, 2.0, 1.0, Boxes())
    np.testing.assert_allclose(moved.forward, start.forward, atol=1e-12)


def test_flying_ahead_follows_the_sight_and_up_is_up() -> None:
    pose = Pose((0.0, 0.0, 50.0), (0.0, 30.0, 10.0))
    assert flown(pose, 50.0, 0.0, 0.0).eye == pytest.approx((0.0, 30.0, 10.0))
    assert flown(pose, 0.0, 0.0, 7.0).eye == pytest.approx((0.0, 0.0, 57.0))


ROUTE = BoatRoute(np.array([[0, 0, 5], [100, 0, 5], [100, 80, 5.0]]))


def test_a_boat_follows_its_line_at_eye_height_over_the_water() -> None:
    assert ROUTE.length == pytest.approx(180.0)
    assert boated(standing(0, 0), ROUTE, 140.0).eye == pytest.approx((100.0, 40.0, 5.0 + BOAT_EYE))
    assert boated(standing(0, 0), ROUTE, 999.0).eye == pytest.approx((100.0, 80.0, 5.0 + BOAT_EYE))


def test_one_boards_where_the_route_is_nearest_and_looks_ahead() -> None:
    pose, metres = boarded(standing(60.0, -30.0), ROUTE)
    assert metres == pytest.approx(60.0)
    assert pose.heading == pytest.approx(90.0)


def test_one_boards_with_the_bridge_still_before_the_bow() -> None:
    pose, _ = boarded(standing(60.0, -30.0, (-1.0, 0.2)), ROUTE)
    assert pose.heading == pytest.approx(270.0)
