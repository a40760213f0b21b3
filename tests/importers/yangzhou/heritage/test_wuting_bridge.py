import numpy as np
import pytest

from importers.yangzhou.heritage.wuting_bridge import DECK, LENGTH, openings, wuting_bridge
from scene.materials import Material
from tests.importers.yangzhou.heritage.solid_checks import nearest_hits


@pytest.fixture(scope="module")
def bridge():
    return wuting_bridge(0.8).mesh()


@pytest.fixture(scope="module")
def stone(bridge):
    """The masonry alone, which is all that rays near the water can meet."""
    masonry = np.isin(bridge.material_of_face, [Material.STONE, Material.PAVING])
    low = bridge.vertices[bridge.faces][:, :, 2].min(axis=1) < 4.0
    return type(bridge)(bridge.vertices, bridge.faces[masonry & low])


def runs(free: np.ndarray) -> int:
    """How many stretches of True there are."""
    return int(np.sum(np.diff(np.concatenate([[0], free.astype(int)])) == 1))


def test_rays_along_its_faces_count_fifteen_openings(stone):
    level = 0.8
    y = np.arange(-27.0, 27.0, 0.2)
    wall = np.select([np.abs(y) < 6.2, np.abs(y) < 13.4], [5.2, 11.1], 3.2)
    lengthways = []
    for side in (1.0, -1.0):
        origins = np.column_stack([np.full(len(y), side * 14.0), y, np.full(len(y), level)])
        deep = nearest_hits(stone, origins, [[-side, 0.0, 0.0]]) > 14.0 - wall + 1.5
        lengthways.append(runs(deep))
    assert lengthways == [5, 5]  # each side: the great arch, two piers, two stairs
    x = np.arange(4.4, 11.0, 0.2)
    crossways = 0
    for side in (1.0, -1.0):
        for start, way, face in ((16.0, -1.0, 13.4), (-16.0, 1.0, 13.4), (0.0, 1.0, 6.2), (0.0, -1.0, 6.2)):
            rows = x[x > 5.25] if start == 0.0 else x
            origins = np.column_stack([side * rows, np.full(len(rows), start), np.full(len(rows), level)])
            reach = abs(abs(start) - face) + 1.5
            crossways += runs(nearest_hits(stone, origins, [[0.0, way, 0.0]]) > reach)
    through_both_sides = 3  # the great arch and the two stairs were counted from either side
    assert sum(lengthways) - through_both_sides + crossways == 15


def test_the_declared_openings_are_where_rays_pass(stone):
    declared = openings()
    assert len(declared) == 15
    assert len({opening.middle for opening in declared}) == 15
    for opening in declared:
        way = np.array([*opening.way, 0.0])
        outside = np.array(opening.middle) - 2.0 * way
        beside = outside + (opening.span / 2.0 + 0.8) * np.array([-way[1], way[0], 0.0])
        assert nearest_hits(stone, outside, way)[0] > 4.0, opening
        if opening.name != "stair fan":
            assert nearest_hits(stone, beside, way)[0] < 2.4, opening


def test_one_sees_through_under_the_deck_and_through_every_pier(stone):
    assert np.isinf(nearest_hits(stone, [20.0, 0.0, 1.0], [-1.0, 0.0, 0.0])[0])
    for x in (-7.5, 7.5):
        for y in (-16.0, 16.0):
            way = [0.0, -np.sign(y), 0.0]
            assert nearest_hits(stone, [x, y, 1.0], way)[0] > 32.0  # both piers of a side, end to end
    turn = [-np.sqrt(0.5), np.sqrt(0.5), 0.0]
    corner = nearest_hits(stone, [13.1, 7.8, 1.0], turn)[0]
    assert corner > 9.0  # in by the side opening, out by the end


def test_the_great_arch_spans_713_centimetres(stone):
    across = nearest_hits(stone, [[0.0, 0.0, 0.05]], [[0.0, 1.0, 0.0], [0.0, -1.0, 0.0]])
    assert across.sum() == pytest.approx(7.13, abs=0.02)
    crown = nearest_hits(stone, [[0.0, 0.0, 0.05]], [[0.0, 0.0, 1.0]])[0]
    assert crown == pytest.approx(3.565, abs=0.02)


def test_it_is_as_long_as_published_and_its_deck_is_five_metres_up(bridge):
    assert np.ptp(bridge.vertices[:, 1]) == pytest.approx(LENGTH, abs=0.02)
    down = nearest_hits(bridge, [[4.75, 0.0, 6.0]], [[0.0, 0.0, -1.0]])[0]
    assert 6.0 - down == pytest.approx(DECK, abs=0.01)


def test_five_roofs_rise_over_it_the_middle_one_highest(bridge):
    roof = bridge.material_of_face == Material.GOLD
    tips = bridge.vertices[bridge.faces[roof]].reshape(-1, 3)
    highest = {}
    for x, y, z in tips:
        key = (round(float(x) / 7.5), round(float(y) / 9.8))
        highest[key] = max(highest.get(key, 0.0), float(z))
    assert set(highest) == {(0, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)}
    assert max(highest, key=highest.get) == (0, 0)
