"""A pagoda, a tower behind it and one far aside, seen from a pavilion."""

from dataclasses import replace

from scene.graph import Snapshot
from scene.node import Role
from tests.analysis.sightline.cities import ground, snapshot, tower, tree, viewpoint, wall

ID = "heritage.impact"


def city() -> Snapshot:
    pagoda = replace(wall((200, -8, 0), (216, 8, 30), "pagoda"), role=Role.HERITAGE)
    return snapshot(
        ground(), pagoda, tree((90, 40, 0), (91, 43, 5)), viewpoint(), tower(400.0, 80.0, wide=30.0)
    )
