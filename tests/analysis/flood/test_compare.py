"""Two floods against each other: who gets wetter and who drier."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.base import AnalysisResult, Column, Table
from analysis.flood.impacts.compare import changed_depth, compared
from scene.errors import InvalidRequest
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Raster
from scene.units import OVER_SILL, WATER_DEPTH

NAME = BilingualText("名", "name")


def result(depth: list[list[float]], houses: dict[str, float], roads: dict[str, float]) -> AnalysisResult:
    raster = Raster(np.array(depth, np.float32), 100.0, 0.0, 200.0, WATER_DEPTH)
    node = Node(NAME, Role.RESULT, raster, attributes={"quantity": "water_depth"})
    columns = (
        Column("layer", NAME),
        Column("id", NAME),
        Column("name", NAME),
        Column("over", NAME, OVER_SILL),
    )
    rows = tuple(("老城", key, f"house {key}", value) for key, value in houses.items())
    of_roads = (Column("name", NAME), Column("depth", NAME))
    return AnalysisResult(
        nodes=(node,),
        tables=(
            Table("flood_buildings", NAME, columns, rows),
            Table("flood_roads", NAME, of_roads, tuple(roads.items())),
        ),
    )


DRY = float("nan")
BEFORE = result([[0.5, 0.2], [DRY, 0.3]], {"a": 0.3, "b": 0.2, "c": 0.4}, {"东街": 0.5, "西街": 0.1})
AFTER = result([[0.2, 0.205], [0.4, DRY]], {"a": 0.1, "c": 0.4, "d": 0.25}, {"东街": 0.2, "西街": 0.1})


def test_depths_are_taken_off_each_other_and_dry_counts_as_none() -> None:
    change = changed_depth(BEFORE.nodes[0].payload, AFTER.nodes[0].payload)  # type: ignore[arg-type]
    expected = np.array([[-0.3, np.nan], [0.4, -0.3]])  # 5 mm are no change
    assert np.allclose(change.values, expected, equal_nan=True, atol=1e-6)


def test_houses_and_roads_are_listed_by_the_size_of_their_change() -> None:
    comparison = compared(BEFORE, AFTER)
    houses, roads = comparison.tables
    assert [(row[0], str(row[5])) for row in houses.rows] == [
        ("老城/d", "newly under water"), ("老城/a", "drier"), ("老城/b", "no longer under water"),
    ]  # fmt: skip
    assert [row[4] for row in houses.rows] == pytest.approx([0.25, -0.2, -0.2])
    assert [(row[1], row[4]) for row in roads.rows] == [("东街", pytest.approx(-0.3))]
    assert str(comparison.summary) == (
        "10,000 m² get wetter, 20,000 m² drier; 1 houses newly under water, 1 no longer."
    )
    assert comparison.nodes[0].attributes["quantity"] == "depth_change"


def test_a_flood_against_itself_changes_nothing_and_the_other_way_round_the_signs_turn() -> None:
    same = compared(BEFORE, BEFORE)
    assert same.tables == ()
    there, back = compared(BEFORE, AFTER), compared(AFTER, BEFORE)
    for one, other in zip(there.tables, back.tables, strict=True):
        assert {row[0]: row[4] for row in one.rows} == {row[0]: -row[4] for row in other.rows}  # type: ignore[operator]


def test_other_cells_or_no_flood_get_a_sentence() -> None:
    other = replace(AFTER, nodes=(result([[0.1]], {}, {}).nodes[0],))
    with pytest.raises(InvalidRequest, match="different cells"):
        compared(BEFORE, other)
    with pytest.raises(InvalidRequest, match="no flood"):
        compared(AnalysisResult(), AFTER)
