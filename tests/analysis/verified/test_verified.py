"""The share, the solid angle and the wire line of a tower are what geometry says; requests get sentences."""

from collections.abc import Mapping
from math import asin

import numpy as np
import pytest

from analysis.base import AnalysisInputs, AnalysisResult
from analysis.verified.params import VerifiedParams
from analysis.verified.plugin import VerifiedAnalysis
from scene.errors import InvalidRequest, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.node import Node
from scene.payloads import Polylines
from tests.analysis.sightline.cities import ground, snapshot, tower, tree, viewpoint, wall

HERE = {"position": YANGZHOU_FRAME.origin[:2], "level": YANGZHOU_FRAME.origin[2] + 2.0}


def run(*nodes: Node, **params: object) -> AnalysisResult:
    given: Mapping[str, object] = {**HERE, **params}
    asked = VerifiedParams.model_validate(given)
    return VerifiedAnalysis().run(AnalysisInputs(snapshot(*nodes)), asked, SilentFeedback())


def figures(result: AnalysisResult) -> dict[str, object]:
    table = next(one for one in result.tables if one.key == "proposals")
    return dict(zip([column.key for column in table.columns], table.rows[0], strict=True))


def face_angle(half_wide: float, low: float, high: float, away: float) -> float:
    """Return the solid angle of an upright face straight ahead, square degrees (an exact integral)."""

    def corner(y: float) -> float:
        return asin(half_wide * y / np.sqrt((half_wide**2 + away**2) * (y**2 + away**2)))

    return float(2.0 * (corner(high) - corner(low)) * np.degrees(1.0) ** 2)


def test_the_solid_angle_of_a_face_straight_ahead_is_its_integral() -> None:
    found = figures(run(ground(), tower(400.0, 60.0)))
    expected = face_angle(10.0, -2.0, 58.0, 400.0)
    assert found["share"] == pytest.approx(100.0, abs=0.5)
    assert found["angle"] == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("top", [4.0, 9.5, 17.0])
def test_a_wall_half_way_hides_what_similar_triangles_say(top: float) -> None:
    # On 200 m a wall to z hides at 400 m up to 2 + 2 (z - 2).
    hidden = min(max((2.0 + 2.0 * (top - 2.0)) / 30.0, 0.0), 1.0)
    found = figures(run(ground(), wall((199.9, -50, 0), (200.0, 50, top)), tower(400.0, 30.0)))
    assert found["share"] == pytest.approx(100.0 * (1.0 - hidden), abs=1.5)


def test_a_tree_counts_in_one_share_and_not_in_the_other() -> None:
    found = figures(run(ground(), tree((200, -60, 0), (202, 60, 40)), tower(400.0, 30.0)))
    assert found["share"] == pytest.approx(0.0, abs=0.5)
    assert found["share_bare"] == pytest.approx(100.0, abs=0.5)


def test_the_wire_line_is_seen_above_a_wall_and_hidden_behind_it() -> None:
    result = run(ground(), wall((199.9, -50, 0), (200.0, 50, 9.5)), tower(400.0, 30.0))
    lines = result.nodes[0].payload
    assert isinstance(lines, Polylines)
    ends = lines.vertices.reshape(-1, 2, 3)
    middle = ends.mean(axis=1)
    on_front = np.abs(middle[:, 0] - 400.0) < 0.1
    seen = lines.columns["value"] == 1.0
    assert (middle[on_front & seen][:, 2] > 16.5).all()
    assert (middle[on_front & ~seen][:, 2] < 17.5).all()
    assert (on_front & seen).any()
    assert (on_front & ~seen).any()
    uprights = np.ptp(ends[..., 2], axis=1)[on_front & (np.ptp(ends[..., 1], axis=1) < 0.1)]
    assert uprights.sum() == pytest.approx(60.0, abs=0.5), "both front corners, whole"


def test_the_camera_says_all_that_makes_the_picture_again() -> None:
    camera = next(one for one in run(ground(), tower(400.0, 60.0)).tables if one.key == "camera")
    said = {row[0]: row[2] for row in camera.rows}
    assert said["bearing"] == pytest.approx(90.0, abs=2.0), "towards the proposal"
    assert said["horizontal_field"] == pytest.approx(39.6)
    assert said["focal_length"] == pytest.approx(50.0, abs=0.01)
    assert said["eye_height"] == pytest.approx(2.0)
    assert said["east"] == YANGZHOU_FRAME.origin[0]


def test_a_lens_is_given_by_its_focal_length_too() -> None:
    result = run(ground(), tower(400.0, 60.0), focal_length=24.0, sensor_width=36.0)
    said = {row[0]: row[2] for row in result.tables[1].rows}
    assert said["horizontal_field"] == pytest.approx(73.74, abs=0.01)


def test_a_viewpoint_stands_where_it_is_with_its_own_eye_height() -> None:
    result = run(ground(), viewpoint((5, 0, 0), 1.7), tower(400.0, 60.0), position=None, level=None)
    said = {row[0]: row[2] for row in result.tables[1].rows}
    assert said["east"] == YANGZHOU_FRAME.origin[0] + 5.0
    assert said["eye_height"] == pytest.approx(1.7)


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"proposals": ("nothing",)}, "no proposal called nothing"),
        ({"level": YANGZHOU_FRAME.origin[2] - 3.0}, "3.0 m under the ground"),
        ({"position": None, "viewpoint": "x"}, "no viewpoint called x"),
        ({"moment": "noon"}, "no moment with a time zone"),
        ({"moment": "2026-04-15T09:00"}, "no moment with a time zone"),
    ],
)
def test_what_cannot_be_gets_a_sentence(params: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidRequest, match=sentence) as caught:
        run(ground(), viewpoint(), tower(400.0, 60.0), **params)
    assert caught.value.hint is not None


def test_a_camera_inside_a_solid_and_a_photograph_that_is_none_get_a_sentence(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidRequest, match="stands inside house"):
        run(ground(), wall((-5, -5, 0), (5, 5, 9), "house"), tower(400.0, 60.0))
    (tmp_path / "a.jpg").write_text("no picture")
    with pytest.raises(UnreadableFile, match=r"a\.jpg cannot be opened"):
        run(ground(), tower(400.0, 60.0), photograph=str(tmp_path / "a.jpg"))
