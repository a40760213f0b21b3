"""Viewsheds against their slow twin, closed forms, and what must hold for any grid."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.common.curvature import drop_coefficient
from analysis.sightline.viewshed import kernels
from analysis.sightline.viewshed.kernels import (
    HIDDEN,
    SEEN,
    UNASKED,
    lowest_visible_elevation,
    lowest_visible_height,
    measured_error,
    times_seen,
    visible_cells,
)
from analysis.sightline.viewshed.surface import Limits, Observer, SightSurface
from scene.errors import Cancelled
from scene.feedback import SilentFeedback
from tests.analysis.sightline.viewshed.grids import grid, place
from tests.analysis.sightline.viewshed.twin import needed_rises, seen_by_walking

GRIDS = range(60)


def looked_at(number: int) -> tuple[np.ndarray, Observer, Limits, SightSurface]:
    heights = grid(number)
    row, col, eye = place(number, heights)
    cell = (1.0, 2.0, 0.5)[number % 3]
    limits = Limits((0.0, 2.5)[number // 2 % 2], (0.0, 1e-5, 1e-3)[number % 3] / cell**2)
    return heights, Observer(row, col, eye), limits, SightSurface.of(heights, cell)


@pytest.mark.parametrize("number", GRIDS)
def test_no_cell_differs_from_the_slow_twin(number: int) -> None:
    heights, observer, limits, surface = looked_at(number)
    bend = limits.drop * surface.cell**2
    seen = seen_by_walking(heights, observer.row, observer.col, observer.eye, limits.target_height, bend)
    expected = np.where(np.isfinite(heights), seen, UNASKED)

    assert np.array_equal(expected, visible_cells(surface, observer, limits))


@pytest.mark.parametrize("number", GRIDS)
def test_no_lowest_height_differs_from_the_slow_twin(number: int) -> None:
    heights, observer, limits, surface = looked_at(number)
    bend = limits.drop * surface.cell**2
    needed = needed_rises(heights, observer.row, observer.col, observer.eye, bend)
    row, col = np.mgrid[: heights.shape[0], : heights.shape[1]]
    drop = bend * ((row - observer.row) ** 2 + (col - observer.col) ** 2)
    elevation = np.where(np.isfinite(heights), observer.eye + needed + drop, np.nan).astype(np.float32)
    height = np.maximum(elevation - heights, 0.0)

    assert np.array_equal(elevation, lowest_visible_elevation(surface, observer, limits), equal_nan=True)
    assert np.array_equal(height, lowest_visible_height(surface, observer, limits), equal_nan=True)


@pytest.mark.parametrize("number", range(0, 60, 3))
def test_what_is_asked_about_is_as_the_twin_says(number: int) -> None:
    heights, observer, limits, surface = looked_at(number)
    asked = Limits(
        limits.target_height, limits.drop, reach=20.0 * surface.cell,
        azimuth_from=(40.0, 300.0)[number % 2], azimuth_to=(220.0, 30.0)[number % 2],
        lowest_angle=-20.0, highest_angle=15.0,
    )  # fmt: skip
    row, col = np.mgrid[: heights.shape[0], : heights.shape[1]]
    south, east = row - observer.row, col - observer.col
    distance = np.hypot(south, east) * surface.cell
    bearing = np.degrees(np.arctan2(east, -south))
    rise = heights + limits.target_height - observer.eye - limits.drop * distance**2
    angle = np.degrees(np.arctan2(rise, distance))
    wanted = (distance <= asked.reach) & ((bearing - asked.azimuth_from) % 360.0 <= asked.opening)
    wanted &= (angle >= -20.0) & (angle <= 15.0)
    wanted = (wanted | (distance == 0.0)) & np.isfinite(heights)
    seen = seen_by_walking(
        heights, observer.row, observer.col, observer.eye, limits.target_height, limits.drop * surface.cell**2
    )

    assert np.array_equal(np.where(wanted, seen, UNASKED), visible_cells(surface, observer, asked))
    assert np.array_equal(wanted & seen, times_seen(surface, [observer], asked))


def test_a_count_is_the_sum_of_viewsheds_however_many_threads_there_are() -> None:
    heights = grid(3)
    surface = SightSurface.of(heights, 1.0)
    random = np.random.default_rng(5)
    places = random.uniform(-0.5, np.array(heights.shape) - 0.5, (12, 2))
    observers = [Observer(row, col, 5.0) for row, col in places]
    alone = sum((visible_cells(surface, each) == SEEN).astype(int) for each in observers)

    assert np.array_equal(alone, times_seen(surface, observers))
    assert np.array_equal(alone, times_seen(surface, observers, threads=1))
    assert np.array_equal(alone, times_seen(surface, observers, threads=3))


@pytest.mark.parametrize("number", range(0, 60, 2))
def test_into_how_many_sectors_a_view_is_cut_changes_nothing(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, observer, limits, surface = looked_at(number)
    whole = visible_cells(surface, observer, limits)
    lowest = lowest_visible_elevation(surface, observer, limits)
    monkeypatch.setattr(kernels, "_PIECE", 1 + number % 7 * 20)

    assert np.array_equal(whole, visible_cells(surface, observer, limits))
    assert np.array_equal(lowest, lowest_visible_elevation(surface, observer, limits), equal_nan=True)


@pytest.mark.parametrize("number", range(5, 45))
def test_who_stands_all_but_on_a_line_sees_each_cell_once(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then places of cells, edges of bins and diagonals differ by no more than is rounded away."""
    heights = grid(number)
    rows, cols = heights.shape
    down, right = ((2e-6, -2e-6), (-2e-6, 2e-6), (1e-5, 1e-3))[number // 2 % 3 if number > 22 else 0]
    row, col = rows // 4 + down, cols // 8 + right
    row, col = min(max(row, 0.0), rows - 1.0), min(max(col, 0.0), cols - 1.0)
    monkeypatch.setattr(kernels, "_PIECE", 10)
    seen = seen_by_walking(heights, row, col, 40.0)
    counted = times_seen(SightSurface.of(heights, 1.0), [Observer(row, col, 40.0)])

    assert np.array_equal(seen & np.isfinite(heights), counted)


def test_more_observers_than_a_byte_counts_are_counted() -> None:
    surface = SightSurface.of(np.zeros((2, 3)), 1.0)

    assert (times_seen(surface, [Observer(0.5, 1.0, 5.0)] * 600) == 600).all()


@pytest.mark.parametrize("distance", [1000.0, 2000.0, 5000.0, 10000.0])
@pytest.mark.parametrize("refraction", [0.0, 0.13, 1.0 / 7.0])
def test_curvature_and_refraction_are_those_of_the_closed_form(distance: float, refraction: float) -> None:
    cell, wall, eye = 100.0, 12.0, 1.6
    drop = drop_coefficient(refraction, 6_371_000.0)
    heights = np.full((1, 102), -200.0, np.float32)
    heights[0, 1] = wall
    seen_from = lowest_visible_elevation(
        SightSurface.of(heights, cell), Observer(0.0, 0.0, eye), Limits(drop=drop)
    )[0, round(distance / cell)]
    slope = (wall - eye - drop * cell**2) / cell

    assert eye + slope * distance + drop * distance**2 == pytest.approx(seen_from, abs=1e-3)


def test_flat_ground_is_seen_to_the_horizon_and_no_farther() -> None:
    drop = drop_coefficient(0.0, 6_371_000.0)
    seen = visible_cells(
        SightSurface.of(np.zeros((1, 900)), 10.0), Observer(0.0, 0.0, 1.7), Limits(drop=drop)
    )
    horizon = np.sqrt(1.7 / drop)

    assert seen[0, : int(horizon / 10.0) + 1].all()
    assert not seen[0, int(horizon / 10.0) + 2 :].any()


def test_a_wall_hides_what_is_lower_in_proportion_to_distance() -> None:
    heights = np.zeros((1, 9), np.float32)
    heights[0, 2] = 4.0
    from_ground = lowest_visible_height(SightSurface.of(heights, 1.0), Observer(0.0, 0.0, 0.0))

    assert [0.0, 0.0, 0.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0] == from_ground[0].tolist()


def test_what_is_level_with_the_line_is_seen() -> None:
    slope = np.add.outer(np.arange(7.0), 2.0 * np.arange(9.0))

    assert (visible_cells(SightSurface.of(slope, 1.0), Observer(0.0, 0.0, 0.0)) == SEEN).all()


def test_no_data_neither_screens_nor_is_seen() -> None:
    heights = np.array([[0.0, 5.0, 0.0, 0.0]])
    open_ = np.array([[0.0, np.nan, 0.0, np.inf]])

    assert [SEEN, SEEN, HIDDEN, HIDDEN] == visible_cells(SightSurface.of(heights, 1.0), Observer(0, 0, 1.0))[
        0
    ].tolist()
    assert [SEEN, UNASKED, SEEN, UNASKED] == visible_cells(SightSurface.of(open_, 1.0), Observer(0, 0, 1.0))[
        0
    ].tolist()
    assert np.isneginf(lowest_visible_elevation(SightSurface.of(open_, 1.0), Observer(0, 0, 1.0))[0, 2])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_a_target_is_seen_from_its_lowest_height_on(number: int, under: float, over: float) -> None:
    heights = grid(number)
    row, col, eye = place(number, heights)
    surface, observer = SightSurface.of(heights, 1.0), Observer(row, col, eye)
    needed = lowest_visible_height(surface, observer)
    seen = visible_cells(surface, observer, Limits(target_height=over)) == SEEN
    known = np.isfinite(needed) & (np.abs(needed - over) > 1e-4)

    assert np.array_equal((needed <= over)[known], seen[known])
    lower = visible_cells(surface, observer, Limits(target_height=min(under, over))) == SEEN
    assert not (lower & ~seen).any()


def test_a_mirrored_grid_has_a_mirrored_viewshed() -> None:
    heights = grid(3)
    cols = heights.shape[1]
    observer, mirrored = Observer(5.25, 7.5, 4.0), Observer(5.25, cols - 1 - 7.5, 4.0)
    turned = Observer(7.5, 5.25, 4.0)
    seen = visible_cells(SightSurface.of(heights, 1.0), observer)

    assert np.array_equal(seen[:, ::-1], visible_cells(SightSurface.of(heights[:, ::-1], 1.0), mirrored))
    assert np.array_equal(seen.T, visible_cells(SightSurface.of(heights.T, 1.0), turned))


def test_who_is_off_the_surface_is_refused_and_who_cancels_is_heard() -> None:
    surface = SightSurface.of(np.zeros((4, 4)), 1.0)
    feedback = SilentFeedback()
    feedback.cancel()

    with pytest.raises(ValueError, match="stands on the surface"):
        visible_cells(surface, Observer(4.0, 1.0, 2.0))
    with pytest.raises(ValueError, match="at least one height"):
        SightSurface.of(np.full((2, 2), np.nan), 1.0)
    with pytest.raises(Cancelled):
        visible_cells(surface, Observer(1.0, 1.0, 2.0), feedback=feedback)


def test_the_height_under_an_observer_is_bilinear() -> None:
    surface = SightSurface.of([[0.0, 4.0], [8.0, np.nan]], 1.0)

    assert 2.0 == surface.height_at(0.0, 0.5)
    assert 4.0 == surface.height_at(0.5, 0.0)
    assert 0.0 == surface.height_at(-0.5, -0.25)
    assert np.isnan(surface.height_at(0.5, 0.5))
    assert np.isnan(surface.height_at(1.6, 0.0))


@pytest.mark.parametrize("number", range(0, 60, 7))
def test_the_fast_way_errs_on_few_cells_and_says_on_how_many(number: int) -> None:
    heights, observer, limits, surface = looked_at(number)
    if not surface.holds(observer):
        return
    exact = visible_cells(surface, observer, limits)
    fast = visible_cells(surface, observer, limits, is_exact=False)
    looked, wrong, seen = measured_error(surface, observer, fast, limits, sample=heights.size)

    assert int((exact != UNASKED).sum()) == looked
    assert int((exact == SEEN).sum()) == seen
    assert int((exact != fast).sum()) == wrong
    assert wrong <= 0.1 * looked
    assert (0, 0) == (
        measured_error(surface, observer, exact, limits)[1],
        int((fast == UNASKED)[exact != UNASKED].sum()),
    )


@pytest.mark.parametrize("number", range(0, 60, 5))
def test_the_part_within_reach_gives_what_the_whole_gives(number: int) -> None:
    _, observer, limits, surface = looked_at(number)
    near, top, left = surface.around(observer, 9.0 * surface.cell)
    limits = Limits(limits.target_height, limits.drop, reach=9.0 * surface.cell)
    shifted = Observer(observer.row - top, observer.col - left, observer.eye)
    whole = lowest_visible_elevation(surface, observer, limits)
    part = lowest_visible_elevation(near, shifted, limits)

    # Places on a line are rounded from another zero, and so are the last digits.
    assert part == pytest.approx(
        whole[top : top + len(part), left : left + part.shape[1]], rel=1e-6, abs=1e-6, nan_ok=True
    )
    assert np.isfinite(part).sum() + np.isneginf(part).sum() == (~np.isnan(whole)).sum()


@pytest.mark.parametrize("holes", [False, True])
def test_no_kernel_holds_more_than_four_times_its_rasters(holes: bool) -> None:
    heights = np.random.default_rng(1).normal(0.0, 3.0, (900, 900)).astype(np.float32)
    if holes:
        heights[heights > 8.0] = np.nan
    observer = Observer(450.0, 450.0, 60.0)
    visible_cells(SightSurface.of(heights[:50, :50], 1.0), Observer(5.0, 5.0, 60.0))
    lowest_visible_height(SightSurface.of(heights[:50, :50], 1.0), Observer(5.0, 5.0, 60.0))
    for look, bytes_a_cell in ((visible_cells, 1), (lowest_visible_height, 4)):
        tracemalloc.start()
        look(SightSurface.of(heights, 1.0), observer, threads=2)
        peak = tracemalloc.get_traced_memory()[1] + heights.nbytes
        tracemalloc.stop()
        assert peak <= 4 * (heights.nbytes + heights.size * bytes_a_cell)
