"""Boats of the lake: the painted pleasure boat (画舫), one with a dragon's head, and a rowing boat.

Frame: +y to the bow, z = 0 at the water. They are drawn and of no account to an analysis.
It does not know the lake.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np

from importers.yangzhou.heritage.chinese_roof import RoofStyle
from importers.yangzhou.heritage.hall_roof import rolled_roof, xieshan_roof
from importers.yangzhou.heritage.mesh_builder import Colour, MeshBuilder
from importers.yangzhou.heritage.solids import frustum, lathe, prism, rectangle, slabs, sweep
from importers.yangzhou.heritage.timberwork import hanging_lattice, ring_slabs
from scene.materials import Material
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role
from scene.payloads import Instances, TriangleMesh
from scene.payloads.arrays import F64

#: A boat as it is drawn near, and as a coarse closed body from afar.
Boat: TypeAlias = tuple[TriangleMesh, TriangleMesh]

_HULL: Final[Colour] = (0x6E, 0x42, 0x34)
_TRIM: Final[Colour] = (0xB5, 0x8A, 0x3C)
_ROOF: Final = RoofStyle(
    tile=Material.GLAZED_ROOF,
    tile_colour=(0xB8, 0x8D, 0x3E),
    edge_colour=(0x56, 0x74, 0x5E),
    ridge_colour=(0x4C, 0x68, 0x57),
    lift=0.32,
    swing=0.15,
    curl=0.25,
    thickness=0.10,
    ridge=0.10,
    segments=6,
)


def _hull(builder: MeshBuilder, length: float, beam: float, freeboard: float, colour: Colour) -> None:
    """Add a closed hull: flat-bottomed, rising and narrowing to bow and stern."""
    t = np.linspace(-1.0, 1.0, 15)
    half = beam / 2.0 * (1.0 - 0.86 * np.abs(t) ** 3.2)
    sheer = freeboard * (1.0 + 0.75 * np.abs(t) ** 3)
    keel = -0.35 + 0.30 * np.abs(t) ** 4
    y = t * length / 2.0
    deck = sheer - 0.12

    def line(x: F64, z: F64) -> F64:
        return np.column_stack([x, y, z])

    right, left = line(half, sheer), line(-half, sheer)
    foot_right, foot_left = line(0.72 * half, keel), line(-0.72 * half, keel)
    builder.sheet(np.stack([foot_right, right]), Material.WOOD, colour=colour)
    builder.sheet(np.stack([left, foot_left]), Material.WOOD, colour=colour)
    builder.sheet(np.stack([foot_left, foot_right]), Material.WOOD, colour=colour)
    builder.sheet(
        np.stack([line(0.94 * half, deck), line(-0.94 * half, deck)]),
        Material.WOOD,
        colour=(0x9C, 0x78, 0x58),
    )
    for sign in (1.0, -1.0):
        rail = line(sign * 0.97 * half, sheer)
        sweep(builder, rail, 0.09, 0.12, Material.WOOD, colour=_TRIM)
    for end, order in ((0, 1), (-1, -1)):
        ring = [foot_left[end], foot_right[end], right[end], left[end]][::order]
        builder.polygon(ring, Material.WOOD, colour=colour)


def painted_boat(*, dragon: bool = False) -> Boat:
    """Return a pleasure boat of 13 m: red cabin of lattice windows, a glazed roof, a low stern canopy."""
    builder = MeshBuilder()
    _hull(builder, 13.0, 3.3, 0.62, _HULL)
    floor, top = 0.55, 2.55
    half = (1.28, 3.2)
    at = np.array([(x, y) for x in (-half[0], half[0]) for y in np.linspace(-half[1], half[1], 5)])
    posts = np.column_stack([at, np.full(len(at), (floor + top) / 2.0)])
    builder.boxes(posts, (0.11, 0.11, top - floor), Material.COLUMN_RED)
    ring_slabs(builder, rectangle(*half), (floor, floor + 0.62), 0.07, colour=(0x8C, 0x45, 0x37))
    ring_slabs(builder, rectangle(*half), (floor + 0.62, floor + 0.70), 0.14, colour=_TRIM)
    ring_slabs(builder, rectangle(*half), (top - 0.16, top), 0.12, colour=(0x5F, 0x78, 0x74))
    for x in (-half[0], half[0]):
        y = np.linspace(-half[1], half[1], 5)
        row = np.column_stack([np.full(5, x), y])
        hanging_lattice(builder, row[:-1], row[1:], top - 0.16, 0.34)
    roof = MeshBuilder()
    xieshan_roof(roof, (half[1] + 0.55, half[0] + 0.5), 0.45, top + 0.12, 0.85, _ROOF)
    builder.append(roof, turn=np.pi / 2.0)
    canopy = MeshBuilder()
    rolled_roof(canopy, (1.15, 1.25), 2.05, 0.36, _ROOF)
    builder.append(canopy, (0.0, -4.55, 0.0), np.pi / 2.0)
    stern = np.array([(x, y, 1.3) for x in (-0.95, 0.95) for y in (-5.4, -3.8)])
    builder.boxes(stern, (0.09, 0.09, 1.5), Material.COLUMN_RED)
    for seat in (-2.4, -0.8, 0.8, 2.4):
        builder.boxes((0.0, seat, floor + 0.36), (1.5, 0.5, 0.08), Material.WOOD)
    lanterns = [(x, y, 2.0) for x in (-half[0] - 0.18, half[0] + 0.18) for y in (-2.4, 0.0, 2.4)]
    for hook in lanterns:
        shape = [(0.0, -0.16), (0.11, -0.12), (0.15, 0.0), (0.11, 0.12), (0.0, 0.16)]
        lathe(builder, shape, Material.COLUMN_RED, centre=hook, sides=8, colour=(0xC0, 0x4A, 0x38))
    if dragon:
        _dragon(builder)
    return builder.mesh(), _outline(13.0, 3.2, (0.62, 3.4))


def _dragon(builder: MeshBuilder) -> None:
    """Add a gilded dragon's neck and head over the bow, and a tail over the stern."""
    neck = np.array(
        [[0, 5.6, 0.7], [0, 6.3, 1.0], [0, 6.75, 1.6], [0, 6.95, 2.2], [0, 7.3, 2.55], [0, 7.9, 2.5]]
    )
    thick = np.array([0.55, 0.52, 0.46, 0.42, 0.46, 0.24])
    sweep(builder, neck, 0.8 * thick, thick, Material.GOLD, sink=0.2, colour=_TRIM)
    jaw = np.array([[0, 7.2, 2.3], [0, 7.8, 2.16]])
    sweep(builder, jaw, np.array([0.28, 0.16]), np.array([0.2, 0.1]), Material.COLUMN_RED)
    for x in (-0.12, 0.12):
        horn = np.array([[x, 7.2, 2.8], [1.6 * x, 6.95, 3.05], [2.2 * x, 6.6, 3.15]])
        sweep(builder, horn, np.array([0.1, 0.08, 0.04]), np.array([0.1, 0.08, 0.04]), Material.GOLD)
    tail = np.array([[0, -5.8, 0.7], [0, -6.5, 1.1], [0, -6.9, 1.8], [0, -7.2, 2.4]])
    sweep(
        builder,
        tail,
        np.array([0.4, 0.3, 0.2, 0.1]),
        np.array([0.5, 0.4, 0.3, 0.15]),
        Material.GOLD,
        colour=_TRIM,
    )


def rowing_boat() -> Boat:
    """Return a small boat of 5.6 m with a hooped mat canopy and an oar."""
    builder = MeshBuilder()
    _hull(builder, 5.6, 1.5, 0.36, (0x5A, 0x48, 0x3C))
    angle = np.linspace(0.0, np.pi, 9)
    x, z = 0.66 * np.cos(angle), 0.30 + 0.95 * np.sin(angle)
    for grow, flip in ((1.0, False), (0.94, True)):
        front = np.column_stack([x * grow, np.full(9, -1.0), z * grow])
        back = front + np.array([0.0, 2.0, 0.0])
        pair = [front, back] if flip else [back, front]
        builder.sheet(np.stack(pair), Material.WOOD, colour=(0x7D, 0x74, 0x5E))
    slabs(builder, [[0.3, -2.4, 0.5]], [[1.5, -3.6, -0.1]], 0.08, -0.03, 0.03, Material.WOOD)
    for y in (-1.9, 1.7):
        builder.boxes((0.0, y, 0.42), (0.95, 0.28, 0.06), Material.WOOD)
    return builder.mesh(), _outline(5.4, 1.4, (0.36, 1.1))


def _outline(length: float, beam: float, levels: tuple[float, float]) -> TriangleMesh:
    """Return hull, cabin and roof as three closed bodies that read as the boat from afar."""
    builder = MeshBuilder()
    half, bow = beam / 2.0, length / 2.0
    plan = [[-0.3 * half, -bow], [0.3 * half, -bow], [half, -0.6 * bow], [half, 0.6 * bow]]
    plan += [[0.3 * half, bow], [-0.3 * half, bow], [-half, 0.6 * bow], [-half, -0.6 * bow]]
    prism(builder, plan, -0.3, levels[0], Material.WOOD, colour=_HULL)
    eave = levels[0] + 0.72 * (levels[1] - levels[0])
    cabin = rectangle(0.78 * half, 0.46 * bow)
    prism(builder, cabin, levels[0], eave, Material.WOOD, colour=(0x74, 0x40, 0x34))
    foot, ridge = rectangle(1.05 * half, 0.56 * bow), rectangle(0.12 * half, 0.40 * bow)
    frustum(builder, foot, ridge, (eave, levels[1]), Material.GLAZED_ROOF, colour=(0xA8, 0x84, 0x3F))
    return builder.mesh()


def boats_along(
    route: F64,
    water: float,
    shares: Sequence[float],
    boat: Boat,
    *,
    name: BilingualText,
    node_id: str,
    provenance: Provenance,
    offset: float = 4.0,
) -> Node:
    """Return boats under way along a route, as one node of role FURNITURE.

    Parameters
    ----------
    route : ndarray, shape (k, 2) or (k, 3)
        Local metres.
    water : float
        Level of the water, local z.
    shares : sequence of float
        Where along the route each boat is, 0 to 1; a negative share -s is at s, going the other way.
    boat : Boat
    name : BilingualText
    node_id : str
    provenance : Provenance
    offset : float
        Metres a boat keeps to the right of the line.
    """
    line = np.asarray(route, dtype=np.float64)[:, :2]
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    positions, headings = [], []
    for share in shares:
        at = abs(share) * run[-1]
        here = np.array([np.interp(at, run, line[:, axis]) for axis in range(2)])
        ahead = np.array([np.interp(at + 3.0, run, line[:, axis]) for axis in range(2)])
        behind = np.array([np.interp(at - 3.0, run, line[:, axis]) for axis in range(2)])
        way = (ahead - behind) * (1.0 if share >= 0.0 else -1.0)
        way = way / np.linalg.norm(way)
        here = here + offset * np.array([way[1], -way[0]])
        positions.append([here[0], here[1], water])
        headings.append(np.arctan2(way[1], way[0]) - np.pi / 2.0)
    mesh, outline = boat
    payload = Instances(
        mesh,
        outline,
        np.array(positions, dtype=np.float32).reshape(-1, 3),
        np.array(headings, dtype=np.float32),
        np.ones((len(positions), 3), dtype=np.float32),
    )
    return Node(
        name,
        Role.FURNITURE,
        payload,
        provenance=provenance,
        attributes={"synthetic": True},
        id=node_id,
    )
