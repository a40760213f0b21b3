"""Point clouds, by the light half of their importers. Nothing heavy is imported."""

from typing import Final

from importers.base import ImporterSpec
from scene.messages import BilingualText

SPECS: Final[tuple[ImporterSpec, ...]] = (
    ImporterSpec(
        "points.las",
        BilingualText("点云(LAS、LAZ)", "Point cloud from LAS or LAZ"),
        "points",
        ("*.las", "*.laz"),
        "importers.pointcloud.las:LasImporter",
        native=True,
    ),
)
