"""A tower half behind a wall, a tree before it, and a surveyed camera that four known corners hold."""

from analysis.verified.camera import Camera, focal_pixels
from scene.frame import YANGZHOU_FRAME
from scene.graph import Snapshot
from tests.analysis.sightline.cities import ground, snapshot, tower, tree, viewpoint, wall

ID = "view.verified"
CAMERA = Camera((0.0, 0.0, 1.6), 88.0, 4.0, 0.5, focal_pixels(900, 50.0), 900, 600)
CORNERS = (
    (400.0, -60.0, 0.0),
    (400.0, 60.0, 0.0),
    (500.0, -80.0, 70.0),
    (450.0, 100.0, 90.0),
    (300.0, 5.0, 40.0),
)


def pairs(camera: Camera = CAMERA) -> tuple[tuple[float, ...], ...]:
    """Return corners in world coordinates with the pixels at which a camera draws them."""
    east, north, height = YANGZHOU_FRAME.origin
    return tuple(
        (x + east, y + north, z + height, float(col), float(row))
        for (x, y, z), (col, row, _) in zip(CORNERS, camera.project(CORNERS), strict=True)
    )


PARAMETERS = {
    "position": YANGZHOU_FRAME.origin[:2],
    "level": 1.6 + YANGZHOU_FRAME.origin[2],
    "width": 900,
    "height": 600,
    "control_points": pairs(),
}


def city() -> Snapshot:
    return snapshot(
        ground(),
        wall((100, -300, 0), (101, 0, 11.6)),
        tree((90, 0, 0), (91, 3, 5)),
        viewpoint(),
        tower(400.0, 60.0),
    )
