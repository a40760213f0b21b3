"""The plot that figures of a scheme refer to: its own choice, else the project's.

It does not know figures.
"""

from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText
from scene.node import Node, NodeId, Role
from scene.payloads import Buildings
from scene.payloads.arrays import F64

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


def plot_at(scene: SceneGraph | Snapshot, x: float, y: float) -> Site | None:
    """Return the smallest plot that a place lies in, None if it lies in none.

    Parameters
    ----------
    scene : SceneGraph or Snapshot
    x, y : float
        Local metres.
    """
    found: list[tuple[float, Site]] = []
    for node in scene.of_role(Role.PARCELS):
        payload = node.payload
        for row in _plots(payload):
            assert isinstance(payload, Buildings)
            rings = _rings(payload, row)
            if sum(_surrounds(ring, x, y) for ring in rings) % 2:
                found.append((abs(_area(rings[0])), Site(node, row)))
    return min(found, key=lambda each: each[0])[1] if found else None


def _rings(payload: Buildings, row: int) -> list[F64]:
    first, last = payload.part_start[payload.building_start[[row, row + 1]]]
    starts = payload.ring_start[first : last + 1]
    return [payload.rings[a:b].astype(np.float64) for a, b in pairwise(starts)]


def _surrounds(ring: F64, x: float, y: float) -> bool:
    """Return whether a ring goes round a place: a line to the east crosses it an odd number of times."""
    if not (ring.min(axis=0) <= (x, y)).all() or not (ring.max(axis=0) >= (x, y)).all():
        return False
    one, other = ring, np.roll(ring, -1, axis=0)
    spans = (one[:, 1] > y) != (other[:, 1] > y)
    one, other = one[spans], other[spans]
    crossing = one[:, 0] + (y - one[:, 1]) * (other[:, 0] - one[:, 0]) / (other[:, 1] - one[:, 1])
    return bool((crossing > x).sum() % 2)


def _area(ring: F64) -> float:
    x, y = ring.T
    return 0.5 * float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))


def choosing(scene: SceneGraph, scheme_id: NodeId, layer: NodeId, plot: str) -> tuple[Node, ...]:
    """Return the nodes that say which plot is the site: the group of a scheme, else the layers of plots."""
    if scheme_id:
        group = scene.node(scheme_id)
        return (replace(group, attributes={**group.attributes, SITE: [layer, plot]}),)
    others = (node for node in scene.of_role(Role.PARCELS) if SITE in node.attributes and node.id != layer)
    holder = scene.node(layer)
    chosen = replace(holder, attributes={**holder.attributes, SITE: plot})
    return (chosen, *(unchosen(node) for node in others))


def unchosen(node: Node) -> Node:
    """Return a layer of plots of which none is the project's site."""
    return replace(node, attributes={key: value for key, value in node.attributes.items() if key != SITE})
