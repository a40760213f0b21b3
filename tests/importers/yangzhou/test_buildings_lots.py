import numpy as np
import pytest
import shapely

from importers.yangzhou.buildings.lots import Block, cut, divided, turned


def rectangle(width, depth, angle=0.0, at=(0.0, 0.0)):
    corners = np.array([(0.0, 0.0), (width, 0.0), (width, depth), (0.0, depth)])
    return shapely.Polygon(turned(corners, angle) + np.array(at))


def areas_of(lots):
    return lots.width * lots.depth


def test_the_frame_of_a_block_follows_its_edges():
    assert Block.of(rectangle(90.0, 60.0, 0.2)).angle == pytest.approx(0.2)


def test_a_stretch_is_what_lies_between_the_edges():
    block = Block.of(shapely.Polygon([(0, 0), (10, 0), (10, 6), (6, 6), (6, 3), (0, 3)]))
    low, high = block.spans(np.array([2.0, 8.0, 20.0]))
    assert low == pytest.approx([0.0, 0.0, 0.0])
    assert high == pytest.approx([3.0, 6.0, 0.0])


def test_a_column_is_clear_of_every_bend_of_the_edge():
    block = Block.of(shapely.Polygon([(0, 0), (20, 0), (20, 8), (10, 10), (0, 8)]))
    low, high = block.clear(np.array([[1.0, 9.0]]))
    assert low[0] == pytest.approx(0.0)
    assert high[0] == pytest.approx(8.2)


def test_lots_fill_a_block_and_stay_inside_it():
    polygon = rectangle(96.0, 70.0, 0.1, (300.0, -40.0))
    lots = cut([polygon], np.random.default_rng(1), width=(11.0, 17.0), depth=23.0, setback=(0.0, 0.4))
    assert areas_of(lots).sum() > 0.95 * polygon.area
    corners = (
        np.stack([lots.west, lots.south], -1),
        np.stack([lots.west + lots.width, lots.south + lots.depth], -1),
    )
    grown = polygon.buffer(1e-6)
    for corner in corners:
        assert shapely.contains_xy(grown, turned(corner, lots.angle)).all()


def test_each_column_has_one_southern_and_one_northern_lot():
    lots = cut(
        [rectangle(90.0, 80.0)], np.random.default_rng(2), width=(12.0, 16.0), depth=23.0, setback=(0.0, 0.0)
    )
    columns = np.unique(np.round(lots.west, 6))
    assert lots.first.sum() == lots.last.sum() == len(columns)


def test_the_same_seed_cuts_the_same_lots():
    one, two = (
        cut(
            [rectangle(90.0, 60.0)],
            np.random.default_rng(3),
            width=(11.0, 17.0),
            depth=23.0,
            setback=(0.0, 0.4),
        )
        for _ in range(2)
    )
    assert np.array_equal(one.west, two.west)
    assert np.array_equal(one.depth, two.depth)


def test_an_uneven_block_is_cut_into_even_pieces_without_losing_land():
    comb = shapely.union_all(
        [shapely.box(0, 0, 160, 30), shapely.box(0, 0, 30, 150), shapely.box(90, 0, 120, 150)]
    )
    pieces = divided(comb)
    assert len(pieces) > 3
    assert sum(piece.area for piece in pieces) == pytest.approx(comb.area, rel=0.02)


def test_a_block_without_room_gives_no_lots():
    lots = cut(
        [rectangle(30.0, 3.0)], np.random.default_rng(4), width=(11.0, 17.0), depth=23.0, setback=(0.0, 0.4)
    )
    assert len(lots) == 0
