"""A pavilion and a walk before a wall, trees and two towers, to be looked over on a coarse grid."""

from scene.graph import Snapshot
from tests.analysis.sightline.cities import ground, route, snapshot, tower, tree, viewpoint, wall

ID = "sightline.viewshed"
PARAMETERS = {"cell": 5.0, "reach": 250.0, "station_spacing": 80.0, "most_patches": 500}


def city() -> Snapshot:
    return snapshot(
        ground(),
        wall((100, -300, 0), (101, 300, 11.6)),
        tree((90, -300, 0), (91, 300, 13)),
        viewpoint(),
        route([(-40, -80, 0), (-40, 80, 0)]),
        tower(800.0, 60.0),
        wall((-120, 50, 0), (-100, 70, 25), "house"),
    )
