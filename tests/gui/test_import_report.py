"""The report of an import in the window: a table that flies, reached from the layer."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.importing import read_file
from app.window.import_report_dialog import ImportReportDialog
from scene.feedback import SilentFeedback
from scene.node import Role
from scene.selection import Selected
from tests.gui.conftest import MakeWindow
from tests.importers.test_issues import layer


def test_a_row_flies_to_its_feature_and_columns_sort(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    bench = window.bench
    command, imported = read_file(
        bench.session, layer(tmp_path), {"id_field": "编号"}, feedback=SilentFeedback()
    )
    bench.run(command)
    marks = bench.session.scene.of_role(Role.REPORT)[0]
    bench.session.selection.select(Selected(marks.id))
    window.menus.trigger("file.import_report")
    dialog = window.findChild(ImportReportDialog)
    assert dialog is not None
    qtbot.waitExposed(dialog)
    assert imported.report.read == dialog.report.read
    table = dialog.sorted
    rows = {table.index(row, 2).data(): row for row in range(table.rowCount())}
    assert "B003" in rows
    before = bench.view.pose
    dialog.table.clicked.emit(table.index(rows["B003"], 0))
    qtbot.waitUntil(lambda: bench.view.pose != before)
    x, y, _ = dialog.report.place_of(table.mapToSource(table.index(rows["B003"], 0)).row())
    assert abs(bench.view.pose.target[0] - x) < 1.0
    assert abs(bench.view.pose.target[1] - y) < 1.0
    dialog.table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    eastings = [float(table.index(row, 3).data()) for row in range(4)]
    assert eastings == sorted(eastings)
    dialog.save_to(tmp_path / "报告.csv")
    assert "B003" in (tmp_path / "报告.csv").read_text("utf-8-sig")
    bench.session.history.undo()
    qtbot.waitUntil(lambda: not dialog.isVisible())
