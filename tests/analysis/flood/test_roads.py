"""Roads in water: pieces, lanes, bridges, when they are cut, and which quarters are cut off."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.flood.domain import Domain
from analysis.flood.impacts.crossings import Crossings
from analysis.flood.impacts.facts import Affected
from analysis.flood.impacts.footprints import footprints_of
from analysis.flood.impacts.quarters import QuarterCuts, network_of, reached
from analysis.flood.impacts.road_cuts import CLOSED_LIMIT, LANE_LIMIT, RoadCuts
from analysis.flood.impacts.roads import ASSUMED_WIDTH, UNNAMED, pieces_of
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Polylines
from tests.analysis.flood.houses import box, layer
from tests.analysis.flood.waters import flat, frame


def roads(*lines: list[tuple[float, float, float]], names: list[str], width: float | None = 7.0) -> Node:
    columns: dict[str, object] = {"name_zh": np.array(names), "name_en": np.array(names)}
    if width is not None:
        columns["width"] = np.full(len(lines), width, np.float32)
    payload = Polylines(
        np.array([corner for line in lines for corner in line], np.float32),
        np.cumsum([0, *map(len, lines)]).astype(np.int32),
        tuple(f"r{k}" for k in range(len(lines))),
        columns,  # type: ignore[arg-type]
    )
    return Node(BilingualText("道路", "Roads"), Role.ROADS, payload)


def test_a_road_is_cut_into_pieces_of_ten_to_twenty_metres() -> None:
    domain = flat(100, 100, level=2.0)
    pieces = pieces_of([roads([(3, 50, 2), (97, 50, 2)], names=["A"])], domain)
    assert pieces.count == 6
    assert ((pieces.length > 10.0) & (pieces.length < 20.0)).all()
    assert np.diff(pieces.lane_start).tolist() == [2] * 6  # two lanes of 3.5 m
    covered = np.unique(pieces.cells // 100)
    assert set(covered.tolist()) == {99 - int(50 - 1.75), 99 - int(50 + 1.75)}
    assert pieces.leaves.sum() == 0


def test_a_piece_is_as_deep_as_its_best_lane_and_a_lane_as_its_deepest_cell() -> None:
    domain = flat(100, 100)
    pieces = pieces_of([roads([(3, 50, 0), (97, 50, 0)], names=["A"])], domain)
    cuts = RoadCuts(pieces, interval=10.0)
    depth = np.zeros((100, 100), np.float32)
    depth[:50, 20:40] = 0.8  # the north lane under water, the south lane dry
    cuts.observe(frame(domain, 0.0, depth))
    assert cuts.depth.max() == 0.0
    depth[50:, 25] = 0.2  # one spot of the south lane
    cuts.observe(frame(domain, 10.0, depth))
    assert cuts.depth.max() == pytest.approx(0.2)
    assert cuts.of_road.first[LANE_LIMIT, 0] == pytest.approx(10.0 - 10.0 * 0.05 / 0.2)
    assert np.isnan(cuts.of_road.first[CLOSED_LIMIT, 0])


def test_a_bridge_counts_from_its_deck_and_standing_water_is_no_road() -> None:
    ground = np.zeros((100, 100), np.float32)
    ground[:, 40:60] = -3.0
    standing = np.where(ground < 0.0, 2.5, 0.0).astype(np.float32)
    base = flat(100, 100)
    domain = Domain(base.grid, ground, base.roughness)
    level = [(3, 50, 0.0), (36, 50, 0.0), (39, 50, 1.5), (61, 50, 1.5), (64, 50, 0.0), (97, 50, 0.0)]
    with_deck = roads([(x, y, z + 0.001) for x, y, z in level], names=["A"])
    plan = roads([(x, y, 0.0) for x, y, _ in level], names=["A"])
    for node in (with_deck, plan):
        cuts = RoadCuts(pieces_of([node], domain, standing), interval=10.0)
        cuts.observe(frame(domain, 0.0, standing))
        assert cuts.depth.max() == 0.0
    cuts = RoadCuts(pieces_of([with_deck], domain, standing), interval=10.0)
    cuts.observe(frame(domain, 0.0, np.where(ground < 0.0, 4.75, 0.0)))  # a quarter metre over the deck
    assert cuts.depth.max() == pytest.approx(0.25, abs=0.01)


def test_names_join_lines_and_widths_are_assumed_where_they_are_missing() -> None:
    domain = flat(100, 100)
    node = roads(
        [(3, 20, 0), (97, 20, 0)], [(3, 60, 0), (97, 60, 0)], [(3, 40, 0), (97, 40, 0)],
        names=["A", "", "A"], width=None,
    )  # fmt: skip
    pieces = pieces_of([node], domain)
    assert pieces.names == (BilingualText("A", "A"), UNNAMED)
    assert np.unique(pieces.road_of, return_counts=True)[1].tolist() == [12, 6]
    assert (pieces.width == ASSUMED_WIDTH).all()
    assert not pieces.width_known.any()


def test_pieces_outside_the_domain_do_not_count_and_the_way_out_is_known() -> None:
    domain = flat(100, 100)
    pieces = pieces_of(
        [roads([(-300, 50, 0), (50, 50, 0)], [(-500, -50, 0), (-400, -60, 0)], names=["A", "B"])], domain
    )
    assert pieces.names[0].zh == "A"
    assert set(pieces.road_of.tolist()) == {0}
    assert pieces.leaves.tolist() == [True] + [False] * (pieces.count - 1)
    assert pieces.near(20.0, 51.0) is not None
    assert pieces.near(20.0, 80.0) is None


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_crossings_are_those_of_a_finely_sampled_line(seed: int) -> None:
    random = np.random.default_rng(seed)
    times = np.cumsum(random.uniform(5, 20, 9))
    values = np.maximum(random.normal(0.1, 0.2, (9, 3)), 0.0)
    crossings = Crossings(3, (0.15, 0.30))
    for time, value in zip(times, values, strict=True):
        crossings.look(float(time), value)
    fine = np.linspace(times[0], times[-1], 200_001)
    for i in range(3):
        line = np.interp(fine, times, values[:, i])
        assert crossings.peak[i] == pytest.approx(values[:, i].max())
        for k, limit in enumerate((0.15, 0.30)):
            over = line > limit
            assert crossings.total[k, i] == pytest.approx(over.mean() * (times[-1] - times[0]), abs=0.01)
            if over.any():
                assert crossings.first[k, i] == pytest.approx(fine[np.argmax(over)], abs=0.01)
                if not over[-1]:
                    assert crossings.back[k, i] == pytest.approx(fine[len(fine) - np.argmax(over[::-1])], abs=0.01)  # fmt: skip  # noqa: E501
            else:
                assert np.isnan(crossings.first[k, i])


def quarter_city() -> tuple[Domain, Node, Node, Node]:
    """A main road across; a side street to a quarter in the north; a lane that leads nowhere."""
    domain = flat(200, 200)
    lines = roads(
        [(-50, 50, 0), (250, 50, 0)], [(100, 50, 0), (100, 180, 0)], [(150, 150, 0), (180, 150, 0)],
        names=["主路", "支路", "断头路"],
    )  # fmt: skip
    quarters = layer(
        [box(0, 100, 200, 200), box(0, 0, 200, 100)], name_zh=["北区", "南区"], name_en=["North", "South"]
    )
    houses = layer([box(90, 150, 94, 154), box(106, 160, 110, 164), box(20, 60, 24, 64)])
    return domain, lines, quarters, houses


def test_a_quarter_is_cut_off_while_its_only_street_is_under_water() -> None:
    domain, lines, quarters, houses = quarter_city()
    pieces = pieces_of([lines], domain)
    cuts = RoadCuts(pieces, interval=60.0)
    network = network_of(pieces, footprints_of(Affected((houses,)), 0.15), [quarters])
    watch = QuarterCuts(network, cuts, interval=60.0)
    depth = np.zeros((200, 200), np.float32)
    for k in range(5):
        depth[200 - 90 : 200 - 70, :] = 0.6 if k in (2, 3) else 0.0  # a band across the side street
        now = frame(domain, 60.0 * k, depth)
        cuts.observe(now)
        watch.observe(now)
    assert [name.en for name in network.quarter_names] == ["North", "South"]
    assert watch.lost.peak.tolist() == pytest.approx([1.0, watch.lost.peak[1]])
    assert 0.0 < watch.lost.peak[1] < 0.5  # the north end of the side street in the south quarter
    assert watch.houses.tolist() == [2, 0]
    assert watch.lost.first[0, 0] == pytest.approx(60.0 + 0.95 * 60.0)
    assert watch.lost.total[0, 0] == pytest.approx(66.0)
    assert np.isnan(watch.lost.first[0, 1])
    assert watch.length[0] == pytest.approx(80.0, abs=10.0)  # the dead lane does not count


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_what_leads_out_is_what_a_walk_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = 30
    pairs = random.integers(0, n, (40, 2)).astype(np.int32)
    leaves, passable = random.random(n) < 0.1, random.random(n) < 0.7
    found = set(np.flatnonzero(leaves & passable).tolist())
    while True:
        more = {int(b) for a, b in [*pairs, *pairs[:, ::-1]] if a in found and passable[b]} - found
        if not more:
            break
        found |= more
    assert set(np.flatnonzero(reached(pairs, leaves, passable)).tolist()) == found


def test_a_restart_gives_the_same_to_the_bit() -> None:
    domain, lines, quarters, houses = quarter_city()
    pieces = pieces_of([lines], domain)
    network = network_of(pieces, footprints_of(Affected((houses,)), 0.15), [quarters])
    random = np.random.default_rng(0)
    frames = [frame(domain, 10.0 * k, np.maximum(random.normal(0, 0.3, domain.shape), 0.0)) for k in range(8)]

    def made() -> tuple[RoadCuts, QuarterCuts]:
        cuts = RoadCuts(pieces, interval=10.0)
        return cuts, QuarterCuts(network, cuts, interval=10.0)

    whole, first, second = made(), made(), made()
    for k, now in enumerate(frames):
        for observer in (*whole, *(first if k < 4 else ())):
            observer.observe(now)
    for one, other in zip(second, first, strict=True):
        one.restore({key: np.array(value) for key, value in other.state().items()})
    for now in frames[4:]:
        for observer in second:
            observer.observe(now)
    for one, other in zip(whole, second, strict=True):
        for key, value in one.state().items():
            assert np.array_equal(np.asarray(value), np.asarray(other.state()[key]), equal_nan=True), key
