"""What all schemes have in common, and what each shows besides: so that the page carries the city once.

Layers are compared by identity, buildings row by row. It does not know how a scheme is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scene.graph import Snapshot
from scene.node import Node, Role
from scene.payloads import Buildings

#: What is a thing in the city; lines, labels, zones and results are not.
BODIES = (
    Role.TERRAIN, Role.SURFACE, Role.WATER, Role.BUILDINGS, Role.HERITAGE, Role.STRUCTURES, Role.TREES,
    Role.FURNITURE, Role.PROPOSALS, Role.MODEL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parted:
    """The layers of several scenes, parted.

    Parameters
    ----------
    common : tuple of Node
        What every scene shows.
    own : tuple of tuple of Node
        What each scene shows besides, in the order of the scenes.
    """

    common: tuple[Node, ...]
    own: tuple[tuple[Node, ...], ...]


def parted(scenes: Sequence[Snapshot]) -> Parted:
    """Part what is seen of several scenes into what they share and what each has of its own."""
    shown = [{node.id: node for node in bodies(scene)} for scene in scenes]
    common: list[Node] = []
    own: list[list[Node]] = [[] for _ in scenes]
    for key in dict.fromkeys(key for layers in shown for key in layers):
        states = [layers.get(key) for layers in shown]
        first = states[0]
        if first is not None and all(_alike(first, state) for state in states):
            common.append(first)
            continue
        if all(state is not None and isinstance(state.payload, Buildings) for state in states):
            shared, rest = _by_rows([state for state in states if state is not None])
            common += shared
            for mine, nodes in zip(own, rest, strict=True):
                mine.extend(nodes)
            continue
        for mine, state in zip(own, states, strict=True):
            mine.extend([] if state is None else [state])
    return Parted(tuple(common), tuple(tuple(mine) for mine in own))


def bodies(scene: Snapshot) -> list[Node]:
    """Return the layers of a scene that are seen as things."""
    return [node for node in seen(scene) if node.role in BODIES]


def seen(scene: Snapshot) -> list[Node]:
    """Return the layers of a scene that are shown, with all above them."""
    shown: dict[str | None, bool] = {None: True}
    found = []
    for node in scene.nodes:  # parents come before their children
        shown[node.id] = node.visible and shown[scene.parents[node.id]]
        if shown[node.id] and node.payload is not None:
            found.append(node)
    return found


def _alike(one: Node, other: Node | None) -> bool:
    return (
        other is not None
        and one.payload is other.payload
        and one.transform is other.transform
        and one.style == other.style
    )


def _by_rows(states: Sequence[Node]) -> tuple[list[Node], list[list[Node]]]:
    """Return the buildings that stand alike in all states of a layer, and the others of each state."""
    from scene.geometry.rows import rows_of

    layers = [state.payload for state in states]
    printed = [_prints(layer) for layer in layers if isinstance(layer, Buildings)]
    everywhere = set.intersection(*(set(prints) for prints in printed))

    def part(state: Node, prints: list[bytes], shared: bool) -> list[Node]:
        assert isinstance(state.payload, Buildings)
        rows = np.array([row for row, one in enumerate(prints) if (one in everywhere) == shared], np.int64)
        return [replace(state, payload=rows_of(state.payload, rows))] if len(rows) else []

    rest = [part(state, prints, False) for state, prints in zip(states, printed, strict=True)]
    return part(states[0], printed[0], True), rest


def _prints(layer: Buildings) -> list[bytes]:
    """Return for each building what its looks follow from, as bytes."""
    words = [name for name in ("roof", "material", "overhang", "parapet", "mast") if name in layer.columns]
    prints = []
    for row in range(layer.count):
        parts = slice(layer.building_start[row], layer.building_start[row + 1])
        rings = slice(layer.part_start[parts.start], layer.part_start[parts.stop])
        corners = slice(layer.ring_start[rings.start], layer.ring_start[rings.stop])
        columns = "|".join(str(layer.columns[name][row]) for name in words)
        prints.append(
            b"".join(
                (
                    layer.ids[row].encode(),
                    layer.rings[corners].tobytes(),
                    np.diff(layer.ring_start[rings.start : rings.stop + 1]).tobytes(),
                    layer.bottom[parts].tobytes(),
                    layer.eaves[parts].tobytes(),
                    layer.top[parts].tobytes(),
                    columns.encode(),
                )
            )
        )
    return prints
