"""COLLADA, 3MF and 3DS hold the same pavilion: in metres, upright, coloured, named; and break politely."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from importers.base import ImportTarget
from importers.models.params import ModelParams
from importers.registry import for_file
from scene.errors import UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.payloads import TriangleMesh
from tests.importers import model_files
from tests.importers.gltf_files import png


def read(path: Path, content: bytes) -> tuple[TriangleMesh, list[str]]:
    path.write_bytes(content)
    worker = for_file(path).load()
    answers = ModelParams(easting=446_000.0, northing=3_586_000.0, height=0.0)
    result = worker.read(path, answers, ImportTarget(YANGZHOU_FRAME), SilentFeedback())
    return result.nodes[0].payload, [str(issue.message) for issue in result.issues]


def standing(mesh: TriangleMesh) -> list[list[list[float]]]:
    return np.round(mesh.vertices[mesh.faces], 4).tolist()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.dae", model_files.collada()),
        ("a.dae", model_files.collada("Z_UP", 0.0254)),
        ("a.3mf", model_files.threemf()),
        ("a.3mf", model_files.threemf("inch", 0.0254)),
        ("a.3ds", model_files.max3ds()),
    ],
)
def test_the_pavilion_is_the_same(tmp_path: Path, name: str, content: bytes) -> None:
    mesh, issues = read(tmp_path / name, content)
    corners = mesh.vertices[mesh.faces].astype(float)
    np.testing.assert_allclose(mesh.vertices.min(axis=0), (0, 0, 0), atol=1e-5)
    np.testing.assert_allclose(mesh.vertices.max(axis=0), (2, 3, 4), atol=1e-5)
    area = 0.5 * np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    np.testing.assert_allclose(area[:2].sum(axis=0), (0, 0, 6), atol=1e-4)
    np.testing.assert_allclose(area[2], (0, -4, 0), atol=1e-4)
    assert mesh.colour_of_face.tolist() == [[255, 0, 0], [255, 0, 0], [0, 0, 255]]
    assert set(mesh.columns["name_zh"]) <= {"亭", "何园"}
    assert not issues


@pytest.mark.parametrize(
    ("name", "make"), [("a.dae", lambda t: model_files.collada(texture=t)), ("a.3ds", model_files.max3ds)]
)
def test_textures_are_found_beside_the_file_and_missing_ones_are_said(
    tmp_path: Path, name: str, make
) -> None:
    (tmp_path / "瓦.png").write_bytes(png(np.arange(48).reshape(4, 4, 3)))
    mesh, issues = read(tmp_path / name, make("瓦.png"))
    assert mesh.texture is not None
    assert np.ptp(mesh.uv) > 0.0
    assert not issues
    mesh, issues = read(tmp_path / name, make("..\\..\\gone.png"))
    assert mesh.texture is None
    assert "gone.png is missing" in issues[0]


def test_entities_are_refused_and_nothing_is_read_through_them(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("0 0 0")
    bomb = model_files.collada().replace(
        b"<COLLADA", b'<!DOCTYPE C [<!ENTITY a SYSTEM "secret.txt">]><COLLADA', 1
    )
    with pytest.raises(UnreadableFile, match="entities"):
        read(tmp_path / "a.dae", bomb)


def test_nodes_that_hold_themselves_are_refused(tmp_path: Path) -> None:
    loop = model_files.collada().replace(b'<node id="n">', b'<node id="n"><instance_node url="#n"/>')
    with pytest.raises(UnreadableFile, match="hold themselves"):
        read(tmp_path / "a.dae", loop)
    with pytest.raises(UnreadableFile, match="hold themselves"):
        read(tmp_path / "a.3mf", model_files.threemf(extra='<component objectid="2"/>'))


def test_references_to_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        read(tmp_path / "a.dae", model_files.collada().replace(b"<p>0 1 4</p>", b"<p>0 1 9</p>"))
    with pytest.raises(UnreadableFile):
        read(tmp_path / "a.dae", model_files.collada().replace(b"<vcount>4", b"<vcount>400000000"))
    whole = model_files.max3ds()
    with pytest.raises(UnreadableFile):
        read(tmp_path / "a.3ds", whole.replace(b"\x00\x00\x01\x00\x04\x00", b"\x00\x00\x01\x00\x09\x00"))


def test_an_archive_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("3D/3dmodel.model", bytes(80_000_000))
    with pytest.raises(UnreadableFile, match="unfolds"):
        read(tmp_path / "a.3mf", held.getvalue())
