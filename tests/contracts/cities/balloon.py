"""A wall and trees before a tower, a pavilion and a walk to look from."""

from scene.graph import Snapshot
from tests.analysis.sightline.cities import ground, route, snapshot, tower, tree, viewpoint, wall

ID = "sightline.balloon"


def city() -> Snapshot:
    return snapshot(
        ground(),
        wall((100, -300, 0), (101, 300, 11.6)),
        tree((90, -300, 0), (91, 300, 13)),
        viewpoint(),
        route([(-40, -80, 0), (-40, 80, 0)]),
        tower(800.0, 60.0),
    )
