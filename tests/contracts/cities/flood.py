"""A plain with a canal and its pump, a house and a shrine in a hollow, a road through it, two quarters."""

import numpy as np

from scene.frame import YANGZHOU_FRAME
from scene.graph import Snapshot
from scene.node import Node, Role
from scene.payloads import Buildings, Polylines, TriangleMesh
from tests.analysis.sightline.cities import box, node, snapshot

ID = "flood.surface"
EAST, NORTH, _ = YANGZHOU_FRAME.origin
PARAMETERS = {
    "cell": 5.0,
    "centre": (EAST, NORTH),
    "radius": 150.0,
    "rain_minutes": 20.0,
    "after_minutes": 5.0,
    "interval": 2.5,
    "infiltration": "constant",
    "barrier": ((EAST - 60.0, NORTH - 20.0), (EAST - 60.0, NORTH + 20.0)),
}


def plain() -> Node:
    """Ground that falls to a hollow in its middle, with a canal in the east; its halves are two quarters."""
    x, y = np.meshgrid(np.arange(-200.0, 201.0, 10.0), np.arange(-200.0, 201.0, 10.0))
    z = 6.0 + 0.004 * np.hypot(x, y)
    z[(x >= 100.0) & (x <= 120.0)] = 3.0
    wide = x.shape[1]
    corner = (np.arange(wide - 1)[:, None] * wide + np.arange(wide - 1)).ravel()
    faces = np.concatenate(
        [
            np.stack([corner, corner + 1, corner + wide + 1], axis=1),
            np.stack([corner, corner + wide + 1, corner + wide], axis=1),
        ]
    ).astype(np.int32)
    vertices = np.stack([x.ravel(), y.ravel(), z.ravel()], axis=1).astype(np.float32)
    half = (vertices[faces].mean(axis=1)[:, 1] > 0.0).astype(np.int32)
    columns = {
        "id": np.array(["south", "north"]),
        "name_zh": np.array(["南区", "北区"]),
        "name_en": np.array(["South", "North"]),
        "height_cap_m": np.array([24.0, 24.0]),
    }
    return node("ground", TriangleMesh(vertices, faces, half, columns=columns), Role.TERRAIN)


def canal() -> Node:
    plan = np.array([[95.0, -200.0], [125.0, -200.0], [125.0, 200.0], [95.0, 200.0]])
    corners = np.column_stack([plan, np.full(4, 5.0)]).astype(np.float32)
    mesh = TriangleMesh(corners, np.array([[0, 1, 2], [0, 2, 3]]), columns={"id": np.array(["canal"])})
    return node("water", mesh, Role.WATER)


def pump() -> Node:
    columns = {
        "name_zh": ["泵站"], "name_en": ["Pump"], "water": ["canal"], "discharge_out": [2.0],
        "start_above": [5.02], "stop_below": [5.0],
    }  # fmt: skip
    return node("works", Polylines([(110.0, 60.0, 5.0)], [0, 1], ("pump",), columns), Role.WATERWORKS)


def house() -> Node:
    ring = np.array([[-20, -8], [-6, -8], [-6, 4], [-20, 4]], np.float32)
    one = np.array([0, 1], np.int32)
    low, high = np.full(1, 6.0), np.full(1, 9.0)
    columns = {"name_zh": ["屋"], "name_en": ["House"], "use": ["residential"]}
    return node(
        "houses", Buildings(ring, [0, 4], one, one, low, high, high, low, ("house",), columns), Role.BUILDINGS
    )


def road() -> Node:
    places = [(float(x), 12.0, 6.0 + 0.004 * abs(x)) for x in range(-190, 91, 10)]
    columns = {"name_zh": ["街"], "name_en": ["Street"], "width": [8.0], "kind": ["street"]}
    return node("roads", Polylines(places, [0, len(places)], ("street",), columns), Role.ROADS)


def city() -> Snapshot:
    return snapshot(
        plain(),
        canal(),
        pump(),
        house(),
        node("shrine", box((10, -6, 5.8), (20, 4, 10.0)), Role.HERITAGE),
        node("wall", box((-40, -30, 5.0), (-39.6, 30, 8.0)), Role.STRUCTURES),
        road(),
    )
