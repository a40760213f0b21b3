"""Comparing two deliveries of 100,000 buildings: within a second, against shapely's join and distances."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from scene.geometry.comparison import compare
from scene.payloads import Buildings
from tests.benchmarks.ratio import report, seconds
from tests.benchmarks.test_building_mesh import footprints

COUNT, LIMIT_S = 100_000, 1.0


def deliveries() -> tuple[Buildings, Buildings]:
    """Two deliveries with the same ids: a tenth shifted by up to 3 m, a twentieth raised."""
    rings, heights = footprints(COUNT)
    chance = np.random.default_rng(8)
    spread = np.stack(np.meshgrid(np.arange(317), np.arange(317)), -1).reshape(-1, 2)[:COUNT] * 60.0
    placed = [ring - ring.mean(axis=0) + place for ring, place in zip(rings, spread, strict=True)]
    starts = np.concatenate(([0], np.cumsum([len(ring) for ring in placed])))
    one_each, zeros = np.arange(COUNT + 1), np.zeros(COUNT)
    corners = np.concatenate(placed)
    ids = tuple(f"b{row}" for row in range(COUNT))
    columns = {"use": np.array(["residential", "office"])[chance.integers(0, 2, COUNT)]}
    older = Buildings(corners, starts, one_each, one_each, zeros, heights, heights, zeros, ids, columns)
    shift = np.where(chance.random((COUNT, 1)) < 0.1, chance.uniform(-3, 3, (COUNT, 2)), 0.0)
    moved = corners + np.repeat(shift, np.diff(starts), axis=0)
    tall = heights + np.where(chance.random(COUNT) < 0.05, 6.0, 0.0)
    return older, replace(older, rings=moved.astype(np.float32), eaves=tall, top=tall)


def polygons(layer: Buildings) -> np.ndarray:
    corners = layer.rings.astype(np.float64)
    rows = np.repeat(np.arange(layer.count), np.diff(layer.ring_start))
    return shapely.polygons(shapely.linearrings(corners, indices=rows))


@pytest.mark.benchmark
@pytest.mark.parametrize("by", ["ids", "place"], ids=["100k by ids", "100k by place"])
def test_two_deliveries_are_compared_within_a_second(by: str) -> None:
    older, newer = deliveries()
    if by == "place":
        newer = replace(newer, ids=tuple(f"n{row}" for row in range(COUNT)))
    ours = seconds(lambda: compare(older, newer), times=3)
    found = compare(older, newer)
    assert by == found.by
    assert len(found.before) > 0.999 * COUNT  # by place, a small house shifted by its own width is another
    assert np.array_equal(found.before, found.after)

    def theirs() -> np.ndarray:
        a, b = polygons(older), polygons(newer)
        shapely.STRtree(a).query(b, predicate="intersects")
        return shapely.hausdorff_distance(a, b)

    peer = seconds(theirs, times=3)
    assert np.array_equal(found.displaced, theirs()[found.before] > 0.05)
    what = f"two deliveries of {COUNT:,} buildings by {by}"
    report(f"{what}, against the limit of {LIMIT_S:g} s", ours / LIMIT_S, 1.0, at_least=False)
    report(
        f"{what}, against shapely's join and distances",
        peer / ours,
        1.0,
        at_least=True,
        detail=f"{ours:.2f} s against {peer:.2f} s",
    )
