"""Walls of a ring from foot to eaves, and the parapet of a flat roof.

It does not know where rings come from or what stands on the walls.
"""

from typing import Final

import numpy as np

from scene.geometry.mesh_sink import Code, Sink, quad, triangle
from scene.geometry.numba_inner import inner_kernel
from scene.materials import Material
from scene.payloads.arrays import F32, F64, I32

#: Walls shorter than this are the rounding of a file, not walls; metres.
SHORTEST: Final = 1e-3
#: Walls of modern houses are told in whole window bays of about this width, metres.
BAY: Final = 3.3
#: How thick a parapet is, metres.
PARAPET_DEPTH: Final = 0.24
_MODERN: Final = np.int64(Material.MODERN_WALL)
_PLAIN: Final = np.int64(Material.PLAIN)


@inner_kernel
def read_ring(rings: F32, first: int, stop: int, outer: bool, ring: F64) -> int:
    """Copy one ring without repeated vertices, outer rings turned counter-clockwise, holes clockwise.

    Parameters
    ----------
    rings : ndarray of float32, shape (v, 2)
    first, stop : int
        Its vertices in `rings`.
    outer : bool
        True for the outer ring of a part.
    ring : ndarray of float64, shape (at least stop - first, 2)
        Filled with the vertices.

    Returns
    -------
    int
        How many vertices were put; 0 for a ring without an area.
    """
    n = 0
    for k in range(first, stop):
        x, y = np.float64(rings[k, 0]), np.float64(rings[k, 1])
        if n == 0 or abs(x - ring[n - 1, 0]) > SHORTEST or abs(y - ring[n - 1, 1]) > SHORTEST:
            ring[n, 0] = x
            ring[n, 1] = y
            n += 1
    while (
        n > 1
        and abs(ring[n - 1, 0] - ring[0, 0]) <= SHORTEST
        and abs(ring[n - 1, 1] - ring[0, 1]) <= SHORTEST
    ):
        n -= 1
    area = ring_area(ring, n)
    if n < 3 or not abs(area) > 1e-6:  # also true for NaN
        return 0
    if (area > 0.0) != outer:
        for k in range(n // 2):
            for axis in range(2):
                kept = ring[k, axis]
                ring[k, axis] = ring[n - 1 - k, axis]
                ring[n - 1 - k, axis] = kept
    return n


@inner_kernel
def ring_area(ring: F64, n: int) -> float:
    """Return the signed area of the first n vertices, m²; positive if counter-clockwise."""
    twice = 0.0
    for k in range(n):
        j = (k + 1) % n
        twice += (ring[k, 0] - ring[0, 0]) * (ring[j, 1] - ring[0, 1])
        twice -= (ring[j, 0] - ring[0, 0]) * (ring[k, 1] - ring[0, 1])
    return 0.5 * twice


@inner_kernel
def wall_stretch(length: float, material: Code) -> float:
    """Return by what u is multiplied along a wall, so that a modern one holds whole window bays."""
    if material != _MODERN or length < 0.6 * BAY:
        return 1.0
    return float(max(1.0, np.round(length / BAY)) * BAY / length)


@inner_kernel
def put_walls(
    sink: Sink, row: int, material: Code, ring: F64, n: int, low: float, high: float, ground: float
) -> None:
    """Put one upright wall for each edge of a ring.

    Parameters
    ----------
    sink : Sink
    row, material : int
        Feature and material of the faces.
    ring : ndarray of float64, shape (n or more, 2)
        Outside on the right of each edge's left hand: outer rings counter-clockwise, holes clockwise.
    n : int
        Vertices of the ring.
    low, high : float
        z of foot and head, metres.
    ground : float
        z from which v is measured, metres; u starts at 0 on every wall.
    """
    if not high > low:
        return
    for k in range(n):
        ax, ay = ring[k, 0], ring[k, 1]
        bx, by = ring[(k + 1) % n, 0], ring[(k + 1) % n, 1]
        length = np.hypot(bx - ax, by - ay)
        u = length * wall_stretch(length, material)
        quad(
            sink, row, material,
            (ax, ay, low), (bx, by, low), (bx, by, high), (ax, ay, high),
            (0.0, low - ground), (u, low - ground), (u, high - ground), (0.0, high - ground),
        )  # fmt: skip


@inner_kernel
def inset_ring(ring: F64, n: int, depth: float, inner: F64) -> bool:
    """Move every edge of a ring inwards (outwards if negative), corners mitred.

    Returns
    -------
    bool
        False if an edge turned round or a mitre ran off, so that the result is no ring inside the first.
    """
    for k in range(n):
        before, after = (k + n - 1) % n, (k + 1) % n
        ax, ay = ring[k, 0] - ring[before, 0], ring[k, 1] - ring[before, 1]
        bx, by = ring[after, 0] - ring[k, 0], ring[after, 1] - ring[k, 1]
        la, lb = np.hypot(ax, ay), np.hypot(bx, by)
        nax, nay, nbx, nby = -ay / la, ax / la, -by / lb, bx / lb
        spread = 1.0 + nax * nbx + nay * nby
        if spread < 0.12:
            return False
        inner[k, 0] = ring[k, 0] + (nax + nbx) * depth / spread
        inner[k, 1] = ring[k, 1] + (nay + nby) * depth / spread
    for k in range(n):
        j = (k + 1) % n
        along = (ring[j, 0] - ring[k, 0]) * (inner[j, 0] - inner[k, 0])
        along += (ring[j, 1] - ring[k, 1]) * (inner[j, 1] - inner[k, 1])
        if along <= 0.0:
            return False
    return True


@inner_kernel
def put_parapet(
    sink: Sink,
    row: int,
    material: Code,
    ring: F64,
    inner: F64,
    n: int,
    low: float,
    high: float,
    ground: float,
) -> None:
    """Put the coping of a parapet and its inner side down to the roof; its outer side is the wall.

    Parameters
    ----------
    inner : ndarray of float64, shape (n or more, 2)
        `ring` moved inwards by the parapet's depth.
    low, high : float
        z of the roof and of the coping, metres.
    """
    for k in range(n):
        j = (k + 1) % n
        length = np.hypot(ring[j, 0] - ring[k, 0], ring[j, 1] - ring[k, 1])
        quad(
            sink, row, material,
            (ring[k, 0], ring[k, 1], high), (ring[j, 0], ring[j, 1], high),
            (inner[j, 0], inner[j, 1], high), (inner[k, 0], inner[k, 1], high),
            (0.0, high - ground), (length, high - ground), (length, high - ground), (0.0, high - ground),
        )  # fmt: skip
        quad(
            sink, row, _PLAIN,
            (inner[j, 0], inner[j, 1], low), (inner[k, 0], inner[k, 1], low),
            (inner[k, 0], inner[k, 1], high), (inner[j, 0], inner[j, 1], high),
            (0.0, low - ground), (length, low - ground), (length, high - ground), (0.0, high - ground),
        )  # fmt: skip


@inner_kernel
def put_plate(sink: Sink, row: int, material: Code, points: F32, triangles: I32, z: float, up: bool) -> None:
    """Put level triangles, facing up or down; u and v are metres east and north of the first vertex.

    Parameters
    ----------
    points : ndarray of float32, shape (v, 2)
        Plan coordinates that `triangles` name, metres.
    triangles : ndarray of int32, shape (t, 3)
        Counter-clockwise seen from above.
    """
    for k in range(len(triangles)):
        a, b, c = triangles[k, 0], triangles[k, 1], triangles[k, 2]
        if not up:
            b, c = c, b
        # float() keeps 32 bits here, and every other width compiles the sink again
        ax, ay = np.float64(points[a, 0]), np.float64(points[a, 1])
        bx, by = np.float64(points[b, 0]), np.float64(points[b, 1])
        cx, cy = np.float64(points[c, 0]), np.float64(points[c, 1])
        x, y = np.float64(points[triangles[0, 0], 0]), np.float64(points[triangles[0, 0], 1])
        triangle(
            sink, row, material,
            (ax, ay, z), (bx, by, z), (cx, cy, z), (ax - x, ay - y), (bx - x, by - y), (cx - x, cy - y),
        )  # fmt: skip
