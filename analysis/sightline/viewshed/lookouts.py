"""From where one looks: chosen viewpoints and routes, places given by coordinates, points inside areas.

It gathers lines; whether anybody can stand there is checked by who knows the surface. It does not know what
is seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.sightline.viewshed.params import Place, ViewshedParams
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.geometry.rows import rows_of
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import Polylines
from scene.payloads.arrays import F64

#: No area is looked from at more points than this.
MOST_POINTS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Lookout:
    """Lines to look from.

    Parameters
    ----------
    node : Node
        With :class:`Polylines`.
    spacing : float
        Greatest distance between two stations along them, in the unit of the coordinates; inf if only
        their vertices count.
    places : tuple of ndarray of float64, shape (k, 2)
        Unrounded plan of each line whose heights are not known, because it stands on the ground; empty if
        the lines know their heights.
    """

    node: Node
    spacing: float
    places: tuple[F64, ...] = ()


def lookouts_of(
    nodes: Iterable[Node], params: ViewshedParams, frame: SceneFrame, metres: float
) -> tuple[Lookout, ...]:
    """Gather from where one looks.

    Parameters
    ----------
    nodes : iterable of Node
        Of the viewpoints' port.
    params : ViewshedParams
    frame : SceneFrame
    metres : float
        How many metres one unit of the frame is.

    Raises
    ------
    InvalidRequest
        If there is none, or one that was chosen is not there.
    """
    spacing = params.station_spacing / metres
    given = tuple(_given(params, frame, spacing))
    found = [] if given and not params.viewpoints else list(_chosen(nodes, params.viewpoints, spacing))
    if not (found or given):
        raise InvalidRequest(
            msg("There is no viewpoint to look from."),
            msg("Add a protected viewpoint or a route, or give places to look from."),
        )
    return (*found, *given)


def _chosen(nodes: Iterable[Node], wanted: Sequence[str], spacing: float) -> Iterable[Lookout]:
    missing = set(wanted)
    for node in nodes:
        lines = node.payload
        if not isinstance(lines, Polylines) or not lines.count:
            continue
        rows = [row for row in range(lines.count) if not wanted or lines.ids[row] in wanted]
        missing -= {lines.ids[row] for row in rows}
        areas = [row for row in rows if node.role is Role.VIEWPOINTS and _is_ring(lines, row)]
        open_ = [row for row in rows if row not in areas]
        if open_:
            yield Lookout(replace(node, payload=rows_of(lines, np.array(open_))), spacing)
        for row in areas:
            one = rows_of(lines, np.array([row]))
            inside = points_inside(lines.line(row)[:-1, :2].astype(np.float64), spacing)
            yield Lookout(replace(node, payload=_with_vertices(one, inside)), np.inf, (inside,))
    if missing:
        raise InvalidRequest(
            msg("There is no viewpoint called {names}.", names=", ".join(sorted(missing))),
            msg("Choose among those of the scene, or leave the choice empty for all."),
        )


def _given(params: ViewshedParams, frame: SceneFrame, spacing: float) -> Iterable[Lookout]:
    if params.observers:
        places = tuple(place[None] for place in _local(params.observers, frame))
        names = [(f"地点{number}", f"Place {number}") for number in range(1, len(places) + 1)]
        yield Lookout(_node("places", places, names), np.inf, places)
    if params.area:
        if len(params.area) < 3:
            raise InvalidRequest(
                msg("An area has at least three corners, not {count}.", count=len(params.area)),
                msg("Give all corners of the area in order."),
            )
        inside = points_inside(_local(params.area, frame), spacing)
        yield Lookout(_node("area", (inside,), [("范围", "Area")]), np.inf, (inside,))


def points_inside(corners: F64, spacing: float) -> F64:
    """Return points of a square grid inside a polygon, shape (n, 2); its middle if it holds none.

    Raises
    ------
    InvalidRequest
        If they are too many to look from.
    """
    low, high = corners.min(axis=0), corners.max(axis=0)
    counts = np.maximum(np.ceil((high - low) / spacing), 1.0)
    if counts.prod() > MOST_POINTS:
        raise InvalidRequest(
            msg("The area would be looked from at {count:.0f} points.", count=counts.prod()),
            msg("Set a greater spacing, or choose a smaller area."),
        )
    sides = [
        low[axis] + (np.arange(counts[axis]) + 0.5) * (high[axis] - low[axis]) / counts[axis]
        for axis in (0, 1)
    ]
    x, y = (values.ravel() for values in np.meshgrid(*sides))
    inside = np.zeros(len(x), np.bool_)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        between = (start[1] > y) != (end[1] > y)
        rise = end[1] - start[1]
        inside ^= between & (x < start[0] + (y - start[1]) * (end[0] - start[0]) / (rise if rise else 1.0))
    points: F64 = np.column_stack([x[inside], y[inside]])
    return points if len(points) else corners.mean(axis=0)[None]


def _local(places: Sequence[Place], frame: SceneFrame) -> F64:
    """Return local places in float64, refused where they are far off."""
    world = np.array(places, np.float64)
    frame.to_local(world)
    local: F64 = world - np.asarray(frame.origin[:2])
    return local


def _is_ring(lines: Polylines, row: int) -> bool:
    line = lines.line(row)
    return len(line) >= 4 and bool(np.array_equal(line[0], line[-1]))


def _node(id_: str, lines: Sequence[F64], names: Sequence[tuple[str, str]]) -> Node:
    start = np.cumsum([0, *map(len, lines)], dtype=np.int32)
    flat = np.concatenate(lines)
    vertices = np.column_stack([flat, np.zeros(len(flat))]).astype(np.float32)
    columns: dict[str, NDArray[np.str_]] = {
        "name_zh": np.array([zh for zh, _ in names]),
        "name_en": np.array([en for _, en in names]),
    }
    ids = tuple(f"{id_}-{number}" for number in range(1, len(lines) + 1))
    return Node(
        BilingualText("给定的地点", "Given places"),
        Role.VIEWPOINTS,
        Polylines(vertices, start, ids, columns),
        id=id_,
    )


def _with_vertices(line: Polylines, places: F64) -> Polylines:
    vertices = np.column_stack([places, np.zeros(len(places))]).astype(np.float32)
    return replace(line, vertices=vertices, line_start=np.array([0, len(vertices)], np.int32))
