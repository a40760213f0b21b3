import numpy as np
import pytest

from importers.yangzhou.heritage.chinese_roof import RoofStyle, pyramid_roof, skirt_roof, slopes
from importers.yangzhou.heritage.hall_roof import rolled_roof, xieshan_roof
from importers.yangzhou.heritage.mesh_builder import MeshBuilder, planar_uv
from importers.yangzhou.heritage.solids import inset, lathe, prism, rectangle, regular_polygon, slabs, sweep
from importers.yangzhou.heritage.stonework import Balustrade, WallPlane
from importers.yangzhou.heritage.walls import moon_gate, moon_wall
from scene.materials import Material
from tests.importers.yangzhou.heritage.solid_checks import is_closed, nearest_hits, signed_volume

STONE = Material.STONE


def built(make) -> object:
    builder = MeshBuilder()
    make(builder)
    return builder.mesh()


@pytest.mark.parametrize(
    ("make", "volume"),
    [
        (lambda b: b.boxes((1.0, 2.0, 3.0), (2.0, 3.0, 4.0), STONE, turn=0.4), 24.0),
        (lambda b: prism(b, rectangle(2.0, 1.0), 0.5, 3.0, STONE), 20.0),
        (lambda b: slabs(b, [[0.0, 0.0, 0.0]], [[4.0, 0.0, 1.0]], 0.5, 0.0, 2.0, STONE), 4.0),
        (lambda b: sweep(b, [[0.0, 0, 0], [0, 2.0, 0], [0, 5.0, 0]], 0.5, 0.4, STONE), 1.0),
        (lambda b: lathe(b, [(0.0, 0.0), (1.0, 0.0), (1.0, 2.0), (0.0, 2.0)], STONE, sides=64), 6.27),
        (
            lambda b: lathe(
                b, [(0.0, 0.0), (2**0.5, 0.0), (2**0.5, 2.0), (0.0, 2.0)], STONE, sides=4, sharp=True
            ),
            8.0,
        ),
    ],
)
def test_solids_are_closed_wind_outward_and_hold_their_volume(make, volume):
    mesh = built(make)
    assert is_closed(mesh)
    assert signed_volume(mesh) == pytest.approx(volume, rel=0.003)


def test_a_part_that_is_turned_and_moved_keeps_its_volume():
    part = MeshBuilder()
    part.box((0, 0, 0), (1, 2, 3), STONE)
    whole = MeshBuilder()
    whole.append(part, (100.0, -50.0, 7.0), 1.1, feature=3)
    mesh = whole.mesh()
    assert signed_volume(mesh) == pytest.approx(6.0, rel=1e-3)
    assert set(mesh.features) == {3}


def test_the_map_on_a_wall_runs_in_metres_along_and_up():
    wall = np.array([[1.0, 1, 5], [4, 5, 5], [4, 5, 8], [1, 1, 8]])
    uv = planar_uv(wall, np.array([[0, 1, 2], [0, 2, 3]]))
    assert uv[1, 0] - uv[0, 0] == pytest.approx(5.0)
    assert uv[:, 1] == pytest.approx(wall[:, 2])


def test_an_inset_of_a_square_moves_every_side_by_the_distance():
    assert inset(rectangle(3.0, 2.0), 0.5) == pytest.approx(rectangle(2.5, 1.5))
    assert inset(regular_polygon(8, 4.0), 1.0) == pytest.approx(regular_polygon(8, 3.0))


def test_slopes_of_a_roof_meet_at_the_hips_without_a_crack():
    roof = slopes(regular_polygon(6, 3.0), 4.0, 3.0, 2.5, RoofStyle())
    assert np.array_equal(roof.points[:, :, -1], np.roll(roof.points, -1, axis=0)[:, :, 0])


def test_a_roof_is_concave_and_its_corners_lift_and_swing_out():
    style = RoofStyle(lift=0.8, swing=0.3)
    roof = slopes(rectangle(3.0, 3.0), 4.0, 3.0, 2.5, style)
    middle = roof.points[0, :, roof.points.shape[2] // 2]
    climb = np.diff(middle[:, 2]) / np.diff(middle[:, 1])
    assert (np.diff(climb) > 0).all()
    assert middle[0, 2] == pytest.approx(4.0)
    assert middle[-1, 2] == pytest.approx(6.5)
    corner = roof.points[0, 0, 0]
    assert corner[2] == pytest.approx(4.8)
    assert np.hypot(corner[0], corner[1]) == pytest.approx(np.hypot(3.0, 3.0) + 0.3)


@pytest.mark.parametrize(
    "make",
    [
        lambda b, s: pyramid_roof(b, rectangle(3.0, 3.0), rectangle(2.0, 2.0), 4.0, 2.5, s),
        lambda b, s: pyramid_roof(b, regular_polygon(8, 3.0), regular_polygon(8, 2.0), 4.0, 2.5, s),
        lambda b, s: skirt_roof(b, rectangle(3.0, 3.0), 1.5, 4.0, 1.0, s),
        lambda b, s: xieshan_roof(b, (6.0, 4.0), 1.2, 5.0, 3.0, s),
        lambda b, s: rolled_roof(b, (4.0, 2.0), 3.0, 1.0, s),
    ],
)
def test_roofs_enclose_a_positive_volume_and_show_their_tiles_upward(make):
    mesh = built(lambda b: make(b, RoofStyle()))
    assert signed_volume(mesh) > 1.0
    corners = mesh.vertices.astype(np.float64)[mesh.faces[mesh.material_of_face == Material.TILE_ROOF]]
    up = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2]
    assert (up > 0).all()


def test_a_balustrade_counts_its_posts():
    builder = MeshBuilder()
    assert Balustrade().add(builder, [[0, 0, 0], [10, 0, 1]], bays=5) == 6
    ring = [[0, 0, 0], [3, 0, 0], [3, 3, 0], [0, 3, 0], [0, 0, 0]]
    assert Balustrade().add(builder, ring, bays=2) == 8


def test_one_walks_through_a_moon_door_and_not_through_the_wall_beside_it():
    def make(builder):
        moon_wall(builder, WallPlane((0.0, 0.0), (1.0, 0.0)), (0.0, 5.0), (0.0, 3.2), (2.5, 1.4, 1.2), 0.3)

    mesh = built(make)
    way = [0.0, 1.0, 0.0]
    assert np.isinf(nearest_hits(mesh, [2.5, -3.0, 1.6], way)[0])
    for place in ([0.6, -3.0, 1.6], [2.5, -3.0, 2.9], [3.9, -3.0, 0.3]):
        assert nearest_hits(mesh, place, way)[0] == pytest.approx(3.0, abs=0.1)


def test_a_moon_gate_is_open_and_capped_with_tiles():
    mesh = built(lambda b: moon_gate(b, (0.0, 0.0), (4.4, 0.0), 6.0))
    assert np.isinf(nearest_hits(mesh, [2.2, -4.0, 7.6], [0.0, 1.0, 0.0])[0])
    assert np.isfinite(nearest_hits(mesh, [0.4, -4.0, 7.6], [0.0, 1.0, 0.0])[0])
    assert (mesh.material_of_face == Material.TILE_ROOF).any()
