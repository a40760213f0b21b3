"""Corridors by the formulas of the London framework, and over real footprints against shapely.

The buildings of Suzhou are upright prisms with flat roofs, and a plane without curvature is straight: what of
a footprint lies in the corridor and before the place where the plane reaches its roof has, times the
height of the roof over the plane at its centroid, the volume over the plane exactly.
"""

from functools import cache

import numpy as np
import shapely

from analysis.base import AnalysisInputs
from analysis.corridor.params import CorridorParams
from analysis.corridor.plugin import CorridorAnalysis
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.geometry.corridors import Zone, corridor_at
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Polylines
from tests.validation.table import Absent, Case, compare
from tests.validation.test_files import payload

#: (1 - k) / 2R with k = 0.13 and R = 6 371 000 m.
DROP = 0.87 / 12_742_000.0
#: Sag at the middle of a vista (reference/domain.md B3, computed), metres by length.
SAGS = {1_000.0: 0.0171, 2_000.0: 0.0683, 5_000.0: 0.4268, 10_000.0: 1.7069}


def corridor_node(places: object, **columns: float) -> Node:
    lines = Polylines(np.array(places), [0, 2], ("c",), {key: [value] for key, value in columns.items()})
    return Node(BilingualText.same("corridors"), Role.CORRIDORS, lines)


def sag(length: float) -> float:
    node = corridor_node([(0, 0, 20), (0, length, 20)], eye_height=0.0, width_at_landmark=300.0)
    return 20.0 - float(corridor_at(node, 0, DROP).level(length / 2.0))


@cache
def suzhou() -> Buildings:
    found = payload("china", "suzhou", "bd_demo_2.json")
    assert isinstance(found, Buildings)
    return found


@cache
def across_suzhou() -> Node:
    west, south, east, north = suzhou().bounds()
    foot = float(np.median(suzhou().outdoor_ground))
    places = [(west + 60, south + 90, foot), (east - 50, north - 120, foot)]
    return corridor_node(
        places, eye_height=1.6, threshold_height=14.0, width_at_place=20.0, width_at_landmark=160.0,
        wider_width=320.0,
    )  # fmt: skip


@cache
def ours() -> dict[str, tuple[int, float]]:
    """Return how many intrude, and with what volume, by the English name of the zone."""
    scene = SceneGraph(YANGZHOU_FRAME)
    scene.insert(Node(BilingualText.same("suzhou"), Role.BUILDINGS, suzhou()))
    scene.insert(across_suzhou())
    params = CorridorParams(refraction=1.0)
    found = CorridorAnalysis().run(AnalysisInputs(scene.snapshot()), params, SilentFeedback())
    (table,) = (table for table in found.tables if table.key == "intruders")
    at = {column.key: place for place, column in enumerate(table.columns)}
    told: dict[str, tuple[int, float]] = {}
    for row in table.rows:
        count, volume = told.get(str(row[at["zone"]]), (0, 0.0))
        told[str(row[at["zone"]])] = (count + 1, volume + float(str(row[at["volume"]])))
    return told


def theirs(zone: Zone) -> tuple[int, float]:
    """Return the same by shapely, from footprints and tops alone."""
    corridor = corridor_at(across_suzhou(), 0, 0.0)
    region = shapely.union_all([shapely.Polygon(piece) for piece in corridor.of_zone(zone)])
    z0, z1, _ = corridor.plane
    buildings, count, total = suzhou(), 0, 0.0
    for row in range(buildings.count):
        volume = 0.0
        for part in range(buildings.building_start[row], buildings.building_start[row + 1]):
            rings = [
                corridor.to_axis(buildings.rings[buildings.ring_start[r] : buildings.ring_start[r + 1]])
                for r in range(buildings.part_start[part], buildings.part_start[part + 1])
            ]
            top = float(buildings.top[part])
            lower = shapely.box(-1e5, -1e5, (top - z0) / z1, 1e5)  # where the plane is under the roof
            under = shapely.Polygon(rings[0], rings[1:]).intersection(region).intersection(lower)
            if under.area > 0.0:
                volume += under.area * (top - z0 - z1 * under.centroid.x)
        count += volume > 0.0
        total += volume
    return count, total


def test_corridors() -> None:
    cases = [
        Case(f"sag at the middle of {length / 1000:g} km, m", value, lambda length=length: sag(length), 1e-3)
        for length, value in SAGS.items()
    ]
    for zone, name in ((Zone.CORRIDOR, "corridor"), (Zone.WIDER, "wider consultation area")):
        try:
            count, volume = theirs(zone)
        except Absent:
            count, volume = 0, 0.0
        cases += [
            Case(f"Suzhou, {name}: intruders (shapely)", count, lambda name=name: ours()[name][0], 0),
            Case(
                f"Suzhou, {name}: volume over the plane, m³ (shapely)",
                volume,
                lambda name=name: ours()[name][1],
                max(1e-6 * volume, 0.1),
            ),
        ]
    compare("View corridors", cases)
