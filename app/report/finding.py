"""The report of any finding: one call for the window and for the command line.

It knows how a finding becomes content; what that looks like is :mod:`app.report.page`'s business.
"""

from datetime import datetime
from pathlib import Path

from app.analysing import Finding
from app.chart_files import offscreen_application
from app.report.content import Picture, content_of
from app.report.write import write_reports
from app.results import finding_json, fingerprint_of
from scene.clock import BEIJING_TIME
from scene.graph import Snapshot
from scene.messages import BilingualText


def report_finding(
    folder: Path,
    project: BilingualText,
    finding: Finding,
    pictures: tuple[Picture, ...] = (),
    moment: datetime | None = None,
    now: Snapshot | None = None,
) -> list[Path]:
    """Write ``report.zh.pdf`` and ``report.en.pdf`` of a finding and return the files.

    Parameters
    ----------
    folder : Path
        Where to; it must exist.
    project : BilingualText
        What was looked at.
    finding : Finding
        Verdicts, tables, charts, pictures and legends, with what they were computed by and from.
    pictures : tuple of Picture
        Views painted beside those that the analysis computed.
    moment : datetime, optional
        When the figures were computed; this moment if not given.
    now : Snapshot, optional
        The project as it stands, with what was entered since the figures were computed.

    Notes
    -----
    Every page bears the sha256 of the ``results.json`` that belongs to the figures. Without a Qt application
    one is made that needs no display.
    """
    from app.theme import chinese_family

    application = offscreen_application()
    when = moment or datetime.now(BEIJING_TIME).replace(microsecond=0)
    fingerprint = fingerprint_of(finding_json(finding))
    content = content_of(project, finding, pictures, fingerprint, when, now)
    written = write_reports(folder, content, chinese_family() or None)
    del application
    return written
