"""Names stand where a person looks for them: inside areas, once for areas of many pieces."""

import numpy as np
import shapely

from scene.geometry.label_places import label_places
from scene.payloads import Polylines


def layer(*lines: list[tuple[float, float]]) -> Polylines:
    vertices = np.array([(x, y, 3.0) for line in lines for x, y in line], np.float32)
    start = np.cumsum([0, *(len(line) for line in lines)])
    return Polylines(vertices, start, tuple(str(row) for row in range(len(lines))))


def square(x: float, y: float, side: float) -> list[tuple[float, float]]:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]


def test_an_area_is_named_well_inside_it() -> None:
    horseshoe = [(0, 0), (100, 0), (100, 100), (80, 100), (80, 20), (20, 20), (20, 100), (0, 100), (0, 0)]
    found = label_places(layer(horseshoe), np.array(["邗江区"]))
    assert shapely.Polygon(horseshoe).contains(shapely.Point(found.places[0, :2]))
    assert found.extent[0] == np.sqrt(shapely.Polygon(horseshoe).area)


def test_areas_of_one_name_are_named_once_on_the_largest() -> None:
    found = label_places(layer(square(0, 0, 10), square(100, 0, 50)), np.array(["岛", "岛"]))
    assert found.rows.tolist() == [1]
    np.testing.assert_allclose(found.places[0, :2], [125, 25], atol=1.5)


def test_points_and_open_lines_keep_their_first_vertex_and_the_nameless_get_none() -> None:
    lines = layer([(5, 6)], [(1, 2), (3, 4)], square(0, 0, 9))
    found = label_places(lines, np.array(["塔", "路", ""]))
    assert found.rows.tolist() == [0, 1]
    np.testing.assert_array_equal(found.places, [[5, 6, 3], [1, 2, 3]])
    assert not found.extent.any()


def test_a_layer_without_lines_bears_no_name() -> None:
    empty = Polylines(np.zeros((0, 3), np.float32), [0], ())
    assert len(label_places(empty, np.array([], str)).rows) == 0
