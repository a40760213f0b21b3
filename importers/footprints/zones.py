"""Control zones: areas with the height that is allowed in them, holes kept, standing on the ground.

A zone is kept as a building is: rings, and a top that is the limit above the ground. Its role keeps it out
of everything that asks for buildings. It does not know rules or files.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue, ImportTarget
from importers.common.fields import Fields, plain
from importers.common.measures import lengths, texts
from importers.footprints.attributes import carried, stable_ids
from importers.footprints.buildings import ground_of
from importers.footprints.params import FootprintParams
from importers.footprints.rings import rings_of
from importers.footprints.shapes import Shapes
from importers.footprints.table import Table
from importers.issues import tell
from scene.errors import AnswerNeeded
from scene.messages import msg
from scene.payloads import Buildings
from scene.payloads.arrays import F64

#: No plan limits a height to more, metres.
_HIGHEST: Final = 1000.0
#: Fields that name the rule a limit comes from, in the form that ``plain`` gives.
_SOURCES: Final = (
    "依据",
    "控制依据",
    "规划依据",
    "文件依据",
    "批文",
    "文号",
    "来源",
    "source",
    "rule",
    "basis",
)
_EAVES: Final = ("檐", "eave")


def looks_like_zones(shapes: Shapes, fields: Fields) -> bool:
    """Return whether a layer has areas and a height limit, and nothing that says how high buildings are."""
    return bool(fields.limit) and not fields.height and not fields.floors and shapes.any_areal


def zones_of(
    table: Table,
    local: Shapes,
    fields: Fields,
    params: FootprintParams,
    target: ImportTarget,
    file: str,
    issues: list[ImportIssue],
) -> tuple[Buildings, dict[str, str]]:
    """Return a layer as zones, with the titles of its columns.

    Columns of their own are ``limit_m`` (nan where none can be read), ``measured_from`` (``eaves`` or
    ``top``) and ``source``, the rule a limit comes from. Eaves and top of a part are the limit above the
    mean ground, or the ground where there is no limit.

    Parameters
    ----------
    table : Table
        The layer.
    local : Shapes
        Its geometries in local metres.
    fields : Fields
        Which columns hold what.
    params : FootprintParams
        The answers.
    target : ImportTarget
        Holds the terrain.
    file : str
        For sentences, and the source where no field names one.
    issues : list of ImportIssue
        Is told what was repaired, dropped and doubted.

    Raises
    ------
    UnreadableFile
        If no polygon is usable.
    AnswerNeeded
        If no field with limits is known.
    """
    if not fields.limit:
        raise AnswerNeeded(
            msg("{file} has no field in which a height limit can be read.", file=file),
            "limit_field",
            msg("Name the field, or read the layer as outlines."),
        )
    rings = rings_of(local, file, issues)
    limit = _limits(table, rings.rows, fields, params, issues)
    bottom, ground = ground_of(rings, target, issues)
    top = np.repeat(ground + np.nan_to_num(limit), np.diff(rings.feature_start)).astype(np.float32)
    columns, titles = carried(table, rings.rows, fields)
    columns |= {
        "limit_m": limit.astype(np.float32),
        "measured_from": np.full(len(limit), _measured_from(fields.limit, params)),
        "source": _sources(table, rings.rows, file),
    }
    ids = stable_ids(table, rings.rows, fields)
    payload = Buildings(
        rings.rings,
        rings.ring_start,
        rings.part_start,
        rings.feature_start,
        bottom,
        top,
        top,
        ground,
        ids,
        columns,
    )
    return payload, titles


def _limits(
    table: Table,
    rows: NDArray[np.int64],
    fields: Fields,
    params: FootprintParams,
    issues: list[ImportIssue],
) -> F64:
    metres, _ = lengths(table.columns[fields.limit][rows], params.storey_height)
    possible = (metres >= 0.0) & (metres <= _HIGHEST)
    tell(
        issues,
        "note",
        "Zones whose limit in “{field}” cannot be read: {count} (rows {rows}).",
        rows[~possible],
        field=fields.limit,
    )
    return np.where(possible, metres, np.nan)


def _measured_from(field: str, params: FootprintParams) -> str:
    if params.measured_from != "auto":
        return params.measured_from
    return "eaves" if any(word in plain(field) for word in _EAVES) else "top"


def _sources(table: Table, rows: NDArray[np.int64], file: str) -> NDArray[np.str_]:
    """Return the rule that each limit comes from, the file's name where no field says it."""
    for name, values in table.columns.items():
        if plain(name) in _SOURCES:
            said = texts(values[rows])
            return np.where(said != "", said, file)
    return np.full(len(rows), file)
