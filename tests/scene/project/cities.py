"""Small cities for the tests of the project file."""

import numpy as np

from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role, Style
from scene.payloads import Buildings, GroundPicture, Instances, PointCloud, Polylines, Raster, TriangleMesh


def buildings(count: int = 20, seed: int = 1) -> Buildings:
    """Squares with a hole in every third, and two parts in every fifth."""
    random = np.random.default_rng(seed)
    rings, ring_sizes, part_sizes, building_sizes = [], [0], [0], [0]
    for row in range(count):
        parts = 2 if row % 5 == 0 else 1
        for part in range(parts):
            corner = random.uniform(-4000, 4000, 2)
            own = [corner + np.array([[0, 0], [9, 0], [9, 7], [0, 7]])]
            if (row + part) % 3 == 0:
                own.append(corner + np.array([[2, 2], [2, 4], [4, 4], [4, 2]]))
            rings.extend(own)
            ring_sizes.extend(len(ring) for ring in own)
            part_sizes.append(len(own))
        building_sizes.append(parts)
    parts = len(part_sizes) - 1
    bottom = random.uniform(5, 6, parts)
    return Buildings(
        np.concatenate(rings),
        np.cumsum(ring_sizes),
        np.cumsum(part_sizes),
        np.cumsum(building_sizes),
        bottom,
        bottom + 5,
        bottom + 7.25,
        random.uniform(5, 6, count),
        tuple(f"b{row}" for row in range(count)),
        {
            "name_zh": [f"第{row}栋" for row in range(count)],
            "Name": ["case differs only"] * count,
            "name": ["from name"] * count,
            "floors": np.arange(count, dtype=np.int32),
            "height_sigma": np.where(np.arange(count) % 2, 0.3, np.nan),
        },
    )


def mesh() -> TriangleMesh:
    return TriangleMesh(
        [[0, 0, 0], [1, 0, 0], [0, 1, 0.5]],
        [[0, 1, 2]],
        material_of_face=[8],
        columns={"name_zh": ["莲花桥"]},
    )


def city() -> SceneGraph:
    """One node of every kind of payload, in two groups."""
    scene = SceneGraph(YANGZHOU_FRAME)
    scene.insert(Node(BilingualText("城市", "City"), Role.GROUP, id="city"))
    scene.insert(Node(BilingualText("视点", "Views"), Role.GROUP, visible=False, id="views"))
    made = Provenance(
        "test", parameters={"seed": 1}, credits=("© OpenStreetMap contributors",), synthetic=True
    )
    scene.insert(
        Node(BilingualText("房屋", "Houses"), Role.BUILDINGS, buildings(), provenance=made, id="houses"),
        "city",
    )
    ground = Raster(np.arange(6, dtype=np.float32).reshape(2, 3), 5.0, -10.0, 20.0, cover=np.full((2, 3), 10))
    scene.insert(Node(BilingualText("地面", "Ground"), Role.TERRAIN, ground, id="ground"), "city", 0)
    photo = GroundPicture(np.arange(24).reshape(2, 3, 4), [[2.0, 0.1, -7.0], [0.1, -2.0, 9.0]])
    scene.insert(Node(BilingualText("影像", "Photo"), Role.IMAGERY, photo, id="photo"), "city")
    bridge = Node(
        BilingualText("桥", "Bridge"),
        Role.HERITAGE,
        mesh(),
        style=Style(opacity=0.5, colour=(1, 2, 3)),
        transform=np.diag([2.0, 2, 2, 1]),
        attributes={"accuracy_m": 10},
        id="bridge",
    )
    scene.insert(bridge, "city")
    cloud = PointCloud(np.eye(3), classification=[2, 6, 9], total=300)
    scene.insert(Node(BilingualText("点云", "Cloud"), Role.POINTS, cloud, id="cloud"))
    trees = Instances(mesh(), mesh(), np.ones((4, 3)), np.zeros(4), np.ones((4, 3)))
    scene.insert(Node(BilingualText("树", "Trees"), Role.TREES, trees, id="trees"))
    views = Polylines(
        [[0, 0, 5], [1, 1, 5], [2, 1, 5.5]], [0, 1, 3], ("V1", "walk"), {"eye_height": [1.6, 1.2]}
    )
    scene.insert(Node(BilingualText("保护视点", "Viewpoints"), Role.VIEWPOINTS, views, id="v"), "views")
    return scene
