"""Houses in water: which cells lie along them, and running values against a loop in Python."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon

from analysis.flood.domain import Domain
from analysis.flood.frame import Frame
from analysis.flood.impacts.buildings import BuildingImpacts
from analysis.flood.impacts.damage import damage_shares
from analysis.flood.impacts.facts import Affected
from analysis.flood.impacts.footprints import ASSUMED, MODELLED, STATED, Footprints, footprints_of
from analysis.flood.impacts.openings import Openings, openings_of
from analysis.flood.record.hazard import Hazard
from analysis.flood.record.maxima import FILM, Maxima
from scene.node import Node
from tests.analysis.flood.houses import box, hall, layer
from tests.analysis.flood.waters import flat, frame

HAZARD = Hazard.of("defra_2008")


def walled(domain: Domain, plans: Footprints) -> Domain:
    """The houses as walls: cells whose centres lie in them."""
    ground = np.array(domain.ground)
    grid = domain.grid
    for item in range(plans.count):
        first = plans.item_start[item]
        ring = Polygon(plans.rings[plans.ring_start[first] : plans.ring_start[first + 1]])
        for row, col in np.ndindex(ground.shape):
            x, y = grid.west + (col + 0.5) * grid.cell, grid.north - (row + 0.5) * grid.cell
            if ring.contains(Point(x, y)):
                ground[row, col] = np.nan
    return Domain(grid, ground, domain.roughness)


def observed(
    node: Node | tuple[Node, ...], domain: Domain, depths: list[object], **rest: object
) -> tuple[BuildingImpacts, Openings]:
    nodes = node if isinstance(node, tuple) else (node,)
    buildings = tuple(n for n in nodes if n.role == "buildings")
    heritage = tuple(n for n in nodes if n.role == "heritage")
    plans = footprints_of(Affected(buildings, heritage), 0.15)
    openings = openings_of(plans, domain, **rest)  # type: ignore[arg-type]
    impacts = BuildingImpacts(plans, openings, Maxima(domain, HAZARD))
    for k, depth in enumerate(depths):
        look(impacts, frame(domain, 10.0 * k, depth, 0.3))
    return impacts, openings


def look(impacts: BuildingImpacts, now: Frame) -> None:
    impacts.maxima.observe(now)
    impacts.observe(now)


@pytest.mark.parametrize("blocked", [True, False])
def test_the_cells_along_a_house_are_the_ring_around_it(blocked: bool) -> None:
    domain = flat(20, 20)
    plans = footprints_of(Affected((layer([box(5, 5, 10, 9)]),)), 0.15)
    if blocked:
        domain = walled(domain, plans)
    cells = openings_of(plans, domain).of(0)
    found = {(int(cell) % 20, 19 - int(cell) // 20) for cell in cells}  # x, y
    sides = {(x, y) for x in range(5, 10) for y in (4, 9)} | {(x, y) for x in (4, 10) for y in range(5, 9)}
    assert found == sides


def test_water_over_the_sill_is_timed_between_two_looks() -> None:
    node = layer([box(5, 5, 10, 9)], ground=0.0, use=["shop"])
    impacts, openings = observed(node, flat(20, 20), [0.0, 0.1, 0.2, 0.65, 0.1])
    assert openings.sill[0] == pytest.approx(0.15)
    assert impacts.over()[0] == pytest.approx(0.5)
    assert impacts.outside()[0] == pytest.approx(0.65)
    assert impacts.first_wet[0] == pytest.approx(15.0)
    assert impacts.peak_time[0] == 30.0
    assert impacts.wet[0] == pytest.approx(5.0 + 10.0 + 10.0 * 0.5 / 0.55, abs=1e-5)
    assert impacts.damage()[0] == pytest.approx(0.38, abs=1e-6)
    assert impacts.speed()[0] == pytest.approx(0.3)


def test_water_from_dry_ground_rises_by_the_whole_sill() -> None:
    impacts, _ = observed(layer([box(5, 5, 10, 9)]), flat(20, 20), [0.0, 0.30])
    assert impacts.first_wet[0] == pytest.approx(5.0)


def test_a_film_on_the_upper_side_of_a_slope_wets_no_door() -> None:
    domain = flat(20, 20)
    slope = np.broadcast_to(np.arange(20, dtype=np.float32) * 0.1, (20, 20))
    domain = Domain(domain.grid, np.array(slope), domain.roughness)
    impacts, openings = observed(layer([box(5, 5, 10, 9)]), domain, [0.0, 0.05, 0.14])
    assert openings.ground[0] == pytest.approx(0.4)
    assert not impacts.is_wet[0]
    assert impacts.outside()[0] == pytest.approx(0.14)


def test_a_canal_beside_a_house_is_no_door() -> None:
    domain = flat(20, 20, level=1.0)
    ground = np.array(domain.ground)
    ground[:, 10:] = -1.0
    standing = np.where(ground < 0.0, 1.5, 0.0).astype(np.float32)
    domain = Domain(domain.grid, ground, domain.roughness)
    higher = standing + np.where(ground < 0.0, 1.0, 0.5).astype(np.float32)
    impacts, openings = observed(
        layer([box(5, 5, 10, 9)]), domain, [standing, higher], standing=standing
    )  # fmt: skip
    assert openings.sill[0] == pytest.approx(1.15)
    assert impacts.over()[0] == pytest.approx(0.35, abs=1e-6)


def test_a_hall_on_a_terrace_takes_in_water_at_its_floor() -> None:
    domain = flat(20, 20, level=1.0)
    impacts, openings = observed(hall(5, 5, 10, 9, 1.0, terrace=1.2), domain, [0.0, 1.0, 1.4])
    assert impacts.plans.sill_from[0] == MODELLED
    assert openings.sill[0] == pytest.approx(2.2)
    assert openings.height[0] == pytest.approx(1.2)
    assert impacts.over()[0] == pytest.approx(0.2)
    assert impacts.first_wet[0] == pytest.approx(15.0)
    stated, _ = observed(hall(5, 5, 10, 9, 1.0, terrace=1.2, threshold=0.3), domain, [0.0, 1.0])
    assert stated.over()[0] == pytest.approx(0.7)


def test_a_pavilion_in_the_lake_is_judged_from_the_water() -> None:
    domain = flat(20, 20, level=-2.0)
    standing = np.full((20, 20), 2.0, np.float32)
    impacts, openings = observed(
        hall(5, 5, 10, 9, 0.5), domain, [standing, standing + 0.9], standing=standing
    )  # fmt: skip
    assert openings.in_water[0]
    assert openings.sill[0] == pytest.approx(0.65)
    assert impacts.over()[0] == pytest.approx(0.25, abs=1e-6)


def test_a_heritage_model_is_its_walls_and_not_its_eaves() -> None:
    plans = footprints_of(Affected((), (hall(5, 5, 10, 9, 1.0, threshold=0.4),)), 0.15)
    assert plans.area[0] == pytest.approx(20.0)
    assert plans.threshold[0] == pytest.approx(0.4)
    assert plans.sill_from[0] == STATED
    assert plans.is_heritage[0]
    assert plans.name(0).zh == "大殿"


def test_thresholds_come_from_the_column_where_it_says() -> None:
    node = layer([box(1, 1, 3, 3), box(5, 5, 8, 8)], threshold=[0.6, float("nan")])
    plans = footprints_of(Affected((node,)), 0.15)
    assert plans.threshold.tolist() == pytest.approx([0.6, 0.15])
    assert plans.sill_from.tolist() == [STATED, ASSUMED]


def test_a_house_in_the_middle_of_walls_is_not_judged() -> None:
    domain = flat(90, 90)
    ground = np.array(domain.ground)
    ground[5:85, 5:85] = np.nan
    impacts, openings = observed(
        layer([box(43, 43, 47, 47), box(3, 3, 6, 6)]),
        Domain(domain.grid, ground, domain.roughness),
        [0.0, 1.0],
    )
    assert impacts.is_judged.tolist() == [False, True]
    assert impacts.is_wet.tolist() == [False, True]
    assert np.isnan(openings.sill[0])


def test_a_house_among_walls_is_judged_from_the_street_nearby() -> None:
    domain = flat(40, 40)
    ground = np.array(domain.ground)
    ground[:, 10:30] = np.nan
    impacts, openings = observed(
        layer([box(18, 18, 22, 22)]), Domain(domain.grid, ground, domain.roughness), [0.0, 0.4]
    )
    assert set((openings.of(0) % 40).tolist()) == {9, 30}
    assert impacts.over()[0] == pytest.approx(0.25)


def test_damage_follows_the_table_and_use() -> None:
    depth = np.array([0.0, 0.5, 1.25, 6.0, 9.0, 0.5, -0.2])
    use = np.array(["residential", "shop", "industrial", "residential", "x", "public", "shop"])
    expected = [0.0, 0.38, 0.555, 1.0, 1.0, 0.38, 0.0]
    assert damage_shares(depth, use) == pytest.approx(expected)


def test_no_curve_tells_the_loss_of_heritage() -> None:
    assert np.isnan(damage_shares(np.array([1.0]), np.array(["heritage"]))[0])


def test_places_find_the_house_that_stands_there() -> None:
    plans = footprints_of(Affected((layer([box(5, 5, 10, 9), box(12, 5, 15, 9)]),)), 0.15)
    assert [plans.at(x, 7.0) for x in (4.0, 6.0, 11.0, 13.0)] == [None, 0, None, 1]


def twin(openings: Openings, sill: np.ndarray, threshold: float, frames: list) -> dict[str, np.ndarray]:
    """Running values, house by house and cell by cell."""
    n = len(sill)
    found = {name: np.zeros(n) for name in ("over", "outside", "speed", "hazard", "wet")}
    found["first_wet"] = np.full(n, np.nan)
    for item in range(n):
        before, before_time = -threshold, 0.0
        for now in frames:
            over = -threshold
            doors = openings.is_door[slice(*openings.start[item : item + 2])]
            for cell, door in zip(openings.of(item), doors, strict=True):
                d = float(now.depth.reshape(-1)[cell])
                if d <= 0:
                    continue
                found["outside"][item] = max(found["outside"][item], d)
                if door:
                    over = max(over, float(now.ground.reshape(-1)[cell]) + d - float(sill[item]))
                if d >= np.float32(FILM):
                    v = float(np.hypot(now.east.reshape(-1)[cell], now.north.reshape(-1)[cell]))
                    rated = HAZARD.rated(np.array([d], np.float32), np.array([v], np.float32))[0]
                    found["speed"][item] = max(found["speed"][item], v)
                    found["hazard"][item] = max(found["hazard"][item], float(rated))
            past = now.time - before_time
            line = np.linspace(before, over, 20_001)
            found["wet"][item] += past * np.mean(line > 0.0)
            if over > 0.0 and np.isnan(found["first_wet"][item]):
                found["first_wet"][item] = now.time - past * over / (over - before) if past else now.time
            found["over"][item] = max(found["over"][item], over)
            before, before_time = over, now.time
    return found


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_running_values_are_those_of_the_obvious_loop(seed: int) -> None:
    random = np.random.default_rng(seed)
    domain = flat(70, 80)
    ground = random.normal(0.0, 0.05, domain.shape).astype(np.float32)
    ground[random.random(domain.shape) < 0.1] = np.nan
    domain = Domain(domain.grid, ground, domain.roughness)
    corners = random.uniform(2, 60, (12, 2))
    node = layer([box(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, random.uniform(2, 9, (12, 2)), strict=True)])  # fmt: skip  # noqa: E501
    plans = footprints_of(Affected((node,)), 0.15)
    openings = openings_of(plans, domain)
    impacts = BuildingImpacts(plans, openings, Maxima(domain, HAZARD))
    frames = []
    for k in range(6):
        depth = np.maximum(random.normal(0.1, 0.2, domain.shape) * (k % 3), 0.0)
        frames.append(frame(domain, 10.0 * k, depth, *random.normal(0.0, 1.0, (2, *domain.shape))))
        look(impacts, frames[-1])
    for name, expected in twin(openings, openings.sill, np.float32(0.15), frames).items():
        tolerance = 0.01 if name == "wet" else 2e-5
        value = getattr(impacts, name)
        value = value() if callable(value) else value
        assert np.allclose(value, expected, atol=tolerance, rtol=1e-4, equal_nan=True), name


def test_a_restart_gives_the_same_to_the_bit() -> None:
    domain = flat(30, 30)
    node = layer([box(5, 5, 10, 9), box(15, 15, 20, 22)])
    depths = [0.0, 0.1, 0.4, 0.2, 0.1, 0.3]
    whole, openings = observed(node, domain, depths)
    first, _ = observed(node, domain, depths[:3])
    second = BuildingImpacts(whole.plans, openings, whole.maxima)
    second.restore({key: np.array(value) for key, value in first.state().items()})
    for k in range(3, 6):
        second.observe(frame(domain, 10.0 * k, depths[k], 0.3))
    for key, value in whole.state().items():
        assert np.array_equal(np.asarray(value), np.asarray(second.state()[key]), equal_nan=True), key
