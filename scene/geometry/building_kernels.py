"""The loops over all parts of a city: what kind each one is, then its walls, then its roof.

One kernel for each kind, so that each stays small enough to compile in seconds. Each runs twice, to count
and to fill (see :mod:`scene.geometry.mesh_sink`). It does not know layers, rows or colours.
"""

from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.geometry.building_columns import Traits
from scene.geometry.inset_roofs import allows_inset_roof, put_inset_roof
from scene.geometry.mesh_sink import Sink
from scene.geometry.numba_inner import inner_kernel
from scene.geometry.pitched_roofs import FLAT, put_pitched
from scene.geometry.roof_slopes import Frame
from scene.geometry.walls import PARAPET_DEPTH, inset_ring, put_parapet, put_plate, put_walls, read_ring
from scene.payloads.arrays import F32, F64, I32, U8

I64: TypeAlias = NDArray[np.int64]

#: Kinds of part.
DROPPED: Final = np.uint8(0)
FLAT_TOPPED: Final = np.uint8(1)
QUAD_ROOFED: Final = np.uint8(2)
INSET_ROOFED: Final = np.uint8(3)
#: Asked for a pitched roof that its outline does not allow.
FLATTENED: Final = np.uint8(4)

#: A roof that rises less than this is flat, metres.
_LOWEST_RISE: Final = 0.15


class Parts(NamedTuple):
    """The parts to build, and the rings that they name.

    All numbers are 64 bits wide where they can be: numba compiles a kernel again for every other width.

    Parameters
    ----------
    rings : ndarray of float32, shape (v, 2)
    ring_start, part_start : ndarray of int64
        Nested offsets as in :class:`scene.payloads.buildings.Buildings`.
    part, row : ndarray of int64, shape (k,)
        Which parts, and the buildings they belong to.
    bottom, eaves, top, ground : ndarray of float64, shape (k,)
        z of each part's foot, eaves and highest point, and of the ground outdoors, metres.
    triangles : ndarray of int32, shape (t, 3)
        Of all flat tops; vertices of `rings`.
    triangle_start : ndarray of int64, shape (k + 1,)
        Triangles of the i-th part.
    """

    rings: F32
    ring_start: I64
    part_start: I64
    part: I64
    row: I64
    bottom: F64
    eaves: F64
    top: F64
    ground: F64
    triangles: I32
    triangle_start: I64


@njit(cache=True)
def classify(parts: Parts, traits: Traits, kind: U8) -> None:
    """Fill `kind` with what can be built of each part."""
    for i in range(len(parts.part)):
        first, stop = parts.part_start[parts.part[i]], parts.part_start[parts.part[i] + 1]
        kind[i] = DROPPED
        if stop == first or not parts.top[i] > parts.bottom[i]:  # also true for NaN
            continue
        ring, n = ring_of(parts, i, first)
        if n == 0:
            continue
        wants = traits.form[parts.row[i]] != FLAT and parts.top[i] - parts.eaves[i] >= _LOWEST_RISE
        if not wants:
            kind[i] = FLAT_TOPPED
        elif stop - first > 1 or not parts.eaves[i] >= parts.bottom[i]:
            kind[i] = FLATTENED
        elif n == 4 and _is_even_quad(ring):
            kind[i] = QUAD_ROOFED
        elif allows_inset_roof(ring, n, traits.overhang[parts.row[i]]):
            kind[i] = INSET_ROOFED
        else:
            kind[i] = FLATTENED


@inner_kernel
def ring_of(parts: Parts, i: int, ring: int) -> tuple[F64, int]:
    """Return room with the vertices of one ring of part `i`, cleaned and turned, and how many there are."""
    outer = ring == parts.part_start[parts.part[i]]
    first, stop = parts.ring_start[ring], parts.ring_start[ring + 1]
    room = np.empty((stop - first, 2))
    return room, read_ring(parts.rings, first, stop, outer, room)


@njit(cache=True)
def put_all_walls(sink: Sink, parts: Parts, traits: Traits, kind: U8) -> None:
    """Put the walls of all parts, those of courts and light wells too."""
    for i in range(len(parts.part)):
        if kind[i] == DROPPED:
            continue
        row = parts.row[i]
        pitched = kind[i] in (QUAD_ROOFED, INSET_ROOFED)
        head = parts.eaves[i] if pitched else parts.top[i]
        first, stop = parts.part_start[parts.part[i]], parts.part_start[parts.part[i] + 1]
        for k in range(first, stop):
            ring, n = ring_of(parts, i, k)
            put_walls(sink, row, traits.wall[row], ring, n, parts.bottom[i], head, parts.ground[i])


@njit(cache=True)
def put_all_bottoms(sink: Sink, parts: Parts, traits: Traits, kind: U8) -> None:
    """Put the undersides, so that flat buildings are closed."""
    for i in range(len(parts.part)):
        if kind[i] != DROPPED:
            row = parts.row[i]
            caps = parts.triangles[parts.triangle_start[i] : parts.triangle_start[i + 1]]
            put_plate(sink, row, traits.wall[row], parts.rings, caps, parts.bottom[i], False)


@njit(cache=True)
def put_flat_roofs(sink: Sink, parts: Parts, traits: Traits, kind: U8) -> None:
    """Put level tops, with the parapet where the building has one."""
    for i in range(len(parts.part)):
        if kind[i] not in (FLAT_TOPPED, FLATTENED):
            continue
        row, deck = parts.row[i], parts.top[i]
        parapet = min(traits.parapet[row], 0.5 * (parts.top[i] - parts.bottom[i]))
        if parapet > 0.02:
            ring, n = ring_of(parts, i, parts.part_start[parts.part[i]])
            inner = np.empty((n, 2))
            if inset_ring(ring, n, PARAPET_DEPTH, inner):
                deck -= parapet
                put_parapet(sink, row, traits.wall[row], ring, inner, n, deck, parts.top[i], parts.ground[i])
        caps = parts.triangles[parts.triangle_start[i] : parts.triangle_start[i + 1]]
        put_plate(sink, row, traits.roof[row], parts.rings, caps, deck, True)


@njit(cache=True)
def put_quad_roofs(sink: Sink, parts: Parts, traits: Traits, kind: U8) -> None:
    """Put gabled, hipped, pyramidal and xieshan roofs over four corners."""
    for i in range(len(parts.part)):
        if kind[i] == QUAD_ROOFED:
            row = parts.row[i]
            ring, _ = ring_of(parts, i, parts.part_start[parts.part[i]])
            put_pitched(
                sink, row, traits.form[row], traits.wall[row], traits.roof[row], _frame(ring),
                parts.eaves[i], parts.top[i], traits.overhang[row], traits.horse_head[row], traits.fine[row],
                parts.ground[i],
            )  # fmt: skip


@njit(cache=True)
def put_inset_roofs(sink: Sink, parts: Parts, traits: Traits, kind: U8) -> None:
    """Put roofs of mitred insets over all other outlines."""
    for i in range(len(parts.part)):
        if kind[i] == INSET_ROOFED:
            row = parts.row[i]
            ring, n = ring_of(parts, i, parts.part_start[parts.part[i]])
            put_inset_roof(
                sink, row, traits.roof[row], ring, n, parts.eaves[i], parts.top[i], traits.overhang[row]
            )


@inner_kernel
def _frame(ring: F64) -> Frame:
    """Return four corners, one of the longer sides first."""
    first = 0 if _side(ring, 0) + _side(ring, 2) >= _side(ring, 1) + _side(ring, 3) else 1
    a, b, c, d = first, (first + 1) % 4, (first + 2) % 4, (first + 3) % 4
    return (ring[a, 0], ring[a, 1], ring[b, 0], ring[b, 1], ring[c, 0], ring[c, 1], ring[d, 0], ring[d, 1])


@inner_kernel
def _is_even_quad(ring: F64) -> bool:
    """Say whether four corners are convex, with opposite sides alike enough to carry one ridge."""
    for k in range(4):
        j, m = (k + 1) % 4, (k + 2) % 4
        ax, ay = ring[j, 0] - ring[k, 0], ring[j, 1] - ring[k, 1]
        bx, by = ring[m, 0] - ring[j, 0], ring[m, 1] - ring[j, 1]
        if ax * by - ay * bx <= 0.3 * np.hypot(ax, ay) * np.hypot(bx, by):
            return False
    a, b, c, d = _side(ring, 0), _side(ring, 1), _side(ring, 2), _side(ring, 3)
    return bool(max(a, c) < 1.6 * min(a, c) and max(b, d) < 1.6 * min(b, d) and min(a, b, c, d) > 0.2)


@inner_kernel
def _side(ring: F64, k: int) -> float:
    j = (k + 1) % 4
    return float(np.hypot(ring[j, 0] - ring[k, 0], ring[j, 1] - ring[k, 1]))
