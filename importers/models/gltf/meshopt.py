"""Streams of meshopt compression, as EXT_meshopt_compression and KHR_meshopt_compression publish them.

Bytes in, bytes out; every read is held against the end of the stream. It does not know glTF.
"""

from typing import Final

import numpy as np
from numba import njit

from importers.models.gltf.meshopt_indices import indices_of, triangles_of
from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import U8

#: Elements that are stored together.
_GROUP: Final = 16
#: Bytes and elements of a block of attributes.
_BLOCK_BYTES, _BLOCK_ELEMENTS = 8192, 256
_MASK: Final = 0xFFFFFFFF


def decoded(stream: U8, mode: str, count: int, stride: int) -> U8:
    """Return the bytes that a stream stands for, shape (count * stride,).

    Parameters
    ----------
    stream : ndarray of uint8
        The whole stream, no byte more.
    mode : str
        ``ATTRIBUTES``, ``TRIANGLES`` or ``INDICES``.
    count : int
        Elements or indices.
    stride : int
        Bytes of one.

    Raises
    ------
    ValueError
        If the stream is broken, or is not of this mode, count and stride.
    """
    _check(len(stream), mode, count, stride)
    out = np.zeros(count * stride, dtype=np.uint8)
    if mode == "ATTRIBUTES":
        sound = _attributes(stream, count, stride, out)
    else:
        indices = np.zeros(count, dtype=np.int64)
        sound = (triangles_of if mode == "TRIANGLES" else indices_of)(stream, indices)
        out = indices.astype("<u4" if stride == 4 else "<u2").view(np.uint8)
    if not sound:
        raise ValueError(f"its compressed {mode.lower()} are broken")
    return out


def _check(size: int, mode: str, count: int, stride: int) -> None:
    """Refuse what the modes do not allow, and counts that so few bytes cannot hold."""
    if mode == "ATTRIBUTES":
        fits = 0 < stride <= 256 and stride % 4 == 0
        blocks = -(-count // min(_BLOCK_BYTES // max(stride, 1) & ~15, _BLOCK_ELEMENTS)) if fits else 0
        least = 1 + blocks * (stride // 4) + stride
    elif mode == "TRIANGLES":
        fits, least = stride in (2, 4) and count % 3 == 0, 1 + count // 3 + 16
    elif mode == "INDICES":
        fits, least = stride in (2, 4), 1 + count + 4
    else:
        raise ValueError(f"compression mode {mode!r} is unknown")
    if not fits or count < 0 or size < least:
        raise ValueError(f"{count} {mode.lower()} of {stride} bytes cannot be in {size} bytes")


@njit(cache=True, nogil=True)
def _attributes(stream: U8, count: int, stride: int, out: U8) -> bool:
    """Decode elements whose bytes are stored as differences, byte by byte of the element."""
    version = stream[0] & 15
    if stream[0] >> 4 != 10 or version > 1:
        return False
    channels = stride // 4 if version == 1 else 0
    end = len(stream) - max(stride + channels, 24 if version == 1 else 32)
    first = len(stream) - stride - channels
    if end < 1:
        return False
    before = stream[first : first + stride].copy()
    kinds = np.zeros(stride // 4, dtype=np.uint8)
    if version == 1:
        kinds[:] = stream[first + stride :]
    deltas = np.zeros((stride, _BLOCK_ELEMENTS), dtype=np.uint8)
    most = min((_BLOCK_BYTES // stride) & ~15, _BLOCK_ELEMENTS)
    at, done = 1, 0
    while done < count:
        rows = min(count - done, most)
        at = _block(stream, at, end, version, stride, rows, deltas)
        if at < 0:
            return False
        for channel in range(stride // 4):
            if not _summed(deltas, kinds[channel], 4 * channel, rows, stride, done, before, out):
                return False
        done += rows
    return at == end


@inner_kernel
def _block(stream: U8, at: int, end: int, version: int, stride: int, rows: int, deltas: U8) -> int:
    """Read the stored differences of a block; return where the next begins, -1 if the stream ends."""
    controls = at
    if version == 1:
        at += stride // 4
    for byte in range(stride):
        if at > end:
            return -1
        control = -1
        if version == 1:
            control = (stream[controls + byte // 4] >> (2 * (byte % 4))) & 3
        if control == 2:
            deltas[byte, :rows] = 0
        elif control == 3:
            if at + rows > end:
                return -1
            deltas[byte, :rows] = stream[at : at + rows]
            at += rows
        else:
            at = _groups(stream, at, end, control, (rows + _GROUP - 1) // _GROUP, deltas[byte])
            if at < 0:
                return -1
    return at


@inner_kernel
def _groups(stream: U8, at: int, end: int, control: int, groups: int, deltas: U8) -> int:
    """Read groups of 16 differences of 0 to 8 bits; the highest value means: a whole byte follows."""
    header = at
    at += (groups + 3) // 4
    for group in range(groups):
        if at > end:
            return -1
        mode = (stream[header + group // 4] >> (2 * (group % 4))) & 3
        # 0 1 2 3 are 0 2 4 8 bits in version 0 (control -1), 0 1 2 4 with control 0, 1 2 4 8 with control 1.
        step = mode if control == 0 else mode + 1
        bits = 0 if step == 0 or (control < 0 and mode == 0) else 1 << (step - 1)
        extra = at + 2 * bits
        if extra > end:
            return -1
        for k in range(_GROUP):
            value = 0
            if bits == 8:
                value = stream[at + k]
            elif bits > 0:
                place = k * bits
                shift = place % 8 if bits == 1 else 8 - bits - place % 8
                value = (stream[at + place // 8] >> shift) & ((1 << bits) - 1)
                if value == (1 << bits) - 1:
                    if extra >= end:
                        return -1
                    value = stream[extra]
                    extra += 1
            deltas[group * _GROUP + k] = value
        at = extra
    return at


@inner_kernel
def _summed(deltas: U8, kind: int, byte: int, rows: int, stride: int, done: int, before: U8, out: U8) -> bool:
    """Add the differences of four bytes of the element up: as bytes, as pairs, or by exclusive or."""
    way, turn = kind & 15, kind >> 4
    if way > 2 or (way < 2 and turn > 0):
        return False
    for row in range(rows):
        place = (done + row) * stride + byte
        if way == 0:
            for k in range(4):
                delta = np.int64(deltas[byte + k, row])
                delta = ~(delta >> 1) if delta & 1 else delta >> 1
                before[byte + k] = (before[byte + k] + delta) & 0xFF
        elif way == 1:
            for k in (0, 2):
                delta = np.int64(deltas[byte + k, row]) | np.int64(deltas[byte + k + 1, row]) << 8
                delta = ~(delta >> 1) if delta & 1 else delta >> 1
                value = np.int64(before[byte + k]) | np.int64(before[byte + k + 1]) << 8
                value = (value + delta) & 0xFFFF
                before[byte + k], before[byte + k + 1] = value & 0xFF, value >> 8
        else:
            whole = np.int64(0)
            for k in range(4):
                whole |= np.int64(deltas[byte + k, row]) << (8 * k)
            whole = ((whole >> turn) | (whole << (32 - turn))) & _MASK
            for k in range(4):
                before[byte + k] ^= (whole >> (8 * k)) & 0xFF
        out[place : place + 4] = before[byte : byte + 4]
    return True
