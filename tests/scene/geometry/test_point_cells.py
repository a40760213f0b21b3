"""What the cells find near a place is what looking at every point finds."""

import numpy as np
import pytest
import shapely

from scene.geometry.point_cells import (
    held_points,
    holding_circles,
    kept_apart,
    nearest_distances,
    point_cells,
    points_at_outlines,
)

CHANCE = np.random.default_rng(11)
SAMPLES = {
    "even": CHANCE.uniform(-50.0, 50.0, (400, 2)),
    "crowded": np.vstack([CHANCE.normal(0.0, 0.3, (300, 2)), CHANCE.uniform(-200.0, 200.0, (40, 2))]),
    "on one line": np.column_stack([np.arange(200.0), np.zeros(200)]),
    "one": np.array([[3.0, 4.0]]),
}


@pytest.fixture(params=SAMPLES, ids=str)
def points(request):
    return SAMPLES[request.param]


@pytest.fixture(params=[None, 0.01, 7.0], ids=["its own cells", "small cells", "wide cells"])
def cells(request, points):
    return point_cells(points, request.param)


def places():
    return np.random.default_rng(12).uniform(-260.0, 260.0, (300, 2))


def distances(places, points):
    return np.hypot(*(places[:, None] - points[None]).transpose(2, 0, 1))


def test_the_nearest_distance_is_that_of_all_points_up_to_a_limit(points, cells):
    wanted = np.minimum(distances(places(), points).min(axis=1), 60.0)

    assert nearest_distances(cells, places(), 60.0) == pytest.approx(wanted, abs=1e-9)


def test_circles_hold_the_points_nearer_than_their_radius(points, cells):
    radius = np.random.default_rng(13).uniform(0.1, 40.0, 300)
    inside = distances(places(), points) < radius[:, None]

    assert np.array_equal(holding_circles(cells, places(), radius), inside.any(axis=1))
    assert np.array_equal(held_points(cells, places(), radius), inside.any(axis=0))


def test_a_point_on_a_circle_is_not_in_it():
    cells = point_cells(np.array([[0.0, 0.0], [2.0, 0.0]]))

    assert not holding_circles(cells, np.array([[1.0, 0.0]]), np.array([1.0]))[0]


def test_points_at_outlines_lie_inside_them_or_near_their_edges(points, cells):
    chance = np.random.default_rng(14)
    outlines = [
        centre + radius * np.column_stack([np.cos(turn), np.sin(turn)])
        for centre, radius, turn in zip(
            chance.uniform(-60.0, 60.0, (12, 2)),
            chance.uniform(1.0, 15.0, 12),
            np.sort(chance.uniform(0.0, 2.0 * np.pi, (12, 7)), axis=1),
            strict=True,
        )
    ]
    start = np.arange(0, 85, 7, dtype=np.int32)
    away = shapely.distance(shapely.points(points)[:, None], shapely.polygons(outlines))

    found = points_at_outlines(cells, np.concatenate(outlines), start, 1.4)
    assert np.array_equal(found, (away <= 1.4).any(axis=1))


def test_of_points_too_close_the_earlier_one_stays(points, cells):
    kept = kept_apart(cells, 1.5)
    away = distances(points, points)

    assert kept[0]
    for k in range(len(points)):
        assert kept[k] == (not (kept[:k] & (away[k, :k] <= 1.5)).any())


def test_no_points_hold_nothing():
    cells = point_cells(np.zeros((0, 2)))

    assert nearest_distances(cells, places(), 9.0).min() == 9.0
    assert not holding_circles(cells, places(), np.full(300, 5.0)).any()
    assert len(kept_apart(cells, 1.0)) == 0
