"""Where one can look from: the protected viewpoints of the scene, and the views that a person stored in it.

A stored view is part of the scene, so that it is saved, undone and sent along with it.
It knows no widget and no camera.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import cos, radians, sin
from typing import Any, Final

import numpy as np

from app.viewport.optics import Pose
from scene.commands import Command, Insert, Replace
from scene.graph import SceneGraph
from scene.messages import BilingualText, msg
from scene.node import Node, NodeId, Provenance, Role
from scene.payloads import Polylines

#: Attribute of a group node that holds stored views.
VIEWS: Final = "views"

#: A person takes in about this much of a scene without turning the head, degrees, vertically.
EYE_ANGLE: Final = 38.0

#: How far ahead of a viewpoint the view is aimed, metres.
AHEAD: Final = 60.0


@dataclass(frozen=True, slots=True)
class StoredView:
    """A named pose.

    Parameters
    ----------
    key : str
        Stable within the scene.
    name : BilingualText
        What panel and menu say.
    pose : Pose
        Where the eye is.
    node_id : str
        Node that holds it.
    row : int
        Row of a protected viewpoint; -1 for a view that a person stored.
    """

    key: str
    name: BilingualText
    pose: Pose
    node_id: NodeId
    row: int = -1

    @property
    def protected(self) -> bool:
        """Whether it is a protected viewpoint."""
        return self.row >= 0


def views_of(scene: SceneGraph) -> tuple[StoredView, ...]:
    """Return the protected viewpoints in order, then what a person stored."""
    protected = [
        view
        for node in scene.of_role(Role.VIEWPOINTS)
        if isinstance(node.payload, Polylines)
        for view in _protected(node, node.payload)
    ]
    stored = [view for node in scene.walk() if VIEWS in node.attributes for view in _stored(node)]
    return (*protected, *stored)


def eye_at(scene: SceneGraph, viewpoint: str, station: float = 0.0) -> Pose | None:
    """Return the pose at a viewpoint, at a station of a route, or where a corridor is looked along from.

    None if there is none of that id.

    Parameters
    ----------
    scene : SceneGraph
    viewpoint : str
        Id of the row.
    station : float
        Metres along the route, measured in plan.
    """
    for node in scene.of_role(Role.VIEWPOINTS, Role.ROUTES, Role.CORRIDORS):
        lines = node.payload
        if not isinstance(lines, Polylines) or viewpoint not in lines.ids:
            continue
        row = lines.ids.index(viewpoint)
        vertices = lines.line(row).astype(np.float64)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(vertices[:, :2], axis=0).T))])
        at = station if np.isfinite(station) else 0.0
        x, y, z = (float(np.interp(at, along, vertices[:, axis])) for axis in range(3))
        eye = (x, y, z + _number(lines, "eye_height", row, 1.6))
        ahead = (x, y + AHEAD, eye[2])
        if node.role is Role.CORRIDORS and len(vertices) > 1:
            ahead = (float(vertices[-1, 0]), float(vertices[-1, 1]), float(vertices[-1, 2]))
        return Pose(eye, ahead, EYE_ANGLE)
    return None


def _number(lines: Polylines, column: str, row: int, otherwise: float) -> float:
    values = lines.columns.get(column)
    value = otherwise if values is None else float(values[row])
    return value if np.isfinite(value) else otherwise


def _protected(node: Node, lines: Polylines) -> Iterator[StoredView]:
    for row in range(lines.count):
        vertices = lines.line(row)
        if not len(vertices):
            continue
        x, y, z = (float(v) for v in vertices[len(vertices) // 2 if len(vertices) > 1 else 0])
        eye = (x, y, z + _number(lines, "eye_height", row, 1.6))
        facing = radians(_number(lines, "facing", row, 0.0))
        target = (x + AHEAD * sin(facing), y + AHEAD * cos(facing), eye[2] + 2.0)
        name = BilingualText(
            *(str(lines.columns[key][row]) if key in lines.columns else "" for key in ("name_zh", "name_en"))
        )
        shown = name if name.zh or name.en else BilingualText.same(lines.ids[row])
        yield StoredView(lines.ids[row], shown, Pose(eye, target, EYE_ANGLE), node.id, row)


def _stored(node: Node) -> Iterator[StoredView]:
    views = node.attributes[VIEWS]
    assert isinstance(views, list | tuple)
    for place, view in enumerate(views):
        yield StoredView(
            f"{node.id}/{place}",
            BilingualText(str(view["zh"]), str(view["en"])),
            Pose(_point(view["eye"]), _point(view["target"]), float(view["view_angle"])),
            node.id,
        )


def _point(values: Any) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in values)
    return (x, y, z)


def _json(name: BilingualText, pose: Pose) -> Mapping[str, object]:
    return {
        "zh": name.zh,
        "en": name.en,
        "eye": [float(value) for value in pose.eye],
        "target": [float(value) for value in pose.target],
        "view_angle": float(pose.view_angle),
    }


def store_view(scene: SceneGraph, pose: Pose) -> Command:
    """Return the command that stores a view under the next free name."""
    holder = next((node for node in scene.walk() if VIEWS in node.attributes), None)
    views = list(holder.attributes[VIEWS]) if holder else []  # type: ignore[call-overload]
    number = len(views) + 1
    name = BilingualText(f"视角 {number}", f"View {number}")
    views.append(_json(name, pose))
    label = msg("Store {name}", name=name)
    if holder is None:
        node = Node(
            BilingualText("存储的视角", "Stored views"),
            Role.GROUP,
            provenance=Provenance("user"),
            attributes={VIEWS: views},
        )
        return Insert([node], label=label)
    return Replace(scene, [replace(holder, attributes={**holder.attributes, VIEWS: views})], label)


def forget_view(scene: SceneGraph, view: StoredView) -> Command:
    """Return the command that takes a stored view out again."""
    holder = scene.node(view.node_id)
    place = int(view.key.rpartition("/")[2])
    views = list(holder.attributes[VIEWS])  # type: ignore[call-overload]
    del views[place]
    after = replace(holder, attributes={**holder.attributes, VIEWS: views})
    return Replace(scene, [after], msg("Forget {name}", name=view.name))
