"""Cells of edges, discs and lines, against slow and obvious ways to find them."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from analysis.flood.forcing.cells import disc_cells, edge_cells, line_cells, open_cells
from analysis.flood.forcing.outflow import LEAST_SLOPE, open_sides
from scene.errors import InvalidRequest
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText
from tests.analysis.flood.forcing.still_water import StillWater

GRID = Grid(-20.0, 14.0, 2.0, 12, 20)
PLACE = some.tuples(some.floats(-24.0, 24.0), some.floats(-14.0, 18.0))


def test_edges() -> None:
    assert edge_cells(GRID, "north").tolist() == list(range(20))
    assert edge_cells(GRID, "south").tolist() == list(range(220, 240))
    assert edge_cells(GRID, "west").tolist() == list(range(0, 240, 20))
    assert edge_cells(GRID, "east", -10.0, -6.0).tolist() == [219, 239]
    assert edge_cells(GRID, "north", -16.0, -20.0).tolist() == [0, 1]


@settings(deadline=None)
@given(PLACE, some.floats(0.0, 9.0))
def test_a_disc_holds_the_centres_within_it(place: tuple[float, float], radius: float) -> None:
    found = set(disc_cells(GRID, *place, radius).tolist())
    wanted = set()
    for row in range(12):
        for col in range(20):
            x, y = -19.0 + 2.0 * col, 13.0 - 2.0 * row
            if np.hypot(x - place[0], y - place[1]) <= radius - 1e-9:
                wanted.add(20 * row + col)
    assert wanted <= found
    if wanted:
        assert all(
            np.hypot(-19.0 + 2.0 * (cell % 20) - place[0], 13.0 - 2.0 * (cell // 20) - place[1])
            <= radius + 1e-9
            for cell in found
        )


@given(some.lists(PLACE, min_size=1, max_size=4))
def test_a_line_holds_every_cell_that_a_fine_walk_meets(points: list[tuple[float, float]]) -> None:
    found = set(line_cells(GRID, np.array(points)).tolist())
    corners = [*points, points[-1]]
    for one, other in itertools.pairwise(corners):
        for share in np.linspace(0.0, 1.0, 173):
            x, y = np.array(one) + share * (np.array(other) - np.array(one))
            col, row = (x + 20.0) / 2.0, (14.0 - y) / 2.0
            inner = min(abs(col - round(col)), abs(row - round(row))) > 1e-9
            if inner and 0 <= row < 12 and 0 <= col < 20:
                assert 20 * int(row) + int(col) in found


def test_walls_are_left_out_and_nothing_open_gets_a_sentence() -> None:
    ground = np.zeros((3, 3), np.float32)
    ground[0] = np.nan
    domain = StillWater(ground).domain
    name = BilingualText("河", "River")
    assert open_cells(domain, np.array([5, 1, 5, 4, 99, -1]), name).tolist() == [4, 5]
    with pytest.raises(InvalidRequest, match="River touches no cell"):
        open_cells(domain, np.array([0, 1]), name)


def test_open_sides_know_the_fall_of_the_bed() -> None:
    ground = np.array([[3.0, 2.0, 1.0], [3.0, 2.0, np.nan], [3.0, 2.5, 1.0]], np.float32)
    cells, slopes = open_sides(StillWater(ground).domain, sides=("east",))
    assert cells.tolist() == [2, 8]
    assert slopes.tolist() == [0.5, 0.75]
    cells, slopes = open_sides(StillWater(ground).domain, sides=("west",))
    assert cells.tolist() == [0, 3, 6]
    assert (slopes == LEAST_SLOPE).all()


def test_an_area_that_is_no_rectangle_is_open_to_what_lies_round_it() -> None:
    ground = np.zeros((5, 5), np.float32)
    outside = np.zeros((5, 5), bool)
    outside[:, 0] = outside[:, 4] = outside[0] = outside[4] = True
    ground[outside] = np.nan
    cells, slopes = open_sides(StillWater(ground).domain, outside)
    assert sorted(cells.tolist()) == sorted([6, 7, 8, 6, 11, 16, 8, 13, 18, 16, 17, 18])
    assert (slopes == LEAST_SLOPE).all()
