"""What was found in corridors as nodes to be drawn: the planes by zone, and what rises over them.

It does not know cameras or colours beyond its legends.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.corridor.findings import Finding, Rise
from analysis.corridor.kernels import parts_over
from analysis.corridor.results import ZONE_WORDS
from scene.feedback import Feedback
from scene.geometry.corridor_mesh import plane_mesh
from scene.geometry.corridors import Corridor, Zone
from scene.legend import FAIL, LABELLED, LEGEND, REVIEW, VALUE, Entry, Legend, classes
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


def planes_node(corridors: Sequence[Corridor], provenance: Provenance) -> Node:
    """Return the planes of corridors as one translucent layer, a feature for each zone of each."""
    planes = [plane_mesh(corridor) for corridor in corridors]
    first = np.cumsum([0, *(len(plane.vertices) for plane in planes)])
    words = [(corridor.name, ZONE_WORDS[zone]) for corridor in corridors for zone in Zone]
    mesh = TriangleMesh(
        np.concatenate([plane.vertices for plane in planes]),
        np.concatenate([plane.faces + np.int32(at) for plane, at in zip(planes, first, strict=False)]),
        feature_of_face=np.concatenate(
            [plane.zone + np.int32(len(Zone) * row) for row, plane in enumerate(planes)]
        ),
        columns={
            "name_zh": np.array([f"{name.zh}：{zone.zh}" for name, zone in words]),
            "name_en": np.array([f"{name.en}: {zone.en}" for name, zone in words]),
            VALUE: np.array([float(zone) for _ in corridors for zone in Zone]),
        },
    )
    return Node(
        BilingualText("视廊面", "Planes of corridors"),
        Role.RESULT,
        mesh,
        style=Style(opacity=_OPACITY),
        provenance=provenance,
        attributes={LEGEND: ZONES.as_json()},
    )


def intruding_nodes(findings: Iterable[Finding], provenance: Provenance, feedback: Feedback) -> list[Node]:
    """Return what rises over the planes, what stands and what is proposed as a layer each."""
    found = tuple(findings)
    most = max((rise.excess for finding in found for rise in finding.intruding), default=0.0)
    names = {
        False: BilingualText("现状高出部分", "Existing parts over them"),
        True: BilingualText("方案高出部分", "Proposed parts over them"),
    }
    nodes = []
    for is_proposal, name in names.items():
        mesh = _parts_mesh(found, is_proposal, feedback)
        if mesh is not None:
            legend = {LEGEND: excess_legend(most).as_json()}
            nodes.append(
                Node(name, Role.RESULT, mesh, provenance=provenance, attributes={**legend, LABELLED: True})
            )
    return nodes


def _parts_mesh(findings: tuple[Finding, ...], is_proposal: bool, feedback: Feedback) -> TriangleMesh | None:
    """Return the parts over the planes, a feature for each thing in each zone."""
    vertices: list[F32] = []
    faces: list[I32] = []
    feature: list[I32] = []
    rows: list[tuple[Corridor, Rise]] = []
    count = 0
    for finding in findings:
        for zone in Zone:
            feedback.check()
            own = [
                rise
                for rise in finding.intruding
                if rise.zone is zone and rise.thing.is_proposal is is_proposal
            ]
            corners, which = finding.bodies[is_proposal].faces_of([rise.at for rise in own])
            for points, starts, source in _cut(finding.corridor, zone, corners):
                sizes = np.diff(starts)
                for k in range(1, int(sizes.max(initial=2)) - 1):  # fans, all parts at once
                    wide = np.flatnonzero(sizes > k + 1)
                    first = starts[wide]
                    faces.append(np.column_stack([first, first + k, first + k + 1]) + count)
                    feature.append((which[source[wide]] + len(rows)).astype(np.int32))
                vertices.append(points)
                count += len(points)
            rows += [(finding.corridor, rise) for rise in own]
    if not count:
        return None
    things = [rise.thing for _, rise in rows]
    return TriangleMesh(
        np.concatenate(vertices),
        np.concatenate(faces).astype(np.int32),
        feature_of_face=np.concatenate(feature),
        columns={
            "id": np.array([thing.id for thing in things]),
            "name_zh": np.array([thing.name.zh for thing in things]),
            "name_en": np.array([thing.name.en for thing in things]),
            "corridor_zh": np.array([corridor.name.zh for corridor, _ in rows]),
            "corridor_en": np.array([corridor.name.en for corridor, _ in rows]),
            VALUE: np.array([rise.excess for _, rise in rows]),
            "volume_m3": np.array([rise.volume for _, rise in rows]),
        },
    )


def _cut(corridor: Corridor, zone: Zone, corners: F64) -> Iterable[tuple[F32, I32, NDArray[np.int64]]]:
    """Yield, for each polygon of a zone, what of some triangles is over the plane.

    Points, where each triangle's part begins among them, and which of the triangles given it is of.
    """
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1)
    sound = np.flatnonzero(lengths > 1e-9)
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
        yield np.column_stack([plan, points[:, 2]]).astype(np.float32), starts.copy(), sound
