"""Small cities whose sightlines are known by thought."""

from typing import TypeAlias

import numpy as np

from analysis.base import AnalysisInputs
from analysis.sightline.balloon.params import BalloonParams
from analysis.sightline.balloon.session import BalloonSession
from analysis.sightline.balloon.targets import Proposal, proposals_in
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.geometry.proposals import footprint_proposal, point_proposal
from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Instances, Payload, Polylines, Raster, TriangleMesh

BOX = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], np.float32)
BOX_FACES = np.array(
    [[0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6], [0, 1, 5], [0, 5, 4],
     [1, 3, 7], [1, 7, 5], [3, 2, 6], [3, 6, 7], [2, 0, 4], [2, 4, 6]]
)  # fmt: skip
Place: TypeAlias = tuple[float, float, float]
#: Curvature off, so that similar triangles are exact.
FLAT = BalloonParams(refraction=1.0)


def box(low: Place, high: Place) -> TriangleMesh:
    return TriangleMesh(np.array(low) + BOX * (np.array(high) - np.array(low)), BOX_FACES)


def node(name: str, payload: Payload, role: Role, **fields: object) -> Node:
    return Node(BilingualText(name, name), role, payload, id=name, **fields)


def wall(
    low: tuple[float, float, float], high: tuple[float, float, float], name: str = "wall", **fields: object
) -> Node:
    return node(name, box(low, high), Role.STRUCTURES, **fields)


def tree(low: Place, high: Place, name: str = "tree") -> Node:
    unit = TriangleMesh(BOX, BOX_FACES)
    size = np.array(high) - np.array(low)
    return node(name, Instances(unit, unit, [low], [0.0], [size]), Role.TREES)


def ground(level: float = 0.0, half: float = 3000.0) -> Node:
    values = np.full((12, 12), level, np.float32)
    return node("ground", Raster(values, half / 5.5, -half * 12 / 11, half * 12 / 11), Role.TERRAIN)


def viewpoint(
    place: tuple[float, float, float] = (0, 0, 0), eye: float = 1.6, name: str = "pavilion", **columns: object
) -> Node:
    given = {"name_zh": name, "name_en": name, "eye_height": eye, **columns}
    lines = Polylines([place], [0, 1], (name,), {key: [value] for key, value in given.items()})
    return node(f"view-{name}", lines, Role.VIEWPOINTS)


def route(places: list[Place], eye: float = 1.6, name: str = "walk") -> Node:
    lines = Polylines(places, [0, len(places)], (name,), {"eye_height": [eye]})
    return node(f"route-{name}", lines, Role.ROUTES)


def planned(buildings: Buildings, name: str = "plan") -> Node:
    return node(name, buildings, Role.PROPOSALS)


def tower(distance: float, height: float, wide: float = 20.0, deep: float = 15.0, north: float = 0.0) -> Node:
    ring = [
        [distance, north - wide / 2], [distance + deep, north - wide / 2],
        [distance + deep, north + wide / 2], [distance, north + wide / 2],
    ]  # fmt: skip
    return planned(footprint_proposal(ring, 0.0, height, "tower", BilingualText("楼", "tower")))


def balloon(place: tuple[float, float], height: float) -> Node:
    return planned(point_proposal(place, 0.0, height, "balloon", BilingualText("球", "balloon")))


def snapshot(*nodes: Node) -> Snapshot:
    scene = SceneGraph(YANGZHOU_FRAME)
    for each in nodes:
        scene.insert(each)
    return scene.snapshot()


def inputs(*nodes: Node) -> AnalysisInputs:
    return AnalysisInputs(snapshot(*nodes))


def session(*nodes: Node, params: BalloonParams = FLAT) -> BalloonSession:
    return BalloonSession.of(inputs(*nodes), params, SilentFeedback())


def proposal(plan: Node) -> Proposal:
    (only,) = proposals_in([plan])
    return only
