"""Columns of a table as points: which column is what, by name or by what it holds. It reads no file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from importers.pointcloud.source import Batch
from scene.payloads.arrays import F64

#: What programs call the columns, in lower case, without a ``scalar_`` before and a unit behind.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "x": ("x", "east", "easting", "e", "东坐标", "东"),
    "y": ("y", "north", "northing", "n", "北坐标", "北"),
    "z": ("z", "h", "height", "elevation", "alt", "altitude", "高程", "高"),
    "red": ("red", "r", "diffuse_red"),
    "green": ("green", "g", "diffuse_green"),
    "blue": ("blue", "b", "diffuse_blue"),
    "intensity": ("intensity", "i", "reflectance", "强度"),
    "classification": ("classification", "class", "label", "c", "类别"),
}
U = TypeVar("U", np.uint8, np.uint16)
COLOURS: Final = ("red", "green", "blue")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column is what.

    Parameters
    ----------
    columns : Mapping of str to int
        Numbers of the columns, by the keys of `NAMES`; x, y and z at least.
    colour_scale, intensity_scale : float
        Factors that make whole numbers of colours and intensities.
    """

    columns: Mapping[str, int]
    colour_scale: float = 1.0
    intensity_scale: float = 1.0

    def batch(self, table: NDArray[np.floating]) -> Batch:
        """Return rows as points.

        Parameters
        ----------
        table : ndarray of float, shape (n, columns)
        """
        at = self.columns
        xyz: F64 = table[:, [at["x"], at["y"], at["z"]]].astype(np.float64)
        colour = None
        if all(name in at for name in COLOURS):
            colour = whole(table[:, [at[name] for name in COLOURS]] * self.colour_scale, np.uint16)
        classes = whole(table[:, at["classification"]], np.uint8) if "classification" in at else None
        intensity = None
        if "intensity" in at:
            intensity = whole(table[:, at["intensity"]] * self.intensity_scale, np.uint16)
        return Batch(xyz, colour, classes, intensity)

    def scaled(self, rows: NDArray[np.floating]) -> "Layout":
        """Return the layout with the scales that some rows ask for: shares of one become whole numbers."""
        at = self.columns

        def share(names: Sequence[str]) -> bool:
            if not len(rows) or not all(name in at for name in names):
                return False
            values = rows[:, [at[name] for name in names]]
            values = values[np.isfinite(values)]
            parts = bool(np.any(values != np.rint(values)))
            return bool(len(values)) and parts and values.min() >= 0.0 and values.max() <= 1.0

        return Layout(at, 255.0 if share(COLOURS) else 1.0, 65535.0 if share(["intensity"]) else 1.0)


def whole(values: NDArray[np.floating], kind: type[U]) -> NDArray[U]:
    """Return numbers rounded into an unsigned type, its ends where they lie beyond."""
    rounded: NDArray[U] = np.nan_to_num(np.clip(np.rint(values), 0, np.iinfo(kind).max)).astype(kind)
    return rounded


def named(titles: Sequence[str]) -> dict[str, int]:
    """Return which column is what, by the columns' names."""
    found: dict[str, int] = {}
    for place, title in enumerate(titles):
        name = (
            title.strip()
            .strip('"')
            .lower()
            .removeprefix("scalar_")
            .partition("[")[0]
            .partition("(")[0]
            .strip()
        )
        for key, known in NAMES.items():
            if name in known and key not in found:
                found[key] = place
    return found


def guessed(rows: F64) -> dict[str, int]:
    """Return which column is what, by what the first rows hold: x y z, then colours, intensity, class.

    Three columns of whole numbers up to 255 (or 65535) side by side are colours; of the others one of
    whole numbers up to 31 is the class, and the first of the rest the intensity.
    """
    found = {"x": 0, "y": 1, "z": 2}
    width = rows.shape[1]
    whole_numbers = np.array([bool((rows[:, k] == np.rint(rows[:, k])).all()) for k in range(width)])
    low, high = rows.min(axis=0), rows.max(axis=0)

    def colour_at(place: int, most: float) -> bool:
        three = slice(place, place + 3)
        return bool(whole_numbers[three].all() and (low[three] >= 0).all() and (high[three] <= most).all())

    used: set[int] = {0, 1, 2}
    for most in (255.0, 65535.0):
        at = next((place for place in range(3, width - 2) if colour_at(place, most)), None)
        if at is not None:
            found |= dict(zip(COLOURS, range(at, at + 3), strict=True))
            used |= {at, at + 1, at + 2}
            break
    for place in (place for place in range(3, width) if place not in used):
        few = whole_numbers[place] and low[place] >= 0 and high[place] <= 31
        if few and "classification" not in found and high[place] > 0:
            found["classification"] = place
        elif "intensity" not in found and low[place] >= 0 and high[place] > low[place]:
            found["intensity"] = place
    return found
