"""Tables of figures as text, in blocks of whole lines: separators, decimal commas, comments, heads.

It does not know what the figures mean.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np

from importers.common.boundary import broken
from scene.payloads.arrays import F64

#: Bytes read at once; a line that is longer is none.
BLOCK: Final = 8 << 20
#: Bytes that are looked at to find out how a table is written.
LOOK: Final = 1 << 16
_NUMBER: Final = re.compile(r"^[-+]?((\d+\.?\d*|\.\d+)(e[-+]?\d+)?|nan)$", re.IGNORECASE)
_COMMENTS: Final = ("#", "//", "%")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written.

    Parameters
    ----------
    separator : str
        ``,`` ``;`` or blanks.
    decimal : str
        Point or comma.
    start : int
        Where the first row begins, bytes.
    titles : tuple of str
        Names of the columns, none if the table has no head.
    width : int
        Columns of the first row.
    """

    separator: str
    decimal: str
    start: int
    titles: tuple[str, ...]
    width: int

    def split(self, line: str) -> list[str]:
        """Return the parts of a line."""
        return (
            line.split()
            if self.separator == " "
            else line.strip(" \t\r" + self.separator).split(self.separator)
        )


def dialect_of(head: bytes) -> Dialect | None:
    """Return how a table is written, None if it is no table of figures."""
    start = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    titles: tuple[str, ...] = ()
    while start < len(head):
        stop = head.find(b"\n", start)
        line = head[start : stop if stop >= 0 else len(head)].decode("utf-8", "replace").strip()
        next_start = stop + 1 if stop >= 0 else len(head)
        if any(ord(letter) < 32 and letter not in "\t\r" for letter in line):
            return None
        plain = not line or line.startswith(_COMMENTS)
        for separator, decimal in ((";", "."), (";", ","), (",", "."), (" ", "."), (" ", ",")):
            dialect = Dialect(separator, decimal, start, titles, 0)
            parts = [part.strip() for part in dialect.split(line)]
            figures = [part.replace(",", ".") if decimal == "," else part for part in parts]
            if not plain and len(parts) >= 3 and all(_NUMBER.match(part) for part in figures):
                return Dialect(separator, decimal, start, titles, len(parts))
        if titles and not plain:
            return None
        words = re.split(r"[;,\t ]+", line.lstrip("#/%").strip(" ;,"))
        if len(words) >= 3 and not (plain and titles):
            titles = tuple(words)
        elif not plain and not line.isdigit():  # some write the number of points into the first line
            return None
        if stop < 0:
            return None
        start = next_start
    return None


def blocks(path: Path, start: int, stop: int | None = None) -> Iterator[bytes]:
    """Yield the rest of a file in blocks of whole lines.

    Raises
    ------
    UnreadableFile
        If a line is longer than a block.
    """
    with path.open("rb") as file:
        file.seek(start)
        rest = b""
        while block := file.read(BLOCK):
            whole, newline, tail = block.rpartition(b"\n")
            if not newline:
                rest += block
                if len(rest) > BLOCK:
                    raise broken(path, "is no table: a line of it has no end")
                continue
            yield rest + whole + newline
            rest = tail
        if rest:
            yield rest


def table(lines: bytes, dialect: Dialect) -> F64:
    """Return lines as figures, shape (rows, columns).

    Raises
    ------
    ValueError
        If something in them is no figure, or rows differ in length.
    """
    import pandas as pd

    figures = pd.read_csv(
        BytesIO(lines), sep=r"\s+" if dialect.separator == " " else dialect.separator, header=None,
        comment="#", decimal=dialect.decimal, dtype=np.float64, skip_blank_lines=True, encoding="latin-1",
    )  # fmt: skip
    if figures.shape[1] < dialect.width:
        raise ValueError(f"rows have {figures.shape[1]} and {dialect.width} columns")
    return np.asarray(figures, dtype=np.float64)


def line_count(path: Path, start: int) -> int:
    """Return how many lines a file has from a place on."""
    with path.open("rb") as file:
        file.seek(start)
        count, last = 0, b"\n"
        while block := file.read(BLOCK):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")


def spread_lines(path: Path, start: int, most: int, pieces: int = 2048) -> Iterator[bytes]:
    """Yield at most so many lines from all over a file."""
    size = path.stat().st_size
    each = max(most // pieces, 1)
    with path.open("rb") as file:
        last = -1
        for place in np.linspace(start, size - 1, pieces).astype(np.int64):
            file.seek(int(place) if place == start else int(place) - 1)
            if place != start:
                file.readline(LOOK)  # up to the end of the line that was hit
            if file.tell() <= last:
                continue
            lines = []
            for _ in range(each):
                line = file.readline(LOOK)
                if not line.endswith(b"\n"):
                    break
                lines.append(line)
            last = file.tell() - 1
            if lines:
                yield b"".join(lines)


def ends_with_a_line(path: Path) -> bool:
    """Return whether the last line of a file is whole."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) in (b"\n", b"\r")
