"""The importers that come with the program, family by family. Nothing heavy is imported here."""

from typing import Final

from importers.base import ImporterSpec
from importers.citymodel.specs import SPECS as CITY
from importers.footprints.specs import SPECS as FOOTPRINTS
from importers.imagery.specs import SPECS as IMAGERY
from importers.models.specs import SPECS as MODELS
from importers.opinions.specs import SPECS as OPINIONS
from importers.osm.specs import SPECS as OSM
from importers.pointcloud.specs import SPECS as POINTS
from importers.terrain.specs import SPECS as TERRAIN
from importers.tiles3d.specs import SPECS as TILES

SPECS: Final[tuple[ImporterSpec, ...]] = (
    *OPINIONS,  # before the tables of footprints: the same ending, but columns of their own
    *TERRAIN,
    *CITY,
    *FOOTPRINTS,
    *OSM,
    *IMAGERY,
    *POINTS,
    *MODELS,
    *TILES,
)
