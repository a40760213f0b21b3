"""Keeps visuals by the very node they draw: what two scenes share is derived once and held once.

Visuals go with the last who shows them. It does not know who shows what.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from app.viewport.visuals.base import Look, Visual
from app.viewport.visuals.places import bears_names
from app.viewport.visuals.registry import visual_for
from scene.node import Node, NodeId, Role

if TYPE_CHECKING:
    from scene.geometry.ground import GroundHeights

Heights: TypeAlias = Callable[[NDArray[np.float64]], NDArray[np.float64]]


class Shelf:
    """Visuals that several scenes may show, and the grounds that they are laid on."""

    def __init__(self) -> None:
        self._visuals: WeakValueDictionary[tuple[int, Look], Visual] = WeakValueDictionary()
        self._newest: WeakValueDictionary[NodeId, Visual] = WeakValueDictionary()
        self._grounds: WeakValueDictionary[tuple[int, ...], Ground] = WeakValueDictionary()

    def visual_for(self, node: Node, look: Look, before: Visual | None = None) -> Visual | None:
        """Return the visual of a node in a look, or None for a group.

        Parameters
        ----------
        node : Node
        look : Look
        before : Visual, optional
            Of another state of the node, from which pieces may be taken over; by default the newest there is.
        """
        key = (id(node), needed(node, look))
        held = self._visuals.get(key)
        # A visual that took another value of its node is none of this one any more.
        if held is not None and held.node is node:
            return held
        made = visual_for(node, look, before or self._newest.get(node.id))
        if made is not None:
            self._visuals[key] = self._newest[node.id] = made
        return made

    def forget(self, node: Node, look: Look) -> None:
        """Have the visual of a node made anew when it is asked for again."""
        self._visuals.pop((id(node), needed(node, look)), None)

    def ground(self, *surfaces: tuple[Node, ...]) -> "Ground":
        """Return the heights of some surfaces: the same for the same nodes."""
        key = tuple(0 if node is None else id(node) for nodes in surfaces for node in (*nodes, None))
        held = self._grounds.get(key)
        if held is None:
            held = self._grounds[key] = Ground(surfaces)
        return held


def needed(node: Node, look: Look) -> Look:
    """Return a look with only that in it which the visual of a node asks: the more looks share it."""
    return Look(
        language=look.language if bears_names(node) else "zh",
        ground=look.ground,
        verdict=look.verdict if node.role is Role.PROPOSALS else None,
    )


class Ground:
    """Heights of the ground, indexed when first asked.

    Parameters
    ----------
    surfaces : tuple of tuple of Node
        Nodes that are one surface each; the highest of them counts.
    """

    def __init__(self, surfaces: tuple[tuple[Node, ...], ...]) -> None:
        self._surfaces = surfaces
        self._indexed: list[GroundHeights] = []

    def __call__(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the heights at places, shape (n,); nan where there is no ground."""
        from scene.geometry.ground import GroundHeights  # compiled code, which the first frame needs not

        if not self._indexed:
            self._indexed.extend(GroundHeights.of(nodes) for nodes in self._surfaces if nodes)
        found = [each.exact(xy) for each in self._indexed if each]
        return np.fmax.reduce(found) if found else np.full(len(xy), np.nan)
