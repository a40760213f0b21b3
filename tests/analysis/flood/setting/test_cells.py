"""Plans in cells against slow twins: outlines, lines without a gap, pockets, the nearest open cell."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from shapely import Point, Polygon

from analysis.flood.setting.kernels import fill_parts, lowest_roof, mark_segments
from analysis.flood.setting.roofs import catchment, nearest_open, pockets, without_pockets

ROWS, COLS, CELL = 30, 40, 2.0
EDGE4 = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])


def nothing() -> None:
    """Never ask to stop."""


def filled(*outlines: np.ndarray) -> np.ndarray:
    owner = np.full((ROWS, COLS), -1, np.int32)
    start = np.cumsum([0, *map(len, outlines)]).astype(np.int32)
    parts = np.array([0, len(outlines)], np.int32)
    rings = np.concatenate(outlines).astype(np.float32)
    fill_parts(rings, start, parts, 0, 1, 0.0, ROWS * CELL, CELL, np.zeros(1, np.int32), owner)
    return owner >= 0


def centres() -> list[tuple[float, float]]:
    return [((col + 0.5) * CELL, (ROWS - row - 0.5) * CELL) for row in range(ROWS) for col in range(COLS)]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31))
def test_an_outline_fills_the_cells_whose_centres_it_holds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0.0, 2.0 * np.pi, rng.integers(3, 12)))
    reach = rng.uniform(3.0, 28.0, len(angle))
    middle = rng.uniform((20.0, 15.0), (60.0, 45.0))
    ring = (middle + np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None]).astype(np.float32)
    area = Polygon(ring.astype(float))
    if not area.is_valid:
        return
    expected = np.array([area.contains(Point(at)) for at in centres()]).reshape(ROWS, COLS)

    assert np.array_equal(filled(ring), expected)


def test_a_court_in_an_outline_stays_open() -> None:
    outer = np.array([[10, 10], [50, 10], [50, 40], [10, 40]])
    court = np.array([[20, 20], [20, 30], [40, 30], [40, 20]])

    assert filled(outer, court).sum() * CELL**2 == pytest.approx(40 * 30 - 20 * 10)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31))
def test_no_water_slips_through_a_line(seed: int) -> None:
    rng = np.random.default_rng(seed)
    left, right = rng.uniform(-8.0, 68.0, 2)
    bends = rng.uniform((1.0, 1.0), (79.0, 59.0), (2, 2))
    line = np.array([[-3.0, left], *bends, [83.0, right]])
    found = np.full((ROWS, COLS), np.float32(-np.inf))
    mark_segments(np.hstack([line[:-1], line[1:]]), np.ones(3), 0.0, ROWS * CELL, CELL, found)
    wall = found > 0.0
    pieces, _ = ndimage.label(wall, EDGE4)
    open_pieces, count = ndimage.label(~wall, EDGE4)

    assert wall.any()
    assert len(set(pieces[wall])) == 1 or (line[:, 1] < 0).any() or (line[:, 1] > 60).any()
    if 0.0 < left < 60.0 and 0.0 < right < 60.0:  # it parts the grid from side to side
        assert count >= 2
        above, below = open_pieces[0, 0], open_pieces[-1, 0]
        assert above == 0 or below == 0 or above != below


def test_the_higher_of_two_lines_counts_where_they_cross() -> None:
    found = np.full((ROWS, COLS), np.float32(-np.inf))
    ends = np.array([[0.0, 31.0, 80.0, 31.0], [41.0, 0.0, 41.0, 60.0]])
    mark_segments(ends, np.array([2.0, 5.0]), 0.0, ROWS * CELL, CELL, found)

    assert found[14, 20] == 5.0
    assert found[14, 3] == 2.0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.3, 0.8))
def test_pockets_are_what_hangs_together_over_edges(seed: int, share: float) -> None:
    cells = (np.random.default_rng(seed).random((ROWS, COLS)) < share).astype(np.uint8)
    named = pockets(cells, nothing).reshape(ROWS, COLS)
    labels, count = ndimage.label(cells, EDGE4)

    assert np.array_equal(named < 0, cells == 0)
    assert len(np.unique(named[named >= 0])) == count
    for label in range(1, count + 1):
        of = np.unique(named[labels == label])
        assert of.tolist() == [np.flatnonzero((labels == label).ravel())[0]]


def test_a_yard_is_closed_and_a_field_or_a_lane_is_not() -> None:
    cells = np.zeros((ROWS, COLS), np.uint8)
    cells[5:8, 5:8] = 1  # a yard
    cells[10:20, 10:30] = 1  # a field
    cells[22, 3:30] = 1  # a lane
    cells[25:, 35] = 1  # leads off the grid
    ways = np.zeros_like(cells)
    ways[22, 3:6] = 1
    left, closed = without_pockets(cells, ways, 100.0, nothing)

    assert closed == 9
    assert not left[5:8, 5:8].any()
    assert left[10:20, 10:30].all()
    assert left[22, 3:30].all()
    assert left[25:, 35].all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.01, 0.9))
def test_every_roof_drains_to_the_nearest_open_cell(seed: int, share: float) -> None:
    cells = (np.random.default_rng(seed).random((ROWS, COLS)) < share).astype(np.uint8)
    if not cells.any():
        return
    target = nearest_open(cells, nothing)
    row, col = np.indices((ROWS, COLS))
    away = np.hypot(target // COLS - row, target % COLS - col)
    nearest = ndimage.distance_transform_edt(cells == 0)
    found = catchment(cells, nothing)

    assert cells.ravel()[target.ravel()].all()
    assert (away >= nearest - 1e-9).all()
    assert (away <= nearest + 0.5).all()
    assert (away > nearest + 1e-9).mean() < 0.01
    assert found.sum() == ROWS * COLS
    assert (found[cells == 0] == 0.0).all()


def test_a_roof_drains_to_both_its_sides() -> None:
    cells = np.ones((1, 12), np.uint8)
    cells[0, 3:9] = 0

    assert catchment(cells, nothing).tolist() == [[1, 1, 4, 0, 0, 0, 0, 0, 0, 4, 1, 1]]


def test_where_nothing_is_open_no_rain_is_led() -> None:
    assert catchment(np.zeros((4, 5), np.uint8), nothing).sum() == 0.0


def test_a_level_in_a_box_lies_under_a_face_that_looks_up_and_under_a_vault_it_does_not() -> None:
    square = np.array([[0, 0], [20, 0], [20, 20], [0, 20]], np.float32)
    top = np.column_stack([square, np.full(4, 5.0, np.float32)])
    up, down = np.array([[0, 1, 2], [0, 2, 3]], np.int32), np.array([[0, 2, 1], [0, 3, 2]], np.int32)
    for faces, expected in ((up, 1), (down, 0)):
        over = np.zeros((ROWS, COLS), np.float32)
        lowest, upward = np.full_like(over, np.inf), np.zeros(over.shape, np.uint8)
        lowest_roof(top, faces, 0, 2, 0.0, ROWS * CELL, CELL, over, lowest, upward)
        inside = np.isfinite(lowest)
        assert inside.sum() == 100
        assert (lowest[inside] == 5.0).all()
        assert (upward[inside] == expected).all()
        over[:] = 6.0
        lowest[:] = np.inf
        lowest_roof(top, faces, 0, 2, 0.0, ROWS * CELL, CELL, over, lowest, upward)
        assert not np.isfinite(lowest).any()
