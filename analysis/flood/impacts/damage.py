"""Share of a building's value that is lost, by depth over its floor and by use.

It does not know buildings.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.flood.tables import flood_table
from scene.messages import BilingualText
from scene.payloads.arrays import F32, F64

#: Use of heritage items.
HERITAGE: Final = "heritage"


def damage_shares(depth: F32 | F64, use: NDArray[np.str_]) -> F64:
    """Return the share of value lost, 0 to 1, shape (n,).

    Parameters
    ----------
    depth : ndarray, shape (n,)
        Over the floor, metres; 0 and less loses nothing.
    use : ndarray of str, shape (n,)
        Which curve holds; an unknown use takes that of homes; no curve tells the loss of heritage: nan.
    """
    table = flood_table()["damage"]
    curve_of = table["curve_of_use"]
    found = np.zeros(len(depth))
    kinds, of = np.unique(use, return_inverse=True)
    for number, kind in enumerate(kinds.tolist()):
        rows = of == number
        if kind == HERITAGE:
            found[rows] = np.nan
            continue
        curve = table[curve_of.get(kind, "residential")]
        found[rows] = np.interp(np.asarray(depth, np.float64)[rows], table["depth_m"], curve)
    return found


def damage_source() -> BilingualText:
    """Return what the curves rest on."""
    table = flood_table()["damage"]
    return BilingualText(table["source_zh"], table["source_en"])
