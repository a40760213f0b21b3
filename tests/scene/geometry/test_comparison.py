"""Two deliveries of a layer: what was added, removed, moved, raised; and the newer in place of the older."""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, hausdorff_distance

from scene.geometry.comparison import compare, heights
from scene.geometry.outlines import Outlines, distances_apart
from scene.geometry.rows import EDITED, edited_here, keeping, lost, rows_of, updated
from scene.payloads import Buildings, Polylines


def boxes(places: np.ndarray, height: object = 9.0, ids: tuple[str, ...] = ()) -> Buildings:
    n, size = len(places), 10.0
    corners = np.array([(0, 0), (size, 0), (size, size * 0.8), (0, size * 0.8)])
    rings = (corners[None] + np.asarray(places, float)[:, None]).reshape(-1, 2).astype(np.float32)
    starts, ground = np.arange(n + 1, dtype=np.int32), np.full(n, 5.0, np.float32)
    tops = ground + np.broadcast_to(np.asarray(height, np.float32), n)
    names = ids or tuple(f"b{i}" for i in range(n))
    columns = {"use": np.array(["residential"] * n), "floors": np.full(n, 3)}
    return Buildings(rings, starts * 4, starts, starts, ground, tops, tops, ground, names, columns)


def grid(count: int, step: float = 25.0) -> np.ndarray:
    side = int(np.ceil(np.sqrt(count)))
    places = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)[:count]
    return places * step - side * step / 2


def test_the_same_layer_has_no_difference() -> None:
    layer = boxes(grid(20))
    found = compare(layer, boxes(grid(20)))
    assert found.nothing
    assert "ids" == found.by


def test_what_changed_is_told_by_ids() -> None:
    older = boxes(grid(6))
    places, tall = grid(6).astype(float), np.full(6, 9.0)
    places[1] += (3.0, 4.0)
    tall[2] = 21.5
    newer = boxes(places, tall)
    uses = np.array(["residential", "residential", "residential", "office", "residential", "residential"])
    newer = replace(newer, ids=("b0", "b1", "b2", "b3", "b4", "new"), columns={**newer.columns, "use": uses})
    found = compare(older, newer)
    assert ("ids", [5], [5]) == (found.by, found.added.tolist(), found.removed.tolist())
    assert [1] == found.before[found.displaced].tolist()
    assert pytest.approx(5.0, abs=1e-4) == found.moved[1]
    assert [2] == found.before[found.raised].tolist()
    assert pytest.approx((9.0, 21.5)) == (found.height_before[2], found.height_after[2])
    assert [3] == found.before[found.attributes["use"]].tolist()
    assert [1, 2, 3] == found.before[found.changed].tolist()


def test_numbers_of_rows_are_not_taken_for_ids() -> None:
    """The first row went: every number names its neighbour now, and only the place tells."""
    older = boxes(grid(400))
    newer = boxes(grid(400)[1:], ids=tuple(f"b{i}" for i in range(399)))
    found = compare(older, newer)
    assert "place" == found.by
    assert ([], [0]) == (found.added.tolist(), found.removed.tolist())
    assert not found.changed.any()
    merged = updated(older, newer, found)
    assert older.ids[1:] == merged.ids


def test_a_reordered_layer_with_other_ids_is_matched_by_place() -> None:
    rng = np.random.default_rng(4)
    order = rng.permutation(300)
    places = grid(300) + rng.uniform(-0.8, 0.8, (300, 2))
    newer = boxes(places[order], ids=tuple(f"x{i}" for i in range(300)))
    found = compare(boxes(grid(300)), newer)
    assert 300 == len(found.before)
    assert np.array_equal(order[found.after], found.before)


def test_corners_counted_otherwise_do_not_make_another_outline() -> None:
    older = boxes(grid(1))
    ring = np.roll(older.rings, -1, axis=0)
    middle = (ring[:1] + ring[1:2]) / 2
    more = np.concatenate([ring[:1], middle, ring[1:]])
    newer = replace(older, rings=more, ring_start=np.array([0, 5], np.int32))
    assert compare(older, newer).nothing


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_distance_of_convex_outlines_is_that_of_shapely(seed: int) -> None:
    rng = np.random.default_rng(seed)

    def convex() -> np.ndarray:
        angles = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 9)))
        return np.column_stack([np.cos(angles), np.sin(angles)]) * rng.uniform(2, 9) + rng.uniform(-3, 3, 2)

    def layer(ring: np.ndarray) -> Buildings:
        one, starts = np.zeros(1, np.float32), np.array([0, 1], np.int32)
        rings = np.array([0, len(ring)], np.int32)
        return Buildings(ring.astype(np.float32), rings, starts, starts, one, one, one, one, ("a",))

    a, b = convex(), convex()
    ours = distances_apart(Outlines.of(layer(a)), Outlines.of(layer(b)), np.array([0]), np.array([0]))[0]
    theirs = hausdorff_distance(Polygon(a).exterior, Polygon(b).exterior, densify=0.01)
    # Corners of a convex outline decide between outlines; between edges the peer's samples may say more.
    assert ours <= theirs + 1e-3
    assert ours >= hausdorff_distance(Polygon(a), Polygon(b)) - 1e-3


def test_lines_and_points_are_compared_too() -> None:
    def lines(shift: float) -> Polylines:
        vertices = np.array([(0, 0, 1), (50, 0, 1), (10, 30 + shift, 1)], np.float32)
        names = {"name_zh": np.array(["路", ""])}
        return Polylines(vertices, np.array([0, 2, 3], np.int32), ("road", "post"), names)

    found = compare(lines(0.0), lines(0.6))
    assert [1] == found.before[found.displaced].tolist()
    assert pytest.approx(0.6, abs=1e-3) == found.moved[1]
    assert not found.raised.any()
    assert ["post"] == list(rows_of(lines(0.0), np.array([1])).ids)
    with pytest.raises(TypeError):
        compare(lines(0.0), boxes(grid(2)))  # type: ignore[arg-type]


def test_what_people_wrote_is_kept_and_what_would_be_lost_is_told() -> None:
    older = boxes(grid(3))
    note, score = np.array(["keep", "", "gone"]), np.array([1, 2, 3])
    older = replace(older, columns={**older.columns, "note": note, "score": score})
    newer = boxes(grid(4)[[0, 1, 3]], ids=("b0", "b1", "b9"))
    found = compare(older, newer)
    assert ("note", "score") == found.kept
    merged = updated(older, newer, found)
    assert ["keep", "", ""] == merged.columns["note"].tolist()
    assert [1.0, 2.0] == merged.columns["score"][:2].tolist()
    assert np.isnan(merged.columns["score"][2])
    assert ["b2"] == [older.ids[row] for row in lost(older, found)]


def test_an_empty_layer_is_all_removed_or_all_added() -> None:
    some = boxes(grid(4))
    none = rows_of(some, np.zeros(0, np.int64))
    assert 4 == len(compare(some, none).removed)
    assert 4 == len(compare(none, some).added)


def test_rows_of_a_layer_are_the_same_things() -> None:
    layer = boxes(grid(9), np.arange(9) + 3.0)
    some = rows_of(layer, np.array([7, 2]))
    assert ("b7", "b2") == some.ids
    assert [10.0, 5.0] == heights(some).tolist()
    assert np.array_equal(layer.rings[28:32], some.rings[:4])


def test_a_hundred_thousand_buildings_are_compared_within_a_second() -> None:
    rng = np.random.default_rng(1)
    places = grid(100_000)
    moved = places + np.where(rng.random((100_000, 1)) < 0.02, 1.5, 0.0)
    older, by_ids = boxes(places), boxes(moved, rng.uniform(3, 90, 100_000))
    by_place = replace(by_ids, ids=tuple(f"n{i}" for i in range(100_000)))
    compare(rows_of(older, np.arange(50)), rows_of(by_place, np.arange(50)))  # compiled before it is timed
    for newer in (by_ids, by_place):
        begun = perf_counter()
        found = compare(older, newer)
        seconds = perf_counter() - begun
        assert 100_000 == len(found.before)
        assert seconds < 3.0, f"{seconds:.2f} s by {found.by}"  # one second on an idle machine
        print(f"{found.by}: {seconds:.2f} s")


def test_what_was_edited_by_hand_stays_where_the_newer_layer_tells_it_otherwise() -> None:
    older, tall = boxes(grid(4)), np.full(4, 9.0)
    marks = np.array(["height", "", "height place", "place"])
    sources = np.array(["edited", "measured", "edited", "measured"])
    older = replace(older, columns={**older.columns, EDITED: marks, "height_source": sources})
    tall[:2] = 30.0
    places = grid(4).astype(float)
    places[2] += (2.0, 0.0)
    newer = boxes(places, tall)
    newer = replace(newer, columns={**newer.columns, "height_source": np.array(["measured"] * 4)})
    found = compare(older, newer)
    pairs = edited_here(older, found)
    assert [True, False, True, False] == pairs.tolist()
    merged = updated(older, newer, found)
    kept = keeping(older, merged, found, pairs)
    assert [9.0, 30.0, 9.0, 9.0] == heights(kept).tolist()
    assert np.array_equal(older.rings[8:12], kept.rings[8:12])
    assert np.array_equal(newer.rings[4:8], kept.rings[4:8])
    assert ["edited", "measured", "edited", "measured"] == kept.columns["height_source"].tolist()
    assert merged.ids == kept.ids
    assert merged is keeping(older, merged, found, np.zeros(4, bool))
