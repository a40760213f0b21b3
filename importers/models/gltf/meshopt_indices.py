"""Indices of triangles as meshopt compression stores them: by edges and vertices that came lately.

Every read is held against the end of the stream. It does not know glTF.
"""

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import U8

_I64 = NDArray[np.int64]

_MASK: Final = 0xFFFFFFFF
#: Bytes after the codes and data of triangles: the table of frequent pairs.
_TABLE: Final = 16
#: What a decoder of triangles remembers: next byte, next new index, last stated index, places in both rings.
_AT, _NEXT, _LAST, _EDGE, _VERTEX = range(5)


@njit(cache=True, nogil=True)
def triangles_of(stream: U8, out: _I64) -> bool:
    """Decode triangles; return whether the stream is sound.

    Parameters
    ----------
    stream : ndarray of uint8
    out : ndarray of int64, shape (3 * triangles,)
        Takes the indices.
    """
    count = len(out) // 3
    end = len(stream) - _TABLE
    if stream[0] != 0xE1 or 1 + count > end:
        return False
    state = np.zeros(5, dtype=np.int64)
    state[_AT] = 1 + count
    edges = np.full((16, 2), -1, dtype=np.int64)
    recent = np.full(16, -1, dtype=np.int64)
    for triangle in range(count):
        code = 0 + stream[1 + triangle]
        corners = out[3 * triangle : 3 * triangle + 3]
        if code < 0xF0:
            _continued(stream, end, code, state, edges, recent, corners)
        else:
            _begun(stream, end, code & 15, state, edges, recent, corners)
        if corners.min() < 0 or state[_AT] > end:
            return False
        _push_edge(state, edges, corners[2], corners[1])
        _push_edge(state, edges, corners[0], corners[2])
    return bool(state[_AT] == end)


@inner_kernel
def _continued(stream: U8, end: int, code: int, state: _I64, edges: _I64, recent: _I64, out: _I64) -> None:
    """Decode a triangle on one of the last edges: its third corner is new, recent, or stated."""
    which = code & 15
    edge = (state[_EDGE] - 1 - (code >> 4)) & 15
    out[0], out[1] = edges[edge, 0], edges[edge, 1]
    if which == 0:
        out[2] = _new(state)
    elif which < 13:
        out[2] = recent[(state[_VERTEX] - 1 - which) & 15]
        return
    elif which < 15:
        state[_LAST] = (state[_LAST] + 2 * which - 27) & _MASK  # 13 is one less, 14 one more
        out[2] = state[_LAST]
    else:
        out[2] = _stated(stream, end, state)
    _push_vertex(state, recent, out[2])


@inner_kernel
def _begun(stream: U8, end: int, which: int, state: _I64, edges: _I64, recent: _I64, out: _I64) -> None:
    """Decode a triangle that shares no recent edge."""
    out[:] = -1
    if which < 14:
        pair = 0 + stream[end + which]
        if pair >> 4 == 15 or pair & 15 == 15:
            return
    else:
        if state[_AT] >= end:
            return
        pair = 0 + stream[state[_AT]]
        state[_AT] += 1
        if pair == 0:
            state[_NEXT] = 0
    out[0] = _stated(stream, end, state) if which == 15 else _new(state)
    for corner in range(1, 3):
        part = (pair >> 4) if corner == 1 else pair & 15
        if part == 0:
            out[corner] = _new(state)
        elif part < 15:
            out[corner] = recent[(state[_VERTEX] - part) & 15]
        else:
            out[corner] = _stated(stream, end, state)
    _push_edge(state, edges, out[1], out[0])
    _push_vertex(state, recent, out[0])
    for corner in range(1, 3):
        part = (pair >> 4) if corner == 1 else pair & 15
        if part in (0, 15):
            _push_vertex(state, recent, out[corner])


@inner_kernel
def _new(state: _I64) -> int:
    """Return the next index that no triangle had yet."""
    fresh: int = state[_NEXT]
    state[_NEXT] = (fresh + 1) & _MASK
    return fresh


@inner_kernel
def _stated(stream: U8, end: int, state: _I64) -> int:
    """Read an index as its difference from the last stated one; -1 if the stream ends."""
    value = _varint(stream, end, state)
    if value < 0:
        return -1
    state[_LAST] = (state[_LAST] + (~(value >> 1) if value & 1 else value >> 1)) & _MASK
    last: int = state[_LAST]
    return last


@inner_kernel
def _push_edge(state: _I64, edges: _I64, a: int, b: int) -> None:
    edges[state[_EDGE], 0], edges[state[_EDGE], 1] = a, b
    state[_EDGE] = (state[_EDGE] + 1) & 15


@inner_kernel
def _push_vertex(state: _I64, recent: _I64, vertex: int) -> None:
    recent[state[_VERTEX]] = vertex
    state[_VERTEX] = (state[_VERTEX] + 1) & 15


@inner_kernel
def _varint(stream: U8, end: int, state: _I64) -> int:
    """Read a number of 7 bits a byte; -1 if it does not end within five bytes or before the stream."""
    value = 0
    for k in range(5):
        if state[_AT] >= end:
            return -1
        byte = 0 + stream[state[_AT]]
        state[_AT] += 1
        value |= (byte & 127) << (7 * k)
        if byte < 128:
            whole: int = value & _MASK
            return whole
    return -1


@njit(cache=True, nogil=True)
def indices_of(stream: U8, out: _I64) -> bool:
    """Decode indices stored as differences from one of two former ones; return whether the stream is sound.

    Parameters
    ----------
    stream : ndarray of uint8
    out : ndarray of int64, shape (count,)
        Takes the indices.
    """
    end = len(stream) - 4
    if stream[0] != 0xD1:
        return False
    state = np.ones(1, dtype=np.int64)
    last = np.zeros(2, dtype=np.int64)
    for row in range(len(out)):
        value = _varint(stream, end, state)
        if value < 0:
            return False
        last[value & 1] = (last[value & 1] + (~(value >> 2) if value & 2 else value >> 2)) & _MASK
        out[row] = last[value & 1]
    return bool(state[_AT] == end)
