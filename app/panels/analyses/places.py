"""From a row of a table, or a verdict, to the place it speaks of: an eye to stand at, a thing to look at.

Tables of analyses name viewpoints, buildings and proposals by their ids; here these are found in the scene.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.views import eye_at
from app.workbench import Workbench
from scene.graph import SceneGraph
from scene.node import Node
from scene.payloads import Buildings, Polylines
from scene.selection import Selected

#: Columns that may hold the id of what a row is about, the most telling first.
SUBJECTS: Final = ("proposal", "building", "object", "subject", "parcel", "blocker", "id", "corridor")
#: Columns that may hold the id of where one looks from.
EYES: Final = ("viewpoint", "observer", "corridor")
#: Columns that may say in which node it is.
NODES: Final = ("node", "proposal_node", "layer", "node_id")
#: A thing is looked at at about this height above its foot, metres.
CHEST: Final = 8.0


def go_to(bench: Workbench, row: Mapping[str, object]) -> bool:
    """Fly to what a row is about: to the eye that it names, looking at its subject; else to the subject.

    Returns
    -------
    bool
        Whether the row names anything that is in the scene.
    """
    scene = bench.session.shown.graph
    subject = subject_of(scene, row)
    station = row.get("station", 0.0)
    along = float(station) if isinstance(station, int | float) else 0.0
    eyes = (eye_at(scene, str(row[key]), along) for key in EYES if row.get(key))
    pose = next((eye for eye in eyes if eye is not None), None)
    if subject is not None:
        bench.session.selection.select(subject)
    if pose is not None:
        target = middle_of(scene, subject) if subject else None
        bench.window.fly_to(replace(pose, target=target) if target else pose)
    elif subject is not None:
        bench.window.zoom_to_selection()
    return pose is not None or subject is not None


def subject_of(scene: SceneGraph, row: Mapping[str, object]) -> Selected | None:
    """Return the node and the row that a row of a table is about."""
    nodes = [scene.node(str(row[key])) for key in NODES if key in row and str(row[key]) in scene]
    for key in SUBJECTS:
        wanted = str(row.get(key, "") or "")
        if not wanted:
            continue
        if "/" in wanted and wanted.partition("/")[0] in scene:  # a governing object: node/row-id
            node_id, _, wanted = wanted.partition("/")
            nodes = [scene.node(node_id)]
        for node in nodes or scene.walk():
            found = row_in(node, wanted)
            if found >= 0:
                return Selected(node.id, found)
    return Selected(nodes[0].id) if nodes else None


def row_in(node: Node, row_id: str) -> int:
    """Return the row of an id in a node, -1 if it is not there."""
    payload = node.payload
    if isinstance(payload, Buildings):
        return payload.row_of_id.get(row_id, -1)
    if isinstance(payload, Polylines) and row_id in payload.ids:
        return payload.ids.index(row_id)
    return -1


def middle_of(scene: SceneGraph, subject: Selected) -> tuple[float, float, float] | None:
    """Return a point of a building at about the height of its middle; None for what is none."""
    payload = scene.node(subject.node_id).payload
    if not isinstance(payload, Buildings) or subject.row < 0:
        return None
    first, last = payload.building_start[subject.row], payload.building_start[subject.row + 1]
    if first == last:
        return None
    begin, end = payload.ring_start[payload.part_start[first]], payload.ring_start[payload.part_start[last]]
    x, y = payload.rings[begin:end].mean(axis=0).tolist()
    low, high = float(payload.bottom[first:last].min()), float(payload.top[first:last].max())
    return (x, y, max(0.5 * (low + high), min(low + CHEST, high)))
