"""Which polygons are shown: one level of detail for each object, parts counted with their whole.

A building with its parts, installations and dormers is one family and one row. It does not know geometry.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.citymodel.objects import CityObjects
from scene.payloads.arrays import F32, I32

#: Interiors: the outside of level 4 is that of level 3 again, or nothing at all.
_INTERIOR: Final = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Which polygons are shown, and whose they are.

    Parameters
    ----------
    shown : ndarray of bool, shape (p,)
        Polygons of the chosen level.
    root : ndarray of int32, shape (n,)
        Row of the object that each object belongs to in the end.
    lod : ndarray of float32, shape (n,)
        Level chosen for each object, nan for one without polygons.
    """

    shown: NDArray[np.bool_]
    root: I32
    lod: F32


def roots_of(model: CityObjects) -> I32:
    """Return the row of the outermost parent of each object; a circle ends where it closes."""
    parent = np.array([one.parent for one in model.objects], dtype=np.int32)
    root = np.arange(len(parent), dtype=np.int32)
    root[parent >= 0] = parent[parent >= 0]
    for _ in range(64):
        further = root[root]
        if np.array_equal(further, root):
            break
        root = further
    return root


def chosen(model: CityObjects, lod: str) -> Choice:
    """Choose the level of each object.

    Each object shows the highest level that it has up to the one asked for; one that has only higher ones
    shows its lowest. A parent shows its own shape only if no part of it has one as good: the outline of a
    building whose parts are solids is no second building.

    Parameters
    ----------
    model : CityObjects
    lod : str
        ``highest``, or ``1`` to ``3``.
    """
    n = len(model.objects)
    asked = _INTERIOR - 0.05 if lod == "highest" else float(lod) + 0.95
    owner, level = model.object_of_polygon, model.lod_of_polygon
    best = np.full(n, -np.inf, dtype=np.float32)
    fits = level <= asked
    np.maximum.at(best, owner[fits], level[fits])
    lowest = np.full(n, np.inf, dtype=np.float32)
    np.minimum.at(lowest, owner, level)
    own = np.where(np.isfinite(best), best, lowest).astype(np.float32)
    own[~np.isfinite(own)] = np.nan
    root = roots_of(model)
    parts_best = np.full(n, -np.inf, dtype=np.float32)
    parts = (root != np.arange(n)) & np.isfinite(own) & _is_part(model)
    np.maximum.at(parts_best, root[parts], own[parts])
    own[own < parts_best] = np.nan
    shown = level == own[owner]
    return Choice(shown, root, own)


def _is_part(model: CityObjects) -> NDArray[np.bool_]:
    """Return which objects are parts; a dormer or a stair does not stand for the whole."""
    return np.array([one.kind.endswith("Part") for one in model.objects], dtype=bool)
