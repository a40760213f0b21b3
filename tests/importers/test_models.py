"""Models stand where they are put, the same from every format."""

import json
from pathlib import Path

import numpy as np
import pytest
import trimesh
from pydantic import ValidationError

from importers.base import ImportTarget
from importers.models.params import ModelParams
from importers.registry import by_id, for_file
from scene.errors import AnswerNeeded, OutOfReach, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Raster, TriangleMesh
from tests.importers.gltf_files import png
from tests.importers.samples import shared

WENCHANG = {"longitude": 119.42822, "latitude": 32.39638}


def read(path: Path, target: ImportTarget | None = None, **answers):
    worker = for_file(path).load()
    return worker.read(path, ModelParams(**answers), target or ImportTarget(YANGZHOU_FRAME), SilentFeedback())


def mesh_of(result) -> TriangleMesh:
    (node,) = result.nodes
    assert node.role is Role.MODEL
    assert isinstance(node.payload, TriangleMesh)
    return node.payload


def standing(result) -> np.ndarray:
    """Return the vertices in local metres."""
    (node,) = result.nodes
    points = node.payload.vertices.astype(np.float64)
    return points if node.transform is None else points @ node.transform[:3, :3].T + node.transform[:3, 3]


def tower(path: Path) -> Path:
    """Write a block 2 wide (x), 10 high (y), 4 deep (z), its foot at y = 0."""
    block = trimesh.creation.box((2.0, 10.0, 4.0))
    block.apply_translation((0.0, 5.0, 0.0))
    block.export(path)
    return path


@pytest.mark.parametrize("suffix", [".obj", ".glb", ".stl", ".ply"])
def test_a_model_stands_upright_at_its_coordinate(tmp_path: Path, suffix: str) -> None:
    result = read(tower(tmp_path / f"塔{suffix}"), **WENCHANG, up_axis="y", height=6.0)
    points = standing(result)
    np.testing.assert_allclose(points.min(axis=0), (203.06, -51.06, 6.0), atol=0.02)
    np.testing.assert_allclose(points.max(axis=0), (205.06, -47.06, 16.0), atol=0.02)
    assert len(mesh_of(result).faces) == 12


def test_up_is_y_for_gltf_obj_and_off_and_z_for_stl_and_ply(tmp_path: Path) -> None:
    for suffix, high in ((".glb", 10.0), (".obj", 10.0), (".off", 10.0), (".stl", 4.0), (".ply", 4.0)):
        points = standing(read(tower(tmp_path / f"a{suffix}"), **WENCHANG))
        assert np.ptp(points[:, 2]) == pytest.approx(high)


def test_a_bearing_turns_clockwise_and_a_scale_enlarges(tmp_path: Path) -> None:
    arrow = trimesh.Trimesh([(0, 0, 0), (0, 3, 0), (1, 0, 0)], [(0, 1, 2)])  # points north
    arrow.export(tmp_path / "a.ply")
    result = read(tmp_path / "a.ply", easting=446000.0, northing=3586000.0, bearing=90.0, scale=2.0)
    np.testing.assert_allclose(standing(result), [(0, 0, 0), (6, 0, 0), (0, -2, 0)], atol=1e-5)


def test_a_place_can_be_given_in_another_system(tmp_path: Path) -> None:
    result = read(tower(tmp_path / "a.glb"), easting=728395.50, northing=3586966.76, crs="EPSG:32650")
    np.testing.assert_allclose(standing(result).mean(axis=0)[:2], (204.06, -49.06), atol=0.02)


def test_without_a_place_the_person_is_asked(tmp_path: Path) -> None:
    with pytest.raises(AnswerNeeded) as caught:
        read(tower(tmp_path / "a.glb"))
    assert caught.value.parameter == "easting"
    with pytest.raises(AnswerNeeded) as caught:
        read(tower(tmp_path / "a.glb"), ImportTarget(), easting=1.0, northing=2.0)
    assert caught.value.parameter == "crs"
    with pytest.raises(ValidationError):
        ModelParams(easting=1.0)


def test_a_place_out_of_reach_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutOfReach):
        read(tower(tmp_path / "a.glb"), longitude=23.7, latitude=38.0)


def test_a_model_stands_on_the_ground(tmp_path: Path) -> None:
    scene = SceneGraph(YANGZHOU_FRAME)
    level = Raster(np.full((20, 20), 7.5, np.float32), 50.0, -200.0, 400.0)
    scene.insert(Node(BilingualText.same("ground"), Role.TERRAIN, level))
    result = read(tower(tmp_path / "a.glb"), ImportTarget(YANGZHOU_FRAME, scene.snapshot()), **WENCHANG)
    assert standing(result)[:, 2].min() == pytest.approx(7.5)
    assert not result.issues


def test_a_model_off_its_own_zero_stands_on_the_ground_below_it(tmp_path: Path) -> None:
    block = trimesh.creation.box((2.0, 2.0, 10.0))
    block.apply_translation((300.0, 0.0, 40.0))
    block.export(tmp_path / "a.ply")
    scene = SceneGraph(YANGZHOU_FRAME)
    slope = np.repeat(np.arange(40, dtype=np.float32)[None], 20, axis=0)  # 1 m up every 50 m east
    scene.insert(Node(BilingualText.same("ground"), Role.TERRAIN, Raster(slope, 50.0, -200.0, 400.0)))
    target = ImportTarget(YANGZHOU_FRAME, scene.snapshot())
    low = [
        standing(read(tmp_path / "a.ply", target, **WENCHANG, **turn))[:, 2].min()
        for turn in ({}, {"bearing": 90.0})
    ]
    assert low[0] == pytest.approx(low[1] + 6.0, abs=0.3)


def test_vertices_that_are_coordinates_are_noticed_and_placed(tmp_path: Path) -> None:
    block = trimesh.creation.box((2.0, 2.0, 2.0))
    block.apply_translation((446204.0, 3585951.0, 9.0))
    path = tmp_path / "a.obj"
    block.export(path)
    with pytest.raises(AnswerNeeded) as caught:
        read(path, **WENCHANG)
    assert caught.value.parameter == "georeferenced"
    result = read(path, georeferenced=True, crs="EPSG:4549")
    np.testing.assert_allclose(standing(result).mean(axis=0), (204.0, -49.0, 9.0), atol=1e-3)


def test_colours_of_materials_and_vertices_are_kept(tmp_path: Path) -> None:
    (tmp_path / "red.mtl").write_text("newmtl red\nKd 1 0 0\n")
    (tmp_path / "a.obj").write_text("mtllib red.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl red\nf 1 2 3\n")
    assert mesh_of(read(tmp_path / "a.obj", **WENCHANG)).colour_of_face.tolist() == [[255, 0, 0]]
    painted = trimesh.Trimesh(
        [(0, 0, 0), (1, 0, 0), (0, 1, 0)], [(0, 1, 2)], vertex_colors=[[0, 90, 30, 255]] * 3
    )
    painted.export(tmp_path / "b.ply")
    assert mesh_of(read(tmp_path / "b.ply", **WENCHANG)).colour_of_face.tolist() == [[0, 90, 30]]


def test_a_missing_material_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.obj").write_text("mtllib gone.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    result = read(tmp_path / "a.obj", **WENCHANG)
    assert "gone.mtl is missing" in str(result.issues[0].message)


def test_mirrored_parts_keep_their_outside_outside(tmp_path: Path) -> None:
    scene = trimesh.Scene()
    mirror = np.diag([-1.0, 1.0, 1.0, 1.0])
    scene.add_geometry(trimesh.creation.box((1.0, 1.0, 1.0)), transform=mirror)
    scene.export(tmp_path / "a.glb")
    mesh = mesh_of(read(tmp_path / "a.glb", **WENCHANG))
    again = trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)
    assert again.volume == pytest.approx(1.0, rel=1e-5)


def gltf(folder: Path, buffer: str, **extra) -> Path:
    points = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0)], np.float32)
    (folder / "points.bin").write_bytes(points.tobytes())
    document = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "buffers": [{"byteLength": 36, "uri": buffer}],
        **extra,
    }
    path = folder / "a.gltf"
    path.write_text(json.dumps(document))
    return path


def test_a_gltf_reads_the_buffer_beside_it(tmp_path: Path) -> None:
    result = read(gltf(tmp_path, "points.bin"), **WENCHANG)
    assert len(mesh_of(result).faces) == 1
    assert set(result.nodes[0].provenance.parameters["companions"]) == {"points.bin"}


@pytest.mark.parametrize(
    ("buffer", "said"),
    [
        ("gone.bin", "gone.bin, which is not beside it"),
        ("../points.bin", "not in its folder"),
        ("https://example.org/points.bin", "not in its folder"),
        ("/etc/hostname", "not in its folder"),
    ],
)
def test_a_gltf_with_a_buffer_elsewhere_gets_one_sentence(tmp_path: Path, buffer: str, said: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "points.bin").write_bytes(bytes(36))
    with pytest.raises(UnreadableFile, match=said):
        read(gltf(inner, buffer), **WENCHANG)


def test_declared_counts_are_held_against_the_buffer(tmp_path: Path) -> None:
    accessor = {"bufferView": 0, "componentType": 5126, "count": 4_000_000_000, "type": "VEC3"}
    with pytest.raises(UnreadableFile, match="reaches beyond"):
        read(gltf(tmp_path, "points.bin", accessors=[accessor]), **WENCHANG)
    with pytest.raises(UnreadableFile, match="reaches beyond"):
        read(gltf(tmp_path, "points.bin", accessors=[{**accessor, "bufferView": None}]), **WENCHANG)


def test_faces_with_a_corner_that_is_no_number_are_left_out(tmp_path: Path) -> None:
    points = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (np.nan, 0, 0)], "<f4")
    faces = b"".join(b"\x03" + np.array(face, "<i4").tobytes() for face in ((0, 1, 2), (0, 1, 3)))
    head = (
        "ply\nformat binary_little_endian 1.0\nelement vertex 4\nproperty float x\nproperty float y\n"
        "property float z\nelement face 2\nproperty list uchar int vertex_indices\nend_header\n"
    )
    (tmp_path / "a.ply").write_bytes(head.encode() + points.tobytes() + faces)
    result = read(tmp_path / "a.ply", **WENCHANG)
    assert len(mesh_of(result).faces) == 1
    assert "left out: 1" in str(result.issues[0].message)


@pytest.mark.parametrize(
    "name", ["plain.glb", "plain.obj", "plain.stl", "ascii.stl", "plain.ply", "plain.off"]
)
def test_the_pagoda_is_the_same_from_every_format(name: str) -> None:
    result = read(shared("mesh", "derived_formats", f"pagoda_{name}"), **WENCHANG, up_axis="y")
    mesh = mesh_of(result)
    assert len(mesh.faces) == 144
    np.testing.assert_allclose(mesh.vertices.min(axis=0), (-3.8, 0.0, -3.8), atol=1e-6)
    np.testing.assert_allclose(mesh.vertices.max(axis=0), (3.8, 12.7, 3.8), atol=1e-6)
    points = standing(result)
    corners = points[mesh.faces]
    area = (
        0.5
        * np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum()
    )
    assert area == pytest.approx(690.48, abs=0.01)
    assert points[:, 2].max() == pytest.approx(12.7, abs=1e-5)


def test_the_3dfier_block_of_delft_opens_by_its_own_coordinates() -> None:
    path = shared("pointcloud", "delft_3dfier", "output", "testarea.obj")
    result = read(path, ImportTarget(), georeferenced=True, crs="EPSG:28992")
    assert len(mesh_of(result).faces) == 28_619
    world = result.frame.to_world(mesh_of(result).vertices)
    np.testing.assert_allclose(world.min(axis=0), (84616.5, 447423.0, -0.47), atol=0.06)
    np.testing.assert_allclose(world.max(axis=0), (85140.8, 447750.6, 13.58), atol=0.06)


def test_an_off_file_may_have_faces_of_many_corners_and_colours(tmp_path: Path) -> None:
    # An L of six corners, seen from above, and a triangle; comments and blank lines between.
    text = """OFF # counts follow
    7 2 0

    0 0 0
    2 0 0
    2 1 0
    1 1 0
    1 2 0
    0 2 0
    0 0 5
    6 0 1 2 3 4 5 255 0 0
    3 0 1 6 0 0 255
    """
    (tmp_path / "a.off").write_text(text)
    mesh = mesh_of(read(tmp_path / "a.off", **WENCHANG))
    corners = mesh.vertices[mesh.faces].astype(float)
    area = 0.5 * np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert len(mesh.faces) == 5
    assert area[:4].sum(axis=0).tolist() == [0, 0, 3]  # the L, counter-clockwise, not its hull
    assert mesh.colour_of_face.tolist() == [[255, 0, 0]] * 4 + [[0, 0, 255]]
    (tmp_path / "a.off").write_text("OFF 999999999999 2 0\n0 0 0\n")
    with pytest.raises(UnreadableFile, match="which its length denies"):
        read(tmp_path / "a.off", **WENCHANG)


def test_a_ply_without_faces_is_no_model(tmp_path: Path) -> None:
    trimesh.PointCloud(np.eye(3)).export(tmp_path / "a.ply")
    worker = by_id("model.ply").load()
    assert not worker.accepts(tmp_path / "a.ply", (tmp_path / "a.ply").read_bytes()[:4096])


def test_a_material_of_a_foreign_system_finds_its_texture(tmp_path: Path) -> None:
    (tmp_path / "墙 面.png").write_bytes(png(np.arange(48).reshape(4, 4, 3)))
    (tmp_path / "m.mtl").write_text(
        "newmtl wall\nmap_Kd .\\墙 面.png\nnewmtl gone\nmap_Kd ..\\..\\gone.png\n", "utf-8"
    )
    text = "mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 0 1\nusemtl wall\nf 1/1 2/2 3/3\n"
    (tmp_path / "a.obj").write_text(text, "utf-8")
    result = read(tmp_path / "a.obj", **WENCHANG)
    assert mesh_of(result).texture[0, 0].tolist() == [0, 1, 2]
    assert ["gone.png is missing" in str(issue.message) for issue in result.issues] == [True, False]


def test_names_as_chinese_systems_write_them_lead_to_their_files(tmp_path: Path) -> None:
    (tmp_path / "青砖.png").write_bytes(png(np.arange(48).reshape(4, 4, 3)))
    (tmp_path / "材质.mtl").write_bytes("newmtl 墙\nmap_Kd -s 1 1 1 青砖.png\n".encode("gbk"))
    text = "mtllib 材质.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 0 1\nusemtl 墙\nf 1/1 2/2 3/3\n"
    (tmp_path / "塔.obj").write_bytes(text.encode("gbk"))
    result = read(tmp_path / "塔.obj", **WENCHANG)
    assert mesh_of(result).texture[0, 0].tolist() == [0, 1, 2]
    assert len(result.issues) == 1  # that there is no terrain
