"""Layers as tables of features: WKB and columns, whole layers at once.

Buildings become multipolygons with their heights as columns, lines and spots keep their heights as z, copies
become spots. What is not known is left out of a row. It does not know files.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.common.own_fields import ID, ROLE, SYNTHETIC, outside
from importers.common.tree_shapes import SHAPE, name_of
from importers.export.placing import Placing, refuse_transform
from scene.geometry.placed import placed
from scene.messages import Message, msg
from scene.node import Node, Role
from scene.payloads import Buildings, Instances, Polylines
from scene.payloads.arrays import F64, I32, Column

#: A key that an importer gave a field whose own name is not ASCII.
_NUMBERED: Final = re.compile(r"field_\d+_*")


@dataclass(frozen=True, slots=True, eq=False)
class FeatureLayer:
    """A table of features.

    Parameters
    ----------
    geometry : callable
        Returns WKB of the features from one row up to another, in the coordinates of the file.
    count : int
        Number of features.
    geometry_type : str
        What GDAL calls it; ``Unknown`` for lines and points in one layer.
    columns : dict
        Values by field name.
    missing : dict
        Which rows of a column are not known.
    notes : tuple of Message
        What features cannot hold.
    """

    geometry: Callable[[int, int], NDArray[Any]]
    count: int
    geometry_type: str
    columns: dict[str, Column]
    missing: dict[str, NDArray[np.bool_]]
    notes: tuple[Message, ...] = ()


def features_of(node: Node, placing: Placing, mixed: bool = True) -> FeatureLayer:
    """Return a layer as features.

    Parameters
    ----------
    node : Node
        With buildings, lines or copies.
    placing : Placing
        Into the coordinates of the file.
    mixed : bool
        Whether one layer may hold lines and points; else a point among lines becomes a line between the
        same place twice, which the importer takes for a point again.
    """
    payload = node.payload
    if isinstance(payload, Buildings):
        refuse_transform(node)
        return _buildings(node, payload, placing)
    if isinstance(payload, Polylines):
        return _lines(node, payload, placing, mixed)
    assert isinstance(payload, Instances)
    return _copies(node, payload, placing)


def _buildings(node: Node, payload: Buildings, placing: Placing) -> FeatureLayer:
    def wkb(first: int, stop: int) -> NDArray[Any]:
        import shapely

        parts = payload.building_start[[first, stop]]
        rings = payload.part_start[parts]
        vertices = payload.ring_start[rings]
        world = placing.world(payload.rings[slice(*vertices)])
        closed, ring_start = _closed(world, payload.ring_start[rings[0] : rings[1] + 1] - vertices[0])
        part_start = payload.part_start[parts[0] : parts[1] + 1].astype(np.int64) - rings[0]
        start = payload.building_start[first : stop + 1].astype(np.int64) - parts[0]
        kind = shapely.GeometryType.MULTIPOLYGON
        found: NDArray[Any] = shapely.to_wkb(
            shapely.from_ragged_array(kind, closed, (ring_start, part_start, start))
        )
        return found

    shift = placing.frame.origin[2]
    first = payload.building_start[:-1]
    several = np.flatnonzero(np.diff(payload.building_start) > 1)
    heights = np.stack([payload.bottom, payload.eaves, payload.top], axis=1).astype(np.float64) + shift
    parts = np.full(payload.count, "", dtype=object)
    for row in several.tolist():
        own = slice(payload.building_start[row], payload.building_start[row + 1])
        parts[row] = json.dumps(heights[own].tolist())
    fixed = {
        "outdoor_ground": payload.outdoor_ground.astype(np.float64) + shift,
        "bottom": np.minimum.reduceat(heights[:, 0], first) if payload.count else np.zeros(0),
        "eaves": np.maximum.reduceat(heights[:, 1], first) if payload.count else np.zeros(0),
        "top": np.maximum.reduceat(heights[:, 2], first) if payload.count else np.zeros(0),
        "parts": parts.astype(np.str_),
    }
    return _layer(node, wkb, "MultiPolygon", payload.ids, fixed, payload.columns)


def _closed(vertices: F64, start: I32) -> tuple[F64, NDArray[np.int64]]:
    """Return rings with their first vertex again at the end, and their offsets."""
    firsts = vertices[start[:-1]]
    closed = np.insert(vertices, start[1:], firsts, axis=0)
    return closed, start.astype(np.int64) + np.arange(len(start))


def _lines(node: Node, payload: Polylines, placing: Placing, mixed: bool) -> FeatureLayer:
    single = np.diff(payload.line_start) == 1

    def wkb(first: int, stop: int) -> NDArray[Any]:
        import shapely

        start = payload.line_start[first : stop + 1]
        vertices = payload.vertices[start[0] : start[-1]].astype(np.float64)
        world = placing.world(placed(vertices, node.transform))
        if single.all():
            shapes = shapely.points(world)
        else:
            sizes, alone = np.diff(start), single[first:stop]
            repeats = np.where(np.repeat(alone, sizes), 2, 1)
            line = np.repeat(np.repeat(np.arange(stop - first), sizes), repeats)
            shapes = shapely.linestrings(np.repeat(world, repeats, axis=0), indices=line)
            if mixed:
                shapes[alone] = shapely.points(world[start[:-1][alone] - start[0]])
        found: NDArray[Any] = shapely.to_wkb(shapes, output_dimension=3)
        return found

    kind = "Point Z" if single.all() else "Unknown" if mixed and single.any() else "LineString Z"
    return _layer(node, wkb, kind, payload.ids, {}, payload.columns)


def _copies(node: Node, payload: Instances, placing: Placing) -> FeatureLayer:
    def wkb(first: int, stop: int) -> NDArray[Any]:
        import shapely

        places = payload.positions[first:stop].astype(np.float64)
        points = shapely.points(placing.world(placed(places, node.transform)))
        found: NDArray[Any] = shapely.to_wkb(points, output_dimension=3)
        return found

    columns: dict[str, Column] = {
        "heading": np.degrees(payload.heading.astype(np.float64)),
        "scale_x": payload.scale[:, 0],
        "scale_y": payload.scale[:, 1],
        "height": payload.scale[:, 2],
    }
    if payload.colour is not None:
        channels = payload.colour.astype(np.int64) @ np.array([65536, 256, 1])
        columns["colour"] = np.char.mod("#%06x", channels)
    ids = tuple(str(row + 1) for row in range(payload.count))
    shape = name_of(payload) if node.role is Role.TREES else ""
    if shape:
        columns[SHAPE] = np.full(payload.count, shape)
        return _layer(node, wkb, "Point Z", ids, {}, columns)
    note = msg("Of {layer} the places and sizes are written, not the shape.", layer=node.name)
    return _layer(node, wkb, "Point Z", ids, {}, columns, (note,))


def _layer(
    node: Node,
    wkb: Callable[[int, int], NDArray[Any]],
    kind: str,
    ids: tuple[str, ...],
    fixed: Mapping[str, Column],
    own: Mapping[str, Column],
    notes: tuple[Message, ...] = (),
) -> FeatureLayer:
    """Put id, role, fixed columns and the layer's own columns together under names that differ."""
    role = np.full(len(ids), node.role.value)
    columns: dict[str, Column] = {ID: np.array(ids, dtype=np.str_), ROLE: role, **fixed}
    if node.provenance is not None and node.provenance.synthetic:
        columns[SYNTHETIC] = np.ones(len(ids), dtype=bool)
    names = field_names(node, own, tuple(columns))
    columns |= {names[key]: _plain(values) for key, values in own.items()}
    missing = {name: _unknown(values) for name, values in columns.items()}
    return FeatureLayer(wkb, len(ids), kind, columns, missing, notes)


def field_names(node: Node, own: Mapping[str, Column], fixed: tuple[str, ...]) -> dict[str, str]:
    """Return the name in a file of each column of a layer: its key, or the title that the key stands for.

    Parameters
    ----------
    node : Node
        The layer.
    own : Mapping
        Its columns.
    fixed : tuple of str
        Names that mean something else in the file.
    """
    given = node.attributes.get("column_titles")
    titles = given if isinstance(given, Mapping) else {}
    taken = {name.lower() for name in fixed} | {outside(key).lower() for key in own}
    names: dict[str, str] = {}
    for key in own:
        title = str(titles.get(key, ""))
        if _NUMBERED.fullmatch(key) and title and title.lower() not in taken:
            names[key] = title
            taken.add(title.lower())
        else:
            names[key] = outside(key)
    return names


def _plain(values: Column) -> Column:
    """Return values as one of the types that every vector format knows."""
    kind = values.dtype.kind
    if kind == "M":
        return np.where(np.isnat(values), "", np.datetime_as_string(values, unit="s"))
    if kind in "iu":
        fits = values.dtype.itemsize < 4 or (kind == "i" and values.dtype.itemsize == 4)
        return values.astype(np.int32 if fits else np.int64)
    return values if kind in "fbU" else values.astype(np.str_)


def _unknown(values: Column) -> NDArray[np.bool_]:
    if values.dtype.kind == "f":
        unknown: NDArray[np.bool_] = ~np.isfinite(values)
        return unknown
    if values.dtype.kind == "U":
        empty: NDArray[np.bool_] = values == ""
        return empty
    return np.zeros(len(values), dtype=bool)
