"""Read the columns that shape a building: roof form, materials, eaves, gables, parapet.

A column that is missing or empty leaves the plain modern house: flat, rendered, no parapet.
It does not know triangles.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scene.geometry.pitched_roofs import FLAT, GABLED, HIPPED, PYRAMIDAL, XIESHAN
from scene.materials import Material
from scene.payloads.arrays import F64, Column
from scene.payloads.buildings import Buildings

#: Words of the ``roof`` column.
ROOF_CODES: Final = {
    "flat": FLAT,
    "gabled": GABLED,
    "hipped": HIPPED,
    "pyramidal": PYRAMIDAL,
    "xieshan": XIESHAN,
}
#: Words of the ``material`` column, what the walls are made of.
WALL_MATERIALS: Final = {
    "lime": Material.LIME_WALL,
    "brick": Material.BRICK,
    "wood": Material.WOOD,
    "stone": Material.STONE,
    "white_stone": Material.WHITE_STONE,
    "red": Material.COLUMN_RED,
    "modern": Material.MODERN_WALL,
    "plain": Material.PLAIN,
}
#: Words of the ``roof_material`` column; without it tiles lie on pitched roofs over old walls.
ROOF_MATERIALS: Final = {
    "tile": Material.TILE_ROOF,
    "glazed": Material.GLAZED_ROOF,
    "modern": Material.MODERN_ROOF,
    "plain": Material.PLAIN,
}
#: Word of the ``gable`` column for stepped horse-head walls.
HORSE_HEAD: Final = "matou"
_UNTOLD: Final = 255


class Traits(NamedTuple):
    """How each building is shaped; one value a row.

    Parameters
    ----------
    form : ndarray of int64
        Roof form, see :data:`ROOF_CODES`.
    wall, roof : ndarray of int64
        Materials.
    overhang, parapet : ndarray of float64
        Metres.
    horse_head : ndarray of bool
        Whether gables are stepped walls.
    fine : ndarray of bool
        Whether roofs are curved and have bars.
    """

    form: NDArray[np.int64]
    wall: NDArray[np.int64]
    roof: NDArray[np.int64]
    overhang: F64
    parapet: F64
    horse_head: NDArray[np.bool_]
    fine: NDArray[np.bool_]


def traits_of(buildings: Buildings, fine: bool = True) -> Traits:
    """Return the traits of every building of a layer; coarse ones have no eaves, bars, steps or parapets."""
    n, columns = buildings.count, buildings.columns
    form = _coded(columns.get("roof"), ROOF_CODES, n)
    form[form == _UNTOLD] = FLAT
    wall = _coded(columns.get("material"), WALL_MATERIALS, n)
    untold = wall == _UNTOLD
    wall[untold] = np.where(form[untold] == FLAT, Material.MODERN_WALL, Material.LIME_WALL)
    roof = _coded(columns.get("roof_material"), ROOF_MATERIALS, n)
    modern = (wall == Material.MODERN_WALL) | (wall == Material.PLAIN) | (form == FLAT)
    roof = np.where(roof != _UNTOLD, roof, np.where(modern, Material.MODERN_ROOF, Material.TILE_ROOF))
    gable = columns.get("gable")
    horse_head = np.zeros(n, bool) if gable is None else np.asarray(gable == HORSE_HEAD, dtype=bool)
    return Traits(
        form,
        wall,
        roof.astype(np.int64),
        _metres(columns.get("overhang"), n, 3.0 if fine else 0.0),
        _metres(columns.get("parapet"), n, 4.0 if fine else 0.0),
        horse_head & fine,
        np.full(n, fine),
    )


def _coded(
    column: Column | None, words: dict[str, int] | dict[str, Material], rows: int
) -> NDArray[np.int64]:
    """Return a code for each word of a text column, 255 where it says nothing that is known."""
    codes = np.full(rows, _UNTOLD, np.int64)
    if column is not None and column.dtype.kind == "U":
        for word, code in words.items():
            codes[column == word] = int(code)
    return codes


def _metres(column: Column | None, rows: int, most: float) -> F64:
    """Return a column of lengths between 0 and `most`, 0 where unknown."""
    if column is None or column.dtype.kind not in "fiu":
        return np.zeros(rows)
    values: F64 = np.clip(np.nan_to_num(column.astype(np.float64)), 0.0, most)
    return values
