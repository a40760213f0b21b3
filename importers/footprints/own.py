"""Layers that this program exported, taken back as they were: ids, role, heights, parts and columns.

It does not know how they were written to the file; the names of the fields are in
:mod:`importers.common.own_fields`.
"""

import json
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.measures import texts
from importers.common.own_fields import (
    BUILDING_FIELDS,
    FIXED,
    ID,
    ROLE,
    SHORT,
    SYNTHETIC,
    are_buildings,
    inside,
    is_own,
)
from importers.coordinates.framing import Way
from importers.footprints.own_trees import own_trees
from importers.footprints.params import FootprintParams
from importers.footprints.rings import Rings, rings_of
from importers.footprints.shapes import Shapes
from importers.footprints.table import Table
from scene.messages import msg
from scene.node import Role
from scene.payloads import Buildings, Instances, Polylines
from scene.payloads.arrays import F64, Column

_ASCII_KEY: Final = re.compile(r"[ -~]+")
_POINT, _LINE = 0, 1
_ROLES_OF_BUILDINGS: Final = (
    Role.BUILDINGS, Role.HERITAGE, Role.STRUCTURES, Role.PROPOSALS, Role.ZONES, Role.PARCELS, Role.RESULT,
)  # fmt: skip
_ROLES_OF_LINES: Final = (
    Role.VIEWPOINTS, Role.ROUTES, Role.WALKS, Role.PLACES, Role.ROADS, Role.WATER, Role.RESULT, Role.REPORT,
    Role.CORRIDORS, Role.WATERWORKS, Role.MEASURES,
)  # fmt: skip
#: Height of a building that another program has drawn into the file, metres, and how sure it is.
_ASSUMED, _ASSUMED_SIGMA = 6.0, 3.0
#: No level lies beyond these, metres.
_DEEPEST, _HIGHEST = -1_000.0, 9_500.0
_HEIGHTS: Final = ("outdoor_ground", "bottom", "eaves", "top")


@dataclass(frozen=True, slots=True, eq=False)
class OwnLayer:
    """A layer that came back.

    Parameters
    ----------
    payload : Buildings, Polylines or Instances
        As it was.
    role : Role
        What it is to the city.
    titles : dict
        Names of the columns whose key is another.
    synthetic : bool
        Whether its data is invented.
    """

    payload: Buildings | Instances | Polylines
    role: Role
    titles: dict[str, str]
    synthetic: bool


def own_layer(
    table: Table, local: Shapes, way: Way, params: FootprintParams, file: str, issues: list[ImportIssue]
) -> OwnLayer | None:
    """Return a layer of our own export as it was.

    Parameters
    ----------
    table : Table
        The layer.
    local : Shapes
        Its geometries in local metres.
    way : Way
        Into the frame, for geometries with heights.
    params : FootprintParams
        The answers; whoever names fields or a kind wants it read as any other file.
    file : str
        For sentences.
    issues : list of ImportIssue
        Is told what was repaired.

    Returns
    -------
    OwnLayer or None
        None if the file is not of our own export, or has been edited beyond recognition.
    """
    answered = params.height_field or params.floors_field or params.name_field or params.id_field
    if answered or params.as_ != "auto" or not is_own(table.columns):
        return None
    roles = set(texts(table.columns[ROLE]).tolist())
    if len(roles) != 1 or not roles <= {role.value for role in Role}:
        return None
    role = Role(roles.pop())
    synthetic = SYNTHETIC in table.columns
    if are_buildings(table.columns):
        fixed = {
            name: table.columns[name if name in table.columns else SHORT[name]] for name in BUILDING_FIELDS
        }
        if any(fixed[name].dtype.kind not in "fiu" for name in _HEIGHTS):
            return None
        buildings, titles = _buildings(table, fixed, local, way, file, issues)
        return OwnLayer(buildings, role_of_buildings(role), titles, synthetic)
    lines = _lines(table, way)
    trees = own_trees(lines[0], file, issues) if lines is not None and role is Role.TREES else None
    if trees is not None:
        return OwnLayer(trees, role, {}, synthetic)
    if role not in _ROLES_OF_LINES:
        role = Role.PLACES  # the places of trees are no trees
    return None if lines is None else OwnLayer(lines[0], role, lines[1], synthetic)


def role_of_buildings(role: Role) -> Role:
    """Return the role of a layer if it can hold buildings, else that of buildings."""
    return role if role in _ROLES_OF_BUILDINGS else Role.BUILDINGS


def _buildings(
    table: Table,
    fixed: dict[str, Column],
    local: Shapes,
    way: Way,
    file: str,
    issues: list[ImportIssue],
) -> tuple[Buildings, dict[str, str]]:
    rings = rings_of(local, file, issues, apart=True)
    rows = rings.rows
    shift = way.frame.origin[2]
    whole = np.column_stack([fixed[name].astype(np.float64) for name in ("bottom", "eaves", "top")])[rows]
    outdoor = fixed["outdoor_ground"].astype(np.float64)[rows]
    columns, titles = _columns(table, rows)
    drawn: NDArray[np.bool_] = ~np.all((whole > _DEEPEST) & (whole < _HIGHEST), axis=1)
    if drawn.any():
        _raise_drawn(whole, outdoor, drawn, columns)
        said = msg("Buildings without a height, taken as {height:.1f} m: {count}.",
                   count=int(drawn.sum()), height=_ASSUMED)  # fmt: skip
        issues.append(ImportIssue("note", said))
    heights = np.repeat(whole, np.diff(rings.feature_start), axis=0)
    _put_parts(heights, rings, np.where(drawn, "", texts(fixed["parts"])[rows]))
    z = (heights - shift).astype(np.float32)
    ground = (outdoor - shift).astype(np.float32)
    payload = Buildings(
        rings.rings, rings.ring_start, rings.part_start, rings.feature_start,
        z[:, 0], z[:, 1], z[:, 2], ground, _ids(table, rows), columns,
    )  # fmt: skip
    return payload, titles


def _raise_drawn(levels: F64, outdoor: F64, drawn: NDArray[np.bool_], columns: dict[str, Column]) -> None:
    """Give buildings that another program has drawn a level and a height, and say that they are assumed."""
    ground = np.where(np.isfinite(outdoor), outdoor, levels[:, 0])
    foot = float(np.median(ground[~drawn])) if (~drawn).any() else 0.0
    levels[drawn] = (foot, foot + _ASSUMED, foot + _ASSUMED)
    outdoor[drawn] = foot
    n = len(drawn)
    source = texts(columns["height_source"]) if "height_source" in columns else np.full(n, "field")
    sigma = columns.get("height_sigma", np.full(n, np.nan)).astype(np.float32)
    columns["height_source"] = np.where(drawn, "assumed", source)
    columns["height_sigma"] = np.where(drawn, np.float32(_ASSUMED_SIGMA), sigma)


def _put_parts(heights: F64, rings: Rings, parts: NDArray[np.str_]) -> None:
    """Give each part its own heights where a row states them for as many parts as it still has."""
    for row in np.flatnonzero(parts != "").tolist():
        first, stop = rings.feature_start[row], rings.feature_start[row + 1]
        try:
            stated = np.array(json.loads(parts[row]), dtype=np.float64)
        except (ValueError, TypeError):
            continue
        if stated.shape == (stop - first, 3) and ((stated > _DEEPEST) & (stated < _HIGHEST)).all():
            heights[first:stop] = stated


def _lines(table: Table, way: Way) -> tuple[Polylines, dict[str, str]] | None:
    """Return lines and spots with the heights of their vertices, None if there are other geometries."""
    import shapely

    shapes = table.shapes.others
    kind = shapely.get_type_id(shapes)
    rows = np.flatnonzero(np.isin(kind, (_POINT, _LINE)) & ~shapely.is_empty(shapes))
    if len(rows) < len(shapes) or not shapely.has_z(shapes[rows]).all():
        return None
    xyz, line = shapely.get_coordinates(shapes, include_z=True, return_index=True)
    if not np.isfinite(xyz).all():
        return None
    vertices = np.column_stack([way.local(xyz[:, :2]), (xyz[:, 2] - way.frame.origin[2]).astype(np.float32)])
    start = np.searchsorted(line, np.arange(len(shapes) + 1))
    sizes = np.diff(start)
    twice = np.flatnonzero(sizes == 2)
    same = twice[(xyz[start[twice]] == xyz[start[twice] + 1]).all(axis=1)]
    vertices = np.delete(vertices, start[same] + 1, axis=0)
    sizes[same] = 1
    columns, titles = _columns(table, rows)
    return Polylines(vertices, np.append(0, np.cumsum(sizes)), _ids(table, rows), columns), titles


def _ids(table: Table, rows: NDArray[np.int64]) -> tuple[str, ...]:
    """Return the ids of rows; a row that another program added or copied gets one of its own."""
    ids = texts(table.columns[ID])[rows].tolist()
    _, first = np.unique(ids, return_index=True)
    original = np.zeros(len(ids), dtype=bool)
    original[first] = True
    return tuple(
        name if name and kept else f"{name or 'new'}-{row + 1}"
        for name, kept, row in zip(ids, original.tolist(), rows.tolist(), strict=True)
    )


def _columns(table: Table, rows: NDArray[np.int64]) -> tuple[dict[str, Column], dict[str, str]]:
    """Return the layer's own columns under the keys they had, and the titles of those that are not ASCII."""
    columns: dict[str, Column] = {}
    titles: dict[str, str] = {}
    ours = {SHORT.get(name, name) for name in BUILDING_FIELDS} | set(FIXED)
    for name, values in table.columns.items():
        if name in ours:
            continue
        key = inside(name)
        if not _ASCII_KEY.fullmatch(key):
            key, titles[f"field_{len(columns) + 1}"] = f"field_{len(columns) + 1}", name
        columns[key] = values[rows]
    return columns, titles
