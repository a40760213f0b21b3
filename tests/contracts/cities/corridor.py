"""A vista of a kilometre to a landmark, with a wall and a proposal in it and one behind, and a street."""

from scene.geometry.proposals import footprint_proposal
from scene.graph import Snapshot
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Polylines
from tests.analysis.sightline.cities import box, ground, node, planned, snapshot, tower, wall

ID = "corridor.view"


def corridors() -> Node:
    lines = Polylines(
        [(0, 0, 0), (1000, 0, 0), (0, 200, 0), (400, 200, 0)],
        [0, 2, 4],
        ("vista", "street"),
        {
            "name_zh": ["远景", "街景"],
            "name_en": ["Vista", "Street"],
            "kind": ["protected_vista", "street"],
            "eye_height": [1.6, 1.6],
            "threshold_height": [10.0, 3.0],
            "width_at_place": [0.0, 12.0],
            "width_at_landmark": [100.0, 12.0],
            "wider_width": [200.0, 0.0],
            "background_length": [500.0, 0.0],
            "silhouette": ["yes", ""],
            "assumed": ["yes", "yes"],
        },
    )
    return node("corridors", lines, Role.CORRIDORS)


def city() -> Snapshot:
    behind = [[1200, -10], [1230, -10], [1230, 20], [1200, 20]]
    return snapshot(
        ground(),
        wall((600, -20, 0), (610, 5, 12.0)),
        node("landmark", box((990, -10, 0), (1010, 10, 25)), Role.HERITAGE),
        corridors(),
        tower(800.0, 30.0),
        planned(footprint_proposal(behind, 0.0, 60.0, "slab", BilingualText("板楼", "slab")), "plan2"),
    )
