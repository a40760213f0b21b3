import gc
import weakref

import numpy as np

from scene.geometry.tiles import tiles_of
from tests.scene.geometry.building_samples import box, layer


def scattered(count):
    where = np.random.default_rng(5).uniform(-1500.0, 1500.0, (count, 2))
    return layer([[box(x, y, 9, 7)] for x, y in where])


def test_every_building_is_in_one_tile():
    tiles = tiles_of(scattered(500))
    assert sorted(np.concatenate([tile.rows for tile in tiles]).tolist()) == list(range(500))


def test_the_buildings_of_a_tile_stand_in_it():
    made = scattered(300)
    for tile in tiles_of(made, 200.0):
        first = made.rings[made.first_ring_vertex[tile.rows]] + (4.5, 3.5)
        assert (np.floor(first / 200.0).astype(int) == (tile.column, tile.row)).all()


def test_tiles_are_split_once_for_a_layer_and_forgotten_with_it():
    made = scattered(50)
    assert tiles_of(made) is tiles_of(made)
    gone = weakref.ref(made)
    del made
    gc.collect()
    assert gone() is None


def test_the_same_buildings_fall_into_the_same_tiles():
    first, second = tiles_of(scattered(200)), tiles_of(scattered(200))
    assert [tile[:2] for tile in first] == [tile[:2] for tile in second]
    assert all(np.array_equal(a.rows, b.rows) for a, b in zip(first, second, strict=True))


def test_a_layer_without_buildings_has_no_tiles():
    assert tiles_of(layer([])) == ()
