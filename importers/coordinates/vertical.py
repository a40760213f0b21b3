"""Height datums: which one data is in, and what it takes to put its heights into the project's.

Where the difference is one figure for the whole country it is added and said; where it is not, heights
stay as they are and that is said. It does not know files.
"""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from importers.coordinates.crs import resolve, title, vertical_of, written
from importers.issues import ImportIssue
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.messages import BilingualText, msg

if TYPE_CHECKING:
    from pyproj import CRS

TABLE: Final = Path(__file__).resolve().parents[2] / "assets" / "tables" / "datums.toml"
#: Heights above the ellipsoid, which have no code of their own.
ELLIPSOID: Final = "ellipsoid"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text("utf-8"))


def called(datum: str) -> BilingualText:
    """Return what sentences call a height datum: its name in the table, else as its authority has it."""
    known = _table()["datum"].get(datum)
    if known is not None:
        return BilingualText(known["zh"], known["en"])
    try:
        return BilingualText.same(title(resolve(datum)))
    except InvalidRequest:
        return BilingualText.same(datum)


def datum_of(crs: "CRS", answer: str = "") -> str:
    """Return the height datum of data: the person's answer, else what its system says, else ``""``.

    Parameters
    ----------
    crs : CRS
        Of the data.
    answer : str
        ``EPSG:5736``, ``5736``, ``ellipsoid``, or empty.

    Raises
    ------
    InvalidRequest
        If the answer names no height datum.
    """
    if answer.strip():
        if answer.strip().lower() == ELLIPSOID:
            return ELLIPSOID
        named = resolve(answer)
        if named.is_vertical or vertical_of(named):
            return vertical_of(named) or written(named)
        raise InvalidRequest(
            msg("“{text}” names no height datum.", text=answer.strip()),
            msg("Write EPSG:5737 for the 1985 datum, EPSG:5736 for that of 1956, or ellipsoid."),
        )
    stated = vertical_of(crs)
    if stated:
        return stated
    return ELLIPSOID if len(crs.axis_info) == 3 and not crs.is_compound else ""


def levelled(
    crs: "CRS", frame: SceneFrame, joins: bool, issues: list[ImportIssue], answer: str = ""
) -> tuple[SceneFrame, float]:
    """Return a frame with its height datum, and how many metres to add to the heights of data.

    Parameters
    ----------
    crs : CRS
        Of the data.
    frame : SceneFrame
        The one it goes into.
    joins : bool
        Whether the frame was there before; one that is chosen for the data takes the data's datum.
    issues : list of ImportIssue
        As :func:`raised` has it.
    answer : str
        As :func:`datum_of` has it.
    """
    datum = datum_of(crs, answer)
    if not joins:
        return replace(frame, vertical=datum or frame.vertical), 0.0
    return frame, raised(datum, frame.vertical, issues)


def raised(datum: str, project: str, issues: list[ImportIssue]) -> float:
    """Return how many metres to add to heights so that they are in the project's datum.

    Parameters
    ----------
    datum, project : str
        As :func:`datum_of` returns them; empty where nobody knows.
    issues : list of ImportIssue
        Is told of a figure that was added, and of two datums that stay mixed.
    """
    if not datum or not project or datum == project:
        return 0.0
    names = {"datum": called(datum), "project": called(project)}
    for row in _table()["offset"]:
        for sign, one, other in ((1.0, "from", "to"), (-1.0, "to", "from")):
            if (row[one], row[other]) == (datum, project):
                metres = sign * float(row["metres"])
                said = msg("Heights were changed by {metres:+.3f} m from {datum} to {project}.",
                           metres=metres, **names)  # fmt: skip
                issues.append(ImportIssue("repaired", said))
                return metres
    issues.append(
        ImportIssue(
            "note",
            msg(
                "Two height datums are mixed: the file is in {datum}, the project in {project}; "
                "their difference is not known here, and heights were left as they are.",
                **names,
            ),
        )
    )
    return 0.0
