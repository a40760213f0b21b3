"""Who looks: chosen viewpoints, and places that a person picked, as nodes that stations are taken from.

It does not know what is looked at, but for the one question whether an eye is within it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from analysis.sightline.bodies import Body
from analysis.sightline.stations import Stations, stations_of
from scene.errors import InvalidRequest
from scene.feedback import Feedback, SilentFeedback
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.geometry.rows import rows_of
from scene.geometry.solids import Solid
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Role
from scene.payloads import Polylines
from scene.payloads.arrays import F64

#: Node that holds the picked places.
PICKED = "observers"
#: Answers that are kept.
_MEMORY: Final = 6


def observer_nodes(
    nodes: Sequence[Node],
    wanted: Sequence[str],
    places: Sequence[tuple[float, float]],
    rays: RayScene,
    eye_height: float,
) -> list[Node]:
    """Return the viewpoints to look from.

    Parameters
    ----------
    nodes : sequence of Node
        Viewpoints and routes.
    wanted : sequence of str
        Ids of their rows; all if empty, none if places are given.
    places : sequence of (float, float)
        Picked places; a person stands on whatever is uppermost there.
    rays : RayScene
        What carries them.
    eye_height : float
        Above that, metres.

    Raises
    ------
    InvalidRequest
        If a viewpoint is not there, or there is nothing to stand on.
    """
    if not wanted and not places:
        return list(nodes)
    left = set(wanted)
    found = []
    for node in nodes:
        if isinstance(node.payload, Polylines):
            rows = np.array([row for row, name in enumerate(node.payload.ids) if name in left], np.int64)
            left -= {node.payload.ids[row] for row in rows}
            if len(rows):
                found.append(replace(node, payload=_some(node.payload, rows)))
    if left:
        raise InvalidRequest(
            msg("There is no viewpoint {names}.", names=", ".join(sorted(left))),
            msg("Choose among the viewpoints and routes of the project."),
        )
    if places:
        found.append(_picked(places, rays, eye_height))
    return found


_SOME: "WeakKeyDictionary[Polylines, dict[tuple[int, ...], Polylines]]" = WeakKeyDictionary()


def _some(lines: Polylines, rows: NDArray[np.int64]) -> Polylines:
    """Return some rows, the same value for the same question."""
    known = _SOME.setdefault(lines, {})
    key = tuple(rows.tolist())
    if key not in known:
        known[key] = rows_of(lines, rows)
    return known[key]


def _picked(places: Sequence[tuple[float, float]], rays: RayScene, eye_height: float) -> Node:
    above = np.array([[x, y, 5e3] for x, y in places])
    level = rays.height_below(above)
    if np.isnan(level).any():
        x, y = places[int(np.flatnonzero(np.isnan(level))[0])]
        raise InvalidRequest(
            msg("There is nothing to stand on at {east:.1f}, {north:.1f}.", east=x, north=y),
            msg("Pick a place on the terrain."),
        )
    key = (tuple(map(tuple, places)), tuple(level.tolist()), eye_height)
    if key not in _PLACES:  # the same places are the same value, so that what rests on them is kept
        if len(_PLACES) > _MEMORY:
            _PLACES.clear()
        _PLACES[key] = _lines_of(above[:, :2], level, eye_height)
    return Node(BilingualText("所选位置", "Picked places"), Role.VIEWPOINTS, _PLACES[key], id=PICKED)


_PLACES: dict[object, Polylines] = {}


def _lines_of(places: F64, level: F64, eye_height: float) -> Polylines:
    count = len(places)
    names = [BilingualText(f"所选位置 {k + 1}", f"Picked place {k + 1}") for k in range(count)]
    return Polylines(
        np.column_stack([places, level]).astype(np.float32),
        np.arange(count + 1, dtype=np.int32),
        tuple(f"place-{k + 1}" for k in range(count)),
        {
            "name_zh": np.array([name.zh for name in names]),
            "name_en": np.array([name.en for name in names]),
            "eye_height": np.full(count, eye_height),
        },
    )


@dataclass(frozen=True, eq=False)
class _Stood:
    """Stations that were checked, what they were checked against, and what was said of them."""

    lines: tuple[object, ...]
    solids: tuple[Solid, ...]
    asked: tuple[float, float]
    stations: Stations
    warnings: tuple[Message, ...]


_STOOD: list[_Stood] = []


class _Hearing(SilentFeedback):
    """Keeps what is said, and asks another whether to stop."""

    def __init__(self, heard: Feedback) -> None:
        super().__init__()
        self._heard = heard

    def check(self) -> None:
        """Raise if the person asked to stop."""
        self._heard.check()


def standing_at(
    nodes: Sequence[Node],
    rays: RayScene,
    ground: GroundHeights,
    spacing: float,
    eye_height: float,
    feedback: Feedback,
) -> Stations:
    """Return :func:`analysis.sightline.stations.stations_of`, kept while the same viewpoints and solids live.

    Parameters
    ----------
    nodes, rays, ground, spacing, eye_height, feedback
        As there.

    Raises
    ------
    InvalidRequest
        As there.
    """
    lines = tuple(part for node in nodes for part in (node.id, node.payload, node.attributes, node.transform))
    solids = tuple(layer.solid for layer in rays.layers)
    for known in _STOOD:
        if known.asked == (spacing, eye_height) and _same(known.lines, lines) and _same(known.solids, solids):
            for warning in known.warnings:
                feedback.warn(warning)
            return known.stations
    hearing = _Hearing(feedback)
    stations = stations_of(nodes, rays, ground, spacing, eye_height, hearing)
    warnings = tuple(hearing.warnings)
    _STOOD.insert(0, _Stood(lines, solids, (spacing, eye_height), stations, warnings))
    del _STOOD[_MEMORY:]
    for warning in warnings:
        feedback.warn(warning)
    return stations


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Say whether two lists hold the very same things; names and attributes are compared by value."""
    return len(one) == len(other) and all(
        mine is its or (isinstance(mine, str | Mapping) and mine == its)
        for mine, its in zip(one, other, strict=True)
    )


def refuse_within(stations: Stations, rays: RayScene) -> None:
    """Refuse stations within what is proposed.

    Raises
    ------
    InvalidRequest
        If one lies there.
    """
    holder = rays.inside_solid(stations.eye)
    if not (holder >= 0).any():
        return
    at = int(np.flatnonzero(holder >= 0)[0])
    raise InvalidRequest(
        msg(
            "{viewpoint} lies inside {solid}.",
            viewpoint=stations.viewpoints[int(stations.of[at])].name,
            solid=rays.layers[int(holder[at])].node.name,
        ),
        msg("Move it, or name the structure that holds it as its host."),
    )


def without_holders(stations: Stations, body: Body, feedback: Feedback) -> Stations:
    """Return the stations that are not on or in the body itself.

    Raises
    ------
    InvalidRequest
        If none is left.
    """
    own = [
        (bool(body.node) and stations.viewpoints[of].host == body.node) or body.holds(eye)
        for of, eye in zip(stations.of, stations.eye, strict=True)
    ]
    inside = np.array(own, np.bool_)
    if not inside.any():
        return stations
    names = sorted({stations.viewpoints[of].id for of in stations.of[inside]})
    if inside.all():
        raise InvalidRequest(
            msg("{target} cannot be looked at from itself.", target=body.name),
            msg("Choose another viewpoint, or something else to look at."),
        )
    feedback.warn(
        msg(
            "Stations on or in {target} itself, left out: {count} ({names}).",
            count=int(inside.sum()),
            target=body.name,
            names=", ".join(names),
        )
    )
    return stations.chosen(np.flatnonzero(~inside).astype(np.int32))
