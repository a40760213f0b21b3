"""3D Tiles, by the light half of their importer. Nothing heavy is imported."""

from typing import Final

from importers.base import ImporterSpec
from scene.messages import BilingualText

SPECS: Final[tuple[ImporterSpec, ...]] = (
    ImporterSpec(
        "tiles.tileset",
        BilingualText("三维瓦片(3D Tiles)", "3D Tiles"),
        "city",
        ("tileset.json", "*.json", "*.3tz", "*.3dtiles", "*.b3dm", "*.i3dm", "*.pnts", "*.cmpt"),
        "importers.tiles3d.importer:TilesetImporter",
        native=True,  # Draco
    ),
)
