"""The plot that figures of a scheme refer to: its own choice, else the project's.

It does not know figures.
"""

from dataclasses import replace
from typing import Final, NamedTuple

from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText
from scene.node import Node, NodeId, Role
from scene.payloads import Buildings

#: Attribute of a layer of plots: the id of the plot that is the project's site. Of a scheme: layer and plot.
SITE: Final = "site"

#: What the column ``use`` says of a plot that is planted.
GREEN: Final = ("green", "park", "绿地", "G1", "G2", "G3")


class Site(NamedTuple):
    """A plot of a layer of plots."""

    node: Node
    row: int

    @property
    def plot(self) -> str:
        """Its id."""
        assert isinstance(self.node.payload, Buildings)
        return self.node.payload.ids[self.row]

    @property
    def name(self) -> BilingualText:
        """What it is called; by its layer if it has no name."""
        assert isinstance(self.node.payload, Buildings)
        zh, en = (self.node.payload.text(key, self.row) for key in ("name_zh", "name_en"))
        return BilingualText(zh or en, en or zh) if zh or en else self.node.name


def site_of(scene: SceneGraph | Snapshot, scheme_id: NodeId = "") -> Site | None:
    """Return the site of a scheme, or of the existing city; None if nobody chose one and plots are many."""
    snapshot = scene.snapshot() if isinstance(scene, SceneGraph) else scene
    group = snapshot.get(scheme_id) if scheme_id else None
    chosen = group.attributes.get(SITE) if group is not None else None
    if isinstance(chosen, list | tuple) and len(chosen) == 2:
        found = _plot(snapshot.get(str(chosen[0])), str(chosen[1]))
        if found is not None:
            return found
    plots = snapshot.of_role(Role.PARCELS)
    for node in plots:
        found = _plot(node, str(node.attributes.get(SITE, "")))
        if found is not None:
            return found
    alone = [Site(node, row) for node in plots for row in _plots(node.payload)]
    return alone[0] if len(alone) == 1 else None


def _plots(payload: object) -> tuple[int, ...]:
    """Return the rows of a layer of plots that may be built on."""
    if not isinstance(payload, Buildings):
        return ()
    return tuple(row for row in range(payload.count) if payload.text("use", row) not in GREEN)


def _plot(node: Node | None, plot: str) -> Site | None:
    if node is None or not isinstance(node.payload, Buildings):
        return None
    row = node.payload.row_of_id.get(plot, -1)
    return Site(node, row) if row >= 0 else None


def choosing(scene: SceneGraph, scheme_id: NodeId, layer: NodeId, plot: str) -> Node:
    """Return the node that says which plot is the site: the scheme's group, or without one the layer's."""
    holder = scene.node(scheme_id or layer)
    said: object = [layer, plot] if scheme_id else plot
    return replace(holder, attributes={**holder.attributes, SITE: said})
