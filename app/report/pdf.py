"""Rich text and pictures onto pages: A4, a line at the foot of each with its number and the fingerprint.

It knows Qt's text layout and PDF writer. It does not know what the report is about.
"""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextOption,
    QTextTable,
)

#: Points; a PDF at 72 dpi makes Qt's layout units points.
_DOTS_PER_INCH = 96
_FOOT_HEIGHT = 34.0
#: Pixels by which a table's columns together may come out wider than the page, being whole ones.
_ROUNDING = 3.0
#: A table that takes no more of a page than this stays whole.
_SHORT = 0.3
#: All that a paragraph of one picture says.
_PICTURE = "\ufffc"


def print_pdf(path: Path, html: str, pictures: dict[str, bytes], foot: str, title: str, font: str) -> int:
    """Write rich text as a PDF/A-1b, which archives keep, and return its number of pages.

    Parameters
    ----------
    path : Path
        The file to write.
    html : str
        In Qt's subset of HTML.
    pictures : dict of bytes
        PNG by the name that the HTML uses.
    foot : str
        Printed at the foot of every page, before the page number.
    title : str
        Title in the PDF's own data.
    font : str
        Family; it must hold the characters of the text.
    """
    writer = QPdfWriter(str(path))
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_A1b)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(17, 16, 17, 12),
            QPageLayout.Unit.Millimeter,
        )
    )
    writer.setResolution(_DOTS_PER_INCH)
    writer.setTitle(title)
    writer.setCreator("Weiyang")
    document = QTextDocument()
    document.setDefaultFont(QFont(font, 10))
    for name, png in pictures.items():
        image = QImage.fromData(png).convertToFormat(QImage.Format.Format_RGB32)  # PDF/A knows no alpha
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), image)
    document.documentLayout().setPaintDevice(writer)
    area = writer.pageLayout().paintRectPixels(_DOTS_PER_INCH)
    body = QSizeF(area.width(), area.height() - _FOOT_HEIGHT)
    document.setPageSize(body)
    document.setDocumentMargin(0)
    document.setHtml(html)
    _break_at_words(document, body.width())
    keep_headings(document)
    painter = QPainter(writer)
    try:
        for page in range(document.pageCount()):
            if page:
                writer.newPage()
            _paint_page(painter, document, page, body)
            _paint_foot(painter, body, f"{foot}    {page + 1} / {document.pageCount()}", font)
    finally:
        painter.end()
    return document.pageCount()


def _break_at_words(document: QTextDocument, width: float) -> None:
    """Break lines between words, unless a table of many columns would be wider than the page."""
    option = document.defaultTextOption()
    for mode in (QTextOption.WrapMode.WordWrap, QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere):
        option.setWrapMode(mode)
        document.setDefaultTextOption(option)
        if document.documentLayout().documentSize().width() <= width + _ROUNDING:
            return


def keep_headings(document: QTextDocument) -> None:
    """Begin a new page before what would be parted from what it belongs to.

    A heading stays with the first row of what it heads, a picture with its caption, a short table whole.
    """
    height, layout = document.pageSize().height(), document.documentLayout()
    block = document.begin()
    while block.isValid():
        follower = block if _is_picture(block) else _follower(block)
        if (block.blockFormat().headingLevel() or _is_picture(block)) and follower.isValid():
            top, end = layout.blockBoundingRect(block).top(), _end_of_first(layout, follower)
            if top // height < end // height:
                policy = block.blockFormat()
                policy.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).setBlockFormat(policy)
        _keep_table(layout, block, height)
        block = block.next()


def _keep_table(layout: QAbstractTextDocumentLayout, block: QTextBlock, height: float) -> None:
    """Begin a new page before a short table that would be parted, where this is its first block."""
    table = QTextCursor(block).currentTable()
    if table is None or table.firstCursorPosition().block() != block:
        return
    top, end = layout.blockBoundingRect(block).top(), _end_of(layout, table, table.rows() - 1)
    if top // height < end // height and end - top < _SHORT * height:
        policy = table.format()
        policy.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        table.setFormat(policy)


def _end_of_first(layout: QAbstractTextDocumentLayout, follower: QTextBlock) -> float:
    """Return where what must stay with a heading ends: a short table, a row, a caption, else a line."""
    table = QTextCursor(follower).currentTable()
    if table is not None:
        end = _end_of(layout, table, table.rows() - 1)
        if end - layout.blockBoundingRect(follower).top() < _SHORT * layout.document().pageSize().height():
            return end
        return _end_of(layout, table, table.cellAt(QTextCursor(follower)).row())
    if _is_picture(follower) and follower.next().isValid():
        return layout.blockBoundingRect(follower.next()).bottom()
    lines = follower.layout()
    first = lines.lineAt(0).height() if lines.lineCount() else 0.0
    return layout.blockBoundingRect(follower).top() + first


def _end_of(layout: QAbstractTextDocumentLayout, table: QTextTable, row: int) -> float:
    """Return where a row of a table ends."""
    ends = (table.cellAt(row, column).lastCursorPosition().block() for column in range(table.columns()))
    return max(layout.blockBoundingRect(block).bottom() for block in ends)


def _is_picture(block: QTextBlock) -> bool:
    return block.text() == _PICTURE


def _follower(heading: QTextBlock) -> QTextBlock:
    """Return the block that a heading must not be parted from: in a table, the first figure.

    A heading under a heading belongs to what it heads itself.
    """
    following = heading.next()
    while following.isValid() and following.blockFormat().headingLevel():
        following = following.next()
    table = QTextCursor(following).currentTable() if following.isValid() else None
    if table is None or table.rows() < 2:
        return following
    return table.cellAt(1, 0).firstCursorPosition().block()


def _paint_page(painter: QPainter, document: QTextDocument, page: int, body: QSizeF) -> None:
    painter.save()
    painter.translate(0, -page * body.height())
    # Less than a line at either end, lest a picture or a letter of the page beside it shows.
    window = QRectF(0, page * body.height() + 1.0, body.width(), body.height() - 2.0)
    painter.setClipRect(window)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = window
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, QColor("#292E2E"))  # ink, whatever the window's theme is
    context.palette = palette
    document.documentLayout().draw(painter, context)
    painter.restore()


def _paint_foot(painter: QPainter, body: QSizeF, text: str, font: str) -> None:
    painter.save()
    painter.setFont(QFont(font, 7))
    painter.setPen(QColor("#5B6468"))
    line = QRectF(0, body.height() + 8, body.width(), _FOOT_HEIGHT - 8)
    painter.drawLine(line.topLeft(), line.topRight())
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()
