"""What stands in the way, against similar triangles, dense rays, and what must always hold."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.base import AnalysisResult
from analysis.common.rules import rule_book
from analysis.common.verdict import Outcome
from analysis.sightline.bodies import body_of
from analysis.sightline.hiding import hidden_by
from analysis.sightline.obstruction import looking
from analysis.sightline.obstruction.looking import CASES, look_at
from analysis.sightline.obstruction.params import ObstructionParams
from analysis.sightline.obstruction.plugin import ObstructionAnalysis
from analysis.sightline.obstruction.views import View, views_of
from analysis.sightline.standing import standing_at
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.geometry.ground import GroundHeights
from scene.geometry.proposals import footprint_proposal
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import TriangleMesh
from tests.analysis.sightline.cities import (
    BOX,
    BOX_FACES,
    box,
    ground,
    inputs,
    node,
    planned,
    route,
    tree,
    viewpoint,
    wall,
)  # fmt: skip

EYE = 1.6


def pagoda(low: Any = (800, -10, 0), high: Any = (800.01, 10, 60)) -> Node:
    return node("pagoda", box(low, high), Role.HERITAGE)


def run(*city: Node, **params: Any) -> AnalysisResult:
    given_params = ObstructionParams(**{"target": "pagoda", "refraction": 1.0, **params})
    return ObstructionAnalysis().run(inputs(*city), given_params, SilentFeedback())


def rows(result: AnalysisResult, table: str) -> list[dict[str, Any]]:
    found = next((one for one in result.tables if one.key == table), None)
    if found is None:
        return []
    keys = [column.key for column in found.columns]
    return [dict(zip(keys, row, strict=True)) for row in found.rows]


def views(target: Node, *city: Node, step: float = 1.0, threads: int = 0) -> list[View]:
    feedback = SilentFeedback()
    solids = [one for one in city if one.role not in (Role.VIEWPOINTS, Role.ROUTES)]
    rays = RayScene([*solids, target])
    rays.prepare()
    land = GroundHeights.of([one for one in city if one.role is Role.TERRAIN])
    eyes = [one for one in city if one.role in (Role.VIEWPOINTS, Role.ROUTES)]
    stations = standing_at(eyes, rays, land, 2.0, EYE, feedback)
    looks = look_at(body_of(target), stations, rays, land, np.radians(step / 60.0), 0.0, feedback, threads)
    return views_of(looks, stations, rays, rule_book())


def sine(tangent: float) -> float:
    return tangent / np.sqrt(1.0 + tangent**2)


@pytest.mark.parametrize(("d", "h"), [(100.0, 3.0), (300.0, 9.0), (500.0, 20.0)])
def test_a_wall_hides_what_similar_triangles_say(d: float, h: float) -> None:
    result = run(ground(), viewpoint(), pagoda(), wall((d, -300, 0), (d + 0.01, 300, h)))
    (view,), (blocker,) = rows(result, "views"), rows(result, "blockers")
    low, top, edge = -EYE / 800.0, (60 - EYE) / 800.0, (h - EYE) / d
    hidden = (sine(edge) - sine(low)) / (sine(top) - sine(low))

    assert view["share"] == pytest.approx(100.0 * (1.0 - hidden), abs=0.02)
    assert blocker["alone"] == blocker["first"] == blocker["only"] == pytest.approx(100.0 * hidden, abs=0.02)
    assert blocker["distance"] == pytest.approx(d, abs=0.01)
    assert blocker["object"] == "wall/0"
    # It must come down to the sight line to the pagoda's foot, which is 1.6 m lower 800 m away.
    assert blocker["lose"] == pytest.approx(h - EYE * (1.0 - d / 800.0), abs=1e-3)
    assert str(blocker["next"]) == ""


def test_a_facade_fills_its_solid_angle() -> None:
    (view,) = rows(run(ground(), viewpoint(eye=12.0), pagoda((1000, -10, 0), (1000.01, 10, 24))), "views")
    # Of a rectangle seen from its middle: 4 asin(sin a sin b), with a and b its half angles.
    a, b = np.arctan(10 / 1000.0), np.arctan(12 / 1000.0)

    assert view["solid_angle"] == pytest.approx(
        4.0 * np.arcsin(np.sin(a) * np.sin(b)) * (180 / np.pi) ** 2, rel=1e-4
    )
    assert view["share"] == 100.0


def test_each_screen_is_told_in_order_and_what_blocks_next() -> None:
    near, middle, far = (wall((d, -300, 0), (d + 0.01, 300, h), name) for d, h, name in
                         ((100, 3.0, "near"), (200, 5.5, "middle"), (400, 8.0, "far")))  # fmt: skip
    found = rows(run(ground(), viewpoint(), pagoda(), far, near, middle), "blockers")

    assert ["near/0", "middle/0", "far/0"] == [one["object"] for one in found]
    assert ["middle", "far", ""] == [str(one["next"]) for one in found]
    assert found[0]["only"] == pytest.approx(0.0, abs=1e-9)  # the middle wall hides all that it hides
    assert found[1]["first"] > 0
    assert found[2]["first"] == pytest.approx(0.0, abs=1e-9)  # it stands below the line over the others


def test_a_hole_in_what_is_looked_at_is_no_part_of_it() -> None:
    arch = [
        box((800, -10, 0), (801, -5, 20)),
        box((800, 5, 0), (801, 10, 20)),
        box((800, -10, 20), (801, 10, 25)),
    ]
    faces = np.concatenate([BOX_FACES + 8 * k for k in range(3)])
    gate = node("pagoda", TriangleMesh(np.concatenate([one.vertices for one in arch]), faces), Role.HERITAGE)
    screen = wall((400, -2, 0), (401, 2, 8), "screen")  # it stands before the opening only
    (view,) = rows(run(ground(), viewpoint(), gate, screen), "views")

    assert view["share"] == 100.0


def test_what_stands_behind_or_beside_it_hides_nothing() -> None:
    behind, beside = (
        wall((900, -300, 0), (901, 300, 80), "behind"),
        wall((400, 30, 0), (401, 60, 80), "beside"),
    )
    result = run(ground(), viewpoint(), pagoda(), behind, beside)

    assert rows(result, "blockers") == []
    assert rows(result, "views")[0]["share"] == 100.0


def test_what_stands_among_the_parts_of_a_body_hides_the_farther_ones_only() -> None:
    # A low front at 800 m and a high back at 840 m, with a screen at 820 m as high as the back.
    low, high = box((800, -10, 0), (805, 10, 10)), box((840, -10, 0), (845, 10, 40))
    both = TriangleMesh(
        np.concatenate([low.vertices, high.vertices]), np.concatenate([BOX_FACES, BOX_FACES + 8])
    )
    target, screen = node("pagoda", both, Role.HERITAGE), wall((820, -300, 0), (821, 300, 100))
    (view,) = rows(run(ground(), viewpoint(), target, screen), "views")
    (one,) = rows(run(ground(), viewpoint(), node("pagoda", low, Role.HERITAGE)), "views")
    (whole,) = rows(run(ground(), viewpoint(), target), "views")

    assert view["share"] / 100.0 * whole["solid_angle"] == pytest.approx(one["solid_angle"], rel=1e-3)


def test_trees_and_proposals_are_told_apart() -> None:
    ring = [[300.0, -20.0], [301.0, -20.0], [301.0, 20.0], [300.0, 20.0]]
    plan = planned(footprint_proposal(ring, 0.0, 12.0, "plan", BilingualText("案", "plan")), "plan")
    (view,) = rows(run(ground(), viewpoint(), pagoda(), plan, tree((90, -30, 0), (91, 30, 4.0))), "views")

    # The tree hides less than the proposal, which stands behind it.
    assert view["share"] == pytest.approx(view["share_bare"])
    assert view["share_bare"] < view["share_before"] < view["share_before_bare"]
    assert view["share_before_bare"] == 100.0


def test_along_a_route_the_profile_falls_behind_a_wall() -> None:
    walk = route([(0, -200, 0), (0, 200, 0)])
    screen = wall((100, 0, 0), (100.01, 300, 60))
    result = run(ground(), walk, pagoda(), screen, station_spacing=2.0)
    (chart,) = result.charts
    share = chart.series[0].y
    (view,) = rows(result, "views")

    assert share[0] == pytest.approx(100.0)
    assert share[-1] == pytest.approx(0.0, abs=1e-6)
    assert 400.0 == pytest.approx(view["path"])
    # The line from a station to the pagoda's middle passes the wall's end where y (1 - 1/8) = 0.
    assert view["path_half"] == pytest.approx(200.0, abs=2.1)
    assert rows(result, "blockers")[0]["path"] == pytest.approx(200.0, abs=8.0)


def heap(seed: int, count: int, name: str = "heap") -> Node:
    random = np.random.default_rng(seed)
    low = random.uniform([10, -40, -1], [380, 40, 12], (count, 3))
    size = random.uniform([0.3, 0.3, 0.3], [12, 25, 9], (count, 3))
    vertices = (low[:, None, :] + BOX[None] * size[:, None, :]).astype(np.float32).reshape(-1, 3)
    faces = (BOX_FACES[None] + 8 * np.arange(count)[:, None, None]).reshape(-1, 3)
    feature = np.repeat(np.arange(count), len(BOX_FACES))
    return node(name, TriangleMesh(vertices, faces, feature), Role.STRUCTURES)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_shares_agree_with_dense_rays(seed: int) -> None:
    target, screens = pagoda((420, -8, 0), (430, 8, 35)), heap(seed, 12)
    (view,) = views(target, ground(-2.0), screens, viewpoint((0, 0, 2)), step=4.0)
    eye = np.array([0.0, 0.0, 2.0 + EYE])
    rays, alone = RayScene([target, screens, ground(-2.0)]), RayScene([target, ground(-2.0)])
    silhouette = body_of(target).silhouette(
        eye[None], np.radians(4.0 / 60.0), 0.0, GroundHeights.of([ground(-2.0)])
    )
    tangents = np.arange(-0.02, 0.1, 4e-4) + 1.3e-4
    way = np.repeat(silhouette.way, len(tangents), axis=0)
    ends = eye + 900.0 * np.column_stack([way, np.tile(tangents, len(silhouette.way))])
    mine, all_of = (scene.first_hit(eye, ends, trees=True) for scene in (alone, rays))
    weight = np.tile((1.0 + tangents**2) ** -1.5, len(silhouette.way))
    is_target = mine.layer == 0

    seen = weight[is_target & (all_of.layer == 0)].sum() / weight[is_target].sum()
    assert view.mean(CASES[0]) == pytest.approx(seen, abs=0.02)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_shares_add_up_and_taking_one_away_shows_what_it_alone_hid(seed: int) -> None:
    target, screens = pagoda((420, -8, 0), (430, 8, 35)), heap(seed, 10)
    (view,) = views(target, ground(-2.0), screens, viewpoint((0, 0, 2)), step=3.0)
    share = view.mean(CASES[0])

    assert sum(one.first for one in view.blockers) == pytest.approx(1.0 - share, abs=2e-3)
    assert [one.distance for one in view.blockers] == sorted(one.distance for one in view.blockers)
    for one in view.blockers:
        assert 0.0 <= one.only <= one.first + 1e-12 <= one.alone + 2e-12
        assert one.lose > 0.0
    if not view.blockers:
        return
    gone = view.blockers[seed % len(view.blockers)]
    mesh = screens.payload
    assert isinstance(mesh, TriangleMesh)
    kept = mesh.features != gone.row
    left = node("heap", TriangleMesh(mesh.vertices, mesh.faces[kept], mesh.features[kept]), Role.STRUCTURES)
    (after,) = views(target, ground(-2.0), left, viewpoint((0, 0, 2)), step=3.0)

    assert after.mean(CASES[0]) == pytest.approx(share + gone.only, abs=1e-9)
    assert after.mean(CASES[0]) >= share - 1e-12


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_an_object_that_loses_its_metres_hides_nothing_any_more(seed: int) -> None:
    random = np.random.default_rng(seed)
    d, h = float(random.uniform(20, 700)), float(random.uniform(2, 30))
    target = pagoda((800, -10, 0), (815, 10, 60))
    (view,) = views(target, ground(), wall((d, -30, 0), (d + 5, 30, h)), viewpoint())
    (one,) = view.blockers
    (after,) = views(target, ground(), wall((d, -30, 0), (d + 5, 30, h - one.lose)), viewpoint())
    (short,) = views(target, ground(), wall((d, -30, 0), (d + 5, 30, h - one.lose + 0.02)), viewpoint())

    assert after.mean(CASES[0]) == pytest.approx(1.0, abs=1e-6)
    assert short.mean(CASES[0]) < 1.0


def test_figures_do_not_depend_on_the_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    city = (
        ground(-2.0),
        heap(11, 40),
        tree((150, -40, 0), (160, 10, 14)),
        route([(0, -30, 2), (-20, 40, 2)]),
    )
    found = []
    for threads in (1, 2, 5):
        monkeypatch.setattr(looking, "_ASKED", [])
        (view,) = views(pagoda((420, -8, 0), (430, 8, 35)), *city, step=3.0, threads=threads)
        found.append((view.share[CASES[0]].tolist(), view.error[CASES[0]].tolist(), repr(view.blockers)))

    assert found[0] == found[1] == found[2]


def test_a_moved_proposal_asks_nothing_of_the_city_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def counting(solid: Any, *rest: Any) -> Any:
        asked.append(solid)
        return hidden_by(solid, *rest)

    monkeypatch.setattr(looking, "hidden_by", counting)
    city = (ground(), viewpoint(), pagoda(), wall((100, -300, 0), (101, 300, 3.0)))

    def plan(north: float) -> Node:
        ring = [[300.0, north - 20.0], [310.0, north - 20.0], [310.0, north], [300.0, north]]
        return planned(footprint_proposal(ring, 0.0, 30.0, "plan", BilingualText("案", "plan")), "plan")

    first = run(*city, plan(0.0))
    before = len(asked)
    second = run(*city, plan(5.0))

    assert before > 1
    assert len(asked) == before + 1
    assert rows(first, "views")[0]["share"] > rows(second, "views")[0]["share"]
    monkeypatch.setattr(looking, "_ASKED", [])
    assert repr(run(*city, plan(5.0)).tables) == repr(second.tables)  # what was kept is what is found anew


def test_the_share_that_is_asked_for_is_judged() -> None:
    city = (ground(), viewpoint(), pagoda(), wall((100, -300, 0), (101, 300, 3.0)))
    outcomes = [run(*city, required_share=share).verdicts[0].outcome for share in (10.0, 79.0, 99.0)]
    leafy = run(ground(), viewpoint(), pagoda(), tree((600, -300, 0), (601, 300, 20.0)), required_share=90.0)

    assert [Outcome.PASS, Outcome.REVIEW, Outcome.FAIL] == outcomes
    assert Outcome.REVIEW is leafy.verdicts[0].outcome
    assert "only trees" in str(leafy.verdicts[0].reason)
    assert () == run(*city).verdicts


def test_a_point_is_seen_or_not() -> None:
    city = (ground(), viewpoint(), pagoda(), wall((100, -300, 0), (101, 300, 3.0)))
    hidden, free = ((800.0, 0.0, z) for z in (1.6 + 1.39 * 8, 1.6 + 1.41 * 8))

    (one,), (other,) = (rows(run(*city, target="", target_place=at), "views") for at in (hidden, free))
    assert (one["share"], other["share"]) == (0.0, pytest.approx(100.0))


def test_a_place_stands_for_what_stands_there_and_a_name_for_its_layer() -> None:
    city = (ground(), viewpoint(), pagoda(), wall((100, -300, 0), (101, 300, 3.0)))
    by_id = run(*city)
    for other in (run(*city, target="", target_place=(800.005, 0.0)), run(*city, target="pagoda")):
        assert repr(by_id.tables) == repr(other.tables)
    assert "wall/0" == rows(run(*city, target="wall/0"), "views")[0]["target"]


@pytest.mark.parametrize(
    ("city", "params", "said"),
    [
        ((viewpoint(),), {"target": ""}, "Nothing is chosen"),
        ((viewpoint(),), {"target": "nowhere"}, "There is no nowhere"),
        ((viewpoint(),), {"target": "", "target_place": (500.0, 500.0)}, "Nothing stands at"),
        ((viewpoint(),), {"target": "", "target_place": (500.0, 500.0, -3.0)}, "3.0 m under the ground"),
        ((viewpoint((805, 0, 0), name="on it", host="pagoda"),), {}, "cannot be looked at from itself"),
        ((viewpoint((100.5, 0, 0), name="within"),), {}, "lies inside wall"),
        ((viewpoint(facing=270.0, opening=90.0),), {}, "No viewpoint looks towards"),
        ((viewpoint(),), {"viewpoints": ("V9",)}, "There is no viewpoint V9"),
        ((viewpoint(),), {"observers": ((9000.0, 0.0),)}, "nothing to stand on"),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_met_gets_a_sentence(city: Any, params: Any, said: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        run(ground(), pagoda(), wall((100, -300, 0), (101, 300, 3.0)), *city, **params)
    assert said in str(caught.value.message)
    assert caught.value.hint is not None


def test_a_picked_place_is_looked_from_at_eye_height() -> None:
    city = (ground(), viewpoint(), pagoda(), wall((100, -300, 0), (101, 300, 3.0)))
    (picked,) = rows(run(*city, observers=((0.0, 0.0),)), "views")
    (given_one,) = rows(run(*city), "views")

    assert picked["viewpoint"] == "place-1"
    assert picked["share"] == given_one["share"]


def test_a_click_is_told_what_stands_there_and_what_it_hides() -> None:
    result = run(ground(), viewpoint(), pagoda(), wall((100, -300, 0), (101, 300, 3.0)))
    assert result.probe is not None
    blocker, body = result.probe.at((100.5, 20.0, 2.9)), result.probe.at((800.0, 0.0, 30.0))

    assert blocker is not None
    assert "wall hides 21 % of pagoda" in str(blocker.headline)
    assert "lose 1.6 m" in " ".join(map(str, blocker.lines))
    assert body is not None
    assert "79 %" in str(body.lines[0])
    assert result.probe.at((400.0, 0.0, 5.0)) is None
