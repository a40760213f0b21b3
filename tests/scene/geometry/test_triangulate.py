import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from scene.geometry.triangulate import triangulate


def cut(*rings):
    points = np.concatenate([np.asarray(ring, np.float32) for ring in rings])
    ring_start = np.concatenate(([0], np.cumsum([len(ring) for ring in rings]))).astype(np.int32)
    part_start = np.array([0, len(rings)], np.int32)
    triangles, start = triangulate(points, ring_start, part_start, np.array([0], np.int32))
    assert start.tolist() == [0, len(triangles)]
    return points.astype(np.float64)[triangles]


def areas(triangles):
    a, b, c = np.moveaxis(triangles, 1, 0)
    return 0.5 * ((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]))


def star(radii, turn):
    """A ring seen whole from its middle: simple, however ragged."""
    angles = turn + np.linspace(0.0, 2.0 * np.pi, len(radii), endpoint=False)
    return np.c_[np.cos(angles), np.sin(angles)] * np.asarray(radii)[:, None]


def test_an_l_plan_gives_four_triangles_of_its_area():
    triangles = cut([(0, 0), (6, 0), (6, 2), (2, 2), (2, 5), (0, 5)])
    assert len(triangles) == 4
    assert areas(triangles).sum() == pytest.approx(18.0)


def test_a_clockwise_ring_gives_triangles_that_face_up():
    assert (areas(cut([(0, 0), (0, 3), (4, 3), (4, 0)])) > 0.0).all()


@given(st.lists(st.floats(0.5, 30.0), min_size=3, max_size=40), st.floats(0.0, 6.0), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_simple_ring_is_covered_once_by_triangles_that_face_up(radii, turn, clockwise):
    ring = star(radii, turn).astype(np.float32)
    shape = shapely.Polygon(ring.astype(np.float64))
    if not shape.is_valid or shape.area < 1e-3:
        return
    triangles = cut(ring[::-1] if clockwise else ring)
    assert areas(triangles).sum() == pytest.approx(shape.area, rel=1e-9)
    assert (areas(triangles) > 0.0).all()
    middles = shapely.points(triangles.mean(axis=1))
    assert shapely.dwithin(shapely.Polygon(shape), middles, 1e-5).all()


@given(
    st.lists(st.floats(10.0, 30.0), min_size=4, max_size=20),
    st.lists(st.floats(1.0, 4.0), min_size=3, max_size=9),
)
@settings(max_examples=60, deadline=None)
def test_a_hole_is_left_open(outer, inner):
    wall, court = star(outer, 0.1).astype(np.float32), star(inner, 0.3)[::-1].astype(np.float32)
    shape = shapely.Polygon(wall.astype(np.float64), [court.astype(np.float64)])
    if not shape.is_valid:
        return
    triangles = cut(wall, court)
    assert areas(triangles).sum() == pytest.approx(shape.area, rel=1e-9)
    assert (areas(triangles) > 0.0).all()


def test_collinear_and_repeated_vertices_change_nothing():
    plain = areas(cut([(0, 0), (4, 0), (4, 3), (0, 3)])).sum()
    fussy = areas(cut([(0, 0), (2, 0), (4, 0), (4, 0), (4, 1), (4, 3), (0, 3), (0, 0)])).sum()
    assert fussy == pytest.approx(plain)


@pytest.mark.parametrize(
    "ring",
    [
        [(0, 0)],
        [(0, 0), (1, 1)],
        [(0, 0), (1, 1), (2, 2)],
        [(5, 5), (5, 5), (5, 5), (5, 5)],
        [(0, 0), (np.nan, 1), (2, 2), (0, 3)],
    ],
)
def test_a_ring_without_an_area_gives_nothing(ring):
    assert len(cut(ring)) == 0


def test_a_ring_that_crosses_itself_ends():
    assert len(cut([(0, 0), (4, 4), (4, 0), (0, 3), (-2, 1)])) <= 3


def test_a_long_ring_takes_the_other_way_and_gives_the_same_area():
    ring = star(10.0 + 3.0 * np.sin(np.arange(400)), 0.0)
    assert areas(cut(ring)).sum() == pytest.approx(shapely.Polygon(ring.astype(np.float32)).area, rel=1e-9)
