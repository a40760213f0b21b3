import numpy as np
import pytest

from importers.yangzhou.heritage import boats, trees
from importers.yangzhou.heritage.landmarks import provenance
from importers.yangzhou.heritage.tree_parts import icosphere
from scene.materials import Material
from scene.messages import BilingualText
from scene.node import Role
from tests.importers.yangzhou.heritage.solid_checks import is_closed, signed_volume

KINDS = {
    trees.willow: 700,
    trees.broadleaf: 350,
    trees.tall_broadleaf: 350,
    trees.peach: 350,
    trees.conifer: 350,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("variant", [0, 1, 2])
def test_unit_trees_keep_their_size_and_their_budget(kind, variant):
    mesh, outline = kind(variant)
    assert len(mesh.faces) <= KINDS[kind]
    assert len(outline.faces) <= 60
    for part in (mesh, outline):
        low, high = part.vertices.min(axis=0), part.vertices.max(axis=0)
        assert np.isfinite(part.vertices).all()
        assert low[2] >= -0.001
        assert 0.93 <= high[2] <= 1.001
        assert (np.abs([low[:2], high[:2]]) <= 0.62).all()


@pytest.mark.parametrize("kind", KINDS)
def test_outlines_are_closed_solids_that_wind_outward(kind):
    _, outline = kind()
    assert is_closed(outline)
    assert signed_volume(outline) > 0.1


@pytest.mark.parametrize("kind", KINDS)
def test_the_outline_is_about_as_wide_and_high_as_the_crown_it_stands_for(kind):
    mesh, outline = kind()
    for axis, slack in ((0, 0.16), (1, 0.16), (2, 0.06)):
        assert np.ptp(outline.vertices[:, axis]) == pytest.approx(np.ptp(mesh.vertices[:, axis]), abs=slack)


def test_the_same_tree_grows_twice_and_variants_differ():
    for kind in KINDS:
        assert np.array_equal(kind(1)[0].vertices, kind(1)[0].vertices)
        assert not np.array_equal(kind(0)[0].vertices, kind(1)[0].vertices)


def test_the_strands_of_a_willow_are_thin_and_hang():
    mesh, _ = trees.willow()
    strand = mesh.material_of_face == Material.WILLOW
    across = np.abs(mesh.uv[mesh.faces][:, :, 0]) == 1.0
    pairs = mesh.faces[strand & (across.sum(axis=1) == 2)]
    ends = mesh.uv[pairs]
    widest = 0.0
    for face, chart in zip(mesh.vertices[pairs], ends, strict=True):
        side = np.abs(chart[:, 0]) == 1.0
        if chart[side][0, 1] == chart[side][1, 1]:
            widest = max(widest, float(np.linalg.norm(face[side][0] - face[side][1])))
    assert 0.0 < widest <= 0.035
    assert mesh.vertices[mesh.faces[strand]][..., 2].min() < 0.3


@pytest.mark.parametrize("kind", KINDS)
def test_sprays_are_charted_one_by_one(kind):
    mesh, _ = kind()
    spray = mesh.material_of_face == Material.SPRAY
    corners = mesh.faces[spray].reshape(-1, 6)
    number = np.round(mesh.uv[corners, 1] / 4.0)
    assert (number == np.arange(len(corners))[:, None]).all()
    assert np.abs(mesh.uv[corners, 1] - 4.0 * number).max() == 1.0
    assert np.abs(mesh.uv[corners, 0]).max() == 1.0


def test_crowns_and_blossom_are_of_their_material():
    assert Material.BLOSSOM in trees.peach()[0].material_of_face
    assert Material.FOLIAGE in trees.broadleaf()[0].material_of_face
    assert Material.TRUNK in trees.willow()[1].material_of_face


def test_an_icosphere_is_a_closed_sphere():
    vertices, faces = icosphere(1)
    assert len(faces) == 80
    assert np.linalg.norm(vertices, axis=1) == pytest.approx(1.0)
    a, b, c = vertices[faces].transpose(1, 0, 2)
    assert np.einsum("ij,ij->i", a, np.cross(b, c)).min() > 0


@pytest.mark.parametrize("boat", [boats.painted_boat(), boats.painted_boat(dragon=True), boats.rowing_boat()])
def test_boats_float_with_their_keel_below_the_water(boat):
    mesh, outline = boat
    assert np.isfinite(mesh.vertices).all()
    assert -0.6 < mesh.vertices[:, 2].min() < -0.2
    assert len(mesh.faces) <= 4_000
    assert is_closed(outline)
    assert signed_volume(outline) > 1.0


def test_boats_lie_along_the_route_on_the_water_bow_ahead():
    route = np.array([[0.0, 0.0], [0.0, 100.0], [100.0, 100.0]])
    node = boats.boats_along(
        route,
        5.0,
        (0.25, -0.25, 0.75),
        boats.rowing_boat(),
        name=BilingualText("小船", "Rowing boats"),
        node_id="heritage.rowing_boats",
        provenance=provenance(),
    )
    assert node.role is Role.FURNITURE
    fleet = node.payload
    assert fleet.positions[0] == pytest.approx([4.0, 50.0, 5.0], abs=1e-4)
    assert fleet.positions[1] == pytest.approx([-4.0, 50.0, 5.0], abs=1e-4)  # the other way, the other side
    assert np.cos(fleet.heading) == pytest.approx([1.0, -1.0, 0.0], abs=1e-5)
    assert np.sin(fleet.heading[2]) == pytest.approx(-1.0)  # the bow, +y, turned to the east
