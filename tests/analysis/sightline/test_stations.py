"""Places to look from are sampled along routes and refused where nobody can stand."""

import numpy as np
import pytest

from analysis.common.sampling import stations_along, thinned
from analysis.sightline.stations import Stations, stations_of
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.node import Node, Role
from scene.payloads import Polylines
from tests.analysis.sightline.cities import ground, node, route, viewpoint, wall


def stations(*views: Node, city: tuple[Node, ...] = (), feedback: SilentFeedback | None = None) -> Stations:
    solids = (ground(), *city)
    terrain = GroundHeights.of(solids[:1])
    return stations_of(views, RayScene(solids), terrain, 2.0, 1.6, feedback or SilentFeedback())


def test_stations_are_no_farther_apart_than_asked_and_keep_the_corners() -> None:
    lines = Polylines([[0, 0, 5], [7, 0, 5], [7, 5, 6]], [0, 3], ("walk",))
    places, along = stations_along(lines, 0, 2.0)

    assert np.allclose([0, 1.75, 3.5, 5.25, 7, 7 + 5 / 3, 7 + 10 / 3, 12], along)
    assert np.allclose([7, 5, 6], places[-1])
    assert np.allclose([7, 0, 5], places[4])
    assert np.hypot(*np.diff(places[:, :2], axis=0).T).max() <= 2.0 + 1e-9


def test_an_interim_answer_takes_fewer_stations_but_both_ends() -> None:
    assert [0, 4, 8, 9] == thinned(10, 4).tolist()
    assert [0] == thinned(1, 16).tolist()
    sampled = stations(route([(0, 0, 0), (100, 0, 0)]), viewpoint((5, 5, 0)))
    coarse = sampled.coarse(16)
    assert 51 + 1 == len(sampled.eye)
    assert [0.0, 32.0, 64.0, 96.0, 100.0, 0.0] == coarse.along.tolist()


def test_an_eye_stands_its_height_over_its_vertex() -> None:
    assert 6.2 == pytest.approx(stations(viewpoint((0, 0, 5), eye=1.2)).eye[0, 2])
    lines = Polylines([[0, 0, 5]], [0, 1], ("plain",))
    assert 6.6 == pytest.approx(stations(node("plain", lines, Role.VIEWPOINTS)).eye[0, 2])


def test_a_viewpoint_inside_a_solid_is_refused_by_name_unless_it_has_a_host() -> None:
    hall = wall((-5, -5, 0), (5, 5, 9), name="hall")

    with pytest.raises(InvalidRequest, match=r"pavilion lies inside hall\. Move it"):
        stations(viewpoint(), city=(hall,))
    assert 1 == len(stations(viewpoint(host="hall"), city=(hall,)).eye)


@pytest.mark.parametrize(
    ("place", "sentence"), [((0, 0, -3), "1.4 m under the ground"), ((9000, 0, 0), "off the terrain")]
)
def test_a_viewpoint_where_nobody_can_stand_is_refused(
    place: tuple[float, float, float], sentence: str
) -> None:
    with pytest.raises(InvalidRequest, match=sentence):
        stations(viewpoint(place))


def test_stations_of_a_route_inside_a_house_are_left_out_and_counted() -> None:
    feedback = SilentFeedback()
    house = wall((40, -5, 0), (50, 5, 6), name="house")
    sampled = stations(route([(0, 0, 0), (100, 0, 0)]), city=(house,), feedback=feedback)

    assert not ((sampled.eye[:, 0] > 40.01) & (sampled.eye[:, 0] < 49.99)).any()
    assert "stations inside a solid" in str(feedback.warnings[0])


def test_a_host_that_is_gone_is_told_of() -> None:
    feedback = SilentFeedback()
    stations(viewpoint(host="gone"), feedback=feedback)

    assert "names a host that is not in the scene" in str(feedback.warnings[0])


def test_without_any_viewpoint_there_is_a_sentence() -> None:
    with pytest.raises(InvalidRequest, match="no viewpoint to look from"):
        stations()
