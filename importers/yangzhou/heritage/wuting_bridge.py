"""The Five-Pavilion Bridge (五亭桥, 1757): a deck on arches with fifteen openings, and five pavilions.

Frame: y along the deck, x to its right, z = 0 at the water. One arch of 7.13 m carries the middle of the deck
across the boats' way; each of the four corner piers is open to three sides; a fan-shaped opening pierces
each flight of stairs: 1 + 4 * 3 + 2 = 15. Spans and length are published, other measures are estimated.
It does not know where the lake is.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.solids import rectangle, slabs
from importers.yangzhou.heritage.stonework import (
    Arch,
    Balustrade,
    WallPlane,
    arched_wall,
    stairs,
    vault,
    voussoirs,
)
from importers.yangzhou.heritage.wuting_pavilions import centre_pavilion, corner_pavilion, gallery
from scene.materials import Material
from scene.payloads.arrays import F64

LENGTH: Final = 55.3
SPAN: Final = 7.13
DECK: Final = 5.0
_FOOT: Final = -3.2
_BODY: Final = (5.2, 6.2)  # half of the middle body, x and y
_SPINE: Final = 3.9  # half width of the deck between the piers
_STAIR: Final = 3.2
_PIER: Final = (7.5, 9.8)  # centre of a corner pier
_PIER_HALF: Final = 3.6
_END: Final = _PIER[1] + _PIER_HALF
_GREAT: Final = Arch(0.0, SPAN / 2.0, 0.05, _FOOT, 32)
_SMALL: Final = Arch(0.0, 2.2, 0.30, _FOOT, 20)
_FAN_AT: Final = 14.5
_FAN: Final = 2.9


@dataclass(frozen=True, slots=True)
class Opening:
    """One of the fifteen: a point in its middle, just above the water, and the way through it.

    Parameters
    ----------
    name : str
    middle : tuple of float
        Model frame, metres.
    way : tuple of float
        Plan direction in which one looks into it.
    span : float
    """

    name: str
    middle: tuple[float, float, float]
    way: tuple[float, float]
    span: float


def openings() -> tuple[Opening, ...]:
    """Return the openings in the model's frame."""
    found = [Opening("great arch", (_BODY[0], 0.0, 1.0), (-1.0, 0.0), SPAN)]
    span = 2.0 * _SMALL.radius
    for east in (-1.0, 1.0):
        for north in (-1.0, 1.0):
            x, y = east * _PIER[0], north * _PIER[1]
            ways = {"side": (east, 0.0), "outer": (0.0, north), "inner": (0.0, -north)}
            for name, (ox, oy) in ways.items():
                middle = (x + ox * _PIER_HALF, y + oy * _PIER_HALF, 1.0)
                found.append(Opening(f"pier {name}", middle, (-ox, -oy), span))
    for north in (-1.0, 1.0):
        middle = (_STAIR, north * (_FAN_AT + 0.4 * _FAN), 1.0)
        found.append(Opening("stair fan", middle, (-1.0, 0.0), _FAN))
    return tuple(found)


def wuting_bridge(end_level: float = 1.0) -> MeshBuilder:
    """Return the bridge, its stairs landing at `end_level` metres above the water."""
    builder = MeshBuilder()
    _body(builder)
    half = MeshBuilder()
    _spine(half)
    _pier(half, mirrored=False)
    _pier(half, mirrored=True)
    _flight(half, end_level)
    builder.append(half)
    builder.append(half, turn=np.pi)
    _parapets(builder, end_level)
    _pavilions(builder)
    return builder


def _level_faces(builder: MeshBuilder, outline: F64, *, bottom: bool = True) -> None:
    """Add the deck over a convex outline, and the face on the lake bed under it."""
    deck = np.column_stack([outline, np.full(len(outline), DECK)])
    builder.polygon(deck, Material.PAVING)
    if bottom:
        bed = np.column_stack([outline, np.full(len(outline), _FOOT)])
        builder.polygon(bed[::-1], Material.STONE)


def _body(builder: MeshBuilder) -> None:
    """Add the middle of the bridge with the great arch."""
    x, y = _BODY
    for sign in (1.0, -1.0):
        plane = WallPlane((sign * x, 0.0), (0.0, sign))
        arched_wall(builder, plane, (-y, y), (_FOOT, DECK), [_GREAT])
        voussoirs(builder, _GREAT, plane, 0.52, 0.08)
        end = WallPlane((0.0, -sign * y), (sign, 0.0))
        arched_wall(builder, end, (-x, x), (_FOOT, DECK), [])
    vault(builder, _GREAT, WallPlane((x, 0.0), (0.0, 1.0)), 2.0 * x)
    _level_faces(builder, rectangle(x, y), bottom=False)
    radius = _GREAT.radius
    for sign in (1.0, -1.0):
        middle = sign * (radius + y) / 2.0
        bed = rectangle(x, (y - radius) / 2.0, (0.0, middle))
        builder.polygon(np.column_stack([bed, np.full(4, _FOOT)])[::-1], Material.STONE)


def _spine(builder: MeshBuilder) -> None:
    """Add the deck between the two northern piers."""
    half, depth = _SPINE, (_END - _BODY[1]) / 2.0
    middle = (_END + _BODY[1]) / 2.0
    outline = rectangle(half, depth, (0.0, middle))
    for a, b in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        length = float(np.linalg.norm(b - a))
        plane = WallPlane((a[0], a[1]), ((b - a)[0] / length, (b - a)[1] / length))
        arched_wall(builder, plane, (0.0, length), (_FOOT, DECK), [])
    _level_faces(builder, outline)


def _pier(builder: MeshBuilder, *, mirrored: bool) -> None:
    """Add one northern corner pier: a vault through it along y, and one that meets it from the side."""
    sign = -1.0 if mirrored else 1.0
    half, r = _PIER_HALF, _SMALL.radius
    cx, cy = sign * _PIER[0], _PIER[1]
    faces = {
        "south": WallPlane((cx, cy - half), (1.0, 0.0)),
        "east": WallPlane((cx + half, cy), (0.0, 1.0)),
        "north": WallPlane((cx, cy + half), (-1.0, 0.0)),
        "west": WallPlane((cx - half, cy), (0.0, -1.0)),
    }
    side, inner = ("west", "east") if mirrored else ("east", "west")
    for name, plane in faces.items():
        arches = [] if name == inner else [_SMALL]
        arched_wall(builder, plane, (-half, half), (_FOOT, DECK), arches)
        if arches:
            voussoirs(builder, _SMALL, plane, 0.42)
    _crossing(builder, faces["south"], faces[side], towards=sign)
    _level_faces(builder, rectangle(half, half, (cx, cy)), bottom=False)
    leg = (half - r) / 2.0
    beds = [rectangle(leg, half, (cx - sign * (r + leg), cy))]
    beds += [rectangle(leg, leg, (cx + sign * (r + leg), cy + north * (r + leg))) for north in (-1.0, 1.0)]
    for bed in beds:
        builder.polygon(np.column_stack([bed, np.full(4, _FOOT)])[::-1], Material.STONE)


def _crossing(builder: MeshBuilder, through: WallPlane, side: WallPlane, *, towards: float) -> None:
    """Add the vaults of a pier, which meet in groins at 45 degrees.

    The vault along y is whole on its inner half; on the half that lies `towards` the side opening it stops
    where the other vault, of equal radius, cuts in: at a distance from the crossing equal to the offset.
    """
    offset = _SMALL.profile()[:, 0]
    gap = np.clip(towards * offset, 0.0, None)
    vault(builder, _SMALL, through, _PIER_HALF - gap)
    vault(builder, _SMALL, through, 2.0 * _PIER_HALF, _PIER_HALF + gap)
    vault(builder, _SMALL, side, _PIER_HALF - np.abs(offset))


def _flight(builder: MeshBuilder, end_level: float) -> None:
    """Add the northern flight of stairs with its fan-shaped opening."""
    foot_y = LENGTH / 2.0
    slope = (end_level - DECK) / (foot_y - _END)

    def top(y: F64) -> F64:
        return np.asarray(DECK + (y - _END) * slope)

    fan = Arch(_FAN_AT, _FAN, 0.10, _FOOT, 14, np.pi / 2.0, 0.0)
    east = WallPlane((_STAIR, 0.0), (0.0, 1.0))
    arched_wall(builder, east, (_END, foot_y), (_FOOT, top), [fan])
    voussoirs(builder, fan, east, 0.36)
    nave = Arch(-_FAN_AT, _FAN, 0.10, _FOOT, 14, np.pi, np.pi / 2.0)
    west = WallPlane((-_STAIR, 0.0), (0.0, -1.0))
    arched_wall(builder, west, (-foot_y, -_END), (_FOOT, lambda s: top(-s)), [nave])
    voussoirs(builder, nave, west, 0.36)
    vault(builder, fan, east, 2.0 * _STAIR)
    for near, far in ((_END, _FAN_AT), (_FAN_AT + _FAN, foot_y)):
        bed = rectangle(_STAIR, (far - near) / 2.0, (0.0, (near + far) / 2.0))
        builder.polygon(np.column_stack([bed, np.full(4, _FOOT)])[::-1], Material.STONE)
    front = WallPlane((0.0, foot_y), (-1.0, 0.0))
    arched_wall(builder, front, (-_STAIR, _STAIR), (_FOOT, end_level), [])
    back = WallPlane((0.0, _END), (1.0, 0.0))
    arched_wall(builder, back, (-_STAIR, _STAIR), (_FOOT, DECK), [])
    stairs(builder, _STAIR, np.linspace(_END, foot_y, 27), np.linspace(DECK, end_level, 27))
    for x in (-_STAIR + 0.2, _STAIR - 0.2):
        slabs(builder, [[x, _END, DECK]], [[x, foot_y, end_level]], 0.42, -0.2, 0.14, Material.WHITE_STONE)


def _deck_edge(sign: float, inward: float) -> F64:
    """Return one long edge of the deck from its south stairs to its north stairs, shape (8, 2)."""
    far, pier = _PIER[0] + _PIER_HALF - inward, _PIER[1] - _PIER_HALF
    x = [_STAIR - inward, far, far, _BODY[0] - inward, _BODY[0] - inward, far, far, _STAIR - inward]
    y = [_END - inward, _END - inward, pier + inward, pier + inward]
    edge = np.column_stack([x, [-v for v in y] + y[::-1]])
    return edge * [sign, 1.0]


def _parapets(builder: MeshBuilder, end_level: float) -> None:
    """Add the cornice under the deck's edge, and white balustrades along deck and stairs."""
    rail = Balustrade()
    for sign in (1.0, -1.0):
        edge = _deck_edge(sign, 0.0)
        ledge = np.column_stack([edge, np.full(len(edge), DECK)])
        slabs(builder, ledge[:-1], ledge[1:], 0.34, -0.26, 0.02, Material.WHITE_STONE)
        slabs(builder, ledge[:-1], ledge[1:], 0.20, -0.42, -0.26, Material.STONE)
        line = _deck_edge(sign, 0.12)
        rail.add(builder, np.column_stack([line, np.full(len(line), DECK)]))
        for north in (1.0, -1.0):
            x = sign * (_STAIR - 0.2)
            ends = [[x, north * _END, DECK + 0.12], [x, north * (LENGTH / 2.0 - 0.1), end_level + 0.14]]
            rail.add(builder, ends)


def _pavilions(builder: MeshBuilder) -> None:
    """Set the five pavilions and the two galleries that join them."""
    corner = corner_pavilion()
    for east in (-1.0, 1.0):
        for north in (-1.0, 1.0):
            builder.append(corner, (east * _PIER[0], north * _PIER[1], DECK))
    builder.append(centre_pavilion(), (0.0, 0.0, DECK))
    link = gallery(4.9)
    for north in (-1.0, 1.0):
        builder.append(link, (0.0, north * _PIER[1], DECK))
