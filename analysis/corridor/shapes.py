"""What was found in corridors as nodes to be drawn: the planes by zone, and what rises over them.

It does not know cameras or colours beyond its legends.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np

from analysis.corridor.bodies import Bodies
from analysis.corridor.findings import Finding, Rise
from analysis.corridor.kernels import parts_over
from analysis.corridor.results import ZONE_WORDS
from scene.geometry.corridor_mesh import plane_mesh
from scene.geometry.corridors import Corridor, Zone
from scene.legend import FAIL, LEGEND, REVIEW, VALUE, Entry, Legend, classes
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role, Style
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F32, F64, I32

_OPACITY: Final = 0.34
#: What rises over a plane is drawn this far outside the walls that it is a part of, metres.
_OUTSIDE: Final = 0.06

ZONES: Final = classes(
    BilingualText("视廊面", "Planes of view corridors"),
    Entry(float(Zone.CORRIDOR), (0x2C, 0x44, 0x6B), ZONE_WORDS[Zone.CORRIDOR], 1),
    Entry(float(Zone.WIDER), (0x8F, 0xA9, 0xB8), ZONE_WORDS[Zone.WIDER], 2),
    Entry(float(Zone.BACKGROUND), (0xD9, 0xC9, 0xA0), ZONE_WORDS[Zone.BACKGROUND], 3),
)


def excess_legend(most: float) -> Legend:
    """Return the legend of what rises over planes, from amber to dark red."""
    entries = tuple(
        Entry(share * max(most, 1.0), colour)
        for share, colour in ((0.0, REVIEW), (0.4, FAIL), (1.0, (0x6E, 0x1F, 0x1A)))
    )
    return Legend(BilingualText("高出视廊面", "Height over the corridor's plane"), "m", entries)


def _plane(corridor: Corridor) -> TriangleMesh:
    """Return the plane of a corridor, a feature a zone; column ``value`` is the :class:`Zone`."""
    plane = plane_mesh(corridor)
    words = [ZONE_WORDS[zone] for zone in Zone]
    return TriangleMesh(
        plane.vertices,
        plane.faces,
        feature_of_face=plane.zone,
        columns={
            "name_zh": np.array([f"{corridor.name.zh}：{word.zh}" for word in words]),
            "name_en": np.array([f"{corridor.name.en}: {word.en}" for word in words]),
            VALUE: np.array([float(zone) for zone in Zone]),
        },
    )


def plane_node(corridor: Corridor, provenance: Provenance) -> Node:
    """Return the plane of a corridor as a translucent layer."""
    return Node(
        BilingualText(f"视廊面：{corridor.name.zh}", f"Plane of {corridor.name.en}"),
        Role.RESULT,
        _plane(corridor),
        style=Style(opacity=_OPACITY),
        provenance=provenance,
        attributes={LEGEND: ZONES.as_json(), "corridor": corridor.id},
    )


def intruding_nodes(findings: Iterable[Finding], provenance: Provenance) -> list[Node]:
    """Return what rises over the planes, what stands and what is proposed as a layer each."""
    chosen: dict[bool, list[tuple[Corridor, Bodies, Rise]]] = {False: [], True: []}
    for finding in findings:
        for rise in finding.intruding:
            bodies = finding.bodies[rise.thing.is_proposal]
            chosen[rise.thing.is_proposal].append((finding.corridor, bodies, rise))
    most = max((rise.excess for parts in chosen.values() for _, _, rise in parts), default=0.0)
    names = {
        False: BilingualText("现状高出视廊面的部分", "Existing parts over the planes"),
        True: BilingualText("方案高出视廊面的部分", "Proposed parts over the planes"),
    }
    nodes = []
    for is_proposal, parts in chosen.items():
        mesh = _parts_mesh(parts)
        if mesh is not None:
            attributes = {LEGEND: excess_legend(most).as_json()}
            nodes.append(
                Node(names[is_proposal], Role.RESULT, mesh, provenance=provenance, attributes=attributes)
            )
    return nodes


def _parts_mesh(parts: list[tuple[Corridor, Bodies, Rise]]) -> TriangleMesh | None:
    vertices: list[F32] = []
    faces: list[I32] = []
    feature: list[I32] = []
    count = 0
    for row, (corridor, bodies, rise) in enumerate(parts):
        own = np.array([thing.id == rise.thing.id for thing in bodies.things])
        corners = bodies.surface.corners[own[bodies.surface.thing]]
        for points, starts in _cut(corridor, rise.zone, corners):
            sizes = np.diff(starts)
            cut = np.flatnonzero(sizes > 2)
            for k in range(1, int(sizes.max(initial=2)) - 1):  # fans, all parts at once
                wide = cut[sizes[cut] > k + 1]
                faces.append(np.column_stack([starts[wide], starts[wide] + k, starts[wide] + k + 1]) + count)
                feature.append(np.full(len(wide), row, np.int32))
            vertices.append(points)
            count += len(points)
    if not count:
        return None
    things = [rise.thing for _, _, rise in parts]
    return TriangleMesh(
        np.concatenate(vertices),
        np.concatenate(faces).astype(np.int32),
        feature_of_face=np.concatenate(feature),
        columns={
            "id": np.array([thing.id for thing in things]),
            "name_zh": np.array([thing.name.zh for thing in things]),
            "name_en": np.array([thing.name.en for thing in things]),
            "corridor_zh": np.array([corridor.name.zh for corridor, _, _ in parts]),
            "corridor_en": np.array([corridor.name.en for corridor, _, _ in parts]),
            VALUE: np.array([rise.excess for _, _, rise in parts]),
            "volume_m3": np.array([rise.volume for _, _, rise in parts]),
        },
    )


def _cut(corridor: Corridor, zone: Zone, corners: F64) -> Iterable[tuple[F32, I32]]:
    """Yield, for each polygon of a zone, what of some triangles is over the plane: points and starts."""
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1)
    sound = lengths > 1e-9
    outward = normals[sound] / lengths[sound, None]
    moved = corners[sound] + _OUTSIDE * outward[:, None, :]
    moved[:, :, :2] = corridor.to_axis(moved[:, :, :2]).reshape(-1, 3, 2)
    moved = np.ascontiguousarray(moved)
    starts = np.zeros(len(moved) + 1, np.int32)
    for polygon in corridor.of_zone(zone):
        room = parts_over(moved, polygon, corridor.plane, corridor.cap, np.empty((0, 3)), starts)
        points = np.empty((room, 3))
        parts_over(moved, polygon, corridor.plane, corridor.cap, points, starts)
        plan = corridor.to_plan(points[:, :2])
        yield np.column_stack([plan, points[:, 2]]).astype(np.float32), starts.copy()
