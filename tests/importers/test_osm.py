"""OpenStreetMap becomes buildings with parts and roofs, water, roads, places; what is broken is told."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyproj import Transformer

from importers.base import ImportResult
from scene.errors import UnreadableFile
from scene.node import Node, Role
from scene.payloads import Buildings, Polylines, TriangleMesh
from tests.importers.vectors import read, said

BACK = Transformer.from_crs("EPSG:4549", "EPSG:4326", always_xy=True)
Ring = list[tuple[float, float]]


class Town:
    """Writes a small file, in local metres."""

    def __init__(self) -> None:
        self.nodes: list[str] = []
        self.ways: list[str] = []
        self.relations: list[str] = []
        self._known: dict[tuple[float, float], int] = {}

    def node(self, xy: tuple[float, float], **tags: str) -> int:
        if xy not in self._known:
            lon, lat = BACK.transform(446000.0 + xy[0], 3586000.0 + xy[1])
            self._known[xy] = len(self._known) + 1
            head = f'<node id="{self._known[xy]}" version="1" lat="{lat:.9f}" lon="{lon:.9f}">'
            self.nodes.append(f"{head}{_tags(tags)}</node>")
        return self._known[xy]

    def way(self, ring: Ring, closed: bool = True, **tags: str) -> int:
        refs = [self.node(xy) for xy in (ring + ring[:1] if closed else ring)]
        number = len(self.ways) + 1
        body = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        self.ways.append(f'<way id="{number}" version="1">{body}{_tags(tags)}</way>')
        return number

    def relation(self, members: list[tuple[int, str]], **tags: str) -> None:
        body = "".join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in members)
        number = len(self.relations) + 1
        self.relations.append(f'<relation id="{number}" version="1">{body}{_tags(tags)}</relation>')

    def write(self, path: Path) -> Path:
        body = "\n".join([*self.nodes, *self.ways, *self.relations])
        path.write_text(f'<?xml version="1.0"?><osm version="0.6">{body}</osm>', "utf-8")
        return path


def _tags(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in tags.items())


def box(x: float, y: float, wide: float, deep: float) -> Ring:
    return [(x, y), (x + wide, y), (x + wide, y + deep), (x, y + deep)]


def layer(result: ImportResult, role: Role, kind: type) -> Node:
    (node,) = [node for node in result.nodes if node.role is role and isinstance(node.payload, kind)]
    return node


def buildings(result: ImportResult) -> Buildings:
    payload: Any = layer(result, Role.BUILDINGS, Buildings).payload
    return payload


def test_heights_come_from_tags_storeys_or_are_assumed(tmp_path: Path) -> None:
    town = Town()
    town.way(box(0, 0, 10, 10), building="yes", height="12.5 m", name="何园")
    town.way(box(20, 0, 10, 10), building="apartments", building__levels="6")
    town.way(box(40, 0, 10, 10), building="garage")
    town.way(box(60, 0, 10, 10), building="yes", height="-4")
    result = read(town.write(tmp_path / "a.osm"))
    houses = buildings(result)
    np.testing.assert_allclose(houses.top, [12.5, 18.0, 3.0, 6.0])
    assert "“height” cannot be: 1 (rows way/4)" in said(result)
    assert "one or two storeys: 2" in said(result)
    assert houses.columns["height_source"].tolist() == ["approximate", "floors", "assumed", "assumed"]
    np.testing.assert_allclose(
        houses.columns["height_sigma"], [np.hypot(0.5, 1.25), np.hypot(1.0, 1.8), 1.5, 3.0], rtol=1e-6
    )
    assert houses.ids == ("way/1", "way/2", "way/3", "way/4")
    assert houses.text("name_zh", 0) == "何园"
    assert houses.text("use", 1) == "residential"


def test_parts_replace_the_outline_that_they_fill(tmp_path: Path) -> None:
    town = Town()
    town.way(box(0, 0, 20, 10), building="yes", height="30", name="楼")
    town.way(box(0, 0, 10, 10), building__part="yes", height="9")
    town.way(box(10, 0, 10, 10), building__part="yes", height="30", min_height="6")
    town.way(box(40, 0, 20, 10), building="yes", height="12")
    town.way(box(40, 0, 4, 4), building__part="yes", height="20")
    town.way(box(80, 0, 5, 5), building__part="yes", height="7")
    result = read(town.write(tmp_path / "a.osm"))
    houses = buildings(result)
    assert houses.ids == ("way/1", "way/4", "way/6")
    np.testing.assert_array_equal(houses.building_start, [0, 2, 4, 5])
    np.testing.assert_allclose(houses.top, [9, 30, 12, 20, 7])
    np.testing.assert_allclose(houses.bottom, [0, 6, 0, 0, 0])
    assert houses.text("name_zh", 0) == "楼"
    assert "without a building around them: 1 (way/6)" in said(result)


def test_roofs_are_pitched_as_tagged_or_by_thirty_degrees(tmp_path: Path) -> None:
    town = Town()
    town.way(box(0, 0, 20, 10), building="yes", height="10", roof__shape="gabled", roof__height="3")
    town.way(box(40, 0, 20, 10), building="yes", height="10", roof__shape="hipped")
    town.way(
        box(80, 0, 20, 10), building="yes", building__levels="2", roof__levels="1", roof__shape="pyramidal"
    )
    town.way(box(120, 0, 20, 10), building="yes", height="10", roof__shape="flat", roof__height="1")
    houses = buildings(read(town.write(tmp_path / "a.osm")))
    assert houses.columns["roof"].tolist() == ["gabled", "hipped", "pyramidal", "flat"]
    np.testing.assert_allclose(houses.top, [10, 10, 9, 10])
    np.testing.assert_allclose(houses.top - houses.eaves, [3, 0.577 * 5, 3, 0], atol=0.01)


def test_a_courtyard_is_a_hole_and_an_open_one_is_told(tmp_path: Path) -> None:
    town = Town()
    outer, inner = town.way(box(0, 0, 30, 30)), town.way(box(10, 10, 5, 5))
    town.relation([(outer, "outer"), (inner, "inner")], type="multipolygon", building="yes", height="8")
    open_one = town.way([(50, 0), (60, 0), (60, 10)], closed=False)
    town.relation([(open_one, "outer")], type="multipolygon", building="yes")
    twice = town.way(box(80, 0, 10, 10))
    town.relation([(twice, "outer"), (twice, "outer")], type="multipolygon", building="yes", height="5")
    result = read(town.write(tmp_path / "a.osm"))
    houses = buildings(result)
    assert houses.ids[0] == "relation/1"
    np.testing.assert_array_equal(np.diff(houses.part_start)[:1], [2])
    assert "relation/2" in said(result)
    assert [issue.severity for issue in result.issues if "relation/2" in str(issue.message)] == ["dropped"]
    assert any("relation/3" in str(issue.message) for issue in result.issues)


def test_water_roads_land_and_places_are_layers_of_their_own(tmp_path: Path) -> None:
    town = Town()
    town.way(box(0, 0, 100, 50), natural="water", name="瘦西湖", name__en="Slender West Lake")
    town.way([(0, -10), (100, -10)], closed=False, highway="residential", name="东关街", lanes="2")
    town.way([(0, -20), (100, -20), (120, -25)], closed=False, waterway="canal", name="古运河")
    town.way(box(200, 0, 50, 50), leisure="park", name="何园")
    town.node((150, 80), place="suburb", name="广陵")
    result = read(town.write(tmp_path / "扬州.osm"))
    water: Any = layer(result, Role.WATER, TriangleMesh).payload
    assert water.columns["name_en"].tolist() == ["Slender West Lake"]
    a, b, c = (water.vertices[water.faces[:, k], :2].astype(float) for k in range(3))
    (ux, uy), (vx, vy) = (b - a).T, (c - a).T
    assert 0.5 * np.abs(ux * vy - uy * vx).sum() == pytest.approx(5000.0, rel=1e-4)
    canal: Any = layer(result, Role.WATER, Polylines).payload
    assert canal.columns["kind"].tolist() == ["canal"]
    roads: Any = layer(result, Role.ROADS, Polylines).payload
    assert (roads.columns["name_zh"][0], roads.columns["lanes"][0]) == ("东关街", "2")
    names = {str(node.name) for node in result.nodes}
    assert "扬州 place names" in names
    places = [node.payload for node in result.nodes if node.role is Role.PLACES]
    assert {str(name) for payload in places for name in payload.columns["name_zh"]} == {"何园", "广陵"}
    assert all(node.provenance.credits for node in result.nodes if node.provenance)
    (only,) = read(tmp_path / "扬州.osm", water=False, land=False, places=False).nodes
    assert (str(only.name), only.role) == ("扬州", Role.ROADS)


def test_a_file_out_of_order_and_one_without_anything(tmp_path: Path) -> None:
    town = Town()
    town.way(box(0, 0, 10, 10), building="yes", height="5")
    town.way(box(20, 0, 10, 10), building="yes", height="6")
    town.ways.reverse()
    result = read(town.write(tmp_path / "a.osm"))
    np.testing.assert_allclose(np.sort(buildings(result).top), [5, 6])
    assert "put in order" in said(result)
    (tmp_path / "b.osm").write_text('<osm version="0.6"></osm>', "utf-8")
    with pytest.raises(UnreadableFile, match="no buildings"):
        read(tmp_path / "b.osm")


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    path = tmp_path / "a.osm"
    path.write_text('<!DOCTYPE osm [<!ENTITY a "b">]><osm version="0.6"><node id="1" lat="1" lon="1"/></osm>')
    with pytest.raises(UnreadableFile):
        read(path)
