"""Results are written as computed, and other programs read them."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import rasterio

from analysis.base import AnalysisResult, Column, Table
from app.exporting import export_results
from app.results import as_json, result_json, write_results
from scene.errors import Cancelled, InvalidRequest
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import Polylines, Raster
from scene.units import DISTANCE


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
