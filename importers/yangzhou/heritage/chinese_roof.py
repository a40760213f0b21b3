"""Curved roofs: concave slopes, corners that rise and swing out, hips with curled ends.

A slope is a sheet over insets of the eave outline. At a distance t from eave (0) to top (1) the profile is
``rise * t**1.7``; a corner lifts by ``lift (1 - t)² |2u - 1|³``, u along the side, and swings outward alike.
Texture coordinates: u metres along the eave, v metres up the slope; tile ribs are the shader's work.
It does not know which building it covers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from importers.yangzhou.heritage.mesh_builder import Colour, MeshBuilder
from importers.yangzhou.heritage.solids import inset, lathe, slabs, sweep
from scene.materials import COLOUR, Material
from scene.payloads.arrays import F64

#: How steeply the profile turns up towards the top.
CONCAVITY = 1.7
#: Boards under the eaves and of ceilings.
SOFFIT: Colour = (0x6B, 0x42, 0x34)
_RAFTER: Colour = (0x86, 0x4E, 0x3C)
_STEPS = np.array([0.0, 0.055, 0.18, 0.33, 0.49, 0.66, 0.83, 1.0])


@dataclass(frozen=True, slots=True)
class RoofStyle:
    """How a roof is tiled and turned up.

    Parameters
    ----------
    tile : Material
    tile_colour, edge_colour, ridge_colour : tuple of int
        Field, the band along the eave, and hips and ridges; sRGB.
    lift, swing : float
        How far a corner rises and reaches out, metres.
    curl : float
        Length of the hook at the end of a hip, metres.
    thickness : float
        Depth of the eave, metres.
    ridge : float
        Width of a hip bar, metres; its height is 1.25 times that.
    tile_pitch : float
        Distance of the tile ends that hang at the eave, metres; 0 leaves them out.
    rafter_pitch : float
        Distance of rafters under the eave, metres; 0 leaves them out.
    segments : int
        Facets of an eave along one side, 6 or more.
    """

    tile: Material = Material.TILE_ROOF
    tile_colour: Colour = COLOUR[Material.TILE_ROOF]
    edge_colour: Colour = (0x55, 0x5E, 0x62)
    ridge_colour: Colour = COLOUR[Material.RIDGE]
    lift: float = 0.8
    swing: float = 0.35
    curl: float = 0.5
    thickness: float = 0.24
    ridge: float = 0.22
    tile_pitch: float = 0.0
    rafter_pitch: float = 0.0
    segments: int = 10

    def across(self) -> F64:
        """Return shares along a side, 0 to 1, closer together towards the corners."""
        return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.linspace(0.0, 1.0, self.segments + 1)))


@dataclass(frozen=True, slots=True)
class Slopes:
    """The upper surface of a roof: one smooth sheet a side.

    Parameters
    ----------
    points : ndarray, shape (sides, rows, cols, 3)
        Rows from eave to top; columns counter-clockwise.
    along : ndarray, shape (sides, 2)
        Unit vector of each side.
    """

    points: F64
    along: F64


def slopes(outline: F64, level: float, depth: float, rise: float, style: RoofStyle) -> Slopes:
    """Return the slopes over a convex eave outline.

    Parameters
    ----------
    outline : ndarray, shape (n, 2)
        The eave between corners, counter-clockwise, metres.
    level : float
        Height of the eave's upper edge at the middle of a side.
    depth : float
        How far the slope runs inward, in plan.
    rise : float
        How far it climbs.
    style : RoofStyle
    """
    sides = len(outline)
    centre = outline.mean(axis=0)
    outward = outline - centre
    outward = outward / np.linalg.norm(outward, axis=1, keepdims=True)
    across = style.across()
    corner = np.abs(2.0 * across - 1.0) ** 3
    points = np.empty((sides, len(_STEPS), len(across), 3))
    for row, t in enumerate(_STEPS):
        ring = inset(outline, t * depth)
        after = np.roll(ring, -1, axis=0)
        plan = ring[:, None] + (after - ring)[:, None] * across[None, :, None]
        reach = style.swing * (1.0 - t) ** 2 * corner
        nearer = np.where(
            (across < 0.5)[None, :, None], outward[:, None], np.roll(outward, -1, axis=0)[:, None]
        )
        points[:, row, :, :2] = plan + nearer * reach[None, :, None]
        points[:, row, :, 2] = level + rise * t**CONCAVITY + style.lift * (1.0 - t) ** 2 * corner
    points[:, :, -1] = np.roll(points[:, :, 0], -1, axis=0)  # hips are shared to the last bit
    edge = np.roll(outline, -1, axis=0) - outline
    return Slopes(points, edge / np.linalg.norm(edge, axis=1, keepdims=True))


def tiled_faces(builder: MeshBuilder, roof: Slopes, style: RoofStyle) -> None:
    """Add the tiled faces, with a band of another colour along the eave."""
    rows = roof.points.shape[1] - 1
    colour = np.tile(np.array(style.tile_colour, np.uint8), (rows, 1))
    colour[0] = style.edge_colour
    for sheet, along in zip(roof.points, roof.along, strict=True):
        u = sheet[..., :2] @ along
        run = np.linalg.norm(np.diff(sheet[:, sheet.shape[1] // 2], axis=0), axis=1)
        v = np.concatenate([[0.0], np.cumsum(run)])
        chart = np.stack(np.broadcast_arrays(u, v[:, None]), axis=-1)
        builder.sheet(sheet, style.tile, colour=colour, uv=chart)


def eaves_underside(builder: MeshBuilder, roof: Slopes, style: RoofStyle, wall: F64, level: float) -> None:
    """Add the fascia and the wooden soffit, from the eave inward to the outline `wall` at `level`."""
    across = style.across()
    for side, (sheet, along) in enumerate(zip(roof.points, roof.along, strict=True)):
        eave = sheet[0]
        low = eave - [0.0, 0.0, style.thickness]
        builder.sheet(np.stack([low, eave]), Material.RIDGE, colour=style.edge_colour)
        a, b = wall[side], wall[(side + 1) % len(wall)]
        inner = np.column_stack([a + (b - a) * across[:, None], np.full(len(across), level)])
        builder.sheet(np.stack([inner, low]), Material.WOOD, colour=SOFFIT)
        if style.tile_pitch > 0.0:
            _tile_ends(builder, eave, along, style)
        if style.rafter_pitch > 0.0:
            _rafters(builder, low, inner, along, style)


def _spaced(line: F64, along: F64, pitch: float) -> tuple[F64, F64]:
    """Return where along a line of points (k, 3) things at `pitch` stand: indices as floats, and points.

    They stand at multiples of the pitch, as the ribs of the tiles do that are drawn from the same u.
    """
    reach = line[:, :2] @ along
    first, last = np.ceil(reach[0] / pitch + 0.2), np.floor(reach[-1] / pitch - 0.2)
    at = pitch * np.arange(first, last + 1.0)
    share = np.interp(at, reach, np.arange(len(line)))
    return share, np.column_stack([np.interp(at, reach, line[:, axis]) for axis in range(3)])


def _tile_ends(builder: MeshBuilder, eave: F64, along: F64, style: RoofStyle) -> None:
    """Hang a tile end under the eave at every pitch, so that the edge reads as tiles."""
    _, at = _spaced(eave, along, style.tile_pitch)
    out = np.array([along[1], -along[0], 0.0])
    builder.boxes(
        at + out * 0.02 - [0.0, 0.0, 0.05],
        (0.55 * style.tile_pitch, 0.10, 0.18),
        style.tile,
        turn=float(np.arctan2(along[1], along[0])),
        colour=style.tile_colour,
        shown=(0, 5),
    )


def _rafters(builder: MeshBuilder, low: F64, inner: F64, along: F64, style: RoofStyle) -> None:
    """Lay rafters under the soffit, from near the eave inward."""
    share, outer = _spaced(low, along, style.rafter_pitch)
    at_wall = np.column_stack([np.interp(share, np.arange(len(inner)), inner[:, axis]) for axis in range(3)])
    slabs(
        builder,
        outer + 0.06 * (at_wall - outer),
        outer + 0.75 * (at_wall - outer),
        0.09,
        -0.10,
        0.01,
        Material.WOOD,
        colour=_RAFTER,
        shown=(0, 2, 3, 5),
    )


def hip_bars(builder: MeshBuilder, roof: Slopes, style: RoofStyle) -> None:
    """Add a bar on every hip, ending in a hook that rises beyond the eave."""
    for sheet in roof.points:
        hip = sheet[::-1, 0]
        out = hip[-1] - hip[-2]
        flat = np.append(out[:2], 0.0) / np.hypot(out[0], out[1])
        climb = np.array([0.0, 0.0, 1.0])
        hook = [
            hip[-1] + style.curl * (0.40 * flat + 0.22 * climb),
            hip[-1] + style.curl * (0.75 * flat + 0.62 * climb),
            hip[-1] + style.curl * (0.95 * flat + 1.15 * climb),
        ]
        path = np.vstack([hip, hook])
        thin = np.ones(len(path))
        thin[-3:] = [0.85, 0.6, 0.3]
        sweep(
            builder,
            path,
            style.ridge * thin,
            1.25 * style.ridge * thin,
            Material.RIDGE,
            colour=style.ridge_colour,
        )


def pyramid_roof(
    builder: MeshBuilder, eave: F64, wall: F64, level: float, rise: float, style: RoofStyle
) -> float:
    """Add a roof that runs up to a point (攒尖) over a regular outline, and return the height of its tip.

    Parameters
    ----------
    builder : MeshBuilder
    eave : ndarray, shape (n, 2)
        Eave outline between corners, counter-clockwise.
    wall : ndarray, shape (n, 2)
        Outline where the soffit ends and the ceiling begins.
    level : float
        Upper edge of the eave at mid-side.
    rise : float
    style : RoofStyle
    """
    edge = eave[1] - eave[0]
    depth = abs(float(edge[0] * eave[0, 1] - edge[1] * eave[0, 0])) / float(np.linalg.norm(edge))
    roof = slopes(eave, level, depth, rise, style)
    tiled_faces(builder, roof, style)
    ceiling = level - style.thickness + 0.12
    eaves_underside(builder, roof, style, wall, ceiling)
    floor = np.column_stack([wall, np.full(len(wall), ceiling)])
    builder.polygon(floor[::-1], Material.WOOD, colour=SOFFIT)
    hip_bars(builder, roof, style)
    return level + rise


def skirt_roof(
    builder: MeshBuilder, eave: F64, depth: float, level: float, rise: float, style: RoofStyle
) -> None:
    """Add a ring of roof round a storey (腰檐): closed, its inner edge standing against the drum above.

    Parameters
    ----------
    builder : MeshBuilder
    eave : ndarray, shape (n, 2)
    depth : float
        From eave to drum, in plan.
    level : float
        Upper edge of the eave at mid-side.
    rise : float
    style : RoofStyle
    """
    roof = slopes(eave, level, depth, rise, style)
    tiled_faces(builder, roof, style)
    wall = inset(eave, depth)
    under = level - style.thickness + 0.12
    eaves_underside(builder, roof, style, wall, under)
    across = style.across()
    for side, sheet in enumerate(roof.points):
        a, b = wall[side], wall[(side + 1) % len(wall)]
        inner = np.column_stack([a + (b - a) * across[:, None], np.full(len(across), under)])
        builder.sheet(np.stack([sheet[-1], inner]), Material.WOOD, colour=SOFFIT)
    hip_bars(builder, roof, style)


def finial(
    builder: MeshBuilder,
    foot: float,
    height: float,
    *,
    material: Material = Material.GOLD,
    colour: Colour | None = None,
    centre: Sequence[float] = (0.0, 0.0),
) -> float:
    """Add a jewel (宝顶) on a roof's point, and return the height of its tip."""
    shape = [
        (0.0, -0.06), (0.20, -0.06), (0.20, 0.05), (0.20, 0.05), (0.10, 0.10), (0.17, 0.17), (0.10, 0.25),
        (0.15, 0.34), (0.22, 0.44), (0.22, 0.52), (0.13, 0.62), (0.06, 0.70), (0.09, 0.76), (0.05, 0.83),
        (0.02, 0.92), (0.0, 1.0),
    ]  # fmt: skip
    profile = [(r * height, z * height) for r, z in shape]
    lathe(builder, profile, material, centre=(*centre, foot), sides=12, colour=colour)
    return foot + height
