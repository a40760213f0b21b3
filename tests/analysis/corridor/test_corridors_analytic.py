"""Corridors over cities whose answers are known by thought: what intrudes, must be shed, and is hidden."""

import numpy as np
import pytest

from analysis.base import AnalysisInputs, AnalysisResult
from analysis.common.verdict import Outcome, Verdict
from analysis.corridor.params import CorridorParams
from analysis.corridor.plugin import CorridorAnalysis
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.geometry.proposals import footprint_proposal
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Polylines
from scene.units import HEIGHT
from tests.analysis.sightline.cities import box, ground, node, planned, snapshot, wall

#: Curvature off, so that similar triangles are exact.
FLAT = CorridorParams(refraction=1.0)


def vista(*places: tuple[float, float, float], name: str = "vista", **columns: object) -> Node:
    points = places or ((0, 0, 0), (1000, 0, 0))
    given: dict[str, object] = {
        "name_zh": name, "name_en": name, "eye_height": 0.0, "threshold_height": 20.0, "height": 20.0,
        "width_at_landmark": 100.0, **columns,
    }  # fmt: skip
    lines = Polylines(points, [0, len(points)], (name,), {key: [value] for key, value in given.items()})
    return node(f"corridors-{name}", lines, Role.CORRIDORS)


def slab(west: float, south: float, east: float, north: float, height: float, name: str = "slab") -> Node:
    ring = [[west, south], [east, south], [east, north], [west, north]]
    return planned(footprint_proposal(ring, 0.0, height, name, BilingualText.same(name)), f"node-{name}")


def run(*nodes: Node, params: CorridorParams = FLAT) -> AnalysisResult:
    return CorridorAnalysis().run(AnalysisInputs(snapshot(*nodes)), params, SilentFeedback())


def only(result: AnalysisResult) -> Verdict:
    (verdict,) = result.verdicts
    return verdict


def table(result: AnalysisResult, key: str) -> list[dict[str, object]]:
    (found,) = (table for table in result.tables if table.key == key)
    return [dict(zip([column.key for column in found.columns], row, strict=True)) for row in found.rows]


def test_what_rises_over_the_plane_fails_and_must_lose_the_excess() -> None:
    result = run(ground(), vista(), slab(500, -5, 520, 5, 18.0))
    verdict = only(result)
    (row,) = table(result, "intruders")

    assert verdict.outcome is Outcome.FAIL
    assert verdict.limit == pytest.approx(10.0, abs=1e-4)
    assert row["excess"] == pytest.approx(8.0, abs=1e-4)
    assert row["distance"] == pytest.approx(500.0, abs=1e-3)
    assert row["volume"] == pytest.approx(20 * 10 * (18.0 - 10.2), rel=1e-6)
    assert "middle ground" == str(row["depth"])
    assert "vista" == verdict.viewpoint


def test_cut_down_by_the_excess_it_passes_once_the_error_is_cleared() -> None:
    assert only(run(ground(), vista(), slab(500, -5, 520, 5, 10.0))).outcome is Outcome.REVIEW
    clear = only(run(ground(), vista(), slab(500, -5, 520, 5, 9.0)))

    assert clear.outcome is Outcome.PASS
    assert clear.limit == pytest.approx(10.0, abs=1e-4)


def test_in_the_wider_area_one_is_consulted() -> None:
    result = run(ground(), vista(wider_width=200.0), slab(500, 30, 520, 45, 40.0))

    assert only(result).outcome is Outcome.REVIEW
    assert ["wider consultation area"] == [str(row["zone"]) for row in table(result, "intruders")]


def test_outside_it_passes_but_hard_by_the_edge_within_the_error_of_positions_it_does_not() -> None:
    far = only(run(ground(), vista(), slab(500, 40, 520, 50, 40.0)))
    hard_by = only(run(ground(), vista(), slab(500, 26.5, 520, 40, 40.0)))

    assert far.outcome is Outcome.PASS
    assert np.isnan(far.limit)
    assert hard_by.outcome is Outcome.REVIEW


def test_what_stands_inside_by_less_than_its_position_is_known_is_for_review() -> None:
    hardly = only(run(ground(), vista(), slab(500, 24.6, 501, 40, 40.0)))
    well = only(run(ground(), vista(), slab(500, 20.0, 501, 40, 40.0)))

    assert hardly.outcome is Outcome.REVIEW
    assert "inside it: within the error of positions" in str(hardly.reason)
    assert well.outcome is Outcome.FAIL


def test_a_corridor_whose_places_are_known_badly_leaves_more_to_review() -> None:
    surveyed, guessed = vista(accuracy_m=0.1), vista(accuracy_m=30.0)
    beside = slab(500, 40, 520, 50, 40.0)

    assert only(run(ground(), surveyed, beside)).outcome is Outcome.PASS
    assert only(run(ground(), guessed, beside)).outcome is Outcome.REVIEW
    over = slab(500, -5, 520, 5, 10.4)
    assert only(run(ground(), guessed, over)).error_95 > only(run(ground(), surveyed, over)).error_95


@pytest.mark.parametrize(("silhouette", "outcome"), [("yes", Outcome.FAIL), ("", Outcome.REVIEW)])
def test_behind_the_landmark_the_sky_is_protected_where_the_silhouette_is(
    silhouette: str, outcome: Outcome
) -> None:
    corridor = vista(background_length=500.0, silhouette=silhouette)
    result = run(ground(), corridor, slab(1250, -25, 1300, 25, 60.0))
    (row,) = table(result, "intruders")

    assert only(result).outcome is outcome
    assert "background" == str(row["depth"])
    # Its near edge stands at 60/1250: 48 m at the landmark, higher than the section.
    assert row["share"] == pytest.approx(100.0 * 50 / 1250 * 1000 / 100, abs=1.0)


def test_what_the_landmark_hides_fills_no_sky() -> None:
    corridor = vista(background_length=500.0, silhouette="yes")
    landmark = node("temple", box((995, -50, 0), (1005, 50, 50)), Role.HERITAGE)

    assert only(run(ground(), corridor, landmark, slab(1250, -25, 1300, 25, 60.0))).outcome is Outcome.PASS


def test_the_hall_that_one_looks_out_of_hides_no_sky() -> None:
    corridor = vista(background_length=500.0, silhouette="yes")
    hall = node("hall", box((-5, -50, -1), (5, 50, 50)), Role.HERITAGE)

    assert only(run(ground(), corridor, hall, slab(1250, -25, 1300, 25, 60.0))).outcome is Outcome.FAIL


def test_the_section_is_blocked_by_the_share_that_similar_triangles_give() -> None:
    result = run(ground(), vista(), wall((500, -10, 0), (501, 10, 15)), slab(250, 0, 260, 5, 7.5))
    (row,) = table(result, "corridors")

    # At the landmark the wall is 40 m wide and 10 m high over the threshold, of 100 m by 20 m.
    assert row["blocked_before"] == pytest.approx(100 * 40 * 10 / (100 * 20), abs=0.6)
    # The slab, 20 m wide there, lies half in front of it and is as high: it adds nothing.
    assert row["blocked_after"] == pytest.approx(row["blocked_before"])


def test_a_wider_opening_in_the_landmark_line_is_not_taken_by_what_stands_behind() -> None:
    result = run(ground(), vista(background_length=300.0), wall((1100, -30, 0), (1101, 30, 80)))
    (row,) = table(result, "corridors")

    assert row["blocked_before"] == 0.0
    assert row["sky_before"] > 40.0  # type: ignore[operator]


def test_heritage_is_no_intruder_unless_it_is_said_to_be() -> None:
    nodes = (ground(), vista(), node("hall", box((500, -5, 0), (520, 5, 18)), Role.HERITAGE))
    counted = CorridorParams(refraction=1.0, exclude_heritage=False)

    assert not table(run(*nodes), "intruders")
    assert ["hall/0"] == [row["id"] for row in table(run(*nodes, params=counted), "intruders")]
    left = CorridorParams(refraction=1.0, exclude_heritage=False, left_out=("hall",))
    assert not table(run(*nodes, params=left), "intruders")


def test_a_street_is_not_disturbed_by_what_hangs_over_its_section() -> None:
    street = vista(
        kind="street", width_at_place=20.0, width_at_landmark=20.0, threshold_height=0.0, height=12.0
    )
    over = node("bridge", box((400, -30, 15.0), (410, 30, 18.0)), Role.STRUCTURES)
    through = node("arch", box((400, -30, 8.0), (410, 30, 18.0)), Role.STRUCTURES)

    assert not table(run(ground(), street, over), "intruders")
    (row,) = table(run(ground(), street, through), "intruders")
    assert row["volume"] == pytest.approx(20 * 10 * 4.0, rel=1e-6)


def test_the_curved_plane_lets_less_stand_in_the_middle() -> None:
    long = vista((0, 0, 0), (2900, 0, 0), threshold_height=20.0)
    flat = only(run(ground(), long, slab(1450, -5, 1450.5, 5, 30.0)))
    curved = only(run(ground(), long, slab(1450, -5, 1450.5, 5, 30.0), params=CorridorParams()))
    sag = (1 - 0.13) * 1450 * 1450 / (2 * 6_371_000)

    assert flat.limit - curved.limit == pytest.approx(sag, abs=1e-3)


def test_a_pitched_roof_gives_the_volume_of_its_ridge() -> None:
    from dataclasses import replace

    house = slab(500, -4, 520, 4, 12.0).payload
    roofed = replace(house, eaves=np.array([9.0], np.float32), columns={**house.columns, "roof": ["gabled"]})  # type: ignore[type-var]
    corridor = vista((0, 0, 0), (1000, 0, 0), threshold_height=10.0, eye_height=10.0, width_at_place=60.0)
    (row,) = table(run(ground(), corridor, planned(roofed)), "intruders")  # type: ignore[arg-type]

    # Over the level of 10 m the gable is 2/3 of its half width: a prism of 16/3 m by 2 m by 20 m.
    assert row["volume"] == pytest.approx(0.5 * (8 * 2 / 3) * 2 * 20, rel=1e-5)


def test_before_and_after_are_told_for_each_proposal() -> None:
    result = run(ground(), vista(), slab(500, -10, 510, 10, 15.0, "a"), slab(600, 25, 610, 30, 20.0, "b"))
    rows = {row["id"]: row for row in table(result, "proposals")}

    assert {"a", "b"} == set(rows)
    assert rows["a"]["blocked_before"] == 0.0
    assert rows["a"]["blocked_after"] == pytest.approx(20.0, abs=0.6)
    assert rows["b"]["blocked_after"] < rows["a"]["blocked_after"]  # type: ignore[operator]


def test_the_lowest_limit_of_several_corridors_governs() -> None:
    low = vista((0, 0, 0), (1000, 0, 0), name="low", threshold_height=14.0)
    rows = table(run(ground(), vista(), low, slab(500, -5, 520, 5, 18.0)), "proposals")
    told = {str(row["corridor_name"]): (row["limit"], str(row["governs"])) for row in rows}

    assert told["vista"] == (pytest.approx(10.0, abs=1e-4), "")
    assert told["low"] == (pytest.approx(7.0, abs=1e-4), "governs")


def test_two_schemes_may_call_a_building_by_the_same_id() -> None:
    high, low = slab(500, -5, 520, 5, 18.0), slab(500, -5, 520, 5, 6.0)
    renamed = node("other scheme", low.payload, Role.PROPOSALS)  # type: ignore[arg-type]
    verdicts = run(ground(), vista(), high, renamed).verdicts

    assert {("node-slab", Outcome.FAIL), ("other scheme", Outcome.PASS)} == {
        (verdict.node, verdict.outcome) for verdict in verdicts
    }


def test_the_card_says_the_limit_and_the_zone() -> None:
    result = run(ground(), vista(wider_width=200.0), slab(500, -5, 520, 5, 18.0))
    assert result.probe is not None
    card = result.probe.at((250.0, 0.0, 1.0))
    beside = result.probe.at((500.0, 45.0, 30.0))

    assert card is not None
    assert "5.0 m over the ground here: vista, corridor." == str(card.headline)
    assert beside is not None
    assert "wider consultation area" in str(beside.headline)
    assert "What was clicked lies 20.0 m over it." in [str(line) for line in beside.lines]
    assert result.probe.at((0.0, 500.0, 0.0)) is None


def test_the_parts_over_the_plane_are_drawn_over_it() -> None:
    result = run(ground(), vista(), slab(500, -5, 520, 5, 18.0))
    (parts,) = (found for found in result.nodes if "parts" in found.name.en)
    vertices = parts.payload.vertices  # type: ignore[union-attr]

    assert vertices[:, 2].max() == pytest.approx(18.0, abs=0.1)
    assert (vertices[:, 2] >= vertices[:, 0] * 0.02 - 1e-3).all()


def test_the_section_shows_ground_plane_and_what_is_proposed() -> None:
    (chart,) = run(ground(), vista(), slab(500, -5, 520, 5, 18.0)).charts
    by_key = {series.key: series for series in chart.series}

    assert np.nanmax(by_key["proposed"].y) == pytest.approx(18.0)
    assert by_key["plane"].y[-1] == pytest.approx(20.0)
    assert HEIGHT.unit == chart.y.unit
    assert np.nanmax(by_key["ground"].y) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("corridor", "said"),
    [
        (vista((0, 0, -9), (1000, 0, 0)), "viewing place of the corridor vista lies 9.0 m under the ground"),
        (vista((0, 0, 0), (1000, 0, -30)), "threshold of the corridor vista lies 10.0 m under the landmark"),
        (vista((0, 0, 0), (0.2, 0, 0)), "begins where its landmark stands"),
        (vista((9e3, 0, 0), (1000, 0, 0)), "viewing place of the corridor vista lies off the terrain"),
        (vista((0, 0, 0), (9e3, 0, 0)), "landmark of the corridor vista lies off the terrain"),
        (vista(width_at_landmark=0.0), "has no width"),
    ],
)
def test_a_corridor_that_cannot_be_gets_a_sentence(corridor: Node, said: str) -> None:
    with pytest.raises(InvalidRequest, match=said) as caught:
        run(ground(), corridor)
    assert caught.value.hint is not None


def test_a_corridor_away_from_the_city_gets_a_sentence() -> None:
    with pytest.raises(InvalidRequest, match="Nothing of the city lies in the corridor"):
        run(vista(), wall((0, 5000, 0), (9, 5009, 9)))


def test_an_unknown_corridor_is_named() -> None:
    with pytest.raises(InvalidRequest, match="no corridor called nowhere"):
        run(ground(), vista(), params=CorridorParams(corridors=("nowhere",)))


def test_what_was_kept_of_the_standing_city_is_renewed_when_it_changes() -> None:
    corridor = vista()
    low, high = wall((500, -5, 0), (520, 5, 5)), wall((500, -5, 0), (520, 5, 15))

    assert not table(run(ground(), corridor, low), "intruders")
    assert 1 == len(table(run(ground(), corridor, high), "intruders"))
