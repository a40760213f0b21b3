"""Roughness, soils and drains by what covers the ground and by quarter, as the table of the program has them.

It does not know where which cover lies.
"""

from typing import Any, Final

import numpy as np

from analysis.flood.tables import flood_table
from scene.materials import Material
from scene.messages import BilingualText
from scene.payloads.arrays import F32, U8

#: Soil that takes no water.
SEALED: Final = "sealed"
#: Rows of the table by material; what is not here is as plain ground.
_ROWS: Final = {
    Material.WATER: "water",
    Material.ROAD: "road",
    Material.LANE: "lane",
    Material.PAVING: "paving",
    Material.STONE: "stone",
    Material.WHITE_STONE: "stone",
    Material.BRICK: "stone",
    Material.EARTH: "earth",
    Material.GRASS: "grass",
    Material.FOLIAGE: "grass",
    Material.SPRAY: "grass",
}


def roughness(cover: U8, water: U8) -> F32:
    """Return Manning's n of each cell, s/m^(1/3).

    Parameters
    ----------
    cover : ndarray of uint8, shape (rows, cols)
        :class:`scene.materials.Material`.
    water : ndarray of uint8, shape (rows, cols)
        1 in lakes and canals.
    """
    table = flood_table()["cover"]
    by_material = np.array([table[_row(code)]["n"] for code in range(256)], np.float32)
    return np.where(water > 0, np.float32(table["water"]["n"]), by_material[cover])


def house_roughness() -> float:
    """Return Manning's n of a cell that is full of houses, s/m^(1/3)."""
    return float(flood_table()["cover_houses"]["n"])


def soils(cover: U8, water: U8) -> tuple[U8, tuple[str, ...]]:
    """Return the class of each cell's soil, and the keys of the classes; under a lake it is sealed."""
    table = flood_table()["cover"]
    keys = [SEALED, *sorted({table[_row(code)]["soil"] for code in range(256)} - {SEALED})]
    by_material = np.array([keys.index(table[_row(code)]["soil"]) for code in range(256)], np.uint8)
    return np.where(water > 0, np.uint8(0), by_material[cover]), tuple(keys)


def drain_capacity(quarter: str) -> float:
    """Return what the drains of a quarter take, mm/h."""
    table = flood_table()["drains"]
    return float(table.get(quarter, table["other"]))


def sources() -> dict[str, BilingualText]:
    """Return the sources of what is assumed, by section of the table."""
    return {key: _source(flood_table()[key]) for key in ("cover", "cover_houses", "drains")}


def _row(code: int) -> str:
    return _ROWS.get(Material(code), "plain") if code in Material.__members__.values() else "plain"


def _source(row: dict[str, Any]) -> BilingualText:
    return BilingualText(row["source_zh"], row["source_en"])
