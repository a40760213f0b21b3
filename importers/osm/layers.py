"""Water as surfaces, roads, rivers and land use as lines, place names: all that is no building.

It does not know files.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue, ImportTarget
from importers.common.ground import seated
from importers.footprints.buildings import ground_of
from importers.footprints.rings import rings_of
from importers.footprints.shapes import Shapes
from importers.osm.extract import Features
from importers.osm.tags import RANKS, column, names
from scene.frame import REACH_METRES
from scene.materials import Material
from scene.payloads import Polylines, TriangleMesh
from scene.payloads.arrays import Column


def water_of(
    features: Features, local: Shapes, target: ImportTarget, file: str, issues: list[ImportIssue]
) -> TriangleMesh:
    """Return waters as level triangles; each lies at the lowest ground along its shore."""
    from scene.geometry.triangulate import triangulate

    rings = rings_of(local, file, issues)
    parts = np.arange(len(rings.part_start) - 1, dtype=np.int32)
    faces, _ = triangulate(rings.rings, rings.ring_start, rings.part_start, parts)
    bottom, _ = ground_of(rings, target, [])
    level = np.minimum.reduceat(bottom, rings.feature_start[:-1])
    vertices = np.diff(rings.ring_start[rings.part_start[rings.feature_start]])
    feature = np.repeat(np.arange(len(rings.rows), dtype=np.int32), vertices)
    tags = [features.tags[row] for row in rings.rows]
    return TriangleMesh(
        np.column_stack([rings.rings, level[feature]]),
        faces,
        feature_of_face=feature[faces[:, 0]] if len(faces) else np.empty(0, np.int32),
        material_of_face=np.full(len(faces), Material.WATER, np.uint8),
        columns={
            "id": np.array([features.ids[row] for row in rings.rows], dtype=np.str_),
            **names(tags),
            "kind": column(tags, "water", "natural", "waterway", "landuse"),
            "level": level,
        },
    )


def lines_of(
    features: Features, local: Shapes, keys: tuple[str, ...], target: ImportTarget
) -> Polylines | None:
    """Return lines, the outlines of areas and places, on the ground; None if none is in reach.

    Parameters
    ----------
    features : Features
    local : Shapes
        Their geometries in local metres.
    keys : tuple of str
        Tags of which the first that is there is the column ``kind``.
    target : ImportTarget
        Holds the terrain.
    """
    import shapely

    shapes = local.objects()
    areal = np.isin(shapely.get_type_id(shapes), (3, 6))
    shapes[areal] = shapely.boundary(shapes[areal])
    box = shapely.box(-REACH_METRES, -REACH_METRES, REACH_METRES, REACH_METRES)
    beyond = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.covered_by(shapes, box))
    shapes[beyond] = shapely.intersection(shapes[beyond], box)
    pieces, rows = shapely.get_parts(shapes, return_index=True)
    sound = ~shapely.is_empty(pieces)
    pieces, rows = pieces[sound], rows[sound]
    if not len(pieces):
        return None
    xy, line = shapely.get_coordinates(pieces, return_index=True)
    start = np.searchsorted(line, np.arange(len(pieces) + 1)).astype(np.int32)
    z = seated(target, xy, []).astype(np.float64)
    return Polylines(np.column_stack([xy, z]), start, _ids(features, rows), _columns(features, rows, keys))


def _ids(features: Features, rows: NDArray[np.int64]) -> tuple[str, ...]:
    """Return an id for each line: its thing's, with a number from the second on."""
    first = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
    turn = np.arange(len(rows)) - np.repeat(first, np.diff(np.append(first, len(rows))))
    return tuple(
        features.ids[row] if not place else f"{features.ids[row]}-{place + 1}"
        for row, place in zip(rows.tolist(), turn.tolist(), strict=True)
    )


#: Carried as they are where any line has one.
_CARRIED: Final = ("lanes", "width", "surface", "bridge", "tunnel", "maxspeed")


def _columns(features: Features, rows: NDArray[np.int64], keys: tuple[str, ...]) -> dict[str, Any]:
    columns: dict[str, Column] = {**names(features.tags), "kind": column(features.tags, *keys)}
    for key in _CARRIED:
        values = column(features.tags, key)
        if (values != "").any():
            columns[key] = values
    if "place" in keys:
        kinds = columns["kind"].tolist()
        columns["rank"] = np.array([RANKS.get(kind, 1.0) for kind in kinds], dtype=np.float32)
    return {name: values[rows] for name, values in columns.items()}
