"""What is known of each row of a layer: names, heights and their worth, and the attributes of the file.

Standard deviation of a height h, metres:

=============  ========================  ================================================================
height_source  sigma                     why
=============  ========================  ================================================================
model          0.5                       roofs modelled from photographs or laser points, level 2 and more
measured       0.5                       the file states a measured height, and the block is as high
block          sqrt(1.0² + (0.1 h)²)     a block, level 1: which height of the roof it stands for is unknown
=============  ========================  ================================================================

It does not know triangles or files.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.citymodel.families import Choice
from importers.citymodel.objects import CityObjects, Surface, Value
from importers.footprints.attributes import RESERVED
from scene.payloads.arrays import F64, I32, Column

#: Attributes that most objects have come first; of a file with hundreds these many are kept.
_MOST_COLUMNS: Final = 60
_ASCII: Final = re.compile(r"[ -~]+")
_GUID: Final = re.compile(r"[{(]?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}[})]?(_\d+)*")
#: Names of the attribute that holds a height, and of the one that holds storeys.
HEIGHTS: Final = ("measuredHeight", "height", "Height", "b3_h_dak_max")
_MEASURED: Final = "measuredHeight"
_FLOORS: Final = ("storeysAboveGround", "storeys_above_ground", "floors")
#: A stated height that differs from the model's by more than this says something else, metres.
_AGREES: Final = 1.0
_OWN: Final = RESERVED | {"id", "height", "bottom", "eaves", "top", "lod", "kind"}


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Columns of a layer, and the names of those whose keys are not their own names."""

    columns: dict[str, Column]
    titles: dict[str, str]


def facts_of(
    model: CityObjects, choice: Choice, row: I32, rows: I32, polygon_low: F64, polygon_high: F64
) -> Facts:
    """Return the columns of a layer.

    Parameters
    ----------
    model : CityObjects
        Polygons of the layer only.
    choice : Choice
        Levels of detail.
    row : ndarray of int32, shape (p,)
        Row of each polygon in the layer.
    rows : ndarray of int32, shape (n,)
        Object of each row.
    polygon_low, polygon_high : ndarray of float64, shape (p,)
        Lowest and highest local z of each polygon.
    """
    n = len(rows)
    bottom, top = _extreme(row, polygon_low, n, np.minimum), _extreme(row, polygon_high, n, np.maximum)
    roofs = model.surface_of_polygon == Surface.ROOF
    eaves = _extreme(row[roofs], polygon_low[roofs], n, np.minimum)
    eaves = np.where(np.isfinite(eaves) & (eaves > bottom), eaves, top)
    attributes = [model.objects[object_row].attributes for object_row in rows]
    levels = np.full(n, -np.inf)
    np.maximum.at(levels, row, model.lod_of_polygon)
    height = top - bottom
    stated = numbers(attributes, (_MEASURED,))
    source = np.where(levels >= 2, "model", np.where(np.abs(stated - height) <= _AGREES, "measured", "block"))
    sigma = np.where(source == "block", np.hypot(1.0, 0.1 * height), 0.5)
    name = np.array([name_of(model, object_row) for object_row in rows], dtype=np.str_)
    columns: dict[str, Column] = {
        "id": np.array([model.objects[object_row].id for object_row in rows], dtype=np.str_),
        "name_zh": name, "name_en": name,
        "kind": np.array([model.objects[object_row].kind for object_row in rows], dtype=np.str_),
        "lod": levels.astype(np.float32),
        "height": height.astype(np.float32), "bottom": bottom.astype(np.float32),
        "eaves": eaves.astype(np.float32), "top": top.astype(np.float32),
        "height_source": source, "height_sigma": sigma.astype(np.float32),
    }  # fmt: skip
    floors = numbers(attributes, _FLOORS)
    if np.isfinite(floors).any():
        columns["floors"] = floors.astype(np.float32)
    more, titles = carried(attributes)
    return Facts(columns | more, titles)


def _extreme(row: I32, values: F64, n: int, of: np.ufunc) -> F64:
    found: F64 = np.full(n, np.inf if of is np.minimum else -np.inf)
    of.at(found, row, values)
    return found


def name_of(model: CityObjects, row: int) -> str:
    """Return the name of an object, empty if it has none but a number made by a machine."""
    one = model.objects[row]
    name = str(one.attributes.get("name", "")).strip()
    return "" if not name or name == one.id or _GUID.fullmatch(name) else name


def numbers(attributes: list[dict[str, Value]] | list, keys: tuple[str, ...]) -> F64:  # type: ignore[type-arg]
    """Return the first positive number that objects have under one of several keys, nan where none."""
    found = np.full(len(attributes), np.nan)
    for place, held in enumerate(attributes):
        for key in keys:
            value = held.get(key)
            if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
                found[place] = value
                break
    return found


def carried(attributes: list) -> tuple[dict[str, Column], dict[str, str]]:  # type: ignore[type-arg]
    """Return the attributes of objects as columns under ASCII keys, and the titles of the others."""
    count = Counter(key for held in attributes for key in held if key != "name")
    columns: dict[str, Column] = {}
    titles: dict[str, str] = {}
    for place, (name, _) in enumerate(count.most_common(_MOST_COLUMNS), start=1):
        key = name if _ASCII.fullmatch(name) else f"attribute_{place}"
        if key in _OWN:
            key = f"source_{key}"
        if key != name:
            titles[key] = name
        columns[key] = _column([held.get(name) for held in attributes])
    return columns, titles


def _column(values: list[Value | None]) -> NDArray[np.generic]:
    """Return numbers where all are numbers, else text."""
    told = [value for value in values if value is not None]
    if told and all(isinstance(value, int | float) and not isinstance(value, bool) for value in told):
        try:
            return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
        except OverflowError:
            pass
    return np.array(["" if value is None else _text(value) for value in values], dtype=np.str_)


def _text(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
