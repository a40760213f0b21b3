"""GLB: what is written is what was there, and trimesh and our own importer read it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import trimesh

from importers.base import ImportTarget
from importers.export.registry import by_id
from importers.registry import for_file
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.geometry.placed import placed
from scene.node import Node, Provenance, Role
from scene.payloads import Instances, PointCloud, TriangleMesh
from tests.contracts.layers import buildings, instances, lines, mesh, points, raster
from tests.importers.export.glb_reader import Glb, srgb, z_up
from tests.importers.export.test_vector import back, export


def test_a_mesh_comes_back_to_the_bit_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "塔.glb"
    export("glb", mesh(), path)
    before = mesh().payload
    assert isinstance(before, TriangleMesh)
    node = back(path)
    after = node.payload
    assert isinstance(after, TriangleMesh)
    stands = placed(after.vertices.astype(np.float64), node.transform).astype(np.float32)
    names = ("塔", "亭")
    assert sorted(after.columns["name_zh"].tolist()) == sorted(names)
    for row, name in enumerate(names):
        mine = after.faces[after.features == after.columns["name_zh"].tolist().index(name)]
        expected = before.vertices[before.faces[before.features == row]]
        np.testing.assert_array_equal(stands[mine], expected)
        assert after.colour_of_face is not None
        assert before.colour_of_face is not None
        chosen = after.colour_of_face[after.features == after.columns["name_zh"].tolist().index(name)]
        np.testing.assert_array_equal(chosen, before.colour_of_face[before.features == row])


def test_colours_names_place_and_origin_are_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    node = replace(mesh(), provenance=Provenance("user", synthetic=True, credits=("某测绘院",)))
    report = export("glb", node, path)
    glb = Glb(path)
    document = glb.document
    assert document["asset"]["extras"]["crs"] == "EPSG:4549"
    assert document["asset"]["extras"]["vertical"] == "EPSG:5737"
    origin = np.array(document["asset"]["extras"]["origin"])
    layer = document["nodes"][1]
    assert layer["name"] == "何园 一带"
    assert layer["extras"]["credits"] == "某测绘院"
    assert "illustrative" in layer["extras"]["synthetic"]
    attributes, faces = glb.primitive(0)
    world = z_up(attributes["POSITION"])[faces] + origin
    payload = mesh().payload
    assert isinstance(payload, TriangleMesh)
    local = YANGZHOU_FRAME.to_local(world.reshape(-1, 3))
    np.testing.assert_array_equal(local, payload.vertices[payload.faces[:4]].reshape(-1, 3))
    assert srgb(attributes["COLOR_0"][:, :3]).tolist() == [[200, 40, 30]] * len(attributes["COLOR_0"])
    assert "446014" in " ".join(str(note) for note in report.notes)


@pytest.mark.parametrize("shade", range(0, 256, 5))
def test_every_shade_comes_back(shade: int) -> None:
    from importers.export.gltf_document import linear

    stored = np.round(linear(np.array([[shade] * 3], np.uint8)) * 65535) / 65535
    assert srgb(stored).tolist() == [[shade] * 3]


def test_buildings_carry_ids_heights_and_names(tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    export("glb", buildings(), path)
    glb = Glb(path)
    attributes, faces = glb.primitive(0)
    columns = glb.columns(0)
    assert columns["id"] == ["YZ-001", "何园-2", "3"]
    assert columns["name_zh"] == ["片石山房", "读书楼", ""]
    assert columns["top"] == [12.25, 14.199999809265137, 9.0]
    assert columns["floors"] == [2.0, -9999.0, 1.0]
    feature = attributes["_FEATURE_ID_0"][:, 0]
    assert set(feature) == {0.0, 1.0, 2.0}
    heights = z_up(attributes["POSITION"])[:, 2]
    for row, top in enumerate(columns["top"]):
        assert heights[feature == row].max() == pytest.approx(top, abs=0.6)  # a ridge bar may rise above it
    assert (feature[faces] == feature[faces][:, :1]).all()


def test_normals_point_out_of_a_closed_shape(tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    export("glb", replace(mesh(), payload=_cube()), path)
    attributes, _ = Glb(path).primitive(0)
    outward = attributes["POSITION"] - attributes["POSITION"].mean(axis=0)
    assert ((outward * attributes["NORMAL"]).sum(axis=1) > 0).all()
    np.testing.assert_allclose(np.linalg.norm(attributes["NORMAL"], axis=1), 1.0, atol=1e-5)


def test_a_texture_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    image = np.random.default_rng(1).integers(0, 256, (8, 16, 3), np.uint8)
    payload = mesh().payload
    assert isinstance(payload, TriangleMesh)
    uv = np.random.default_rng(2).uniform(0, 1, (8, 2)).astype(np.float32)
    node = replace(mesh(), payload=replace(payload, uv=uv, texture=image))
    export("glb", node, path)
    scene = trimesh.load_scene(path)
    textured = next(iter(scene.geometry.values()))
    assert np.asarray(textured.visual.material.baseColorTexture.convert("RGB")).tolist() == image.tolist()
    np.testing.assert_allclose(textured.visual.uv[textured.faces], uv[payload.faces], atol=1e-6)


def test_copies_keep_places_headings_sizes_and_tints(tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    export("glb", instances(), path)
    glb = Glb(path)
    origin = np.array(glb.document["asset"]["extras"]["origin"])
    node = next(node for node in glb.document["nodes"] if "extensions" in node)
    held = node["extensions"]["EXT_mesh_gpu_instancing"]["attributes"]
    before = instances().payload
    assert isinstance(before, Instances)
    places = YANGZHOU_FRAME.to_local(z_up(glb.accessor(held["TRANSLATION"])) + origin)
    np.testing.assert_array_equal(places, before.positions)
    np.testing.assert_array_equal(glb.accessor(held["SCALE"])[:, [0, 2, 1]], before.scale)
    turn = glb.accessor(held["ROTATION"])
    np.testing.assert_allclose(2.0 * np.arctan2(turn[:, 1], turn[:, 3]), before.heading, atol=1e-6)
    assert before.colour is not None
    np.testing.assert_allclose(255 * glb.accessor(held["_TINT"])[:, :3], before.colour, atol=1e-6)


def test_baked_copies_are_triangles_where_the_copies_stood(tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    export("glb", instances(), path, copies="baked")
    glb = Glb(path)
    assert "extensionsRequired" not in glb.document
    attributes, faces = glb.primitive(0)
    assert len(faces) == 4 * 8
    before = instances().payload
    assert isinstance(before, Instances)
    origin = np.array(glb.document["asset"]["extras"]["origin"])
    local = z_up(attributes["POSITION"])[faces] + origin - np.array(YANGZHOU_FRAME.origin)
    row, vertex = 2, before.mesh.vertices[before.mesh.faces[3, 1]]
    x, y, z = vertex * before.scale[row]
    cos, sin = np.cos(before.heading[row]), np.sin(before.heading[row])
    expected = before.positions[row] + np.array([cos * x - sin * y, sin * x + cos * y, z])
    np.testing.assert_allclose(local[row * 8 + 3, 1], expected, atol=1e-4)


def test_a_raster_becomes_a_ground_with_its_hole(tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    report = export("glb", raster(), path)
    _, faces = Glb(path).primitive(0)
    assert len(faces) == 2 * (34 * 49 - 4)
    assert "3,324 triangles" in str(report.summary)


def test_trimesh_reads_a_whole_scene(tmp_path: Path) -> None:
    worker = by_id("glb").load()
    path = tmp_path / "all.glb"
    nodes: list[Node] = [buildings(), mesh(), raster()]
    worker.write(nodes, YANGZHOU_FRAME, path, worker.params_type(), SilentFeedback())
    scene = trimesh.load_scene(path)
    assert len(scene.geometry) == 4
    assert scene.bounds[1][1] == pytest.approx(25.0, abs=0.1)  # y up: the highest ground


def test_another_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="GLB is in metres"):
        export("glb", mesh(), tmp_path / "a.glb", crs="EPSG:4326")
    empty = TriangleMesh(np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32))
    with pytest.raises(InvalidRequest, match="no triangle"):
        export("glb", replace(mesh(), payload=empty), tmp_path / "a.glb")
    assert not list(tmp_path.iterdir())


def _cube() -> TriangleMesh:
    box = trimesh.creation.box((2, 3, 4))
    return TriangleMesh(np.asarray(box.vertices, np.float32), np.asarray(box.faces, np.int32))


def test_copies_come_back_as_triangles_where_they_stood(tmp_path: Path) -> None:
    path = tmp_path / "trees.glb"
    export("glb", instances(), path)
    node = back(path)
    before, after = instances().payload, node.payload
    assert isinstance(before, Instances)
    assert isinstance(after, TriangleMesh)
    assert len(after.faces) == before.count * len(before.outline.faces)
    stands = placed(after.vertices.astype(np.float64), node.transform)[after.faces].reshape(-1, 3)
    corners = before.outline.vertices[before.outline.faces].reshape(-1, 3)
    expected = []
    for row, turn in enumerate(before.heading):
        x, y, z = (corners * before.scale[row]).T
        turned = [np.cos(turn) * x - np.sin(turn) * y, np.sin(turn) * x + np.cos(turn) * y, z]
        expected.append(np.column_stack(turned) + before.positions[row])
    np.testing.assert_allclose(stands, np.concatenate(expected), atol=1e-4)


def test_a_person_may_put_it_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    export("glb", mesh(), path)
    worker = for_file(path).load()
    params = worker.params_type(easting=446500.0, northing=3586500.0, height=7.0)
    node = worker.read(path, params, ImportTarget(YANGZHOU_FRAME), SilentFeedback()).nodes[0]
    assert isinstance(node.payload, TriangleMesh)
    stands = placed(node.payload.vertices.astype(np.float64), node.transform)
    assert stands[:, 2].min() == pytest.approx(7.0)
    assert stands[:, 0].min() > 490.0
    guess = worker.inspect(path, worker.params_type())
    assert guess.suggested["easting"] == 446014.0


def test_lines_and_points_are_drawn_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    report = (
        by_id("glb")
        .load()
        .write([lines(), points()], YANGZHOU_FRAME, path, by_id("glb").load().params_type(), SilentFeedback())
    )
    assert "3 pieces of lines, 401 points" in str(report.summary)
    glb = Glb(path)
    zero = np.array(glb.document["asset"]["extras"]["origin"]) - np.array(YANGZHOU_FRAME.origin)
    route, cloud = glb.document["meshes"]
    assert [primitive["mode"] for primitive in route["primitives"]] == [1, 0]
    assert [primitive["mode"] for primitive in cloud["primitives"]] == [0]
    line = route["primitives"][0]
    stand = z_up(glb.accessor(line["attributes"]["POSITION"])) + zero
    ends = glb.accessor(line["indices"]).reshape(-1, 2)
    expected = lines().payload.vertices
    np.testing.assert_allclose(stand[ends[:, 0]], expected[[1, 3, 4]], atol=1e-4)
    np.testing.assert_allclose(stand[ends[:, 1]], expected[[2, 4, 5]], atol=1e-4)
    assert glb.accessor(line["attributes"]["_FEATURE_ID_0"])[ends].ravel().tolist() == [1, 1, 2, 2, 2, 2]
    held = cloud["primitives"][0]["attributes"]
    np.testing.assert_allclose(
        z_up(glb.accessor(held["POSITION"])) + zero, points().payload.positions, atol=1e-3
    )
    np.testing.assert_array_equal(srgb(glb.accessor(held["COLOR_0"])[:, :3]), points().payload.colour)


def test_points_come_back_from_a_glb_as_points(tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    export("glb", points(), path)
    before, node = points().payload, back(path)
    assert node.role is Role.POINTS
    assert isinstance(before, PointCloud)
    assert isinstance(node.payload, PointCloud)
    np.testing.assert_allclose(node.payload.positions, before.positions, atol=1e-3)
    np.testing.assert_array_equal(node.payload.colour, before.colour)


def test_surfaces_and_points_of_one_glb_become_two_layers_and_lines_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    writer = by_id("glb").load()
    layers = [mesh(), points(), lines()]
    writer.write(layers, YANGZHOU_FRAME, path, writer.params_type(), SilentFeedback())
    reader = for_file(path).load()
    result = reader.read(path, reader.params_type(), ImportTarget(YANGZHOU_FRAME), SilentFeedback())
    model, cloud = result.nodes
    assert (model.role, cloud.role) == (Role.MODEL, Role.POINTS)
    assert isinstance(cloud.payload, PointCloud)
    assert len(cloud.payload.positions) == 401
    np.testing.assert_allclose(cloud.payload.positions[:400], points().payload.positions, atol=1e-3)
    assert any("points or lines, left out: 1" in str(issue.message) for issue in result.issues)


def test_a_cloud_of_very_many_points_is_thinned_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importers.export.strokes._MOST_POINTS", 150)
    report = export("glb", points(), tmp_path / "a.glb")
    assert any("one point in 3 was taken, 134 of 400" in str(note) for note in report.notes)
