"""Which legend colours a node, and which legends belong to what is shown. It does not know who draws them."""

from collections.abc import Iterable, Mapping
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from analysis.base import AnalysisResult
from scene.legend import LEGEND, VALUE, Legend, ramp
from scene.node import Node, Role
from scene.payloads import Raster

#: Attribute of a result's node, and its word, for a raster that is drawn at its own elevations.
DRAWN_AS: Final = "drawn_as"
CEILING: Final = "ceiling"


def legend_of(node: Node) -> Legend | None:
    """Return the legend that a node's attribute holds; of a result's raster without one, a plain ramp."""
    if node not in _KNOWN:
        _KNOWN[node] = _legend(node)
    return _KNOWN[node]


def _legend(node: Node) -> Legend | None:
    kept = node.attributes.get(LEGEND)
    if isinstance(kept, Legend):
        return kept
    if isinstance(kept, Mapping):
        try:
            return Legend.from_json(kept)
        except (KeyError, TypeError, ValueError, AssertionError):
            return None  # a file of another program: drawn without colours of its own
    if node.role is Role.RESULT and isinstance(node.payload, Raster):
        quantity = node.payload.quantity
        known = node.payload.values[np.isfinite(node.payload.values)]
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        return ramp(quantity.title, quantity.unit, low, high)
    return None


#: The view asks for every frame; a node never changes.
_KNOWN: Final["WeakKeyDictionary[Node, Legend | None]"] = WeakKeyDictionary()


def is_painted(node: Node) -> bool:
    """Return whether a node is drawn in the colours of a legend."""
    if node.role is not Role.RESULT or node.payload is None:
        return False
    if isinstance(node.payload, Raster):
        return True
    return LEGEND in node.attributes and VALUE in getattr(node.payload, "columns", {})


def legends_of(nodes: Iterable[Node], shared: Legend | None = None) -> tuple[Legend, ...]:
    """Return the legends of the nodes that are painted, each once; the shared one first."""
    found = [] if shared is None else [shared]
    for node in nodes:
        legend = legend_of(node) if is_painted(node) else None
        if legend is not None and legend not in found:
            found.append(legend)
    return tuple(found)


def legends_in(result: AnalysisResult) -> tuple[Legend, ...]:
    """Return the legends of all overlays of a result."""
    return legends_of(result.nodes, result.legend)
