"""How dangerous moving water is: DEFRA's hazard rating and the combined curves of AIDR, and their classes.

It does not know where the water is.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numba import njit

from analysis.flood.tables import flood_table
from scene.geometry.numba_inner import inner_vector_kernel
from scene.legend import Colour, Entry, Legend, classes
from scene.messages import BilingualText
from scene.payloads.arrays import F32, U8
from scene.units import FLOOD_HAZARD

HazardMethod = Literal["defra_2008", "defra_tr2_urban", "defra_tr2_woodland", "defra_tr2_pasture", "aidr"]
AIDR: Final = "aidr"

_DEFRA_NAMES: Final = (
    BilingualText("低：注意", "Low: caution"),
    BilingualText("中：对部分人（儿童等）危险", "Moderate: danger for some"),
    BilingualText("高：对多数人危险", "Significant: danger for most"),
    BilingualText("极高：对所有人危险", "Extreme: danger for all"),
)
_AIDR_NAMES: Final = (
    BilingualText("H1 一般安全", "H1 generally safe"),
    BilingualText("H2 小车不安全", "H2 unsafe for small cars"),
    BilingualText("H3 车辆、儿童与老人不安全", "H3 unsafe for vehicles, children, the elderly"),
    BilingualText("H4 人与车辆不安全", "H4 unsafe for people and vehicles"),
    BilingualText("H5 建筑可能受损", "H5 buildings may be damaged"),
    BilingualText("H6 建筑可能倒塌", "H6 buildings may fail"),
)
# Lightness falls from class to class, so that the order is read without hue; never green.
_DEFRA_COLOURS: Final[tuple[Colour, ...]] = (
    (0xC3, 0xD6, 0xDF), (0xEC, 0xC9, 0x7C), (0xCF, 0x78, 0x3A), (0x86, 0x24, 0x28),
)  # fmt: skip
_AIDR_COLOURS: Final[tuple[Colour, ...]] = (
    (0xDD, 0xE7, 0xEC), (0xA9, 0xC4, 0xD2), (0xF0, 0xD5, 0x96), (0xDD, 0x9C, 0x3A), (0xBE, 0x5A, 0x2C),
    (0x74, 0x1C, 0x24),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Hazard:
    """One way of rating, with its figures.

    Parameters
    ----------
    method : str
    name, source : BilingualText
    figures : ndarray of float32, shape (k,)
        What the kernels read. DEFRA: three debris factors, the two depths between them, the speed from
        which the last one holds, and the bounds of the classes; AIDR: five limits each of depth times
        speed, depth and speed.
    """

    method: HazardMethod
    name: BilingualText
    source: BilingualText
    figures: F32

    @classmethod
    def of(cls, method: HazardMethod) -> "Hazard":
        """Read one way of rating from the table of constants."""
        entry = flood_table()["hazard"][method]
        if method == AIDR:
            figures = [*entry["depth_speed"], *entry["depth_m"], *entry["speed_m_s"]]
        else:
            figures = [
                *entry["debris"],
                entry["shallow_m"],
                entry["deep_m"],
                entry["fast_m_s"],
                *entry["bounds"],
            ]
        year = entry["date"].year
        source = BilingualText(f"{entry['source_zh']}，{year}", f"{entry['source_en']}, {year}")
        name = BilingualText(entry["zh"], entry["en"])
        # As single precision has them, so that 0.3 m of water lies within a limit of 0.3 m.
        return cls(method, name, source, np.array(figures, np.float32))

    @property
    def is_aidr(self) -> bool:
        """Whether it gives a class at once; DEFRA gives a rating, of which classes are made."""
        return self.method == AIDR

    @property
    def class_names(self) -> tuple[BilingualText, ...]:
        """Names of the classes, from 1 up."""
        return _AIDR_NAMES if self.is_aidr else _DEFRA_NAMES

    def rated(self, depth: F32, speed: F32) -> F32:
        """Rate some water: DEFRA's HR in m²/s, or the class of AIDR; 0 where it is dry.

        Parameters
        ----------
        depth, speed : ndarray of float32, shape (...)
            Metres, m/s.
        """
        found = np.empty(depth.size, np.float32)
        flat = np.ascontiguousarray(depth, np.float32).reshape(-1)
        fast = np.ascontiguousarray(speed, np.float32).reshape(-1)
        _rate(flat, fast, self.figures, self.is_aidr, found)
        return found.reshape(depth.shape)

    def classes_of(self, rating: F32) -> U8:
        """Return the class of each rating, 1 and up; 0 where there was no water."""
        if self.is_aidr:
            return np.nan_to_num(rating).astype(np.uint8)
        bounds = self.figures[6:9]
        found = 1 + np.searchsorted(bounds, rating, side="right")
        return np.where(rating > 0.0, found, 0).astype(np.uint8)

    def legend(self) -> Legend:
        """Return the colours of the classes."""
        colours = _AIDR_COLOURS if self.is_aidr else _DEFRA_COLOURS
        entries = (
            Entry(float(number), colour, name)
            for number, (colour, name) in enumerate(zip(colours, self.class_names, strict=True), 1)
        )
        title = BilingualText(
            f"{FLOOD_HAZARD.title.zh}（{self.name.zh}）", f"{FLOOD_HAZARD.title.en}: {self.name.en}"
        )
        return classes(title, *entries)


# Written as choices between two values, without branches, so that kernels can do several cells at once.


@inner_vector_kernel
def defra_rating(depth: np.float32, speed: np.float32, figures: F32) -> np.float32:
    """Return HR = d (v + 0.5) + DF, m²/s."""
    debris = figures[1] if depth > figures[3] else figures[0]
    debris = figures[2] if depth > figures[4] else debris
    debris = figures[2] if speed > figures[5] else debris
    rating: np.float32 = depth * (speed + np.float32(0.5)) + debris
    return rating


@inner_vector_kernel
def aidr_class(depth: np.float32, speed: np.float32, figures: F32) -> np.float32:
    """Return the class of the combined curves, 1 to 6."""
    product = depth * speed
    found = np.float32(6.0)
    for k in range(4, -1, -1):
        within = product <= figures[k] and depth <= figures[5 + k] and speed <= figures[10 + k]
        found = np.float32(k + 1.0) if within else found
    return found


@njit(cache=True, nogil=True)
def _rate(depth: F32, speed: F32, figures: F32, is_aidr: bool, found: F32) -> None:
    for i in range(len(depth)):
        if depth[i] <= 0.0:
            found[i] = 0.0
        elif is_aidr:
            found[i] = aidr_class(depth[i], speed[i], figures)
        else:
            found[i] = defra_rating(depth[i], speed[i], figures)
