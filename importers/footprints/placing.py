"""Where a vector layer lies: its way into the frame, what must be said of it, and what is out of reach.

It does not know what the layer holds.
"""

from pathlib import Path
from typing import Final

import numpy as np

from importers.base import ImportIssue, ImportTarget
from importers.common.fields import Fields
from importers.common.measures import texts
from importers.coordinates.crs import WGS84, choose, moved, written
from importers.coordinates.framing import Way, frame_for
from importers.coordinates.landmarks import about_known_places, known_places
from importers.coordinates.plausibility import checked
from importers.footprints.hints import landmark_hint, map_offset_hint
from importers.footprints.params import FootprintParams
from importers.footprints.shapes import Shapes
from importers.footprints.table import Table
from scene.errors import UnreadableFile
from scene.frame import REACH_METRES
from scene.messages import Message, msg
from scene.payloads.arrays import F64

#: Vertices whose coordinates are held against the stated system.
CHECKED: Final = 2_000


def nothing_usable(path: Path) -> UnreadableFile:
    """Return the error for a layer without geometry."""
    return UnreadableFile(
        msg("{file} holds no usable geometry.", file=path.name),
        msg("Check that the right layer was exported, with its geometry."),
    )


def way_of(path: Path, answers: FootprintParams, table: Table, target: ImportTarget) -> tuple[Way, F64]:
    """Return the way of a layer into the frame, and some of its coordinates, checked."""
    some = table.shapes.sample(CHECKED)
    if not len(some):
        raise nothing_usable(path)
    crs = choose(answers.crs, table.crs, path.name)
    checked(crs, some, path.name)
    frame = target.frame or frame_for(crs, some)
    return Way(written(crs), frame, answers.datum_shift), some


def tell_of_the_way(
    path: Path,
    answers: FootprintParams,
    table: Table,
    fields: Fields,
    way: Way,
    xy: F64,
    issues: list[ImportIssue],
) -> None:
    """Say how far off positions may be, and whether they seem to carry an offset of web maps."""
    caution = way.caution()
    if caution is not None:
        issues.append(ImportIssue("note", caution))
    hint = offset_hint(path, answers, table, fields, xy) if way.datum_shift == "none" else None
    if hint is not None:
        issues.append(ImportIssue("note", hint))


def offset_hint(
    path: Path, answers: FootprintParams, table: Table, fields: Fields, xy: F64
) -> Message | None:
    """Return a sentence if a layer seems to carry an offset of web maps, by places or fields."""
    crs = choose(answers.crs, table.crs, path.name)
    if fields.name and about_known_places(moved(written(crs), WGS84, xy)):
        names = texts(table.columns[fields.name])
        rows = np.flatnonzero(np.isin(names, list(known_places())))
        middles = moved(written(crs), WGS84, table.shapes.middles(rows))
        hint = landmark_hint([str(name) for name in names[rows]], middles)
        if hint is not None:
            return hint
    return map_offset_hint(table.columns, crs, xy)


def refuse_out_of_reach(local: Shapes, way: Way) -> None:
    """Refuse a layer of buildings of which any lies beyond the frame's reach."""
    import shapely

    for xy in (np.asarray(local.xy), shapely.get_coordinates(local.others)):
        if len(xy) and not np.abs(xy).max() <= REACH_METRES:
            far = ~(np.abs(xy) <= REACH_METRES).all(axis=1)
            way.frame.to_local(xy[far].astype(np.float64) + np.asarray(way.frame.origin[:2]))
