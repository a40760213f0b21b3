"""A small file for every importer, family by family."""

from tests.contracts.samples import citymodel, footprints, models, pointcloud, terrain

_FAMILIES = (terrain, citymodel, footprints, pointcloud, models)

SAMPLES = {name: make for family in _FAMILIES for name, make in family.SAMPLES.items()}
ANSWERS = {name: answers for family in _FAMILIES for name, answers in family.ANSWERS.items()}
