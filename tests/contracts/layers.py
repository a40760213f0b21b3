"""A small layer of every kind of geometry, with what is hard to write: Chinese, gaps, holes, parts."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from scene.messages import BilingualText
from scene.node import Node, Provenance, Role
from scene.payloads import Buildings, GroundPicture, Instances, PointCloud, Polylines, Raster, TriangleMesh
from scene.review.opinion import node_of
from tests.scene.review.opinions import FULL

NAME = BilingualText("何园 一带", "He Garden")


def buildings() -> Node:
    """Three buildings: one with a hole, one of two parts, one of which little is known."""
    outer = np.array([[0, 0], [20, 0], [20, 20], [0, 20]], np.float32)
    hole = np.array([[5, 5], [5, 15], [15, 15], [15, 5]], np.float32)
    rings = np.concatenate(
        [outer, hole, outer * 0.5 + 30.25, outer * 0.25 + 50, outer * 0.1 + np.array([80.1, 90.7])]
    )
    payload = Buildings(
        rings=rings,
        ring_start=np.arange(0, len(rings) + 1, 4),
        part_start=[0, 2, 3, 4, 5],
        building_start=[0, 1, 3, 4],
        bottom=[4.1, 5.2, 5.3, 6.0],
        eaves=[10.5, 14.2, 11.0, 9.0],
        top=[12.25, 14.2, 13.75, 9.0],
        outdoor_ground=[4.3, np.nan, 6.1],
        ids=("YZ-001", "何园-2", "3"),
        columns={
            "name_zh": ["片石山房", "读书楼", ""],
            "name_en": ["", "Study", ""],
            "floors": np.array([2.0, np.nan, 1.0], np.float32),
            "height_source": ["field", "floors", "assumed"],
            "height_sigma": np.array([0.5, 1.3, 4.5], np.float32),
            "roof": ["xieshan", "flat", "gabled"],
            "listed": [True, False, True],
            "year": np.array([1883, -5, 2**31 - 1], np.int32),
            "area_m2": np.array([300.123456789, np.nan, -1e-7]),
            "id": ["a", "b", "c"],
            "field_9": ["砖木", "", "混凝土"],
        },
    )
    return Node(NAME, Role.HERITAGE, payload, attributes={"column_titles": {"field_9": "结构"}})


def lines() -> Node:
    """A spot, a line of two vertices, a longer one."""
    vertices = np.array(
        [[1, 2, 3], [0, 0, 5], [10.5, 0, 5.25], [0, 9, 6], [4, 9, 6], [8, 9, 7.125]], np.float32
    )
    payload = Polylines(
        np.array(vertices, np.float32),
        [0, 1, 3, 6],
        ("v1", "航线", "v3"),
        {"name_zh": ["观景点", "", "游船线"], "eye_height": np.array([1.5, np.nan, 1.7], np.float32)},
    )
    return Node(NAME, Role.ROUTES, payload, provenance=Provenance("user", synthetic=True))


def mesh() -> Node:
    """Two coloured tetrahedra, each a feature."""
    corners = np.array([[0, 0, 0], [3, 0, 0], [0, 3, 0], [0, 0, 3]], np.float32)
    faces = np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [0, 3, 2]], np.int32)
    payload = TriangleMesh(
        np.concatenate([corners + np.array([10.25, 20.5, 4]), corners + np.array([15, 20, 4])]).astype(
            np.float32
        ),
        np.concatenate([faces, faces + 4]),
        feature_of_face=np.repeat([0, 1], 4).astype(np.int32),
        colour_of_face=np.repeat(np.array([[200, 40, 30], [12, 130, 255]], np.uint8), 4, axis=0),
        columns={"name_zh": ["塔", "亭"], "name_en": ["Tower", "Pavilion"]},
    )
    return Node(NAME, Role.MODEL, payload)


def instances() -> Node:
    """Four trees of one shape."""
    shape = mesh().payload
    assert isinstance(shape, TriangleMesh)
    payload = Instances(
        shape,
        shape,
        np.array([[1, 2, 3], [4, 5, 6], [70, 80, 9], [10, 11, 12]], np.float32),
        np.array([0, 1, 2, 3], np.float32),
        np.array([[1, 1, 2], [2, 2, 4], [3, 3, 9], [1, 2, 3]], np.float32),
        np.array([[255, 255, 255], [200, 210, 190], [0, 0, 0], [1, 2, 3]], np.uint8),
    )
    return Node(NAME, Role.TREES, payload)


def raster() -> Node:
    """A terrain with a hole in it."""
    values = np.linspace(-3.0, 25.0, 35 * 50, dtype=np.float32).reshape(35, 50).copy()
    values[3, 4] = np.nan
    return Node(NAME, Role.TERRAIN, Raster(values, 2.5, -1000.0, 500.0))


def picture() -> Node:
    """A turned plan with a corner that cannot be seen."""
    pixels = np.random.default_rng(5).integers(0, 256, (40, 60, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[:5, :7, 3] = 0
    pixels[10, 10, 3] = 128
    place = np.array([[0.48, 0.14, -120.25], [0.14, -0.48, 80.5]])
    return Node(NAME, Role.IMAGERY, GroundPicture(pixels, place))


def points() -> Node:
    """A cloud with everything that a point can have."""
    rng = np.random.default_rng(3)
    payload = PointCloud(
        rng.uniform(-500, 500, (400, 3)).astype(np.float32),
        rng.integers(0, 256, (400, 3), np.uint8),
        rng.integers(0, 20, 400, np.uint8),
        rng.integers(0, 65536, 400, np.uint16),
    )
    return Node(NAME, Role.POINTS, payload)


def opinions() -> Node:
    """A demand with everything that an opinion can have."""
    return replace(node_of(FULL), name=NAME)


LAYERS: dict[str, Callable[[], Node]] = {
    "buildings": buildings,
    "lines": lines,
    "mesh": mesh,
    "instances": instances,
    "raster": raster,
    "picture": picture,
    "points": points,
    "opinions": opinions,
}
