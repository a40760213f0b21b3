import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from scene.feedback import SilentFeedback
from scene.geometry.building_mesh import analysis_mesh, derive_mesh
from scene.materials import Material
from scene.payloads.buildings import ROOF_FORMS
from tests.scene.geometry.building_samples import box, corners, layer, normals, open_edges, volume
from tests.scene.geometry.test_triangulate import star

L_PLAN = [(0.0, 0.0), (14.0, 0.0), (14.0, 5.0), (5.0, 5.0), (5.0, 16.0), (0.0, 16.0)]


def obvious_prism(ring, low, high):
    """The slow twin: walls edge by edge and two lids by a library, as one heap of triangles."""
    ring = np.asarray(ring, np.float64)
    if shapely.Polygon(ring).exterior.is_ccw is False:
        ring = ring[::-1]
    faces = []
    for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        p, q, r, s = (*a, low), (*b, low), (*b, high), (*a, high)
        faces += [(p, q, r), (p, r, s)]
    for triangle in shapely.constrained_delaunay_triangles(shapely.Polygon(ring)).geoms:
        xy = np.asarray(shapely.geometry.polygon.orient(triangle).exterior.coords)[:3]
        faces.append([(*p, high) for p in xy])
        faces.append([(*p, low) for p in xy[::-1]])
    return np.array(faces)


def test_a_flat_box_is_closed_and_holds_its_volume():
    mesh = derive_mesh(layer([[box(3, 4, 12, 8)]], bottom=2.0, eaves=20.0), closed=True)
    assert len(mesh.faces) == 12
    assert open_edges(mesh) == 0
    assert volume(mesh) == pytest.approx(12 * 8 * 18.0)


@given(st.lists(st.floats(2.0, 30.0), min_size=3, max_size=20), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_simple_footprint_holds_area_times_height_like_its_slow_twin(radii, clockwise):
    ring = star(radii, 0.2).astype(np.float32)
    shape = shapely.Polygon(ring.astype(np.float64))
    sides = np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1)
    if not shape.is_valid or sides.min() < 0.01:
        return
    mesh = derive_mesh(layer([[ring[::-1] if clockwise else ring]], eaves=7.0), closed=True)
    assert open_edges(mesh) == 0
    assert volume(mesh) == pytest.approx(shape.area * 7.0, rel=1e-5)
    twin = obvious_prism(ring, 0.0, 7.0)
    assert len(mesh.faces) == len(twin)
    spread = np.linalg.norm(np.cross(twin[:, 1] - twin[:, 0], twin[:, 2] - twin[:, 0]), axis=1).sum()
    assert np.linalg.norm(normals(mesh), axis=1).sum() == pytest.approx(spread, rel=1e-5)


def test_a_court_has_walls_that_look_inwards_and_no_roof():
    court = box(4, 4, 6, 5)
    mesh = derive_mesh(layer([[box(0, 0, 20, 15), court[::-1]]], eaves=6.0), closed=True)
    assert open_edges(mesh) == 0
    assert volume(mesh) == pytest.approx((20 * 15 - 30) * 6.0, rel=1e-6)


def test_a_court_drawn_the_wrong_way_round_is_still_a_court():
    right = derive_mesh(layer([[box(0, 0, 20, 15), box(4, 4, 6, 5)[::-1]]], eaves=6.0), closed=True)
    wrong = derive_mesh(layer([[box(0, 0, 20, 15)[::-1], box(4, 4, 6, 5)]], eaves=6.0), closed=True)
    assert volume(wrong) == pytest.approx(volume(right))


def test_a_straight_gable_holds_half_a_box_above_its_eaves():
    made = layer([[box(0, 0, 12, 8)]], eaves=5.0, top=8.0, roof=["gabled"], material=["modern"])
    mesh = derive_mesh(made, closed=True)
    assert open_edges(mesh) == 0
    assert volume(mesh) == pytest.approx(12 * 8 * 5.0 + 12 * 8 * 3.0 / 2.0, rel=1e-6)


def test_a_straight_hip_holds_the_volume_of_its_ridge_and_ends():
    made = layer([[box(0, 0, 20, 8)]], eaves=5.0, top=8.0, roof=["hipped"], material=["modern"])
    mesh = derive_mesh(made, closed=True)
    roof = 0.5 * 8 * 3.0 * (20 - 8) + 8 * 8 * 3.0 / 3.0
    assert volume(mesh) == pytest.approx(20 * 8 * 5.0 + roof, rel=1e-6)


def test_a_pyramid_holds_a_third_of_its_box():
    made = layer([[box(0, 0, 9, 9)]], eaves=4.0, top=7.0, roof=["pyramidal"], material=["modern"])
    assert volume(derive_mesh(made, closed=True)) == pytest.approx(81 * 4.0 + 81 * 3.0 / 3.0, rel=1e-6)


def test_the_roof_of_a_gable_has_the_area_of_its_slopes():
    made = layer([[box(0, 0, 12, 8)]], eaves=5.0, top=8.0, roof=["gabled"], material=["modern"])
    mesh = derive_mesh(made)
    on_roof = mesh.material_of_face == Material.MODERN_ROOF
    area = 0.5 * np.linalg.norm(normals(mesh)[on_roof], axis=1).sum()
    assert area == pytest.approx(2 * 12 * np.hypot(4.0, 3.0), rel=1e-6)


def test_tiled_slopes_are_concave_and_grow_steeper_towards_the_ridge():
    made = layer([[box(0, 0, 14, 8)]], eaves=4.0, top=7.0, roof=["gabled"], material=["lime"])
    mesh = derive_mesh(made)
    tiles = mesh.material_of_face == Material.TILE_ROOF
    slopes, heights = normals(mesh)[tiles], corners(mesh)[tiles][:, :, 2].mean(axis=1)
    tilt = np.hypot(slopes[:, 0], slopes[:, 1]) / slopes[:, 2]
    assert tilt[heights > 5.2].min() > 1.2 * tilt[heights < 5.0].max()


@pytest.mark.parametrize("form", ROOF_FORMS)
@pytest.mark.parametrize("gable", ["", "matou"])
@pytest.mark.parametrize("overhang", [0.0, 0.6])
def test_nothing_stands_above_top_and_something_reaches_it(form, gable, overhang):
    made = layer(
        [[box(0, 0, 13, 8)], [L_PLAN]],
        bottom=1.0,
        eaves=5.0,
        top=8.0,
        roof=[form] * 2,
        material=["lime"] * 2,
        gable=[gable] * 2,
        overhang=[overhang] * 2,
    )
    mesh = derive_mesh(made)
    for row in range(2):
        z = corners(mesh)[mesh.features == row][:, :, 2]
        assert z.max() == pytest.approx(8.0, abs=1e-5)
        assert z.min() == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("form", ["gabled", "hipped", "pyramidal", "xieshan"])
def test_roof_tiles_look_upwards_all_over_the_plan(form):
    made = layer([[box(0, 0, 13, 8)]], eaves=4.0, top=7.0, roof=[form], material=["lime"], overhang=[0.6])
    mesh = derive_mesh(made)
    tiles = normals(mesh)[mesh.material_of_face == Material.TILE_ROOF]
    assert (tiles[:, 2] > 0.0).all()
    reach = 13.0 if form == "gabled" else 13.0 + 1.2
    assert 0.5 * tiles[:, 2].sum() == pytest.approx(reach * (8.0 + 1.2), rel=1e-5)


def test_an_l_plan_carries_a_roof_over_its_whole_area():
    made = layer([[L_PLAN]], eaves=4.0, top=6.0, roof=["hipped"], material=["modern"])
    mesh = derive_mesh(made, closed=True)
    roof = normals(mesh)[mesh.material_of_face == Material.MODERN_ROOF]
    assert (roof[:, 2] > 0.0).all()
    assert 0.5 * roof[:, 2].sum() == pytest.approx(shapely.Polygon(L_PLAN).area, rel=1e-6)
    assert open_edges(mesh) == 0


def test_a_roof_that_does_not_fit_is_made_flat_and_counted():
    needle = [(0.0, 0.0), (30.0, 0.0), (30.0, 0.4), (15.0, 0.5), (0.0, 0.4)]
    said = SilentFeedback()
    mesh = derive_mesh(layer([[needle]], eaves=4.0, top=6.0, roof=["hipped"]), feedback=said)
    assert corners(mesh)[:, :, 2].max() == 6.0
    assert [message.values for message in said.warnings] == [{"count": 1}]


def test_footprints_without_area_or_height_are_left_out_and_counted():
    said = SilentFeedback()
    made = layer([[box(0, 0, 5, 5)], [[(1.0, 1.0), (2.0, 2.0)]], [[(0.0, 0.0), (np.nan, 0.0), (1.0, 1.0)]]])
    mesh = derive_mesh(made, feedback=said)
    assert set(mesh.features.tolist()) == {0}
    assert [message.values for message in said.warnings] == [{"count": 2}]


def test_an_empty_layer_gives_an_empty_mesh():
    assert len(derive_mesh(layer([])).faces) == 0


def test_some_rows_give_their_share_of_the_whole_mesh():
    made = layer([[box(30 * k, 0, 9 + k, 6)] for k in range(6)], eaves=4.0, top=6.0, roof=["gabled"] * 6)
    whole, some = derive_mesh(made), derive_mesh(made, [4, 1])
    assert set(some.features.tolist()) == {1, 4}
    for row in (1, 4):
        of_whole, of_some = whole.features == row, some.features == row
        assert np.array_equal(corners(whole)[of_whole], corners(some)[of_some])
        assert np.array_equal(whole.colour_of_face[of_whole], some.colour_of_face[of_some])


def test_what_is_computed_with_is_what_is_drawn():
    made = layer([[box(0, 0, 13, 8)]], eaves=4.0, top=7.0, roof=["gabled"], gable=["matou"], overhang=[0.5])
    drawn, computed = derive_mesh(made), analysis_mesh(made)
    assert np.array_equal(corners(drawn), corners(computed))
    assert computed.colour_of_face is None


def test_walls_look_outwards():
    mesh = derive_mesh(layer([[L_PLAN[::-1]]], eaves=5.0))
    upright = np.abs(normals(mesh)[:, 2]) < 1e-9
    middle = corners(mesh)[upright].mean(axis=1)[:, :2]
    ahead = middle + 0.05 * np.sign(normals(mesh)[upright][:, :2])
    assert not shapely.contains_xy(shapely.Polygon(L_PLAN), ahead).any()


def test_uv_of_a_lime_wall_is_metres_along_and_above_the_ground_outdoors():
    made = layer([[box(0, 0, 12, 8)]], bottom=2.0, eaves=7.0, material=["lime"])
    mesh = derive_mesh(made)
    walls = mesh.uv[mesh.faces[mesh.material_of_face == Material.LIME_WALL]]
    assert walls[..., 0].max() == 12.0
    assert walls[..., 1].max() == 5.0
    assert walls.min() == 0.0


def test_uv_of_a_modern_wall_ends_on_a_whole_window_bay():
    mesh = derive_mesh(layer([[box(0, 0, 31, 12)]], material=["modern"]))
    walls = mesh.uv[mesh.faces[mesh.material_of_face == Material.MODERN_WALL]][..., 0]
    assert np.allclose(np.unique(np.round(walls / 3.3, 4)), [0.0, 4.0, 9.0])


def test_a_parapet_stands_on_the_roof_and_ends_at_top():
    mesh = derive_mesh(layer([[box(0, 0, 20, 10)]], eaves=18.0, parapet=[1.1]))
    deck = corners(mesh)[mesh.material_of_face == Material.MODERN_ROOF][:, :, 2]
    assert deck == pytest.approx(18.0 - 1.1)
    assert corners(mesh)[:, :, 2].max() == 18.0


def test_houses_differ_in_tint_and_keep_it_when_rows_move():
    rings = [[box(20 * k, 7, 9, 6)] for k in range(30)]
    there = derive_mesh(layer(rings, material=["lime"] * 30))
    back = derive_mesh(layer(rings[::-1], material=["lime"] * 30))
    of_row = [there.colour_of_face[there.features == row][0] for row in range(30)]
    assert len({tuple(colour) for colour in of_row}) >= 4
    assert all(
        np.array_equal(of_row[row], back.colour_of_face[back.features == 29 - row][0]) for row in range(30)
    )


def test_faces_of_different_directions_share_no_vertex():
    mesh = derive_mesh(layer([[box(0, 0, 13, 8)]], eaves=4.0, top=7.0, roof=["hipped"], overhang=[0.4]))
    direction = normals(mesh)
    direction /= np.linalg.norm(direction, axis=1)[:, None]
    seen: dict[int, np.ndarray] = {}
    for face, normal in zip(mesh.faces, direction, strict=True):
        for vertex in face:
            assert np.allclose(seen.setdefault(int(vertex), normal), normal, atol=1e-3)


@pytest.mark.parametrize("form", ["flat", "gabled", "hipped", "pyramidal", "xieshan"])
def test_from_afar_a_house_keeps_its_height_and_loses_half_its_triangles(form):
    made = layer(
        [[box(0, 0, 13, 8)]],
        eaves=4.0,
        top=7.0,
        roof=[form],
        material=["lime"],
        overhang=[0.6],
        gable=["matou"],
        parapet=[0.8],
    )
    near, far = derive_mesh(made), derive_mesh(made, fine=False)
    assert corners(far)[:, :, 2].max() == pytest.approx(corners(near)[:, :, 2].max())
    assert len(far.faces) <= 0.55 * len(near.faces)
