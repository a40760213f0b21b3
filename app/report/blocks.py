"""What a report is made of, in order and in one language: headings, paragraphs, tables, pictures.

It knows neither what a report is about nor how it looks on paper: :mod:`app.report.html` prints it,
:mod:`app.report.word` makes it editable.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

#: How a paragraph speaks: plain words, small print, a notice, what heads one of several verdicts.
Voice: TypeAlias = Literal["plain", "small", "note", "reason"]
#: How small a table is set.
Size: TypeAlias = Literal["normal", "cell", "fine"]

#: Width of pictures and charts on the page, in the units of Qt's text layout.
WIDE: Final = 640


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 stands at the top of the first page only."""

    text: str
    level: Literal[1, 2, 3] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words; what is `strong` comes first."""

    text: str
    voice: Voice = "plain"
    strong: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Parameters
    ----------
    text : str
    figure : bool
        Stands at the right, as figures do.
    fill : str
        Colour behind it, ``#RRGGBB``; the letters are white then.
    strong : str
        Words before the text, in bold, on a line of their own if there is a text.
    """

    text: str
    figure: bool = False
    fill: str = ""
    strong: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Parameters
    ----------
    rows : tuple of tuple of Cell
    heads : tuple of Cell
        Repeated on every page; none for a table that needs no head.
    widths : tuple of int
        Shares of the page's width in per cent; empty: as the words ask.
    size : str
    named : bool
        Whether the first cell of a row names it, as in a list of facts.
    padding : int
        Around the words of a cell.
    """

    rows: tuple[tuple[Cell, ...], ...]
    heads: tuple[Cell, ...] = ()
    widths: tuple[int, ...] = ()
    size: Size = "normal"
    named: bool = False
    padding: int = 3


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, by the name under which the printer is given it."""

    name: str
    width: int = WIDE


Block: TypeAlias = Heading | Paragraph | Grid | Image
