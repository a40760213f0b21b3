"""Heights from points: roofs by class in a footprint, ground by class about it, or lowest against highest."""

import numpy as np
import pytest

from scene.geometry.cloud_heights import CloudSampler, is_classified, quantiles
from scene.payloads import Buildings, PointCloud

SQUARE = np.array([[0, 0], [12, 0], [12, 12], [0, 12]], np.float32)


def houses() -> Buildings:
    """Return two houses on a slope and one that no scan has seen."""
    corners = [SQUARE, SQUARE + np.float32(30), SQUARE + np.float32(500)]
    return Buildings(
        np.concatenate(corners), np.arange(4) * 4, np.arange(4), np.arange(4), np.zeros(3), np.full(3, 6.0),
        np.full(3, 6.0), np.zeros(3), ("a", "b", "c"), {"height_source": np.array(["assumed"] * 3)},
    )  # fmt: skip


def ground_at(xy: np.ndarray) -> np.ndarray:
    return 3.0 + 0.1 * xy[:, 0]


def scan(classified: bool = True) -> PointCloud:
    """Return ground with a roof 9 m and one 15 m above it, trees over their corners, and noise."""
    random = np.random.default_rng(4)
    xy = random.uniform(-20, 70, (60_000, 2))
    z = ground_at(xy) + random.normal(0, 0.03, len(xy))
    kind = np.full(len(xy), 2, np.uint8)
    for corner, height in ((0, 9.0), (30, 15.0)):
        inside = ((xy > corner) & (xy < corner + 12)).all(axis=1)
        z[inside] = 3.0 + 0.1 * (corner + 6.0) + height + random.normal(0, 0.03, int(inside.sum()))
        kind[inside] = 6
        tree = np.linalg.norm(xy - (corner + 12, corner + 12), axis=1) < 3.0
        z[tree], kind[tree] = 30.0, 5
    noise = random.integers(0, len(xy), 20)
    z[noise], kind[noise] = 400.0, 7
    return PointCloud(np.column_stack([xy, z]), classification=kind if classified else None)


@pytest.mark.parametrize("pieces", [1, 7])
def test_roofs_and_ground_by_class(pieces: int) -> None:
    cloud = scan()
    assert is_classified(cloud)
    sampler = CloudSampler(houses(), classified=True)
    for part in np.array_split(np.arange(len(cloud.positions)), pieces):
        sampler.add(PointCloud(cloud.positions[part], classification=cloud.classification[part]))
    found = sampler.result()
    assert found.classified
    np.testing.assert_allclose(found.measured.height[:2], (9.0, 15.0), atol=0.2)
    np.testing.assert_allclose(found.measured.ground[:2], (3.6, 6.6), atol=0.15)
    assert np.isnan(found.measured.height[2])
    assert (found.measured.sigma[:2] < 0.3).all()


def test_lowest_against_highest_where_there_are_no_classes() -> None:
    cloud = scan(classified=False)
    assert not is_classified(cloud)
    sampler = CloudSampler(houses(), classified=False)
    sampler.add(cloud)
    found = sampler.result()
    assert not found.classified
    np.testing.assert_allclose(found.measured.height[:2], (9.0, 15.0), atol=1.2)
    assert (found.measured.sigma[:2] >= 0.5).all()


def test_what_lies_elsewhere_is_not_looked_at() -> None:
    sampler = CloudSampler(houses(), classified=True)
    assert sampler.touches(np.array([-5, -5, 0.0], np.float32), np.array([5, 5, 9.0], np.float32))
    assert not sampler.touches(np.array([900, 0, 0.0], np.float32), np.array([990, 9, 9.0], np.float32))


def test_quantiles_of_groups() -> None:
    group = np.array([2, 0, 2, 2, 0])
    values = np.array([5.0, 1.0, 3.0, 4.0, 2.0])
    np.testing.assert_array_equal(quantiles(group, values, 4, 50.0), (1.0, np.nan, 4.0, np.nan))
    np.testing.assert_array_equal(quantiles(group, values, 3, 100.0), (2.0, np.nan, 5.0))
