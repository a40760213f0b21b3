"""OpenStreetMap by the light half of its importers. Nothing heavy is imported."""

from typing import Final

from importers.base import ImporterSpec
from scene.messages import BilingualText

SPECS: Final[tuple[ImporterSpec, ...]] = (
    ImporterSpec(
        "osm.xml",
        BilingualText("OpenStreetMap(XML)", "OpenStreetMap XML"),
        "city",
        ("*.osm", "*.osm.gz", "*.osm.bz2"),
        "importers.osm.importer:OsmXmlImporter",
        native=True,
    ),
    ImporterSpec(
        "osm.pbf",
        BilingualText("OpenStreetMap(PBF)", "OpenStreetMap PBF"),
        "city",
        ("*.osm.pbf", "*.pbf"),
        "importers.osm.importer:OsmPbfImporter",
        native=True,
    ),
)
