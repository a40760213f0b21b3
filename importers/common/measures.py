"""Figures and text out of attribute columns: heights and floors as people write them, ids that are unique.

It does not know which field is which.
"""

import re
import unicodedata
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F64, Column

_APPROXIMATE: Final = re.compile(r"约|大概|左右|近|~|≈|about|approx|circa|ca\.")
_BELOW_GROUND: Final = re.compile(r"(地下|负|basement|below)\s*\d+(\.\d+)?\s*[层f]?")
_NUMBER: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_FLOOR_WORD: Final = re.compile(r"层|楼|floor|stor(e?y|ies)|level|\df\b")
_FEET_WORD: Final = re.compile(r"(?<![a-z])(ft|feet|foot)(?![a-z])|英尺|'")
_CENTIMETRE_WORD: Final = re.compile(r"cm|厘米")
_CHINESE_DIGITS: Final = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)} | {
    "两": 2
}
_CHINESE_FLOORS: Final = re.compile(r"([一二两三四五六七八九])?(十)?([一二三四五六七八九])?层")


def texts(values: Column) -> NDArray[np.str_]:
    """Return a column as text, empty where there is nothing."""
    if values.dtype.kind == "U":
        return values
    if values.dtype.kind == "f":
        whole = np.isfinite(values) & (values == np.round(values)) & (np.abs(values) < 1e15)
        text = values.astype(np.str_)
        return np.where(np.isnan(values), "", np.where(whole, np.char.partition(text, ".0")[:, 0], text))
    if values.dtype.kind == "M":
        return np.where(np.isnat(values), "", np.datetime_as_string(values, unit="s"))
    if values.dtype.kind == "O":
        return np.array([_text(value) for value in values], dtype=np.str_)
    return values.astype(np.str_)


def _text(value: object) -> str:
    """Return one value of a mixed column: lists with commas, nothing for None and nan."""
    if isinstance(value, np.ndarray):
        return ", ".join(str(item) for item in value)
    return "" if value is None or (isinstance(value, float) and np.isnan(value)) else str(value)


def is_unique(ids: NDArray[np.str_]) -> bool:
    """Return whether no id is empty and none comes twice."""
    return are_unique(ids.tolist())  # a set of Python's own text is several times faster than numpy's unique


def are_unique(ids: list[str]) -> bool:
    """Return whether no id is empty and none comes twice."""
    distinct = set(ids)
    return len(ids) > 0 and "" not in distinct and len(distinct) == len(ids)


def lengths(values: Column, storey_height: float) -> tuple[F64, NDArray[np.bool_]]:
    """Return heights in metres out of numbers or text, and which of them are only about right.

    ``12.5``, ``12m``, ``12,5 米``, ``40 ft``, ``约20米`` are lengths; ``3层`` is floors times the storey
    height; of a range the upper end counts.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Numbers or text.
    storey_height : float
        Metres of a storey.

    Returns
    -------
    metres : ndarray of float64, shape (n,)
        nan where nothing can be read.
    approximate : ndarray of bool, shape (n,)
    """
    if values.dtype.kind in "iufb":
        return values.astype(np.float64), np.zeros(len(values), dtype=bool)
    distinct, row = np.unique(texts(values), return_inverse=True)
    read = [_length(text, storey_height) for text in distinct]
    metres = np.array([length for length, _ in read], dtype=np.float64)
    about = np.array([approximate for _, approximate in read], dtype=bool)
    return metres[row], about[row]


def counts(values: Column) -> F64:
    """Return numbers of floors above ground out of numbers or text, nan where nothing can be read."""
    if values.dtype.kind in "iufb":
        return values.astype(np.float64)
    distinct, row = np.unique(texts(values), return_inverse=True)
    floors = np.array([_floors(text) for text in distinct], dtype=np.float64)
    return floors[row]


def _length(text: str, storey_height: float) -> tuple[float, bool]:
    said = unicodedata.normalize("NFKC", text).casefold().strip()
    about = bool(_APPROXIMATE.search(said))
    if _FLOOR_WORD.search(said):
        return _floors(text) * storey_height, True
    number = _largest(said)
    if _FEET_WORD.search(said):
        number *= 0.3048
    elif _CENTIMETRE_WORD.search(said):
        number *= 0.01
    return number, about


def _floors(text: str) -> float:
    said = _BELOW_GROUND.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    chinese = _CHINESE_FLOORS.search(said)
    if chinese and any(chinese.groups()):
        tens, ten, ones = chinese.groups()
        first = _CHINESE_DIGITS.get(tens or "", 0)
        whole = (first or 1) * 10 if ten else first
        return float(whole + _CHINESE_DIGITS.get(ones or "", 0))
    return _largest(said.partition("/")[0])


def _largest(said: str) -> float:
    """Return the upper end of the figures in a text; a hyphen between figures is a range, not a minus."""
    ranged = _NUMBER.findall(re.sub(r"(?<=\d)\s*[-–—~]\s*(?=\d)", " ", said))
    figures = [float(number.replace(",", ".")) for number in ranged]
    return max(figures) if figures else float("nan")
