"""A city of a few boxes with viewpoints and two proposals, quick to make and to judge."""

import numpy as np

from app.proposals import balloon_node, footprint_node
from app.session import Session
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role
from scene.payloads import Buildings, Instances, Polylines, TriangleMesh

SYNTHETIC = Provenance("test", synthetic=True, credits=("© OpenStreetMap contributors (ODbL)",))
GROUND = 6.0


def houses(count: int = 12) -> Buildings:
    corners = np.array([(0, 0), (10, 0), (10, 8), (0, 8)], np.float32)
    rings = np.concatenate([corners + np.array([40.0 * i - 200.0, 120.0]) for i in range(count)]).astype(
        np.float32
    )
    ones, starts = np.full(count, GROUND, np.float32), np.arange(count + 1, dtype=np.int32)
    return Buildings(
        rings, starts * 4, starts, starts, ones, ones + 4, ones + 6, ones,
        tuple(f"house-{i}" for i in range(count)),
        {
            "name_zh": np.array(["文昌阁旁民居"] + [""] * (count - 1)),
            "name_en": np.array(["House by the pavilion"] + [""] * (count - 1)),
            "floors": np.full(count, 2),
            "roof": np.array(["gabled"] * count),
        },
    )  # fmt: skip


def plain(half: float = 900.0) -> TriangleMesh:
    corners = [(-half, -half, GROUND), (half, -half, GROUND), (half, half, GROUND), (-half, half, GROUND)]
    return TriangleMesh(np.array(corners, np.float32), np.array([(0, 1, 2), (0, 2, 3)], np.int32))


def viewpoints() -> Polylines:
    places = np.array([(-200, -250, GROUND), (0, -300, GROUND), (200, -250, GROUND)], np.float32)
    return Polylines(
        places,
        np.arange(4, dtype=np.int32),
        ("V1", "V2", "V3"),
        {
            "name_zh": np.array(["熙春台", "五亭桥", "钓鱼台"]),
            "name_en": np.array(["Xichun Terrace", "Wuting Bridge", "Diaoyutai"]),
            "eye_height": np.full(3, 1.6),
            "facing": np.zeros(3),
            "opening": np.full(3, 360.0),
        },
    )


def trees() -> Instances:
    box = plain(0.5)
    places = np.array([(-60, -100, GROUND), (60, -100, GROUND)], np.float32)
    return Instances(box, box, places, np.zeros(2, np.float32), np.full((2, 3), 8, np.float32))


def small_city(proposals: bool = True) -> Session:
    scene = SceneGraph(YANGZHOU_FRAME)

    def group(zh: str, en: str, node_id: str) -> str:
        scene.insert(Node(BilingualText(zh, en), Role.GROUP, id=node_id))
        return node_id

    def layer(zh: str, en: str, role: Role, payload: object, parent: str, node_id: str) -> None:
        node = Node(BilingualText(zh, en), role, payload, provenance=SYNTHETIC, id=node_id)  # type: ignore[arg-type]
        scene.insert(node, parent)

    land = group("地面与水", "Ground and water", "land")
    layer("地面", "Ground", Role.TERRAIN, plain(), land, "ground")
    city = group("城市", "City", "city")
    layer("老城建筑", "Old city houses", Role.BUILDINGS, houses(), city, "houses")
    layer("树木", "Trees", Role.TREES, trees(), city, "trees")
    layer("保护视点", "Protected viewpoints", Role.VIEWPOINTS, viewpoints(), city, "viewpoints")
    if proposals:
        group("方案", "Proposals", "proposals")
        scene.insert(footprint_node([(0, 0), (30, 0), (30, 18), (0, 18)], GROUND, 24.0, 1), "proposals")
        scene.insert(balloon_node((80.0, 40.0, GROUND), 15.0, 2), "proposals")
    return Session(scene)
