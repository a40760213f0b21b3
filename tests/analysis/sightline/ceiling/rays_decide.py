"""Rays against triangles, to hold ceilings against: a city bent by the curvature before one eye.

Straight rays do not know curvature. So the triangles are lowered by what curvature and refraction lower them
before the eye, and the target too: then a straight ray passes what the bent line of sight passes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.sightline.ceiling.exact import ExactCeiling
from analysis.sightline.stations import Stations
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText
from scene.node import Node
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F64

#: A probe so far under the ceiling is unseen, and so far over it seen, metres.
STEP = 0.01


def bent(rays: RayScene, eye: F64, drop: float, left_out: Sequence[str] = ()) -> RayScene:
    """The solids of a ray scene without its trees and the host of the eye, lowered before it."""
    nodes = []
    for layer in rays.layers:
        if layer.is_tree or layer.node.id in left_out:
            continue
        vertices = layer.solid.vertices.astype(np.float64)
        off = vertices[:, :2] - eye[:2]
        vertices[:, 2] -= drop * (off**2).sum(axis=1)
        mesh = TriangleMesh(vertices.astype(np.float32), layer.solid.faces)
        nodes.append(Node(BilingualText("", ""), layer.node.role, mesh, id=layer.node.id))
    return RayScene(nodes)


@dataclass(frozen=True)
class Case:
    """What rays say of one place before one eye."""

    level: float
    under_is_hidden: bool
    over_is_seen: bool


def held_against_rays(
    exact: ExactCeiling,
    stations: Stations,
    row: int,
    places: F64,
    ground: F64,
    cut: RayScene,
    left_out: Sequence[Sequence[str]] = (),
) -> list[Case]:
    """Ask rays under and over the exact ceiling of some places before one station.

    A place whose ground is seen has nothing under it to ask for; one that is unseen up to the greatest
    height is asked there only.
    """
    eye, drop = stations.eye[row], exact.drop
    cases = []
    for k, (place, foot) in enumerate(zip(places, ground, strict=True)):
        seen = exact.seen((float(place[0]), float(place[1])), float(foot), np.array([row], np.int32))
        sink = drop * float(((place - eye[:2]) ** 2).sum())
        gone = left_out[k] if left_out else ()

        def hidden(z: float, place: F64 = place, sink: float = sink, gone: Sequence[str] = gone) -> bool:
            return bool(cut.occluded(eye, [(*place, z - sink)], trees=False, ignore=gone)[0])

        top = float(foot) + exact.greatest_height
        if seen.station < 0:
            cases.append(Case(np.inf, hidden(top - STEP), True))
            continue
        over = min(STEP, 0.5 * (seen.open_to - seen.level))
        under = seen.level - STEP
        cases.append(Case(seen.level, under <= foot or hidden(under), not hidden(seen.level + over)))
    return cases
