"""What a proposal takes of a view, and what rides on its roof: solid angle, skyline, parapet and mast."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.common.verdict import Outcome
from analysis.sightline.balloon.findings import Finding, Pair
from analysis.sightline.balloon.results import table_of
from analysis.sightline.balloon.session import Answer
from scene.node import Node
from scene.payloads import Buildings
from tests.analysis.sightline.cities import ground, proposal, route, session, tower, tree, viewpoint, wall

BEHIND = (ground(), viewpoint(), wall((100, -300, 0), (101, 300, 11.6)))


def fly(plan: Node, *city: Node, height: float | None = None) -> Answer:
    flown = session(*city)
    return flown.answer(flown.prepare(proposal(plan)), height)


def seen(plan: Node, *city: Node) -> Finding:
    (one,) = fly(plan, *city).judged
    return one.pair.with_trees


def with_columns(plan: Node, **columns: float) -> Node:
    payload = plan.payload
    assert isinstance(payload, Buildings)
    added = {key: np.array([value]) for key, value in columns.items()}
    return replace(plan, payload=replace(payload, columns={**payload.columns, **added}))


def test_a_facade_of_20_by_24_metres_at_a_kilometre_is_48_hundred_thousandths_of_a_steradian() -> None:
    found = seen(tower(1000.0, 24.0, wide=20.0, deep=0.01), ground(), viewpoint(eye=12.0))

    assert found.solid_angle == pytest.approx(4.8e-4, rel=1e-3)


def test_the_solid_angle_is_that_of_the_sphere() -> None:
    """An upright rectangle before the eye: four corner rectangles, each atan(xy / (d root))."""
    d, half, top, eye = 60.0, 10.0, 30.0, 1.6

    def corner(x: float, y: float) -> float:
        return float(np.arctan(x * y / (d * np.sqrt(d * d + x * x + y * y))))

    exact = 2 * corner(half, top - eye) + 2 * corner(half, eye)
    found = seen(tower(d, top, wide=2 * half, deep=0.01), ground(), viewpoint(eye=eye))
    assert found.solid_angle == pytest.approx(exact, rel=1e-4)


def test_only_what_the_screens_leave_open_counts() -> None:
    whole = seen(tower(1000.0, 150.0), ground(), viewpoint())
    part = seen(tower(1000.0, 150.0), *BEHIND)

    assert part.solid_angle == pytest.approx(whole.solid_angle * (150.0 - 101.6) / 150.0, rel=2e-2)
    assert seen(tower(1000.0, 90.0), *BEHIND).solid_angle == 0.0


def test_a_proposal_is_the_skyline_where_nothing_behind_it_is_higher() -> None:
    low = wall((1500, -800, 0), (1501, 800, 20), name="low")
    high = wall((1500, -800, 0), (1501, 0, 400), name="high")
    plan = tower(1000.0, 40.0, wide=20.0)
    over = seen(plan, ground(), low, viewpoint(opening=60.0, facing=90.0))
    half = seen(plan, ground(), low, high, viewpoint(opening=60.0, facing=90.0))
    width = np.degrees(2 * np.arctan(10.0 / 1000.0))

    assert over.skyline_share == pytest.approx(width / 60.0, rel=1e-2)
    assert half.skyline_share == pytest.approx(over.skyline_share / 2, rel=3e-2)
    ridge = 1.6 + (20.0 - 1.6) * 1000.0 / 1500.0
    assert over.skyline_area == pytest.approx(over.solid_angle * (40.0 - ridge) / 40.0, rel=2e-2)
    assert seen(tower(1000.0, 10.0), ground(), low, viewpoint()).skyline_share == 0.0


def test_what_is_counted_of_wings_is_counted_once() -> None:
    one = tower(1000.0, 30.0, wide=20.0).payload
    assert isinstance(one, Buildings)
    twice = replace(
        one,
        rings=np.concatenate([one.rings, one.rings + np.float32(0.5)]),
        ring_start=np.array([0, 4, 8], np.int32),
        part_start=np.array([0, 1, 2], np.int32),
        building_start=np.array([0, 2], np.int32),
        bottom=np.repeat(one.bottom, 2),
        eaves=np.repeat(one.eaves, 2),
        top=np.repeat(one.top, 2),
    )
    plan = tower(1000.0, 30.0)
    alone = seen(plan, ground(), viewpoint())
    wings = seen(replace(plan, payload=twice), ground(), viewpoint())

    assert wings.solid_angle == pytest.approx(alone.solid_angle * 20.5 / 20.0, rel=1e-2)


def test_a_parapet_lowers_the_height_that_stays_unseen_by_its_own() -> None:
    bare, edged = (seen(plan, *BEHIND) for plan in (tower(1000.0, 60.0), parapet_of(1.4)))

    assert bare.unseen_height == pytest.approx(101.6, abs=1e-3)
    assert edged.unseen_height == pytest.approx(101.6 - 1.4, abs=1e-3)


def parapet_of(rise: float) -> Node:
    return with_columns(tower(1000.0, 60.0), parapet=rise)


def mast_pair(height: float, mast: float) -> tuple[Pair, Answer]:
    answer = fly(with_columns(tower(1000.0, height, wide=20.0, deep=20.0), mast=mast), *BEHIND)
    (one,) = answer.judged
    return one.pair, answer


def test_a_mast_alone_is_said_to_be_seen_alone() -> None:
    pair, answer = mast_pair(80.0, 40.0)
    limit = 1.6 + 10.0 * 1010.0 / 100.0  # at the middle of the roof, 1010 m away

    assert pair.mast_alone
    assert pair.body is not None
    assert not pair.body[0].seen
    assert pair.body[0].unseen_height == pytest.approx(101.6, abs=1e-3)
    assert pair.with_trees.unseen_height == pytest.approx(limit - 40.0, abs=5e-2)
    assert Outcome.FAIL is answer.verdict.outcome
    assert "of its mast, nothing of its body" in str(answer.verdict.reason)


@pytest.mark.parametrize(("height", "part"), [(150.0, "body and mast"), (80.0, "mast only"), (40.0, "")])
def test_the_table_says_which_part_is_seen(height: float, part: str) -> None:
    plan = with_columns(tower(1000.0, height, deep=20.0), mast=40.0)
    answer = fly(plan, *BEHIND)
    table = table_of([(proposal(plan), answer.height, one) for one in answer.judged])
    row = dict(zip([column.key for column in table.columns], table.rows[0], strict=True))

    assert str(row["seen_part"]) == part
    assert row["unseen_height_body"] == pytest.approx(101.6, abs=1e-3)


def test_from_a_route_body_and_mast_each_have_their_own_station() -> None:
    walk = route([(0, -200, 0), (0, 200, 0)])
    leaves = tree((90, -300, 0), (91, -20, 30))
    plan = with_columns(tower(1000.0, 80.0, deep=20.0), mast=40.0)
    city = (ground(), walk, leaves, wall((100, -300, 0), (101, 300, 11.6)))
    flown = session(*city)
    (one,) = flown.answer(flown.prepare(proposal(plan))).judged
    (alone,) = flown.answer(flown.prepare(proposal(tower(1000.0, 80.0, deep=20.0)))).judged

    assert one.pair.body is not None
    for of, mastless in zip(one.pair.body, (alone.pair.with_trees, alone.pair.without_trees), strict=True):
        assert of.unseen_height == mastless.unseen_height


def test_a_view_of_a_viewpoint_that_has_not_moved_is_taken_over_and_says_the_same() -> None:
    plan = with_columns(tower(1000.0, 80.0, deep=20.0), mast=40.0)
    screen = wall((100, -300, 0), (101, 300, 11.6))
    still, before, after = viewpoint(), viewpoint((0, 50, 0), name="b"), viewpoint((0, 90, 0), name="b")
    first, second = session(ground(), screen, still, before), session(ground(), screen, still, after)
    known = first.prepare(proposal(plan))
    again = second.prepare(proposal(plan), known=known)

    assert again.views[0] is known.views[0]
    assert again.views[1] is not known.views[1]
    fresh = second.answer(second.prepare(proposal(plan)))
    assert repr(second.answer(again).judged) == repr(fresh.judged)


def test_a_proposal_that_only_grew_stands_where_it_stood() -> None:
    low, high = proposal(tower(1000.0, 80.0)), proposal(tower(1000.0, 95.0))
    moved, edged = proposal(tower(1001.0, 80.0)), proposal(parapet_of(1.0))

    assert low.still == high.still
    assert len({low.still, moved.still, edged.still}) == 3


@pytest.mark.parametrize("given", ["1.4", np.float32(1.4)])
def test_a_parapet_may_be_text_as_files_give_it(given: object) -> None:
    plan = tower(1000.0, 60.0)
    payload = plan.payload
    assert isinstance(payload, Buildings)
    told = {key: np.array([value]) for key, value in {"parapet": given, "mast": "none"}.items()}
    edged = replace(plan, payload=replace(payload, columns={**payload.columns, **told}))

    assert seen(edged, *BEHIND).unseen_height == pytest.approx(101.6 - 1.4, abs=1e-3)
