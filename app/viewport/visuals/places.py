"""Name things: places, viewpoints and heritage get a label in the language of the window.

It chooses words and ranks; what fits on the screen is the label layer's decision.
"""

from typing import Any, Final

import numpy as np

from app.viewport.fonts import chinese_font
from app.viewport.pieces import Piece, Shading
from app.viewport.visuals.base import Look, same_but_dress
from scene.geometry.label_places import label_places
from scene.node import Node, Role
from scene.payloads.lines import Polylines
from scene.payloads.mesh import TriangleMesh

#: Rank by role where a row says none.
RANK: Final = {Role.HERITAGE: 3.0, Role.PLACES: 1.5, Role.VIEWPOINTS: 1.0}
#: Metres that a name stands over its place.
ABOVE: Final = 5.0


class NamesOnly:
    """A layer of which only the names are drawn."""

    def __init__(self, node: Node, look: Look) -> None:
        self.node = node
        self.pieces: list[Piece] = []

    def restyle(self, node: Node) -> bool:
        """Take another style; other names ask for new pieces."""
        kept = same_but_dress(self.node, node)
        self.node = node
        return kept


def name_pieces(node: Node, look: Look) -> list[Piece]:
    """Return the labels of a node; none for layers that bear no names."""
    if node.role not in RANK or node.payload is None:
        return []
    payload = node.payload
    if isinstance(payload, Polylines):
        return _named_rows(node, payload, look)
    if isinstance(payload, TriangleMesh) and node.role is Role.HERITAGE and len(payload.vertices):
        vertices = payload.vertices
        if node.transform is not None:
            vertices = vertices @ node.transform[:3, :3].T + node.transform[:3, 3]
        middle = (vertices[:, :2].min(axis=0) + vertices[:, :2].max(axis=0)) / 2.0
        words = in_language(node.name.zh, node.name.en, look)
        rank = float(str(node.attributes.get("rank", RANK[node.role])))
        return [_piece(node, words, float(middle[0]), float(middle[1]), float(vertices[:, 2].max()), rank)]
    return []


def _named_rows(node: Node, payload: Polylines, look: Look) -> list[Piece]:
    zh, en = payload.columns.get("name_zh"), payload.columns.get("name_en")
    ranks = payload.columns.get("rank")
    words = np.array([in_language(_text(zh, row), _text(en, row), look) for row in range(payload.count)], str)
    found = label_places(payload, words)
    pieces = []
    for row, place, extent in zip(found.rows.tolist(), found.places, found.extent.tolist(), strict=True):
        x, y, z = (float(value) for value in place)
        rank = RANK[node.role] if ranks is None else float(ranks[row])
        rank = rank if np.isfinite(rank) else RANK[node.role]
        pieces.append(_piece(node, str(words[row]), x, y, z + ABOVE, rank, extent))
    return pieces


def _text(column: Any, row: int) -> str:
    return "" if column is None else str(column[row])


def _piece(node: Node, words: str, x: float, y: float, top: float, rank: float, extent: float = 0.0) -> Piece:
    at = (x, y, top, x, y, top)
    return Piece(node.id, Shading.TEXT, at, [], casts=False, label=words, rank=rank, extent=extent)


def in_language(zh: str, en: str, look: Look) -> str:
    """Return the words in the language of the look; English where no font knows Chinese."""
    chinese = look.language == "zh" and chinese_font() is not None
    return (zh or en) if chinese else (en or zh if chinese_font() else en)
