"""A wall that screens houses and plots from a pavilion and a walk, in a zone with a cap."""

import numpy as np

from scene.graph import Snapshot
from scene.node import Node, Role
from scene.payloads import Buildings
from tests.analysis.sightline.cities import ground, node, route, snapshot, tower, tree, viewpoint, wall

ID = "sightline.ceiling"
PARAMETERS = {"places": [[446_120.0, 3_586_010.0]], "station_spacing": 20.0}


def area(
    west: float, south: float, east: float, north: float, name: str, top: float, **columns: object
) -> Buildings:
    ring = np.array([[west, south], [east, south], [east, north], [west, north]], np.float32)
    given = {"name_zh": [name], "name_en": [name], **{key: [value] for key, value in columns.items()}}
    return Buildings(ring, [0, 4], [0, 1], [0, 1], [0.0], [top], [top], [0.0], (name,), given)


def zone(limit: float = 24.0, name: str = "old city") -> Node:
    columns = {"limit_m": limit, "measured_from": "top", "source": "congress, 1984"}
    return node(f"zone-{name}", area(100, -150, 700, 150, name, limit, **columns), Role.ZONES)


def house(west: float, south: float, height: float, name: str) -> Node:
    return node(name, area(west, south, west + 12, south + 10, name, height), Role.BUILDINGS)


def city() -> Snapshot:
    return snapshot(
        ground(),
        wall((60, -200, 0), (68, 200, 9.0)),
        tree((50, -200, 0), (51, 200, 13)),
        viewpoint(),
        route([(-40, -80, 0), (-40, 80, 0)]),
        zone(),
        house(200, 20, 30.0, "high"),
        house(240, 60, 6.0, "low"),
        node("plot", area(300, -40, 360, 40, "plot", 0.0), Role.PARCELS),
        tower(400.0, 60.0),
    )
