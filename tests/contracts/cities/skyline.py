"""Houses and a pagoda before an eye, trees, and a tower proposed behind them."""

from scene.graph import Snapshot
from scene.node import Role
from tests.analysis.sightline.cities import box, ground, node, snapshot, tower, tree, viewpoint, wall

ID = "skyline.change"
PARAMETERS = {"azimuth_step": 5.0, "picture_width": 120, "clear_sky": 2.0}


def city() -> Snapshot:
    return snapshot(
        ground(),
        wall((100, -60, 0), (101, 60, 8.0), "houses"),
        node("pagoda", box((300, 20, 0), (310, 30, 40)), Role.HERITAGE),
        tree((90, -20, 0), (91, -5, 9)),
        viewpoint(),
        viewpoint((0, 50, 0), name="terrace"),
        tower(800.0, 120.0, wide=30.0),
    )
