"""Effects that step by measured time, names that do not touch, the measure in the corner, the sun."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkRenderer

from app.viewport.daylight import Daylight
from app.viewport.labels import LabelLayer, Wanted, declutter, hidden_by
from app.viewport.optics import Pose
from app.viewport.pieces import Piece, Shading
from app.viewport.quality import MOVING, Governor, is_software
from app.viewport.sun import YANGZHOU, _computed, daylight_at, sun_at
from app.viewport.views import OPENING
from scene.clock import BEIJING_TIME, SPRING_MORNING
from scene.frame import YANGZHOU_FRAME
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Instances, TriangleMesh


def test_slow_frames_step_down_to_the_plainest_and_no_further() -> None:
    governor = Governor(software=False)
    for _ in range(100):
        governor.measured(0.5)
    assert governor.moving == MOVING[-1]


def test_one_slow_frame_changes_nothing() -> None:
    governor = Governor(software=False)
    governor.measured(0.02)
    governor.measured(0.09)
    governor.measured(0.02)
    assert governor.moving == MOVING[0]


def test_long_fast_running_steps_up_again() -> None:
    governor = Governor(software=False)
    for _ in range(4):
        governor.measured(0.5)
    low = MOVING.index(governor.moving)
    for _ in range(80):
        governor.measured(0.005)
    assert MOVING.index(governor.moving) < low


def test_a_software_renderer_never_moves_with_multisampling_or_a_mirror() -> None:
    assert is_software("OpenGL renderer string:  llvmpipe (LLVM 15.0.6, 256 bits)")
    assert not is_software("NVIDIA GeForce RTX 4070/PCIe/SSE2")
    governor = Governor(software=True)
    for _ in range(500):
        governor.measured(0.001)
        assert governor.moving.samples == 0
        assert governor.moving.mirror == 0.0


def name(index: int, x: float, y: float, rank: float, distance: float = 100.0) -> Wanted:
    return Wanted(index, x, y, 80.0, 20.0, rank, distance)


def test_of_two_names_that_overlap_the_higher_rank_stays() -> None:
    kept = declutter([name(0, 100, 100, 1.0), name(1, 120, 105, 3.0), name(2, 400, 100, 1.0)])
    assert [n.index for n in kept] == [1, 2]


def test_of_two_equal_names_the_nearer_stays() -> None:
    kept = declutter([name(0, 100, 100, 1.0, 500.0), name(1, 120, 105, 1.0, 50.0)])
    assert [n.index for n in kept] == [1]


def test_a_bridge_its_deck_and_its_viewpoint_are_named_once() -> None:
    said = ["五亭桥", "五亭桥", "五亭桥桥面", "白塔", "五亭桥"]
    wanted = [Wanted(i, 100.0, 100.0 + 35.0 * i, 80.0, 20.0, 3.0 - i, 100.0, w) for i, w in enumerate(said)]
    assert [n.words for n in declutter(wanted)] == ["五亭桥", "白塔"]
    far = [Wanted(0, 100, 100, 80, 20, 1, 9, "东门"), Wanted(1, 600, 100, 80, 20, 1, 9, "东门遗址")]
    assert len(declutter(far)) == 2


def test_a_wood_hides_the_name_of_what_lies_behind_it() -> None:
    low, high = np.array([-1.0, -1.0, 0.0]), np.array([1.0, 1.0, 1.0])
    corners = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], np.float32)
    crown = TriangleMesh(low + corners * (high - low), [[0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3]])
    wood = Instances(crown, crown, [[20.0, 0.0, 0.0]], [0.0], [[3.0, 3.0, 8.0]])
    behind = hidden_by(RayScene([Node(BilingualText("树", "Trees"), Role.TREES, wood)]))
    eye = np.array([0.0, 0.0, 2.0])
    assert [True, False] == behind(eye, np.array([[60.0, 0.0, 4.0], [60.0, 0.0, 40.0]])).tolist()


def test_what_hides_names_is_asked_once_for_all_and_remembered_for_as_long_as_it_may_be() -> None:
    asked: list[int] = []

    def behind(eye: np.ndarray, places: np.ndarray) -> np.ndarray:
        asked.append(len(places))
        return places[:, 0] > 0.0

    layer = LabelLayer(vtkRenderer())
    layer.blocked = behind
    spots = [(-20.0, "左"), (20.0, "右"), (-40.0, "远左")]
    layer.put("places", [Piece("places", Shading.TEXT, (x, 200.0, 5.0) * 2, label=n) for x, n in spots])
    pose = Pose((0.0, 0.0, 5.0), (0.0, 100.0, 5.0), 40.0)

    assert {"左", "远左"} == set(layer.arrange(pose, 800, 600))
    layer.arrange(pose, 800, 600)
    assert [3, 3] == asked, "a picture asks anew each time"

    layer.patience = 60.0
    layer.arrange(pose, 800, 600)
    layer.arrange(pose, 800, 600)
    assert [3, 3] == asked
    layer.set_visible("places", True)
    layer.arrange(pose, 800, 600)
    assert [3, 3, 3] == asked, "other names are asked about at once"


def test_no_more_names_than_a_person_reads() -> None:
    many = [name(i, 100.0 * (i % 20), 40.0 * (i // 20), 1.0) for i in range(200)]
    assert len(declutter(many, most=14)) == 14


def test_the_built_in_city_lies_where_proj_says_that_it_lies() -> None:
    found = _computed(YANGZHOU_FRAME.crs, YANGZHOU_FRAME.origin)
    np.testing.assert_allclose(YANGZHOU, found, atol=1e-9)


def test_the_spring_morning_has_the_low_eastern_sun_of_the_opening_view() -> None:
    light = daylight_at(SPRING_MORNING, YANGZHOU_FRAME)
    assert light.azimuth == pytest.approx(OPENING.light.azimuth, abs=1.5)
    assert light.altitude == pytest.approx(OPENING.light.altitude, abs=1.5)


def test_the_sun_turns_golden_towards_the_horizon_and_leaves_the_morning_of_the_opening_view_as_it_is() -> (
    None
):
    def warmth(altitude: float) -> float:
        red, _, blue = Daylight(265.0, altitude).sun_colour
        return float(red / blue)

    assert warmth(OPENING.light.altitude) == pytest.approx(1.35, abs=0.02)
    assert warmth(5.0) > 1.5 * warmth(OPENING.light.altitude)
    assert np.all(Daylight(265.0, -1.0).sun_colour == 0.0)


def test_the_noon_sun_of_midsummer_stands_where_the_latitude_says() -> None:
    # 12:02 true solar noon lies near 12:04 Beijing time at 119.43 E; altitude = 90 - latitude + declination.
    light = daylight_at(datetime(2026, 6, 21, 12, 4, tzinfo=BEIJING_TIME), YANGZHOU_FRAME)
    assert light.altitude == pytest.approx(90.0 - 32.397 + 23.44, abs=0.1)
    assert light.direction @ np.array([0.0, 0.0, 1.0]) == pytest.approx(np.sin(np.radians(light.altitude)))


def test_the_sun_stands_where_the_nrel_algorithm_puts_it() -> None:
    from pandas import DatetimeIndex
    from pvlib.solarposition import get_solarposition

    moments = [SPRING_MORNING + timedelta(days=797 * k, hours=5 * k) for k in range(-25, 12)]
    known = get_solarposition(DatetimeIndex(moments).tz_convert("UTC"), 32.4, 119.43)
    found = np.array([sun_at(moment, 119.43, 32.4) for moment in moments])
    turn = (found[:, 0] - known["azimuth"].to_numpy() + 180.0) % 360.0 - 180.0
    assert np.abs(turn * np.cos(np.radians(found[:, 1]))).max() < 0.02
    assert np.abs(found[:, 1] - known["apparent_elevation"].to_numpy()).max() < 0.03


def test_a_midnight_sun_gives_no_light() -> None:
    light = daylight_at(datetime(2026, 6, 21, 0, 0, tzinfo=BEIJING_TIME), YANGZHOU_FRAME)
    assert not light.sun_colour.any()
    assert light.sky_ambient.max() > 0.0


def test_projecting_and_the_ray_through_a_pixel_agree() -> None:
    pose = Pose((3.0, -40.0, 9.0), (10.0, 5.0, 2.0), 35.0)
    ray = pose.ray(0.4, -0.7, 1.6)
    there = np.asarray(pose.eye) + ray * 120.0
    np.testing.assert_allclose(pose.project(there[None], 1.6)[0, :2], [0.4, -0.7], atol=1e-9)
