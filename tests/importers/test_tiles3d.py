"""Tilesets: what they show, where, how finely, and what becomes of those that are broken or hostile."""

import gzip
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from importers.base import ImportResult, ImportTarget
from importers.registry import for_file
from importers.tiles3d.params import TilesParams
from scene.errors import AnswerNeeded, Cancelled, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.payloads import PointCloud, TriangleMesh
from tests.contracts.samples.tiles3d import standing_at
from tests.importers.gltf_files import Gltf

BOX = {"box": [0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9]}
HOME = standing_at(119.42822, 32.39638)
LOCAL = (204.06, -49.06)
#: Grid north and true north differ there by this, radians.
TURN = 0.006


def glb(**node: Any) -> bytes:
    """Return a triangle that stands on x, its tip up: (0, 0, 0), (1, 0, 0), (0, 0, 1) with z up."""
    model = Gltf()
    model.triangle(**node)
    return model.glb()


def padded(table: dict[str, Any]) -> bytes:
    text = json.dumps(table).encode()
    return text + b" " * (-len(text) % 8)


def container(
    kind: bytes, features: dict[str, Any], body: bytes, binary: bytes = b"", batches: Any = None
) -> bytes:
    binary += bytes(-len(binary) % 8)
    tables = [padded(features), binary, b"" if batches is None else padded(batches), b""]
    last = struct.pack("<I", 1) if kind == b"i3dm" else b""
    size = 28 + len(last) + sum(map(len, tables)) + len(body)
    return struct.pack("<4s6I", kind, 1, size, *map(len, tables)) + last + b"".join(tables) + body


def composite(*tiles: bytes) -> bytes:
    return struct.pack("<4s3I", b"cmpt", 1, 16 + sum(map(len, tiles)), len(tiles)) + b"".join(tiles)


def tile(uri: str | None = None, **extra: Any) -> dict[str, Any]:
    content = {} if uri is None else {"content": {"uri": uri}}
    return {"boundingVolume": BOX, "geometricError": 0, **content, **extra}


def write(
    folder: Path, root: dict[str, Any], files: dict[str, bytes] | None = None, name: str = "tileset.json"
) -> Path:
    for file, content in (files or {}).items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content)
    path = folder / name
    path.write_text(json.dumps({"asset": {"version": "1.1"}, "geometricError": 500, "root": root}))
    return path


def read(path: Path, **answers: Any) -> ImportResult:
    worker = for_file(path).load()
    return worker.read(path, TilesParams(**answers), ImportTarget(YANGZHOU_FRAME), SilentFeedback())


def mesh_of(result: ImportResult) -> TriangleMesh:
    (mesh,) = [node.payload for node in result.nodes if isinstance(node.payload, TriangleMesh)]
    return mesh


def said(result: ImportResult) -> str:
    return " ".join(str(issue.message) for issue in result.issues)


def test_a_tile_stands_upright_at_its_place_on_the_earth(tmp_path: Path) -> None:
    path = write(tmp_path, tile("a.glb", transform=HOME), {"a.glb": glb()})
    mesh = mesh_of(read(path, height_shift=4.5))
    east, north = LOCAL
    expected = [(east, north, 4.5), (east + 1, north, 4.5), (east, north, 5.5)]
    np.testing.assert_allclose(mesh.vertices, expected, atol=0.02)
    assert "above the ellipsoid" in said(read(path))


def test_a_tileset_that_is_not_on_the_earth_asks_for_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, tile("a.glb"), {"a.glb": glb()})
    with pytest.raises(AnswerNeeded) as caught:
        read(path)
    assert caught.value.parameter == "easting"
    (node,) = read(path, easting=446_000.0, northing=3_586_000.0, height=3.0).nodes
    points = node.payload.vertices @ node.transform[:3, :3].T + node.transform[:3, 3]
    np.testing.assert_allclose(points, [(0, 0, 3), (1, 0, 3), (0, 0, 4)], atol=1e-5)


def test_coordinates_of_a_plane_system_are_asked_for_and_placed(tmp_path: Path) -> None:
    there = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 446_204, 3_585_951, 7, 1]
    path = write(tmp_path, tile("a.glb", transform=there), {"a.glb": glb()})
    with pytest.raises(AnswerNeeded) as caught:
        read(path, easting=446_000.0, northing=3_586_000.0)
    assert caught.value.parameter == "georeferenced"
    mesh = mesh_of(read(path, georeferenced=True, crs="EPSG:4549"))
    np.testing.assert_allclose(mesh.vertices[0], (204, -49, 7), atol=1e-3)


def test_batches_become_features_with_their_columns(tmp_path: Path) -> None:
    model = Gltf()
    points = model.accessor([(0, 0, 0), (1, 0, 0), (0, 1, 0)] * 2)
    ids = model.accessor([1, 1, 1, 0, 0, 0], "u2")
    model.mesh({"attributes": {"POSITION": points, "_BATCHID": ids}})
    binary = np.array([3, 4], "<i4").tobytes()
    batches = {"id": ["何园", "个园"], "height": [12.5, None], "use": {"byteOffset": 0}}
    b3dm = container(b"b3dm", {"BATCH_LENGTH": 2, "RTC_CENTER": [10, 0, 0]}, model.glb(), batches=batches)
    assert binary  # columns without a kind are left out, not guessed
    path = write(tmp_path, tile("a.b3dm", transform=HOME), {"a.b3dm": b3dm})
    with pytest.raises(UnreadableFile, match="leads nowhere"):
        read(path)
    batches.pop("use")
    good = container(b"b3dm", {"BATCH_LENGTH": 2, "RTC_CENTER": [10, 0, 0]}, model.glb(), batches=batches)
    (tmp_path / "a.b3dm").write_bytes(good)
    mesh = mesh_of(read(path))
    assert mesh.features.tolist() == [1, 0]
    assert mesh.columns["name_zh"].tolist() == ["何园", "个园"]
    np.testing.assert_array_equal(mesh.columns["height"], [12.5, np.nan])
    assert mesh.vertices[:, 0].min() == pytest.approx(LOCAL[0] + 10.0, abs=0.02)


def test_instances_stand_where_the_table_says_and_up_from_the_earth(tmp_path: Path) -> None:
    places = np.array([(0, 0, 0), (20, 0, 0)], "<f4")
    table = {"INSTANCES_LENGTH": 2, "POSITION": {"byteOffset": 0}, "SCALE": {"byteOffset": 24}}
    binary = places.tobytes() + np.array([1, 2], "<f4").tobytes()
    i3dm = container(b"i3dm", table, glb(), binary, {"name": ["柳", "桃"]})
    path = write(tmp_path, tile("a.i3dm", transform=HOME), {"a.i3dm": i3dm})
    mesh = mesh_of(read(path))
    assert mesh.features.tolist() == [0, 1]
    np.testing.assert_allclose(mesh.vertices[4] - mesh.vertices[0], (22, 0, 0), atol=22 * TURN)
    up = container(b"i3dm", {**table, "RTC_CENTER": HOME[12:15], "EAST_NORTH_UP": True}, glb(), binary)
    path = write(tmp_path, tile("b.i3dm"), {"b.i3dm": up})
    mesh = mesh_of(read(path))
    np.testing.assert_allclose(mesh.vertices[2] - mesh.vertices[0], (0, 0, 1), atol=0.01)


def test_points_keep_their_colours(tmp_path: Path) -> None:
    table = {"POINTS_LENGTH": 2, "POSITION": {"byteOffset": 0}, "RGB": {"byteOffset": 24}}
    binary = np.array([(0, 0, 0), (5, 0, 2)], "<f4").tobytes() + bytes([255, 0, 0, 0, 0, 255])
    path = write(tmp_path, tile("a.pnts", transform=HOME), {"a.pnts": container(b"pnts", table, b"", binary)})
    (node,) = read(path).nodes
    assert isinstance(node.payload, PointCloud)
    assert node.payload.colour.tolist() == [[255, 0, 0], [0, 0, 255]]
    np.testing.assert_allclose(node.payload.positions[1], (LOCAL[0] + 5, LOCAL[1], 2), atol=5 * TURN)


def test_points_may_come_as_gltf(tmp_path: Path) -> None:
    model = Gltf()
    points = model.accessor([(0, 0, 0), (5, 2, 0)])
    shade = model.accessor([(255, 0, 0, 255), (0, 0, 255, 255)], "u1", normalized=True)
    model.mesh({"attributes": {"POSITION": points, "COLOR_0": shade}, "mode": 0}, translation=[1, 0, 0])
    result = read(write(tmp_path, tile("a.glb", transform=HOME), {"a.glb": model.glb()}))
    (node,) = result.nodes
    assert node.payload.colour.tolist() == [[255, 0, 0], [0, 0, 255]]
    np.testing.assert_allclose(node.payload.positions[1], (LOCAL[0] + 6, LOCAL[1], 2), atol=6 * TURN)
    assert "left out" not in said(result)


def test_instances_that_are_none_show_nothing(tmp_path: Path) -> None:
    i3dm = container(b"i3dm", {"INSTANCES_LENGTH": 0, "POSITION": {"byteOffset": 0}}, glb())
    with pytest.raises(UnreadableFile, match="no triangle"):
        read(write(tmp_path, tile("a.i3dm", transform=HOME), {"a.i3dm": i3dm}))


def test_quantised_points_fill_their_volume(tmp_path: Path) -> None:
    table = {
        "POINTS_LENGTH": 2,
        "POSITION_QUANTIZED": {"byteOffset": 0},
        "QUANTIZED_VOLUME_OFFSET": [0, 0, 10],
        "QUANTIZED_VOLUME_SCALE": [8, 8, 8],
        "RGB565": {"byteOffset": 12},
    }
    binary = np.array([0, 0, 0, 65535, 0, 65535, 0xF800, 0x001F], "<u2").tobytes()
    path = write(tmp_path, tile("a.pnts", transform=HOME), {"a.pnts": container(b"pnts", table, b"", binary)})
    cloud = read(path).nodes[0].payload
    np.testing.assert_allclose(np.ptp(cloud.positions, axis=0), (8, 0, 8), atol=8 * TURN)
    assert cloud.colour.tolist() == [[255, 0, 0], [0, 0, 255]]


def test_composites_show_all_that_is_in_them(tmp_path: Path) -> None:
    b3dm = container(b"b3dm", {"BATCH_LENGTH": 0}, glb())
    path = write(tmp_path, tile("a.cmpt", transform=HOME), {"a.cmpt": composite(b3dm, composite(b3dm), b3dm)})
    assert len(mesh_of(read(path)).faces) == 3
    bomb = b3dm
    for _ in range(30):
        bomb = composite(bomb)
    (tmp_path / "a.cmpt").write_bytes(bomb)
    with pytest.raises(UnreadableFile, match=r"a\.cmpt"):
        read(path)


def levels(folder: Path, refine: str, *missing: str) -> Path:
    """Write a tileset of three levels: 1, 2 and 4 triangles."""
    files = {f"{n}.glb": glb(scale=[n, n, n]) for n in (1, 2, 4)}
    fine = [tile("4.glb"), tile("4.glb", transform=[1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 9, 0, 0, 1])]
    middle = tile("2.glb", geometricError=5, children=fine)
    root = tile("1.glb", geometricError=50, transform=HOME, refine=refine, children=[middle])
    return write(folder, root, {name: held for name, held in files.items() if name not in missing})


def heights(path: Path, **answers: Any) -> list[int]:
    return np.round(mesh_of(read(path, **answers)).vertices[2::3, 2]).astype(int).tolist()


def test_the_finest_tiles_are_shown_in_the_place_of_coarser_ones(tmp_path: Path) -> None:
    assert heights(levels(tmp_path, "REPLACE")) == [4, 4]
    assert heights(levels(tmp_path, "ADD")) == [1, 2, 4, 4]
    assert heights(levels(tmp_path, "REPLACE"), detail=10.0) == [2]
    assert heights(levels(tmp_path, "REPLACE"), detail=50.0) == [1]


def test_a_missing_or_broken_tile_leaves_the_coarser_one_and_is_said(tmp_path: Path) -> None:
    path = levels(tmp_path, "REPLACE", "4.glb")
    result = read(path)
    assert np.round(mesh_of(result).vertices[2, 2]) == 2
    assert "missing" in said(result)
    assert "4.glb" in said(result)
    (tmp_path / "4.glb").write_bytes(b"glTF" + bytes(60))
    result = read(path)
    assert np.round(mesh_of(result).vertices[2, 2]) == 2
    assert "cannot be read" in said(result)


def test_a_tile_alone_stands_where_its_own_centre_says(tmp_path: Path) -> None:
    b3dm = container(b"b3dm", {"BATCH_LENGTH": 0, "RTC_CENTER": HOME[12:15]}, glb())
    (tmp_path / "瓦片 50%.b3dm").write_bytes(b3dm)
    result = read(tmp_path / "瓦片 50%.b3dm")
    np.testing.assert_allclose(mesh_of(result).vertices[0], (*LOCAL, 0), atol=0.02)
    assert str(result.nodes[0].name) == "瓦片 50%"
    (tmp_path / "a.b3dm").write_bytes(b3dm[:-60])
    with pytest.raises(UnreadableFile, match=r"a\.b3dm is cut off"):
        read(tmp_path / "a.b3dm")


def test_tilesets_within_are_followed_with_their_place(tmp_path: Path) -> None:
    inner = tmp_path / "内"
    inner.mkdir()
    write(inner, tile("a.glb"), {"a.glb": glb()})
    path = write(tmp_path, tile("内/tileset.json", transform=HOME))
    np.testing.assert_allclose(mesh_of(read(path)).vertices[0], (*LOCAL, 0), atol=0.02)


@pytest.mark.parametrize("uri", ["../outside.glb", "http://example.org/a.glb", "/etc/hostname", "a.glb"])
def test_nothing_outside_the_folder_is_read(tmp_path: Path, uri: str) -> None:
    (tmp_path / "outside.glb").write_bytes(glb())
    inner = tmp_path / "inner"
    inner.mkdir()
    with pytest.raises(UnreadableFile, match="not beside it"):
        read(write(inner, tile(uri, transform=HOME)))


def test_a_tileset_that_holds_itself_is_refused(tmp_path: Path) -> None:
    write(tmp_path, tile("a.json"), name="b.json")
    with pytest.raises(UnreadableFile, match="holds itself"):
        read(write(tmp_path, tile("b.json", transform=HOME), name="a.json"))


def test_packages_and_gzipped_tiles_are_read_like_folders(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    path = write(whole, tile("t/a.glb", transform=HOME), {"t/a.glb": gzip.compress(glb())})
    plain = mesh_of(read(path))
    package = tmp_path / "扬州.3tz"
    with zipfile.ZipFile(package, "w") as archive:
        archive.write(path, "tileset.json")
        archive.write(whole / "t" / "a.glb", "t/a.glb")
    result = read(package)
    np.testing.assert_array_equal(mesh_of(result).vertices, plain.vertices)
    assert str(result.nodes[0].name) == "扬州"


def test_a_package_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "a.3tz"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tileset.json", bytes(60_000_000))
    with pytest.raises(UnreadableFile):
        read(package)


def test_property_tables_of_gltf_become_columns(tmp_path: Path) -> None:
    model = Gltf()
    points = model.accessor([(0, 0, 0), (1, 0, 0), (0, 1, 0)] * 2)
    ids = model.accessor([0, 0, 0, 1, 1, 1], "u1")
    names = "何园个园".encode()
    table = {
        "class": "house",
        "count": 2,
        "properties": {
            "name": {
                "values": model.view(names),
                "stringOffsets": model.view(np.array([0, 6, 12], "<u4").tobytes()),
            },
            "floors": {"values": model.view(np.array([2, 3], "<u2").tobytes())},
        },
    }
    kinds = {"name": {"type": "STRING"}, "floors": {"type": "SCALAR", "componentType": "UINT16"}}
    model.document["extensions"] = {
        "EXT_structural_metadata": {
            "schema": {"classes": {"house": {"properties": kinds}}},
            "propertyTables": [table],
        }
    }
    features = {"featureIds": [{"featureCount": 2, "attribute": 0, "propertyTable": 0}]}
    model.mesh(
        {
            "attributes": {"POSITION": points, "_FEATURE_ID_0": ids},
            "extensions": {"EXT_mesh_features": features},
        }
    )
    mesh = mesh_of(read(write(tmp_path, tile("a.glb", transform=HOME), {"a.glb": model.glb()})))
    assert mesh.features.tolist() == [0, 1]
    assert mesh.columns["name_zh"].tolist() == ["何园", "个园"]
    assert mesh.columns["floors"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"boundingVolume": {"box": [1, 2]}}, "root.boundingVolume.box"),
        ({"transform": [0] * 16}, "root.transform"),
        ({"refine": "MAYBE"}, "root.refine"),
        ({"geometricError": -1}, "root.geometricError"),
        ({"content": {"uri": 3}}, "root.content"),
        ({"children": {}}, "root.children"),
        ({"children": [{}]}, r"root.children\[0\].boundingVolume"),
    ],
)
def test_a_wrong_description_is_refused_by_the_name_of_what_is_wrong(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read(write(tmp_path, {**tile("a.glb", transform=HOME), **change}, {"a.glb": glb()}))


def test_a_look_counts_contents_and_says_what_is_missing(tmp_path: Path) -> None:
    path = levels(tmp_path, "REPLACE", "4.glb")
    guess = for_file(path).load().inspect(path, TilesParams())
    assert guess.count == 1
    assert guess.crs == "EPSG:4978"
    assert any("missing: 1" in str(note) for note in guess.notes)


def test_tiles_that_are_too_much_at_once_ask_for_coarser_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = levels(tmp_path, "REPLACE")
    most = (tmp_path / "4.glb").stat().st_size  # the two finest are twice that
    monkeypatch.setattr("importers.tiles3d.gathering.MOST_BYTES", most)
    with pytest.raises(AnswerNeeded) as caught:
        read(path)
    assert caught.value.parameter == "detail"
    assert heights(path, detail=10.0) == [2]


def test_a_layer_is_called_by_its_folder_if_its_file_is_called_like_all(tmp_path: Path) -> None:
    folder = tmp_path / "扬州 老城"
    folder.mkdir()
    result = read(write(folder, tile("a.glb", transform=HOME), {"a.glb": glb()}))
    assert str(result.nodes[0].name) == "扬州 老城"


def test_cancel_stops_it(tmp_path: Path) -> None:
    feedback = SilentFeedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        for_file(path := levels(tmp_path, "ADD")).load().read(path, TilesParams(), ImportTarget(), feedback)
