"""Fills a place that nobody gave with the one that is looked at, where an analysis asks for that.

What is filled in is an answer like any other: it is shown in the form and stays, so that the next what-if is
asked of the same place. A parameter says by ``looked_at`` in its ``json_schema_extra`` that it is such a
place, and which others stand in for it. It knows no widget.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pydantic.fields import FieldInfo

from app.workbench import Workbench
from scene.graph import SceneGraph
from scene.node import Role
from scene.payloads import Raster, TriangleMesh

if TYPE_CHECKING:
    from analysis.base import AnalysisSpec

Point = tuple[float, float, float]
#: From farther than this, metres, a person looks at the whole city and at no place in it.
FARTHEST: Final = 6000.0


def place_looked_at(bench: Workbench) -> Point | None:
    """Return the place in the middle of the view, local metres; None from afar, or off the ground."""
    pose = bench.view.pose
    x, y, z = pose.target
    reach = _reach(bench.session.scene)
    if reach is None or pose.distance > FARTHEST:
        return None
    west, south, east, north = reach
    return (x, y, z) if west < x < east and south < y < north else None


def filled(bench: Workbench, spec: "AnalysisSpec", answers: Mapping[str, object]) -> dict[str, object]:
    """Return the answers with the place that is looked at wherever such a place is asked for and not given.

    Parameters
    ----------
    bench : Workbench
        Whose view and scene.
    spec : AnalysisSpec
        What is asked.
    answers : Mapping
        By parameter, as a form gives them.
    """
    whole = dict(answers)
    for name, info in spec.params_type().model_fields.items():
        instead = _instead(info)
        if instead is None or whole.get(name) or any(whole.get(other) for other in instead):
            continue
        place = place_looked_at(bench)
        if place is not None:
            east, north, _ = bench.session.scene.frame.to_world([place])[0].tolist()
            whole[name] = [float(round(east)), float(round(north))]
    return whole


def _instead(info: FieldInfo) -> tuple[str, ...] | None:
    """Return the parameters that stand in for a place; None where it is not one that is looked at."""
    extra: Any = info.json_schema_extra
    named = extra.get("looked_at") if isinstance(extra, dict) else None
    return None if named is None else tuple(named)


def _reach(scene: SceneGraph) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of the ground; None without any."""
    boxes = []
    for node in scene.of_role(Role.TERRAIN):
        payload = node.payload
        if isinstance(payload, Raster):
            boxes.append(payload.bounds())
        elif isinstance(payload, TriangleMesh) and len(payload.vertices):
            (west, south), (east, north) = (
                payload.vertices[:, :2].min(axis=0),
                payload.vertices[:, :2].max(axis=0),
            )
            boxes.append((float(west), float(south), float(east), float(north)))
    if not boxes:
        return None
    all_of_them = np.array(boxes)
    west, south = all_of_them[:, :2].min(axis=0).tolist()
    east, north = all_of_them[:, 2:].max(axis=0).tolist()
    return (west, south, east, north)
