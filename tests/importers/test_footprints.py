"""Footprints become buildings with heights, at the right place, with nothing silently wrong."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
import shapely.affinity

from importers.base import ImportTarget
from importers.coordinates.gcj02 import gcj02_from_wgs84
from importers.footprints.params import FootprintParams
from importers.registry import for_file
from scene.errors import AnswerNeeded, InvalidRequest, OutOfReach, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Polylines, Raster
from tests.importers.samples import shared


def square(x: float, y: float, side: float = 10.0) -> shapely.Polygon:
    return shapely.box(446000 + x, 3586000 + y, 446000 + x + side, 3586000 + y + side)


def write(
    path: Path, shapes, driver: str, crs: str | None = "EPSG:4549", encoding=None, layer="", **columns
) -> Path:
    from pyogrio.raw import write as write_layer

    kinds = {shape.geom_type for shape in shapes}
    kind = kinds.pop() if len(kinds) == 1 else "Unknown"
    options = {"encoding": encoding} if encoding else {}
    options |= {"layer": layer, "append": path.exists()} if layer else {}
    values = [np.asarray(column) for column in columns.values()]
    wkb = shapely.to_wkb(np.array(shapes, dtype=object))
    write_layer(path, wkb, values, list(columns), crs=crs, driver=driver, geometry_type=kind, **options)
    return path


def geopackage(path: Path, shapes, **columns) -> Path:
    return write(path, shapes, "GPKG", **columns)


def read(path: Path, target: ImportTarget | None = None, **answers):
    worker = for_file(path).load()
    return worker.read(
        path, FootprintParams(**answers), target or ImportTarget(YANGZHOU_FRAME), SilentFeedback()
    )


def inspect(path: Path, **answers):
    return for_file(path).load().inspect(path, FootprintParams(**answers))


def buildings_of(result) -> Buildings:
    (node,) = result.nodes
    assert node.role is Role.BUILDINGS
    assert isinstance(node.payload, Buildings)
    return node.payload


def area(buildings: Buildings) -> float:
    """Return the area of all rings, holes taken off because they run clockwise."""
    total = 0.0
    for first, last in zip(buildings.ring_start[:-1], buildings.ring_start[1:], strict=True):
        x, y = buildings.rings[first:last].astype(np.float64).T
        total += 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
    return total


def said(result) -> str:
    return " | ".join(str(issue.message) for issue in result.issues)


def test_polygons_become_rings_in_local_metres(tmp_path: Path) -> None:
    hole = shapely.Polygon(square(50, 0, 20).exterior, [square(55, 5, 5).exterior])
    both = shapely.MultiPolygon([square(100, 0), square(120, 0)])
    buildings = buildings_of(
        read(geopackage(tmp_path / "a.gpkg", [square(0, 0), hole, both], height=[12.0, 15.0, 9.0]))
    )
    assert buildings.count == 3
    np.testing.assert_array_equal(buildings.building_start, [0, 1, 2, 4])
    np.testing.assert_array_equal(np.diff(buildings.part_start), [1, 2, 1, 1])
    np.testing.assert_array_equal(np.diff(buildings.ring_start), [4] * 5)
    assert area(buildings) == pytest.approx(100 + 400 - 25 + 200)
    assert buildings.bounds() == (0.0, 0.0, 130.0, 20.0)
    np.testing.assert_array_equal(buildings.top, [12, 15, 9, 9])
    np.testing.assert_array_equal(buildings.eaves, buildings.top)


def test_a_height_is_measured_else_counted_in_floors_else_assumed(tmp_path: Path) -> None:
    path = geopackage(
        tmp_path / "a.gpkg",
        [square(20 * k, 0) for k in range(5)],
        高度=["12.5", "约20米", "", None, "-3"],
        层数=[4, 6, 5, 0, 0],
        名称=["文昌阁", "", "a", "b", "c"],
    )
    result = read(path, storey_height=3.3, default_height=7.0)
    buildings = buildings_of(result)
    np.testing.assert_allclose(buildings.top, [12.5, 20.0, 16.5, 7.0, 7.0])
    assert buildings.columns["height_source"].tolist() == [
        "field",
        "approximate",
        "floors",
        "assumed",
        "assumed",
    ]
    np.testing.assert_allclose(
        buildings.columns["height_sigma"],
        [0.5, np.hypot(0.5, 2.0), np.hypot(1.0, 1.65), 3.5, 3.5],
        rtol=1e-6,
    )
    np.testing.assert_array_equal(buildings.columns["floors"], [4, 6, 5, np.nan, np.nan])
    assert buildings.text("name_zh", 0) == "文昌阁"
    assert "cannot be: 1 (rows 5)" in said(result)
    assert "taken as 7.0 m: 2" in said(result)


def test_without_any_height_the_person_is_asked(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", [square(0, 0)], kind=["shed"])
    with pytest.raises(AnswerNeeded) as caught:
        read(path)
    assert caught.value.parameter == "height_field"
    assert buildings_of(read(path, default_height=4.0)).top[0] == 4.0


def test_a_field_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="楼高"):
        read(geopackage(tmp_path / "a.gpkg", [square(0, 0)], height=[3.0]), height_field="楼高")


def test_columns_are_carried_over_under_ascii_keys(tmp_path: Path) -> None:
    path = geopackage(
        tmp_path / "a.gpkg",
        [square(0, 0), square(20, 0)],
        height=[3.0, 4.0],
        年代=["明", "清"],
        roof=["x", "y"],
    )
    result = read(path)
    buildings = buildings_of(result)
    assert buildings.columns["field_2"].tolist() == ["明", "清"]
    assert buildings.columns["source_roof"].tolist() == ["x", "y"]
    assert "roof" not in buildings.columns
    assert result.nodes[0].attributes["column_titles"] == {"field_2": "年代", "source_roof": "roof"}


def test_ids_come_from_an_id_field_or_from_the_row(tmp_path: Path) -> None:
    shapes = [square(0, 0), shapely.Point(446000, 3586000), square(20, 0)]
    named = write(
        tmp_path / "a.geojson", shapes, "GeoJSON", "EPSG:4549", height=[3, 4, 5], 编号=["x", "p", "y"]
    )
    assert buildings_of(read(named)).ids == ("x", "y")
    plain = write(tmp_path / "b.geojson", shapes, "GeoJSON", "EPSG:4549", height=[3, 4, 5])
    result = read(plain)
    assert buildings_of(result).ids == ("b-1", "b-3")
    assert "left out: 1 (rows 2)" in said(result)


def test_crossing_rings_are_repaired_and_empty_ones_dropped(tmp_path: Path) -> None:
    corners = np.array([(0, 0), (10, 10), (10, 0), (0, 10)]) + np.array([446000, 3586000])
    bow_tie = shapely.Polygon(corners)
    flat = shapely.Polygon(np.array([(0, 0), (10, 0), (5, 0)]) + np.array([446100, 3586000]))
    result = read(geopackage(tmp_path / "a.gpkg", [bow_tie, flat, square(20, 0)], height=[3.0, 3.0, 3.0]))
    buildings = buildings_of(result)
    assert buildings.count == 2
    assert area(buildings) == pytest.approx(50 + 100)
    assert "Self-crossing polygons, repaired" in said(result)
    assert "enclose no area, left out: 1 (rows 2)" in said(result)


def test_footprints_sit_on_the_terrain(tmp_path: Path) -> None:
    slope = np.tile(np.arange(40, dtype=np.float32), (40, 1))  # 1 m up for every 10 m east
    ground = Node(BilingualText.same("ground"), Role.TERRAIN, Raster(slope, 10.0, -100.0, 200.0))
    scene = SceneGraph(YANGZHOU_FRAME)
    scene.insert(ground)
    path = geopackage(tmp_path / "a.gpkg", [square(50, 50, 20)], height=[10.0])
    buildings = buildings_of(read(path, ImportTarget(YANGZHOU_FRAME, scene.snapshot())))
    assert buildings.bottom[0] == pytest.approx(14.5)  # the west side
    assert buildings.outdoor_ground[0] == pytest.approx(15.5)
    assert buildings.top[0] == pytest.approx(25.5)


def test_without_terrain_the_ground_is_zero_and_said(tmp_path: Path) -> None:
    result = read(geopackage(tmp_path / "a.gpkg", [square(0, 0)], height=[3.0]))
    assert buildings_of(result).outdoor_ground[0] == 0.0
    assert "no terrain" in said(result)


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
@pytest.mark.parametrize("hint", [True, False])
def test_chinese_shapefiles_are_read_with_or_without_a_hint(
    tmp_path: Path, encoding: str, hint: bool
) -> None:
    path = write(
        tmp_path / "建筑.shp", [square(0, 0)], "ESRI Shapefile", encoding=encoding, 高度=[12.0], 名称=["何园"]
    )
    if not hint:
        path.with_suffix(".cpg").unlink(missing_ok=True)
        table = bytearray(path.with_suffix(".dbf").read_bytes())
        table[29] = 0
        path.with_suffix(".dbf").write_bytes(table)
    result = read(path)
    buildings = buildings_of(result)
    assert buildings.text("name_zh", 0) == "何园"
    assert buildings.top[0] == 12.0
    assert set(result.nodes[0].provenance.parameters["companions"]) >= {"建筑.dbf", "建筑.shx", "建筑.prj"}


def test_a_missing_index_is_made_without_touching_the_folder(tmp_path: Path) -> None:
    path = write(tmp_path / "a.shp", [square(0, 0), square(20, 0)], "ESRI Shapefile", height=[3.0, 4.0])
    path.with_suffix(".shx").unlink()
    before = sorted(file.name for file in tmp_path.iterdir())
    result = read(path)
    assert buildings_of(result).count == 2
    assert buildings_of(result).ids == ("a-1", "a-2")
    assert "made anew" in said(result)
    assert sorted(file.name for file in tmp_path.iterdir()) == before


def test_a_missing_prj_asks_for_the_system(tmp_path: Path) -> None:
    path = write(tmp_path / "a.shp", [square(0, 0)], "ESRI Shapefile", height=[3.0])
    path.with_suffix(".prj").unlink()
    with pytest.raises(AnswerNeeded) as caught:
        read(path)
    assert caught.value.parameter == "crs"
    assert buildings_of(read(path, crs="EPSG:4549")).count == 1


def test_a_cut_table_is_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.shp", [square(20 * k, 0) for k in range(20)], "ESRI Shapefile", height=np.arange(20.0)
    )
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:-100])
    with pytest.raises(UnreadableFile, match=r"a\.dbf is cut off"):
        read(path)


def test_degrees_that_are_metres_ask_for_the_system(tmp_path: Path) -> None:
    ring = [[446000, 3586000], [446010, 3586000], [446010, 3586010], [446000, 3586000]]
    feature = {
        "type": "Feature",
        "properties": {"height": 3},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(AnswerNeeded, match="not degrees"):
        read(path)
    assert buildings_of(read(path, crs="EPSG:4549")).count == 1


def test_a_geojson_in_gbk_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.geojson", [square(0, 0)], "GeoJSON", height=[3.0], name=["何园"])
    path.write_bytes(path.read_text("utf-8").encode("gbk"))
    result = read(path)
    assert buildings_of(result).text("name_zh", 0) == "何园"
    assert "GB 18030" in said(result)


def test_gcj02_is_proposed_and_taken_out_only_when_chosen(tmp_path: Path) -> None:
    wenchang = np.array([[119.42822, 32.39638]])
    shown = gcj02_from_wgs84(wenchang)[0]
    shape = shapely.box(*(shown - 5e-5), *(shown + 5e-5))
    path = write(
        tmp_path / "a.geojson",
        [shape],
        "GeoJSON",
        "EPSG:4326",
        height=[24.0],
        adcode=[321002],
        name=["文昌阁"],
    )
    assert any("GCJ-02" in str(note) for note in inspect(path).notes)
    assert "datum_shift" not in inspect(path).suggested
    untouched = read(path)
    assert "GCJ-02" in said(untouched)
    middle = buildings_of(untouched).rings.mean(axis=0)
    assert np.hypot(*(middle - (204.06, -49.06))) == pytest.approx(555, abs=3)
    shifted = read(path, datum_shift="gcj02")
    assert "GCJ-02" not in said(shifted)
    np.testing.assert_allclose(buildings_of(shifted).rings.mean(axis=0), (204.06, -49.06), atol=0.1)


def test_districts_are_read_as_outlines_with_their_names(tmp_path: Path) -> None:
    districts = [square(-5000, -5000, 8000), square(3000, -5000, 9000)]
    path = geopackage(tmp_path / "a.gpkg", districts, 名称=["广陵区", "邗江区"])
    guess = inspect(path)
    assert guess.kind == "lines"
    assert guess.suggested["as_"] == "outlines"
    (node,) = read(path).nodes
    assert node.role is Role.PLACES
    assert isinstance(node.payload, Polylines)
    assert node.payload.columns["name_zh"].tolist() == ["广陵区", "邗江区"]
    assert len(node.payload.line(0)) == 5
    with pytest.raises(AnswerNeeded):
        read(path, as_="buildings")


def test_points_and_lines_are_read_as_outlines(tmp_path: Path) -> None:
    spot = shapely.Point(446010, 3586020)
    road = shapely.LineString([(446000, 3586000), (446100, 3586000)])
    (node,) = read(geopackage(tmp_path / "a.gpkg", [spot, road], name=["spot", "road"])).nodes
    assert node.payload.columns["name_en"].tolist() == ["spot", "road"]
    assert [len(node.payload.line(k)) for k in range(2)] == [1, 2]
    np.testing.assert_array_equal(node.payload.line(0)[0], (10, 20, 0))


def test_outlines_are_cut_at_the_reach_but_buildings_are_refused(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", [square(0, 0, 150_000)], height=[3.0])
    result = read(path, as_="outlines")
    vertices = result.nodes[0].payload.vertices
    assert np.abs(vertices[:, :2]).max() <= 100_000
    assert "Outlines cut" in said(result)
    with pytest.raises(OutOfReach):
        read(path, as_="buildings")
    with pytest.raises(OutOfReach):
        read(geopackage(tmp_path / "b.gpkg", [square(500_000, 0)], height=[3.0]), as_="outlines")


def test_a_look_gives_rows_counts_and_suggestions(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", [square(20 * k, 0) for k in range(9)], 楼高=np.arange(9.0) + 3)
    guess = inspect(path)
    assert (guess.kind, guess.count, guess.crs) == ("footprints", 9, "EPSG:4549")
    assert guess.columns == ("楼高",)
    assert guess.sample[0] == ("3",)
    assert guess.suggested["height_field"] == "楼高"
    assert guess.suggested["as_"] == "buildings"


def test_one_layer_of_several_is_chosen_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    write(path, [shapely.Point(446000, 3586000)], "GPKG", layer="points", kind=["spot"])
    write(path, [square(0, 0)], "GPKG", layer="houses", height=[3.0])
    assert buildings_of(read(path)).count == 1
    with pytest.raises(InvalidRequest, match="no layer"):
        read(path, layer="roofs")


def test_suzhou_has_its_3076_buildings_of_three_metres_a_floor() -> None:
    result = read(shared("china", "suzhou", "bd_demo_2.json"), ImportTarget())
    buildings = buildings_of(result)
    assert buildings.count == 3076
    assert len(buildings.building_of_part) == 3077  # one is a multipolygon
    height = buildings.top[buildings.building_start[:-1]] - buildings.outdoor_ground
    np.testing.assert_allclose(height, 3.0 * buildings.columns["floors"], rtol=1e-6)
    assert buildings.columns["floors"].max() == 28
    assert area(buildings) == pytest.approx(1_236_507, rel=1e-3)
    from_floors = buildings_of(
        read(shared("china", "suzhou", "bd_demo_2.json"), ImportTarget(), height_field="-", storey_height=3.0)
    )
    np.testing.assert_array_equal(from_floors.top, buildings.top)
    assert set(from_floors.columns["height_source"]) == {"floors"}


@pytest.mark.parametrize(
    "parts", [("yz_gbk_ldid4d", "扬州区县.shp"), ("yz_utf8_cpg", "yangzhou_utf8.shp")], ids=["gbk", "utf8"]
)
def test_yangzhou_districts_have_their_names_and_lose_their_offset(parts: tuple[str, str]) -> None:
    path = shared("china", "derived", *parts)
    assert any("GCJ-02" in str(note) for note in inspect(path).notes)
    as_drawn = read(path).nodes[0].payload
    corrected = read(path, datum_shift="gcj02").nodes[0].payload
    assert corrected.columns["name_zh"].tolist() == [
        "广陵区",
        "邗江区",
        "江都区",
        "宝应县",
        "仪征市",
        "高邮市",
    ]
    shift = (corrected.line(0) - as_drawn.line(0))[:, :2].astype(np.float64)
    assert np.abs(np.hypot(*shift.T) - 555).max() < 30  # as at the Wenchang crossing
    assert (shift[:, 0] < 0).all()  # back to the west-north-west
    assert (shift[:, 1] > 0).all()


def test_a_mapinfo_table_keeps_chinese_names_and_says_what_it_lacks(tmp_path: Path) -> None:
    from pyogrio.raw import write

    path = tmp_path / "扬州.tab"
    wkb = shapely.to_wkb(shapely.box([446000.0, 446020.0], 3586000.0, [446010.0, 446030.0], 3586012.0))
    fields = [np.array([9.0, 12.0]), np.array(["何园", "个园"], dtype=object)]
    options = {"crs": "EPSG:4549", "driver": "MapInfo File", "geometry_type": "Polygon"}
    write(path, wkb, fields, ["height", "名称"], layer_options={"ENCODING": "CP936"}, **options)
    spec = for_file(path)
    assert spec.id == "footprints.mapinfo"
    buildings = spec.load().read(path, FootprintParams(), ImportTarget(), SilentFeedback()).nodes[0].payload
    assert list(buildings.columns["name_zh"]) == ["何园", "个园"]
    path.with_suffix(".map").unlink()
    with pytest.raises(UnreadableFile, match=r"lacks the \.MAP"):
        spec.load().read(path, FootprintParams(), ImportTarget(), SilentFeedback())
