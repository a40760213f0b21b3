"""Buildings that this program wrote into a city model, taken back as they were: footprints, heights, columns.

It does not know how they were written; the names of attributes are in :mod:`importers.common.own_fields`.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue, ImportTarget
from importers.citymodel.families import roots_of
from importers.citymodel.objects import CityFile, CityObjects, Surface
from importers.citymodel.params import CityParams
from importers.citymodel.placing import Placed, placed
from importers.common.own_fields import FIXED, ROLE, SYNTHETIC, inside
from importers.footprints.own import role_of_buildings
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role
from scene.payloads import Buildings
from scene.payloads.arrays import F64, Column

#: Level of the blocks whose bottoms are the footprints.
_BLOCK: Final = 1.2
_LEVELS: Final = ("bottom", "eaves", "top")
#: No level lies beyond this, metres.
_HIGHEST: Final = 9_500.0
#: Columns that the program keeps in single precision.
_SINGLE: Final = ("floors", "height_sigma", "overhang", "parapet", "gable")


def own_buildings(
    file: CityFile,
    name: BilingualText,
    path: str,
    params: CityParams,
    target: ImportTarget,
    issues: list[ImportIssue],
) -> tuple[Node, Placed] | None:
    """Return the layer that a file of our own export was, and where it lies.

    Parameters
    ----------
    file : CityFile
        As parsed.
    name : BilingualText
        Of the layer.
    path : str
        Name of the file, for sentences.
    params : CityParams
        The answers; whoever asks for a level or a place wants it read as any other file.
    target : ImportTarget
        Frame of the scene.
    issues : list of ImportIssue
        Is told what is noticed about the coordinates.

    Returns
    -------
    tuple or None
        None if the file is not of our own export, or has been edited beyond recognition.
    """
    model = file.model
    roots = roots_of(model)
    whole = np.unique(roots)
    if params.lod != "highest" or params.stands or not _is_own(model, whole):
        return None
    grounds = (model.surface_of_polygon == Surface.GROUND) & np.isclose(model.lod_of_polygon, _BLOCK)
    bottoms = model.of_polygons(grounds)
    part = bottoms.object_of_polygon
    if len(np.unique(part)) != len(part) or set(roots[part]) != set(whole.tolist()):
        return None
    heights = np.array([[_figure(model, row, key) for key in _LEVELS] for row in part.tolist()])
    if not (np.abs(heights) < _HIGHEST).all():
        return None
    if (np.diff(roots[part]) < 0).any():
        return None  # parts apart from their building: another program has sorted them
    where = placed(
        bottoms.xyz, file.system, file.authority_order, params, target, path, lambda xyz: False, issues
    )
    attributes = [model.objects[row].attributes for row in whole.tolist()]
    shift = where.frame.origin[2] - where.lift
    z = (heights - shift).astype(np.float32)
    ground = np.array([_figure(model, row, "outdoor_ground") for row in whole.tolist()]) - shift
    columns, titles = _columns(attributes)
    payload = Buildings(
        _reversed(where.xyz[:, :2], bottoms.ring_start).astype(np.float32),
        bottoms.ring_start,
        bottoms.polygon_start,
        np.searchsorted(roots[part], np.append(whole, len(model.objects))).astype(np.int32),
        z[:, 0], z[:, 1], z[:, 2], ground.astype(np.float32),
        tuple(model.objects[row].id for row in whole.tolist()),
        columns,
    )  # fmt: skip
    origin = Provenance("", synthetic=all(one.get(SYNTHETIC) is True for one in attributes))
    role = role_of_buildings(Role(str(attributes[0][ROLE])))
    return Node(name, role, payload, provenance=origin, attributes={"column_titles": titles}), where


def _is_own(model: CityObjects, whole: NDArray[np.int32]) -> bool:
    """Return whether every object says which layer of ours it is of, and all say the same."""
    roles = {model.objects[row].attributes.get(ROLE) for row in whole.tolist()}
    return len(roles) == 1 and bool(roles & {role.value for role in Role})


def _figure(model: CityObjects, row: int, key: str) -> float:
    value = model.objects[row].attributes.get(key)
    return float(value) if isinstance(value, int | float) else float("nan")


def _reversed(xy: F64, start: NDArray[np.int32]) -> F64:
    """Return each ring the other way round: a bottom is seen from below."""
    ring = np.repeat(np.arange(len(start) - 1), np.diff(start))
    backwards: F64 = xy[start[ring] + start[ring + 1] - 1 - np.arange(len(xy))]
    return backwards


def _columns(attributes: list[Any]) -> tuple[dict[str, Column], dict[str, str]]:
    """Return the columns of a layer, and the titles of those whose key is not their own name."""
    names = dict.fromkeys(name for held in attributes for name in held if name not in FIXED)
    columns: dict[str, Column] = {}
    titles: dict[str, str] = {}
    for name in names:
        key = inside(name)
        if not key.isascii():
            key = f"field_{len(columns) + 1}"
            titles[key] = name
        values = _column([held.get(name) for held in attributes])
        columns[key] = values.astype(np.float32) if key in _SINGLE and values.dtype.kind in "fi" else values
    return columns, titles


def _column(values: list[Any]) -> Column:
    known = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in known) and len(known) == len(values):
        return np.array(values, dtype=bool)
    if any(isinstance(value, bool | str) for value in known):
        return np.array(["" if value is None else str(value) for value in values], dtype=np.str_)
    if len(known) == len(values) and all(isinstance(value, int) for value in known):
        whole = np.array(values, dtype=np.int64)
        return whole.astype(np.int32) if np.abs(whole).max() < 2**31 else whole
    return np.array([np.nan if value is None else float(value) for value in values])
