"""Geodatabases, KML, GeoParquet, FlatGeobuf and DXF become the right layer, or get a sentence that helps."""

import json
import zipfile
from pathlib import Path

import ezdxf
import numpy as np
import pytest
import shapely

from scene.errors import AnswerNeeded, InvalidRequest, UnreadableFile
from scene.node import Role
from scene.payloads import Buildings, Polylines
from tests.importers.vectors import inspect, read, said, square, write


def test_a_geodatabase_is_a_folder_and_a_file_in_it_means_the_folder(tmp_path: Path) -> None:
    path = write(tmp_path / "yz.gdb", [square(0, 0), square(20, 0)], "OpenFileGDB", height=[9.0, 12.0])
    for chosen in (path, path / "a00000001.gdbtable"):
        (node,) = read(chosen).nodes
        assert node.provenance is not None
        assert node.provenance.source == "yz.gdb"
        assert str(node.name) == "yz"
        np.testing.assert_array_equal(node.payload.top, [9.0, 12.0])
    (tmp_path / "other").mkdir()
    with pytest.raises(UnreadableFile):
        read(tmp_path / "other")


def test_a_geodatabase_with_several_layers_says_which_it_read(tmp_path: Path) -> None:
    from pyogrio.raw import write as write_layer

    path = tmp_path / "yz.gdb"
    for layer, shape, kind, append in (
        ("roads", shapely.LineString([(446000, 3586000), (446100, 3586000)]), "LineString", False),
        ("houses", square(0, 0), "Polygon", True),
    ):
        write_layer(path, np.array([shapely.to_wkb(shape)]), [np.array([6.0])], ["height"], layer=layer,
                    append=append, crs="EPSG:4549", driver="OpenFileGDB", geometry_type=kind)  # fmt: skip
    result = read(path)
    assert "“houses” was read; there are also: roads" in said(result)
    assert read(path, layer="roads").nodes[0].role is Role.PLACES


def kml(placemarks: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    return f"{head}<name>方案</name>{placemarks}</Document></kml>"


HOUSE = """<Placemark><name>何园</name><Polygon>
<extrude>1</extrude><altitudeMode>relativeToGround</altitudeMode>
<outerBoundaryIs><LinearRing><coordinates>119.4230,32.3936,18 119.4232,32.3936,18 119.4232,32.3938,18
119.4230,32.3938,18 119.4230,32.3936,18</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"""


def test_an_extruded_area_of_kml_is_a_building(tmp_path: Path) -> None:
    path = tmp_path / "方案.kml"
    path.write_text(kml(HOUSE), "utf-8")
    packed = tmp_path / "方案.kmz"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "doc.kml")
    for file in (path, packed):
        (node,) = read(file).nodes
        assert isinstance(node.payload, Buildings)
        assert node.payload.top[0] == pytest.approx(18.0)
        assert node.payload.text("name_zh", 0) == "何园"
        assert "tessellate" not in node.payload.columns
    assert not [name for name in tmp_path.iterdir() if name not in (path, packed)]


def test_kml_without_heights_is_outlines_and_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    path.write_text(kml(HOUSE.replace("<extrude>1</extrude>", "")), "utf-8")
    assert isinstance(read(path).nodes[0].payload, Polylines)
    path.write_text('<!DOCTYPE kml [<!ENTITY a "b">]>' + kml(HOUSE), "utf-8")
    with pytest.raises(UnreadableFile, match="entities"):
        read(path)


def test_all_folders_of_kml_are_read_together(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    other = HOUSE.replace("119.42", "119.43").replace("何园", "个园")
    path.write_text(
        kml(f"<Folder><name>一期</name>{HOUSE}</Folder><Folder><name>二期</name>{other}</Folder>"), "utf-8"
    )
    assert inspect(path).count == 2
    (node,) = read(path).nodes
    assert node.payload.columns["folder"].tolist() == ["一期", "二期"]
    assert node.payload.columns["name_zh"].tolist() == ["何园", "个园"]
    assert read(path, layer="二期").nodes[0].payload.count == 1


def test_a_bomb_in_a_kmz_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", "<kml>" + " " * 50_000_000)
    with pytest.raises(UnreadableFile, match="too many for its size"):
        read(path)


def parquet(path: Path, geo: dict[str, object] | None, column: str = "geometry") -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    wkb = [shapely.to_wkb(square(20 * k, 0)) for k in range(3)]
    table = pa.table({column: pa.array(wkb, pa.binary()), "height": [3.0, 6.0, 9.0]})
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)} if geo else None), path)
    return path


def test_geoparquet_brings_its_system_and_plain_parquet_asks_for_it(tmp_path: Path) -> None:
    from pyproj import CRS

    about = {"encoding": "WKB", "geometry_types": [], "crs": json.loads(CRS.from_epsg(4549).to_json())}
    path = parquet(tmp_path / "a.parquet", {"primary_column": "geometry", "columns": {"geometry": about}})
    np.testing.assert_array_equal(read(path).nodes[0].payload.top, [3.0, 6.0, 9.0])
    assert inspect(path).count == 3
    with pytest.raises(AnswerNeeded, match="coordinate system"):
        read(parquet(tmp_path / "b.parquet", None))
    with pytest.raises(UnreadableFile, match="without geometry"):
        read(parquet(tmp_path / "c.parquet", None, column="blob"))


def test_geoparquet_that_names_no_system_is_in_degrees(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "a.parquet", {"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
    )
    with pytest.raises(AnswerNeeded, match="not degrees"):
        read(path)


def drawing(path: Path, units: int = 6, scale: float = 1.0, version: str = "R2010") -> Path:
    document = ezdxf.new(version)
    document.units = units
    if version == "R2000":
        document.encoding = "gbk"
        document.header["$DWGCODEPAGE"] = "ANSI_936"
    space = document.modelspace()
    corner = np.array([446000.0, 3586000.0]) * scale
    place = [tuple(corner + scale * np.array(xy)) for xy in ((0, 0), (10, 0), (10, 12), (0, 12))]
    house = space.add_lwpolyline(
        place, close=True, dxfattribs={"layer": "建筑轮廓", "elevation": 2.0 * scale}
    )
    house.dxf.thickness = 9.0 * scale
    space.add_line(place[0], place[2], dxfattribs={"layer": "道路"})
    space.add_circle(tuple(corner + 50 * scale), 5.0 * scale, dxfattribs={"layer": "水井"})
    space.add_text("文昌阁", dxfattribs={"insert": place[0], "layer": "注记"})
    hatch = space.add_hatch(dxfattribs={"layer": "绿地"})
    hatch.paths.add_polyline_path(
        [tuple(corner + scale * np.array(xy)) for xy in ((0, 40), (9, 40), (9, 49))]
    )
    block = document.blocks.new("屋")
    block.add_lwpolyline([(0, 0), (4 * scale, 0), (4 * scale, 4 * scale)], close=True)
    space.add_blockref("屋", tuple(corner + 80 * scale))
    document.saveas(path)
    return path


@pytest.mark.parametrize("version", ["R2000", "R2010"])
def test_a_drawing_has_areas_lines_and_words_by_layer(tmp_path: Path, version: str) -> None:
    path = drawing(tmp_path / "总图.dxf", version=version)
    with pytest.raises(AnswerNeeded, match="coordinate system"):
        read(path)
    (houses,) = read(path, crs="EPSG:4549", layer="建筑轮廓").nodes
    assert isinstance(houses.payload, Buildings)
    np.testing.assert_allclose(houses.payload.top, [9.0])
    assert houses.payload.columns["elevation"].tolist() == [2.0]
    (all_of_it,) = read(path, crs="EPSG:4549", as_="outlines").nodes
    lines = all_of_it.payload
    layers = dict(zip(lines.columns["layer"].tolist(), range(lines.count), strict=True))
    assert set(layers) == {"建筑轮廓", "道路", "水井", "注记", "绿地", "0"}
    assert lines.columns["name_zh"][layers["注记"]] == "文昌阁"
    assert len(lines.line(layers["道路"])) == 2
    round_one = lines.line(layers["水井"])[:, :2]
    np.testing.assert_allclose(np.hypot(*(round_one - (50, 50)).T), 5.0, atol=0.02)
    assert len(lines.line(layers["绿地"])) == 4
    np.testing.assert_allclose(lines.line(layers["0"])[:, :2].max(axis=0), (84, 84), atol=0.01)
    standing, flat = read(path, crs="EPSG:4549").nodes
    assert isinstance(standing.payload, Buildings)
    assert standing.payload.count == 1
    assert set(flat.payload.columns["layer"]) == {"道路", "水井", "注记", "绿地", "0"}
    with pytest.raises(InvalidRequest, match="no layer"):
        read(path, crs="EPSG:4549", layer="屋顶")


def test_millimetres_become_metres_and_a_lie_about_them_is_asked_about(tmp_path: Path) -> None:
    answers = {"crs": "EPSG:4549", "layer": "建筑轮廓"}
    in_millimetres = read(drawing(tmp_path / "a.dxf", 4, 1000.0), **answers)
    np.testing.assert_allclose(in_millimetres.nodes[0].payload.top, [9.0])
    assert in_millimetres.nodes[0].payload.bounds() == pytest.approx((0, 0, 10, 12), abs=0.01)
    assert "mm by its $INSUNITS" in said(in_millimetres)
    lying = drawing(tmp_path / "b.dxf", 4, 1.0)
    with pytest.raises(AnswerNeeded) as caught:
        read(lying, **answers)
    assert caught.value.parameter == "unit"
    assert read(lying, unit="m", **answers).nodes[0].payload.top[0] == 9.0


def test_areas_of_a_drawing_without_heights_are_outlines(tmp_path: Path) -> None:
    path = tmp_path / "a.dxf"
    document = ezdxf.new("R2010")
    document.units = 0
    document.modelspace().add_lwpolyline(
        [(446000, 3586000), (446010, 3586000), (446010, 3586009)], close=True
    )
    document.saveas(path)
    result = read(path, crs="EPSG:4549")
    assert isinstance(result.nodes[0].payload, Polylines)
    assert "metres were taken" in said(result)
    assert isinstance(read(path, crs="EPSG:4549", default_height=6.0).nodes[0].payload, Buildings)
