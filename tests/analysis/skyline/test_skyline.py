"""The skyline against closed forms, dense rays, and what must always hold."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.common.verdict import Outcome
from analysis.sightline.panorama import NOTHING, columns_of, panoramas_of
from analysis.skyline.measures import sky_cut, turning_points
from analysis.skyline.params import SkylineParams
from analysis.skyline.plugin import SkylineAnalysis
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.geometry.proposals import footprint_proposal
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText
from scene.node import Node, Role
from tests.analysis.sightline.cities import (
    box,
    ground,
    inputs,
    node,
    planned,
    tower,
    viewpoint,
    wall,
)  # fmt: skip
from tests.analysis.skyline.asked import EYE, SQUARE, heap, pagoda_city, rows, run, two, with_trees


def corner(a: float, b: float, d: float) -> float:
    """Solid angle of a rectangle a by b, one corner of it straight ahead at distance d."""
    return float(np.arctan(a * b / (d * np.sqrt(d * d + a * a + b * b))))


@pytest.mark.parametrize(
    ("d", "h", "far", "high", "half"), [(100, 8.0, 800, 90.0, 15), (300, 25.0, 500, 80.0, 40)]
)
def test_a_tower_over_a_wall_adds_the_solid_angle_between_their_edges(
    d: float, h: float, far: float, high: float, half: float
) -> None:
    plan = tower(far, high, wide=2 * half, deep=0.02)
    result = run(ground(), viewpoint(), wall((d, -400, 0), (d + 0.001, 400, h)), plan)
    edge = (h - EYE) * far / d  # of the wall, as it lies before the tower's front
    expected = 2.0 * (corner(half, high - EYE, far) - corner(half, edge, far)) * SQUARE

    assert with_trees(result)["added"] == pytest.approx(expected, rel=2e-4)
    (one,) = rows(result, "additions")
    assert one["added"] == one["added_bare"] == with_trees(result)["added"]
    # Seen most, the tower rises straight ahead: there both edges are at their steepest.
    rise = np.degrees(np.arctan((high - EYE) / far) - np.arctan((h - EYE) / d))
    assert one["over"] == pytest.approx(rise, abs=2e-3)
    assert one["distance"] == pytest.approx(far, abs=0.1)


def test_finer_columns_do_not_change_an_area() -> None:
    city = (ground(), viewpoint(), wall((100, -400, 0), (101, 400, 8.0)), tower(800.0, 90.0, wide=33.3))
    fine, coarse = (with_trees(run(*city, azimuth_step=step))["added"] for step in (0.2, 4.0))

    assert coarse == pytest.approx(fine, rel=1e-3)


def test_shares_tell_who_holds_the_skyline() -> None:
    # A wall before the eye from 45° to 135° of bearing; a pagoda of a ninetieth of a turn behind it.
    half = 300 * np.tan(np.radians(2.0))
    city = (
        ground(),
        viewpoint(),
        node("wall", box((100, -100, 0), (100.01, 100, 5)), Role.STRUCTURES),
        node("pagoda", box((300, -half, 0), (300.01, half, 60)), Role.HERITAGE),
        tower(2000.0, 1.0),
    )
    row = with_trees(run(*city))

    assert row["structures_before"] == pytest.approx(100.0 * 86.0 / 360.0, abs=0.02)
    assert row["heritage_before"] == pytest.approx(100.0 * 4.0 / 360.0, abs=0.02)
    assert row["ground_before"] == pytest.approx(75.0, abs=0.02)
    before = [value for key, value in row.items() if key.endswith("_before") and "share" not in key]
    assert sum(before[:5]) == pytest.approx(100.0)
    assert row["highest_before"] == pytest.approx(np.degrees(np.arctan((60 - EYE) / 300.0)), abs=1e-3)
    assert row["heritage_after"] == row["heritage_before"]


def test_what_a_scheme_takes_others_lose() -> None:
    row = with_trees(
        run(ground(), viewpoint(), wall((100, -100, 0), (101, 100, 5)), tower(500.0, 80.0, wide=40.0))
    )
    held = 2.0 * np.degrees(np.arctan(20.0 / 500.0)) / 3.6

    assert row["proposals_after"] == pytest.approx(held, rel=1e-2)
    assert row["structures_before"] - row["structures_after"] == pytest.approx(
        row["proposals_after"], rel=1e-9
    )


@pytest.mark.parametrize(
    ("north", "high", "leaves", "outcome", "said"),
    [
        (0.0, 160.0, 0.0, Outcome.FAIL, "clear sky of pagoda"),
        (300.0, 160.0, 0.0, Outcome.REVIEW, "away from heritage"),
        (0.0, 60.0, 0.0, Outcome.PASS, "adds nothing"),  # hidden behind the pagoda and the wall
        (300.0, 60.0, 9.0, Outcome.REVIEW, "only trees"),
        (300.0, 36.0, 0.0, Outcome.REVIEW, "within the error"),
        (300.0, 20.0, 0.0, Outcome.PASS, "adds nothing"),
    ],
)
def test_a_proposal_is_judged_by_what_it_adds_and_where(
    north: float, high: float, leaves: float, outcome: Outcome, said: str
) -> None:
    (verdict,) = run(*pagoda_city(north, high, leaves)).verdicts

    assert outcome is verdict.outcome
    assert said in str(verdict.reason)
    assert verdict.rule.assumed
    assert verdict.error_95 > 0.0


def test_the_sky_beside_heritage_is_as_wide_as_is_asked() -> None:
    # The pagoda ends at 1.9° north of east, the tower begins at 2.9°.
    city = pagoda_city(800.0 * np.tan(np.radians(2.9)) + 15.0, 160.0)
    outcomes = [run(*city, clear_sky=margin).verdicts[0].outcome for margin in (0.5, 1.5)]

    assert [Outcome.REVIEW, Outcome.FAIL] == outcomes


def test_what_a_nearer_building_covers_is_not_added_twice() -> None:
    city = (ground(), viewpoint(), wall((100, -400, 0), (100.5, 400, 6.0)))
    near, far = (600.0, 0.0, 90.0), (900.0, 0.0, 100.0)
    alone, other, both = (
        with_trees(run(*city, two(*which)))["added"] for which in ([near], [far], [near, far])
    )
    by = {row["proposal"]: row["added"] for row in rows(run(*city, two(far, near)), "additions")}

    assert by["t1"] == pytest.approx(alone)  # the near one, wherever it stands in the list
    assert by["t0"] == pytest.approx(both - alone, abs=1e-9)
    assert both < alone + other
    assert with_trees(run(*city, two(near, (900.0, 300.0, 100.0))))["added"] > both


def test_schemes_are_looked_at_each_or_all_together() -> None:
    city = (ground(), viewpoint(), wall((100, -400, 0), (100.5, 400, 6.0)), tower(600.0, 90.0))
    ring = [[700.0, 100.0], [710.0, 100.0], [710.0, 140.0], [700.0, 140.0]]
    other = planned(footprint_proposal(ring, 0.0, 95.0, "slab", BilingualText("板", "slab")), "plan-b")
    each, together = (run(*city, other, schemes=how) for how in ("each", "all"))

    assert 2 == sum(row["trees"] for row in rows(each, "skyline"))
    assert 1 == sum(row["trees"] for row in rows(together, "skyline"))
    parts = [row["added"] for row in rows(each, "skyline") if row["trees"]]
    assert with_trees(together)["added"] == pytest.approx(sum(parts))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_rays_pass_just_over_the_skyline_and_hit_what_makes_it_just_under(seed: int) -> None:
    rays = RayScene([heap(seed, 30), ground(-2.0)])
    eye = np.array([0.0, 0.0, 3.0])
    step = np.radians(1.7)
    (found,) = panoramas_of(eye[None], [""], rays.layers, step, 0.0, SilentFeedback())
    _, way = columns_of(step)
    skyline = found.bare
    reach = np.where(skyline.inverse > 0, 1.0 / np.maximum(skyline.inverse, 1e-9), 1e3)

    def ends(shift: float, far: float) -> np.ndarray:
        distance = reach + far
        return np.column_stack([way * distance[:, None], (skyline.tangent + shift) * distance]) + eye

    assert not rays.occluded(eye, ends(2e-6, 4000.0), trees=True).any()
    under = rays.first_hit(eye, ends(-2e-4, 5.0), trees=True)
    assert (under.layer >= 0).all()
    same = (under.layer == skyline.layer) & (under.row == skyline.row)
    assert same.mean() > 0.95  # but for what is lower by less than the ray is


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.floats(30.0, 120.0), st.floats(1.0, 60.0))
def test_more_height_never_adds_less_and_more_city_never_lets_more_be_added(
    seed: int, high: float, more: float
) -> None:
    city = (ground(-2.0), viewpoint((0, 0, 2)), heap(seed, 12))
    added = [
        with_trees(run(*city, tower(420.0, height), azimuth_step=3.0))["added"]
        for height in (high, high + more)
    ]
    other = node("more", heap(seed + 1, 5).payload, Role.STRUCTURES)
    less = with_trees(run(*city, other, tower(420.0, high), azimuth_step=3.0))["added"]

    assert added[0] <= added[1] + 1e-12
    assert less <= added[0] + 1e-12


def test_the_sky_cut_is_the_solid_angle_under_the_skyline() -> None:
    assert 50.0 == pytest.approx(sky_cut(np.full(360, 30.0)))  # a bowl up to 30° takes half the sky
    assert 0.0 == sky_cut(np.array([np.nan, -3.0, 0.0]))
    row = with_trees(run(ground(), viewpoint(), tower(500.0, 80.0, wide=40.0, deep=0.02)))
    taken = 2.0 * (corner(20.0, 80 - EYE, 500.0)) / (2.0 * np.pi) * 100.0

    assert row["cut_after"] - row["cut_before"] == pytest.approx(taken, rel=1e-2)


def test_turns_are_counted_where_a_skyline_turns() -> None:
    assert 0 == turning_points(np.linspace(0.0, 5.0, 50))
    assert 1 == turning_points(np.array([0.0, 2.0, 4.0, 2.0, 0.0]))
    assert 3 == turning_points(np.array([0.0, 2.0, 1.0, np.nan, 3.0, 0.0]))
    assert 1 == turning_points(np.array([0.0, 2.0, 1.95, 2.0, 0.0]))  # a tile is no turn
    assert 0 == turning_points(np.full(9, 3.0))


@pytest.mark.parametrize(
    ("city", "said"),
    [
        ((viewpoint((805, 0, 0), name="within"), tower(800.0, 60.0)), "lies inside plan"),
        ((viewpoint(facing=270.0, opening=90.0), tower(800.0, 60.0)), "No viewpoint looks towards"),
        ((viewpoint(),), "no proposal"),
        ((tower(800.0, 60.0),), "no viewpoint"),
    ],
)
def test_a_request_that_cannot_be_met_gets_a_sentence(city: tuple[Node, ...], said: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        run(ground(), *city)
    assert said in str(caught.value.message)


def test_where_there_is_no_ground_there_is_no_skyline() -> None:
    row = with_trees(run(viewpoint(), wall((100, -100, 0), (101, 100, 8.0)), tower(400.0, 60.0)))

    assert row["ground_before"] == 0.0
    assert row["structures_before"] == pytest.approx(25.0, abs=0.3)
    assert NOTHING < -1e6


def test_a_click_on_a_proposal_is_told_what_it_adds() -> None:
    result = run(*pagoda_city(0.0, 160.0))
    assert result.probe is not None
    card = result.probe.at((805.0, 0.0, 100.0))

    assert card is not None
    assert Outcome.FAIL is card.outcome
    assert "square degrees" in str(card.headline)
    assert result.probe.at((805.0, 200.0, 100.0)) is None


def test_a_first_answer_is_coarse_says_so_and_comes_only_once() -> None:
    class Listening(SilentFeedback):
        def __init__(self) -> None:
            super().__init__()
            self.previews: list[Any] = []

        def preview(self, result: object) -> None:
            self.previews.append(result)

    feedback, city = Listening(), inputs(*pagoda_city(300.0, 160.0))
    params = SkylineParams(refraction=1.0, picture_width=0)
    final = SkylineAnalysis().run(city, params, feedback)
    SkylineAnalysis().run(city, params, feedback)
    (first,) = feedback.previews

    assert first.interim
    assert not final.interim
    assert with_trees(first)["added"] == pytest.approx(with_trees(final)["added"], rel=0.02)
