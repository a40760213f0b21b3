"""Commands on schemes. What a person does to the city while a scheme is shown is done to that scheme.

It does not know who asks, or which scheme is shown: that is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from scene.commands import Branch, Command, Insert, Remove, Replace, branch_of
from scene.frame import SceneFrame
from scene.geometry.changed_rows import rows_otherwise, unlike_rows
from scene.geometry.placed import same_transform
from scene.geometry.rows import rows_of
from scene.graph import SceneGraph
from scene.messages import BilingualText, Message, msg
from scene.node import Node, NodeId, Role, new_id
from scene.payloads import Buildings
from scene.schemes.applying import seen_node
from scene.schemes.delta import Delta, delta_of
from scene.schemes.scheme import NODES, OF, ROWS, Rows, Scheme, fresh, scheme_of, schemes_of

#: What a scheme may have otherwise than the city. Anything else is no part of it: views, routes, rules.
BUILT: Final = (
    Role.BUILDINGS, Role.HERITAGE, Role.STRUCTURES, Role.MODEL, Role.PROPOSALS, Role.TREES, Role.FURNITURE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Step:
    """A node before and after; None where it is not there."""

    before: Node | None
    after: Node | None
    parent: NodeId | None = None

    @property
    def id(self) -> NodeId:
        node = self.after or self.before
        assert node is not None
        return node.id


class Amend:
    """Exchange, put in and take out nodes in one step: what an edit makes of a scheme.

    Parameters
    ----------
    steps : sequence of _Step
        In this order; undone backwards.
    label : Message
        What the undo menu says.
    gesture : str
        As of :class:`scene.commands.Replace`.
    """

    def __init__(self, steps: Sequence[_Step], label: Message, gesture: str = "") -> None:
        self.steps, self.label, self.gesture = tuple(steps), label, gesture

    def do(self, scene: SceneGraph) -> None:
        """Put the new values in."""
        for step in self.steps:
            _set(scene, step.before, step.after, step.parent)

    def undo(self, scene: SceneGraph) -> None:
        """Put the former values back."""
        for step in reversed(self.steps):
            _set(scene, step.after, step.before, step.parent)

    def merged(self, later: Command) -> Command | None:
        """Join the next step of the same gesture on the same nodes."""
        if not isinstance(later, Amend) or not self.gesture or later.gesture != self.gesture:
            return None
        first, last = {step.id: step for step in self.steps}, {step.id: step for step in later.steps}
        if not last.keys() <= first.keys() and not first.keys() <= last.keys():
            return None
        joined = [
            _Step(
                first[each].before if each in first else last[each].before,
                last[each].after if each in last else first[each].after,
                (first.get(each) or last[each]).parent,
            )
            for each in {**first, **last}
        ]
        return Amend(joined, later.label, later.gesture)


def _set(scene: SceneGraph, before: Node | None, after: Node | None, parent: NodeId | None) -> None:
    if after is None:
        if before is not None:
            scene.remove(before.id)
    elif before is None:
        scene.insert(after, parent)
    else:
        scene.replace(after)


# -- schemes as a whole ------------------------------------------------------------------------------------


def new_scheme(scene: SceneGraph) -> Insert:
    """Return the command that puts an empty scheme beside the others."""
    return _inserted(scene, Branch(fresh(schemes_of(scene))))


def duplicated(scene: SceneGraph, scheme_id: NodeId) -> Insert:
    """Return the command that puts a copy of a scheme beside the others, with a letter of its own."""
    model = branch_of(scene, scheme_id)
    own = fresh(schemes_of(scene))
    kept = {name: value for name, value in model.node.attributes.items() if name in (NODES, ROWS)}
    group = replace(own, attributes={**own.attributes, **kept})
    return _inserted(scene, Branch(group, tuple(_copied(child) for child in model.children)))


def _inserted(scene: SceneGraph, branch: Branch) -> Insert:
    known = schemes_of(scene)
    index = scene.index(known[-1].id) + 1 if known else None
    return Insert([branch], index=index, label=msg("New {name}", name=branch.node.name))


def _copied(branch: Branch) -> Branch:
    return Branch(replace(branch.node, id=new_id()), tuple(_copied(child) for child in branch.children))


def renamed(scene: SceneGraph, scheme_id: NodeId, name: BilingualText) -> Replace:
    """Return the command that calls a scheme otherwise."""
    node = scene.node(scheme_id)
    return Replace(scene, [replace(node, name=name)], msg("Rename {name}", name=node.name))


# -- what is done to the city ------------------------------------------------------------------------------


def place(
    scene: SceneGraph,
    scheme_id: NodeId,
    branches: Sequence[Branch | Node],
    label: Message | None = None,
    parent: NodeId | None = None,
    frame: SceneFrame | None = None,
) -> Insert:
    """Return the command that brings something into the city, or into the scheme that is shown.

    Parameters
    ----------
    scene : SceneGraph
        The project.
    scheme_id : str
        Which scheme is shown; empty for the existing city.
    branches, label, frame
        As of :class:`scene.commands.Insert`.
    parent : str, optional
        Where it goes in the existing city.
    """
    return Insert(branches, scheme_id or parent, label=label, frame=frame)


def edit(
    scene: SceneGraph, scheme_id: NodeId, nodes: Iterable[Node], label: Message, gesture: str = ""
) -> Command:
    """Return the command that makes nodes what a person wants them to be.

    Parameters
    ----------
    scene : SceneGraph
        The project.
    scheme_id : str
        Which scheme is shown; empty for the existing city.
    nodes : iterable of Node
        As they shall be seen, made from how they are seen. How a thing is drawn and called is of the city,
        whichever scheme is shown; its geometry and place become the scheme's.
    label, gesture
        As of :class:`scene.commands.Replace`.
    """
    wanted = tuple(nodes)
    if not scheme_id:
        return Replace(scene, wanted, label, gesture)
    delta, steps = delta_of(scene, scheme_id), []
    gone = dict(delta.hidden_rows)
    for node in wanted:
        steps += _steps(scene, scheme_id, delta, node, gone)
    if gone != delta.hidden_rows:
        steps.append(_hiding(scene, scheme_id, rows=gone))
    return Amend(steps, label, gesture)


def _steps(
    scene: SceneGraph, scheme_id: NodeId, delta: Delta, wanted: Node, gone: dict[NodeId, tuple[str, ...]]
) -> list[_Step]:
    """Return what makes one node what is wanted, but for the rows that are gone: these are noted."""
    base = scene.node(wanted.id)
    if base.role not in BUILT or scheme_of(scene, base.id) == scheme_id:
        return [_Step(base, wanted)]
    seen, steps = seen_node(base, delta, scheme_id), []
    if (seen.name, seen.style, seen.visible) != (wanted.name, wanted.style, wanted.visible):
        dressed = replace(base, name=wanted.name, style=wanted.style, visible=wanted.visible)
        steps.append(_Step(base, dressed))
    same = wanted.payload is seen.payload and same_transform(wanted.transform, seen.transform)
    if same and wanted.attributes == seen.attributes:
        return steps
    change = delta.changed.get(base.id)
    changed: Node | None = None
    if isinstance(base.payload, Buildings) and isinstance(wanted.payload, Buildings):
        patch = _patch(base.payload, seen.payload, wanted.payload, change)
        if patch is not None:
            changed = _change(base, change, replace(base, payload=patch))
        if getattr(seen.payload, "ids", ()) is not wanted.payload.ids:
            left = wanted.payload.row_of_id
            gone[base.id] = tuple(name for name in base.payload.ids if name not in left)
    else:
        changed = _change(base, change, wanted)
    if changed is not None or change is not None:
        steps.append(_Step(change, changed, scheme_id))
    return steps


def _patch(base: Buildings, seen: object, wanted: Buildings, change: Node | None) -> Buildings | None:
    """Return the rows that shall be seen otherwise than the city has them, None if there are none."""
    assert isinstance(seen, Buildings)
    held = change.payload.ids if change is not None and isinstance(change.payload, Buildings) else ()
    touched = {wanted.ids[row] for row in unlike_rows(seen, wanted)}
    return rows_otherwise(base, wanted, touched | set(held))


def _change(base: Node, held: Node | None, wanted: Node) -> Node:
    """Return the node below a scheme that says how a node of the city is changed."""
    own = {
        name: value
        for name, value in wanted.attributes.items()
        if name not in base.attributes or base.attributes[name] != value
    }
    return Node(
        base.name,
        Role.SCHEME,
        wanted.payload,
        transform=wanted.transform,
        attributes={**own, OF: base.id},
        id=held.id if held else new_id(),
    )


def demolish(
    scene: SceneGraph, scheme_id: NodeId, node_id: NodeId, ids: Sequence[str], label: Message
) -> Command:
    """Return the command that takes buildings of a layer away, from the city or in a scheme.

    Parameters
    ----------
    scene : SceneGraph
        The project.
    scheme_id : str
        Which scheme is shown; empty for the existing city.
    node_id : str
        The layer.
    ids : sequence of str
        Which of its buildings; of another thing none: it goes as a whole.
    label : Message
        What the undo menu says.
    """
    node = scene.node(node_id)
    own = not scheme_id or scheme_of(scene, node_id) == scheme_id or not _is_built(scene, node)
    buildings = node.payload if isinstance(node.payload, Buildings) and ids else None
    if own:
        kept = [] if buildings is None else [row for row, name in enumerate(buildings.ids) if name not in ids]
        if buildings is None or not kept:
            return Remove(scene, node_id)
        return Replace(scene, [replace(node, payload=rows_of(buildings, np.array(kept)))], label)
    delta = delta_of(scene, scheme_id)
    if buildings is None:
        return Amend([_hiding(scene, scheme_id, nodes=delta.hidden | {node_id})], label)
    gone = {*delta.hidden_rows.get(node_id, ()), *ids}
    order = tuple(name for name in buildings.ids if name in gone)
    return Amend([_hiding(scene, scheme_id, rows={**delta.hidden_rows, node_id: order})], label)


def _is_built(scene: SceneGraph, node: Node) -> bool:
    """Return whether a node is something built, or a group of such."""
    below = scene.walk(node.id) if node.role is Role.GROUP else ()
    return node.role in BUILT or any(each.role in BUILT for each in below)


def keep(scene: SceneGraph, scheme_id: NodeId, node_id: NodeId, ids: Sequence[str], label: Message) -> Amend:
    """Return the command by which a scheme leaves as it is what it took away or changed.

    Parameters
    ----------
    scene, scheme_id, node_id, label
        As of :func:`demolish`.
    ids : sequence of str
        Which buildings of the layer; none for all of it.
    """
    delta, steps = delta_of(scene, scheme_id), []
    held = delta.hidden_rows.get(node_id, ())
    left = tuple(name for name in held if ids and name not in ids)
    if left != held or node_id in delta.hidden:
        rows = {**delta.hidden_rows, node_id: left}
        steps.append(_hiding(scene, scheme_id, delta.hidden - {node_id}, rows))
    change = delta.changed.get(node_id)
    if change is not None:
        steps += _undone(change, ids, scheme_id)
    return Amend(steps, label)


def _undone(change: Node, ids: Sequence[str], scheme_id: NodeId) -> list[_Step]:
    patch = change.payload
    if not isinstance(patch, Buildings) or not ids:
        return [_Step(change, None, scheme_id)]
    kept = np.array([row for row, name in enumerate(patch.ids) if name not in ids], np.int64)
    if len(kept) == patch.count:
        return []
    left = replace(change, payload=rows_of(patch, kept)) if len(kept) else None
    return [_Step(change, left, scheme_id)]


def _hiding(
    scene: SceneGraph, scheme_id: NodeId, nodes: frozenset[NodeId] | None = None, rows: Rows | None = None
) -> _Step:
    """Return the step by which a scheme takes away these nodes and buildings, or as before where None."""
    group = scene.node(scheme_id)
    scheme = Scheme(group)
    hidden = scheme.hidden if nodes is None else nodes
    by_layer = scheme.hidden_rows if rows is None else rows
    attributes = dict(group.attributes)
    attributes[NODES] = sorted(hidden)
    attributes[ROWS] = {layer: list(ids) for layer, ids in by_layer.items() if ids}
    return _Step(group, replace(group, attributes=attributes))
