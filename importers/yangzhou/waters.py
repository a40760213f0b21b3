"""The surfaces of lake, moats and canals: level triangles that end under the stone of the banks.

It does not know waves or boats.
"""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from importers.yangzhou import areas, figures
from importers.yangzhou.ground import reach
from scene.materials import Material
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F64, I32

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@cache
def water_surfaces() -> TriangleMesh:
    """Return the water as one mesh at its assumed level; each named water is a feature."""
    waters = figures.waters()
    corners: list[F64] = []
    feature: list[I32] = []
    for row, part in enumerate(_parts().values()):
        triangles = _triangles(part)
        corners.append(triangles.reshape(-1, 2))
        feature.append(np.full(len(triangles), row, np.int32))
    plan = np.round(np.vstack(corners), 3)
    points, faces = np.unique(plan, axis=0, return_inverse=True)
    level = np.full((len(points), 1), figures.levels().water)
    rows = np.asarray(faces, dtype=np.int32).reshape(-1, 3)
    return TriangleMesh(
        np.hstack([points, level]).astype(np.float32),
        rows,
        feature_of_face=np.concatenate(feature),
        material_of_face=np.full(len(rows), Material.WATER, np.uint8),
        columns={
            "id": np.array(list(waters)),
            "name_zh": np.array([water.name.zh for water in waters.values()]),
            "name_en": np.array([water.name.en for water in waters.values()]),
            "accuracy_m": np.array([water.accuracy_m for water in waters.values()]),
        },
    )


def _parts() -> "dict[str, BaseGeometry]":
    """Return the share of each named water in the whole, so that together they fill it to the banks."""
    from shapely import box

    left = areas.water_area().intersection(box(*reach()))
    parts: dict[str, BaseGeometry] = {}
    for key, body in areas.water_bodies().items():
        grown = body.buffer(2.5, quad_segs=2)
        parts[key] = left.intersection(grown)
        left = left.difference(grown)
    largest = max(parts, key=lambda key: parts[key].area)
    parts[largest] = parts[largest].union(left)
    return parts


def _triangles(area: "BaseGeometry") -> F64:
    """Return the corners of counter-clockwise triangles that fill an area, shape (n, 3, 2)."""
    from shapely import constrained_delaunay_triangles, get_coordinates, get_parts, get_type_id

    polygons = [part for part in get_parts(area) if get_type_id(part) == 3]
    pieces = get_parts(constrained_delaunay_triangles(polygons))
    corners = get_coordinates(pieces).reshape(-1, 4, 2)[:, :3]
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    clockwise = first[:, 0] * second[:, 1] < first[:, 1] * second[:, 0]
    corners[clockwise] = corners[clockwise][:, ::-1]
    return np.asarray(corners)
