"""City models in the scene: what hides is named, projects keep them, endless copies are refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.projects import open_project, save_project
from app.session import Session
from scene.commands import Insert
from scene.errors import UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText
from scene.payloads import TriangleMesh
from tests.contracts.samples.citymodel import EAST, NORTH, citygml, cityjson, gml_house
from tests.importers.city import mesh_of, read, sentences
from tests.importers.test_citygml import TEXTURE


def written(folder: Path, text: str, name: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_house_that_hides_is_named_by_its_id_and_name_and_knows_its_error(tmp_path: Path) -> None:
    result = read("city.cityjson", written(tmp_path, json.dumps(cityjson()), "城.json"))
    rays = RayScene(result.nodes)
    x, y = YANGZHOU_FRAME.to_local(np.array([[EAST + 25.0, NORTH + 6.0]]))[0]
    hits = rays.first_hit([(x, y - 50.0, 7.0)], [(x, y + 50.0, 7.0)], trees=True)
    key, name = rays.name_of(int(hits.layer[0]), int(hits.row[0]))
    assert f"{result.nodes[0].id}/house-1" == key
    assert BilingualText("何园1", "何园1") == name
    assert 0.5 == rays.layers[0].solid.number("height_sigma", int(hits.row[0]))
    assert 0 == rays.inside_solid([(x, y, 6.0)])[0]
    assert -1 == rays.inside_solid([(x, y, 15.0)])[0]


def test_a_project_keeps_a_city_with_its_photographs_and_facts(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), (200, 30, 20)).save(tmp_path / "瓦.png")
    path = written(tmp_path, citygml(gml_house(0), more=TEXTURE.format(image="瓦.png")), "城.gml")
    result = read("city.citygml", path, empty=True)
    session = Session.empty()
    session.run(Insert(result.nodes, frame=result.frame))
    project = tmp_path / "城.gpkg"
    save_project(session, session.scene.snapshot(), project, SilentFeedback())
    (node,) = open_project(project, SilentFeedback()).scene.walk()
    before, after = mesh_of(result), node.payload
    assert isinstance(after, TriangleMesh)
    for name in ("vertices", "faces", "texture", "uv", "colour_of_face", "material_of_face"):
        np.testing.assert_array_equal(getattr(after, name), getattr(before, name), err_msg=name)
    assert dict(before.columns).keys() == dict(after.columns).keys()
    for name, column in before.columns.items():
        np.testing.assert_array_equal(after.columns[name], column, err_msg=name)


def test_numbers_that_are_none_cost_their_polygon_only(tmp_path: Path) -> None:
    odd = citygml(gml_house(0) + gml_house(1)).replace(f"{NORTH + 12.0} {EAST} 8.0", "nan inf 8.0", 1)
    result = read("city.citygml", written(tmp_path, odd, "城.gml"))
    assert 2 == len(mesh_of(result).columns["id"])
    assert "Polygons with a coordinate that no place has, left out: 1" in sentences(result)


def test_endless_copies_are_refused(tmp_path: Path) -> None:
    document = cityjson()
    document["geometry-templates"] = {
        "templates": [{"type": "MultiSurface", "lod": "2", "boundaries": [[[0, 1, 2]]] * 20_000}],
        "vertices-templates": [[0, 0, 0], [1, 0, 0], [0, 1, 0]],
    }
    instance = {"type": "GeometryInstance", "template": 0, "boundaries": [6],
                "transformationMatrix": np.eye(4).ravel().tolist()}  # fmt: skip
    document["CityObjects"]["forest"] = {"type": "PlantCover", "geometry": [instance] * 200}
    with pytest.raises(UnreadableFile, match="城"):
        read("city.cityjson", written(tmp_path, json.dumps(document), "城.json"))
