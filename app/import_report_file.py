"""Reports of imports as one CSV, in both languages. It does not know how they came about."""

from collections.abc import Sequence
from math import nan
from pathlib import Path
from typing import Final

from analysis.base import Column, Table
from app.import_report import COLUMNS, ImportReport
from app.result_files import write_table
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.messages import BilingualText, msg

_READ: Final = BilingualText("已读入", "Read")
_FILE: Final = Column("file", BilingualText("文件", "File"))


def write_reports(path: Path, reports: Sequence[ImportReport], frame: SceneFrame) -> None:
    """Write reports as one table: for each file what came in, then every feature with its reason.

    Parameters
    ----------
    path : Path
        The CSV.
    reports : sequence of ImportReport
        One a file.
    frame : SceneFrame
        In whose system places are given.

    Raises
    ------
    InvalidRequest
        If the file cannot be written.
    """
    rows: list[tuple[object, ...]] = []
    for report in reports:
        rows.append((report.file, _READ, report.what(), "", nan, nan, nan))
        rows += [(report.file, *row) for row in report.table(frame).rows]
    title = BilingualText("导入报告", "Import report")
    try:
        write_table(path, Table("import_report", title, (_FILE, *COLUMNS), tuple(rows)))
    except OSError as problem:
        raise InvalidRequest(
            msg("{file} cannot be written: {problem}.", file=path.name, problem=problem.strerror or problem),
            msg("Choose another place for it."),
        ) from problem
