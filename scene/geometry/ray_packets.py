"""Ask an Embree scene for eight segments at once, from compiled code, and measure in float64 what it finds.

Import it only where :func:`scene.geometry.ray_embree.library` returns a library: the two calls are names that
the library puts in place. It does not know layers.
"""

from typing import Any, Final

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from scene.geometry.numba_inner import inner_kernel
from scene.geometry.tree_cast import cut
from scene.payloads.arrays import F32, F64, I32

_occluded8: Any = types.ExternalFunction(
    "rtcOccluded8", types.void(types.intp, types.intp, types.intp, types.intp)
)
_intersect8: Any = types.ExternalFunction(
    "rtcIntersect8", types.void(types.intp, types.intp, types.intp, types.intp)
)

#: Rays of a packet.
WIDE: Final = 8
# Rows of a packet, RTCRayHit8 of rtcore_ray.h: origin, nearest, way, time, farthest, mask, number, flags;
# normal, place in the triangle, triangle, geometry, instances. The row of lanes in use comes after, with room
# to spare.
_WAY, _FAR, _MASK = 4, 8, 9
_TRIANGLE, _GEOMETRY, _LANES, _ROWS = 17, 18, 24, 25
_ALIGNED: Final = 64
#: A packet whose origins and ways are spread less than this part of its length goes down the tree as one.
_TOGETHER: Final = 0.5
# RTCOccludedArguments and RTCIntersectArguments of rtcore_common.h begin with the flags and the features.
_COHERENT, _ALL_FEATURES = 1 << 16, -1


@inner_kernel
def _room() -> F32:
    """Return a packet at an address that Embree accepts, with what is the same for every ray."""
    floats = np.zeros(_ROWS * WIDE + _ALIGNED // 4, np.float32)
    skip = (_ALIGNED - floats.ctypes.data % _ALIGNED) % _ALIGNED // 4
    packet = floats[skip : skip + _ROWS * WIDE].reshape((_ROWS, WIDE))
    bits = packet.view(np.int32)
    bits[_MASK] = -1
    bits[_GEOMETRY:] = -1
    return packet


@inner_kernel
def _load(packet: F32, lane: int, starts: F64, ends: F64, k: int, until: float) -> None:
    """Put a segment in a lane; its way leads from the rounded start to the end, so that it is not turned."""
    for axis in range(3):
        origin = np.float32(starts[k, axis])
        packet[axis, lane] = origin
        packet[_WAY + axis, lane] = ends[k, axis] - np.float64(origin)
    packet[_FAR, lane] = until


@inner_kernel
def _together(packet: F32) -> bool:
    """Say whether the rays of a full packet run side by side: some of them are held against the first."""
    apart = np.float32(0.0)
    length = np.float32(0.0)
    for lane in (3, 5, 7):
        spread = np.float32(0.0)
        for axis in range(3):
            spread += abs(packet[axis, lane] - packet[axis, 0])
            spread += abs(packet[_WAY + axis, lane] - packet[_WAY + axis, 0])
            length = max(length, abs(packet[_WAY + axis, lane]))
        apart = max(apart, spread)
    return bool(apart < _TOGETHER * length)


@inner_kernel
def _send(packet: F32, bits: I32, arguments: I32, used: int) -> int:
    """Close a packet: say which lanes are in use, and how it shall be led; return the lanes' address."""
    for lane in range(WIDE):
        bits[_LANES, lane] = -1 if lane < used else 0
    arguments[0] = _COHERENT if used == WIDE and _together(packet) else 0
    return int(packet.ctypes.data + _LANES * WIDE * 4)


@inner_kernel
def _passes(box: F64, starts: F64, ends: F64, k: int) -> bool:
    """Say whether the box around a segment meets a box."""
    for axis in range(3):
        one, other = starts[k, axis], ends[k, axis]
        if max(one, other) < box[axis] or min(one, other) > box[axis + 3]:
            return False
    return True


@njit(cache=True, nogil=True)
def occluded(scene: int, box: F64, starts: F64, ends: F64, hidden: NDArray[np.bool_]) -> None:
    """Mark the segments that any triangle cuts.

    Parameters
    ----------
    scene : int
        Handle of the Embree scene.
    box : ndarray of float64, shape (6,)
        Low and high corner of the scene; segments past it are not asked for.
    starts, ends : ndarray of float64, shape (n, 3)
    hidden : ndarray of bool, shape (n,)
        Those that are True already are not asked for; filled.
    """
    packet = _room()
    bits = packet.view(np.int32)
    arguments = np.zeros(16, np.int32)
    arguments[1] = _ALL_FEATURES
    of = np.empty(WIDE, np.int64)
    used = 0
    for k in range(len(starts)):
        if not hidden[k] and _passes(box, starts, ends, k):
            _load(packet, used, starts, ends, k, 1.0)
            of[used] = k
            used += 1
        if used == WIDE or (used > 0 and k == len(starts) - 1):
            lanes = _send(packet, bits, arguments, used)
            _occluded8(lanes, scene, packet.ctypes.data, arguments.ctypes.data)
            for lane in range(used):
                hidden[of[lane]] = packet[_FAR, lane] < 0.0
            used = 0


@njit(cache=True, nogil=True)
def nearest(
    scene: int, box: F64, starts: F64, ends: F64, vertices: F32, faces: I32, share: F64, face: I32
) -> None:
    """Find the first triangle that cuts each segment nearer than `share`.

    Parameters
    ----------
    scene, box, starts, ends
        As in :func:`occluded`.
    vertices, faces
        The triangles of the scene; where Embree finds one, the place of the cut is computed in float64.
    share : ndarray of float64, shape (n,)
        How far each segment is looked along; filled with the share at the cut.
    face : ndarray of int32, shape (n,)
        Filled with the triangle where one was found, else untouched.
    """
    packet = _room()
    bits = packet.view(np.int32)
    arguments = np.zeros(16, np.int32)
    arguments[1] = _ALL_FEATURES
    of = np.empty(WIDE, np.int64)
    used = 0
    for k in range(len(starts)):
        if _passes(box, starts, ends, k):
            _load(packet, used, starts, ends, k, min(share[k], 1.0))
            of[used] = k
            used += 1
        if used == WIDE or (used > 0 and k == len(starts) - 1):
            lanes = _send(packet, bits, arguments, used)
            _intersect8(lanes, scene, packet.ctypes.data, arguments.ctypes.data)
            for lane in range(used):
                if bits[_GEOMETRY, lane] == -1:
                    continue
                bits[_GEOMETRY, lane] = -1
                j, f = of[lane], bits[_TRIANGLE, lane]
                o = (starts[j, 0], starts[j, 1], starts[j, 2])
                w = (ends[j, 0] - o[0], ends[j, 1] - o[1], ends[j, 2] - o[2])
                exact = cut(o, w, vertices, faces[f, 0], faces[f, 1], faces[f, 2])
                found = exact if exact < np.inf else np.float64(packet[_FAR, lane])
                if found < share[j]:
                    share[j] = found
                    face[j] = f
            used = 0
