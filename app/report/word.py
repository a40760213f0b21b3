"""Blocks of a report as a document that Word, WPS and LibreOffice can edit.

It knows python-docx, and not what the report says.
"""

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.report.blocks import WIDE, Block, Cell, Grid, Heading, Image, Paragraph
from app.report.html import HEAD_FILL

if TYPE_CHECKING:
    from docx.document import Document

#: Of the letters, in points.
SIZES: Final = {"normal": 9.0, "cell": 8.0, "fine": 6.5}
VOICES: Final = {
    "plain": (10.0, "292E2E"),
    "small": (8.0, "5B6468"),
    "note": (9.0, "7A4B3A"),
    "reason": (10.0, "292E2E"),
}
#: Fonts that Word and WPS bring along.
LATIN, CHINESE = "Calibri", "微软雅黑"
#: Centimetres between the margins of an A4 page.
TEXT_WIDTH: Final = 17.6


def write_word(
    path: Path, blocks: Iterable[Block], pictures: Mapping[str, bytes], foot: str, title: str
) -> None:
    """Write blocks as a .docx file.

    Parameters
    ----------
    path : Path
        The file to write.
    blocks : iterable of Block
    pictures : Mapping of bytes
        PNG by the name that the blocks use.
    foot : str
        Printed at the foot of every page, before the page number.
    title : str
        Title in the document's own data.
    """
    from docx import Document

    document = Document()
    _set_up(document, foot, title)
    for block in blocks:
        match block:
            case Heading():
                document.add_heading(block.text, level=block.level)
            case Paragraph():
                _write(document.add_paragraph(), block.strong, block.text, *VOICES[block.voice])
            case Image():
                _place(document, pictures[block.name], block.width)
            case Grid():
                _table(document, block)
    document.save(str(path))


def _set_up(document: "Document", foot: str, title: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    document.core_properties.title, document.core_properties.author = title, "Weiyang"
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.7)
    section.top_margin, section.bottom_margin = Cm(1.6), Cm(1.6)
    for name, size in (("Normal", 10.0), ("Heading 1", 22.0), ("Heading 2", 14.0), ("Heading 3", 11.5)):
        style: Any = document.styles[name]
        style.font.name, style.font.size = LATIN, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), CHINESE)
        fonts.set(qn("w:hAnsi"), LATIN)
        style.font.color.rgb = RGBColor.from_string("292E2E")
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _write(line, "", f"{foot}    ", 7.0, "5B6468")
    _page_number(line)


def _page_number(line: Any) -> None:
    """Add the field that Word fills with the number of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = line.add_run()
    run.font.size = Pt(7.0)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    line._p.append(field)
    field.append(run._r)


def _write(paragraph: Any, strong: str, text: str, size: float, colour: str) -> None:
    from docx.shared import Pt, RGBColor

    paragraph.paragraph_format.space_after = Pt(3)
    for words, bold in ((strong, True), (text, False)):
        if words:
            run = paragraph.add_run(words)
            run.bold, run.font.size, run.font.color.rgb = bold, Pt(size), RGBColor.from_string(colour)


def _place(document: "Document", png: bytes, width: int) -> None:
    from docx.shared import Cm

    document.add_picture(BytesIO(png), width=Cm(TEXT_WIDTH * min(width, WIDE) / WIDE))


def _table(document: "Document", grid: Grid) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    columns = len(grid.heads or grid.rows[0]) if grid.heads or grid.rows else 0
    if not columns:
        return
    table: Any = document.add_table(rows=0, cols=columns)
    table.autofit = not grid.widths
    size = SIZES[grid.size]
    if grid.heads:
        row = table.add_row()
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(repeated)
        for place, cell in enumerate(grid.heads):
            _fill(row.cells[place], cell, size - 0.5, head=True)
            _shade(row.cells[place], HEAD_FILL)
    for cells in grid.rows:
        row = table.add_row()
        for place, cell in enumerate(cells):
            _fill(row.cells[place], cell, size, head=grid.named and place == 0)
    for place, share in enumerate(grid.widths):
        for row in table.rows:
            row.cells[place].width = Cm(TEXT_WIDTH * share / 100.0)
    document.add_paragraph().paragraph_format.space_after = Cm(0)


def _fill(place: Any, cell: Cell, size: float, head: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = place.paragraphs[0]
    colour = "FFFFFF" if cell.fill else "5B6468" if head else "292E2E"
    between = "\n" if cell.strong and cell.text else ""
    if head:
        _write(paragraph, cell.strong + between + cell.text, "", size, colour)
    else:
        _write(paragraph, cell.strong + between, cell.text, size, colour)
    if cell.figure:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if cell.fill:
        _shade(place, cell.fill)


def _shade(place: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour.lstrip("#"))
    place._tc.get_or_add_tcPr().append(shade)
