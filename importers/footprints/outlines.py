"""Districts, zones, roads, spots: vector features as lines with their names, not as buildings.

What lies out of the frame's reach is cut off, as a district may well be larger than a scene.
It does not know what the lines stand for.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue, ImportTarget
from importers.common.fields import Fields
from importers.common.ground import seated
from importers.footprints.attributes import carried, stable_ids
from importers.footprints.shapes import Shapes
from importers.footprints.table import Table
from importers.issues import tell
from scene.frame import REACH_METRES
from scene.payloads import Polylines

#: Most areas of a layer of districts are larger than this, m²; no building is.
DISTRICT_AREA: Final = 1_000_000.0

_AREAL: Final = (3, 6)
_LINEAR: Final = (1, 2, 5)


def looks_like_outlines(shapes: Shapes, fields: Fields) -> bool:
    """Return whether a layer holds districts or lines rather than buildings.

    Parameters
    ----------
    shapes : Shapes
        In metres.
    fields : Fields
        Whether there are heights.
    """
    if not shapes.any_areal:
        return True
    if fields.height or fields.floors:
        return False
    return bool(np.nanmedian(shapes.areas()) > DISTRICT_AREA)


def polylines_of(
    table: Table, local: Shapes, fields: Fields, target: ImportTarget, issues: list[ImportIssue]
) -> tuple[Polylines, dict[str, str]] | None:
    """Return a layer as lines on the ground, with the titles of its columns; None if none is in reach.

    Parameters
    ----------
    table : Table
        The layer.
    local : Shapes
        Its geometries in local metres.
    fields : Fields
        Which columns hold names and ids.
    target : ImportTarget
        Holds the terrain.
    issues : list of ImportIssue
        Is told what was cut off.
    """
    import shapely

    shapes = local.objects()
    areal = np.isin(shapely.get_type_id(shapes), _AREAL)
    lines = np.where(areal, shapely.boundary(shapes), shapes)
    box = shapely.box(-REACH_METRES, -REACH_METRES, REACH_METRES, REACH_METRES)
    beyond = np.flatnonzero(~shapely.is_missing(lines) & ~shapely.covered_by(lines, box))
    lines[beyond] = shapely.intersection(lines[beyond], box)
    tell(issues, "dropped", "Outlines cut at 100 km from the origin: {count} (rows {rows}).", beyond)
    linear = np.isin(shapely.get_type_id(lines), _LINEAR)
    lines[linear] = shapely.line_merge(lines[linear])
    pieces, rows = shapely.get_parts(lines, return_index=True)
    kept = ~shapely.is_empty(pieces)
    pieces, rows = pieces[kept], rows[kept]
    if not len(pieces):
        return None
    xy, line = shapely.get_coordinates(pieces, return_index=True)
    start = np.searchsorted(line, np.arange(len(pieces) + 1)).astype(np.int32)
    z = seated(target, xy, []).astype(np.float64)
    columns, titles = carried(table, rows, fields)
    payload = Polylines(np.column_stack([xy, z]), start, _piece_ids(table, rows, fields), columns)
    return payload, titles


def _piece_ids(table: Table, rows: NDArray[np.int64], fields: Fields) -> tuple[str, ...]:
    """Return an id for each line: its feature's, with a number where a feature has several lines."""
    distinct, first, count = np.unique(rows, return_index=True, return_counts=True)
    ids = dict(zip(distinct.tolist(), stable_ids(table, distinct, fields), strict=True))
    start = dict(zip(distinct.tolist(), first.tolist(), strict=True))
    several = dict(zip(distinct.tolist(), (count > 1).tolist(), strict=True))
    return tuple(
        f"{ids[row]}-{place - start[row] + 1}" if several[row] else ids[row]
        for place, row in enumerate(rows.tolist())
    )
