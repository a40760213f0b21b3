"""A scene as water finds it: banks kept, bridges no dams, houses, terraces, walls, plots, roofs' rain."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.base import AnalysisInputs
from analysis.flood.params import FloodParams
from analysis.flood.setting.setting import Setting, setting_of
from scene.errors import InvalidRequest
from scene.frame import YANGZHOU_FRAME
from scene.geometry.surface_raster import Grid
from scene.node import Node, Role
from scene.payloads import Buildings, Polylines, Raster, TriangleMesh
from tests.analysis.sightline.cities import box, node, snapshot

EAST, NORTH, _ = YANGZHOU_FRAME.origin


def nothing() -> None:
    """Never ask to stop."""


def plain(level: float = 6.0, cut: bool = True) -> Node:
    """Ground of 200 x 200 m in cells of 1 m, with a canal 10 m wide from south to north."""
    values = np.full((200, 200), level, np.float32)
    if cut:
        values[:, 95:105] = 2.0
    return node("ground", Raster(values, 1.0, -100.0, 100.0), Role.TERRAIN)


def canal(level: float = 5.0) -> Node:
    corners = np.array(
        [[-4.9, -100, level], [4.9, -100, level], [4.9, 100, level], [-4.9, 100, level]], np.float32
    )
    return node("water", TriangleMesh(corners, np.array([[0, 1, 2], [0, 2, 3]])), Role.WATER)


def bridge() -> Node:
    """A deck over the canal, with piers down to the bed."""
    return node("bridge", box((-8, -4, 1.5), (8, 4, 7.0)), Role.STRUCTURES)


def house(
    west: float, south: float, wide: float = 10.0, deep: float = 8.0, role: Role = Role.BUILDINGS
) -> Node:
    east, north = west + wide, south + deep
    ring = np.array([[west, south], [east, south], [east, north], [west, north]], np.float32)
    one = np.array([0, 1], np.int32)
    low, high = np.full(1, 6.0), np.full(1, 9.0)
    return node(
        f"house {west:g} {south:g} {wide:g}",
        Buildings(ring, np.array([0, 4], np.int32), one, one, low, high, high, low, ("h",), {}),
        role,
    )


def street(*places: tuple[float, float]) -> Node:
    lines = Polylines(np.array([(x, y, 6.0) for x, y in places]), [0, len(places)], ("s",), {})
    return node("street", lines, Role.ROADS)


def setting(*nodes: Node, cell: float = 2.0, **params: object) -> Setting:
    asked = FloodParams.model_validate({"whole_scene": True, "cell": cell, **params})
    return setting_of(AnalysisInputs(snapshot(*nodes)), asked, nothing)


def at(grid: Grid, x: float, y: float) -> tuple[int, int]:
    return int((grid.north - y) // grid.cell), int((x - grid.west) // grid.cell)


@pytest.mark.parametrize("cell", [1.0, 2.0, 5.0, 8.0])
def test_a_canal_is_a_canal_in_cells_of_any_width(cell: float) -> None:
    found = setting(plain(), canal(), cell=cell)
    ground, depth = found.domain.ground, found.depth
    middle = at(found.domain.grid, 0.1, 0.0)
    land = at(found.domain.grid, -60.0, 0.0)

    assert ground[middle] == pytest.approx(2.0, abs=0.01)
    assert depth[middle] == pytest.approx(3.0, abs=0.01)
    assert ground[land] == pytest.approx(6.0)
    assert depth[land] == 0.0
    assert (ground < 3.0).sum(axis=1) * cell == pytest.approx(10.0, abs=cell)  # a bank stays a bank
    wide = found.waters[middle[0]].sum() * cell
    assert wide == pytest.approx(10.0, abs=cell)
    assert (found.domain.roughness[found.waters > 0] == np.float32(0.03)).all()


def test_a_bridge_dams_nothing() -> None:
    found = setting(plain(), canal(), bridge(), walls=True)
    row, col = at(found.domain.grid, 0.1, 0.0)

    assert np.abs(found.depth[row - 3 : row + 4, col] - 3.0).max() < 0.01


def test_a_house_blocks_and_its_roof_drains_beside_it() -> None:
    found = setting(plain(cut=False), house(20.0, 20.0))
    inside, walls = at(found.domain.grid, 25.0, 24.0), np.isnan(found.domain.ground)

    assert walls[inside]
    assert walls.sum() * 4.0 == 80.0
    assert found.blocked == walls.sum()
    assert found.catchment.sum() == walls.size
    assert (found.catchment[walls] == 0.0).all()
    assert found.catchment.max() > 1.0


def test_houses_let_water_in_over_the_sill_or_resist() -> None:
    raised = setting(plain(cut=False), house(20.0, 20.0), buildings="raised", threshold=0.25)
    rough = setting(plain(cut=False), house(20.0, 20.0), buildings="resistance")
    inside = at(raised.domain.grid, 25.0, 24.0)

    assert raised.domain.ground[inside] == pytest.approx(6.25)
    assert not np.isnan(raised.domain.ground).any()
    assert rough.domain.ground[inside] == pytest.approx(6.0)
    assert rough.domain.roughness[inside] == pytest.approx(0.3)
    assert rough.blocked == 0


def test_no_house_shuts_a_street() -> None:
    houses = [house(x, 20.0, 10.0, 10.0) for x in range(-90, 90, 10)]
    lane = street((-99.0, 25.0), (99.0, 25.0))
    shut, opened = setting(plain(cut=False), *houses), setting(plain(cut=False), *houses, lane)
    row, _ = at(shut.domain.grid, 0.0, 25.0)

    assert np.isnan(shut.domain.ground[row]).any()
    assert not np.isnan(opened.domain.ground[row]).any()


def test_a_yard_without_a_way_out_belongs_to_its_houses() -> None:
    ring = [house(-20, -20, 40, 5), house(-20, 15, 40, 5), house(-20, -20, 5, 40), house(15, -20, 5, 40)]
    closed = setting(plain(cut=False), *ring)
    led = setting(plain(cut=False), *ring, street((0.0, -99.0), (0.0, 0.0)))
    inside = at(closed.domain.grid, 1.0, 1.0)

    assert np.isnan(closed.domain.ground[inside])
    assert closed.catchment.sum() == closed.catchment.size
    assert not np.isnan(led.domain.ground[inside])


def test_a_terrace_raises_and_a_hall_on_it_blocks() -> None:
    terrace = node("terrace", box((-20, -20, 5.5), (20, 20, 7.2)), Role.HERITAGE)
    hall = node("hall", box((-10, -10, 7.2), (10, 10, 15.0)), Role.HERITAGE)
    found = setting(plain(cut=False), terrace, hall)
    ground = found.domain.ground

    assert ground[at(found.domain.grid, -15.0, 0.0)] == pytest.approx(7.2)
    assert np.isnan(ground[at(found.domain.grid, 0.0, 0.0)])
    assert ground[at(found.domain.grid, -25.0, 0.0)] == pytest.approx(6.0)


def test_yard_walls_stop_water_if_they_are_asked_to() -> None:
    wall = node("wall", box((30, -60, 5.9), (30.4, 60, 8.0)), Role.STRUCTURES)
    without, within = setting(plain(cut=False), wall), setting(plain(cut=False), wall, walls=True)
    row, col = at(within.domain.grid, 30.2, 0.0)

    assert not np.isnan(without.domain.ground).any()
    assert np.isnan(within.domain.ground[row - 20 : row + 20, col]).all()


def test_a_barrier_rises_over_the_ground_and_leaves_no_gap() -> None:
    line = ((EAST - 80.0, NORTH - 80.0), (EAST + 70.0, NORTH + 90.0))
    found = setting(plain(cut=False), barrier=line, barrier_height=1.5)
    by_level = setting(plain(cut=False), barriers=({"line": line, "level": 8.0},))
    crest = found.domain.ground > 7.0

    assert set(np.unique(found.domain.ground).tolist()) == {6.0, 7.5}
    assert by_level.domain.ground.max() == pytest.approx(8.0)
    for row, col in np.argwhere(crest):
        beside = crest[max(row - 1, 0) : row + 2, max(col - 1, 0) : col + 2]
        assert beside.sum() > 1


def test_plots_are_raised_and_never_lowered() -> None:
    plot = house(10.0, 10.0, 20.0, 20.0, Role.PARCELS)
    levels = {"formation_level_m": np.array(["7.1"])}
    raised = replace(plot, payload=replace(plot.payload, columns=levels))
    drawn = {
        "corners": [(EAST - 40, NORTH - 40), (EAST - 20, NORTH - 40), (EAST - 20, NORTH - 20)],
        "level": 3,
    }
    found = setting(plain(cut=False), raised, raised=(drawn,))

    assert found.domain.ground[at(found.domain.grid, 20.0, 20.0)] == pytest.approx(7.1)
    assert found.domain.ground.min() == pytest.approx(6.0)
    assert setting(plain(cut=False), raised, plots=False).domain.ground.max() == pytest.approx(6.0)


def test_a_proposal_stands_only_where_it_is_chosen() -> None:
    plan = house(20.0, 20.0, role=Role.PROPOSALS)

    assert setting(plain(cut=False), plan).blocked == 0
    assert setting(plain(cut=False), plan, schemes=("h",)).blocked == 20


def test_a_given_level_is_moved_by_the_offset_of_its_datum() -> None:
    found = setting(plain(), canal(), water_level=6.5, datum="wusong")

    assert found.depth.max() == pytest.approx(6.5 - 1.8 - 2.0, abs=0.01)
    assert any("Wusong" in str(note) for note in found.notes)


def test_a_given_grid_is_taken_as_it_is() -> None:
    values = np.full((30, 50), 3.0, np.float32)
    values[4, 7] = np.nan
    values[10, 10] = 8.25
    dem = node("dem", Raster(values, 7.5, 1000.0, 2000.0), Role.SURFACE)
    inputs = AnalysisInputs(snapshot(dem), {"dem": (dem,)})
    found = setting_of(inputs, FloodParams(cell=2.0), nothing)

    assert found.domain.grid == Grid(1000.0, 2000.0, 7.5, 30, 50)
    assert np.array_equal(found.domain.ground, values, equal_nan=True)


@pytest.mark.parametrize(
    ("nodes", "params"),
    [
        ((), {}),
        ((plain(),), {"whole_scene": False, "centre": (EAST + 9000.0, NORTH)}),
        ((plain(),), {"barrier": ((EAST, NORTH),)}),
        ((plain(),), {"barrier": ((EAST + 900.0, NORTH), (EAST + 950.0, NORTH))}),
    ],
)
def test_what_cannot_be_gets_a_sentence(nodes: tuple[Node, ...], params: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest) as caught:
        setting(*nodes, **params)
    assert str(caught.value.message).endswith(".")
    assert caught.value.hint is not None


def test_what_is_assumed_of_the_setting_is_said() -> None:
    found = setting(plain(), canal(), house(20.0, 20.0))

    assert len(found.notes) == 4
    assert all(str(note).endswith(".") for note in found.notes)
