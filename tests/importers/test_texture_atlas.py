"""Images on one sheet are found again through their coordinates, whatever their sizes and repetitions."""

import numpy as np
import pytest

from importers.common.texture_atlas import PADDING, sheet_of


def chequered(rows: int, cols: int, seed: int, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (rows, cols, channels), dtype=np.uint8)


def looked_up(image: np.ndarray, uv: np.ndarray) -> np.ndarray:
    """Return the texel under each coordinate, v upwards."""
    rows, cols = image.shape[:2]
    col = np.clip((uv[:, 0] * cols).astype(int), 0, cols - 1)
    row = np.clip(((1.0 - uv[:, 1]) * rows).astype(int), 0, rows - 1)
    return image[row, col, :3]


def middles(image: np.ndarray) -> np.ndarray:
    """Return the coordinate of every texel's middle."""
    rows, cols = image.shape[:2]
    u, v = np.meshgrid((np.arange(cols) + 0.5) / cols, 1.0 - (np.arange(rows) + 0.5) / rows)
    return np.column_stack([u.ravel(), v.ravel()])


def test_every_texel_is_found_again() -> None:
    images = [chequered(7, 30, 1), chequered(64, 3, 2), chequered(1, 1, 3), chequered(33, 33, 4)]
    uv = np.concatenate([middles(image) for image in images])
    owner = np.repeat(np.arange(4), [image.shape[0] * image.shape[1] for image in images])
    sheet = sheet_of(images, uv, owner)
    before = np.concatenate([image.reshape(-1, 3) for image in images])
    np.testing.assert_array_equal(looked_up(sheet.image, sheet.uv), before)
    assert sheet.scale == 1.0
    assert not sheet.flattened
    assert sheet.uv.min() >= 0.0
    assert sheet.uv.max() <= 1.0


def test_edges_are_repeated_around_an_image() -> None:
    red, blue = np.full((4, 4, 3), (255, 0, 0), np.uint8), np.full((4, 4, 3), (0, 0, 255), np.uint8)
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)] * 2, float)
    sheet = sheet_of([red, blue], corners, np.repeat([0, 1], 4))
    rows, cols = sheet.image.shape[:2]
    for (u, v), colour in zip(
        sheet.uv, np.repeat([red[0, 0], blue[0, 0]], 4, axis=0).reshape(8, 3), strict=True
    ):
        col, row = round(u * cols), round((1.0 - v) * rows)
        around = sheet.image[row - PADDING : row + PADDING, col - PADDING : col + PADDING]
        assert (around == colour).all()


def test_a_few_repetitions_are_laid_side_by_side() -> None:
    image = chequered(5, 6, 7)
    uv = np.array([(0.25, 0.1), (2.25, 0.1), (0.25, 1.1), (1.75, 1.9)])
    sheet = sheet_of([image], uv, np.zeros(4, int))
    np.testing.assert_array_equal(looked_up(sheet.image, sheet.uv), looked_up(image, uv % 1.0))
    assert sheet.image.shape == (2 * 5 + 2 * PADDING, 3 * 6 + 2 * PADDING, 3)


def test_many_repetitions_make_the_image_smaller_but_keep_it() -> None:
    half = np.zeros((1000, 1000, 3), np.uint8)
    half[:500] = 240  # the upper half
    uv = np.array([(0.5, 0.25), (40.0, 0.25), (20.5, 1.75), (13.5, 3.0)])
    sheet = sheet_of([half], uv, np.zeros(4, int))
    assert not sheet.flattened
    assert sheet.image.shape[0] * sheet.image.shape[1] < 4_300_000
    assert looked_up(sheet.image, sheet.uv[:3])[:, 0].tolist() == [0, 0, 240]


def test_whole_repetitions_are_taken_off_piece_by_piece() -> None:
    image = chequered(8, 8, 9)
    uv = np.array([(40.2, -7.5), (40.9, -7.1), (-3.0, 12.5), (-2.0, 13.0)])
    sheet = sheet_of([image], uv, np.zeros(4, int), np.array([0, 0, 1, 1]))
    assert sheet.image.shape == (8 + 2 * PADDING, 8 + 2 * PADDING, 3)
    assert not sheet.flattened
    np.testing.assert_array_equal(
        looked_up(sheet.image, sheet.uv[:2]), looked_up(image, np.array([(0.2, 0.5), (0.9, 0.9)]))
    )


def test_many_repetitions_become_the_mean_colour_and_are_told() -> None:
    image = np.zeros((2, 2, 3), np.uint8)
    image[0] = 200
    sheet = sheet_of(
        [chequered(4, 4, 1), image], np.array([(0, 0), (0, 0), (300.0, 1.0)]), np.array([0, 1, 1])
    )
    assert sheet.flattened == (1,)
    assert looked_up(sheet.image, sheet.uv[1:]).tolist() == [[100] * 3] * 2


def test_images_that_do_not_fit_are_made_smaller_by_one_factor() -> None:
    images = [np.full((100, 100, 3), shade, np.uint8) for shade in range(10, 250, 10)]
    uv = np.full((len(images), 2), 0.5)
    sheet = sheet_of(images, uv, np.arange(len(images)), largest=128)
    assert max(sheet.image.shape[:2]) <= 128
    assert 0.1 < sheet.scale < 0.3
    assert looked_up(sheet.image, sheet.uv)[:, 0].tolist() == list(range(10, 250, 10))


def test_alpha_is_kept_and_vertices_without_an_image_stay_apart() -> None:
    clear = np.zeros((2, 2, 4), np.uint8)
    sheet = sheet_of([clear, chequered(2, 2, 1)], np.full((3, 2), 0.5), np.array([0, 1, -1]))
    rows, cols = sheet.image.shape[:2]
    alpha = [sheet.image[int((1 - v) * rows), int(u * cols), 3] for u, v in sheet.uv[:2]]
    assert alpha == [0, 255]
    assert sheet.uv[2].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("count", [1, 40, 900])
def test_rooms_do_not_overlap(count: int) -> None:
    chance = np.random.default_rng(count)
    images = [
        np.full((*chance.integers(1, 60, 2), 3), (row % 251, row // 251, 7), np.uint8) for row in range(count)
    ]
    corners = np.tile(np.array([(0.01, 0.01), (0.99, 0.99)]), (count, 1))
    sheet = sheet_of(images, corners, np.repeat(np.arange(count), 2))
    expected = np.repeat(np.array([image[0, 0] for image in images]), 2, axis=0)
    np.testing.assert_array_equal(looked_up(sheet.image, sheet.uv), expected)
