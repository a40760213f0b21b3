"""A route of a meeting: a way through the city that was drawn or walked, to be gone again by anybody.

The routes that a person makes are rows of one node of their own (`Role.WALKS`): no analysis takes them for
protected routes. Those of the city (`Role.ROUTES`) can be gone as well. It knows no camera.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final
from uuid import uuid4

import numpy as np

from scene.commands import Command, Insert, Replace
from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText, msg
from scene.node import Node, NodeId, Provenance, Role
from scene.payloads import Polylines
from scene.payloads.arrays import F64

#: Metres; what a hand draws or a walker leaves is no survey.
ACCURACY: Final = 1.0


class Manner(StrEnum):
    """How one goes."""

    WALK = "walk"
    BOAT = "boat"
    FLY = "fly"


#: Metres of the eye over the line, and metres a second.
EYE: Final = {Manner.WALK: 1.6, Manner.BOAT: 1.2, Manner.FLY: 0.0}
PACE: Final = {Manner.WALK: 1.4, Manner.BOAT: 2.2, Manner.FLY: 15.0}


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A way that can be gone.

    Parameters
    ----------
    name : BilingualText
    line : ndarray of float64, shape (n, 3)
        Local metres, on the ground or the water; of a flight where the eye is.
    manner : Manner
    eye_height : float
        Metres over the line.
    pace : float
        Metres a second.
    key : str
        Id of its row, stable.
    node : str
        The node that holds it; empty while it is in no scene.
    """

    name: BilingualText
    line: F64
    manner: Manner = Manner.WALK
    eye_height: float = EYE[Manner.WALK]
    pace: float = PACE[Manner.WALK]
    key: str = field(default_factory=lambda: f"route-{uuid4().hex[:8]}")
    node: NodeId = ""

    @property
    def length(self) -> float:
        """Metres from end to end, in plan."""
        return float(np.hypot(*np.diff(self.line[:, :2], axis=0).T).sum())


def routes_of(scene: SceneGraph | Snapshot) -> tuple[Route, ...]:
    """Return all routes that can be gone: those that persons made first, then the city's."""
    found = [
        (node.role is not Role.WALKS, route)
        for node in scene.of_role(Role.WALKS, Role.ROUTES)
        for route in _rows(node)
    ]
    return tuple(route for _, route in sorted(found, key=lambda one: one[0]))


def _rows(node: Node) -> Iterator[Route]:
    lines = node.payload
    if not isinstance(lines, Polylines):
        return
    for row in range(lines.count):
        line = lines.line(row).astype(np.float64)
        if node.transform is not None:
            line = line @ node.transform[:3, :3].T + node.transform[:3, 3]
        if len(line) < 2 or float(np.ptp(line, axis=0).max()) < 0.1:
            continue
        manner = _manner(lines, row)
        name = BilingualText(_word(lines, "name_zh", row), _word(lines, "name_en", row))
        yield Route(
            name if name.zh or name.en else BilingualText.same(lines.ids[row]),
            line,
            manner,
            _number(lines, "eye_height", row, EYE[manner]),
            max(_number(lines, "pace", row, PACE[manner]), 0.1),
            lines.ids[row],
            node.id,
        )


def _manner(lines: Polylines, row: int) -> Manner:
    """Return how a row is gone; of one that does not say, whether it is a boat's."""
    word = _word(lines, "manner", row)
    if word in tuple(Manner):
        return Manner(word)
    return Manner.BOAT if "boat" in lines.ids[row].lower() else Manner.WALK


def _word(lines: Polylines, column: str, row: int) -> str:
    values = lines.columns.get(column)
    return "" if values is None else str(values[row])


def _number(lines: Polylines, column: str, row: int, otherwise: float) -> float:
    try:
        value = float(lines.columns[column][row])
    except (KeyError, ValueError):
        return otherwise
    return value if np.isfinite(value) else otherwise


# -- commands ----------------------------------------------------------------------------------------------


def add_route(scene: SceneGraph, route: Route) -> Command:
    """Return the command that keeps a route."""
    label = msg("Keep the route {name}", name=route.name)
    holder = _holder(scene)
    if holder is None:
        node = Node(
            BilingualText("漫游线路", "Routes of the meeting"),
            Role.WALKS,
            lines_of((route,)),
            provenance=Provenance("user", source="drawn or walked in the view"),
            attributes={"accuracy_m": ACCURACY},
        )
        return Insert([node], label=label)
    return Replace(scene, [replace(holder, payload=lines_of((*_rows(holder), route)))], label)


def remove_route(scene: SceneGraph, route: Route) -> Command:
    """Return the command that forgets a route which a person made."""
    holder = scene.node(route.node)
    left = tuple(one for one in _rows(holder) if one.key != route.key)
    label = msg("Forget the route {name}", name=route.name)
    return Replace(scene, [replace(holder, payload=lines_of(left))], label)


def change_route(scene: SceneGraph, route: Route) -> Command:
    """Return the command that gives a kept route another name, pace or eye height."""
    holder = scene.node(route.node)
    rows = tuple(route if one.key == route.key else one for one in _rows(holder))
    label = msg("Change the route {name}", name=route.name)
    return Replace(scene, [replace(holder, payload=lines_of(rows))], label)


def is_own(scene: SceneGraph, route: Route) -> bool:
    """Return whether a route was made by a person, and may be changed."""
    return route.node in scene and scene.node(route.node).role is Role.WALKS


def _holder(scene: SceneGraph) -> Node | None:
    return next(iter(scene.of_role(Role.WALKS)), None)


def lines_of(routes: tuple[Route, ...]) -> Polylines:
    """Return routes as a layer of lines."""
    sizes = [len(route.line) for route in routes]
    return Polylines(
        np.concatenate([np.zeros((0, 3)), *(route.line for route in routes)]).astype(np.float32),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
        tuple(route.key for route in routes),
        {
            "name_zh": np.array([route.name.zh for route in routes], dtype=np.str_),
            "name_en": np.array([route.name.en for route in routes], dtype=np.str_),
            "manner": np.array([str(route.manner) for route in routes], dtype=np.str_),
            "eye_height": np.array([route.eye_height for route in routes], np.float32),
            "pace": np.array([route.pace for route in routes], np.float32),
        },
    )


def simplified(places: F64, tolerance: float) -> F64:
    """Return few of some places, in their order: the others lie within a tolerance of the way along them.

    Ramer, Douglas and Peucker, in space.

    Parameters
    ----------
    places : ndarray of float64, shape (n, 3)
    tolerance : float
        Metres.
    """
    keep = np.zeros(len(places), bool)
    keep[[0, -1]] = True
    spans = [(0, len(places) - 1)]
    while spans:
        first, last = spans.pop()
        between = places[first + 1 : last]
        if not len(between):
            continue
        way = places[last] - places[first]
        share = np.clip((between - places[first]) @ way / max(float(way @ way), 1e-12), 0.0, 1.0)
        away = np.linalg.norm(between - places[first] - share[:, None] * way, axis=1)
        farthest = int(away.argmax())
        if away[farthest] > tolerance:
            middle = first + 1 + farthest
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return places[keep]
