"""Given lines stay edges of the mesh, and enclose its regions."""

import numpy as np
from shapely import LineString, Point, box

from importers.yangzhou import conforming


def mesh_of(lines, longest=50.0, extra=None):
    points, segments = conforming.noded(lines)
    points, segments = conforming.refined(points, segments, longest)
    if extra is not None:
        points = np.vstack([points, extra[~conforming.intruders(points, segments, extra)]])
    return points, segments, *conforming.triangulated(points, segments)


def area_of(points, faces):
    a, b, c = (points[faces[:, k]] for k in range(3))
    return 0.5 * ((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]))


def test_a_narrow_lane_keeps_both_its_kerbs():
    frame, lane = box(0, 0, 200, 100), box(20, 50, 180, 52.5)
    points, _, faces, region, lost = mesh_of([frame.boundary, lane.boundary])

    assert lost == 0
    middle = points[faces].mean(axis=1)
    inside = np.array([lane.contains(Point(p)) for p in middle])
    assert len(set(region[inside]) & set(region[~inside])) == 0
    assert np.isclose(area_of(points, faces)[inside].sum(), lane.area)


def test_lines_that_cross_are_cut_where_they_cross():
    frame = box(0, 0, 100, 100)
    lines = [frame.boundary, LineString([(0, 20), (100, 80)]), LineString([(0, 80), (100, 20)])]
    points, _, faces, region, lost = mesh_of(lines)

    assert lost == 0
    assert len(set(region)) == 4
    assert np.isclose(points, [50, 50], atol=0.02).all(axis=1).any()
    assert (area_of(points, faces) > 0).all()


def test_random_lines_stay_edges_and_free_points_never_break_them():
    rng = np.random.default_rng(5)
    frame = box(0, 0, 300, 300)
    lines = [frame.boundary, *(LineString(rng.uniform(5, 295, (2, 2))) for _ in range(25))]
    extra = rng.uniform(1, 299, (2_000, 2))
    points, _, faces, _, lost = mesh_of(lines, extra=extra)

    assert lost == 0
    assert np.isclose(area_of(points, faces).sum(), frame.area)


def test_long_segments_are_halved():
    points, segments, *_ = mesh_of([box(0, 0, 100, 100).boundary], longest=30.0)
    edge = points[segments[:, 1]] - points[segments[:, 0]]

    assert np.hypot(*edge.T).max() <= 30.0
