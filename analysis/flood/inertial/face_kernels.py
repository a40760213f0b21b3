"""The unit discharge through faces between cells, a row at a time, in loops that run many faces at once.

Everything is written so that swapping the two sides of a face changes the sign of the result and nothing
else, to the bit. It does not know tiles, nor what becomes of the water.
"""

from typing import Final

import numpy as np

from analysis.flood.inertial.bit_kernels import bits_of, float_of, floated, fused, whole
from analysis.flood.scheme import GRAVITY
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32

#: Faces in one piece. Intermediate rows lie in one array at fixed distances of it, or the compiler would have
#: to test at run time whether they overlap, and gives up on that many tests. There are several short loops
#: over a piece, not one long one: a processor looks only so far ahead for work that waits for no other.
PIECE: Final = 256

#: Where in the scratch array the intermediate rows lie: new discharge, flow depth, fall of the water's
#: surface from the second side to the first, roughness summed over both, and flow depth^(7/3).
_NEW, _FLOW_DEPTH, _FALL, _ROUGHNESS, _EASE = 0, PIECE, 2 * PIECE, 3 * PIECE, 4 * PIECE
SCRATCH: Final = 5 * PIECE

_ZERO: Final = np.float32(0.0)
_ONE: Final = np.float32(1.0)
#: Unit discharge that is none, m²/s: water that comes to rest would end in figures so small that processors
#: take ten times as long over them.
_LEAST: Final = np.float32(1.0e-18)
#: A face through which no more than this flows has no say in its neighbours' discharge, m²/s.
_SILENT: Final = np.float32(1.0e-9)
#: Up to this a face's own discharge is the unrest of a lake, which walls may calm, m²/s.
_CALM: Final = np.float32(1.0e-4)
_SIXTEENTH: Final = np.float32(1.0 / 16.0)
_GRAVITY: Final = np.float32(GRAVITY)
_THIRD: Final = np.float32(1.0 / 3.0)
#: Makes a third of a float's exponent, negated, a first guess at the inverse cube root, 3.4 % off at most.
_INVERSE_CUBE_ROOT: Final = np.float32(1419890442)
#: By what a guess r of a root misses, e = 1 - h·r³, its correction (1 - e)^(-1/3): the polynomial that is
#: nearest over what e can be, off by 2e-6.
_MEND: Final = tuple(np.float32(term) for term in (0.99999806, 0.33332177, 0.2237187, 0.17585253))


@inner_borrowing_kernel
def seven_thirds(value: np.float32) -> np.float32:
    """Return value^(7/3), to 5e-6 of it: the power function would cost more than everything else together."""
    guess = float_of(whole(fused(floated(bits_of(value)), -_THIRD, _INVERSE_CUBE_ROOT)))
    miss = fused(-value, guess * guess * guess, _ONE)
    root = guess * fused(fused(fused(_MEND[3], miss, _MEND[2]), miss, _MEND[1]), miss, _MEND[0])
    return value * value * value * (root * root)


@inner_borrowing_kernel
def _flow_depth(first: np.float32, second: np.float32, rise: np.float32, still: np.float32) -> np.float32:
    """Return the highest level of a face's sides less their highest bed.

    It is 0 where nothing moves: at a wall, where `rise` is nan, and where it is not over `still`.
    """
    up = rise if rise > _ZERO else _ZERO
    down = -rise if rise < _ZERO else _ZERO
    one, other = first - up, second - down
    deep = one if one > other else other
    return deep if (deep > still) & (rise == rise) else _ZERO  # noqa: PLR0124


@inner_borrowing_kernel
def _discharge(
    flow_depth: np.float32, fall: np.float32, roughness: np.float32, ease: np.float32,
    before: np.float32, own: np.float32, after: np.float32, across: np.float32,
    theta: np.float32, side: np.float32, push: np.float32, drag: np.float32,
) -> np.float32:  # fmt: skip
    """Return the new unit discharge through a face, m²/s.

    De Almeida et al. 2012, with friction by the magnitude of the discharge in both directions (de Almeida and
    Bates 2013): with the face's own alone, water spreads too far along the diagonals. A neighbour through
    which nothing flows, as a wall's face, has no say: else each would brake its neighbours at every step, and
    a canal between stepped banks would flow at a tenth of its speed.
    """
    flows = abs(own) > _CALM
    behind = own if flows & (abs(before) <= _SILENT) else before
    ahead = own if flows & (abs(after) <= _SILENT) else after
    moved = fused(-push * flow_depth, fall, fused(theta, own, side * (behind + ahead)))
    magnitude = np.sqrt(fused(own, own, _SIXTEENTH * (across * across)))
    flow = moved * ease / fused(drag * (roughness * roughness), magnitude, ease)
    return flow if abs(flow) > _LEAST else _ZERO  # so it is where the flow depth is 0, and flow 0/0


@inner_borrowing_kernel
def _over_critical(flow: np.float32, flow_depth: np.float32) -> np.int32:
    """Return a number above 0 if a discharge is greater than that of critical flow."""
    return bits_of(fused(flow, flow, -_GRAVITY * (flow_depth * flow_depth * flow_depth)))


@inner_borrowing_kernel
def _hold_critical(scratch: F32, count: int) -> None:
    """Hold discharges to that of critical flow, h·√(g·h): beyond it flow breaks into pulses."""
    for i in range(count):
        most = scratch[_FLOW_DEPTH + i] * np.sqrt(_GRAVITY * scratch[_FLOW_DEPTH + i])
        flow = scratch[_NEW + i] if scratch[_NEW + i] < most else most
        scratch[_NEW + i] = flow if flow > -most else -most


@inner_borrowing_kernel
def _ease_flow(scratch: F32, count: int) -> None:
    """Write the powers of the flow depths."""
    for i in range(count):
        scratch[_EASE + i] = seven_thirds(scratch[_FLOW_DEPTH + i])


@inner_borrowing_kernel
def _look_east(depth: F32, ground: F32, roughness: F32, scratch: F32, count: int, still: np.float32) -> None:
    """Write flow depth, fall and roughness of the faces between neighbours in a row."""
    for i in range(count):
        rise = ground[i + 1] - ground[i]  # nan at a wall
        scratch[_FLOW_DEPTH + i] = _flow_depth(depth[i], depth[i + 1], rise, still)
        scratch[_FALL + i] = (depth[i + 1] - depth[i]) + rise
        scratch[_ROUGHNESS + i] = roughness[i] + roughness[i + 1]


@inner_borrowing_kernel
def _look_south(
    depth_north: F32, depth_south: F32, ground_north: F32, ground_south: F32,
    roughness_north: F32, roughness_south: F32, scratch: F32, count: int, still: np.float32,
) -> None:  # fmt: skip
    """Write flow depth, fall and roughness of the faces between two rows."""
    for i in range(count):
        rise = ground_south[i] - ground_north[i]
        scratch[_FLOW_DEPTH + i] = _flow_depth(depth_north[i], depth_south[i], rise, still)
        scratch[_FALL + i] = (depth_south[i] - depth_north[i]) + rise
        scratch[_ROUGHNESS + i] = roughness_north[i] + roughness_south[i]


@inner_borrowing_kernel
def eastward(
    depth: F32, ground: F32, roughness: F32, flow: F32, north: F32, south: F32, scratch: F32, count: int,
    theta: np.float32, side: np.float32, push: np.float32, drag: np.float32, still: np.float32,
) -> None:  # fmt: skip
    """Write the new discharge through the faces between neighbours in a row.

    Parameters
    ----------
    depth, ground, roughness : ndarray of float32
        From the cell west of the first face.
    flow : ndarray of float32
        From the face west of the first one; overwritten from its second place on.
    north, south : ndarray of float32
        The old discharge through the faces north and south of the cells.
    scratch : ndarray of float32, shape (SCRATCH,)
    count : int
        Faces, at most :data:`PIECE`.
    theta, side : float32
        Weights of the face's own discharge and of its two neighbours'.
    push, drag : float32
        g·Δt/Δx, and g·Δt/4 (roughness is summed over both sides, not averaged).
    still : float32
        Flow depth up to which nothing moves, m.
    """
    _look_east(depth, ground, roughness, scratch, count, still)
    _ease_flow(scratch, count)
    fastest = np.int32(-1)
    for i in range(count):
        new = _discharge(
            scratch[_FLOW_DEPTH + i], scratch[_FALL + i], scratch[_ROUGHNESS + i], scratch[_EASE + i],
            flow[i], flow[i + 1], flow[i + 2], (north[i] + south[i]) + (north[i + 1] + south[i + 1]),
            theta, side, push, drag,
        )  # fmt: skip
        scratch[_NEW + i] = new
        over = _over_critical(new, scratch[_FLOW_DEPTH + i])
        fastest = over if over > fastest else fastest
    if fastest > 0:
        _hold_critical(scratch, count)
    for i in range(count):
        flow[i + 1] = scratch[_NEW + i]


@inner_borrowing_kernel
def southward(
    depth_north: F32, depth_south: F32, ground_north: F32, ground_south: F32,
    roughness_north: F32, roughness_south: F32, before: F32, flow: F32, after: F32,
    across_north: F32, across_south: F32, scratch: F32, count: int,
    theta: np.float32, side: np.float32, push: np.float32, drag: np.float32, still: np.float32,
) -> None:  # fmt: skip
    """Write the new discharge through the faces between two rows; as :func:`eastward`.

    Parameters
    ----------
    before : ndarray of float32
        The old discharge of the row of faces to the north; gets that of this row.
    flow : ndarray of float32
        Of this row of faces; overwritten.
    after : ndarray of float32
        The old discharge of the row of faces to the south.
    across_north, across_south : ndarray of float32
        Of the cells to the north and to the south: the old discharges through the faces west and east of
        each, summed.
    """
    _look_south(
        depth_north, depth_south, ground_north, ground_south, roughness_north, roughness_south, scratch,
        count, still,
    )  # fmt: skip
    _ease_flow(scratch, count)
    fastest = np.int32(-1)
    for i in range(count):
        new = _discharge(
            scratch[_FLOW_DEPTH + i], scratch[_FALL + i], scratch[_ROUGHNESS + i], scratch[_EASE + i],
            before[i], flow[i], after[i], across_north[i] + across_south[i], theta, side, push, drag,
        )  # fmt: skip
        scratch[_NEW + i] = new
        over = _over_critical(new, scratch[_FLOW_DEPTH + i])
        fastest = over if over > fastest else fastest
    if fastest > 0:
        _hold_critical(scratch, count)
    for i in range(count):
        before[i] = flow[i]
    for i in range(count):
        flow[i] = scratch[_NEW + i]


@inner_borrowing_kernel
def sum_beside(flow: F32, result: F32, count: int) -> None:
    """Write the sum of the discharges through the faces west and east of some cells."""
    for i in range(count):
        result[i] = flow[i] + flow[i + 1]
