"""Halls of temples: Daming (大明寺), Pingshan Hall (平山堂), Guanyinshan (观音山), Tianning (天宁寺).

Frame: z = 0 at the court, +y to the front. All measures are estimated.
It does not know the hill or the court.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from importers.yangzhou.heritage.chinese_roof import RoofStyle, skirt_roof
from importers.yangzhou.heritage.hall_roof import rolled_roof, xieshan_roof
from importers.yangzhou.heritage.mesh_builder import Colour, MeshBuilder
from importers.yangzhou.heritage.solids import inset, prism, rectangle, slabs
from importers.yangzhou.heritage.stonework import Balustrade
from importers.yangzhou.heritage.terraces import stepped_terrace
from importers.yangzhou.heritage.timberwork import (
    PAINTED,
    bracket_band,
    columns,
    hanging_lattice,
    lattice_panels,
    ring_slabs,
)
from scene.materials import COLOUR, Material
from scene.payloads.arrays import F64

#: Floor of Pingshan Hall's terrace over the court, metres.
PINGSHAN_TERRACE: Final = 1.6
#: Edge of that terrace, metres before the middle of the hall.
PINGSHAN_EDGE: Final = 13.0

OCHRE: Final[Colour] = (0xD8, 0xB0, 0x5C)
_ROOF: Final = RoofStyle(lift=0.8, swing=0.35, curl=0.5, thickness=0.24, ridge=0.24, tile_pitch=0.81)
_RAIL: Final = Balustrade(spacing=1.8)


@dataclass(frozen=True, slots=True)
class Hall:
    """Measures of a hall, metres.

    Parameters
    ----------
    half : tuple of float
        Half lengths of its column ring along x and y.
    bays : int
        Along the front.
    terrace : float
        Height of its terrace.
    column : float
        Height of the outer columns.
    double : bool
        Two eaves.
    wall : tuple of int
        Colour of side and back walls.
    roof : RoofStyle
    overhang : float
        From columns to eave.
    """

    half: tuple[float, float]
    bays: int
    terrace: float
    column: float
    double: bool
    wall: Colour
    roof: RoofStyle = _ROOF
    overhang: float = 1.5

    def add(self, builder: MeshBuilder) -> float:
        """Add the hall without its terrace, and return the height of its ridge."""
        half_x, half_y = self.half
        floor, top = self.terrace, self.terrace + self.column
        at = self._ring()
        columns(builder, at, floor, top, 0.21)
        ring_slabs(builder, rectangle(half_x, half_y), (top - 0.36, top), 0.24, colour=PAINTED)
        self._walls(builder, floor, top)
        bracket_band(builder, rectangle(half_x, half_y), top, 0.55, 0.7, 1.45)
        if not self.double:
            reach = (half_x + self.overhang, half_y + self.overhang)
            rise = 0.62 * reach[1]
            return xieshan_roof(builder, reach, self.overhang, top + 0.78, rise, self.roof, gable=self.wall)
        depth = self.overhang + 2.2
        eave = rectangle(half_x + self.overhang, half_y + self.overhang)
        level = top + 0.78
        skirt_roof(builder, eave, depth, level, 0.42 * depth, self.roof)
        upper = (half_x - 2.2, half_y - 2.2)
        drum = rectangle(*upper)
        head = level + 0.42 * depth + 1.0
        prism(builder, inset(drum, 0.1), level - 0.2, head + 0.4, Material.WOOD, colour=(0x7A, 0x40, 0x34))
        ring_slabs(builder, drum, (head - 0.3, head), 0.22, colour=PAINTED)
        bracket_band(builder, drum, head, 0.55, 0.7, 1.45)
        reach = (upper[0] + self.overhang, upper[1] + self.overhang)
        rise = 0.66 * reach[1]
        return xieshan_roof(builder, reach, self.overhang, head + 0.78, rise, self.roof, gable=self.wall)

    def _ring(self) -> F64:
        """Return column places: all bays of front and back, three a side, shape (n, 2)."""
        half_x, half_y = self.half
        x = np.linspace(-half_x, half_x, self.bays + 1)
        y = np.linspace(-half_y, half_y, 4)[1:-1]
        rows = [np.column_stack([x, np.full(len(x), sign * half_y)]) for sign in (-1.0, 1.0)]
        sides = [np.column_stack([np.full(2, sign * half_x), y]) for sign in (-1.0, 1.0)]
        return np.concatenate(rows + sides)

    def _walls(self, builder: MeshBuilder, floor: float, top: float) -> None:
        """Add the hall inside a porch: lattice doors to the front, plain walls on the other sides."""
        half_x, half_y = self.half
        x, y, porch = half_x - 0.25, half_y - 0.25, half_y - 1.7
        plan = np.array([[-x, -y], [x, -y], [x, porch], [-x, porch]])
        core = np.array([[-x, -y], [x, -y], [x, porch - 0.2], [-x, porch - 0.2]])
        prism(builder, core, floor, top + 0.4, Material.LIME_WALL, colour=self.wall)
        rim = np.column_stack([plan, np.zeros(4)])
        slabs(builder, rim[[1, 3, 0]], rim[[2, 0, 1]], 0.5, floor, floor + 0.7, Material.BRICK)
        stations = np.linspace(x, -x, self.bays + 1)
        starts = np.column_stack([stations[:-1], np.full(self.bays, porch)])
        ends = np.column_stack([stations[1:], np.full(self.bays, porch)])
        lattice_panels(builder, starts, ends, (floor, top - 0.4), leaves=4)
        row = np.column_stack([stations * half_x / x, np.full(self.bays + 1, half_y)])
        hanging_lattice(builder, row[:-1], row[1:], top - 0.36)


def daming_temple() -> MeshBuilder:
    """Return the main hall of Daming Temple: seven bays, two eaves, ochre walls."""
    builder = MeshBuilder()
    hall = Hall((11.2, 7.6), 7, 1.5, 4.6, True, OCHRE)
    hall.add(builder)
    stepped_terrace(
        builder, rectangle(14.5, 12.0, (0.0, 1.5)), 1.5, flights=(2,), flight_width=5.0, rail=_RAIL
    )
    return builder


def pingshan_hall() -> MeshBuilder:
    """Return Pingshan Hall: open to the front, five bays, one plain roof, a wide terrace."""
    builder = MeshBuilder()
    floor, top = PINGSHAN_TERRACE, PINGSHAN_TERRACE + 4.1
    middle = (PINGSHAN_EDGE - 6.5) / 2.0
    yard = rectangle(12.0, (PINGSHAN_EDGE + 6.5) / 2.0, (0.0, middle))
    stepped_terrace(builder, yard, floor, flights=(2,), flight_width=4.0, rail=_RAIL)
    half_x, half_y = 8.6, 4.6
    x = np.linspace(-half_x, half_x, 6)
    at = np.concatenate([np.column_stack([x, np.full(6, y)]) for y in (-1.2, 2.2, half_y)])
    columns(builder, at, floor, top, 0.18, colour=(0x5E, 0x4A, 0x3E))
    row = np.column_stack([x[::-1], np.full(6, half_y)])
    hanging_lattice(builder, row[:-1], row[1:], top - 0.3)
    white = COLOUR[Material.LIME_WALL]
    back = [[-half_x, -half_y, 0.0], [-half_x, half_y, 0.0], [half_x, -half_y, 0.0]]
    ends = [[half_x, -half_y, 0.0], [-half_x, -half_y, 0.0], [half_x, half_y, 0.0]]
    slabs(builder, back, ends, 0.4, floor, top + 0.3, Material.LIME_WALL, colour=white)
    stations = np.column_stack([x[::-1], np.full(6, -1.2)])
    lattice_panels(
        builder, stations[:-1], stations[1:], (floor, top - 0.5), leaves=4, colour=(0x6E, 0x55, 0x46)
    )
    ring_slabs(builder, rectangle(half_x, half_y), (top - 0.3, top), 0.2)
    style = replace(_ROOF, thickness=0.2)
    rolled_roof(builder, (half_x + 0.35, half_y + 1.2), top + 0.2, 3.3, style, ridge=True)
    return builder


def guanyinshan() -> MeshBuilder:
    """Return the hall on the east peak: five bays, two eaves, ochre walls, a high terrace."""
    builder = MeshBuilder()
    Hall((8.4, 6.2), 5, 2.2, 4.2, True, OCHRE).add(builder)
    yard = rectangle(11.5, 9.5, (0.0, 1.2))
    stepped_terrace(builder, yard, 2.2, flights=(2,), flight_width=4.0, rail=_RAIL)
    return builder


def tianning_temple() -> MeshBuilder:
    """Return the main hall of Tianning Temple: seven bays, two eaves, vermilion walls."""
    builder = MeshBuilder()
    Hall((12.0, 8.2), 7, 1.3, 4.8, True, (0xA8, 0x5A, 0x46)).add(builder)
    yard = rectangle(15.5, 12.5, (0.0, 1.5))
    stepped_terrace(builder, yard, 1.3, flights=(2,), flight_width=5.0, rail=_RAIL)
    return builder
