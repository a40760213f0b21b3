"""The city as it is seen with one scheme. What the scheme leaves alone is the very same object as without it.

What it changes is made once and kept with what it was made of, so that who comes back to a scheme finds the
same objects again, and with them all that was derived from them. It knows neither commands nor drawing.
"""

from dataclasses import dataclass, replace
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from scene.geometry.descent import note_step
from scene.geometry.patched_rows import with_rows, without
from scene.graph import Snapshot
from scene.node import Node, NodeId
from scene.payloads import Buildings
from scene.schemes.delta import Delta, delta_of
from scene.schemes.scheme import OF, is_change, is_scheme


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A layer of buildings with one scheme, and what made it."""

    gone: tuple[str, ...]
    patch: Buildings | None
    less: Buildings
    layer: Buildings


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A node with one scheme, and what made it."""

    gone: tuple[str, ...]
    change: Node | None
    node: Node


# By what the city has, then by scheme: the newest state of each scheme, gone with what the city has.
_LAYERS: Final["WeakKeyDictionary[Buildings, dict[NodeId, _Layer]]"] = WeakKeyDictionary()
_NODES: Final["WeakKeyDictionary[Node, dict[NodeId, _Seen]]"] = WeakKeyDictionary()
#: The window and its jobs may ask at the same moment, and are to be given the same objects.
_ONE_AT_A_TIME: Final = Lock()


def as_seen(snapshot: Snapshot, scheme_id: NodeId = "") -> Snapshot:
    """Return the scene as it is seen with a scheme.

    Parameters
    ----------
    snapshot : Snapshot
        The whole project, with all schemes.
    scheme_id : str
        Empty, or of no scheme: the existing city.

    Returns
    -------
    Snapshot
        Without the branches of other schemes. If the project has no scheme, the snapshot itself.
    """
    if not any(is_scheme(node) for node in snapshot.nodes):
        return snapshot
    delta = delta_of(snapshot, scheme_id)
    nodes: list[Node] = []
    left_out: set[NodeId | None] = set(delta.hidden)
    for node in snapshot.nodes:
        other = is_scheme(node) and node.id != scheme_id
        if other or is_change(node) or node.id in left_out or snapshot.parents[node.id] in left_out:
            left_out.add(node.id)
        else:
            nodes.append(seen_node(node, delta, scheme_id))
    return Snapshot(snapshot.frame, tuple(nodes), {node.id: snapshot.parents[node.id] for node in nodes})


def seen_node(node: Node, delta: Delta, scheme_id: NodeId) -> Node:
    """Return a node of the city as it is with a scheme: itself where the scheme leaves it alone."""
    if not delta.touches(node.id):
        return node
    gone, change = delta.hidden_rows.get(node.id, ()), delta.changed.get(node.id)
    with _ONE_AT_A_TIME:
        kept = _NODES.setdefault(node, {})
        seen = kept.get(scheme_id)
        if seen is None or seen.gone != gone or seen.change is not change:
            seen = kept[scheme_id] = _Seen(gone, change, _applied(node, gone, change, scheme_id))
    return seen.node


def _applied(node: Node, gone: tuple[str, ...], change: Node | None, scheme_id: NodeId) -> Node:
    if isinstance(node.payload, Buildings):
        patch = change.payload if change is not None and isinstance(change.payload, Buildings) else None
        return replace(node, payload=_layer(node.payload, gone, patch, scheme_id))
    if change is None:
        return node
    own = {name: value for name, value in change.attributes.items() if name != OF}
    return replace(
        node, payload=change.payload, transform=change.transform, attributes={**node.attributes, **own}
    )


def _layer(base: Buildings, gone: tuple[str, ...], patch: Buildings | None, scheme_id: NodeId) -> Buildings:
    kept = _LAYERS.setdefault(base, {})
    held = kept.get(scheme_id)
    if held is None or held.gone != gone or held.patch is not patch:
        # While a height is pulled, what is gone stays gone.
        less = held.less if held is not None and held.gone == gone else without(base, gone)
        layer = with_rows(less, patch)
        if layer is not less:
            note_step(layer, less)
        held = kept[scheme_id] = _Layer(gone, patch, less, layer)
    return held.layer
