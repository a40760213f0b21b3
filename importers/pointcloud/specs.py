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
    ImporterSpec(
        "points.ply",
        BilingualText("点云(PLY)", "Point cloud from PLY"),
        "points",
        ("*.ply",),
        "importers.pointcloud.ply:PlyPointsImporter",
    ),
    ImporterSpec(
        "points.xyz",
        BilingualText("点云(XYZ、CSV、TXT、PTS)", "Point cloud from XYZ, CSV, TXT or PTS"),
        "points",
        ("*.xyz", "*.pts", "*.csv", "*.txt"),
        "importers.pointcloud.xyz:XyzImporter",
    ),
)
