"""The importers that come with the program, family by family. Nothing heavy is imported here."""

from typing import Final

from importers.base import ImporterSpec
from importers.citymodel.specs import SPECS as CITY
from importers.footprints.specs import SPECS as FOOTPRINTS
from importers.imagery.specs import SPECS as IMAGERY
from importers.models.specs import SPECS as MODELS
from importers.pointcloud.specs import SPECS as POINTS
from importers.terrain.specs import SPECS as TERRAIN

SPECS: Final[tuple[ImporterSpec, ...]] = (
    *TERRAIN,
    *CITY,
    *FOOTPRINTS,
    *IMAGERY,
    *POINTS,
    *MODELS,
)
