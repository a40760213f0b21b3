"""Scheme against scheme: where it gets wetter and drier, and for which houses and roads.

Works on two results alone, those of the same run with and without something. It does not know what differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.base import AnalysisResult, Column, Table
from analysis.flood.record.legends import change_legend
from scene.errors import InvalidRequest
from scene.legend import LEGEND
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Role
from scene.payloads import Raster
from scene.units import DEPTH_CHANGE, LANE_DEPTH, OVER_SILL, WATER_DEPTH, Quantity

#: Changes smaller than this are no change, metres.
SMALLEST: Final = 0.01

_WETTER: Final = BilingualText("更湿", "wetter")
_DRIER: Final = BilingualText("更干", "drier")
_NEWLY: Final = BilingualText("新增进水", "newly under water")
_NO_LONGER: Final = BilingualText("不再进水", "no longer under water")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a scheme changes.

    Parameters
    ----------
    nodes : tuple of Node
        Change of the greatest depth as a raster.
    tables : tuple of Table
        Houses, heritage and roads that get wetter or drier, the largest change first; none where none does.
    summary : Message
        The change in one sentence.
    """

    nodes: tuple[Node, ...]
    tables: tuple[Table, ...]
    summary: Message


def compared(before: AnalysisResult, after: AnalysisResult) -> Comparison:
    """Compare two results of the flood.

    Parameters
    ----------
    before, after : AnalysisResult
        Without and with what is looked at, over the same cells.

    Raises
    ------
    InvalidRequest
        If one of them is no result of a flood, or their cells differ.
    """
    first, second = _peak(before), _peak(after)
    one, other = first.payload, second.payload
    assert isinstance(one, Raster)
    assert isinstance(other, Raster)
    if (one.shape, one.cell, one.west, one.north) != (other.shape, other.cell, other.west, other.north):
        raise InvalidRequest(
            msg("The two floods lie in different cells and cannot be compared."),
            msg("Run both over the same area with the same size of cells."),
        )
    change = changed_depth(one, other)
    node = Node(
        BilingualText("最大水深变化", "Change of the peak depth"),
        Role.RESULT,
        change,
        provenance=second.provenance,
        attributes={LEGEND: change_legend().as_json(), "quantity": DEPTH_CHANGE.key},
    )
    tables = tuple(
        table
        for key, column, quantity, zh, en in (
            ("flood_heritage", "over", OVER_SILL, "文物古迹的变化", "Change for heritage"),
            ("flood_buildings", "over", OVER_SILL, "房屋的变化", "Change for houses"),
            ("flood_roads", "depth", LANE_DEPTH, "道路的变化", "Change for roads"),
        )
        if (table := _table(before, after, key, column, quantity, BilingualText(zh, en))) is not None
    )
    return Comparison((node,), tuple(table for table in tables if table.rows), _summary(change, tables))


def changed_depth(before: Raster, after: Raster) -> Raster:
    """Return how much deeper it is, metres; nan where it is dry in both or hardly differs.

    Parameters
    ----------
    before, after : Raster
        Greatest depths over the same cells; nan where it is dry.
    """
    wet = np.isfinite(before.values) | np.isfinite(after.values)
    change = np.nan_to_num(after.values) - np.nan_to_num(before.values)
    values = np.where(wet & (np.abs(change) >= SMALLEST), change, np.float32(np.nan))
    return Raster(values, before.cell, before.west, before.north, DEPTH_CHANGE)


def _peak(result: AnalysisResult) -> Node:
    for node in result.nodes:
        if isinstance(node.payload, Raster) and node.attributes.get("quantity") == WATER_DEPTH.key:
            return node
    raise InvalidRequest(
        msg("There is no flood to compare."), msg("Run the flood without and with the scheme first.")
    )


def _table(
    before: AnalysisResult,
    after: AnalysisResult,
    key: str,
    column: str,
    quantity: Quantity,
    title: BilingualText,
) -> Table | None:
    """Return the rows of a table whose value changed; a row that is missing in one of them was dry there."""
    tables = [next((each for each in result.tables if each.key == key), None) for result in (before, after)]
    if tables[0] is None or tables[1] is None:
        return None
    first, second = (_values(table, column) for table in tables if table is not None)
    rows: list[tuple[str, object, float, float, float, BilingualText]] = []
    for thing in dict.fromkeys((*first, *second)):
        name, was = first.get(thing, (second.get(thing, ("", 0.0))[0], 0.0))
        _, now = second.get(thing, ("", 0.0))
        if abs(now - was) >= SMALLEST:
            rows.append((thing, name, was, now, now - was, _word(was, now)))
    rows.sort(key=lambda row: (-round(abs(row[4]), 6), row[0]))
    columns = (
        Column("id", BilingualText("编号", "Id"), on_paper=False),
        Column("name", BilingualText("名称", "Name")),
        Column("before", BilingualText("原来", "Before"), quantity),
        Column("after", BilingualText("现在", "After"), quantity),
        Column("change", DEPTH_CHANGE.title, DEPTH_CHANGE),
        Column("kind", BilingualText("变化", "Change")),
    )
    return Table(f"{key}_change", title, columns, tuple(rows))


def _values(table: Table, column: str) -> Mapping[str, tuple[object, float]]:
    """Return name and value of each row by its layer and id, or its name where it has none."""
    keys = [each.key for each in table.columns]
    at = {key: keys.index(key) for key in ("layer", "id", "name", column) if key in keys}
    found = {}
    for row in table.rows:
        parts = [str(row[at[key]]) for key in ("layer", "id") if key in at] or [str(row[at["name"]])]
        value = row[at[column]]
        assert isinstance(value, float)
        found["/".join(parts)] = (row[at["name"]], value)
    return found


def _word(was: float, now: float) -> BilingualText:
    if was <= 0.0:
        return _NEWLY
    if now <= 0.0:
        return _NO_LONGER
    return _WETTER if now > was else _DRIER


def _summary(change: Raster, tables: tuple[Table, ...]) -> Message:
    area = change.cell * change.cell
    known = change.values[np.isfinite(change.values)]
    houses = next((table.rows for table in tables if table.key == "flood_buildings_change"), ())
    words = [row[5] for row in houses]
    return msg(
        "{wetter:,.0f} m² get wetter, {drier:,.0f} m² drier; {newly} houses newly under water, "
        "{no_longer} no longer.",
        wetter=area * int((known > 0.0).sum()),
        drier=area * int((known < 0.0).sum()),
        newly=words.count(_NEWLY),
        no_longer=words.count(_NO_LONGER),
    )
