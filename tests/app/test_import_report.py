"""The report of an import: counts, reasons and marks, with the scene, as a table and on paper."""

import csv
from pathlib import Path

import numpy as np
import pytest

from app.cli.command_line import main
from app.import_report import MARKS_NAME, report_in, reports_in
from app.importing import read_file
from app.projects import open_project
from app.session import Session
from importers.apart.reader import READER
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Raster
from tests.importers.test_issues import layer

ANSWERS = {"id_field": "编号"}


def imported(path: Path, session: Session) -> str:
    command, read = read_file(session, path, ANSWERS, feedback=SilentFeedback())
    session.run(command)
    return read.result.nodes[0].id


def test_everything_is_counted_and_marked_where_it_stands(tmp_path: Path) -> None:
    session = Session.empty()
    report = report_in(session.scene, imported(layer(tmp_path), session))
    assert report is not None
    assert "民居.geojson" == report.file
    assert {"buildings": 19} == report.kept
    assert (20, 8, 1) == (report.read, report.count("repaired"), report.count("dropped"))
    assert {f"B{row:03}" for row in (*range(8), 9, 12)} == set(report.feature)
    marks = session.scene.of_role(Role.REPORT)
    assert [MARKS_NAME] == [node.name for node in marks]
    assert session.history.undo_label is not None
    tops = marks[0].payload.vertices[:, 2]
    assert (tops[1:9] == 6.0).all()  # on the roofs of what was repaired


def test_undo_takes_layer_and_marks_out_together(tmp_path: Path) -> None:
    session = Session.empty()
    imported(layer(tmp_path), session)
    assert 2 == len(session.scene)
    session.history.undo()
    assert 0 == len(session.scene)


def test_a_file_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    session = Session.empty()
    before = session.scene.snapshot()
    path = tmp_path / "民居.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [', "utf-8")
    with pytest.raises(Exception, match=r"民居\.geojson"):
        imported(path, session)
    assert before == session.scene.snapshot()
    assert session.history.undo_label is None
    assert [] == list(Path(READER._folder).iterdir())


def test_the_report_is_saved_with_the_project_and_written_as_csv(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    project, table = tmp_path / "城.gpkg", tmp_path / "报告.csv"
    words = ["import", str(layer(tmp_path)), "--into", str(project), "--set", "id_field=编号"]
    assert 0 == main([*words, "--report", str(table)])
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(table.read_text("utf-8-sig").splitlines()))
    assert ["文件 File", "处理 Outcome", "原因 Reason", "要素 Feature"] == rows[0][:4]
    assert ["民居.geojson", "已读入 Read", "19 建筑 19 buildings"] == rows[1][:3]
    assert 8 == sum(row[1] == "已修复 Repaired" for row in rows)
    assert 446_500 < float(rows[3][4]) < 447_500
    session = open_project(project, SilentFeedback())
    ((node, report),) = reports_in(session.scene.snapshot())
    assert "民居" == node.name.zh
    assert (20, 8, 1) == (report.read, report.count("repaired"), report.count("dropped"))
    assert {f"B{row:03}" for row in (*range(8), 9, 12)} == set(report.feature)
    capfd.readouterr()


def test_what_only_the_scene_shows_is_noticed(tmp_path: Path) -> None:
    scene = SceneGraph(YANGZHOU_FRAME)
    session = Session(scene)
    houses = imported(layer(tmp_path), session)
    payload = scene.node(houses).payload
    assert isinstance(payload, Buildings)
    west, south = payload.rings[:, 0].min(), payload.rings[:, 1].min()
    half = Raster(np.full((60, 60), 8.0, np.float32), 5.0, float(west) - 10.0, float(south) + 150.0)
    scene.insert(Node(BilingualText.same("地"), Role.TERRAIN, half))
    again = report_in(scene, imported(layer(tmp_path), session))
    assert again is not None
    outside = [reason for reason in again.reasons if "outside the terrain of the scene" in reason.sentence.en]
    assert 1 == len(outside)
    assert 5 < outside[0].count < 19
