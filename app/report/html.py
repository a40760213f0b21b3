"""Blocks of a report as rich text. It knows Qt's subset of HTML and CSS, and not what the report says."""

from collections.abc import Iterable
from functools import singledispatch
from html import escape
from typing import Final

from app.report.blocks import Block, Cell, Grid, Heading, Image, Paragraph

STYLE: Final = """
body { color: #292E2E; font-size: 10pt; }
h1 { font-size: 22pt; font-weight: 600; margin-bottom: 2px; }
h2 { font-size: 14pt; font-weight: 600; margin-top: 22px; margin-bottom: 6px; color: #3F474B; }
h3 { font-size: 11.5pt; font-weight: 600; margin-top: 14px; margin-bottom: 4px; }
p { margin-top: 3px; margin-bottom: 5px; }
.picture { margin-top: 8px; }
.reason { margin-top: 10px; }
.small { font-size: 8pt; color: #5B6468; }
.note { font-size: 9pt; color: #7A4B3A; }
th { font-size: 7.5pt; color: #5B6468; font-weight: 600; text-align: left; }
td { font-size: 9pt; }
.cell { font-size: 8pt; }
.fine { font-size: 6.5pt; }
"""
HEAD_FILL: Final = "#EDE6DA"


def html_of(blocks: Iterable[Block]) -> str:
    """Return a whole document."""
    body = "".join(_written(block) for block in blocks)
    return f"<html><head><style>{STYLE}</style></head><body>{body}</body></html>"


@singledispatch
def _written(block: object) -> str:
    raise TypeError(f"no block of a report: {block!r}")


@_written.register
def _(block: Heading) -> str:
    return f"<h{block.level}>{escape(block.text)}</h{block.level}>"


@_written.register
def _(block: Paragraph) -> str:
    kind = "" if block.voice == "plain" else f" class='{block.voice}'"
    strong = f"<b>{escape(block.strong)}</b>" if block.strong else ""
    return f"<p{kind}>{strong}{escape(block.text)}</p>"


@_written.register
def _(block: Image) -> str:
    return f"<p class='picture'><img src='{block.name}' width='{block.width}'/></p>"


@_written.register
def _(block: Grid) -> str:
    heads = "".join(_head(cell, block.size) for cell in block.heads)
    body = "".join(_row(row, block) for row in block.rows)
    head = f"<thead><tr>{heads}</tr></thead>" if heads else ""
    return (
        f"<table width='100%' cellspacing='0' cellpadding='{block.padding}' border='0'>{head}{body}</table>"
    )


def _head(cell: Cell, size: str) -> str:
    kind = " class='fine'" if size == "fine" else ""
    return f"<th bgcolor='{HEAD_FILL}'{_side(cell)}{kind}>{_lines(cell.text)}</th>"


def _row(row: tuple[Cell, ...], grid: Grid) -> str:
    widths = [f" width='{width}%'" for width in grid.widths] or [""] * len(row)
    kind = "" if grid.size == "normal" else f" class='{grid.size}'"
    cells = ""
    for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
        tag = "th" if grid.named and place == 0 else "td"
        fill = f" bgcolor='{cell.fill}'" if cell.fill else ""
        cells += f"<{tag}{width}{fill}{_side(cell)}{kind}>{_words(cell)}</{tag}>"
    return f"<tr>{cells}</tr>"


def _words(cell: Cell) -> str:
    strong = f"<b>{escape(cell.strong)}</b>" if cell.strong else ""
    if cell.fill:
        return f"<font color='#FFFFFF' size='+2'>{strong}</font>"
    return strong + ("<br/>" if strong and cell.text else "") + _lines(cell.text)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _side(cell: Cell) -> str:
    return " align='right'" if cell.figure else ""
