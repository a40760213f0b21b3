"""Masonry: walls with arched openings, vaults, voussoir rings, stairs and balustrades.

Coursing is the shader's work: faces of stone carry metres along and up the wall as texture coordinates.
It does not know which bridge or terrace it belongs to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from importers.yangzhou.heritage.mesh_builder import Colour, MeshBuilder
from importers.yangzhou.heritage.solids import slabs
from scene.materials import Material
from scene.payloads.arrays import F64

#: Two tones of cut stone that voussoirs alternate between.
VOUSSOIRS: tuple[Colour, Colour] = ((0xDA, 0xD3, 0xC4), (0xC2, 0xB9, 0xA8))


@dataclass(frozen=True, slots=True)
class Arch:
    """A round opening in a wall.

    Parameters
    ----------
    centre : float
        Distance of its middle along the wall, metres.
    radius : float
        Half its span.
    springing : float
        Level where the curve begins.
    foot : float
        Level its jambs stand on.
    segments : int
        Facets of the curve.
    begin, end : float
        Directions from the centre where the curve begins on the left and ends on the right, radians: pi and
        0 make a half circle, pi / 2 and 0 a fan that is upright on its left.
    """

    centre: float
    radius: float
    springing: float
    foot: float
    segments: int = 20
    begin: float = np.pi
    end: float = 0.0

    def curve(self, beyond: float = 0.0, facets: int = 0) -> F64:
        """Return the curve alone, `beyond` metres outside the opening, left to right, shape (k, 2)."""
        angle = np.linspace(self.begin, self.end, (facets or self.segments) + 1)
        radius = self.radius + beyond
        return np.column_stack(
            [self.centre + radius * np.cos(angle), self.springing + radius * np.sin(angle)]
        )

    def profile(self) -> F64:
        """Return the opening's edge from its left foot over the crown to its right foot, shape (k, 2)."""
        curve = self.curve()
        left = np.array([[curve[0, 0], self.foot]])
        right = np.array([[curve[-1, 0], self.foot]])
        return np.concatenate([left, curve, right])


@dataclass(frozen=True, slots=True)
class WallPlane:
    """An upright plane to build on: distances along it run to the right, seen from outside.

    Parameters
    ----------
    origin : tuple of float
        Plan position of distance 0.
    along : tuple of float
        Unit vector of the plan.
    """

    origin: tuple[float, float]
    along: tuple[float, float]

    @property
    def outward(self) -> F64:
        """Unit normal, shape (3,)."""
        return np.array([self.along[1], -self.along[0], 0.0])

    def points(self, distance: ArrayLike, level: ArrayLike, out: float = 0.0) -> F64:
        """Return points at distances and levels, `out` metres before the plane, shape (..., 3)."""
        s, z = np.broadcast_arrays(np.asarray(distance, np.float64), np.asarray(level, np.float64))
        x = self.origin[0] + s * self.along[0]
        y = self.origin[1] + s * self.along[1]
        return np.asarray(np.stack([x, y, z], axis=-1) + out * self.outward)


def arched_wall(
    builder: MeshBuilder,
    plane: WallPlane,
    span: tuple[float, float],
    levels: tuple[float, float | Callable[[F64], F64]],
    arches: Sequence[Arch],
    material: Material = Material.STONE,
    *,
    colour: Colour | None = None,
) -> None:
    """Add a wall face with openings cut out of it.

    Parameters
    ----------
    builder : MeshBuilder
    plane : WallPlane
    span : tuple of float
        From and to, along the plane.
    levels : tuple
        Foot, and top: a level, or a function of the distance along the plane.
    arches : sequence of Arch
        From left to right, apart from each other, all standing at the foot of the wall or below.
    material, colour
        As in :meth:`MeshBuilder.add`.
    """
    foot, top = levels
    edge = [np.array([[span[0], foot]])]
    edge += [np.maximum(arch.profile(), [-np.inf, foot]) for arch in arches]
    edge.append(np.array([[span[1], foot]]))
    line = np.concatenate(edge)
    head = top(line[:, 0]) if callable(top) else np.full(len(line), top)
    points = np.stack([plane.points(line[:, 0], line[:, 1]), plane.points(line[:, 0], head)])
    chart = np.stack([line, np.column_stack([line[:, 0], head])])
    builder.sheet(points, material, uv=chart, colour=colour)


def vault(
    builder: MeshBuilder,
    arch: Arch,
    near: WallPlane,
    depth: float | F64,
    start: float | F64 = 0.0,
    material: Material = Material.STONE,
    *,
    colour: Colour | None = (0xC4, 0xBB, 0xA9),
) -> None:
    """Add the inner face of an arch, from `start` to `depth` metres behind the plane `near`.

    Parameters
    ----------
    builder : MeshBuilder
    arch : Arch
    near : WallPlane
    depth, start : float or ndarray of shape (k,)
        One value for each point of the arch's profile makes a groin where two vaults cross.
    material, colour
        As in :meth:`MeshBuilder.add`.
    """
    line = arch.profile()
    front = near.points(line[:, 0], line[:, 1])
    into = -near.outward
    begin = front + np.broadcast_to(start, len(line))[:, None] * into
    end = front + np.broadcast_to(depth, len(line))[:, None] * into
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    chart = np.stack(
        [
            np.column_stack([np.broadcast_to(start, len(line)), run]),
            np.column_stack([np.broadcast_to(depth, len(line)), run]),
        ]
    )
    builder.sheet(np.stack([end, begin]), material, uv=chart[::-1], colour=colour)


def voussoirs(builder: MeshBuilder, arch: Arch, plane: WallPlane, width: float, proud: float = 0.06) -> None:
    """Add a ring of wedge stones round an arch, `proud` of the wall: an odd number, with a keystone."""
    count = max(7, int((arch.begin - arch.end) * arch.radius / 0.42) | 1)
    inner, outer = arch.curve(0.0, count)[::-1], arch.curve(width, count)[::-1]
    tones = np.array([VOUSSOIRS[i % 2] for i in range(count)], dtype=np.uint8)
    tones[count // 2] = (0xE4, 0xDE, 0xD0)

    def at(line: F64, out: float) -> F64:
        return plane.points(line[:, 0], line[:, 1], out)

    faces = [
        (at(inner, proud), at(outer, proud)),
        (at(outer, proud), at(outer, 0.0)),
        (at(inner, 0.0), at(inner, proud)),
    ]
    for one, other in faces:
        builder.sheet(np.stack([one, other], axis=1), Material.STONE, colour=tones)


def stairs(
    builder: MeshBuilder, half_width: float, y: F64, z: F64, material: Material = Material.STONE
) -> None:
    """Add treads and risers of a flight that goes down in the direction of +y.

    Parameters
    ----------
    builder : MeshBuilder
    half_width : float
    y, z : ndarray, shape (steps + 1,)
        The edge the flight starts from, then the front edge of every step with its level.
    material : Material
    """
    profile = [(y[0], z[0])]
    for i in range(len(y) - 1):
        profile += [(y[i], z[i + 1]), (y[i + 1], z[i + 1])]
    for (y0, z0), (y1, z1) in pairwise(profile):
        tone = (0xCF, 0xC7, 0xB6) if z0 == z1 else (0xB9, 0xB0, 0x9E)
        corners = [[half_width, y0, z0], [-half_width, y0, z0], [-half_width, y1, z1], [half_width, y1, z1]]
        builder.quad(corners[::-1], material, colour=tone)


@dataclass(frozen=True, slots=True)
class Balustrade:
    """Measures of a stone balustrade (望柱栏板), metres."""

    height: float = 0.95
    post: float = 0.20
    spacing: float = 1.35
    colour: Colour = (0xFA, 0xF7, 0xF0)
    shade: Colour = (0xEA, 0xE5, 0xDA)

    def add(self, builder: MeshBuilder, path: ArrayLike, *, bays: int | None = None) -> int:
        """Add posts and panels along a line, shape (k, 3), and return the number of posts.

        The panels follow the slope. With `bays` every leg of the line gets that many.
        """
        line = np.asarray(path, dtype=np.float64)
        stations = [line[:1]]
        for a, b in pairwise(line):
            count = bays or max(1, round(float(np.hypot(*(b - a)[:2])) / self.spacing))
            share = np.linspace(0.0, 1.0, count + 1)[1:, None]
            stations.append(a + share * (b - a))
        posts = np.concatenate(stations)
        self._panels(builder, posts)
        closed = bool(np.allclose(posts[0], posts[-1]))
        standing = posts[:-1] if closed else posts
        self._posts(builder, standing, line)
        return len(standing)

    def _posts(self, builder: MeshBuilder, at: F64, line: F64) -> None:
        """Add square posts with a collar and a bud."""
        turn = float(np.arctan2(line[1, 1] - line[0, 1], line[1, 0] - line[0, 0]))
        top = self.height + 0.08
        white = Material.WHITE_STONE
        parts = [
            (self.post, -0.06, top),
            (0.6 * self.post, top, top + 0.06),
            (0.9 * self.post, top + 0.06, top + 0.26),
        ]
        for width, low, high in parts:
            centres = at + np.array([0.0, 0.0, (low + high) / 2.0])
            size = (width, width, high - low)
            builder.boxes(centres, size, white, turn=turn, colour=self.colour, shown=(0, 1, 2, 3, 4))

    def _panels(self, builder: MeshBuilder, at: F64) -> None:
        """Add between posts a panel, a rail, and two small blocks that carry the rail."""
        a, b = at[:-1], at[1:]
        white = Material.WHITE_STONE
        slabs(builder, a, b, 0.10, 0.02, 0.56 * self.height, white, colour=self.shade, shown=(0, 2, 4))
        slabs(
            builder,
            a,
            b,
            0.15,
            0.80 * self.height,
            0.95 * self.height,
            white,
            colour=self.colour,
            shown=(0, 2, 4, 5),
        )
        for share in (1.0 / 3.0, 2.0 / 3.0):
            p = a + (share - 0.06) * (b - a)
            q = a + (share + 0.06) * (b - a)
            slabs(
                builder,
                p,
                q,
                0.09,
                0.56 * self.height,
                0.80 * self.height,
                white,
                colour=self.colour,
                shown=(0, 1, 2, 3),
            )
