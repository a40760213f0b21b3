"""Name things: places, viewpoints and heritage get a label in the language of the window.

It chooses words and ranks; what fits on the screen is the label layer's decision.
"""

from typing import Any, Final

import numpy as np

from app.viewport.fonts import chinese_font
from app.viewport.pieces import Piece, Shading
from app.viewport.visuals.base import Look, same_but_dress
from scene.geometry.label_places import label_places
from scene.legend import LABELLED
from scene.node import Node, Role
from scene.payloads.buildings import Buildings
from scene.payloads.lines import Polylines
from scene.payloads.mesh import TriangleMesh

#: Rank by role where a row says none.
RANK: Final = {
    Role.HERITAGE: 3.0,
    Role.PLACES: 1.5,
    Role.WATERWORKS: 2.0,
    Role.ZONES: 2.0,
    Role.VIEWPOINTS: 1.0,
    Role.REPORT: 0.5,
    Role.MEASURES: 6.0,
    Role.RESULT: 4.0,  # what blocks a view is named before all else
}
#: Marks of an import that bear a name: a table has them all.
MOST_MARKS: Final = 200
#: Rows of a result that bear a name, for the same reason.
MOST_NAMED: Final = 60
MOST_OF: Final = {Role.REPORT: MOST_MARKS, Role.RESULT: MOST_NAMED}
#: Of a zone so large, metres, the name ranks one higher; and the most that it ranks.
ZONE_METRES: Final = 200.0
MOST_OF_ZONES: Final = 6.0
#: Metres that a name stands over its place.
ABOVE: Final = 5.0
#: Metres that it stands over the foot of a mark, which is a pin, and over a measured place.
ABOVE_OF: Final = {Role.REPORT: 9.0, Role.MEASURES: 0.6}


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


def bears_names(node: Node) -> bool:
    """Return whether the rows of a node are named in the view; a result's are if it asks for it."""
    return node.role in RANK and (node.role is not Role.RESULT or bool(node.attributes.get(LABELLED)))


def name_pieces(node: Node, look: Look) -> list[Piece]:
    """Return the labels of a node; none for layers that bear no names."""
    if not bears_names(node) or node.payload is None:
        return []
    payload = node.payload
    if node.role is Role.RESULT and isinstance(payload, Buildings | TriangleMesh):
        return _named_solids(node, payload, look)
    if isinstance(payload, Polylines):
        return _named_rows(node, payload, look)
    if isinstance(payload, Buildings):
        return _named_zones(node, payload, look)
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
    if node.role in MOST_OF:
        words[MOST_OF[node.role] :] = ""
    found = label_places(payload, words)
    pieces = []
    for row, place, extent in zip(found.rows.tolist(), found.places, found.extent.tolist(), strict=True):
        x, y, z = (float(value) for value in place)
        rank = RANK[node.role] if ranks is None else float(ranks[row])
        rank = rank if np.isfinite(rank) else RANK[node.role]
        above = ABOVE_OF.get(node.role, ABOVE)
        pieces.append(_piece(node, str(words[row]), x, y, z + above, rank, extent))
    return pieces


def _named_solids(node: Node, payload: Buildings | TriangleMesh, look: Look) -> list[Piece]:
    """Return the labels of a result's things, over the middle of each."""
    zh, en = payload.columns.get("name_zh"), payload.columns.get("name_en")
    count = max((len(column) for column in payload.columns.values()), default=0)
    pieces: list[Piece] = []
    for row in range(count):
        words = in_language(_text(zh, row), _text(en, row), look)
        said = {piece.label for piece in pieces}
        if not words or words in said or len(said) >= MOST_NAMED:
            continue  # of a hundred willows one is named
        if isinstance(payload, Buildings):
            parts = slice(int(payload.building_start[row]), int(payload.building_start[row + 1]))
            (x, y), _ = _within(payload, row)
            top = float(payload.top[parts].max())
        else:
            corners = payload.vertices[payload.faces[payload.features == row].ravel()]
            if not len(corners):
                continue
            x, y = ((corners[:, :2].min(axis=0) + corners[:, :2].max(axis=0)) / 2.0).tolist()
            top = float(corners[:, 2].max())
        pieces.append(_piece(node, words, x, y, top + ABOVE, RANK[node.role]))
    return pieces


def _named_zones(node: Node, payload: Buildings, look: Look) -> list[Piece]:
    """Return the labels of zones: name and limit, at the middle of the first ring."""
    limits, measured = payload.columns.get("limit_m"), payload.columns.get("measured_from")
    zh, en = payload.columns.get("name_zh"), payload.columns.get("name_en")
    pieces = []
    for row in range(payload.count):
        limit = np.nan if limits is None else float(limits[row])
        eaves = _text(measured, row) == "eaves"
        allowed = ("", "")
        if np.isfinite(limit):
            allowed = (
                f"{'檐口' * eaves}限高 {limit:g} m",
                f"{'eaves ' * eaves}≤ {limit:g} m",
            )
        names = (_text(zh, row), _text(en, row))
        both = (" ".join(filter(None, pair)) for pair in zip(names, allowed, strict=True))
        words = in_language(*both, look)
        if words:
            (x, y), across = _within(payload, row)
            top = float(payload.outdoor_ground[row]) + ABOVE
            # A zone is read from as far off as it fills the view.
            rank = min(max(RANK[node.role], across / ZONE_METRES), MOST_OF_ZONES)
            pieces.append(_piece(node, words, x, y, top, rank))
    return pieces


def _within(payload: Buildings, row: int) -> tuple[tuple[float, float], float]:
    """Return a place in the first part of an area, holes left out, and how far the part reaches, metres."""
    import shapely

    part = payload.building_start[row]
    rings = range(payload.part_start[part], payload.part_start[part + 1])
    outer, *holes = (payload.rings[payload.ring_start[r] : payload.ring_start[r + 1]] for r in rings)
    place = shapely.point_on_surface(shapely.Polygon(outer, holes))
    return (float(place.x), float(place.y)), float(np.linalg.norm(np.ptp(outer, axis=0)))


def _text(column: Any, row: int) -> str:
    return "" if column is None else str(column[row])


def _piece(node: Node, words: str, x: float, y: float, top: float, rank: float, extent: float = 0.0) -> Piece:
    at = (x, y, top, x, y, top)
    return Piece(node.id, Shading.TEXT, at, [], casts=False, label=words, rank=rank, extent=extent)


def in_language(zh: str, en: str, look: Look) -> str:
    """Return the words in the language of the look; English where no font knows Chinese."""
    chinese = look.language == "zh" and chinese_font() is not None
    return (zh or en) if chinese else (en or zh if chinese_font() else en)
