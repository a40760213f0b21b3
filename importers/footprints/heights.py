"""How high each building is, where that figure comes from, and how far it may be off.

Standard deviation of a height h, metres:

=============  ===========================  =============================================================
height_source  sigma                        why
=============  ===========================  =============================================================
field          0.5                          a surveyed or photogrammetric roof
approximate    sqrt(0.5² + (0.1 h)²)        the file itself says “about”, or gives floors as text
floors         sqrt(1.0² + (0.1 h)²)        storeys of 2.8 to 3.3 m, plinth and parapet unknown
assumed        0.5 h                        nothing is known
=============  ===========================  =============================================================

It does not know geometry or the ground.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.fields import Fields
from importers.common.measures import counts, lengths
from importers.footprints.params import FootprintParams
from importers.issues import tell
from scene.errors import AnswerNeeded
from scene.messages import msg
from scene.payloads.arrays import F64, Column

#: What stands higher is a tower that somebody would know of, and far more often a slip of the pen, metres.
_HIGHEST: Final = 700.0
_MOST_FLOORS: Final = 200.0
#: Storeys of a building of which nothing is known.
_ASSUMED_STOREYS: Final = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Heights:
    """Heights of n buildings.

    Parameters
    ----------
    metres : ndarray of float64, shape (n,)
        Above outdoor ground, all positive.
    source : ndarray of str, shape (n,)
        ``field``, ``approximate``, ``floors`` or ``assumed``.
    sigma : ndarray of float64, shape (n,)
        Standard deviation, metres.
    floors : ndarray of float64, shape (n,)
        Storeys as the file gives them, nan where it does not.
    """

    metres: F64
    source: NDArray[np.str_]
    sigma: F64
    floors: F64


def heights_of(
    columns: dict[str, Column],
    rows: NDArray[np.int64],
    fields: Fields,
    params: FootprintParams,
    file: str,
    issues: list[ImportIssue],
) -> Heights:
    """Return the heights of buildings: from the height field, else from floors, else assumed.

    Parameters
    ----------
    columns : dict
        Columns of the file.
    rows : ndarray of int64, shape (n,)
        Rows of the file that became buildings.
    fields : Fields
        Which columns to use.
    params : FootprintParams
        Storey height and what to assume.
    file : str
        For the sentence.
    issues : list of ImportIssue
        Is told of heights that cannot be and of those that were assumed.

    Raises
    ------
    AnswerNeeded
        If no building has any height and none is given for all; the parameter is ``height_field``.
    """
    unknown = np.full(len(rows), np.nan)
    metres, about = unknown.copy(), np.zeros(len(rows), dtype=bool)
    floors = unknown.copy()
    if fields.height:
        metres, about = lengths(columns[fields.height][rows], params.storey_height)
        _tell_of_text(columns[fields.height][rows], metres, fields.height, rows, issues)
        metres = _possible(metres, _HIGHEST, fields.height, rows, issues)
    if fields.floors:
        floors = _possible(counts(columns[fields.floors][rows]), _MOST_FLOORS, fields.floors, rows, issues)
    source = np.where(about, "approximate", np.where(np.isnan(metres), "assumed", "field"))
    from_floors = np.isnan(metres) & np.isfinite(floors)
    metres = np.where(from_floors, floors * params.storey_height, metres)
    source = np.where(from_floors, "floors", source)
    missing = np.isnan(metres)
    if missing.all() and params.default_height is None:
        raise AnswerNeeded(
            msg("{file} has no field in which a height or a number of floors can be read.", file=file),
            "height_field",
            msg("Name the field, give a height for all buildings, or read the layer as outlines."),
        )
    assumed = params.default_height or _ASSUMED_STOREYS * params.storey_height
    metres = np.where(missing, assumed, metres)
    source = np.where(missing, "assumed", source)
    tell(
        issues,
        "note",
        "Buildings without a height, taken as {height:.1f} m: {count}.",
        rows[missing],
        height=assumed,
    )
    return Heights(metres, source, sigma_of(metres, source), floors)


def _possible(
    values: F64, most: float, field: str, rows: NDArray[np.int64], issues: list[ImportIssue]
) -> F64:
    """Return values with those that no building has taken out, and said."""
    zero, impossible = values == 0.0, (values < 0.0) | (values > most)  # an infinite one too
    tell(
        issues, "note", "Buildings whose figure in “{field}” is 0: {count} (rows {rows}).",
        rows[zero], field=field,
    )  # fmt: skip
    tell(
        issues, "note", "Buildings whose figure in “{field}” cannot be: {count} (rows {rows}).",
        rows[impossible], field=field,
    )  # fmt: skip
    return np.where(zero | impossible, np.nan, values)


def _tell_of_text(
    values: Column, metres: F64, field: str, rows: NDArray[np.int64], issues: list[ImportIssue]
) -> None:
    """Say that heights are text, and where no figure could be read out of it."""
    if values.dtype.kind != "U":
        return
    written = values != ""
    if written.any():
        said = msg("The heights in “{field}” are text; figures were read out of {count} of {all}.",
                   field=field, count=int(np.isfinite(metres).sum()), all=int(written.sum()))  # fmt: skip
        issues.append(ImportIssue("note", said))
    tell(
        issues, "note", "Buildings whose text in “{field}” holds no figure: {count} (rows {rows}).",
        rows[written & np.isnan(metres)], field=field,
    )  # fmt: skip
    tell(
        issues, "note", "Buildings whose text in “{field}” says no height: {count} (rows {rows}).",
        rows[written & np.isnan(metres)], field=field,
    )  # fmt: skip


def sigma_of(metres: F64, source: NDArray[np.str_]) -> F64:
    """Return the standard deviation of heights by where they come from, metres."""
    tenth = 0.1 * metres
    return np.select(
        [source == "field", source == "approximate", source == "floors"],
        [np.full_like(metres, 0.5), np.hypot(0.5, tenth), np.hypot(1.0, tenth)],
        0.5 * metres,
    )
