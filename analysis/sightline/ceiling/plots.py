"""Plots of building land against the ceiling: the lowest that any rule allows on each, from the rasters.

It does not know buildings.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np

from analysis.base import Column, Table
from analysis.sightline.ceiling.judging import Judge
from analysis.sightline.ceiling.kinds import NAMES, Kind
from analysis.sightline.ceiling.session import station_name
from analysis.sightline.ceiling.zones import fill, rings_of
from scene.feedback import Feedback
from scene.messages import NO_NAME, BilingualText
from scene.node import Node
from scene.payloads import Buildings
from scene.units import CELL_ERROR, PERMITTED_HEIGHT, PERMITTED_LEVEL

COLUMNS: Final = (
    Column("layer", BilingualText("图层", "Layer"), on_paper=False),
    Column("id", BilingualText("编号", "Id")),
    Column("name", BilingualText("名称", "Name")),
    Column("lowest", BilingualText("最低允许高度", "Lowest permissible height"), PERMITTED_HEIGHT),
    Column("mean", BilingualText("平均允许高度", "Mean permissible height"), PERMITTED_HEIGHT),
    Column("level", PERMITTED_LEVEL.title, PERMITTED_LEVEL, on_paper=False),
    Column("rule", BilingualText("规则", "Rule")),
    Column("viewpoint", BilingualText("视点", "Viewpoint")),
    Column("cell_error", CELL_ERROR.title, CELL_ERROR),
)


def parcels_table(judge: Judge, nodes: Iterable[Node], feedback: Feedback) -> Table:
    """Return a row for every plot in which a rule holds, governed by its lowest cell."""
    made = judge.session.prepared
    grid, limits, ground = made.city.grid, made.limits, made.city.field.ground
    rows: list[tuple[object, ...]] = []
    for node in nodes:
        plots = node.payload
        if not isinstance(plots, Buildings):
            continue
        feedback.check()
        found = np.full((grid.rows, grid.cols), -1, np.int32)
        for row in range(plots.count):
            fill(grid, rings_of(plots, row), row, found)
        at = np.flatnonzero((found.reshape(-1) >= 0) & np.isfinite(limits.level.reshape(-1)))
        owner = found.reshape(-1)[at]
        height = (limits.level - ground).reshape(-1)[at].astype(np.float64)
        order = np.lexsort((height, owner))
        names, first, counts = np.unique(owner[order], return_index=True, return_counts=True)
        total = np.bincount(owner, height, plots.count)
        for name, begin, count in zip(names.tolist(), first.tolist(), counts.tolist(), strict=True):
            cell = int(at[order[begin]])
            line, col = divmod(cell, grid.cols)
            kind, station = Kind(int(limits.kind[line, col])), int(limits.station[line, col])
            level = float(limits.level[line, col])
            rows.append(
                (
                    node.id, plots.ids[name],
                    BilingualText(plots.text("name_zh", name), plots.text("name_en", name)),
                    float(height[order[begin]]), float(total[name] / count), level, NAMES[kind],
                    station_name(made.stations, station) if station >= 0 else NO_NAME,
                    judge.cell_error(line, col, station, level) if kind is Kind.UNSEEN else 0.0,
                )
            )  # fmt: skip
    return Table("parcels", BilingualText("地块与限高", "Plots and the ceiling"), COLUMNS, tuple(rows))
