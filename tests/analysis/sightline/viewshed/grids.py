"""Grids of all kinds to look over: rough, smooth, stepped, built upon, sloping, with holes."""

import numpy as np

from scene.payloads.arrays import F32

KINDS = ("rough", "smooth", "stepped", "built", "plane")


def grid(number: int) -> F32:
    """Return one of any number of random grids; every second one has holes."""
    random = np.random.default_rng(number)
    rows, cols = random.integers(1, 90, 2)
    kind = KINDS[number % len(KINDS)]
    z = random.normal(0.0, 3.0, (rows, cols))
    if kind == "smooth":
        z = 0.2 * np.cumsum(np.cumsum(random.normal(0.0, 0.2, (rows, cols)), 0), 1)
    elif kind == "stepped":
        z = np.round(z)
    elif kind == "built":
        z = np.where(random.random((rows, cols)) < 0.15, random.uniform(3.0, 40.0, (rows, cols)), 0.0)
    elif kind == "plane":
        z = np.zeros((rows, cols)) + 0.1 * np.arange(cols)
    heights: F32 = z.astype(np.float32)
    if number % 2:
        heights[random.random((rows, cols)) < 0.1] = np.nan
        heights[rows // 2, cols // 2] = 1.0
    return heights


def place(number: int, heights: F32) -> tuple[float, float, float]:
    """Return row, column and elevation of an eye: at a centre, on a line between centres, or anywhere."""
    random = np.random.default_rng(1000 + number)
    rows, cols = heights.shape
    if number % 3 == 0:
        row, col = float(random.integers(0, rows)), float(random.integers(0, cols))
    elif number % 3 == 1:
        row, col = random.uniform(-0.5, rows - 0.5), random.uniform(-0.5, cols - 0.5)
    else:
        row, col = (
            np.round(2.0 * random.uniform(0, rows - 1)) / 2,
            np.round(4.0 * random.uniform(0, cols - 1)) / 4,
        )
    under = heights[int(abs(row)), int(abs(col))]
    above = (0.0, 1.7, 10.0, 60.0)[number % 4]
    return float(row), float(col), above + float(np.nan_to_num(under))
