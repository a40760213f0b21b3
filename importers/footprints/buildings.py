"""Polygons with heights, standing on the ground: the payload of a city layer.

It does not know files.
"""

import numpy as np

from importers.base import ImportIssue, ImportTarget
from importers.common.fields import Fields
from importers.common.ground import seated
from importers.footprints.attributes import carried, stable_ids
from importers.footprints.heights import heights_of
from importers.footprints.params import FootprintParams
from importers.footprints.rings import Rings, rings_of
from importers.footprints.shapes import Shapes
from importers.footprints.table import Table
from importers.issues import tell
from scene.payloads import Buildings
from scene.payloads.arrays import F32

#: A footprint larger than this is more likely a parcel, m².
_LARGEST_BUILDING = 200_000.0


def buildings_of(
    table: Table,
    local: Shapes,
    fields: Fields,
    params: FootprintParams,
    target: ImportTarget,
    file: str,
    issues: list[ImportIssue],
) -> tuple[Buildings, dict[str, str]]:
    """Return a layer as buildings, with the titles of its columns.

    Roofs are flat: eaves and top are both the height above outdoor ground, which is the mean of the
    ground along the footprint; a part's foot is the lowest ground along it, so that no gap is left.

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
        Is told what was repaired, dropped and assumed.

    Raises
    ------
    UnreadableFile
        If no polygon is usable.
    AnswerNeeded
        If no height can be found.
    """
    rings = rings_of(local, file, issues)
    heights = heights_of(table.columns, rings.rows, fields, params, file, issues)
    tell(
        issues,
        "note",
        "Footprints over 20 ha, perhaps parcels: {count} (rows {rows}).",
        rings.rows[rings.area > _LARGEST_BUILDING],
    )
    bottom, outdoor_ground = ground_of(rings, target, issues)
    parts = np.diff(rings.feature_start)
    top = np.repeat(outdoor_ground + heights.metres, parts).astype(np.float32)
    columns, titles = carried(table, rings.rows, fields)
    columns |= {"height_source": heights.source, "height_sigma": heights.sigma.astype(np.float32)}
    if fields.floors:
        columns["floors"] = heights.floors.astype(np.float32)
    ids = stable_ids(table, rings.rows, fields)
    flat = (bottom, top, top, outdoor_ground)
    payload = Buildings(
        rings.rings, rings.ring_start, rings.part_start, rings.feature_start, *flat, ids, columns
    )
    return payload, titles


def ground_of(rings: Rings, target: ImportTarget, issues: list[ImportIssue]) -> tuple[F32, F32]:
    """Return the lowest ground of each part and the mean ground of each feature, along outer rings."""
    outer = rings.part_start[:-1]
    start, stop = rings.ring_start[outer], rings.ring_start[outer + 1]
    sizes = stop - start
    first = np.concatenate([[0], np.cumsum(sizes)])
    corner = np.repeat(start - first[:-1], sizes) + np.arange(first[-1])
    heights = seated(target, rings.rings[corner], issues).astype(np.float64)
    bottom = np.minimum.reduceat(heights, first[:-1])
    feature_first = first[rings.feature_start]
    mean = np.add.reduceat(heights, feature_first[:-1]) / np.diff(feature_first)
    return bottom.astype(np.float32), mean.astype(np.float32)
