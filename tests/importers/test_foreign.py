"""What cannot be opened is named by its first bytes or its name, and answered with the way out."""

from pathlib import Path

import pytest

from app.wording import in_language
from importers.foreign import formats
from importers.registry import for_file, specs
from scene.errors import UnreadableFile

OLE2 = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 64
SKP = bytes.fromhex("fffeff0e53006b0065007400630068005500700020") + b"\x00" * 9
ZIP = b"PK\x03\x04" + b"\x00" * 64


@pytest.mark.parametrize(
    ("name", "head", "what", "way"),
    [
        ("总平面.dwg", b"AC1032" + b"\x00" * 32, "AutoCAD 2018 drawing", "ODA File Converter"),
        ("plan.dwg", b"AC1015" + b"\x00" * 32, "AutoCAD 2000 drawing", "R2018"),
        ("renamed.dat", b"AC1027\x00\x00", "DWG", "DXF"),
        ("塔楼.skp", SKP, "SketchUp", "glTF"),
        ("Tile_+001_+002.osgb", bytes.fromhex("a10e916c4545fb1a"), "OSGB", "tileset.json"),
        ("hall.max", OLE2, "3ds Max", "OBJ"),
        ("hall.rvt", OLE2, "Revit", "IFC"),
        ("map.mxd", OLE2, "ArcGIS", "Import the data"),
        ("unknown.xyzw", OLE2, "compound document", "Export it"),
        ("model.fbx", b"Kaydara FBX Binary  \x00\x1a\x00", "FBX", "Blender"),
        ("model.fbx", b"; FBX 7.3.0 project file\n", "FBX", "Blender"),
        ("site.dgn", bytes.fromhex("0809fe02"), "MicroStation", "DXF"),
        ("site.dgn", OLE2, "MicroStation", "DXF"),
        ("scan.e57", b"ASTM-E57\x01", "E57", "CloudCompare"),
        ("scan.rcp", b"whatever", "ReCap", "E57"),
        ("宗地.WP", b"WMAP`D23", "MapGIS", "Shapefile"),
        ("city.udbx", b"SQLite format 3\x00", "SuperMap", "GeoPackage"),
        ("old.rar", b"Rar!\x1a\x07\x01\x00", "RAR", "Unpack"),
        ("old.7z", bytes.fromhex("377abcaf271c0004"), "7z", "Unpack"),
        ("old.zip", ZIP, "ZIP", "Unpack"),
        ("work.qgz", ZIP, "QGIS project", "Package Layers"),
        ("work.qgs", b"<!DOCTYPE qgis PUBLIC>", "QGIS project", "Package Layers"),
        ("table.xlsx", ZIP, "office document", "CSV"),
        ("land.dbf", b"\x03\x7d\x01\x01", "companion of a Shapefile", ".shp"),
        ("data.geojson", b"<!DOCTYPE html><html><title>Login</title>", "web page", "download"),
        ("dem.tif", b"version https://git-lfs.github.com/spec/v1\n", "Git LFS", "git lfs pull"),
        ("scene.ecw", b"\x65\x02\x00", "imagery in another format", "gdal_translate"),
    ],
)  # fmt: skip
def test_a_foreign_file_is_named_and_the_way_out_is_said(
    tmp_path: Path, name: str, head: bytes, what: str, way: str
) -> None:
    path = tmp_path / name
    path.write_bytes(head)
    with pytest.raises(UnreadableFile) as caught:
        for_file(path)
    assert name in str(caught.value.message)
    assert what in str(caught.value.message)
    assert way in str(caught.value.hint)
    for text in (caught.value.message, caught.value.hint):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in in_language(text, "zh"))


def test_a_folder_of_oblique_tiles_is_named(tmp_path: Path) -> None:
    (tmp_path / "倾斜" / "Data").mkdir(parents=True)
    (tmp_path / "倾斜" / "metadata.xml").write_text("<ModelMetadata/>")
    with pytest.raises(UnreadableFile, match="OSGB"):
        for_file(tmp_path / "倾斜")


def test_a_file_with_a_foreign_name_and_known_content_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "land.fbx"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    assert "footprints.geojson" == for_file(path).id


def test_no_importer_is_shadowed_by_the_table() -> None:
    """A pattern that an importer claims may stay in the table: importers are asked first."""
    assert len({row.id for row in formats()}) == len(formats())
    for row in formats():
        assert row.names or row.starts
        assert row.way.zh
        assert row.way.en.endswith((".", ".tif", ".laz", "layer."))
        assert all(pattern == pattern.lower() for pattern in row.names)
    claimed = {pattern for spec in specs() for pattern in spec.patterns}
    certain = {"*.dwg", "*.skp", "*.osgb", "*.max", "*.rvt", "*.rar", "*.7z", "*.qgz", "*.mxd"}
    assert not claimed & certain
