"""Which blocks a view asks for: near before far, in view before behind, within what may be drawn."""

import threading
import time

import numpy as np

from app.viewport.block_loader import BlockLoader, DrawnPoints
from app.viewport.optics import Pose
from app.viewport.point_detail import LARGEST, OVERLAP, boxes_of, spacings, wanted, widths
from scene.payloads.streamed import PointBlocks

SIZE = (800, 500)


def blocks(levels: int = 5, points: int = 1000) -> PointBlocks:
    """Return a square of 64 m, each block divided into four."""
    rows: list[tuple[int, int, float, float]] = [(0, -1, 0.0, 0.0)]
    for row in range(sum(4**level for level in range(levels - 1))):
        level, _, x, y = rows[row]
        half = 32.0 / 2**level
        rows += [(level + 1, row, x + half * i, y + half * j) for j in (0, 1) for i in (0, 1)]
    level = np.array([row[0] for row in rows])
    low = np.array([[x, y, 0.0] for _, _, x, y in rows])
    high = low + (64.0 / 2.0**level)[:, None] * (1.0, 1.0, 0.0)
    return PointBlocks(
        level, np.array([row[1] for row in rows]), low, high, np.full(len(rows), points), 1.0 / 2.0**level
    )


SQUARE = blocks()
BOXES = boxes_of(SQUARE)


def chosen(pose: Pose, points: int = 10**9) -> np.ndarray:
    return wanted(spacings(BOXES, SQUARE, pose, SIZE), SQUARE.count, points)


def test_from_afar_the_coarse_is_enough_and_near_all_is_wanted() -> None:
    assert len(chosen(Pose((32.0, -3000.0, 400.0), (32.0, 32.0, 0.0)))) <= 1
    near = chosen(Pose((32.0, -20.0, 30.0), (32.0, 32.0, 0.0)))
    assert (SQUARE.level[near] == 4).sum() > 50


def test_no_block_comes_without_those_above_it_and_coarse_come_first() -> None:
    for points in (5_000, 20_000, 10**9):
        rows = chosen(Pose((10.0, -100.0, 30.0), (10.0, 10.0, 0.0)), points)
        assert SQUARE.count[rows].sum() <= points
        parents = SQUARE.parent[rows]
        assert set(parents[parents >= 0]) <= set(rows.tolist())
        place = {row: k for k, row in enumerate(rows.tolist())}
        assert all(
            place[p] < place[r] for r, p in zip(rows.tolist(), parents.tolist(), strict=True) if p >= 0
        )


def test_the_near_and_seen_come_before_the_far_and_the_hidden() -> None:
    rows = chosen(Pose((4.0, 4.0, 2.0), (64.0, 4.0, 0.0)), 40_000)
    finest = rows[SQUARE.level[rows] == 4]
    middle = BOXES[finest].mean(axis=1)
    assert len(finest)
    assert np.linalg.norm(middle[:, :2] - (4.0, 4.0), axis=1).max() < 40.0


def test_points_are_as_large_as_the_gaps_that_are_left() -> None:
    pose = Pose((32.0, -40.0, 30.0), (32.0, 32.0, 0.0))
    pixels = spacings(BOXES, SQUARE, pose, SIZE)
    refined = np.isin(np.arange(len(SQUARE.level)), SQUARE.parent)
    rows = wanted(pixels, SQUARE.count, 40_000)
    width = widths(pixels, refined, rows, 1.0)
    assert (width >= 1.0).all()
    assert width.max() <= 2.0 * OVERLAP * pixels[rows].min() + 0.5, (
        "what is drawn between leaves no wider gaps"
    )
    all_rows = wanted(pixels, SQUARE.count, 10**9)
    assert widths(pixels, refined, all_rows, 1.0)[0] < width[0], "the finer the rest, the smaller the coarse"
    alone = widths(pixels, np.zeros_like(refined), rows, 1.0)
    assert alone[0] == LARGEST, "where nothing finer is known, points fill their gaps"
    np.testing.assert_array_equal(widths(pixels, refined, rows, 2.0), 2.0 * width)
    assert not len(widths(pixels, refined, rows[:0], 1.0))


def test_the_loader_reads_what_is_wanted_most_and_leaves_no_thread() -> None:
    read: list[int] = []
    gate = threading.Event()

    def block(row: int) -> DrawnPoints:
        gate.wait(5.0)
        read.append(row)
        if row == 7:
            raise OSError("gone")
        return DrawnPoints(np.zeros((1, 3), np.float32), np.zeros((1, 3), np.uint8))

    loader = BlockLoader(block)
    loader.want([1, 2, 3, 4, 5])
    loader.want([9, 7])
    gate.set()
    end = time.monotonic() + 5.0
    while not (loader.failed(7) and 9 in loader.ready()) and time.monotonic() < end:
        loader.wait(0.1)
    assert loader.take(9) is not None
    assert loader.take(9) is None
    assert set(read) <= {1, 2, 7, 9}, "old wishes are forgotten unless they were under way"
    for thread in threading.enumerate():
        if thread.name == "points":
            thread.join(2.0)
            assert not thread.is_alive()
