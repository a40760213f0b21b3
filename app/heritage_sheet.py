"""Entering the heritage impact sheet: what is open, what numbers suggest, and the command that keeps a grade.

It knows no widget.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis.heritage.matrix import structure
from analysis.heritage.sheet import SHEET_NODE, SheetEntry, entries_in, sheet_node, with_entry
from scene.commands import Command, Insert, Replace
from scene.graph import SceneGraph
from scene.messages import NO_NAME, BilingualText, msg
from scene.node import Node, Role
from scene.payloads import Buildings

if TYPE_CHECKING:
    from analysis.base import AnalysisResult


def items_in(scene: SceneGraph) -> tuple[tuple[str, BilingualText], ...]:
    """Return ids and names of the heritage items of a scene."""
    return tuple((node.id, node.name) for node in scene.of_role(Role.HERITAGE) if node.payload is not None)


def proposals_in(scene: SceneGraph) -> tuple[tuple[str, BilingualText], ...]:
    """Return ids and names of the proposals of a scene."""
    return tuple(
        (id_, _name(node, row, id_))
        for node in scene.of_role(Role.PROPOSALS)
        if isinstance(node.payload, Buildings)
        for row, id_ in enumerate(node.payload.ids)
    )


def suggestion(results: "Iterable[AnalysisResult]", item: str, proposal: str) -> str:
    """Return the degree of change that the newest of some results suggests; empty if none does."""
    found = ""
    for result in results:
        for table in result.tables:
            if table.key != "impact":
                continue
            keys = [column.key for column in table.columns]
            for row in table.rows:
                said = dict(zip(keys, row, strict=True))
                if (said.get("heritage"), said.get("proposal")) == (item, proposal):
                    found = str(said.get("change", ""))
    return found


def entered(scene: SceneGraph) -> tuple[SheetEntry, ...]:
    """Return what was entered so far."""
    return entries_in([scene.node(SHEET_NODE)] if SHEET_NODE in scene else [])


def enter(scene: SceneGraph, entry: SheetEntry) -> Command:
    """Return the command that puts an entry into the project, in place of that of the same pair."""
    node = sheet_node(with_entry(entered(scene), entry))
    grade = structure().grade(entry.value, entry.change)
    label = msg("Heritage impact: {grade}", grade=grade or BilingualText("未定", "open"))
    return Replace(scene, [node], label) if SHEET_NODE in scene else Insert([node], label=label)


def _name(node: Node, row: int, id_: str) -> BilingualText:
    assert isinstance(node.payload, Buildings)
    name = BilingualText(node.payload.text("name_zh", row), node.payload.text("name_en", row))
    return name if name != NO_NAME else BilingualText.same(id_)
