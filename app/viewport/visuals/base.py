"""What a visual is, and the table that says which one draws which payload.

The table is filled from outside the scene: a payload does not know how it looks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Piece
from scene.node import Node
from scene.season import LEAF

Language: TypeAlias = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Look:
    """What a visual may need to know beyond its node.

    Parameters
    ----------
    language : str
        Of labels.
    ground : callable, optional
        Height of the ground at local x, y: arrays in, array out.
    verdict : callable, optional
        Verdict word of a row of a proposals node (``pass``, ``review``, ``fail`` or empty).
    dark : bool
        Dark surroundings: labels turn light.
    season : str
        Of the trees: one of those in :mod:`scene.season`.
    """

    language: Language = "zh"
    ground: Callable[[NDArray[np.float64]], NDArray[np.float64]] | None = None
    verdict: Callable[[str, int], str] | None = None
    dark: bool = False
    season: str = LEAF


class Visual(Protocol):
    """How one node looks."""

    node: Node
    pieces: list[Piece]

    def restyle(self, node: Node) -> bool:
        """Take another value of the node; return False if the pieces have to be made anew."""
        ...


Maker: TypeAlias = Callable[[Node, Look], Visual]


def same_but_dress(before: Node, after: Node) -> bool:
    """Return whether two values of a node differ in nothing that geometry depends on."""
    same_place = (before.transform is None and after.transform is None) or (
        before.transform is not None
        and after.transform is not None
        and bool(np.array_equal(before.transform, after.transform))
    )
    return before.payload is after.payload and before.role is after.role and same_place
