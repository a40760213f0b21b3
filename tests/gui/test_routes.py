"""Routes: walked and recorded, gone along, left and found again, kept with the project and undone."""

import numpy as np
import pytest

from app.film.route_shots import shots_of
from app.viewport.optics import Pose
from app.window.main_window import MainWindow
from scene.node import Role
from scene.review.route import Manner, routes_of, simplified


def walk(window: MainWindow, *places: tuple[float, float, float]) -> None:
    """Be at places one after another, as a walker is."""
    for x, y, z in places:
        pose = Pose((x, y, z), (x, y + 10.0, z))
        window.bench.view.pose = pose
        window.bench.view.pose_changed.emit(pose)


def recorded(window: MainWindow) -> None:
    """Record an angle of 60 m east and 40 m north, at a walker's eye height, with small sways."""
    window.set_mode("walk")
    east = [(float(x), 0.03 * (-1) ** x, 7.6) for x in range(61)]
    window.bench.view.pose = Pose(east[0], (0.0, 10.0, 7.6))
    window.bench.routes.record()
    walk(window, *east, *((60.0, float(y), 7.6) for y in range(1, 41)))
    window.bench.routes.record()


def test_a_walk_is_recorded_simplified_kept_and_undone(window: MainWindow) -> None:
    recorded(window)
    (route,) = routes_of(window.bench.session.scene)
    assert route.manner is Manner.WALK
    assert len(route.line) == 3  # both ends and the corner
    assert route.line[:, 2] == pytest.approx(6.0, abs=1e-5)  # on the ground, not at the eye
    assert window.bench.routes.route is not None, "it is taken at once"
    window.bench.routes.rename("东关街")
    assert [one.name.zh for one in routes_of(window.bench.session.scene)] == ["东关街"]
    window.menus.trigger("edit.undo")
    window.menus.trigger("edit.undo")
    assert not routes_of(window.bench.session.scene)
    assert window.bench.routes.route is None


def test_a_route_is_scrubbed_left_and_found_again(window: MainWindow) -> None:
    recorded(window)
    desk, view = window.bench.routes, window.bench.view
    desk.go(30.0)
    assert view.pose.eye == pytest.approx((30.0, 0.0, 7.6), abs=0.2)
    assert view.pose.forward == pytest.approx((1.0, 0.0, 0.0), abs=0.02)
    desk.play()
    assert desk.playing
    walk(window, (30.0, -25.0, 7.6))  # somebody wants to see something beside the route
    assert not desk.playing
    assert desk.away
    window.menus.trigger("meeting.back_to_route")
    assert view.pose.eye == pytest.approx((30.0, 0.0, 7.6), abs=0.2)
    assert not desk.away
    desk.set_eye_height(20.0)
    assert view.pose.eye[2] == pytest.approx(26.0, abs=0.01)


def test_recorded_routes_are_no_protected_routes(window: MainWindow) -> None:
    recorded(window)
    scene = window.bench.session.scene
    assert not scene.of_role(Role.ROUTES)
    assert scene.of_role(Role.WALKS)


def test_a_way_keeps_its_corners_and_loses_its_sways() -> None:
    along = np.linspace(0.0, 10.0, 101)
    sways = np.column_stack([along, 0.05 * np.sin(9.0 * along), np.zeros(101)])
    corner = np.array([[10.0, 5.0, 0.0], [10.0, 5.0, 3.0]])
    kept = simplified(np.vstack([sways, corner]), 0.2)
    assert kept.tolist()[0] == [0.0, 0.0, 0.0]
    assert np.allclose(kept[1:], [sways[-1], *corner])


def test_a_film_of_a_route_takes_as_long_as_the_walk(window: MainWindow) -> None:
    recorded(window)
    (route,) = routes_of(window.bench.session.scene)
    shots = shots_of(route, 25)
    assert len(shots) == pytest.approx(100.0 / 1.4 * 25, rel=0.02)
    ends = [shot.pose.eye for shot in (shots[0], shots[-1])]
    assert ends[0] == pytest.approx((0.0, 0.0, 7.6), abs=0.1)
    assert ends[1] == pytest.approx((60.0, 40.0, 7.6), abs=0.1)
    assert shots_of(route, 25)[100].pose == shots[100].pose, "frame by frame the same"
