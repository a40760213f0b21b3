"""What is drawn far off must look like what is drawn near."""

import numpy as np

from app.viewport.visuals.massing import massing, plain_rows
from scene.payloads import Buildings

RINGS = np.array(
    [[0, 0], [20, 0], [20, 8], [0, 8], [40, 0], [46, 0], [46, 20], [40, 20], [60, 0], [70, 0], [65, 9]],
    np.float32,
)
HOUSES = Buildings(
    RINGS,
    [0, 4, 8, 11],
    [0, 1, 2, 3],
    [0, 1, 2, 3],
    [6.0, 6.0, 6.0],
    [10.0, 24.0, 12.0],
    [13.0, 24.0, 12.0],
    [6.0, 6.0, 6.0],
    ("gabled", "flat", "three"),
    {"roof": np.array(["gabled", "flat", "flat"]), "overhang": np.array([0.6, 0.0, 0.0])},
)


def test_only_four_cornered_houses_of_one_part_are_made_plain() -> None:
    assert plain_rows(HOUSES, np.arange(3)).tolist() == [True, True, False]


def test_a_far_house_keeps_footprint_eaves_and_ridge() -> None:
    points, faces, _, _ = massing(HOUSES, np.array([0, 1]))
    gabled, flat = points[:16], points[16:]
    np.testing.assert_allclose(gabled[:4, :2], RINGS[:4])
    assert gabled[:, 2].max() == 13.0
    assert set(np.unique(gabled[10:14, 2])) == {10.0}
    ridge = gabled[14:16]
    np.testing.assert_allclose(ridge[:, 1], 4.0, err_msg="the ridge runs along the long side, in its middle")
    assert set(np.unique(flat[:, 2])) == {6.0, 24.0}
    assert faces.shape == (28, 3)
    assert faces.max() == 31


def test_the_eaves_of_a_far_house_stand_out_by_the_overhang() -> None:
    points, _, _, _ = massing(HOUSES, np.array([0]))
    eaves = points[10:14]
    np.testing.assert_allclose([eaves[:, 0].min(), eaves[:, 1].min()], [-0.6, -0.6], atol=1e-5)
    np.testing.assert_allclose([eaves[:, 0].max(), eaves[:, 1].max()], [20.6, 8.6], atol=1e-5)
