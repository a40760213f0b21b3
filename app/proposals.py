"""Proposals as nodes: drawn on the ground, placed as a balloon, made higher or lower, moved.

Every function returns a new node; making it happen is a command's work. It knows no mouse.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from scene.errors import InvalidRequest
from scene.geometry.proposals import (
    MAST,
    PARAPET,
    POINT,
    addition_of,
    footprint_proposal,
    point_proposal,
)
from scene.geometry.rows import EDITED
from scene.messages import BilingualText, msg
from scene.node import Node, Provenance, Role, new_id
from scene.payloads import Buildings
from scene.payloads.arrays import Column

#: Height that a proposal has before anybody gives it one, metres: six storeys.
FIRST_HEIGHT: Final = 18.0
LOWEST: Final = 3.0
HIGHEST: Final = 600.0

#: What a person drew by hand is about this far off.
DRAWN_ACCURACY: Final = 1.0


#: What stands in the way and where one looks from; while it is the same, the city need not be prepared again.
GROUNDS: Final = (
    Role.TERRAIN,
    Role.BUILDINGS,
    Role.HERITAGE,
    Role.STRUCTURES,
    Role.MODEL,
    Role.TREES,
    Role.VIEWPOINTS,
    Role.ROUTES,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal of the scene.

    Parameters
    ----------
    node : Node
        That holds it.
    row : int
        Its row there.
    key : str
        Its id, as verdicts name it.
    name : BilingualText
        Its name.
    height : float
        Metres above outdoor ground.
    place : tuple of float
        Local x, y of its middle and z of its outdoor ground.
    parapet, mast : float
        Metres over the roof, 0 if there is none; a balloon has neither.
    is_point : bool
        A balloon on a string.
    """

    node: Node
    row: int
    key: str
    name: BilingualText
    height: float
    place: tuple[float, float, float]
    parapet: float = 0.0
    mast: float = 0.0
    is_point: bool = False


def proposals_in(nodes: tuple[Node, ...]) -> tuple[Proposal, ...]:
    """Return all proposals of some nodes of that role, in order."""
    return tuple(proposal for node in nodes for proposal in _in_node(node))


def _in_node(node: Node) -> list[Proposal]:
    rows = range(node.payload.count) if isinstance(node.payload, Buildings) else ()
    return [proposal_at(node, row) for row in rows]


def proposal_at(node: Node, row: int) -> Proposal:
    """Return a building of a layer as something that is proposed, as any is that a scheme makes otherwise."""
    payload = _buildings(node)
    return Proposal(
        node,
        row,
        payload.ids[row],
        _name(node, row),
        height_of(node, row),
        place_of(node, row),
        addition_of(payload, row, PARAPET),
        addition_of(payload, row, MAST),
        payload.text("form", row) == POINT,
    )


def _name(node: Node, row: int) -> BilingualText:
    columns = getattr(node.payload, "columns", {})
    zh, en = (str(columns[key][row]) if key in columns else "" for key in ("name_zh", "name_en"))
    return BilingualText(zh, en) if zh or en else node.name


def height_of(node: Node, row: int) -> float:
    """Return the height of a proposal above its outdoor ground, metres."""
    payload = _buildings(node)
    parts = slice(payload.building_start[row], payload.building_start[row + 1])
    return float(payload.top[parts].max() - payload.outdoor_ground[row])


def place_of(node: Node, row: int) -> tuple[float, float, float]:
    """Return the middle of a proposal on its ground."""
    payload = _buildings(node)
    corners = payload.rings[_corners(payload, row)]
    x, y = (corners.min(axis=0) + corners.max(axis=0)) / 2.0
    return (float(x), float(y), float(payload.outdoor_ground[row]))


def _buildings(node: Node) -> Buildings:
    assert isinstance(node.payload, Buildings), "a proposal is a building"
    return node.payload


def _corners(payload: Buildings, row: int) -> slice:
    first, last = payload.building_start[row], payload.building_start[row + 1]
    return slice(payload.ring_start[payload.part_start[first]], payload.ring_start[payload.part_start[last]])


def footprint_node(
    corners: ArrayLike, ground: float, height: float, number: int, name: BilingualText | None = None
) -> Node:
    """Return a proposal drawn on the ground.

    Parameters
    ----------
    corners : array_like, shape (n, 2)
        Local metres, in any direction, without a closing repeat.
    ground : float
        Local z of the outdoor ground: the lowest under the corners.
    height : float
        Metres above it.
    number : int
        For its name.
    name : BilingualText, optional
        Instead of the usual one.

    Raises
    ------
    InvalidRequest
        If the corners make no area.
    """
    ring = np.asarray(corners, np.float64).reshape(-1, 2)
    x, y = (ring - ring[:1]).T
    area = 0.5 * float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))
    if len(ring) < 3 or abs(area) < 1.0:
        raise InvalidRequest(
            msg("A footprint needs three corners and more than one square metre."),
            msg("Click its corners on the ground; a double click closes it."),
        )
    name = name or BilingualText(f"方案 {number}", f"Proposal {number}")
    return _node(name, footprint_proposal(ring, ground, height, f"proposal-{new_id()[:8]}", name))


def balloon_node(place: tuple[float, float, float], height: float, number: int) -> Node:
    """Return a proposal that is a point: a balloon of a height over a place on the ground."""
    name = BilingualText(f"气球 {number}", f"Balloon {number}")
    return _node(name, point_proposal(place[:2], place[2], height, f"balloon-{new_id()[:8]}", name))


def _node(name: BilingualText, payload: Buildings) -> Node:
    return Node(
        name,
        Role.PROPOSALS,
        payload,
        provenance=Provenance("user", source="drawn in the view"),
        attributes={"accuracy_m": DRAWN_ACCURACY},
    )


def with_height(node: Node, row: int, height: float) -> Node:
    """Return the node with another height of one proposal; eaves keep their distance from the top."""
    height = float(np.clip(height, LOWEST, HIGHEST))
    payload = _buildings(node)
    parts = slice(payload.building_start[row], payload.building_start[row + 1])
    rise = payload.outdoor_ground[row] + height - payload.top[parts].max()
    top, eaves = payload.top.copy(), payload.eaves.copy()
    top[parts] = np.maximum(top[parts] + rise, payload.bottom[parts] + 0.5)
    eaves[parts] = np.clip(eaves[parts] + rise, payload.bottom[parts] + 0.5, top[parts])
    columns = _marked(payload, row, "height")
    return replace(node, payload=replace(payload, top=top, eaves=eaves, columns=columns))


def with_addition(node: Node, row: int, column: str, rise: float) -> Node:
    """Return the node with another parapet or mast of one proposal, metres over its roof; 0 takes it away."""
    payload = _buildings(node)
    columns = _marked(payload, row, column)
    values = np.array([addition_of(payload, each, column) for each in range(payload.count)])
    values[row] = max(rise, 0.0)
    return replace(node, payload=replace(payload, columns={**columns, column: values}))


def moved(node: Node, row: int, shift: tuple[float, float], ground: float) -> Node:
    """Return the node with one proposal shifted level and set on another ground, its height kept."""
    payload = _buildings(node)
    parts = slice(payload.building_start[row], payload.building_start[row + 1])
    rings, outdoor = payload.rings.copy(), payload.outdoor_ground.copy()
    rings[_corners(payload, row)] += np.asarray(shift, np.float32)
    rise = np.float32(ground - outdoor[row])
    outdoor[row] = ground
    heights = {name: getattr(payload, name).copy() for name in ("bottom", "eaves", "top")}
    for values in heights.values():
        values[parts] += rise
    columns = _marked(payload, row, "place")
    return replace(
        node, payload=replace(payload, rings=rings, outdoor_ground=outdoor, **heights, columns=columns)
    )


def _marked(payload: Buildings, row: int, what: str) -> dict[str, Column]:
    """Return columns that say what was edited by hand, so that a newer file does not undo it unseen."""
    columns = dict(payload.columns)
    if "height_source" not in columns or str(columns["height_source"][row]) == "drawn":
        return columns  # what was drawn here no file knows better
    words = columns.get(EDITED, np.full(payload.count, "")).astype("U16")
    if what not in words[row].split():
        words[row] = f"{words[row]} {what}".strip()
        columns[EDITED] = words
    return columns
