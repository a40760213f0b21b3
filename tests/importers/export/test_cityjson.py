"""CityJSON 2.0: as the standard asks, rule by rule; solids that are closed; attributes that are all there."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from importers.export.registry import by_id
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.node import Provenance
from scene.payloads import Buildings, TriangleMesh
from tests.contracts.layers import buildings, mesh
from tests.importers.export.test_vector import assert_same, back, export


def check_against_the_standard(city: dict[str, Any]) -> None:
    """Hold a document against the rules of CityJSON 2.0 that its schema states for what is used here."""
    assert set(city) == {"type", "version", "transform", "metadata", "CityObjects", "vertices"}
    assert (city["type"], city["version"]) == ("CityJSON", "2.0")
    assert set(city["transform"]) == {"scale", "translate"}
    assert all(len(city["transform"][key]) == 3 for key in city["transform"])
    assert set(city["metadata"]) <= {
        "geographicalExtent", "identifier", "pointOfContact", "referenceDate", "referenceSystem", "title",
    }  # fmt: skip
    reference = city["metadata"]["referenceSystem"]
    assert re.fullmatch(r"https?://www\.opengis\.net/def/crs/[^/]+/[^/]+/[^/]+", reference)
    assert len(city["metadata"]["geographicalExtent"]) == 6
    assert all(len(vertex) == 3 and all(type(v) is int for v in vertex) for vertex in city["vertices"])
    assert len({tuple(vertex) for vertex in city["vertices"]}) == len(city["vertices"])
    for name, thing in city["CityObjects"].items():
        assert set(thing) <= {"type", "attributes", "geometry", "children", "parents", "geographicalExtent"}
        assert thing["type"] in ("Building", "BuildingPart", "GenericCityObject")
        assert ("parents" in thing) == (thing["type"] == "BuildingPart")
        assert all(city["CityObjects"][child]["parents"] == [name] for child in thing.get("children", ()))
        assert all(name in city["CityObjects"][above]["children"] for above in thing.get("parents", ()))
        for geometry in thing.get("geometry", ()):
            if geometry["type"] == "Solid":
                check_solid(geometry, len(city["vertices"]))
            else:
                check_surfaces(geometry, len(city["vertices"]))


def check_surfaces(geometry: dict[str, Any], vertices: int) -> None:
    assert set(geometry) <= {"type", "lod", "boundaries", "semantics"}
    assert geometry["type"] == "MultiSurface"
    assert re.fullmatch(r"[0-3](\.[0-3])?", geometry["lod"])
    rings = [ring for surface in geometry["boundaries"] for ring in surface]
    assert all(len(ring) == 3 and all(type(v) is int and 0 <= v < vertices for v in ring) for ring in rings)
    if "semantics" in geometry:
        assert len(geometry["semantics"]["values"]) == len(geometry["boundaries"])


def check_solid(geometry: dict[str, Any], vertices: int) -> None:
    assert set(geometry) == {"type", "lod", "boundaries", "semantics"}
    assert geometry["type"] == "Solid"
    assert re.fullmatch(r"[0-3](\.[0-3])?", geometry["lod"])
    semantics = geometry["semantics"]
    assert {s["type"] for s in semantics["surfaces"]} <= {"GroundSurface", "WallSurface", "RoofSurface"}
    assert len(semantics["values"]) == len(geometry["boundaries"])
    edges: list[tuple[int, int]] = []
    for shell, values in zip(geometry["boundaries"], semantics["values"], strict=True):
        assert len(shell) == len(values)
        assert all(0 <= value < len(semantics["surfaces"]) for value in values)
        for ring in (ring for surface in shell for ring in surface):
            assert len(ring) >= 3
            assert all(type(v) is int and 0 <= v < vertices for v in ring)
            edges += zip(ring, ring[1:] + ring[:1], strict=True)
    assert sorted(edges) == sorted((b, a) for a, b in edges), "each edge is walked once in each direction"


def written(path: Path) -> dict[str, Any]:
    city: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return city


def test_it_is_as_the_standard_asks_and_cjio_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "何园.city.json"
    export("cityjson", buildings(), path)
    check_against_the_standard(written(path))
    # in a process of its own: cjio shortens every float that json writes for as long as the process lives
    program = (
        "import sys; from cjio import cityjson;"
        "m = cityjson.reader(file=open(sys.argv[1], encoding='utf-8'));"
        "print(m.get_epsg(), len(m.j['CityObjects']), m.is_triangulated())"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, path], check=True, capture_output=True, text=True
    ).stdout
    assert said.split() == ["4549", "5", "False"]


def test_attributes_and_parts_are_all_there(tmp_path: Path) -> None:
    path = tmp_path / "a.city.json"
    node = replace(buildings(), provenance=Provenance("user", synthetic=True))
    report = export("cityjson", node, path)
    objects = written(path)["CityObjects"]
    assert list(objects) == ["YZ-001", "何园-2", "何园-2-1", "何园-2-2", "3"]
    first = objects["YZ-001"]["attributes"]
    assert first == {
        "layer_role": "heritage", "synthetic": True, "outdoor_ground": 4.3, "name_zh": "片石山房",
        "floors": 2.0, "height_source": "field", "height_sigma": 0.5, "roof": "xieshan", "listed": True,
        "year": 1883, "area_m2": 300.123456789, "id_": "a", "结构": "砖木", "bottom": 4.1, "eaves": 10.5,
        "top": 12.25,
    }  # fmt: skip
    assert "outdoor_ground" not in objects["何园-2"]["attributes"]
    assert objects["何园-2-2"]["attributes"] == {"bottom": 5.3, "eaves": 11.0, "top": 13.75}
    assert "3 buildings, 4 solids" in str(report.summary)
    assert any("1985" in str(note) for note in report.notes)


def test_a_footprint_is_its_ground_surface_with_its_hole(tmp_path: Path) -> None:
    path = tmp_path / "a.city.json"
    export("cityjson", buildings(), path)
    city = written(path)
    block = city["CityObjects"]["YZ-001"]["geometry"][0]
    vertices = np.array(city["vertices"]) * city["transform"]["scale"] + city["transform"]["translate"]
    ground = block["boundaries"][0][block["semantics"]["values"][0].index(0)]
    assert [len(ring) for ring in ground] == [4, 4]
    local = vertices[ground[0]] - np.array(YANGZHOU_FRAME.origin)
    np.testing.assert_allclose(sorted(local[:, :2].tolist()), [[0, 0], [0, 20], [20, 0], [20, 20]], atol=5e-4)
    np.testing.assert_allclose(local[:, 2], 4.1, atol=5e-4)


def test_a_pitched_roof_slopes_and_the_solid_stays_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.city.json"
    node = buildings()
    assert isinstance(node.payload, Buildings)
    square = np.array([[0, 0], [12, 0], [12, 8], [0, 8]], np.float32)
    forms = ["gabled", "hipped", "flat", "pyramidal", "xieshan"]
    n = len(forms)
    payload = Buildings(
        np.concatenate([square + 40 * row for row in range(n)]).astype(np.float32),
        np.arange(0, 4 * n + 1, 4), np.arange(n + 1), np.arange(n + 1),
        *(np.full(n, level, np.float32) for level in (0.0, 4.0, 7.0, 0.0)),
        tuple(forms), {"roof": np.array(forms)},
    )  # fmt: skip
    export("cityjson", replace(node, payload=payload), path)
    city = written(path)
    check_against_the_standard(city)
    lods = {name: [g["lod"] for g in thing["geometry"]] for name, thing in city["CityObjects"].items()}
    assert lods["gabled"] == ["1.2", "2.0"]
    assert lods["flat"] == ["1.2"]


def test_two_layers_with_the_same_ids_both_stay(tmp_path: Path) -> None:
    worker = by_id("cityjson").load()
    path = tmp_path / "a.city.json"
    report = worker.write(
        [buildings(), buildings()], YANGZHOU_FRAME, path, worker.params_type(), SilentFeedback()
    )
    city = written(path)
    check_against_the_standard(city)
    assert len(city["CityObjects"]) == 10
    assert any("id of another" in str(note) for note in report.notes)


@pytest.mark.parametrize("crs", ["EPSG:4326", "+proj=tmerc +lon_0=119.4 +ellps=GRS80"])
def test_a_system_that_it_cannot_name_is_refused(crs: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="projected system with an EPSG code"):
        export("cityjson", buildings(), tmp_path / "a.city.json", crs=crs)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("synthetic", [False, True])
def test_buildings_come_back_as_they_were(synthetic: bool, tmp_path: Path) -> None:
    path = tmp_path / "何园.city.json"
    node = buildings()
    assert isinstance(node.payload, Buildings)
    node = replace(node, provenance=Provenance("user", synthetic=synthetic))
    export("cityjson", node, path)
    after = back(path)
    assert after.provenance is not None
    assert after.provenance.synthetic is synthetic
    payload = after.payload
    assert isinstance(payload, Buildings)
    np.testing.assert_array_equal(payload.rings.shape, node.payload.rings.shape)
    order = list(payload.columns)
    titled = {"field_9": next(key for key in order if key.startswith("field_"))}
    assert set(order) == {titled.get(key, key) for key in node.payload.columns}
    kept = {titled.get(key, key): values for key, values in node.payload.columns.items()}
    before = replace(node, payload=replace(node.payload, columns={key: kept[key] for key in order}))
    assert_same(before, after, 6e-4)
    assert after.attributes["column_titles"] == {titled["field_9"]: "结构"}


def test_an_edited_file_is_read_as_any_city_model(tmp_path: Path) -> None:
    path = tmp_path / "a.city.json"
    export("cityjson", buildings(), path)
    city = written(path)
    del city["CityObjects"]["YZ-001"]["attributes"]["layer_role"]
    path.write_text(json.dumps(city), "utf-8")
    assert isinstance(back(path).payload, TriangleMesh)


def test_a_mesh_becomes_surfaces_and_comes_back(tmp_path: Path) -> None:
    path, again = tmp_path / "a.city.json", tmp_path / "b.city.json"
    export("cityjson", mesh(), path)
    city = written(path)
    check_against_the_standard(city)
    assert [thing["type"] for thing in city["CityObjects"].values()] == ["GenericCityObject"] * 2
    assert [thing["attributes"]["name_zh"] for thing in city["CityObjects"].values()] == ["塔", "亭"]
    before, after = mesh().payload, back(path)
    assert isinstance(before, TriangleMesh)
    assert isinstance(after.payload, TriangleMesh)
    corners = np.sort(before.vertices[before.faces].reshape(-1, 3), axis=0)
    found = np.sort(after.payload.vertices[after.payload.faces].reshape(-1, 3), axis=0)
    np.testing.assert_allclose(found, corners, atol=6e-4)
    export("cityjson", after, again)
    assert written(again)["vertices"] == city["vertices"]
    assert list(written(again)["CityObjects"]) == list(city["CityObjects"])
