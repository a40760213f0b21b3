"""Buildings as footprints and heights. Walls and roofs are derived from them, never stored.

Rows are buildings; a building has parts, a part has rings, nested by three offset arrays.
It does not know triangles, files or rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F32, I32, Column, columns, frozen, offsets

#: What the ``roof`` column may say. Anything else is drawn and computed as flat.
ROOF_FORMS: Final = ("flat", "gabled", "hipped", "pyramidal", "xieshan")


@dataclass(frozen=True, eq=False)
class Buildings:
    """A layer of buildings.

    Parameters
    ----------
    rings : ndarray of float32, shape (v, 2)
        Vertices of all rings, local metres, without a closing repeat; outer rings run
        counter-clockwise, holes clockwise.
    ring_start : ndarray of int32, shape (r + 1,)
        Ring ``i`` is ``rings[ring_start[i]:ring_start[i + 1]]``.
    part_start : ndarray of int32, shape (p + 1,)
        Part ``i`` has rings ``part_start[i]`` to ``part_start[i + 1]``, the first one the outer.
    building_start : ndarray of int32, shape (n + 1,)
        Building ``i`` has parts ``building_start[i]`` to ``building_start[i + 1]``.
    bottom, eaves, top : ndarray of float32, shape (p,)
        Local z of each part's foot, eaves and highest point. Caps measure eaves, the balloon measures top.
    outdoor_ground : ndarray of float32, shape (n,)
        Local z from which rules measure a building.
    ids : tuple of str
        Stable names of the rows; rows may move, ids do not.
    columns : Mapping[str, ndarray]
        One value a building: ``name_zh``, ``name_en``, ``floors``, ``use``, ``roof`` (see `ROOF_FORMS`),
        of proposals ``parapet`` and ``mast`` (metres over the roof),
        ``material``, ``overhang`` (m), ``height_source``, ``height_sigma`` (m), ``quarter`` …

    Raises
    ------
    ValueError
        If the arrays do not fit together.
    """

    rings: F32
    ring_start: I32
    part_start: I32
    building_start: I32
    bottom: F32
    eaves: F32
    top: F32
    outdoor_ground: F32
    ids: tuple[str, ...]
    columns: Mapping[str, Column] = field(default_factory=dict)

    def __post_init__(self) -> None:
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        put("rings", frozen("rings", self.rings, np.float32, (None, 2)))
        put("ring_start", offsets("ring_start", self.ring_start, len(self.rings)))
        put("part_start", offsets("part_start", self.part_start, len(self.ring_start) - 1))
        put("building_start", offsets("building_start", self.building_start, len(self.part_start) - 1))
        parts = len(self.part_start) - 1
        for name in ("bottom", "eaves", "top"):
            put(name, frozen(name, getattr(self, name), np.float32, (parts,)))
        put("outdoor_ground", frozen("outdoor_ground", self.outdoor_ground, np.float32, (self.count,)))
        put("ids", tuple(self.ids))
        if len(self.ids) != self.count:
            raise ValueError(f"{len(self.ids)} ids for {self.count} buildings")
        put("columns", columns(self.count, self.columns))

    @property
    def count(self) -> int:
        """Number of buildings."""
        return len(self.building_start) - 1

    @cached_property
    def row_of_id(self) -> dict[str, int]:
        """Row of each id."""
        return {name: row for row, name in enumerate(self.ids)}

    @cached_property
    def building_of_part(self) -> NDArray[np.int32]:
        """Row of the building that each part belongs to."""
        return np.repeat(np.arange(self.count, dtype=np.int32), np.diff(self.building_start))

    @cached_property
    def first_ring_vertex(self) -> NDArray[np.int32]:
        """Index into `rings` of the first outer vertex of each building."""
        return self.ring_start[self.part_start[self.building_start[:-1]]]

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north in local metres; zeros if there are no buildings."""
        if not len(self.rings):
            return (0.0, 0.0, 0.0, 0.0)
        west, south = self.rings.min(axis=0)
        east, north = self.rings.max(axis=0)
        return (float(west), float(south), float(east), float(north))

    def text(self, column: str, row: int) -> str:
        """Return one value of a text column, empty if the column is absent."""
        values = self.columns.get(column)
        return "" if values is None else str(values[row])
