"""An open elevation grid as values in metres: which cells are empty, which unit, which band.

Holes that a file does not declare (-9999 and the like) are found here. It does not know frames.
"""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.coordinates.crs import metres_per_height
from importers.terrain.params import TerrainParams
from scene.errors import InvalidRequest, UnreadableFile
from scene.messages import msg
from scene.payloads.arrays import F32

if TYPE_CHECKING:
    from pyproj import CRS

#: Values that programs write where there is no data, most of them without saying so.
UNDECLARED_HOLES: Final = (-9999.0, -32768.0, -32767.0, -99999.0, float(np.finfo(np.float32).min))

#: No land is higher or deeper than this, metres; a band beyond it is no terrain in metres.
_HIGHEST, _DEEPEST = 9_000.0, -12_000.0

#: No height, but what programs write where there is none, or infinity.
_BEYOND_FIGURES: Final = np.float32(1e30)

_UNITS: Final = {"metre": 1.0, "foot": 0.3048, "us-foot": 1200.0 / 3937.0}
_BAND_UNITS: Final = {
    "m": 1.0, "metre": 1.0, "meter": 1.0, "metres": 1.0, "meters": 1.0,
    "ft": 0.3048, "foot": 0.3048, "feet": 0.3048,
    "us-ft": 1200.0 / 3937.0, "us survey foot": 1200.0 / 3937.0, "ftus": 1200.0 / 3937.0,
    "cm": 0.01, "dm": 0.1,
}  # fmt: skip

#: A grid of so few different whole numbers, the largest no larger than this, may hold classes.
_FEW_CLASSES: Final = 20
_HIGHEST_CLASS: Final = 255.0

#: Cells looked at to find undeclared holes in a grid too large to look at whole.
_GLANCE: Final = 1_000_000


def check_band(dataset: Any, path: Path, params: TerrainParams) -> None:
    """Refuse what cannot be a terrain.

    Raises
    ------
    InvalidRequest
        If the band is not there.
    UnreadableFile
        If the file is a picture, or its values are no numbers.
    """
    if params.band > dataset.count:
        raise InvalidRequest(
            msg(
                "{file} has {count} bands, not {band}.", file=path.name, count=dataset.count, band=params.band
            ),
            msg("Choose a band from 1 to {count}.", count=dataset.count),
        )
    kind = np.dtype(dataset.dtypes[params.band - 1]) if "complex" not in dataset.dtypes[0] else None
    if kind is None or kind.kind not in "iuf":
        raise broken(path, "holds no heights but values of another kind")
    interpretation = dataset.colorinterp[params.band - 1].name
    if interpretation in ("red", "green", "blue", "palette", "alpha"):
        raise UnreadableFile(
            msg(
                "{file} is a picture, not a terrain: band {band} is {colour}.",
                file=path.name,
                band=params.band,
                colour=interpretation,
            ),
            msg("Choose the file that holds heights."),
        )


def hole_value(dataset: Any, band: int, issues: list[ImportIssue]) -> float | None:
    """Return the value that stands for no data: the declared one, else one that a glance at the file finds.

    Parameters
    ----------
    dataset : rasterio dataset
        Open.
    band : int
        From 1.
    issues : list of ImportIssue
        Is told of a value that was found.
    """
    declared: float | None = dataset.nodatavals[band - 1]
    if declared is not None:
        return declared
    share = max(1.0, math.sqrt(dataset.width * dataset.height / _GLANCE))
    shape = (max(1, round(dataset.height / share)), max(1, round(dataset.width / share)))
    glance = dataset.read(band, out_shape=shape)  # nearest cells, so values are as they are in the file
    found = undeclared_in(glance)
    tell_of_undeclared(found[:1], issues)
    return found[0] if found else None


def undeclared_in(stored: NDArray[Any]) -> list[float]:
    """Return the values of empty cells that a file does not declare, as it stores them."""
    if not np.fmin.reduce(stored, axis=None) <= UNDECLARED_HOLES[0]:
        return []
    return [
        value
        for value in UNDECLARED_HOLES
        if _can_hold(stored.dtype, value) and np.any(stored == np.asarray(value).astype(stored.dtype))
    ]


def tell_of_undeclared(values: Iterable[float], issues: list[ImportIssue]) -> None:
    """Say which values were taken as empty although the file does not declare them."""
    for value in values:
        said = msg("Cells of {value:g} were taken as empty; the file does not declare them.", value=value)
        issues.append(ImportIssue("repaired", said))


def _can_hold(kind: np.dtype[Any], value: float) -> bool:
    return kind.kind == "f" or bool(np.iinfo(kind).min <= value <= np.iinfo(kind).max)


def metres_of_band(
    dataset: Any, params: TerrainParams, crs: "CRS", issues: list[ImportIssue]
) -> tuple[float, float]:
    """Return factor and offset that make metres of a band's stored values."""
    unit_text = (dataset.units[params.band - 1] or "").strip().lower()
    if params.vertical_unit != "auto":
        unit = _UNITS[params.vertical_unit]
    else:
        unit = _BAND_UNITS.get(unit_text, metres_per_height(crs))
    if unit != 1.0 and params.vertical_unit == "auto" and unit_text not in _BAND_UNITS:
        said = msg(
            "The file does not say the unit of its heights; they were taken in the unit of its coordinates "
            "and multiplied by {factor:.6f}. If they are metres, say so under the unit of heights.",
            factor=unit,
        )
        issues.append(ImportIssue("note", said))
    elif unit != 1.0:
        issues.append(
            ImportIssue("note", msg("Heights were multiplied by {factor:.6f} to make metres.", factor=unit))
        )
    return dataset.scales[params.band - 1] * unit, dataset.offsets[params.band - 1] * unit


def as_heights(stored: NDArray[Any], holes: Iterable[float], factor: float, offset: float) -> F32:
    """Return metres, nan where there is no data.

    Parameters
    ----------
    stored : ndarray
        Values as the file stores them; those of 32 bits are changed in place.
    holes : iterable of float
        Stored values of empty cells.
    factor, offset : float
        Metres = stored x factor + offset.
    """
    empty = [
        (stored >= hole - 1e-6 * abs(hole)) & (stored <= hole + 1e-6 * abs(hole))
        for hole in holes
        if not math.isnan(hole)
    ]
    if (factor, offset) == (1.0, 0.0) and stored.dtype == np.float32:
        heights: F32 = stored
    else:
        heights = (stored.astype(np.float64) * factor + offset).astype(np.float32)
    for cells in empty:
        heights[cells] = np.nan
    low, high = heights.min(), heights.max()  # nan if there is one, and then the figures are looked through
    if not (low >= -_BEYOND_FIGURES and high <= _BEYOND_FIGURES):
        heights[np.abs(heights) > _BEYOND_FIGURES] = np.nan
    return heights


def check_heights(heights: F32, path: Path) -> None:
    """Refuse a grid without any height, or with heights that no land has.

    Raises
    ------
    UnreadableFile
        If so.
    """
    lowest, highest = float(np.fmin.reduce(heights, axis=None)), float(np.fmax.reduce(heights, axis=None))
    if math.isnan(lowest):
        raise UnreadableFile(
            msg("{file} holds no height at all: every cell is empty.", file=path.name),
            msg("Check that the right file was exported."),
        )
    if lowest < _DEEPEST or highest > _HIGHEST:
        raise UnreadableFile(
            msg(
                "{file} holds heights from {lowest:.0f} to {highest:.0f} m, which no land has.",
                file=path.name,
                lowest=lowest,
                highest=highest,
            ),
            msg("Check the unit of heights, and which value stands for empty cells."),
        )


def tell_of_classes(heights: F32, issues: list[ImportIssue]) -> None:
    """Say so if figures look like classes (land cover, a mask) and not like heights."""
    some = heights.ravel()[:: max(1, heights.size // _GLANCE)]
    if len(some) < 2_000:
        return
    some = some[np.isfinite(some)]
    if not len(some) or not 0.0 <= some.min() <= some.max() <= _HIGHEST_CLASS:
        return
    kinds = np.unique(some)
    if len(kinds) <= _FEW_CLASSES and np.array_equal(kinds, np.rint(kinds)):
        issues.append(
            ImportIssue(
                "note",
                msg("The grid holds only {count} different whole numbers: perhaps classes, not heights.",
                    count=len(kinds)),
            )
        )  # fmt: skip
