"""Corridors: the plane's level to the millimetre, zones that tile, and what a row means."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scene.errors import InvalidRequest
from scene.geometry.convex import area, clipped, difference, grown, hull, shrunk, spans
from scene.geometry.corridors import Corridor, Kind, Zone, corridor_at, corridors_in
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Polylines

RADIUS = 6_371_000.0
DROP = (1.0 - 0.13) / (2.0 * RADIUS)


def node_of(places: list[tuple[float, float, float]], **columns: object) -> Node:
    given = {"eye_height": 0.0, "width_at_landmark": 40.0, **columns}
    lines = Polylines(places, [0, len(places)], ("c",), {key: [value] for key, value in given.items()})
    return Node(BilingualText.same("corridors"), Role.CORRIDORS, lines)


def corridor(places: list[tuple[float, float, float]], **columns: object) -> Corridor:
    return corridor_at(node_of(places, **columns), 0, DROP)


@pytest.mark.parametrize(
    ("length", "sag"), [(1_000.0, 0.0171), (2_000.0, 0.0683), (5_000.0, 0.4268), (10_000.0, 1.7069)]
)
def test_the_sag_in_the_middle_is_that_of_the_formula_to_a_millimetre(length: float, sag: float) -> None:
    level = corridor([(0, 0, 20.0), (0, length, 20.0)]).level(length / 2.0)

    assert level == pytest.approx(20.0 - sag, abs=1e-3)
    assert level == pytest.approx(20.0 - (1.0 - 0.13) * length**2 / (8.0 * RADIUS), abs=1e-9)


def test_the_plane_passes_through_eye_and_threshold_and_rises_over_the_straight_line_behind() -> None:
    made = corridor([(0, 0, 5.0), (0, 5_000, 8.0)], eye_height=1.6, threshold_height=44.0)
    straight = 6.6 + (52.0 - 6.6) * 6_000 / 5_000

    assert made.level(0.0) == pytest.approx(6.6)
    assert made.level(5_000.0) == pytest.approx(52.0)
    assert made.level(6_000.0) == pytest.approx(straight + DROP * 6_000 * 1_000, abs=1e-9)


def test_the_curved_plane_is_seen_edge_on_from_the_eye() -> None:
    made = corridor([(0, 0, 5.0), (0, 8_000, 30.0)], eye_height=1.6)
    d = np.linspace(50.0, 9_000.0, 200)
    seen = (made.level(d) - 6.6) / d - DROP * d

    assert np.ptp(seen) < 1e-12


@pytest.mark.parametrize("kind", [Kind.CONE, Kind.STREET, Kind.BOX])
def test_cones_streets_and_boxes_are_straight(kind: Kind) -> None:
    made = corridor([(0, 0, 0.0), (0, 5_000, 50.0)], kind=str(kind))

    assert made.level([0.0, 1_250.0, 5_000.0]) == pytest.approx([0.0, 12.5, 50.0])


def test_the_corridor_widens_from_the_place_to_half_its_width_on_either_side() -> None:
    made = corridor([(0, 0, 0), (0, 1_000, 0)])
    inside = made.zone_at([(0, 1), (19.9, 1_000), (-19.9, 1_000), (9.9, 500)])
    outside = made.zone_at([(20.1, 1_000), (10.1, 500), (0, -1), (0, 1_001)])

    assert (inside == Zone.CORRIDOR).all()
    assert (outside == -1).all()
    assert area(made.of_zone(Zone.CORRIDOR)[0]) == pytest.approx(0.5 * 40 * 1_000)


def test_zones_tile_what_they_cover() -> None:
    made = corridor(
        [(0, 0, 0), (0, 1_000, 0)], wider_width=100.0, background_length=500.0, width_at_place=10.0
    )
    areas = {zone: sum(area(piece) for piece in made.of_zone(zone)) for zone in Zone}

    assert areas[Zone.CORRIDOR] == pytest.approx(0.5 * (10 + 40) * 1_000)
    assert areas[Zone.WIDER] == pytest.approx(0.5 * (10 + 100) * 1_000 - areas[Zone.CORRIDOR])
    assert areas[Zone.BACKGROUND] == pytest.approx(0.5 * (40 + 55) * 500)
    assert made.zone_at([(30, 900), (0, 1_200), (-26, 1_400)]).tolist() == [1, 2, 2]


def test_a_viewing_place_of_two_points_has_the_hull_of_both() -> None:
    made = corridor([(-50, 0, 3.0), (50, 0, 4.0), (0, 1_000, 10.0)], eye_height=1.0)

    assert made.eye == (0.0, 0.0, 4.0)
    assert area(made.of_zone(Zone.CORRIDOR)[0]) == pytest.approx(0.5 * (100 + 40) * 1_000)
    assert made.zone_at([(-49, 1), (49, 1), (51, 1)]).tolist() == [0, 0, -1]


def test_a_cone_may_name_both_ends_of_its_base_line() -> None:
    made = corridor([(0, 0, 2.0), (-30, 500, 20.0), (30, 500, 20.0)], kind="cone", eye_height=1.6)

    assert made.width == pytest.approx(60.0)
    assert made.landmark == (0.0, 500.0, 20.0)
    assert made.level(250.0) == pytest.approx(11.8)


def test_near_and_far_cut_a_corridor() -> None:
    made = corridor([(0, 0, 0), (0, 1_000, 0)], near=100.0, far=400.0)

    assert made.zone_at([(0, 50), (0, 150), (0, 399), (0, 500)]).tolist() == [-1, 0, 0, -1]


def test_a_background_ends_where_its_sides_meet() -> None:
    made = corridor([(0, 0, 0), (0, 100, 0)], width_at_place=80.0, background_length=500.0)
    (behind,) = made.of_zone(Zone.BACKGROUND)

    assert behind[:, 0].max() == pytest.approx(200.0)


def test_plan_and_axis_go_there_and_back() -> None:
    made = corridor([(120, -40, 0), (-300, 770, 0)])
    places = np.random.default_rng(5).uniform(-500, 500, (50, 2))

    assert made.to_plan(made.to_axis(places)) == pytest.approx(places)
    assert made.to_axis([made.landmark[:2]])[0] == pytest.approx([made.length, 0.0])


@pytest.mark.parametrize(
    ("places", "columns", "said"),
    [
        ([(0, 0, 0)], {}, "Points of the corridor .*: 1[.]"),
        ([(0, 0, 0), (0, 0.5, 0)], {}, "begins where its landmark stands"),
        ([(0, 0, 0), (0, 100, 0)], {"width_at_landmark": 0.0}, "no width"),
        ([(0, 0, 0), (0, 100, 0)], {"near": 200.0}, "between its near and its far end"),
    ],
)
def test_what_is_no_corridor_gets_a_sentence(
    places: list[tuple[float, float, float]], columns: dict[str, object], said: str
) -> None:
    with pytest.raises(InvalidRequest, match=said):
        list(corridors_in(node_of(places, **columns), DROP))


def _random(rng: np.random.Generator) -> NDArray[np.float64]:
    return hull(rng.uniform(-10, 10, (8, 2)))


@pytest.mark.parametrize("seed", range(20))
def test_a_difference_and_what_is_common_make_the_whole(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one, other = _random(rng), _random(rng)
    common = one
    for (ax, ay), (bx, by) in zip(other, np.roll(other, -1, axis=0), strict=True):
        common = clipped(common, (by - ay, ax - bx), (by - ay) * ax + (ax - bx) * ay)
        if not len(common):
            break
    pieces = sum(area(piece) for piece in difference(one, other))

    assert pieces + area(common) == pytest.approx(area(one))


def test_spans_and_growth_of_a_square() -> None:
    square = np.array([[0.0, 0], [4, 0], [4, 2], [0, 2]])
    low, high = spans(square, [0.0, 1.0, 4.0, 5.0])

    assert low[:3] == pytest.approx([0, 0, 0])
    assert high[:3] == pytest.approx([2, 2, 2])
    assert np.isnan(low[3])
    assert area(grown(square, 0.5)) == pytest.approx(5.0 * 3.0)
    assert area(shrunk(square, 0.5)) == pytest.approx(3.0 * 1.0)
    assert not len(shrunk(square, 1.0))
