"""CityJSON and CityJSONSeq: versions, templates, pictures, levels, other themes, and broken documents."""

import contextlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from importers.registry import for_file
from scene.errors import AnswerNeeded, UnreadableFile
from scene.node import Role
from tests.contracts.samples.citymodel import EAST, NORTH, citygml, cityjson, cityjsonseq, gml_house
from tests.importers.city import areas, mesh_of, read, sentences, volume

ID = "city.cityjson"


def written(folder: Path, document: Any, name: str = "城.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def seq(folder: Path, lines: list[Any]) -> Path:
    path = folder / "城.city.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    return path


def test_three_formats_give_the_same_houses(tmp_path: Path) -> None:
    one = mesh_of(read(ID, written(tmp_path, cityjson())))
    other = mesh_of(read("city.cityjsonseq", seq(tmp_path, cityjsonseq())))
    gml = tmp_path / "城.gml"
    gml.write_text(citygml(gml_house(0) + gml_house(1)), encoding="utf-8")
    third = mesh_of(read("city.citygml", gml))
    for mesh in (other, third):
        np.testing.assert_allclose(mesh.vertices, one.vertices, atol=2e-3)
        np.testing.assert_array_equal(mesh.faces, one.faces)
        np.testing.assert_array_equal(mesh.columns["id"], one.columns["id"])
        np.testing.assert_allclose(mesh.columns["height"], one.columns["height"], atol=1e-3)


def test_attributes_of_another_script_keep_their_names(tmp_path: Path) -> None:
    result = read(ID, written(tmp_path, cityjson()))
    titles = result.nodes[0].attributes["column_titles"]
    assert isinstance(titles, dict)
    assert ["用途"] == list(titles.values())
    assert "住宅" == mesh_of(result).columns[next(iter(titles))][0]


def test_a_document_of_version_1_0_has_its_system_and_its_numbers(tmp_path: Path) -> None:
    old = cityjson() | {"version": "1.0", "metadata": {"referenceSystem": "urn:ogc:def:crs:EPSG::4549"}}
    for entry in old["CityObjects"].values():
        entry["geometry"][0]["lod"] = 2.2
    assert 32 == len(mesh_of(read(ID, written(tmp_path, old))).faces)


def test_no_system_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, cityjson() | {"metadata": {}})
    with pytest.raises(AnswerNeeded) as asked:
        read(ID, path)
    assert "crs" == asked.value.parameter
    assert 32 == len(mesh_of(read(ID, path, crs="EPSG:4549")).faces)


def test_a_model_with_a_zero_of_its_own_is_stood_where_one_says(tmp_path: Path) -> None:
    own = cityjson()
    own["transform"] = {"scale": [0.001] * 3, "translate": [0.0, 0.0, 0.0]}
    path = written(tmp_path, own)
    with pytest.raises(AnswerNeeded) as asked:
        read(ID, path)
    assert "easting" == asked.value.parameter
    result = read(ID, path, easting=EAST, northing=NORTH, height=2.0, bearing=90.0)
    world = result.frame.to_world(mesh_of(result).vertices[:, :2])
    # Turned clockwise by a right angle: what ran north runs east, what ran east runs south.
    np.testing.assert_allclose(world.min(axis=0), (EAST, NORTH - 30.0), atol=0.01)
    np.testing.assert_allclose(world.max(axis=0), (EAST + 12.0, NORTH), atol=0.01)
    assert 2.0 == mesh_of(result).vertices[:, 2].min()


def test_solids_that_are_inside_out_are_turned(tmp_path: Path) -> None:
    document = cityjson()
    shell = document["CityObjects"]["house-0"]["geometry"][0]["boundaries"][0]
    for face in shell:
        face[0].reverse()
    result = read(ID, written(tmp_path, document))
    assert volume(mesh_of(result), 0) == pytest.approx(volume(mesh_of(result), 1), rel=1e-4)
    assert volume(mesh_of(result), 0) > 0
    assert "faced inward, turned: 7" in sentences(result)


def test_one_face_that_is_turned_follows_its_neighbours(tmp_path: Path) -> None:
    document = cityjson()
    document["CityObjects"]["house-1"]["geometry"][0]["boundaries"][0][3][0].reverse()
    result = read(ID, written(tmp_path, document))
    assert volume(mesh_of(result), 1) == pytest.approx(volume(mesh_of(result), 0), rel=1e-4)
    assert "turned: 1 (house-1)" in sentences(result)


def test_a_missing_wall_a_double_wall_and_a_bent_wall_are_told_of(tmp_path: Path) -> None:
    document = cityjson()
    solid = document["CityObjects"]["house-0"]["geometry"][0]
    solid["boundaries"][0].append(solid["boundaries"][0][2])
    solid["semantics"]["values"][0].append(1)
    other = document["CityObjects"]["house-1"]["geometry"][0]
    other["boundaries"][0].pop(4)
    other["semantics"]["values"][0].pop(4)
    document["vertices"][1][2] += 400
    text = sentences(read(ID, written(tmp_path, document)))
    assert "stand twice in one object, taken once: 1 (house-0)" in text
    assert "do not close: 1 (house-1)" in text
    assert "no planes" in text


def test_a_hole_stays_open(tmp_path: Path) -> None:
    document = cityjson()
    first = len(document["vertices"])
    document["vertices"] += [[2000, 2000, 0], [4000, 2000, 0], [4000, 4000, 0], [2000, 4000, 0]]
    document["CityObjects"] = {
        "yard": {"type": "LandUse", "geometry": [{"type": "MultiSurface", "lod": "1", "boundaries": [
            [[0, 1, 2, 3], [first, first + 3, first + 2, first + 1]]]}]}
    }  # fmt: skip
    result = read(ID, written(tmp_path, document))
    assert Role.ROADS is result.nodes[0].role
    assert areas(mesh_of(result)).sum() == pytest.approx(120.0 - 4.0, abs=0.01)
    corners = mesh_of(result).vertices[mesh_of(result).faces].astype(float)
    assert (np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2] > 0).all()


def test_a_template_is_copied_turned_and_scaled(tmp_path: Path) -> None:
    document = cityjson()
    document["geometry-templates"] = {
        "templates": [{"type": "MultiSurface", "lod": "2", "boundaries": [[[0, 1, 2]]]}],
        "vertices-templates": [[0, 0, 0], [1, 0, 0], [0, 1, 0]],
    }
    document["CityObjects"]["tree"] = {"type": "SolitaryVegetationObject", "geometry": [{
        "type": "GeometryInstance", "template": 0, "boundaries": [6],
        "transformationMatrix": [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 1, 0, 0, 0, 1]}]}  # fmt: skip
    result = read(ID, written(tmp_path, document))
    trees = next(node for node in result.nodes if node.role is Role.TREES)
    assert trees.payload is not None
    low, high = trees.payload.vertices.min(axis=0), trees.payload.vertices.max(axis=0)
    house = mesh_of(result).vertices
    corner = house[(house[:, 2] > 7.9) & (house[:, 2] < 8.1)].max(axis=0)
    np.testing.assert_allclose(high - low, (2.0, 2.0, 0.0), atol=1e-3)
    assert low[2] == pytest.approx(corner[2] + 1.0, abs=1e-3)
    assert 1 == len(read(ID, written(tmp_path, document), surroundings=False).nodes)


def test_a_picture_of_the_default_theme_is_worn(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), (10, 20, 200)).save(tmp_path / "summer.jpg", quality=95)
    document = cityjson()
    document["appearance"] = {
        "default-theme-texture": "summer",
        "textures": [{"type": "JPG", "image": "winter.jpg"}, {"type": "JPG", "image": "summer.jpg"}],
        "vertices-texture": [[0, 0], [1, 0], [1, 1], [0, 1]],
    }
    blank = [[[None]] for _ in range(7)]
    document["CityObjects"]["house-0"]["geometry"][0]["texture"] = {
        "winter": {"values": [[*blank[:5], [[0, 0, 1, 2, 3]], blank[6]]]},
        "summer": {"values": [[*blank[:5], [[1, 0, 1, 2, 3]], blank[6]]]},
    }
    result = read(ID, written(tmp_path, document))
    mesh = mesh_of(result)
    assert mesh.texture is not None
    assert ((mesh.texture[:, :, 2] > 180) & (mesh.texture[:, :, 0] < 30)).any()
    assert "winter.jpg" not in sentences(result)


def test_parts_count_with_their_building(tmp_path: Path) -> None:
    document = cityjson()
    house = document["CityObjects"]["house-1"]
    document["CityObjects"]["house-1-part"] = house | {"type": "BuildingPart", "parents": ["house-1"]}
    outline = {"type": "MultiSurface", "lod": "0", "boundaries": [[[10, 13, 12, 11]]]}
    document["CityObjects"]["house-1"] = {
        "type": "Building",
        "geometry": [outline],
        "children": ["house-1-part"],
    }
    mesh = mesh_of(read(ID, written(tmp_path, document)))
    assert ["house-0", "house-1"] == mesh.columns["id"].tolist()
    assert 32 == len(mesh.faces)


def _vertex(document: dict[str, Any]) -> None:
    document["CityObjects"]["house-0"]["geometry"][0]["boundaries"][0][0][0][0] = 99


def _negative(document: dict[str, Any]) -> None:
    document["CityObjects"]["house-0"]["geometry"][0]["boundaries"][0][0][0][0] = -1


def _far(document: dict[str, Any]) -> None:
    document["vertices"][3][0] = 1 << 70


def _type(document: dict[str, Any]) -> None:
    del document["type"]


def _nested(document: dict[str, Any]) -> None:
    document["CityObjects"]["house-0"]["geometry"][0]["boundaries"] = [[0, 1, 2]]


def _words(document: dict[str, Any]) -> None:
    document["vertices"][0] = ["a", "b", "c"]


def _version(document: dict[str, Any]) -> None:
    document["version"] = "0.9"


@pytest.mark.parametrize("spoil", [_vertex, _negative, _far, _type, _nested, _words, _version])
def test_a_document_that_contradicts_itself_is_refused(tmp_path: Path, spoil: Any) -> None:
    document = cityjson()
    spoil(document)
    with pytest.raises(UnreadableFile, match="城"):
        read(ID, written(tmp_path, document))


def test_a_feature_that_does_not_hold_its_own_object_is_refused(tmp_path: Path) -> None:
    lines = cityjsonseq()
    lines[2]["id"] = "somebody else"
    with pytest.raises(UnreadableFile, match="does not hold"):
        read("city.cityjsonseq", seq(tmp_path, lines))
    with pytest.raises(UnreadableFile, match="transform"):
        read("city.cityjsonseq", seq(tmp_path, [{"type": "CityJSON", "version": "2.0"}, *lines[1:]]))


def test_parents_in_a_circle_end(tmp_path: Path) -> None:
    document = cityjson()
    document["CityObjects"]["house-0"]["parents"] = ["house-1"]
    document["CityObjects"]["house-1"]["parents"] = ["house-0"]
    assert 32 == len(mesh_of(read(ID, written(tmp_path, document))).faces)


@pytest.mark.parametrize(
    "content",
    [
        '{"asset": {"version": "1.1"}, "root": {}}',
        '{"type": "FeatureCollection", "features": []}',
        '{"a": 1}',
    ],
)
def test_other_json_is_left_to_others(tmp_path: Path, content: str) -> None:
    path = tmp_path / "tileset.json"
    path.write_text(content, encoding="utf-8")
    with contextlib.suppress(UnreadableFile):
        assert not for_file(path).id.startswith("city.")


def test_a_document_that_says_what_it_is_at_its_end_is_recognised(tmp_path: Path) -> None:
    document = cityjson()
    last = {key: document.pop(key) for key in ("CityObjects", "type", "version")}
    path = written(tmp_path, {"extra": "x" * 5000, **document, **last})
    assert ID == for_file(path).id
