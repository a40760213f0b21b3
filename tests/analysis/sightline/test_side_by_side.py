"""Asking the neighbours first changes how soon an answer comes, never the answer."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sightline.balloon.params import BalloonParams
from analysis.sightline.balloon.side_by_side import side_by_side
from analysis.sightline.columns import gaps_between, nothing_blocked
from tests.analysis.sightline.cities import ground, proposal, route, session, tower, tree
from tests.analysis.sightline.test_balloon_twin import heap


@given(st.lists(st.integers(0, 40), max_size=12))
def test_every_column_has_its_turn_once_and_asks_only_those_before_it(counts: list[int]) -> None:
    of = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    done: set[int] = set()
    for rows, asked in side_by_side(of):
        assert set(asked.ravel().tolist()) <= done
        assert not done & set(rows.tolist())
        done |= set(rows.tolist())

    assert done == set(range(len(of)))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_left_open_is_what_a_search_of_each_column_alone_leaves(seed: int) -> None:
    city = (ground(-2.0), heap(seed, 40), tree((150, -40, 0), (160, 10, 14)))
    flown = session(*city, route([(0, -30, 2), (-20, 40, 2)]), params=BalloonParams(azimuth_step=1.0))
    around, plan = flown.surroundings, proposal(tower(420.0, 30.0))
    aim = around.aim(plan.parts[0], flown.stations, np.arange(20, dtype=np.int32))
    columns = around.columns(aim, plan, 60.0)
    together = around.block_side_by_side(columns, aim.fan.of, aim.host, (True, False))
    alone = nothing_blocked(len(columns.reach))
    for trees in (True, False):
        alone = around.block(columns, alone, aim.host, trees=trees)

    one, other = gaps_between(columns, together), gaps_between(columns, alone)
    for key in ("start", "low", "high", "layer"):  # of two faces that share an edge either may be named
        assert np.array_equal(getattr(one, key), getattr(other, key)), key
    assert np.allclose(one.distance, other.distance, equal_nan=True)
