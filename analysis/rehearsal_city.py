"""A city of a few hundred metres with one of everything an analysis may read: what a rehearsal is played in.

It is laid out so that what numba compiles is reached, not so that anything can be learnt. It does not know
what will be asked of it.
"""

from typing import Final

import numpy as np

from analysis.rehearsal import LANDMARK
from scene.frame import YANGZHOU_FRAME
from scene.geometry.proposals import footprint_proposal, point_proposal
from scene.geometry.rehearsal import sample
from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Instances, Payload, Polylines, Raster, TriangleMesh

_WEST, _SOUTH, _EAST, _NORTH = -100.0, -200.0, 700.0, 700.0
_CORNERS = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], np.float32)
_FACES = np.array(
    [[0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6], [0, 1, 5], [0, 5, 4],
     [1, 3, 7], [1, 7, 5], [3, 2, 6], [3, 6, 7], [2, 0, 4], [2, 4, 6]], np.int32
)  # fmt: skip
_Place = tuple[float, float, float]


def city() -> Snapshot:
    """Return the city; every call makes it anew, so that nothing is kept of an earlier one."""
    scene = SceneGraph(YANGZHOU_FRAME)
    for node in (
        _node("ground", _ground(), Role.TERRAIN),
        _node("survey", Raster(np.zeros((40, 40), np.float32), 4.0, -50.0, 80.0), Role.TERRAIN),
        _node("water", _canal(), Role.WATER),
        _node("works", _works(), Role.WATERWORKS),
        _node("roads", _roads(), Role.ROADS),
        _node("houses", sample(), Role.BUILDINGS),
        _node(LANDMARK, _box((330.0, -8.0, 0.0), (346.0, 8.0, 30.0)), Role.HERITAGE),
        _node("terrace", _box((-6.0, -6.0, 0.0), (6.0, 6.0, 2.0)), Role.HERITAGE),
        _node("wall", _box((90.0, -150.0, 0.0), (91.0, 150.0, 4.0)), Role.STRUCTURES),
        _node("trees", _trees(), Role.TREES),
        _node("viewpoints", _viewpoints(), Role.VIEWPOINTS),
        _node("routes", _route(), Role.ROUTES),
        _node("corridors", _corridors(), Role.CORRIDORS),
        _node("zones", _area(60.0, -150.0, 500.0, 150.0, _ZONE), Role.ZONES),
        _node("parcels", _area(200.0, -90.0, 260.0, -40.0, {}), Role.PARCELS),
        _node("tower", _tower(), Role.PROPOSALS),
        _node(
            "balloon", point_proposal((220.0, -60.0), 0.0, 25.0, "balloon", _name("balloon")), Role.PROPOSALS
        ),
    ):
        scene.insert(node)
    return scene.snapshot()


def surface() -> Node:
    """Return a grid that stands for a file of a surface."""
    values = np.zeros((40, 50), np.float32)
    values[10:12, 20:30] = 12.0
    return _node("surface", Raster(values, 5.0, -50.0, 100.0), Role.SURFACE)


#: As a table of zones has them.
_ZONE: Final[dict[str, object]] = {"limit_m": 24.0, "measured_from": "top", "source": "rehearsal"}


def _name(text: str) -> BilingualText:
    return BilingualText(text, text)


def _node(name: str, payload: Payload, role: Role) -> Node:
    return Node(_name(name), role, payload, id=name)


def _box(low: _Place, high: _Place) -> TriangleMesh:
    return TriangleMesh(np.array(low) + _CORNERS * (np.array(high) - np.array(low)), _FACES)


def _ground() -> TriangleMesh:
    x, y = (
        axis.ravel() for axis in np.meshgrid(np.linspace(_WEST, _EAST, 9), np.linspace(_SOUTH, _NORTH, 9))
    )
    corner = (np.arange(8)[:, None] * 9 + np.arange(8)).ravel()
    near = np.stack([corner, corner + 1, corner + 10], axis=1)
    far = np.stack([corner, corner + 10, corner + 9], axis=1)
    quarters = {"id": np.array(["town"]), "name_zh": np.array(["town"]), "name_en": np.array(["town"])}
    quarters["height_cap_m"] = np.array([24.0])
    return TriangleMesh(np.stack([x, y, 0.002 * x], axis=1), np.concatenate([near, far]), columns=quarters)


def _canal() -> TriangleMesh:
    plan = np.array([[140.0, -200.0], [150.0, -200.0], [150.0, 200.0], [140.0, 200.0]])
    corners = np.column_stack([plan, np.full(4, 1.0)]).astype(np.float32)
    return TriangleMesh(corners, np.array([[0, 1, 2], [0, 2, 3]]), columns={"id": np.array(["canal"])})


def _works() -> Polylines:
    columns: dict[str, list[object]] = {"water": ["canal"], "discharge_out": [5.0]}
    return _lines(("pump",), 1, [(145.0, 0.0, 1.0)], start_above=[0.3], stop_below=[0.2], **columns)


def _roads() -> Polylines:
    return _lines(("street",), 2, [(60.0, -60.0, 0.2), (180.0, -60.0, 0.2)], width=[8.0], kind=["street"])


def _trees() -> Instances:
    unit, count = _box((-0.5, -0.5, 0.0), (0.5, 0.5, 1.0)), 8
    feet = np.zeros((count, 3), np.float32)
    feet[:, 0], feet[:, 1] = 80.0, np.arange(count) * 8.0 - 20.0
    size = np.full((count, 3), 6.0, np.float32)
    return Instances(unit, unit, feet, np.full(count, 0.1, np.float32), size)


def _lines(ids: tuple[str, ...], ends: int, points: list[_Place], **columns: list[object]) -> Polylines:
    """Return lines of so many points each, whose names are their ids."""
    start = np.arange(len(ids) + 1, dtype=np.int32) * ends
    given = {"name_zh": ids, "name_en": ids, **columns}
    return Polylines(
        np.array(points, np.float32), start, ids, {key: np.array(values) for key, values in given.items()}
    )


def _viewpoints() -> Polylines:
    return _lines(
        ("V1", "V2"),
        1,
        [(0.0, 0.0, 2.0), (0.0, 60.0, 0.0)],
        eye_height=[1.6, 1.6],
        host=["terrace", ""],
        facing=[90.0, np.nan],
        opening=[200.0, np.nan],
    )


def _route() -> Polylines:
    return _lines(("walk",), 2, [(-40.0, -40.0, 0.0), (-40.0, 40.0, 0.0)], eye_height=[1.6])


def _corridors() -> Polylines:
    return _lines(
        ("vista", "street"),
        2,
        [(0.0, 0.0, 0.0), (338.0, 0.0, 0.0), (0.0, 60.0, 0.0), (300.0, 60.0, 0.0)],
        kind=["protected_vista", "street"],
        eye_height=[1.6, 1.6],
        threshold_height=[10.0, 3.0],
        width_at_place=[0.0, 12.0],
        width_at_landmark=[60.0, 12.0],
        wider_width=[120.0, 0.0],
        background_length=[200.0, 0.0],
        silhouette=["yes", ""],
    )


def _area(west: float, south: float, east: float, north: float, columns: dict[str, object]) -> Buildings:
    ring = np.array([[west, south], [east, south], [east, north], [west, north]], np.float32)
    one, level = np.array([0, 1], np.int32), np.zeros(1, np.float32)
    given = {key: np.array([value]) for key, value in columns.items()}
    return Buildings(ring, one * 4, one, one, level, level, level, level, ("area",), given)


def _tower() -> Buildings:
    ring = [[400.0, -10.0], [420.0, -10.0], [420.0, 12.0], [400.0, 12.0]]
    return footprint_proposal(ring, 0.0, 60.0, "tower", _name("tower"))
