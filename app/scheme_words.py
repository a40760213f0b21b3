"""What a scheme makes of the city, in words: what it adds, takes away and changes, and by how much.

It knows no widget and runs no command.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.panels.describe import ROLE_NAMES, row_name
from app.wording import Text
from scene.graph import SceneGraph
from scene.messages import BilingualText, msg
from scene.node import Node, NodeId
from scene.payloads import Buildings
from scene.schemes.delta import Delta, delta_of
from scene.schemes.editing import BUILT
from scene.units import HEIGHT


class Kind(StrEnum):
    """What happens to a thing."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"


WORDS: Final = {
    Kind.ADDED: BilingualText("新增", "New"),
    Kind.GONE: BilingualText("拆除", "Gone"),
    Kind.CHANGED: BilingualText("改动", "Changed"),
}
#: Columns of which a change is told.
TOLD: Final = (
    ("floors", BilingualText("层数", "storeys")),
    ("use", BilingualText("用途", "use")),
    ("roof", BilingualText("屋顶", "roof")),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a scheme makes otherwise.

    Parameters
    ----------
    kind : Kind
    name : Text
        What it is called.
    detail : Text
        Its height, or what changes from what to what.
    node : str
        Where it is: its own node, or its layer.
    row : str
        Id of the building in it; empty for a whole node.
    """

    kind: Kind
    name: Text
    detail: Text
    node: NodeId
    row: str = ""


def differences_of(scene: SceneGraph, scheme_id: NodeId) -> tuple[Difference, ...]:
    """Return what a scheme makes otherwise: new things, gone ones, changed ones.

    Parameters
    ----------
    scene : SceneGraph
        The whole project.
    scheme_id : str
    """
    delta = delta_of(scene, scheme_id)
    return (*_added(delta), *_gone(scene, delta), *_changed(scene, delta))


def _added(delta: Delta) -> Iterator[Difference]:
    for node in delta.added:
        if isinstance(node.payload, Buildings) and node.role in BUILT:
            for row, name in enumerate(node.payload.ids):
                height = height_of(node.payload, row)
                yield Difference(Kind.ADDED, _name(node, row), HEIGHT.text(height), node.id, name)
        elif node.payload is not None:
            yield Difference(Kind.ADDED, node.name, ROLE_NAMES[node.role], node.id)


def _gone(scene: SceneGraph, delta: Delta) -> Iterator[Difference]:
    for node_id in sorted(delta.hidden):
        if node_id in scene:
            node = scene.node(node_id)
            yield Difference(Kind.GONE, node.name, ROLE_NAMES[node.role], node_id)
    for layer, ids in delta.hidden_rows.items():
        node = scene.node(layer) if layer in scene else None
        if node is None or not isinstance(node.payload, Buildings):
            continue
        for name in ids:
            row = node.payload.row_of_id.get(name, -1)
            if row >= 0:
                height = HEIGHT.text(height_of(node.payload, row))
                yield Difference(Kind.GONE, _name(node, row), height, layer, name)


def _changed(scene: SceneGraph, delta: Delta) -> Iterator[Difference]:
    for layer, change in delta.changed.items():
        node = scene.node(layer) if layer in scene else None
        if node is None:
            continue
        before, after = node.payload, change.payload
        if not isinstance(before, Buildings) or not isinstance(after, Buildings):
            yield Difference(Kind.CHANGED, node.name, msg("stands otherwise"), layer)
            continue
        for row, name in enumerate(after.ids):
            former = before.row_of_id.get(name, -1)
            if former >= 0:
                detail = _from_to(before, former, after, row)
                yield Difference(Kind.CHANGED, _name(node, former), detail, layer, name)


def _from_to(before: Buildings, former: int, after: Buildings, row: int) -> Text:
    said: list[tuple[str, str]] = []
    low, high = height_of(before, former), height_of(after, row)
    if abs(low - high) >= 0.005:
        said.append((f"{HEIGHT.text(low)} → {HEIGHT.text(high)}",) * 2)
    for column, title in TOLD:
        one, other = _cell(before, column, former), _cell(after, column, row)
        if one != other:
            said.append((f"{title.zh} {one} → {other}", f"{title.en} {one} → {other}"))
    if not said:
        return msg("stands otherwise")
    return BilingualText("，".join(zh for zh, _ in said), ", ".join(en for _, en in said))


def _cell(payload: Buildings, column: str, row: int) -> str:
    values = payload.columns.get(column)
    if values is None:
        return "–"
    value = values[row]
    if values.dtype.kind == "f":
        return "–" if value != value else f"{value:g}"  # noqa: PLR0124  # nan: unknown
    return str(value) or "–"


def height_of(payload: Buildings, row: int) -> float:
    """Return how high a building is above its outdoor ground, metres."""
    parts = slice(payload.building_start[row], payload.building_start[row + 1])
    return float(payload.top[parts].max() - payload.outdoor_ground[row])


def _name(node: Node, row: int) -> Text:
    assert isinstance(node.payload, Buildings)
    alone = node.payload.count == 1
    return row_name(node, row) or (node.name if alone else BilingualText.same(node.payload.ids[row]))
