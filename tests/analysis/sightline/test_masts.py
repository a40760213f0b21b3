"""A parapet or a mast that alone rises over a ridge is found by every analysis of sight, and measured."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.base import AnalysisInputs, AnalysisResult
from analysis.common.verdict import Outcome
from analysis.corridor.params import CorridorParams
from analysis.corridor.plugin import CorridorAnalysis
from analysis.heritage.params import HeritageParams
from analysis.heritage.plugin import HeritageAnalysis
from analysis.sightline.ceiling.params import CeilingParams
from analysis.sightline.ceiling.plugin import CeilingAnalysis
from analysis.sightline.obstruction.params import ObstructionParams
from analysis.sightline.obstruction.plugin import ObstructionAnalysis
from analysis.skyline.params import SkylineParams
from analysis.skyline.plugin import SkylineAnalysis
from analysis.verified.params import VerifiedParams
from analysis.verified.plugin import VerifiedAnalysis
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.geometry.proposals import THICKNESS
from scene.geometry.solids import solid_of
from scene.node import Node, Role
from scene.payloads import Buildings, Polylines
from tests.analysis.sightline.cities import balloon, box, ground, node, snapshot, tower, viewpoint, wall

#: Hides at 1 km, from an eye 1.6 m up, what is under 101.6 m; half as much at half the way.
RIDGE = wall((100, -300, 0), (101, 300, 11.6))
MIDDLE = 1010.0
EYE = 1.6
QUIET = SilentFeedback()


def plan(height: float = 80.0, **additions: float) -> Node:
    made = tower(1000.0, height, wide=20.0, deep=20.0)
    payload = made.payload
    assert isinstance(payload, Buildings)
    added = {key: np.array([value]) for key, value in additions.items()}
    return replace(made, payload=replace(payload, columns={**payload.columns, **added}))


def rows(result: AnalysisResult, key: str) -> list[dict[str, Any]]:
    (found,) = (one for one in result.tables if one.key == key)
    return [dict(zip([column.key for column in found.columns], row, strict=True)) for row in found.rows]


def obstruction(proposal: Node, *city: Node, target: str = "plan") -> AnalysisResult:
    params = ObstructionParams(target=target, refraction=1.0)
    given = AnalysisInputs(snapshot(ground(), viewpoint(), *city, proposal))
    return ObstructionAnalysis().run(given, params, QUIET)


def skyline(proposal: Node, width: int = 0) -> AnalysisResult:
    params = SkylineParams(refraction=1.0, picture_width=width, field=20.0, azimuth_step=0.1)
    given = AnalysisInputs(snapshot(ground(), viewpoint(), RIDGE, proposal))
    return SkylineAnalysis().run(given, params, QUIET)


def ceiling(proposal: Node, *zones: Node) -> AnalysisResult:
    params = CeilingParams(refraction=1.0)
    given = AnalysisInputs(snapshot(ground(), viewpoint(), RIDGE, *zones, proposal))
    return CeilingAnalysis().run(given, params, QUIET)


def corridor(proposal: Node) -> AnalysisResult:
    given = {
        "name_zh": "vista", "name_en": "vista", "eye_height": 0.0, "threshold_height": 180.0, "height": 40.0,
        "width_at_landmark": 200.0,
    }  # fmt: skip
    lines = Polylines(
        [(0, 0, 0), (2000, 0, 0)], [0, 2], ("vista",), {key: [value] for key, value in given.items()}
    )
    layer = node("corridors", lines, Role.CORRIDORS)
    asked = AnalysisInputs(snapshot(ground(), layer, proposal))
    return CorridorAnalysis().run(asked, CorridorParams(refraction=1.0), QUIET)


def verified(proposal: Node, ridge: Node = RIDGE) -> AnalysisResult:
    origin = YANGZHOU_FRAME.origin
    params = VerifiedParams.model_validate({"position": origin[:2], "level": origin[2] + EYE})
    given = AnalysisInputs(snapshot(ground(), ridge, proposal))
    return VerifiedAnalysis().run(given, params, QUIET)


def test_obstruction_sees_the_mast_and_nothing_else_of_the_proposal() -> None:
    (bare,) = rows(obstruction(plan(), RIDGE), "views")
    (with_mast,) = rows(obstruction(plan(mast=40.0), RIDGE), "views")

    assert bare["share"] == 0.0
    assert 0.0 < with_mast["share"] < 2.0  # a thin line over a wide front


def test_a_mast_of_a_proposal_stands_in_the_way_of_what_is_behind() -> None:
    pagoda = node("pagoda", box((1500, -5, 0), (1500.01, 5, 300)), Role.HERITAGE)
    (bare,) = rows(obstruction(plan(), RIDGE, pagoda, target="pagoda"), "views")
    (mast,) = rows(obstruction(plan(mast=40.0), RIDGE, pagoda, target="pagoda"), "views")

    assert mast["share"] < bare["share"]


def test_the_skyline_gains_what_the_mast_rises_over_the_ridge() -> None:
    assert all(row["added"] == 0.0 for row in rows(skyline(plan()), "skyline"))
    row = rows(skyline(plan(mast=40.0)), "skyline")[0]
    edge = EYE + 10.0 * (MIDDLE - THICKNESS / 2.0) / 100.0
    height = (120.0 - edge) / MIDDLE / (1.0 + (110.0 / MIDDLE) ** 2)
    assert row["added"] == pytest.approx(np.degrees(height) * np.degrees(THICKNESS / MIDDLE), rel=0.06)


def test_the_panorama_picture_shows_the_mast() -> None:
    (bare,) = skyline(plan(), width=1600).pictures
    (mast,) = skyline(plan(mast=40.0), width=1600).pictures
    assert (bare.pixels != mast.pixels).any()


def test_the_ceiling_is_broken_by_the_mast_alone() -> None:
    (bare,) = ceiling(plan()).verdicts
    (verdict,) = ceiling(plan(mast=40.0)).verdicts

    assert bare.outcome is Outcome.PASS
    assert verdict.outcome is Outcome.FAIL
    assert verdict.value == pytest.approx(120.0, abs=1e-3)
    assert verdict.limit == pytest.approx(EYE + 10.0 * MIDDLE / 100.0, abs=0.1)
    assert "Only its mast" in str(verdict.reason)


def test_the_ceiling_measures_a_roof_to_its_parapet() -> None:
    (low,) = ceiling(plan(90.0)).verdicts
    (high,) = ceiling(plan(90.0, parapet=4.0)).verdicts
    assert (high.value, high.limit) == (pytest.approx(low.value + 4.0), pytest.approx(low.limit))


def test_a_corridor_is_entered_by_the_mast_alone() -> None:
    # The plane is at 90.9 m over the middle of the roof.
    assert not rows(corridor(plan()), "intruders")
    (row,) = rows(corridor(plan(mast=40.0)), "intruders")
    near = 180.0 * (MIDDLE - THICKNESS / 2.0) / 2000.0

    assert row["excess"] == pytest.approx(120.0 - near, abs=1e-3)
    assert row["volume"] == 0.0  # of the body
    assert row["share"] > 0.0
    (verdict,) = corridor(plan(mast=40.0)).verdicts
    assert verdict.limit == pytest.approx(80.0 - (120.0 - near), abs=1e-3)


def test_a_verified_view_shows_the_mast_in_share_and_wire() -> None:
    bare, mast = verified(plan()), verified(plan(mast=40.0))
    (none,), (some,) = rows(bare, "proposals"), rows(mast, "proposals")

    assert none["angle"] == 0.0 or none["share"] == 0.0
    assert 0.0 < some["share"] < 2.0


@pytest.mark.parametrize(("height", "ridge"), [(80.0, 11.6), (300.0, 33.0)])
def test_a_verified_view_meets_a_mast_in_every_row_of_rays(height: float, ridge: float) -> None:
    hill = wall((100, -300, 0), (101, 300, ridge))
    (row,) = rows(verified(plan(height, mast=40.0), hill), "proposals")
    foot, tip = (ridge - EYE) / 100.0, (height + 40.0 - EYE) / MIDDLE
    # Upright, so that an azimuth of it is the difference of the sines of its elevations.
    expected = np.degrees(THICKNESS / MIDDLE) * np.degrees(np.sin(np.arctan(tip)) - np.sin(np.arctan(foot)))

    assert row["angle"] == pytest.approx(expected, rel=0.4)  # one ray more or less in each row


@pytest.mark.parametrize(("height", "ridge"), [(80.0, 11.6), (300.0, 33.0)])
def test_beside_heritage_a_mast_alone_is_seen_over_the_ridge(height: float, ridge: float) -> None:
    hill = wall((100, -300, 0), (101, 300, ridge))
    pagoda = node("pagoda", box((50, 20, 0), (52, 24, 30)), Role.HERITAGE)
    given = AnalysisInputs(snapshot(ground(), viewpoint(), hill, pagoda, plan(height, mast=40.0)))
    (row,) = rows(HeritageAnalysis().run(given, HeritageParams.model_validate({}), QUIET), "impact")
    hidden = EYE + (ridge - EYE) * MIDDLE / 100.0

    assert row["height"] == pytest.approx(height + 40.0 - hidden, rel=0.1)  # rows of rays


def test_a_parapet_over_the_ridge_is_found_by_skyline_obstruction_and_corridor() -> None:
    # The ridge hides 101.6 m at the front of the roof.
    low, high = plan(100.0), plan(100.0, parapet=4.0)
    assert rows(obstruction(low, RIDGE), "views")[0]["share"] == 0.0
    assert rows(obstruction(high, RIDGE), "views")[0]["share"] > 0.0
    assert rows(skyline(low), "skyline")[0]["added"] == 0.0
    added = rows(skyline(high), "skyline")[0]["added"]
    wide, tall = 20.0 / 1000.0, 2.4 / 1000.0
    assert added == pytest.approx(np.degrees(wide) * np.degrees(tall) / (1.0 + 0.102**2) ** 1.5, rel=0.03)
    (bare,), (edged,) = rows(corridor(low), "intruders"), rows(corridor(high), "intruders")
    assert edged["excess"] == pytest.approx(bare["excess"] + 4.0, abs=1e-3)
    assert edged["volume"] == pytest.approx(bare["volume"])


def test_a_point_on_a_string_carries_neither() -> None:
    point = balloon((1000.0, 0.0), 80.0)
    payload = point.payload
    assert isinstance(payload, Buildings)
    added = {"parapet": np.array([3.0]), "mast": np.array([40.0])}
    ridden = replace(point, payload=replace(payload, columns={**payload.columns, **added}))
    for one in (point, ridden):
        solid = solid_of(one)
        assert solid is not None
        assert solid.box[5] == pytest.approx(80.0)


def test_the_same_houses_stand_without_masts_where_they_are_not_proposed() -> None:
    proposed = plan(80.0, parapet=2.0, mast=40.0)
    built = replace(proposed, role=Role.BUILDINGS)
    heights = [solid.box[5] for one in (proposed, built, proposed) if (solid := solid_of(one)) is not None]

    assert heights == pytest.approx([120.0, 80.0, 120.0])
