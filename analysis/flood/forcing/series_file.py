"""Series over time from a table in a text file: Chinese or English headings, several ways to write a time.

It does not know what the series is for; it asks where a file leaves a unit open, and guesses no gap.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import numpy as np

from analysis.flood.forcing.hydrograph import Series
from analysis.flood.forcing.series_units import KEPT, Kind, Unit, scale_in, unit_in
from analysis.flood.forcing.time_text import Moment, moment_of, plain, seconds_of_unit, unrolled
from scene.errors import AnswerNeeded, UnreadableFile
from scene.messages import BilingualText, Message, msg
from scene.payloads.arrays import F64

#: Larger tables are not hydrographs.
MOST_BYTES: Final = 64 << 20
#: Headings of columns that only count.
_COUNTERS: Final = ("序号", "编号", "no", "no.", "id", "index", "#")

Stamp = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class SeriesFile:
    """What a table holds.

    Parameters
    ----------
    series : tuple of Series
        One a column, in the unit of its kind: mm/h, m, m³/s.
    scales : tuple of str
        Of levels, what the heading says of their zero; empty where it says nothing.
    notes : tuple of Message
        What was taken for granted.
    """

    series: tuple[Series, ...]
    scales: tuple[str, ...]
    notes: tuple[Message, ...]


def read_series(
    path: Path, kind: Kind, *, unit: str = "", stamped: Stamp = "start", starts: datetime | None = None
) -> SeriesFile:
    """Read a table: its first column is time, every other a series.

    Parameters
    ----------
    path : Path
        Text in UTF-8, UTF-16 or GB 18030; columns parted by tab, semicolon, comma or blanks.
    kind : {"rain", "level", "discharge"}
    unit : str
        Where the headings name none.
    stamped : {"start", "end"}
        Whether a row of rain stands at the start or at the end of its step.
    starts : datetime, optional
        The date of the run's start, with its zone: dates count from it, else from the first row.

    Raises
    ------
    UnreadableFile
        If it is no such table; the line is named.
    AnswerNeeded
        If nobody says in which unit rain is.
    InvalidRequest
        If figures cannot be.
    """
    rows, headings = _rows(path)
    moments, clock_columns = _moments(path, rows, starts)
    columns = list(range(clock_columns, len(rows[0][1])))
    if not columns:
        raise _broken(path, rows[0][0], msg("there is a time and nothing else"))
    figures = np.array([[_figure(path, line, cells, index) for index in columns] for line, cells in rows])
    title = " ".join(headings[:1])
    units = [_unit(path, kind, headings[index] if index < len(headings) else "", unit) for index in columns]
    times, notes = _seconds(moments, seconds_of_unit(title), starts, stamped if kind == "rain" else "start")
    found, scales = [], []
    for place, index in enumerate(columns):
        heading = headings[index] if index < len(headings) else ""
        name = BilingualText.same(f"{path.name} {plain(heading)}".strip())
        found.append(_series(name, kind, times, figures[:, place], units[place], stamped))
        scales.append(scale_in(heading) if kind == "level" else "")
    return SeriesFile(tuple(found), tuple(scales), notes)


def _series(name: BilingualText, kind: Kind, times: F64, figures: F64, unit: Unit, stamped: Stamp) -> Series:
    """Return one column as a series in the kept unit."""
    if kind != "rain":
        return Series(name, times, figures * unit.factor, KEPT[kind])
    steps = np.diff(times)
    usual = float(steps[-1 if stamped == "start" else 0]) if steps.size else 3600.0
    if stamped == "start":
        edges = np.append(times, times[-1] + usual)
    else:
        edges = np.insert(times, 0, times[0] - usual)
    rates = figures * unit.factor / (np.diff(edges) if unit.depth else 1.0)
    return Series(name, edges, np.append(rates, 0.0), KEPT[kind], "steps", "nothing")


def _seconds(
    moments: list[Moment], unit: float, starts: datetime | None, stamped: Stamp
) -> tuple[F64, tuple[Message, ...]]:
    """Return seconds of the run, and from where they were counted."""
    written = [moment.seconds for moment in moments]
    kind = moments[0].kind
    if kind == "number":
        return np.array(written) * unit, ()
    times = np.array(unrolled(written) if kind == "clock" else written)
    usual = float(times[1] - times[0]) if times.size > 1 else 3600.0
    if kind == "date" and starts is not None:
        return times - starts.timestamp(), ()
    if kind == "clock" and times[0] <= usual:
        return times, ()
    zero = float(times[0]) - (usual if stamped == "end" else 0.0)
    return times - zero, (msg("Times are counted from the first row of the table."),)


def _unit(path: Path, kind: Kind, heading: str, answer: str) -> Unit:
    """Return the unit of a column."""
    found = unit_in(heading, kind) or unit_in(answer, kind)
    if found is not None:
        return found
    if kind != "rain" and not answer:
        return Unit(KEPT[kind], 1.0)
    raise AnswerNeeded(
        msg("{name}: in which unit is the column “{heading}”?", name=path.name, heading=plain(heading)),
        "unit",
        msg("Write the unit into the heading: mm or mm/h for rain, m for levels, m³/s for discharges."),
    )


def _figure(path: Path, line: int, cells: list[str], index: int) -> float:
    """Return a figure of a row."""
    text = plain(cells[index]) if index < len(cells) else ""
    try:
        return float(text)
    except ValueError:
        raise _broken(path, line, msg("“{text}” is not a number", text=text)) from None


def _moments(
    path: Path, rows: list[tuple[int, list[str]]], starts: datetime | None
) -> tuple[list[Moment], int]:
    """Return the moment of every row, and how many columns hold it: two where date and clock are apart."""
    zone = starts.tzinfo if starts is not None and starts.tzinfo is not None else UTC
    first = rows[0][1]
    date, clock = moment_of(first[0], zone), moment_of(first[1]) if len(first) > 2 else None
    apart = bool(date and clock and date.kind == "date" and clock.kind == "clock")
    found: list[Moment] = []
    for line, cells in rows:
        text = f"{cells[0]} {cells[1]}" if apart and len(cells) > 1 else cells[0]
        moment = moment_of(text, zone)
        if moment is None or (found and moment.kind != found[0].kind):
            raise _broken(path, line, msg("“{text}” is not a time like the others", text=plain(text)))
        found.append(moment)
    return found, 2 if apart else 1


def _rows(path: Path) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Return the rows with their line numbers, and the headings over them."""
    lines = _text(path).splitlines()
    kept = [(number, line) for number, line in enumerate(lines, 1)
            if line.strip() and not line.lstrip().startswith(("#", "//"))]  # fmt: skip
    parted = _parted([line for _, line in kept])
    headings: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    for (number, _), cells in zip(kept, parted, strict=True):
        counted = bool(headings) and plain(headings[0]).lower() in _COUNTERS
        body = cells[1:] if counted else cells
        if not rows and (not body or moment_of(body[0]) is None):
            headings = cells
            continue
        rows.append((number, body))
    if not rows:
        raise UnreadableFile(
            msg("{name} holds no row that begins with a time.", name=path.name),
            msg("Its first column is a time: seconds, 08:05, or a date."),
        )
    if headings and plain(headings[0]).lower() in _COUNTERS:
        headings = headings[1:]
    if len(headings) == len(rows[0][1]) + 1:  # blanks part a date from its clock in headings alone
        headings = [" ".join(headings[:2]), *headings[2:]]
    return rows, headings


def _parted(lines: list[str]) -> list[list[str]]:
    """Part lines into cells by the sign that parts most of them alike."""
    for sign in ("\t", ";", ",", "；", "，"):
        if lines and sum(sign in line for line in lines) > len(lines) // 2:
            cells = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=sign))
            return [_without_decimal_commas(row) if sign != "," else row for row in cells]
    return [_blank_parted(line) for line in lines]


def _without_decimal_commas(cells: list[str]) -> list[str]:
    return [re.sub(r"^\s*(-?\d+),(\d+)\s*$", r"\1.\2", cell) for cell in cells]


def _blank_parted(line: str) -> list[str]:
    """Part a line at blanks, but keep a date and its clock together."""
    cells = line.split()
    if len(cells) > 2:
        date, clock = moment_of(cells[0]), moment_of(cells[1])
        if date and clock and date.kind == "date" and clock.kind == "clock":
            return [f"{cells[0]} {cells[1]}", *cells[2:]]
    return cells


def _text(path: Path) -> str:
    """Return the text of a file in one of the encodings that tables come in."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(
                msg("{name} is larger than {most} MB.", name=path.name, most=MOST_BYTES >> 20),
                msg("Give the hours that the run needs, as a table of times and figures."),
            )
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            msg("{name} cannot be read: {why}.", name=path.name, why=error.strerror or str(error)),
            msg("Check that the file is there and may be read."),
        ) from error
    encodings = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFile(
        msg("{name} is not a text.", name=path.name),
        msg("Save the table as CSV, in UTF-8 or GB 18030."),
    )


def _broken(path: Path, line: int, why: Message) -> UnreadableFile:
    return UnreadableFile(
        msg("{name}, line {line}: {why}.", name=path.name, line=line, why=why),
        msg("Mend that line and try again."),
    )
