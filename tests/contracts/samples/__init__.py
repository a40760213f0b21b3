"""A small file for every importer, family by family."""

from pathlib import Path

from tests.contracts.samples import (
    citymodel,
    footprints,
    imagery,
    models,
    opinions,
    osm,
    pointcloud,
    terrain,
    tiles3d,
)

_FAMILIES = (terrain, citymodel, footprints, osm, imagery, pointcloud, models, tiles3d, opinions)

SAMPLES = {name: make for family in _FAMILIES for name, make in family.SAMPLES.items()}
ANSWERS = {name: answers for family in _FAMILIES for name, answers in family.ANSWERS.items()}


def body_of(sample: Path) -> Path:
    """Return the file that holds the sample: itself, or of a geodatabase the table of its features."""
    return sample if sample.is_file() else sorted(sample.glob("a*.gdbtable"))[-1]
