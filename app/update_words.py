"""What a newer file changes in a layer, in words: one line for every row that differs, figures for the rest.

It compares nothing and knows no widget.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.wording import Text
from scene.geometry.comparison import Difference
from scene.messages import msg
from scene.payloads import Buildings, Payload, PointCloud, Polylines, Raster, StreamedPoints, TriangleMesh
from scene.units import DISTANCE, ELEVATION, HEIGHT

if TYPE_CHECKING:
    from app.updating import Update


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs, in words.

    Parameters
    ----------
    kind : str
        ``added``, ``removed`` or ``changed``.
    row : int
        Of the newer layer, of the older one if it was removed.
    id : str
    name : str
    height, moved, attributes : Text
        What changed, empty if it did not.
    lost : bool
        Whether a removed row says something that no file knows.
    conflict : bool
        Whether a person edited what the file tells otherwise.
    """

    kind: str
    row: int
    id: str
    name: str
    height: Text = ""
    moved: Text = ""
    attributes: Text = ""
    lost: bool = False
    conflict: bool = False


def changes(update: "Update") -> tuple[Change, ...]:
    """Return every row that differs: added, removed, changed, each in the order of its layer."""
    found, older, newer = update.difference, update.before.payload, update.after.payload
    if found is None or not isinstance(older, Buildings | Polylines):
        return ()
    assert isinstance(newer, Buildings | Polylines)
    gone = update.lost_rows
    rows = [Change("added", int(row), newer.ids[row], _name(newer, row)) for row in found.added]
    rows += [
        Change("removed", int(row), older.ids[row], _name(older, row), lost=int(row) in gone)
        for row in found.removed
    ]
    raised, displaced, conflicts = found.raised, found.displaced, update.conflicts
    for pair in np.flatnonzero(found.changed):
        before, after = int(found.before[pair]), int(found.after[pair])
        rows.append(
            Change(
                "changed",
                after,
                newer.ids[after],
                _name(newer, after),
                _step(found.height_before[pair], found.height_after[pair]) if raised[pair] else "",
                DISTANCE.text(float(found.moved[pair])) if displaced[pair] else "",
                _retold(update, found, int(pair), before, after),
                conflict=bool(conflicts[pair]),
            )
        )
    return tuple(rows)


def _step(before: float, after: float) -> str:
    return " → ".join("–" if np.isnan(value) else HEIGHT.text(float(value)) for value in (before, after))


def _retold(update: "Update", found: Difference, pair: int, before: int, after: int) -> str:
    older, newer = update.before.payload, update.newer
    assert isinstance(older, Buildings | Polylines)
    assert isinstance(newer, Buildings | Polylines)
    said = []
    for name, differs in found.attributes.items():
        if differs[pair]:
            said.append(f"{name}: {_word(older.columns[name][before])} → {_word(newer.columns[name][after])}")
    return "; ".join(said)


def _word(value: object) -> str:
    if isinstance(value, float | np.floating):
        return "–" if np.isnan(value) else f"{float(value):g}"
    return str(value) or "–"


def _name(payload: Buildings | Polylines, row: int) -> str:
    for key in ("name_zh", "name_en"):
        column = payload.columns.get(key)
        if column is not None and str(column[row]):
            return str(column[row])
    return ""


def figures(older: Payload | None, newer: Payload | None) -> Iterable[Text]:
    """Yield what a layer that is replaced whole was and will be."""
    if isinstance(older, Raster) and isinstance(newer, Raster):
        yield msg(
            "Grid {before} becomes {after}.",
            before=_grid(older),
            after=_grid(newer),
        )
        if (older.shape, older.cell, older.west, older.north) == (
            newer.shape, newer.cell, newer.west, newer.north,
        ):  # fmt: skip
            step = newer.values.astype(np.float64) - older.values
            step = step[np.isfinite(step)]
            if step.size:
                yield msg(
                    "Cells that differ: {count:,}; by {mean} on average, by {most} at most.",
                    count=int((np.abs(step) > 1e-3).sum()),
                    mean=ELEVATION.text(float(step.mean())),
                    most=ELEVATION.text(float(step[np.abs(step).argmax()])),
                )
    elif isinstance(older, PointCloud | StreamedPoints) and isinstance(newer, PointCloud | StreamedPoints):
        yield msg("{before:,} points become {after:,}.", before=older.total, after=newer.total)
    elif isinstance(older, TriangleMesh) and isinstance(newer, TriangleMesh):
        yield msg("{before:,} triangles become {after:,}.", before=len(older.faces), after=len(newer.faces))
    yield msg("The layer is replaced whole.")


def _grid(raster: Raster) -> str:
    rows, cols = raster.shape
    return f"{cols:,} × {rows:,}, {raster.cell:g} m"
