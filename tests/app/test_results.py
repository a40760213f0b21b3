"""Results are written as computed, and other programs read them."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import rasterio

from analysis.base import AnalysisResult, Chart, Column, Picture, Series, Table
from app.exporting import export_results
from app.results import as_json, result_json, write_results
from scene.errors import Cancelled, InvalidRequest
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.legend import LEGEND, Entry, Legend, classes, ramp
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import Polylines, Raster
from scene.units import DISTANCE, STATION, VISIBLE_HEIGHT


def result() -> AnalysisResult:
    columns = (Column("name", BilingualText("名称", "Name")), Column("d", DISTANCE.title, DISTANCE))
    rows = ((BilingualText("熙春台", "Xichun Terrace"), 0.1 + 0.2), ("V2", float("nan")))
    raster = Raster(np.array([[1, np.nan], [3, 4]], np.float32), 5.0, 100.0, 50.0)
    line = Polylines(np.array([[0, 0, 5], [10, 0, 6]], np.float32), [0, 2], ("line",))
    return AnalysisResult(
        tables=(Table("views", BilingualText("表", "Table"), columns, rows),),
        nodes=(
            Node(BilingualText("高程", "Height map"), Role.RESULT, raster),
            Node(BilingualText("视线", "Sight lines"), Role.RESULT, line),
        ),
        method=msg("Exact."),
    )


def test_a_figure_is_written_to_its_last_digit_and_nan_is_nothing(tmp_path: Path) -> None:
    document = result_json("a.b", "1", {"k": 0.13}, YANGZHOU_FRAME, result())
    write_results(tmp_path / "成果", document, result(), YANGZHOU_FRAME)

    read = json.loads((tmp_path / "成果" / "results.json").read_text("utf-8"))
    rows = list(csv.reader((tmp_path / "成果" / "views.csv").read_text("utf-8-sig").splitlines()))

    assert 0.1 + 0.2 == read["tables"]["views"]["rows"][0][1]
    assert read["tables"]["views"]["rows"][1][1] is None
    assert ["名称 Name", "距离 Distance [m]"] == rows[0]
    assert ["熙春台 Xichun Terrace", repr(0.1 + 0.2)] == rows[1]
    assert ["V2", ""] == rows[2]


def test_rasters_lie_where_they_were_computed(tmp_path: Path) -> None:
    write_results(tmp_path, {}, result(), YANGZHOU_FRAME)

    with rasterio.open(tmp_path / "height_map.tif") as file:
        assert "EPSG:4549" == file.crs.to_string()
        assert (446_100.0, 3_586_050.0) == (file.bounds.left, file.bounds.top)
        assert np.array_equal([[1, np.nan], [3, 4]], file.read(1), equal_nan=True)
        assert ("m",) == file.units


def test_numpy_values_become_plain_json() -> None:
    assert [1, 2.5, None, True, "x"] == as_json(
        [np.int32(1), np.float32(2.5), np.float64("nan"), np.bool_(True), "x"]
    )


def test_results_are_exported_all_or_none(tmp_path: Path) -> None:
    scene = SceneGraph(YANGZHOU_FRAME).snapshot()
    folder = tmp_path / "成果"
    files = export_results(folder, "sightline.balloon", {}, result(), scene, SilentFeedback())
    assert ["results.json", "views.csv", "height_map.tif", "results.gpkg"] == [file.name for file in files]
    assert sorted(files) == sorted(folder.iterdir())
    stopped = SilentFeedback()
    stopped.cancel()
    with pytest.raises(Cancelled):
        export_results(tmp_path / "none", "sightline.balloon", {}, result(), scene, stopped)
    assert not list((tmp_path / "none").iterdir())
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InvalidRequest, match="cannot be written"):
        export_results(tmp_path / "file", "sightline.balloon", {}, result(), scene, SilentFeedback())


RED = (181, 67, 46)
SEEN = classes(
    BilingualText("可见", "Visible"),
    Entry(0.0, (181, 67, 46), BilingualText("不可见", "Hidden"), 3),
    Entry(1.0, (47, 127, 166), BilingualText("可见 <是>", "Seen & so on")),
)
HEIGHTS = ramp(BilingualText("限高", "Permissible height"), "m", 0.0, 60.0)


def drawn_result() -> AnalysisResult:
    def node(name: str, values: list[list[float]], legend: Legend) -> Node:
        raster = Raster(np.array(values, np.float32), 5.0, 100.0, 50.0)
        return Node(BilingualText("图", name), Role.RESULT, raster, attributes={LEGEND: legend.as_json()})

    series = (
        Series("now", BilingualText("现状", "Existing"), np.array([0.0, 10.0]), np.array([2.5, np.nan]), RED),
        Series("then", BilingualText("方案", "Proposed"), np.arange(2.0), np.ones(2), RED, np.zeros(2)),
    )
    chart = Chart("skyline", BilingualText("天际线", "Skyline"), STATION, VISIBLE_HEIGHT, series)
    pixels = np.zeros((4, 6, 3), np.uint8)
    pixels[0, 0] = (200, 10, 20)
    return AnalysisResult(
        nodes=(
            node("Seen cells", [[0, 1], [np.nan, 1]], SEEN),
            node("Limit", [[0.5, 60], [np.nan, 12]], HEIGHTS),
            node("Limit", [[1.5, 60], [np.nan, 12]], HEIGHTS),
        ),
        charts=(chart,),
        pictures=(Picture("panorama", BilingualText("全景", "Panorama"), msg("From V1."), pixels),),
        legend=HEIGHTS,
        method=msg("Exact."),
    )


def test_classes_are_written_with_a_colour_table_and_figures_as_they_are(tmp_path: Path) -> None:
    write_results(tmp_path, {}, drawn_result(), YANGZHOU_FRAME)

    with rasterio.open(tmp_path / "seen_cells.tif") as file:
        assert np.array_equal([[0, 1], [255, 1]], file.read(1))
        assert file.nodata == 255
        assert file.colormap(1)[1] == (47, 127, 166, 255)
        assert file.descriptions == ("图 Seen cells",)
    for name, first in (("limit.tif", 0.5), ("limit_3.tif", 1.5)):
        with rasterio.open(tmp_path / name) as file:
            assert file.read(1)[0, 0] == first
            assert np.isnan(file.nodata)


def test_colours_stand_beside_a_raster_as_a_style_that_is_well_formed(tmp_path: Path) -> None:
    from xml.etree import ElementTree

    write_results(tmp_path, {}, drawn_result(), YANGZHOU_FRAME)
    entries = list(ElementTree.parse(tmp_path / "seen_cells.qml").iter("paletteEntry"))
    assert [(e.get("value"), e.get("color")) for e in entries] == [("0", "#b5432e"), ("1", "#2f7fa6")]
    assert entries[1].get("label") == "可见 <是> Seen & so on"
    items = list(ElementTree.parse(tmp_path / "limit.qml").iter("item"))
    assert [float(str(item.get("value"))) for item in items] == [e.value for e in HEIGHTS.entries]


def test_charts_are_written_as_figures_and_drawn_in_both_languages(tmp_path: Path, qapp) -> None:
    from app.theme import chinese_family

    files = {file.name for file in write_results(tmp_path, {}, drawn_result(), YANGZHOU_FRAME)}
    rows = list(csv.reader((tmp_path / "skyline.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0][1:3] == ["里程 Station along the route [m]", "可见高度 Visible height [m]"]
    assert rows[1:] == [
        ["现状 Existing", "0.0", "2.5", ""],
        ["现状 Existing", "10.0", "", ""],
        ["方案 Proposed", "0.0", "1.0", "0.0"],
        ["方案 Proposed", "1.0", "1.0", "0.0"],
    ]
    assert "skyline.en.svg" in files
    assert ("skyline.zh.svg" in files) == bool(chinese_family())
    assert "Proposed" in (tmp_path / "skyline.en.svg").read_text("utf-8")


def test_pictures_are_written_to_the_pixel_and_the_document_names_every_file(tmp_path: Path) -> None:
    from PIL import Image

    result = drawn_result()
    files = write_results(
        tmp_path, result_json("a.b", "1", {}, YANGZHOU_FRAME, result), result, YANGZHOU_FRAME
    )
    read = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert np.array_equal(np.asarray(Image.open(tmp_path / "panorama.png")), result.pictures[0].pixels)
    assert [layer["file"] for layer in read["layers"]] == ["seen_cells.tif", "limit.tif", "limit_3.tif"]
    assert read["pictures"][0]["file"] == "panorama.png"
    assert {layer["file"] for layer in read["layers"]} <= {file.name for file in files}
    assert Legend.from_json(read["layers"][0]["legend"]) == SEEN
    assert read["charts"][0]["series"][0]["y"] == [2.5, None]
    assert read["interim"] is False
