"""Boxes and small turned things set against house fronts, gathered by the thousand into one mesh.

A piece is given in the frame of its front: u metres along the wall, n metres out of it, z metres above the
ground before it. It does not know what the pieces are for.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scene.materials import COLOUR, Material
from scene.payloads.arrays import F64, I32, U8
from scene.payloads.mesh import TriangleMesh

Colour = tuple[int, int, int]

#: Boards that have never been painted.
PLAIN_WOOD: Final = (0x5C, 0x46, 0x3A)

#: Faces of a box: corners as low (0) or high (1) in u, n, z; seen from outside counter-clockwise.
_FACES: Final = {
    "front": [(0, 1, 0), (1, 1, 0), (1, 1, 1), (0, 1, 1)],
    "left": [(0, 0, 0), (0, 1, 0), (0, 1, 1), (0, 0, 1)],
    "right": [(1, 1, 0), (1, 0, 0), (1, 0, 1), (1, 1, 1)],
    "top": [(0, 1, 1), (1, 1, 1), (1, 0, 1), (0, 0, 1)],
    "bottom": [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)],
}
ALL: Final = ("front", "left", "right", "top", "bottom")
BAR: Final = ("front", "left", "right")
STEP: Final = ("front", "left", "right", "top")
SHEET: Final = ("front",)
LEDGE: Final = ("front", "top")


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """Where fronts stand.

    Parameters
    ----------
    origin : ndarray of float64, shape (n, 3)
        Start of each front at its foot, the ground before it as z, local metres.
    along, out : ndarray of float64, shape (n, 2)
        Unit vectors along the wall and out of it.
    """

    origin: F64
    along: F64
    out: F64

    def place(self, front: NDArray[np.int64], pieces: F64) -> F64:
        """Return local metres of u, n, z points, shape (k, m, 3), each row in the frame of its front."""
        plan = pieces[..., :1] * self.along[front, None] + pieces[..., 1:2] * self.out[front, None]
        return np.concatenate([plan, pieces[..., 2:]], axis=-1) + self.origin[front, None]


class Kit:
    """Collects pieces and makes one mesh of them."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._points: list[F64] = []
        self._faces: list[I32] = []
        self._material: list[U8] = []
        self._colour: list[U8] = []
        self._uv: list[F64] = []
        self._feature: list[I32] = []
        self._count = 0

    def boxes(
        self,
        front: NDArray[np.int64],
        u: tuple[ArrayLike, ArrayLike],
        n: tuple[ArrayLike, ArrayLike],
        z: tuple[ArrayLike, ArrayLike],
        material: Material,
        *,
        faces: tuple[str, ...] = ALL,
        colour: Colour | None = None,
    ) -> None:
        """Put one box on each of some fronts.

        Parameters
        ----------
        front : ndarray of int64, shape (k,)
            Rows of the frames.
        u, n, z : tuple of array_like
            From and to, metres; single values hold for all.
        material : Material
        faces : tuple of str
            Which sides are put; the one against the wall never is.
        colour : tuple of int, optional
            sRGB; none takes the material's own.
        """
        k = len(front)
        if not k:
            return
        low = np.stack([np.broadcast_to(np.asarray(pair[0], float), (k,)) for pair in (u, n, z)], axis=-1)
        high = np.stack([np.broadcast_to(np.asarray(pair[1], float), (k,)) for pair in (u, n, z)], axis=-1)
        pattern = np.array([corner for face in faces for corner in _FACES[face]], float)
        points = low[:, None] + (high - low)[:, None] * pattern
        m = len(faces)
        quads = 4 * np.arange(m)[:, None, None] + np.array([(0, 1, 2), (0, 2, 3)])
        level = np.repeat(np.array([face in ("top", "bottom") for face in faces]), 4)
        sideways = np.repeat(np.array([face in ("left", "right") for face in faces]), 4)
        uv = np.where(level[:, None], points[..., :2], points[..., (0, 2)])
        uv = np.where(sideways[:, None], points[..., (1, 2)], uv)
        self._put(front, points, quads.reshape(-1, 3), uv, material, colour)

    def canopies(
        self,
        front: NDArray[np.int64],
        u: tuple[F64, F64],
        reach: float,
        z: tuple[F64, F64],
        edge: float,
    ) -> None:
        """Put small lean-to roofs: a slope of tiles, a dark edge all round, and an underside of wood.

        Parameters
        ----------
        front : ndarray of int64, shape (k,)
        u : tuple of ndarray
            From and to along the wall, metres.
        reach : float
            Out of the wall, metres.
        z : tuple of ndarray
            Underside, and head of the slope at the wall, metres.
        edge : float
            Thickness at the outer edge, metres.
        """
        (left, right), (low, head) = u, z
        zero, out = np.zeros(len(front)), np.full(len(front), reach)

        def points(*corners: tuple[F64, F64, F64]) -> F64:
            return np.stack([np.stack(corner, axis=-1) for corner in corners], axis=1)

        lip = low + edge
        slope = points((left, out, lip), (right, out, lip), (right, zero, head), (left, zero, head))
        run = np.hypot(reach, head - lip)
        uv = np.stack([np.stack([slope[:, k, 0], zero if k < 2 else run], axis=-1) for k in range(4)], axis=1)
        quad = np.array([(0, 1, 2), (0, 2, 3)])
        self._put(front, slope, quad, uv, Material.TILE_ROOF, None)
        face = points((left, out, low), (right, out, low), (right, out, lip), (left, out, lip))
        self._put(front, face, quad, face[..., (0, 2)], Material.RIDGE, None)
        under = points((left, zero, low), (right, zero, low), (right, out, low), (left, out, low))
        self._put(front, under, quad, under[..., :2], Material.WOOD, PLAIN_WOOD)
        for at, turn in ((left, 1), (right, -1)):
            end = points((at, zero, low), (at, out, low), (at, out, lip), (at, zero, head))
            self._put(front, end, quad[:, ::turn], end[..., 1:], Material.RIDGE, None)

    def things(
        self,
        front: NDArray[np.int64],
        at: F64,
        points: F64,
        faces: NDArray[np.int64],
        material: Material,
        *,
        colour: Colour | None = None,
    ) -> None:
        """Put a copy of a small mesh, shape (m, 3) in u, n, z, at each of some places, shape (k, 3)."""
        if not len(front):
            return
        each = points[faces].reshape(-1, 3)  # corners of their own, for flat normals
        rows = np.arange(len(each)).reshape(-1, 3)
        spread = at[:, None] + each
        self._put(front, spread, rows, spread[..., (0, 2)], material, colour)

    def _put(
        self,
        front: NDArray[np.int64],
        points: F64,
        faces: NDArray[np.int64],
        uv: F64,
        material: Material,
        colour: Colour | None,
    ) -> None:
        k, m = points.shape[:2]
        self._points.append(self._frames.place(front, points).reshape(-1, 3))
        self._uv.append(uv.reshape(-1, 2))
        count = k * len(faces)
        rows = faces[None] + self._count + m * np.arange(k)[:, None, None]
        self._faces.append(rows.reshape(-1, 3).astype(np.int32))
        self._count += k * m
        self._material.append(np.full(count, int(material), np.uint8))
        paint = np.array(COLOUR[material] if colour is None else colour, np.uint8)
        self._colour.append(np.broadcast_to(paint, (count, 3)))
        self._feature.append(np.repeat(front, len(faces)).astype(np.int32))

    def mesh(self) -> TriangleMesh:
        """Return everything that was put; features are fronts."""
        if not self._points:
            return TriangleMesh(np.empty((0, 3), np.float32), np.empty((0, 3), np.int32))
        return TriangleMesh(
            np.concatenate(self._points).astype(np.float32),
            np.concatenate(self._faces),
            feature_of_face=np.concatenate(self._feature),
            colour_of_face=np.concatenate(self._colour),
            material_of_face=np.concatenate(self._material),
            uv=np.concatenate(self._uv).astype(np.float32),
        )


def lathe(profile: list[tuple[float, float]], sides: int) -> tuple[F64, NDArray[np.int64]]:
    """Return a turned body: radius and height of each ring from below; points and faces.

    Parameters
    ----------
    profile : list of tuple of float
        Radius and z of each ring, metres.
    sides : int
    """
    angle = 2.0 * np.pi * np.arange(sides) / sides
    points = np.array([(r * np.cos(a), r * np.sin(a), z) for r, z in profile for a in angle])
    faces = []
    for ring in range(len(profile) - 1):
        for k in range(sides):
            a, b = ring * sides + k, ring * sides + (k + 1) % sides
            # u runs along the wall, n out of it: (u, n, z) is left-handed where out lies right of along
            faces += [(a, b + sides, b), (a, a + sides, b + sides)]
    return points, np.array(faces)
