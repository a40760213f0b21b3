"""What acts on lakes and canals and at the edge of the area: pumps, levels, discharges, open land.

It does not know rain, nor what the ground takes.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from analysis.flood.forcing.base import Forcing
from analysis.flood.forcing.boundaries import DischargeBoundary, StageBoundary
from analysis.flood.forcing.hydrograph import Series, constant
from analysis.flood.forcing.levels import local_level, local_levels
from analysis.flood.forcing.outflow import OpenEdge, open_sides
from analysis.flood.forcing.series_file import SeriesFile, read_series
from analysis.flood.forcing.series_units import Kind
from analysis.flood.forcing.structures import Pump, Rule
from analysis.flood.params import FloodParams
from analysis.flood.setting.setting import Setting
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.geometry.placed import placed
from scene.messages import BilingualText, Message, msg
from scene.node import Node
from scene.payloads import Polylines
from scene.payloads.arrays import F64, I32

#: A pump takes from all of its water within this of where it stands, metres.
INTAKE: Final = 60.0
#: A pump that stands farther than this from the area's part of its water is said to be moved.
_NEAR: Final = 100.0


def works_of(
    setting: Setting, params: FloodParams, nodes: Sequence[Node], frame: SceneFrame
) -> tuple[list[Pump], list[Message]]:
    """Return the pumps and sluices of a scene as forcing, and what is to be said of them.

    Each drains its own water, in the area or where that leaves it, to the outside, and fills it from there
    where it has a rule for that. One that is out of service looks at its gauge all the same and moves
    nothing, so that one knows when it would have begun.
    """
    found: list[Pump] = []
    said: list[Message] = [] if params.pumps or not nodes else [msg("Pumps and sluices are off.")]
    for node in nodes:
        lines = node.payload
        if not isinstance(lines, Polylines) or "discharge_out" not in lines.columns:
            continue
        places = placed(lines.vertices, node.transform)[lines.line_start[:-1]].astype(np.float64)
        for row, key in enumerate(lines.ids):
            name = _name(lines, row)
            capacity = float(lines.columns["discharge_out"][row])
            off = not params.pumps or key in params.works_off
            cells, away = _intake(setting, _text(lines, "water", row), places[row])
            if not len(cells):
                said.append(msg("The water of {name} does not enter the area: it drains nothing.", name=name))
                continue
            start = _level(lines, "start_above", row) - frame.origin[2]
            stop = _level(lines, "stop_below", row) - frame.origin[2]
            found.append(
                Pump(key, name, setting.domain, cells, None, 0.0 if off else capacity, Rule(start, stop))
            )
            if params.pumps:
                said.append(_told(name, capacity, start + frame.origin[2], stop + frame.origin[2], off))
            filling = _number(lines, "discharge_in", row)
            low, full = _number(lines, "fill_below", row), _number(lines, "fill_until", row)
            if filling > 0.0 and low < full:
                rule = Rule(low - frame.origin[2], full - frame.origin[2])
                most = 0.0 if off else filling
                found.append(Pump(f"{key}_in", name, setting.domain, None, cells, most, rule))
                if not off:
                    said.append(_filling_told(name, filling, low, full))
            if away > _NEAR and not off:
                said.append(
                    msg(
                        "{name} lies outside the area; it drains its water {metres:.0f} m from its place.",
                        name=name, metres=away,
                    )
                )  # fmt: skip
    return found, said


def edge_of(setting: Setting, params: FloodParams, frame: SceneFrame) -> tuple[list[Forcing], list[Message]]:
    """Return what happens at the edge of the area, and what is to be said of it.

    Raises
    ------
    InvalidRequest
        If waters are to be fed there and none crosses the edge, or nothing says how.
    UnreadableFile
        If the file of levels or discharges is no table.
    """
    found: list[Forcing] = []
    said: list[Message] = []
    domain, wet = setting.domain, setting.waters.ravel() > 0
    cells, slopes = open_sides(domain)
    if params.open_edge:
        land = ~wet[cells]
        if land.any():
            found.append(OpenEdge(domain, cells[land], slopes[land]))
        said.append(msg("Land at the edge of the area lets water out along its fall; none comes in there."))
    else:
        said.append(msg("The edge of the area is a wall."))
    waters = np.unique(cells[wet[cells]])
    if params.waters_at_edge == "closed":
        if len(waters):
            said.append(msg("Lakes and canals are closed at the edge of the area."))
        return found, said
    if not len(waters):
        raise InvalidRequest(
            msg("No lake or canal crosses the edge of the area."),
            msg("Choose an area that a canal crosses, or close the waters at the edge."),
        )
    if params.waters_at_edge == "stage":
        levels, told = _levels(params, frame)
        found.append(StageBoundary("stage", domain, waters, levels, told))
    else:
        name = BilingualText("边缘流量", "Discharge at the edge")
        flow = constant(name, params.discharge, "m³/s")
        if params.edge_file:
            table = table_of(params.edge_file, "discharge", params)
            flow = table.series[0]
            said += table.notes
        found.append(DischargeBoundary("discharge", domain, waters, flow, "by_conveyance"))
    return found, said


def _levels(params: FloodParams, frame: SceneFrame) -> tuple[Series, tuple[Message, ...]]:
    """Return the levels at the edge in local z; a table's own word on its datum goes before the form's."""
    if params.edge_file:
        table = table_of(params.edge_file, "level", params)
        levels, told = local_levels(table.series[0], table.scales[0] or params.scale, frame)
        return levels, (*table.notes, *told)
    if params.stage is None:
        raise InvalidRequest(
            msg("The waters at the edge are to stand at a level, and none is given."),
            msg("Give a level with its datum, or a file of levels over time."),
        )
    level, told = local_level(params.stage, params.scale, frame)
    return constant(BilingualText("边缘水位", "Level at the edge"), level, "m"), told


def table_of(file: str, kind: Kind, params: FloodParams) -> SeriesFile:
    """Read a series from a file; of several columns the first counts.

    Raises
    ------
    InvalidRequest
        If no file is named.
    UnreadableFile, AnswerNeeded
        If it is no such table.
    """
    if not file:
        raise InvalidRequest(
            msg("A series is to come from a file, and none is named."),
            msg("Choose the file, or another way to give it."),
        )
    table = read_series(Path(file), kind, starts=params.start)
    if len(table.series) == 1:
        return table
    first = table.series[0].name
    told = msg("{first} is taken, the first of {count} columns.", first=first, count=len(table.series))
    return replace(table, notes=(*table.notes, told))


def _intake(setting: Setting, water: str, place: F64) -> tuple[I32, float]:
    """Return the cells that a pump drains, and how far they lie from it: its water near where it stands."""
    grid = setting.domain.grid
    wet = setting.waters > 0
    if water and water in setting.bodies:
        wet &= setting.body == setting.bodies.index(water)
    elif water:
        return np.zeros(0, np.int32), np.inf
    rows, cols = np.nonzero(wet)
    if not len(rows):
        return np.zeros(0, np.int32), np.inf
    x = grid.west + (cols + 0.5) * grid.cell - place[0]
    y = grid.north - (rows + 0.5) * grid.cell - place[1]
    away = np.hypot(x, y)
    nearest = int(np.argmin(away))
    beside = np.hypot(x - x[nearest], y - y[nearest]) <= INTAKE
    return (rows[beside] * grid.cols + cols[beside]).astype(np.int32), float(away[nearest])


def _told(name: BilingualText, capacity: float, start: float, stop: float, off: bool) -> Message:
    if off:
        return msg("{name} is out of service.", name=name)
    return msg(
        "{name} drains {capacity:g} m³/s from a level of {start:.2f} m on, down to {stop:.2f} m; "
        "its rule is assumed.",
        name=name, capacity=capacity, start=start, stop=stop,
    )  # fmt: skip


def _filling_told(name: BilingualText, capacity: float, low: float, full: float) -> Message:
    return msg(
        "{name} lets in {capacity:g} m³/s below a level of {low:.2f} m, up to {full:.2f} m; "
        "its rule is assumed.",
        name=name, capacity=capacity, low=low, full=full,
    )  # fmt: skip


def _name(lines: Polylines, row: int) -> BilingualText:
    zh, en = _text(lines, "name_zh", row), _text(lines, "name_en", row)
    return BilingualText(zh or en, en or zh) if zh or en else BilingualText.same(lines.ids[row])


def _text(lines: Polylines, column: str, row: int) -> str:
    return str(lines.columns[column][row]) if column in lines.columns else ""


def _level(lines: Polylines, column: str, row: int) -> float:
    """Return a level of a pump's rule; without one it always runs."""
    return float(lines.columns[column][row]) if column in lines.columns else -np.inf


def _number(lines: Polylines, column: str, row: int) -> float:
    """Return a figure of a sluice; not a number where it has none."""
    return float(lines.columns[column][row]) if column in lines.columns else np.nan
