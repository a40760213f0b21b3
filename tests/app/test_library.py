"""Models are kept for other places and projects: exactly as they are, and a damaged one stops nothing."""

from pathlib import Path

import numpy as np
import pytest

from app.library import MODEL, TOLD, Library
from app.placement import Placement, placement_of, with_placement
from scene.errors import UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import Snapshot
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role
from scene.payloads import TriangleMesh

EMPTY = Snapshot(YANGZHOU_FRAME, (), {})


def pavilion() -> Node:
    rng = np.random.default_rng(3)
    mesh = TriangleMesh(
        rng.uniform(0, 5, (12, 3)).astype(np.float32),
        rng.integers(0, 12, (7, 3)).astype(np.int32),
        colour_of_face=rng.integers(0, 255, (7, 3)).astype(np.uint8),
        uv=rng.random((12, 2)).astype(np.float32),
        texture=rng.integers(0, 255, (4, 4, 3)).astype(np.uint8),
        columns={"name_zh": np.array(["亭"])},
    )
    provenance = Provenance("model.gltf", source="亭.glb", credits=("某院",), synthetic=True)
    node = Node(BilingualText("亭", "Pavilion"), Role.MODEL, mesh, provenance=provenance)
    return with_placement(node, Placement(4_000.0, -2_000.0, 12.0, 30.0, 1.5))


def copy(library: Library, place: tuple[float, float, float] = (1.0, 2.0, 3.0)) -> Node:
    return library.node(library.entries()[0], place, YANGZHOU_FRAME, EMPTY, SilentFeedback())


def test_what_is_kept_is_placed_again_exactly(tmp_path: Path) -> None:
    library, node = Library(tmp_path / "models"), pavilion()
    assert () == library.entries()
    entry = library.keep(node, b"png")
    assert ("亭", "Pavilion", 7, "亭.glb") == (entry.name_zh, entry.name_en, entry.faces, entry.source)
    assert b"png" == library.entries()[0].picture.read_bytes()
    again = copy(library)
    for name in ("vertices", "faces", "colour_of_face", "uv", "texture"):
        assert np.array_equal(getattr(node.payload, name), getattr(again.payload, name))
    assert ["亭"] == again.payload.columns["name_zh"].tolist()
    now = placement_of(again)
    assert (1.0, 2.0, 3.0, 30.0, 1.5) == pytest.approx((now.x, now.y, now.foot, now.bearing, now.scale))
    assert again.provenance is not None
    assert (("某院",), True) == (again.provenance.credits, again.provenance.synthetic)
    assert again.id != node.id


def test_a_damaged_model_is_one_sentence_and_stops_no_other(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.keep(pavilion())
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / TOLD).write_text("no toml")
    entry = library.entries()[0]
    for bad in (b"", b"PK\x03\x04 nothing", entry.folder.joinpath(MODEL).read_bytes()[:300]):
        (entry.folder / MODEL).write_bytes(bad)
        with pytest.raises(UnreadableFile, match="damaged"):
            copy(library)
    library.remove(entry)
    assert () == library.entries()


def test_no_pickle_is_ever_read(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.keep(pavilion())
    path = library.entries()[0].folder / MODEL
    np.savez(path, vertices=np.array([{"a": 1}], dtype=object), transform=np.eye(4))
    with pytest.raises(UnreadableFile):
        copy(library)


def test_a_glb_in_the_folder_is_a_model_too(tmp_path: Path) -> None:
    trimesh = pytest.importorskip("trimesh")
    trimesh.creation.box((2.0, 3.0, 4.0)).export(tmp_path / "石塔.glb")
    library = Library(tmp_path)
    assert ["石塔"] == [entry.name_zh for entry in library.entries()]
    node = copy(library, (20.0, 30.0, 6.0))
    now = placement_of(node)
    assert (20.0, 30.0, 6.0) == pytest.approx((now.x, now.y, now.foot), abs=0.01)
    assert Role.MODEL is node.role


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(UnreadableFile, match="cannot be written"):
        Library(blocked / "models").keep(pavilion())
