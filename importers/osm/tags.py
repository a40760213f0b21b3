"""What the tags of OpenStreetMap mean here: heights, roofs, uses, names, ranks. No geometry.

Meanings are those of the project's wiki: Key:height, Key:min_height, Key:building:levels, Key:roof:shape,
Simple 3D Buildings.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.common.measures import counts, lengths, texts
from importers.osm.extract import Tags
from scene.payloads.arrays import F64, Column

#: What stands without walls or storeys of its own: one storey high if nothing is said.
_LOW: Final = frozenset({
    "garage", "garages", "carport", "shed", "roof", "kiosk", "greenhouse", "hut", "cabin", "farm_auxiliary",
    "service", "toilets", "bungalow", "static_caravan",
})  # fmt: skip
_STOREYS: Final = 2.0
#: No building is higher, metres.
_HIGHEST: Final = 700.0

#: Roof shapes as the program draws them; all others are flat.
ROOFS: Final = {
    "gabled": "gabled", "half-hipped": "gabled", "gambrel": "gabled", "saltbox": "gabled", "round": "gabled",
    "double_saltbox": "gabled", "crosspitched": "gabled", "cross_gabled": "gabled",
    "hipped": "hipped", "side_hipped": "hipped", "mansard": "hipped",
    "pyramidal": "pyramidal", "dome": "pyramidal", "onion": "pyramidal", "cone": "pyramidal",
    "conical": "pyramidal", "hipped-and-gabled": "xieshan",
}  # fmt: skip

_USES: Final = {
    "residential": ("house", "detached", "semidetached_house", "terrace", "apartments", "residential",
                    "dormitory", "bungalow", "farm"),
    "commercial": ("commercial", "retail", "supermarket", "kiosk", "hotel"),
    "office": ("office",),
    "industrial": ("industrial", "warehouse", "factory", "manufacture"),
    "public": ("public", "civic", "school", "kindergarten", "university", "college", "hospital", "government",
               "church", "temple", "mosque", "pagoda", "train_station", "museum", "library", "fire_station"),
}  # fmt: skip
USE: Final = {value: use for use, values in _USES.items() for value in values}

#: Ranks of place names; the higher wins where two would overlap.
RANKS: Final = {
    "city": 4.0, "town": 3.5, "borough": 3.0, "suburb": 2.5, "village": 2.5, "quarter": 2.0,
    "neighbourhood": 1.5, "hamlet": 1.5,
}  # fmt: skip
WATER: Final = ("riverbank", "dock", "boatyard")
BASINS: Final = ("reservoir", "basin", "salt_pond", "aquaculture")


@dataclass(frozen=True, slots=True, eq=False)
class Uprights:
    """Heights of n outlines above the ground, metres.

    Parameters
    ----------
    low, top : ndarray of float64, shape (n,)
        Where it begins and ends.
    roof : ndarray of float64, shape (n,)
        Height of the roof as tagged, nan where it is not.
    floors : ndarray of float64, shape (n,)
        nan where unknown.
    source : ndarray of str, shape (n,)
        ``approximate``, ``floors`` or ``assumed``.
    wrong : ndarray of bool, shape (n,)
        Whether a height is tagged that cannot be.
    """

    low: F64
    top: F64
    roof: F64
    floors: F64
    source: Column
    wrong: NDArray[np.bool_]


def column(tags: list[Tags], *keys: str) -> Column:
    """Return the value of the first of some keys that each thing has, empty if it has none."""
    values = [next((one[key] for key in keys if one.get(key)), "") for one in tags]
    return np.array(values, dtype=np.str_) if values else np.empty(0, np.str_)


def names(tags: list[Tags]) -> dict[str, Column]:
    """Return names in both languages, each filled from the local name."""
    chinese = ("name:zh", "name:zh-Hans", "name:zh-Hant", "name", "name:en")
    return {"name_zh": column(tags, *chinese), "name_en": column(tags, "name:en", "name")}


def uprights(tags: list[Tags], storey_height: float) -> Uprights:
    """Return how high things stand: as tagged, else from storeys, else assumed.

    What is tagged is taken as approximate, for nobody knows how it was measured.
    """

    def metres(*keys: str) -> F64:
        return lengths(column(tags, *keys), storey_height)[0]

    def storeys(*keys: str) -> F64:
        return counts(column(tags, *keys))

    kinds = texts(column(tags, "building:part", "building"))
    floors, attic = storeys("building:levels"), np.nan_to_num(storeys("roof:levels"))
    roof = metres("roof:height")
    roof = np.where(np.isnan(roof) & (attic > 0.0), attic * storey_height, roof)
    tagged = metres("height", "building:height", "est_height")
    wrong = (column(tags, "height", "building:height", "est_height") != "") & ~(
        (tagged > 0.0) & (tagged <= _HIGHEST)
    )
    tagged = np.where(wrong, np.nan, tagged)
    floors = np.where((floors > 0.0) & (floors <= 200.0), floors, np.nan)
    counted = floors * storey_height + np.where(np.isfinite(roof), roof, 0.0)
    assumed = np.where(np.isin(kinds, list(_LOW)), 1.0, _STOREYS) * storey_height
    low = metres("min_height", "building:min_height")
    below = storeys("min_level", "building:min_level") * storey_height
    low = np.nan_to_num(np.where(np.isnan(low), below, low))
    source = np.where(np.isfinite(tagged), "approximate", np.where(np.isfinite(counted), "floors", "assumed"))
    known = np.where(np.isfinite(tagged), tagged, counted)
    top = np.where(np.isfinite(known), known, np.maximum(low, 0.0) + assumed)
    return Uprights(low, top, roof, floors, source, wrong)
