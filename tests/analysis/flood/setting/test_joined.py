"""Narrow canals stay in one piece in wide cells, and no more becomes water than that takes."""

import numpy as np

from analysis.flood.setting.joined import join_waters

SPLIT = 5


def wide(fine: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return bed, stage and body of cells that are water where smaller ones fill half of them."""
    rows, cols = fine.shape[0] // SPLIT, fine.shape[1] // SPLIT
    half = fine.reshape(rows, SPLIT, cols, SPLIT).mean(axis=(1, 3)) >= 0.5
    return (
        np.where(half, 2.0, 6.0).astype(np.float32),
        np.where(half, 5.0, np.nan).astype(np.float32),
        half.astype(np.uint8),
    )


def joined(fine: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which cells were water before, which are after, and their beds."""
    bed, stage, body = wide(fine)
    before = np.isfinite(stage)
    levels = np.where(fine, np.float32(2.0), np.float32(6.0))
    water = np.where(fine, np.float32(5.0), np.float32(np.nan))
    join_waters(levels, water, fine.astype(np.uint8), bed, stage, body, SPLIT, lambda: None)
    assert ((body == 1) == np.isfinite(stage)).all()
    return before, np.isfinite(stage), bed


def test_two_lakes_and_the_canal_between_them_are_one_water() -> None:
    fine = np.zeros((50, 80), bool)
    fine[5:20, 0:15] = fine[30:45, 60:80] = True
    for step in range(45):  # two cells wide, aslant
        fine[12 + step // 2 : 14 + step // 2, 15 + step] = True
    before, after, bed = joined(fine)
    assert after[[2, 7], [2, 14]].all()
    reached, rim = {(2, 2)}, [(2, 2)]
    while rim:
        row, col = rim.pop()
        for cell in ((row + 1, col), (row - 1, col), (row, col + 1), (row, col - 1)):
            inside = 0 <= cell[0] < after.shape[0] and 0 <= cell[1] < after.shape[1]
            if inside and after[cell] and cell not in reached:
                reached.add(cell)
                rim.append(cell)
    assert (7, 14) in reached
    assert (bed[after] == 2.0).all()
    assert (after & ~before).sum() <= 16  # a way, and not all that the canal touches


def test_lakes_that_do_not_hang_together_stay_apart() -> None:
    fine = np.zeros((20, 60), bool)
    fine[0:15, 0:20] = fine[0:15, 40:60] = True
    before, after, _ = joined(fine)
    assert (before == after).all()
