"""Towers of stacked storeys on a square or octagonal plan: floors, walls with open doors, eaves, balconies.

A storey takes its height from the caller, to the centimetre; brackets, eaves and the balcony above share it.
It does not know which tower it builds.
"""

from dataclasses import dataclass

import numpy as np

from importers.yangzhou.heritage.chinese_roof import RoofStyle, skirt_roof
from importers.yangzhou.heritage.mesh_builder import Colour, MeshBuilder
from importers.yangzhou.heritage.solids import inset, prism, regular_polygon, slabs
from importers.yangzhou.heritage.timberwork import (
    DARK_WOOD,
    PAINTED,
    PAINTED_LIGHT,
    RED,
    bracket_band,
    columns,
    lattice_panels,
    lattice_window,
    railing,
    ring_slabs,
)
from scene.materials import COLOUR, Material
from scene.payloads.arrays import F64

_SLAB = 0.28


@dataclass(frozen=True, slots=True)
class TowerStyle:
    """What all storeys of a tower have in common.

    Parameters
    ----------
    sides : int
        4 or 8.
    roof : RoofStyle
    wall : Material
    wall_colour, timber : tuple of int
        sRGB of walls, and of columns and doors.
    overhang : float
        From wall to eave, metres.
    balcony : float
        Width of the balcony outside the wall of upper storeys, metres; 0 for none.
    door : tuple of float
        Width and height of the opening.
    door_sides : tuple of int
        Which sides are open, on every storey.
    bracket_tones : tuple of tuple of int
        Two colours of brackets, in turn.
    bracket_pitch : float
        Metres from bracket to bracket.
    timber_above : bool
        True closes upper storeys with lattice panels all round in place of walls and doors.
    """

    sides: int
    roof: RoofStyle
    wall: Material = Material.LIME_WALL
    wall_colour: Colour = COLOUR[Material.LIME_WALL]
    timber: Colour = RED
    overhang: float = 1.6
    balcony: float = 0.0
    door: tuple[float, float] = (1.6, 2.4)
    door_sides: tuple[int, ...] = (0, 1, 2, 3)
    bracket_tones: tuple[Colour, Colour] = (PAINTED, PAINTED_LIGHT)
    bracket_pitch: float = 1.3
    timber_above: bool = False

    def outline(self, inradius: float) -> F64:
        """Return the plan at `inradius`, a side towards +x, shape (sides, 2)."""
        return regular_polygon(self.sides, inradius, -2.0 * np.pi / self.sides)


@dataclass(frozen=True, slots=True)
class Storey:
    """One storey.

    Parameters
    ----------
    floor, height : float
        Level of its floor, and metres to the next floor or to where the top roof begins to rise.
    inradius : float
        Of the outside of its wall.
    next_inradius : float
        Of the storey above.
    ambulatory : float
        Width of a ring of columns round it (副阶), which then carries the eaves; 0 for none.
    """

    floor: float
    height: float
    inradius: float
    next_inradius: float
    ambulatory: float = 0.0


def walls_with_doors(builder: MeshBuilder, outline: F64, low: float, high: float, style: TowerStyle) -> None:
    """Add walls 0.4 m thick just inside an outline, doorways left open to the far side.

    Each open side is two piers and a lintel; the others are whole. Lattice windows stand beside the doors
    where there is room.
    """
    middle = inset(outline, 0.2)
    wide, tall = style.door
    head = min(low + tall, high - 0.1)
    for side in range(style.sides):
        a, b = middle[side], middle[(side + 1) % style.sides]
        length = float(np.linalg.norm(b - a))
        edge = 0.5 - wide / (2.0 * length)
        runs = [(0.0, 1.0, low, high)]
        if side in style.door_sides:
            runs = [(0.0, edge, low, high), (1.0 - edge, 1.0, low, high), (edge, 1.0 - edge, head, high)]
        for start, end, foot, top in runs:
            p, q = a + start * (b - a), a + end * (b - a)
            slabs(
                builder,
                [[*p, 0.0]],
                [[*q, 0.0]],
                0.4,
                foot,
                top,
                style.wall,
                colour=style.wall_colour,
            )
        _windows(builder, outline, side, (low, head), edge if side in style.door_sides else 0.5, style)


def _windows(
    builder: MeshBuilder,
    outline: F64,
    side: int,
    levels: tuple[float, float],
    edge: float,
    style: TowerStyle,
) -> None:
    """Add lattice windows on a side: one beside each jamb, or one in the middle of a whole wall."""
    a, b = outline[side], outline[(side + 1) % len(outline)]
    length = float(np.linalg.norm(b - a))
    low, high = levels
    spans = [(0.5 - 0.7 / length, 0.5 + 0.7 / length)]
    if edge < 0.5:
        room = edge * length
        if room < 1.7:
            return
        half = min(1.0, room / 2.0 - 0.5) / length
        spans = [(m - half, m + half) for m in (0.5 * edge + 0.02, 1.0 - 0.5 * edge - 0.02)]
    for start, end in spans:
        p, q = a + start * (b - a), a + end * (b - a)
        lattice_window(builder, p, q, (low + 0.9, high - 0.1), colour=style.timber)


def storey(builder: MeshBuilder, plan: Storey, style: TowerStyle, *, first: bool = False) -> None:
    """Add one storey with its floor, walls, columns, brackets, eaves and what carries the floor above."""
    outer = plan.inradius + plan.ambulatory
    has_balcony = style.balcony > 0.0
    head_zone = (0.95 if has_balcony else 0.35) if plan.next_inradius > 0.0 else 0.0
    reach = outer + style.overhang
    depth = reach - plan.next_inradius
    rise = 0.40 * depth if plan.next_inradius > 0.0 else 0.0
    eave = plan.floor + plan.height - head_zone - rise
    brackets = 0.55
    top = eave - brackets - 0.05
    outline, bearing = style.outline(plan.inradius), style.outline(outer)
    _floor(builder, plan, style, first=first)
    if style.timber_above and not first:
        core = inset(outline, 0.3)
        prism(builder, core, plan.floor, eave - 0.1, Material.WOOD, colour=DARK_WOOD)
        lattice_panels(builder, outline, np.roll(outline, -1, axis=0), (plan.floor, top - 0.34), leaves=3)
    else:
        walls_with_doors(builder, outline, plan.floor, eave - 0.1, style)
    if plan.ambulatory > 0.0:
        columns(builder, _bays(bearing, style), plan.floor, top, 0.2, colour=style.timber, sides=6)
    else:
        columns(
            builder, _bays(inset(outline, 0.02), style), plan.floor, top, 0.17, colour=style.timber, sides=6
        )
    ring_slabs(builder, bearing, (top - 0.34, top), 0.22, Material.WOOD, colour=style.timber)
    bracket_band(
        builder,
        bearing,
        top,
        brackets,
        0.42 * style.overhang,
        style.bracket_pitch,
        tones=style.bracket_tones,
        tiers=2,
    )
    if plan.next_inradius <= 0.0:
        return
    skirt_roof(builder, style.outline(reach), depth, eave, rise, style.roof)
    core = style.outline(plan.next_inradius)
    prism(builder, core, eave - 0.1, plan.floor + plan.height - _SLAB, Material.WOOD, colour=DARK_WOOD)
    if has_balcony:
        low = eave + rise + 0.12
        height = plan.floor + plan.height - _SLAB - low
        bracket_band(
            builder,
            core,
            low,
            height,
            0.8 * style.balcony,
            style.bracket_pitch,
            tones=style.bracket_tones,
            tiers=2,
        )


def _bays(outline: F64, style: TowerStyle) -> F64:
    """Return column places: corners, and on a square two more a side."""
    if style.sides > 4:
        return outline
    after = np.roll(outline, -1, axis=0)
    shares = np.array([0.0, 0.34, 0.66])[:, None]
    return np.concatenate([a + shares * (b - a) for a, b in zip(outline, after, strict=True)])


def _floor(builder: MeshBuilder, plan: Storey, style: TowerStyle, *, first: bool) -> None:
    """Add the floor, and above the ground storey the balcony with its railing."""
    width = 0.0 if first else style.balcony
    slab = style.outline(plan.inradius + width)
    material = Material.STONE if first else Material.WOOD
    prism(builder, slab, plan.floor - _SLAB, plan.floor, material, top=Material.PAVING)
    if width > 0.0:
        rail = inset(slab, 0.08)
        railing(builder, rail, plan.floor, colour=style.timber)
