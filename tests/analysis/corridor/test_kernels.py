"""What triangles rise over a plane: closed forms, and a slow twin that samples finely."""

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.corridor.kernels import measure, parts_over, profile
from scene.geometry.convex import area, hull
from tests.analysis.sightline.cities import BOX, BOX_FACES

FAR = np.array([[-1e3, -1e3], [1e3, -1e3], [1e3, 1e3], [-1e3, 1e3]])
LEVEL = (0.0, 0.0, 0.0)
Polygon = NDArray[np.float64]
Plane = tuple[float, float, float]


def measured(
    corners: Polygon, polygon: Polygon = FAR, plane: Plane = LEVEL, cap: float = np.inf
) -> tuple[float, float, float, Polygon]:
    volume, high, low = np.zeros(1), np.full(1, -np.inf), np.full(1, np.inf)
    place = np.zeros((1, 2))
    rows = np.zeros(len(corners), np.int32)
    measure(np.ascontiguousarray(corners), rows, polygon, plane, cap, volume, high, low, place)
    return float(volume[0]), float(high[0]), float(low[0]), place[0]


def box(low: tuple[float, float, float], high: tuple[float, float, float]) -> Polygon:
    return (np.array(low) + BOX.astype(float) * (np.array(high) - np.array(low)))[BOX_FACES]


def test_a_box_gives_its_volume_over_a_level() -> None:
    assert measured(box((0, 0, -5), (10, 4, 7)))[0] == pytest.approx(10 * 4 * 7)
    assert measured(box((0, 0, 2), (10, 4, 7)))[0] == pytest.approx(10 * 4 * 5)
    assert measured(box((0, 0, -5), (10, 4, -1)))[0] == 0.0


def test_a_cap_leaves_out_what_is_over_it() -> None:
    assert measured(box((0, 0, -5), (10, 4, 7)), cap=3.0)[0] == pytest.approx(10 * 4 * 3)
    assert measured(box((0, 0, 4), (10, 4, 7)), cap=3.0)[0] == pytest.approx(0.0, abs=1e-9)


def test_a_sloping_plane_cuts_a_wedge_off_a_box() -> None:
    volume, high, low, place = measured(box((0, 0, 0), (10, 4, 5)), plane=(0.0, 1.0, 0.0))

    assert volume == pytest.approx(0.5 * 5 * 5 * 4)
    assert high == pytest.approx(5.0)
    assert low == pytest.approx(-10.0)
    assert place[0] == pytest.approx(0.0)


def test_a_zone_cuts_a_box_upright() -> None:
    half = np.array([[5.0, -50], [60, -50], [60, 50], [5, 50]])

    assert measured(box((0, 0, -1), (10, 4, 7)), half)[0] == pytest.approx(5 * 4 * 7)


def test_the_highest_place_over_a_curved_plane_may_lie_between_corners() -> None:
    roof = box((0, 0, -1), (1_000, 4, 10))
    volume, high, _, place = measured(roof, plane=(10.0, -0.04, 4e-5))

    assert place[0] == pytest.approx(500.0)
    assert high == pytest.approx(10.0)
    d = np.linspace(0, 1_000, 200_001)
    under = np.maximum(10.0 - (10.0 - 0.04 * d + 4e-5 * d**2), 0.0)
    assert volume == pytest.approx(4 * np.trapezoid(under, d), rel=1e-6)


def test_a_pitched_roof_of_slope_across_the_axis() -> None:
    ridge = np.array(
        [[[0, -3, 0], [10, -3, 0], [10, 0, 3]], [[0, -3, 0], [10, 0, 3], [0, 0, 3]],
         [[10, 3, 0], [0, 3, 0], [0, 0, 3]], [[10, 3, 0], [0, 0, 3], [10, 0, 3]]], float
    )  # fmt: skip

    assert measured(ridge)[0] == pytest.approx(0.5 * 6 * 3 * 10)
    assert measured(ridge, plane=(1.0, 0.0, 0.0))[0] == pytest.approx(0.5 * 4 * 2 * 10)


def sampled(tri: Polygon, polygon: Polygon, plane: Plane, n: int = 900) -> tuple[float, float, float]:
    low, high = tri[:, :2].min(axis=0), tri[:, :2].max(axis=0)
    axes = [low[k] + (np.arange(n) + 0.5) / n * (high[k] - low[k]) for k in range(2)]
    d, t = np.meshgrid(*axes)
    a, b, c = tri
    twice = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    v = ((d - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (t - a[1])) / twice
    w = ((b[0] - a[0]) * (t - a[1]) - (d - a[0]) * (b[1] - a[1])) / twice
    inside = (v >= 0) & (w >= 0) & (v + w <= 1)
    for p, q in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        inside &= (q[0] - p[0]) * (t - p[1]) - (q[1] - p[1]) * (d - p[0]) >= 0
    over = a[2] + v * (b[2] - a[2]) + w * (c[2] - a[2]) - (plane[0] + plane[1] * d + plane[2] * d * d)
    cell = float(np.prod((high - low) / n))
    volume = np.sign(twice) * np.where(inside, np.maximum(over, 0), 0).sum() * cell
    return volume, float(np.where(inside, over, -np.inf).max()), float(np.where(inside, over, np.inf).min())


@pytest.mark.parametrize("seed", range(12))
def test_triangles_give_what_fine_sampling_gives(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tri = rng.uniform([0, -60, 0], [500, 60, 40], (3, 3))
    if seed % 4 == 0:
        tri[:, 2] = 21.0
    polygon = hull(rng.uniform([0, -60], [500, 60], (12, 2)))
    plane = (5.0, 0.02, 2e-4) if seed % 2 else (20.0, 0.0, 6.8e-8)
    volume, high, low, _ = measured(tri[None], polygon, plane)
    expected = sampled(tri, polygon, plane)
    size = 0.02 * max(area(hull(tri[:, :2])), 1.0)

    assert volume == pytest.approx(expected[0], rel=5e-3, abs=size)
    if np.isfinite(expected[1]):
        assert high == pytest.approx(expected[1], abs=0.6)
        assert low == pytest.approx(expected[2], abs=0.6)
        assert high >= expected[1] - 1e-9
        assert low <= expected[2] + 1e-9


def test_parts_over_the_plane_hold_its_area_and_lie_over_it() -> None:
    roof = np.array([[[0, 0, 0], [10, 0, 10], [10, 4, 10]], [[0, 0, 0], [10, 4, 10], [0, 4, 0]]], float)
    starts = np.zeros(3, np.int32)
    room = parts_over(roof, FAR, (5.0, 0.0, 0.0), np.inf, np.empty((0, 3)), starts)
    points = np.empty((room, 3))
    parts_over(roof, FAR, (5.0, 0.0, 0.0), np.inf, points, starts)
    pieces = [points[starts[k] : starts[k + 1], :2] for k in range(2)]

    assert sum(area(piece) for piece in pieces) == pytest.approx(5 * 4)
    assert (points[:, 2] >= 5.0 - 1e-12).all()


def test_a_profile_is_the_highest_across_at_each_station() -> None:
    top = np.full(5, -np.inf)
    stations = np.array([0.0, 2.0, 4.0, 6.0, 8.0])
    profile(np.ascontiguousarray(box((1, -1, 0), (5, 1, 3))), FAR, stations, top)
    profile(np.ascontiguousarray(box((3, -1, 0), (7, 1, 8))), FAR, stations, top)

    assert top.tolist() == [-np.inf, 3.0, 8.0, 8.0, -np.inf]
