"""The triangulation is Delaunay's: no circle holds a point, and it covers the hull of its points once."""

import numpy as np
import pytest
from scipy.spatial import Delaunay

from scene.geometry.delaunay import delaunay, regions, snapped


def lattice(cols, rows):
    return np.stack(np.meshgrid(np.arange(cols, dtype=float), np.arange(rows, dtype=float)), -1).reshape(
        -1, 2
    )


def kerb():
    """A thousand points on one straight line, and one on each side of it."""
    return np.vstack([np.column_stack([np.arange(1000) * 0.25, np.zeros(1000)]), [[3.0, 5.0], [7.0, -9.0]]])


SAMPLES = {
    "at random": np.random.default_rng(1).uniform(-9_000.0, 9_000.0, (4_000, 2)),
    "on a lattice": lattice(40, 50),
    "along a kerb": kerb(),
    "each given twice": np.repeat(
        np.random.default_rng(2).integers(0, 20, (300, 2)).astype(float), 2, axis=0
    ),
    "crowded in the middle": np.random.default_rng(3).normal(0.0, 1.0, (3_000, 2)) ** 3,
}


@pytest.fixture(params=SAMPLES, ids=str)
def points(request):
    return snapped(SAMPLES[request.param])


def twice_areas(points, faces):
    a, b, c = (points[faces[:, k]] for k in range(3))
    return (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])


def test_it_covers_the_hull_once_and_takes_every_place(points):
    faces, _ = delaunay(points)
    twice = twice_areas(points, faces)

    assert twice.min() > 0.0
    # Qhull merges facets within its rounding: it may leave out a hair along the hull.
    assert twice.sum() == pytest.approx(
        np.abs(twice_areas(points, Delaunay(points).simplices)).sum(), rel=1e-4
    )
    assert len(np.unique(points[faces].reshape(-1, 2), axis=0)) == len(np.unique(points, axis=0))


def test_no_circle_holds_the_corner_across_an_edge(points):
    faces, twins = delaunay(points)
    edge = np.flatnonzero(twins >= 0)
    a, b, c = (points[faces[edge // 3, k]] - points[faces.ravel()[_third(twins[edge])]] for k in range(3))
    lifted = np.array([[p[:, 0], p[:, 1], (p**2).sum(axis=1)] for p in (a, b, c)])
    size = np.prod(np.abs(lifted).max(axis=0) + 1e-9, axis=0)

    assert (np.linalg.det(np.moveaxis(lifted, -1, 0)) / size).max() < 1e-9


def _third(edge):
    """The corner of a face that is not on one of its edges."""
    return edge - edge % 3 + (edge + 2) % 3


def test_twins_are_the_same_edge_the_other_way_round(points):
    faces, twins = delaunay(points)
    edge = np.flatnonzero(twins >= 0)
    start, stop = faces.ravel(), np.roll(faces, -1, axis=1).ravel()

    assert np.array_equal(twins[twins[edge]], edge)
    assert np.array_equal(start[edge], stop[twins[edge]])


def test_the_same_points_give_the_same_triangles():
    first, again = delaunay(SAMPLES["at random"]), delaunay(SAMPLES["at random"].copy())

    assert np.array_equal(first.faces, again.faces)


def test_walls_part_regions_and_open_edges_join_them():
    points = lattice(5, 3)
    faces, twins = delaunay(points)
    start, stop = points[faces.ravel()], points[np.roll(faces, -1, axis=1).ravel()]
    fence = (start[:, 0] == 2.0) & (stop[:, 0] == 2.0)
    region = regions(twins, fence)

    west = points[faces].mean(axis=1)[:, 0] < 2.0
    assert set(region[west]).isdisjoint(region[~west])
    assert len(set(region)) == 2
    assert len(set(regions(twins, np.zeros_like(fence)))) == 1


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (np.zeros((0, 2)), "three points"),
        (np.ones((5, 2)), "three points"),
        (np.column_stack([np.arange(9.0), np.arange(9.0)]), "one line"),
        (np.array([[0.0, 0.0], [70_000.0, 0.0], [0.0, 1.0]]), "65 km"),
    ],
    ids=["none", "one spot", "one line", "too wide"],
)
def test_points_without_triangles_are_refused(points, said):
    with pytest.raises(ValueError, match=said):
        delaunay(points)
