"""Parcels: plots of building land, holes kept, lying on the ground.

A plot is kept as a building without height is. It does not know limits or files.
"""

from importers.base import ImportIssue, ImportTarget
from importers.common.fields import Fields
from importers.footprints.attributes import carried, stable_ids
from importers.footprints.buildings import ground_of
from importers.footprints.params import FootprintParams
from importers.footprints.rings import rings_of
from importers.footprints.shapes import Shapes
from importers.footprints.table import Table
from scene.payloads import Buildings


def parcels_of(
    table: Table,
    local: Shapes,
    fields: Fields,
    params: FootprintParams,
    target: ImportTarget,
    file: str,
    issues: list[ImportIssue],
) -> tuple[Buildings, dict[str, str]]:
    """Return a layer as plots, with the titles of its columns; eaves and top of a plot are its ground.

    Parameters
    ----------
    table : Table
        The layer.
    local : Shapes
        Its geometries in local metres.
    fields : Fields
        Which columns hold what.
    params : FootprintParams
        The answers.
    target : ImportTarget
        Holds the terrain.
    file : str
        For sentences.
    issues : list of ImportIssue
        Is told what was repaired, dropped and doubted.

    Raises
    ------
    UnreadableFile
        If no polygon is usable.
    """
    rings = rings_of(local, file, issues)
    bottom, ground = ground_of(rings, target, issues)
    columns, titles = carried(table, rings.rows, fields)
    ids = stable_ids(table, rings.rows, fields)
    payload = Buildings(
        rings.rings,
        rings.ring_start,
        rings.part_start,
        rings.feature_start,
        bottom,
        bottom,
        bottom,
        ground,
        ids,
        columns,
    )
    return payload, titles
