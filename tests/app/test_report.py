"""The report says every figure with its unit, rule and source, in both languages, on paper."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSizeF

from analysis.base import Column, Table
from analysis.common.verdict import Outcome, Rule, Verdict
from app.import_report import ImportReport, Reason
from app.report.content import Content, Source
from app.report.page import MOST_ROWS, MOST_SECTIONS, MOST_VERDICTS, Page
from app.report.pdf import print_pdf
from scene.clock import BEIJING_TIME
from scene.messages import BilingualText, msg
from scene.units import DISTANCE, VISIBLE_HEIGHT


def content() -> Content:
    rule = Rule(
        "balloon",
        BilingualText("气球试验", "Balloon test"),
        BilingualText("条例，2026-02-01", "Regulation of 2026-02-01"),
        assumed=True,
    )
    verdict = Verdict(
        "p1",
        BilingualText("高层<一>", "Tower <one>"),
        Outcome.FAIL,
        msg("Hidden by trees only."),
        VISIBLE_HEIGHT,
        23.456,
        0.0,
        1.2,
        rule,
        viewpoint_name=BilingualText("熙春台", "Xichun Terrace"),
    )
    columns = (
        Column("viewpoint", BilingualText("视点", "Viewpoint")),
        Column("distance", DISTANCE.title, DISTANCE),
        Column("seen", BilingualText("可见", "Seen")),
    )
    rows = ((BilingualText("熙春台", "Xichun Terrace"), 812.345, True), ("V2", float("nan"), False))
    return Content(
        BilingualText("内置扬州", "Built-in Yangzhou"),
        datetime(2026, 4, 15, 9, 0, tzinfo=BEIJING_TIME),
        "Weiyang 0",
        "EPSG:4549",
        BilingualText("红气球试验", "Red balloon test"),
        "1",
        (("sampling", 2.0),),
        msg("Exact rays."),
        (BilingualText("方法出处", "Where the method comes from"),),
        (verdict,),
        (
            Table("views", BilingualText("各视点", "Viewpoints"), columns, rows),
            Table(
                "own",
                BilingualText("逐方案", "By proposal"),
                (
                    Column("proposal", BilingualText("方案", "Proposal"), on_paper=False),
                    Column("outcome", BilingualText("结论", "Outcome")),
                ),
                (("p1", "fail"), ("p2", "of another proposal")),
                subject="proposal",
            ),
        ),
        (),
        (
            Source(
                BilingualText("房屋", "Buildings"), "city", "", "", ("© OpenStreetMap contributors",), True
            ),
        ),
        "ab" * 32,
    )


def test_english_report_prints_figures_with_units_rule_source_and_error() -> None:
    html = Page(content(), "en").html()

    for words in (
        "Fail",
        "Tower &lt;one&gt;",
        "23.46 m",
        "± 1.20 m",
        "Balloon test",
        "2026-02-01",
        "(assumed)",
    ):
        assert words in html
    for words in ("Xichun Terrace", "812.3", "yes", "–", "synthetic", "© OpenStreetMap contributors"):
        assert words in html
    assert "nan" not in html
    assert "p1" not in html, "a column that is not for paper"
    assert "of another proposal" not in html


def test_chinese_report_speaks_chinese() -> None:
    html = Page(content(), "zh").html()

    for words in ("高层&lt;一&gt;", "气球试验", "熙春台", "不通过", "示意"):
        assert words in html
    assert "Governing viewpoint" not in html


def test_a_page_is_printed_with_its_fingerprint(tmp_path: Path, qapp: object) -> None:
    from app.report.pdf import print_pdf

    pages = print_pdf(tmp_path / "r.pdf", Page(content(), "en").html(), {}, "foot", "title", "Sans")

    assert pages >= 1
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")


def test_imported_files_have_a_section_of_their_own() -> None:
    reasons = (
        Reason("dropped", BilingualText("没有面积的多边形", "Polygons without area"), 2),
        Reason("repaired", BilingualText("自相交的多边形", "Self-crossing polygons"), 1234),
    )
    report = ImportReport(
        "民居<1>.shp", "footprints.shapefile", "a" * 64, {"buildings": 3076}, reasons,
        np.zeros(0, np.int32), (), np.zeros((0, 3)),
    )  # fmt: skip
    assert "Imported files" not in Page(content(), "en").html()
    given = replace(content(), imports=((BilingualText("老城民居", "Old houses"), report),))
    for language, words in (
        (
            "en",
            ("Imported files", "Old houses", "3,076 buildings are in the scene", "Self-crossing polygons"),
        ),
        ("zh", ("导入的文件", "老城民居", "3,076 建筑", "自相交的多边形", "已修复")),
    ):
        html = Page(given, language).html()  # type: ignore[arg-type]
        for word in (*words, "民居&lt;1&gt;.shp", "a" * 64, "1,234"):
            assert word in html, word


def test_charts_pictures_and_legends_of_a_finding_are_printed_and_long_tables_end(
    tmp_path: Path, qapp
) -> None:
    from app.report.content import Picture
    from app.report.figures import figures_of
    from tests.app.test_results import SEEN, drawn_result

    rows = tuple((f"building {k}", 1.0, True) for k in range(MOST_ROWS + 7))
    table = replace(content().tables[0], key="all", rows=rows)
    (chart,) = drawn_result().charts
    png = figures_of(replace(content(), charts=(chart,)), "en").png["chart:0"]
    picture = Picture("", BilingualText("全景", "Panorama"), msg("From the lake."), png)
    said = replace(
        content(), tables=(table,), charts=(chart,), legends=(SEEN,), pictures=(picture,), interim=True
    )
    figures = figures_of(said, "en")
    html = Page(said, "en", figures.widths).html()

    assert set(figures.png) == {"chart:0", "legend:0", "picture:0"}
    assert all(f"src='{name}'" in html for name in figures.png)
    assert f"building {MOST_ROWS - 1}<" in html
    assert f"building {MOST_ROWS}<" not in html
    assert "7 more are in all.csv." in html
    assert "Interim answer" in html
    pages = print_pdf(tmp_path / "page.pdf", html, figures.png, "foot", "title", "")
    assert pages >= 2


def test_of_many_verdicts_the_worst_have_sections_and_the_rest_are_counted() -> None:
    (verdict,) = content().verdicts
    passed = tuple(
        replace(
            verdict, subject=f"v{k}", subject_name=BilingualText.same(f"House {k}."), outcome=Outcome.PASS
        )
        for k in range(MOST_VERDICTS + 5)
    )
    html = Page(replace(content(), verdicts=(*passed, verdict)), "en").html()
    assert html.index("Tower &lt;one&gt;") < html.index("House 0.")
    assert "6 more are in results.json." in html
    assert html.count("<h2>") - html.count("<h2>Verdicts") - 2 == MOST_SECTIONS


def test_a_heading_is_not_parted_from_its_table(qapp: object) -> None:
    from PySide6.QtGui import QTextDocument

    from app.report.pdf import keep_headings

    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(3))
    for filler in range(1, 60):  # wherever the end of the page falls
        document = QTextDocument()
        document.setPageSize(QSizeF(300, 400))
        document.setHtml("<p>line</p>" * filler + f"<h3>Heading</h3><table>{rows}</table>")
        keep_headings(document)
        block, tops = document.begin(), {}
        while block.isValid():
            tops[block.text()] = document.documentLayout().blockBoundingRect(block).top()
            block = block.next()
        assert tops["Heading"] // 400 == tops["0"] // 400, filler


def test_a_table_of_one_row_is_not_parted(qapp: object) -> None:
    from PySide6.QtGui import QTextDocument

    from app.report.pdf import keep_headings

    for filler in range(1, 40):
        document = QTextDocument()
        document.setPageSize(QSizeF(300, 400))
        row = "<tr><td>Mark</td><td>first<br/>second<br/>last</td></tr>"
        document.setHtml("<p>line</p>" * filler + f"<table>{row}</table>")
        keep_headings(document)
        block, places = document.begin(), {}
        while block.isValid():
            places[block.text()[:5]] = document.documentLayout().blockBoundingRect(block)
            block = block.next()
        assert places["Mark"].top() // 400 == (places["first"].bottom() - 2) // 400, filler


def test_a_heading_is_not_parted_from_its_picture(qapp: object) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QImage, QTextDocument

    from app.report.pdf import keep_headings

    for filler in range(1, 40):
        document = QTextDocument()
        document.setPageSize(QSizeF(300, 400))
        picture = QImage(100, 150, QImage.Format.Format_RGB32)
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl("chart"), picture)
        document.setHtml("<p>line</p>" * filler + "<h2>Heading</h2><p><img src='chart'/></p>")
        keep_headings(document)
        heading, shown = document.lastBlock().previous(), document.lastBlock()
        layout = document.documentLayout()
        page = layout.blockBoundingRect(heading).top() // 400
        assert page == (layout.blockBoundingRect(shown).bottom() - 20) // 400, filler


def test_one_thing_with_several_verdicts_has_one_section() -> None:
    given = content()
    (verdict,) = given.verdicts
    html = Page(replace(given, verdicts=(replace(verdict, outcome=Outcome.PASS), verdict)), "en").html()
    assert html.count("<h2>✕") == 1
    assert "<h2>●" not in html
