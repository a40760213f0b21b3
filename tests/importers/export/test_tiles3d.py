"""3D Tiles: every vertex lies where it is on Earth, boxes hold what is below them, no building is cut."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyproj import Transformer

from importers.export.globe import Globe
from importers.export.registry import by_id, for_path
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.geometry.placed import placed
from scene.node import Node
from scene.payloads import Buildings, Instances, PointCloud, TriangleMesh
from tests.contracts.layers import buildings, instances, lines, mesh, points, raster
from tests.importers.export.glb_reader import Glb, z_up
from tests.importers.export.test_vector import back, export


def town(count: int = 100) -> Node:
    """A town of 10,000 boxes on 12 km, to be cut into several tiles."""
    west, south = (grid.ravel() for grid in np.meshgrid(*2 * [np.linspace(-6000, 6000, count)]))
    corners = np.array([[0, 0], [30, 0], [30, 20], [0, 20]])
    n = len(west)
    rings = (np.column_stack([west, south])[:, None] + corners).reshape(-1, 2).astype(np.float32)
    levels = [np.full(n, height, np.float32) for height in (5.0, 20.0, 20.0, 5.0)]
    payload = Buildings(
        rings, np.arange(0, 4 * n + 1, 4), np.arange(n + 1), np.arange(n + 1), *levels,
        tuple(f"b{row}" for row in range(n)), {"name_zh": np.array([f"楼{row}" for row in range(n)])},
    )  # fmt: skip
    return replace(buildings(), payload=payload, attributes={})


def tiles(tile: dict[str, Any], above: np.ndarray[Any, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield all tiles with the matrix from each to the Earth."""
    matrix = above @ np.array(tile.get("transform", np.eye(4).T.ravel())).reshape(4, 4).T
    yield tile, matrix
    for child in tile.get("children", ()):
        yield from tiles(child, matrix)


def on_earth(points: np.ndarray[Any, Any], matrix: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return points of a tile as local metres, by PROJ's own way from EPSG:4978."""
    earth = points @ matrix[:3, :3].T + matrix[:3, 3]
    lon, lat, height = Transformer.from_crs(4978, 4979, always_xy=True).transform(*earth.T)
    east, north = Transformer.from_crs(4326, 4549, always_xy=True).transform(lon, lat)
    return np.column_stack([east, north, height]) - np.array(YANGZHOU_FRAME.origin)


def inside(points: np.ndarray[Any, Any], box: list[float], slack: float = 0.02) -> bool:
    middle, axes = np.array(box[:3]), np.array(box[3:]).reshape(3, 3)
    half = np.linalg.norm(axes, axis=1)
    along = (points - middle) @ (axes / half[:, None]).T
    return bool((np.abs(along) <= half + slack).all())


def test_the_globe_agrees_with_proj() -> None:
    points = np.array([[0.0, 0.0, 0.0], [9000.0, -7000.0, 50.0], [-90000.0, 60000.0, 3.0]])
    earth = Globe(YANGZHOU_FRAME).earth(points)
    np.testing.assert_allclose(on_earth(earth, np.eye(4)), points, atol=1e-3)


def test_every_vertex_of_a_town_lies_in_its_place_and_box(tmp_path: Path) -> None:
    path = tmp_path / "扬州 tileset.json"
    node = town()
    report = export("tiles3d", node, path)
    tileset = json.loads(path.read_text("utf-8"))
    assert tileset["asset"]["version"] == "1.1"
    payload = node.payload
    assert isinstance(payload, Buildings)
    seen: list[str] = []
    triangles = contents = 0
    for tile, matrix in tiles(tileset["root"], np.eye(4)):
        np.testing.assert_allclose(matrix[:3, :3] @ matrix[:3, :3].T, np.eye(3), atol=1e-9)
        assert tile["geometricError"] >= max(
            [child["geometricError"] for child in tile.get("children", ())], default=0.0
        )
        if "content" not in tile:
            continue
        contents += 1
        glb = Glb(path.parent / tile["content"]["uri"])
        attributes, faces = glb.primitive(0)
        points = z_up(attributes["POSITION"])
        assert inside(points, tile["boundingVolume"]["box"])
        local = on_earth(points, matrix)
        columns = glb.columns(0)
        seen += columns["id"]
        triangles += len(faces)
        rows = np.array([payload.row_of_id[name] for name in columns["id"]])
        corner = payload.rings[4 * rows[attributes["_FEATURE_ID_0"][:, 0].astype(int)]]
        offset = local[:, :2] - corner
        assert (offset > -0.7).all()
        assert (offset < np.array([30.7, 20.7])).all()
        assert local[:, 2].min() == pytest.approx(5.0, abs=2e-3)
        assert columns["name_zh"] == [f"楼{row}" for row in rows]
    assert contents > 3
    assert sorted(seen) == sorted(payload.ids)  # each building once, so none is cut
    assert len(report.files) == contents + 1
    assert f"{triangles:,} triangles" in str(report.summary)


def test_boxes_hold_the_boxes_below_them(tmp_path: Path) -> None:
    path = tmp_path / "tileset.json"
    worker = by_id("tiles3d").load()
    nodes = [town(), mesh(), raster(), instances()]
    worker.write(nodes, YANGZHOU_FRAME, path, worker.params_type(), SilentFeedback())
    root = json.loads(path.read_text("utf-8"))["root"]

    def check(tile: dict[str, Any]) -> None:
        for child in tile.get("children", ()):
            box = np.array(child["boundingVolume"]["box"])
            signs = np.array([[i & 1, (i >> 1) & 1, (i >> 2) & 1] for i in range(8)]) * 2.0 - 1.0
            corners = box[:3] + signs @ box[3:].reshape(3, 3)
            matrix = np.array(child.get("transform", np.eye(4).ravel())).reshape(4, 4).T
            assert inside(corners @ matrix[:3, :3].T + matrix[:3, 3], tile["boundingVolume"]["box"])
            check(child)

    check(root)


def test_copies_stand_in_their_places(tmp_path: Path) -> None:
    path = tmp_path / "tileset.json"
    export("tiles3d", instances(), path)
    root = json.loads(path.read_text("utf-8"))["root"]
    (tile, matrix), *_ = [found for found in tiles(root, np.eye(4)) if "content" in found[0]]
    glb = Glb(tmp_path / tile["content"]["uri"])
    held = glb.document["nodes"][0]["extensions"]["EXT_mesh_gpu_instancing"]["attributes"]
    before = instances().payload
    assert isinstance(before, Instances)
    places = on_earth(z_up(glb.accessor(held["TRANSLATION"])), matrix)
    np.testing.assert_allclose(places, before.positions, atol=2e-3)


def test_the_geoid_lifts_everything(tmp_path: Path) -> None:
    path = tmp_path / "tileset.json"
    report = export("tiles3d", mesh(), path, geoid_height=12.5)
    root = json.loads(path.read_text("utf-8"))["root"]
    (tile, matrix), *_ = [found for found in tiles(root, np.eye(4)) if "content" in found[0]]
    attributes, _ = Glb(tmp_path / tile["content"]["uri"]).primitive(0)
    assert on_earth(z_up(attributes["POSITION"]), matrix)[:, 2].min() == pytest.approx(16.5, abs=2e-3)
    assert not any("geoid" in str(note) for note in report.notes)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "tileset_tiles").mkdir()
    (tmp_path / "tileset_tiles" / "thesis.docx").write_text("years of work")
    with pytest.raises(InvalidRequest, match="another kind"):
        export("tiles3d", mesh(), tmp_path / "tileset.json")
    assert (tmp_path / "tileset_tiles" / "thesis.docx").read_text() == "years of work"
    assert [file.name for file in tmp_path.iterdir()] == ["tileset_tiles"]


def test_names_lead_to_the_right_json(tmp_path: Path) -> None:
    nodes = [buildings()]
    assert for_path(tmp_path / "tileset.json", nodes).id == "tiles3d"
    assert for_path(tmp_path / "a.city.json", nodes).id == "cityjson"
    assert for_path(tmp_path / "a.json", nodes).id == "geojson"


def test_our_own_importer_finds_everything_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "tileset.json"
    export("tiles3d", mesh(), path)
    before, node = mesh().payload, back(path)
    assert isinstance(before, TriangleMesh)
    assert isinstance(node.payload, TriangleMesh)
    stands = placed(node.payload.vertices.astype(np.float64), node.transform)
    found = np.sort(stands[node.payload.faces].reshape(-1, 3), axis=0)
    corners = np.sort(before.vertices[before.faces].reshape(-1, 3), axis=0)
    np.testing.assert_allclose(found, corners, atol=2e-3)
    assert sorted(node.payload.columns["name_zh"].tolist()) == sorted(["塔", "亭"])


def test_what_is_not_known_of_a_building_comes_back_as_not_known(tmp_path: Path) -> None:
    path = tmp_path / "tileset.json"
    export("tiles3d", buildings(), path)
    payload = back(path).payload
    assert isinstance(payload, TriangleMesh)
    assert payload.columns["id"].tolist() == ["YZ-001", "何园-2", "3"]
    np.testing.assert_allclose(payload.columns["outdoor_ground"], [4.3, np.nan, 6.1], rtol=1e-6)
    assert payload.columns["height_source"].tolist() == ["field", "floors", "assumed"]


def test_points_come_back_from_their_tiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.export.tiles3d._MOST_TRIANGLES", 40)
    path = tmp_path / "a-tileset.json"
    export("tiles3d", points(), path)
    assert len(list((tmp_path / "a-tileset_tiles").iterdir())) > 3
    before, after = points().payload, back(path).payload
    assert isinstance(before, PointCloud)
    assert isinstance(after, PointCloud)
    assert after.colour is not None
    assert before.colour is not None
    assert len(after.positions) == len(before.positions)
    distance = np.abs(after.positions[:, None] - before.positions[None]).max(axis=2)
    nearest = distance.argmin(axis=1)
    assert sorted(nearest.tolist()) == list(range(len(nearest)))
    assert distance.min(axis=1).max() < 0.002
    assert np.abs(after.colour.astype(int) - before.colour[nearest]).max() < 25  # one byte of linear light


def test_a_line_lies_whole_in_a_tile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.export.tiles3d._MOST_TRIANGLES", 0.5)
    path = tmp_path / "a-tileset.json"
    export("tiles3d", lines(), path)
    modes = []
    for file in (tmp_path / "a-tileset_tiles").iterdir():
        for described in Glb(file).document["meshes"]:
            modes += [primitive["mode"] for primitive in described["primitives"]]
    assert sorted(modes) == [0, 1, 1]
