"""One building made otherwise: another height, other storeys, another roof, another use.

Every function returns a new node; making it happen is a command's work. It knows no widget.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from app.proposals import with_height
from scene.node import Node, Role
from scene.payloads import Buildings
from scene.payloads.arrays import Column

#: What holds buildings that a person may make otherwise.
EDITABLE: Final = (Role.BUILDINGS, Role.HERITAGE, Role.STRUCTURES, Role.PROPOSALS)
#: ``height_source`` of a height that somebody planned.
DESIGN: Final = "design"
#: Share of half a building's width by which a roof rises that a person asks for: 30 degrees.
_PITCH: Final = 0.577
FLAT: Final = "flat"


def is_editable(node: Node, row: int) -> bool:
    """Return whether a row of a node is a building that a person may make otherwise."""
    return node.role in EDITABLE and isinstance(node.payload, Buildings) and 0 <= row < node.payload.count


def with_design_height(node: Node, row: int, height: float) -> Node:
    """Return the node with another height of one building; what is planned has no error of measurement."""
    made = with_height(node, row, height)
    payload = made.payload
    assert isinstance(payload, Buildings)
    columns = dict(payload.columns)
    if "height_source" in columns:
        columns["height_source"] = _written(columns["height_source"], row, DESIGN)
    if "height_sigma" in columns:
        columns["height_sigma"] = _written(columns["height_sigma"], row, 0.0)
    return replace(made, payload=replace(payload, columns=columns))


def with_floors(node: Node, row: int, floors: int) -> Node:
    """Return the node with other storeys of one building."""
    return _with(node, row, "floors", float(floors))


def with_use(node: Node, row: int, use: str) -> Node:
    """Return the node with another use of one building."""
    return _with(node, row, "use", use)


def with_roof(node: Node, row: int, form: str) -> Node:
    """Return the node with another roof of one building: its top stays, its eaves follow the roof."""
    payload = node.payload
    assert isinstance(payload, Buildings)
    parts = slice(payload.building_start[row], payload.building_start[row + 1])
    eaves = payload.eaves.copy()
    for part in range(parts.start, parts.stop):
        rise = 0.0 if form == FLAT else _rise(payload, part)
        eaves[part] = payload.top[part] - rise
    return _with(replace(node, payload=replace(payload, eaves=eaves)), row, "roof", form)


def _rise(payload: Buildings, part: int) -> float:
    """Return how much a pitched roof rises over a part: by its narrower half, and no more than half of it."""
    outer = payload.part_start[part]
    ring = payload.rings[payload.ring_start[outer] : payload.ring_start[outer + 1]].astype(np.float64)
    middle = ring - ring.mean(axis=0)
    _, axes = np.linalg.eigh(middle.T @ middle)
    width = float(np.ptp(middle @ axes, axis=0).min())
    return min(_PITCH * width / 2.0, 0.5 * float(payload.top[part] - payload.bottom[part]))


def _with(node: Node, row: int, column: str, value: float | str) -> Node:
    payload = node.payload
    assert isinstance(payload, Buildings)
    unknown: Column = np.full(payload.count, "" if isinstance(value, str) else np.nan)
    columns = {**payload.columns, column: _written(payload.columns.get(column, unknown), row, value)}
    return replace(node, payload=replace(payload, columns=columns))


def _written(column: Column, row: int, value: float | str) -> Column:
    """Return a column with one value written; it grows wide enough for it."""
    if isinstance(value, str):
        made: Column = column.astype(np.str_)
        made = made.astype(np.promote_types(made.dtype, f"U{max(len(value), 1)}"))
    elif column.dtype.kind == "U":  # a file gave numbers as text
        made, value = column.astype("U16"), f"{value:g}"
    else:
        made = column.copy() if column.dtype.kind == "f" or value == int(value) else column.astype(np.float64)
    made[row] = value
    return made
