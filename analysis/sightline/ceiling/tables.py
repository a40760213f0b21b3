"""Buildings and plots against the ceiling: what the raster says of each, and which of them rays decide.

A building's limit is the lowest of its cells; where sight governs it and its height lies within the error of
the raster, columns through the triangles decide. It does not know how a table is shown.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.base import Column, Table
from analysis.common.errors import P95
from analysis.sightline.ceiling.judging import Judge, likely_stations
from analysis.sightline.ceiling.kinds import NAMES, Kind
from analysis.sightline.ceiling.screens import overlooked
from analysis.sightline.ceiling.session import station_name
from analysis.sightline.ceiling.zones import fill, rings_of
from analysis.sightline.errors import (
    Geometry,
    Sampling,
    Sigmas,
    height_sigma,
    position_sigma,
    sight_variances,
)
from scene.feedback import Feedback, PartOf
from scene.messages import NO_NAME, BilingualText
from scene.node import Node
from scene.payloads import Buildings
from scene.payloads.arrays import F64, I32
from scene.units import CELL_ERROR, EXCESS_HEIGHT, HEIGHT, PERMITTED_HEIGHT, PERMITTED_LEVEL, STANDARD_ERROR

RASTER: Final = BilingualText("栅格", "raster")
IN_DOUBT: Final = BilingualText("栅格(误差之内)", "raster, within its error")
RAYS: Final = BilingualText("射线", "rays")
#: Corners of a building that are asked for, and how far towards them from its middle.
_CORNERS: Final = 8
#: Buildings between two questions whether to stop.
_AT_ONCE: Final = 500
_INSET: Final = 0.98
_CAP: Final = BilingualText("限值", "cap")

COLUMNS: Final = (
    Column("layer", BilingualText("图层", "Layer"), on_paper=False),
    Column("id", BilingualText("编号", "Id")),
    Column("name", BilingualText("名称", "Name")),
    Column("limit", PERMITTED_HEIGHT.title, PERMITTED_HEIGHT),
    Column("level", PERMITTED_LEVEL.title, PERMITTED_LEVEL, on_paper=False),
    Column("height", BilingualText("现状高度", "Existing height"), HEIGHT),
    Column("excess", EXCESS_HEIGHT.title, EXCESS_HEIGHT),
    Column("rule", BilingualText("规则", "Rule")),
    Column("viewpoint", BilingualText("视点", "Viewpoint")),
    Column("error_95", STANDARD_ERROR.title, STANDARD_ERROR),
    Column("cell_error", CELL_ERROR.title, CELL_ERROR, on_paper=False),
    Column("decided_by", BilingualText("判定依据", "Decided by")),
)


@dataclass(frozen=True, eq=False)
class Held:
    """Rows of one layer held against the ceiling; one value a row, nan where no rule holds.

    Parameters
    ----------
    node : Node
    limit : ndarray of float64
        Permissible local z.
    measured : ndarray of float64
        Local z of what the governing rule measures: eaves or top.
    kind, station : ndarray of int32
    error_95, cell_error : ndarray of float64
    by_rays : ndarray of bool
    """

    node: Node
    limit: F64
    measured: F64
    kind: I32
    station: I32
    error_95: F64
    cell_error: F64
    by_rays: NDArray[np.bool_]

    @property
    def excess(self) -> F64:
        """Metres over the ceiling; 0 under it, nan where no rule holds."""
        return np.asarray(np.maximum(self.measured - self.limit, 0.0))


def held_buildings(judge: Judge, nodes: Iterable[Node], feedback: Feedback) -> list[Held]:
    """Hold all existing buildings against the ceiling."""
    layers = [node for node in nodes if isinstance(node.payload, Buildings)]
    held = []
    for number, node in enumerate(layers):
        share = PartOf(feedback, 0.5 * number / len(layers), 0.5 * (number + 1) / len(layers))
        held.append(_held(judge, node, share))
    _decide(judge, held, PartOf(feedback, 0.5, 1.0))
    return held


def _held(judge: Judge, node: Node, feedback: Feedback) -> Held:
    feedback.check()
    buildings = node.payload
    assert isinstance(buildings, Buildings)
    session = judge.session
    limits, field, grid = session.prepared.limits, session.prepared.city.field, session.prepared.city.grid
    cells, start = _cells_of(judge, buildings, PartOf(feedback, 0.0, 0.5))
    n = buildings.count
    level = limits.level.reshape(-1)[cells].astype(np.float64)
    level[np.isnan(level)] = np.inf
    sight = np.isin(limits.kind.reshape(-1)[cells], (Kind.UNSEEN, Kind.SIGHT_PLANE, Kind.LEVEL))
    low, place = np.full(n, np.inf), np.full(n, -1, np.int64)
    if len(cells):
        order = np.lexsort((np.where(sight, level, np.inf), np.repeat(np.arange(n), np.diff(start))))
        some = np.diff(start) > 0
        first = order[start[:-1][some]]
        place[some] = cells[first]
        low[some] = np.where(sight, level, np.inf)[first]
    flat_kind, flat_station = limits.kind.reshape(-1), limits.station.reshape(-1)
    kind = np.where(np.isfinite(low), flat_kind[place], 0).astype(np.int32)
    station = np.where(np.isfinite(low), flat_station[place], -1).astype(np.int32)
    tops = _highest(buildings, buildings.top)
    measured = tops.copy()
    cell_error = np.zeros(n)
    errors = np.full(n, P95 * session.book.number("ground_height_sigma"))
    seen = np.flatnonzero((kind == Kind.UNSEEN) & (place >= 0)).astype(np.int32)
    if len(seen):
        rows, cols = (part.astype(np.int32) for part in np.divmod(place[seen], grid.cols))
        errors[seen], cell_error[seen] = _raster_errors(
            judge, rows, cols, station[seen], low[seen], PartOf(feedback, 0.5, 1.0)
        )
    eaves = _highest(buildings, buildings.eaves)
    middle = buildings.rings[buildings.first_ring_vertex].astype(np.float64)
    for zone in session.prepared.zones:
        inside = zone.holds(middle)
        cap = np.fmin(buildings.outdoor_ground + zone.limit, zone.level)
        against = eaves if zone.from_eaves else tops
        lower = inside & np.isfinite(cap) & (cap - against < low - measured)
        low[lower], measured[lower] = cap[lower], against[lower]
        kind[lower] = Kind.ZONE_EAVES if zone.from_eaves else Kind.ZONE_TOP
        station[lower], cell_error[lower] = -1, 0.0
        errors[lower] = P95 * session.book.number("ground_height_sigma")
    low[~np.isfinite(low)] = np.nan
    ground = field.ground.reshape(-1)
    known = (place >= 0) & np.isfinite(low)
    low[known] = np.maximum(low[known], np.minimum(ground[place[known]], buildings.outdoor_ground[known]))
    return Held(node, low, measured, kind, station, errors, cell_error, np.zeros(n, np.bool_))


def _cells_of(
    judge: Judge, buildings: Buildings, feedback: Feedback
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the cells of each building, ragged: those its rings hold, or the one under its first corner."""
    grid = judge.session.prepared.city.grid
    found = np.full((grid.rows, grid.cols), -1, np.int32)
    for number in range(buildings.count):
        if number % _AT_ONCE == 0:
            feedback.check()
            feedback.progress(number / buildings.count)
        fill(grid, rings_of(buildings, number), number, found)
    cells = np.flatnonzero(found.reshape(-1) >= 0)
    row = found.reshape(-1)[cells]
    missing = np.setdiff1d(np.arange(buildings.count), row)
    corner = buildings.rings[buildings.first_ring_vertex[missing]].astype(np.float64)
    col = np.floor((corner[:, 0] - grid.west) / grid.cell).astype(np.int64)
    line = np.floor((grid.north - corner[:, 1]) / grid.cell).astype(np.int64)
    on = (col >= 0) & (col < grid.cols) & (line >= 0) & (line < grid.rows)
    cells = np.concatenate([cells, (line * grid.cols + col)[on]])
    row = np.concatenate([row, missing[on]])
    order = np.argsort(row, kind="stable")
    start = np.searchsorted(row[order], np.arange(buildings.count + 1))
    return cells[order], start


def _highest(buildings: Buildings, values: np.ndarray) -> F64:
    highest = np.full(buildings.count, -np.inf)
    np.maximum.at(highest, buildings.building_of_part, values.astype(np.float64))
    return highest


def _raster_errors(
    judge: Judge, rows: I32, cols: I32, station: I32, level: F64, feedback: Feedback
) -> tuple[F64, F64]:
    """Return the 95 % error of some cells of the balloon rule, and the error of the raster in them."""
    session = judge.session
    made, book = session.prepared, session.book
    names, which = np.unique(station, return_inverse=True)
    distance, screen = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    rise, cell_error = np.full(len(rows), np.nan), np.zeros(len(rows))
    sigma = np.full(len(rows), book.number("structure_height_sigma"))
    hosts = [made.stations.viewpoints[made.stations.of[name]].host for name in names]
    for host in dict.fromkeys(hosts):
        mine = np.flatnonzero(np.array(hosts)[which] == host)
        eyes = made.city.eyes(made.stations, names.astype(np.int32))
        over = overlooked(
            made.city.seen_past(host), eyes, rows[mine], cols[mine], which[mine].astype(np.int32), feedback
        )
        cell_error[mine] = np.maximum(over.most - level[mine], level[mine] - over.least)
        screen[mine], rise[mine] = over.distance, over.rise
        dx, dy = cols[mine] - eyes.x[which[mine]], rows[mine] - eyes.y[which[mine]]
        distance[mine] = np.hypot(dx, dy) * made.city.grid.cell
        sigma[mine] = _sigmas(judge, over.row, over.col)
    accuracy = np.array([made.stations.viewpoints[made.stations.of[name]].accuracy for name in names])
    eye_position = np.array([position_sigma(float(value), book) for value in accuracy])[which]
    variances = sight_variances(
        Geometry(distance, screen, rise),
        Sigmas(sigma, book.number("eye_height_sigma"), book.number("position_sigma"), eye_position, 0.0),
        Sampling(station_spacing=session.params.station_spacing),
    )
    total = np.nan_to_num(np.sum([variances[key] for key in sorted(variances)], axis=0))
    return P95 * np.sqrt(total), cell_error


def _sigmas(judge: Judge, rows: I32, cols: I32) -> F64:
    """Return the standard deviation of the height of what stands at some posts, metres."""
    city, book = judge.session.prepared.city, judge.session.book
    found = np.full(len(rows), book.number("ground_height_sigma"))
    layer, row = city.layer[rows, cols], city.row[rows, cols]
    for number in np.unique(layer[layer >= 0]):
        mine = np.flatnonzero(layer == number)
        names, which = np.unique(row[mine], return_inverse=True)
        each = np.array([height_sigma(city.rays.layers[number], int(name), book) for name in names])
        found[mine] = each[which]
    return found


def _decide(judge: Judge, held: list[Held], feedback: Feedback) -> None:
    """Let columns decide those buildings nearest to their limit that the raster leaves in doubt."""
    doubtful: list[tuple[float, int, int]] = []
    for number, one in enumerate(held):
        margin = np.abs(one.measured - one.limit)
        open_ones = np.flatnonzero((one.kind == Kind.UNSEEN) & (margin <= one.cell_error))
        doubtful += [(float(margin[place]), number, int(place)) for place in open_ones]
    nearest = sorted(doubtful)[: judge.session.params.exact_at_most]
    for place, (_, number, row) in enumerate(nearest):
        feedback.check()
        feedback.progress(place / len(nearest))
        one = held[number]
        buildings = one.node.payload
        assert isinstance(buildings, Buildings)
        corners = buildings.rings[
            buildings.first_ring_vertex[row] : buildings.ring_start[
                buildings.part_start[buildings.building_start[row]] + 1
            ]
        ].astype(np.float64)
        inner = corners.mean(axis=0)
        spots = np.concatenate([inner[None], inner + _INSET * (corners[:_CORNERS] - inner)])
        places = [(float(x), float(y)) for x, y in spots]
        likely = likely_stations(judge.session, places)
        ground, trees = float(buildings.outdoor_ground[row]), judge.session.params.trees
        found = [judge.unseen(place, ground, trees=trees, likely=likely) for place in places]
        lowest = min((limit for limit in found if limit is not None), key=lambda limit: limit.level)
        if math.isfinite(lowest.level):
            one.limit[row], one.error_95[row] = lowest.level, lowest.error_95
            one.cell_error[row], one.by_rays[row] = 0.0, True


def buildings_table(judge: Judge, held: list[Held], feedback: Feedback) -> Table:
    """Return a row for every building that a rule holds."""
    rows: list[tuple[object, ...]] = []
    names: dict[int, BilingualText] = {-1: NO_NAME}
    for one in held:
        buildings = one.node.payload
        assert isinstance(buildings, Buildings)
        excess = one.excess
        for place, row in enumerate(np.flatnonzero(np.isfinite(one.limit)).tolist()):
            if place % _AT_ONCE == 0:
                feedback.check()
            station, kind = int(one.station[row]), Kind(int(one.kind[row]))
            if station not in names:
                names[station] = station_name(judge.session.prepared.stations, station)
            ground = float(buildings.outdoor_ground[row])
            doubt = abs(one.measured[row] - one.limit[row]) <= one.cell_error[row]
            by = _CAP if kind not in (Kind.UNSEEN, Kind.SIGHT_PLANE) else IN_DOUBT if doubt else RASTER
            rows.append(
                (
                    one.node.id, buildings.ids[row],
                    BilingualText(buildings.text("name_zh", row), buildings.text("name_en", row)),
                    float(one.limit[row]) - ground, float(one.limit[row]), float(one.measured[row]) - ground,
                    float(excess[row]), NAMES[kind], names[station], float(one.error_95[row]),
                    float(one.cell_error[row]), RAYS if one.by_rays[row] else by,
                )
            )  # fmt: skip
    return Table(
        "buildings", BilingualText("现状建筑与限高", "Buildings and the ceiling"), COLUMNS, tuple(rows)
    )
