"""What is said about one place: the height that is allowed there, by which rule, from where, and why.

Decided exactly at the place by columns through the triangles, never read from a raster. It does not know
windows.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.base import Card, Column, Table
from analysis.sightline.ceiling.judging import Judge, Limit, Place
from analysis.sightline.ceiling.kinds import NAMES, Kind
from scene.frame import SceneFrame
from scene.messages import NO_NAME, BilingualText, Message, msg
from scene.payloads.arrays import I32
from scene.units import CELL_ERROR, PERMITTED_HEIGHT, PERMITTED_LEVEL, STANDARD_ERROR

COLUMNS: Final = (
    Column("east", BilingualText("东坐标", "Easting")),
    Column("north", BilingualText("北坐标", "Northing")),
    Column("limit", PERMITTED_HEIGHT.title, PERMITTED_HEIGHT),
    Column("error_95", STANDARD_ERROR.title, STANDARD_ERROR),
    Column("level", PERMITTED_LEVEL.title, PERMITTED_LEVEL),
    Column("rule", BilingualText("规则", "Rule")),
    Column("viewpoint", BilingualText("视点", "Viewpoint")),
    Column("screen", BilingualText("遮挡物", "Screened by")),
    Column("raster", BilingualText("栅格值", "By the raster"), PERMITTED_HEIGHT, on_paper=False),
    Column("cell_error", CELL_ERROR.title, CELL_ERROR, on_paper=False),
)


@dataclass(frozen=True, eq=False)
class CeilingProbe:
    """Answers a click.

    Parameters
    ----------
    judge : Judge
    """

    judge: Judge

    def at(self, place: tuple[float, float, float]) -> Card | None:
        """Return what holds at a place; None off the terrain."""
        found = told(self.judge, (place[0], place[1]))
        if found is None:
            return None
        ground, limits = found
        return card_of(self.judge, ground, limits)


def told(judge: Judge, place: Place) -> tuple[float, list[Limit]] | None:
    """Return the ground at a place and what every rule allows there, lowest first; None off the terrain."""
    ground = float(judge.session.prepared.ground.exact(np.array([place]))[0])
    if not math.isfinite(ground):
        return None
    trees = judge.session.params.trees
    return ground, judge.limits(place, ground, trees=trees, likely=_order(judge, place))


def _order(judge: Judge, place: Place) -> I32:
    """Return all stations, that which governs the raster there first: what it leaves spares the others."""
    made = judge.session.prepared
    rows = np.arange(len(made.stations.eye), dtype=np.int32)
    cell = cell_at(judge, place)
    if made.limits.unseen is None or cell is None or made.limits.unseen.station[cell] < 0:
        return rows
    first = made.limits.unseen.station[cell]
    return np.concatenate([rows[rows == first], rows[rows != first]])


def cell_at(judge: Judge, place: Place) -> tuple[int, int] | None:
    """Return row and column of a place; None off the grid."""
    grid = judge.session.prepared.city.grid
    row = math.floor((grid.north - place[1]) / grid.cell)
    col = math.floor((place[0] - grid.west) / grid.cell)
    return (row, col) if 0 <= row < grid.rows and 0 <= col < grid.cols else None


def card_of(judge: Judge, ground: float, limits: Sequence[Limit]) -> Card:
    """Return the card of a place."""
    bound = [limit for limit in limits if math.isfinite(limit.level)]
    if not bound:
        greatest = judge.session.params.greatest_height
        return Card(msg("No rule limits heights here, up to {height:g} m.", height=greatest))
    governs, others = bound[0], bound[1:]
    height = governs.level - ground
    error = governs.error_95
    if governs.kind is Kind.UNSEEN:
        if height <= 0.0:
            headline = msg("The ground here is in view from {viewpoint}.", viewpoint=governs.viewpoint)
        else:
            headline = msg(
                "{height:.1f} m (± {error:.1f}, 95 %) here: balloon rule, from {viewpoint}.",
                height=height, error=error, viewpoint=governs.viewpoint,
            )  # fmt: skip
    elif governs.kind is Kind.SIGHT_PLANE:
        headline = msg(
            "{height:.1f} m (± {error:.1f}, 95 %) here: {landmark} stays in sight, from {viewpoint}.",
            height=height, error=error, landmark=governs.subject, viewpoint=governs.viewpoint,
        )  # fmt: skip
    elif governs.kind is Kind.LEVEL:
        headline = msg(
            "{height:.1f} m (± {error:.1f}, 95 %) here: absolute level.", height=height, error=error
        )
    else:
        headline = msg(
            "{height:.1f} m (± {error:.1f}, 95 %) here: cap of {zone}.",
            height=height, error=error, zone=governs.subject,
        )  # fmt: skip
    lines = [_screened(governs)] if governs.kind is Kind.UNSEEN and height > 0.0 else []
    lines += [_other(limit, ground) for limit in others]
    lines.append(msg("Ground {ground:.2f} m, ceiling {level:.2f} m.", ground=ground, level=governs.level))
    lines.append(msg("Source: {source}.", source=governs.rule.source))
    return Card(headline, tuple(lines))


def _screened(limit: Limit) -> Message:
    if limit.screen_id:
        return msg("Screened by {screen}.", screen=limit.screen)
    return msg("Nothing screens it.")


def _other(limit: Limit, ground: float) -> Message:
    height = limit.level - ground
    if limit.kind in (Kind.ZONE_TOP, Kind.ZONE_EAVES):
        return msg("The {height:.1f} m cap of {zone} does not bind.", height=height, zone=limit.subject)
    if limit.kind is Kind.SIGHT_PLANE:
        return msg(
            "{landmark} stays in sight from {viewpoint} up to {height:.1f} m.",
            landmark=limit.subject, viewpoint=limit.viewpoint, height=height,
        )  # fmt: skip
    if limit.kind is Kind.LEVEL:
        return msg("The absolute level would allow {height:.1f} m.", height=height)
    return msg(
        "The balloon rule would allow {height:.1f} m, from {viewpoint}.",
        height=height, viewpoint=limit.viewpoint,
    )  # fmt: skip


def places_table(judge: Judge, frame: SceneFrame) -> Table:
    """Return a row for each place that was asked for, exact, with the raster beside it."""
    rows: list[tuple[object, ...]] = []
    made = judge.session.prepared
    for east, north in judge.session.params.places:
        local = np.array([east, north]) - np.asarray(frame.origin[:2])
        frame.to_local(np.array([[east, north]]))
        place = (float(local[0]), float(local[1]))
        found = told(judge, place)
        cell = cell_at(judge, place)
        raster = error = math.nan
        if cell is not None:
            raster = float(made.limits.level[cell] - made.city.field.ground[cell])
            error = _error_in(judge, cell)
        bound = [limit for limit in found[1] if math.isfinite(limit.level)] if found else []
        if found is None or not bound:
            rows.append(
                (east, north, math.nan, math.nan, math.nan, NAMES[Kind.NONE], NO_NAME, NO_NAME, raster, error)
            )
            continue
        first = bound[0]
        rows.append(
            (
                east, north, first.level - found[0], first.error_95, first.level, NAMES[first.kind],
                first.viewpoint, first.screen, raster, error,
            )
        )  # fmt: skip
    return Table("places", BilingualText("指定地点的限高", "The ceiling at places"), COLUMNS, tuple(rows))


def _error_in(judge: Judge, cell: tuple[int, int]) -> float:
    limits = judge.session.prepared.limits
    if Kind(int(limits.kind[cell])) is not Kind.UNSEEN:
        return 0.0
    return judge.cell_error(*cell, int(limits.station[cell]), float(limits.level[cell]))
