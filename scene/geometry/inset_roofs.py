"""Pitched roofs over any ring: its edges move inwards and upwards, and a narrow flat closes the top.

Right for convex rings and for L, T and U plans up to half the width of the narrowest wing; a ring that
allows no depth is refused, and the caller makes it flat. It does not know columns.
"""

from typing import Final

import numpy as np

from scene.geometry.mesh_sink import Code, Sink, quad
from scene.geometry.numba_inner import inner_kernel
from scene.geometry.pitched_roofs import profile, strips_of
from scene.geometry.roof_slopes import EAVE_DEPTH
from scene.geometry.triangulate import clip_ring
from scene.geometry.walls import inset_ring, put_plate
from scene.materials import Material
from scene.payloads.arrays import F64

#: A roof that reaches in less than this is none, metres.
SHALLOWEST: Final = 0.6
_RIDGE: Final = np.int64(Material.RIDGE)
_WOOD: Final = np.int64(Material.WOOD)


@inner_kernel
def inset_depth(ring: F64, n: int) -> float:
    """Return how far all edges can move inwards before one vanishes or two meet, metres.

    Edge events: an edge of length l between half-angle retreats c1, c2 vanishes at ``l / (c1 + c2)``.
    Split events are bounded by half the distance of each vertex to the edges that it does not touch.
    """
    depth = 1e9
    for k in range(n):
        j = (k + 1) % n
        x, y = ring[j, 0] - ring[k, 0], ring[j, 1] - ring[k, 1]
        length = np.hypot(x, y)
        shrink = _retreat(ring, n, k) + _retreat(ring, n, j)
        if shrink > 1e-9:
            depth = min(depth, length / shrink)
        for m in range(n):
            if m in (k, j):
                continue
            px, py = ring[m, 0] - ring[k, 0], ring[m, 1] - ring[k, 1]
            share = max(0.0, min(1.0, (px * x + py * y) / (length * length)))
            apart = np.hypot(px - share * x, py - share * y)
            inside = (x * py - y * px) > 0.0
            if inside and _is_reflex(ring, n, m):
                depth = min(depth, 0.5 * apart)
    return depth


@inner_kernel
def _retreat(ring: F64, n: int, k: int) -> float:
    """Return how much an edge loses at corner k for each metre moved inwards: tan of half the turn."""
    before, after = (k + n - 1) % n, (k + 1) % n
    ax, ay = ring[k, 0] - ring[before, 0], ring[k, 1] - ring[before, 1]
    bx, by = ring[after, 0] - ring[k, 0], ring[after, 1] - ring[k, 1]
    turn = np.arctan2(ax * by - ay * bx, ax * bx + ay * by)
    return float(np.tan(0.5 * turn))


@inner_kernel
def _is_reflex(ring: F64, n: int, k: int) -> bool:
    return _retreat(ring, n, k) < -1e-6


@inner_kernel
def allows_inset_roof(ring: F64, n: int, overhang: float) -> bool:
    """Say whether a ring can carry such a roof: its edges move in far enough, and out by the eaves."""
    depth = 0.97 * inset_depth(ring, n)
    room = np.empty((n, 2))
    return depth >= SHALLOWEST and inset_ring(ring, n, depth, room) and inset_ring(ring, n, -overhang, room)


@inner_kernel
def put_inset_roof(
    sink: Sink, row: int, roof: Code, ring: F64, n: int, eaves: float, top: float, overhang: float
) -> None:
    """Put a roof of mitred insets over a ring that allows one.

    Parameters
    ----------
    ring : ndarray of float64, shape (n or more, 2)
        Counter-clockwise outline, metres.
    eaves, top, overhang : float
        Metres; the flat on top lies at `top`.
    """
    depth = 0.97 * inset_depth(ring, n)
    low, high = np.empty((n, 2)), np.empty((n, 2))
    inset_ring(ring, n, -overhang, low)
    strips = strips_of(depth, roof)
    share = 1.0 / strips
    z0 = eaves - overhang * (top - eaves) * profile(share, roof) / (depth * share)
    if overhang > 0.02:
        _put_eaves(sink, row, ring, low, n, eaves, z0)
    from_v = 0.0
    for k in range(1, strips + 1):
        share = k / strips
        inset_ring(ring, n, depth * share, high)
        z1 = eaves + (top - eaves) * profile(share, roof)
        from_v = _put_strip(sink, row, roof, low, high, n, z0, z1, from_v)
        low[:, :] = high
        z0 = z1
    _put_top(sink, row, roof, high, n, top)


@inner_kernel
def _put_strip(
    sink: Sink, row: int, roof: Code, low: F64, high: F64, n: int, z0: float, z1: float, v0: float
) -> float:
    """Put one band of slopes between two rings; return v at its upper edge."""
    v1 = v0
    for k in range(n):
        j = (k + 1) % n
        x, y = low[j, 0] - low[k, 0], low[j, 1] - low[k, 1]
        length = max(1e-6, np.hypot(x, y))
        x, y = x / length, y / length
        uc = (high[j, 0] - low[k, 0]) * x + (high[j, 1] - low[k, 1]) * y
        ud = (high[k, 0] - low[k, 0]) * x + (high[k, 1] - low[k, 1]) * y
        across = abs((high[k, 0] - low[k, 0]) * -y + (high[k, 1] - low[k, 1]) * x)
        v1 = v0 + np.hypot(across, z1 - z0)
        quad(
            sink, row, roof,
            (low[k, 0], low[k, 1], z0), (low[j, 0], low[j, 1], z0),
            (high[j, 0], high[j, 1], z1), (high[k, 0], high[k, 1], z1),
            (0.0, v0), (length, v0), (uc, v1), (ud, v1),
        )  # fmt: skip
    return v1


@inner_kernel
def _put_eaves(sink: Sink, row: int, ring: F64, edge: F64, n: int, eaves: float, z: float) -> None:
    """Put the dark edge and the underside of the eaves all round."""
    for k in range(n):
        j = (k + 1) % n
        length = np.hypot(edge[j, 0] - edge[k, 0], edge[j, 1] - edge[k, 1])
        a, b = (edge[k, 0], edge[k, 1], z - EAVE_DEPTH), (edge[j, 0], edge[j, 1], z - EAVE_DEPTH)
        quad(
            sink, row, _RIDGE, a, b, (edge[j, 0], edge[j, 1], z), (edge[k, 0], edge[k, 1], z),
            (0.0, 0.0), (length, 0.0), (length, EAVE_DEPTH), (0.0, EAVE_DEPTH),
        )  # fmt: skip
        wall = eaves - EAVE_DEPTH
        quad(
            sink, row, _WOOD, b, a, (ring[k, 0], ring[k, 1], wall), (ring[j, 0], ring[j, 1], wall),
            (length, 0.0), (0.0, 0.0), (0.0, 1.0), (length, 1.0),
        )  # fmt: skip


@inner_kernel
def _put_top(sink: Sink, row: int, roof: Code, ring: F64, n: int, z: float) -> None:
    """Close the top with level triangles."""
    plan = np.empty((n, 2), np.float32)
    for k in range(n):
        plan[k, 0], plan[k, 1] = ring[k, 0], ring[k, 1]
    found = np.empty((n, 3), np.int32)
    put_plate(sink, row, roof, plan, found[: clip_ring(plan, 0, n, found, 0)], z, True)
