"""Buildings that are there twice or stand in one another, against the slow obvious way."""

import numpy as np
import pytest
import shapely

from importers.common import overlaps
from importers.common.overlaps import LEAST_SHARED, overlapping, repeated
from scene.payloads import Buildings


def layer(shapes: list[shapely.Polygon], bottom: list[float] | None = None, rise: float = 9.0) -> Buildings:
    rings = [np.asarray(shapely.orient_polygons(shape).exterior.coords)[:-1] for shape in shapes]
    count = len(rings)
    rows = np.arange(count + 1, dtype=np.int32)
    foot = np.array(bottom if bottom is not None else [0.0] * count, np.float32)
    start = np.concatenate([[0], np.cumsum([len(ring) for ring in rings])]).astype(np.int32)
    return Buildings(
        np.concatenate(rings).astype(np.float32), start, rows, rows,
        foot, foot + np.float32(rise), foot + np.float32(rise), foot, tuple(map(str, range(count))),
    )  # fmt: skip


def obvious(shapes: list[shapely.Polygon]) -> list[int]:
    found = set()
    for later in range(len(shapes)):
        for earlier in range(later):
            least = max(LEAST_SHARED, 0.02 * min(shapes[later].area, shapes[earlier].area))
            if shapes[later].intersection(shapes[earlier]).area > least:
                found.add(later)
    return sorted(found)


@pytest.mark.parametrize("few", [0, 1000])
@pytest.mark.parametrize("seed", range(8))
def test_it_finds_what_the_obvious_way_finds(seed: int, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlaps, "_FEW", few)
    rng = np.random.default_rng(seed)
    shapes = []
    for _ in range(60):
        angle = np.sort(rng.uniform(0.0, 2.0 * np.pi, rng.integers(4, 9)))
        radius = rng.uniform(3.0, 14.0, len(angle))  # not convex, most of them
        x, y = rng.uniform(0.0, 150.0, 2)
        corners = np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
        shape = shapely.Polygon(corners.astype(np.float32).astype(np.float64))
        if shape.is_valid and shape.area > 5.0:
            shapes.append(shape)
    found = overlapping(layer(shapes))
    assert found is not None
    assert obvious(shapes) == found.tolist()


@pytest.mark.parametrize("few", [0, 1000])
def test_houses_in_a_row_share_a_wall_and_nothing_else(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlaps, "_FEW", few)
    row = [shapely.box(8.0 * k, 0.0, 8.0 * (k + 1), 12.0) for k in range(40)]
    turned = [shapely.affinity.rotate(house, 33.0, origin=(0, 0)) for house in row]
    assert [] == overlapping(layer(turned)).tolist()


def test_what_stands_above_another_does_not_stand_in_it() -> None:
    podium, tower = shapely.box(0, 0, 60, 60), shapely.box(20, 20, 40, 40)
    assert [] == overlapping(layer([podium, tower], [0.0, 9.0])).tolist()
    assert [1] == overlapping(layer([podium, tower], [0.0, 3.0])).tolist()


def test_a_copy_is_found_wherever_its_ring_begins() -> None:
    house = shapely.Polygon([(0, 0), (9, 1), (8, 7), (1, 6)])
    again = shapely.Polygon([(8, 7), (1, 6), (0, 0), (9, 1)])
    other = shapely.Polygon([(0, 0), (9, 1), (8, 7), (2, 6)])
    buildings = layer([house, other, again])
    assert [2] == repeated(buildings).tolist()
    assert [] == repeated(layer([house, again], [0.0, 5.0])).tolist()


def test_a_layer_drawn_upon_itself_is_not_listed() -> None:
    heap = [shapely.box(0, 0, 50 + k % 7, 50 + k % 5) for k in range(700)]
    assert overlapping(layer(heap)) is None
