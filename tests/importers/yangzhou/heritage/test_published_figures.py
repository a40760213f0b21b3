import numpy as np
import pytest

from importers.yangzhou.heritage import city_gates, city_pavilions, pagodas, stone_bridges, white_pagoda
from scene.materials import Material
from tests.importers.yangzhou.heritage.solid_checks import nearest_hits

DOWN = [0.0, 0.0, -1.0]


@pytest.fixture(scope="module")
def qiling():
    return pagodas.qiling_pagoda().mesh()


@pytest.fixture(scope="module")
def twenty_four():
    return stone_bridges.twenty_four_bridge(0.8).mesh()


def test_qiling_pagoda_is_seventy_metres_as_its_storeys_and_spire_add_up(qiling):
    assert sum(pagodas.QILING_STOREYS) + pagodas.QILING_SPIRE == pytest.approx(70.0)
    assert qiling.vertices[:, 2].max() == pytest.approx(70.0, abs=0.005)


def test_every_upper_floor_of_qiling_lies_at_the_sum_of_the_storeys_below(qiling):
    level = 0.0
    for index, height in enumerate(pagodas.QILING_STOREYS[:-1]):
        level += height
        balcony = pagodas.qiling_inradius(index + 1) + 0.6
        found = level + 1.0 - nearest_hits(qiling, [0.0, balcony, level + 1.0], DOWN)[0]
        assert found == pytest.approx(level, abs=0.01)
    assert level == pytest.approx(50.95)


def test_every_storey_of_qiling_can_be_seen_through_from_door_to_door(qiling):
    for index, floor in enumerate(pagodas.QILING_FLOORS):
        eye = max(floor, 1.4) + 1.6
        reach = 2.0 * pagodas.qiling_inradius(index)
        hit = nearest_hits(qiling, [0.0, pagodas.qiling_inradius(index), eye], [0.0, -1.0, 0.0])[0]
        assert hit > reach, f"storey {index + 1}"


@pytest.mark.parametrize(
    ("build", "height"),
    [
        (white_pagoda.white_pagoda, 27.5),
        (city_pavilions.wenchang_pavilion, 24.25),
        (pagodas.wenfeng_pagoda, 44.75),
        (city_pavilions.stone_pagoda, 10.09),
    ],
)
def test_towers_are_as_high_as_published_to_the_centimetre(build, height):
    assert build().mesh().vertices[:, 2].max() == pytest.approx(height, abs=0.005)


def test_twenty_four_bridge_is_24_by_2_4_metres(twenty_four):
    spandrel = twenty_four.vertices[
        twenty_four.faces[twenty_four.material_of_face == Material.WHITE_STONE]
    ].reshape(-1, 3)
    above_landings = spandrel[spandrel[:, 2] > 1.0]
    assert np.ptp(above_landings[:, 1]) == pytest.approx(24.0, abs=0.05)
    deck = twenty_four.vertices[twenty_four.faces[twenty_four.material_of_face == Material.PAVING]].reshape(
        -1, 3
    )
    crown = deck[deck[:, 2] > 3.9]
    assert np.ptp(crown[:, 0]) == pytest.approx(2.4, abs=0.001)


def test_twenty_four_bridge_has_24_steps(twenty_four):
    y = np.arange(-11.9, 11.9, 0.05)
    origins = np.column_stack([np.full(len(y), 0.3), y, np.full(len(y), 9.0)])
    level = 9.0 - nearest_hits(twenty_four, origins, DOWN)
    assert int(np.sum(np.abs(np.diff(level)) > 0.02)) == 24
    assert level.max() == pytest.approx(stone_bridges.CROWN, abs=0.001)


def test_twenty_four_bridge_has_24_posts(twenty_four):
    corners = twenty_four.vertices.astype(np.float64)[twenty_four.faces]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2.0
    bud = 0.9 * 0.17
    tops = np.abs(normal[:, 2] - bud * bud / 2.0) < 1e-5
    assert int(tops.sum()) == 2 * 24


def test_one_passes_under_twenty_four_bridge_and_under_three_arches_of_dahong(twenty_four):
    assert np.isinf(nearest_hits(twenty_four, [9.0, 0.0, 1.0], [-1.0, 0.0, 0.0])[0])
    dahong = stone_bridges.dahong_bridge(0.8).mesh()
    y = np.arange(-20.0, 20.0, 0.2)
    origins = np.column_stack([np.full(len(y), 9.0), y, np.full(len(y), 0.6)])
    free = np.isinf(nearest_hits(dahong, origins, [-1.0, 0.0, 0.0]))
    assert int(np.sum(np.diff(np.concatenate([[0], free.astype(int)])) == 1)) == 3


def test_the_east_gate_is_ten_metres_high_with_a_way_of_607_centimetres():
    gate = city_gates.city_gate().mesh()
    across = nearest_hits(gate, [[0.0, 0.0, 1.5]], [[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]])
    assert across.sum() == pytest.approx(6.07, abs=0.005)
    walk = 14.0 - nearest_hits(gate, [20.0, 0.0, 14.0], DOWN)[0]
    assert walk == pytest.approx(10.0, abs=0.005)
    assert np.isinf(nearest_hits(gate, [0.0, 20.0, 1.7], [0.0, -1.0, 0.0])[0])
