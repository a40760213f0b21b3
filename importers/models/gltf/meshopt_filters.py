"""The filters that meshopt compression lays over decoded attributes, as its extensions publish them.

Whole arrays at once. It does not know glTF.
"""

import numpy as np

from scene.payloads.arrays import F64, U8


def filtered(values: U8, name: str, stride: int) -> U8:
    """Return decoded attributes after their filter, shape as given.

    Parameters
    ----------
    values : ndarray of uint8, shape (count * stride,)
    name : str
        ``NONE``, ``OCTAHEDRAL``, ``QUATERNION``, ``EXPONENTIAL`` or ``COLOR``.
    stride : int
        Bytes of an element.

    Raises
    ------
    ValueError
        If the filter is unknown or does not fit the stride.
    """
    if name == "NONE":
        return values
    allowed = {"OCTAHEDRAL": (4, 8), "QUATERNION": (8,), "COLOR": (4, 8), "EXPONENTIAL": range(4, 257, 4)}
    if stride not in allowed.get(name, ()):
        raise ValueError(f"filter {name!r} does not fit elements of {stride} bytes")
    with np.errstate(divide="ignore", invalid="ignore"):
        if name == "EXPONENTIAL":
            return _exponential(values)
        if name == "QUATERNION":
            return _quaternion(values)
        return (_octahedral if name == "OCTAHEDRAL" else _colour)(values, stride // 4)


def _rounded(values: F64, kind: str) -> U8:
    """Return numbers as integers, halves away from zero, as bytes."""
    whole = np.trunc(np.nan_to_num(values) + np.copysign(0.5, values))
    limits = np.iinfo(kind)
    out: U8 = np.clip(whole, limits.min, limits.max).astype(kind).view(np.uint8).ravel()
    return out


def _octahedral(values: U8, bytes_each: int) -> U8:
    kind = f"<i{bytes_each}"
    given = values.view(kind).reshape(-1, 4).astype(np.float64)
    x, y = given[:, 0] / given[:, 2], given[:, 1] / given[:, 2]
    z = 1.0 - np.abs(x) - np.abs(y)
    below = np.minimum(z, 0.0)
    vector = np.column_stack([x - np.copysign(below, x), y - np.copysign(below, y), z])
    vector *= np.iinfo(kind).max / np.linalg.norm(vector, axis=1, keepdims=True)
    return _rounded(np.column_stack([vector, given[:, 3]]), kind)


def _quaternion(values: U8) -> U8:
    given = values.view("<i2").reshape(-1, 4)
    one = (given[:, 3] | 3).astype(np.float64)
    small = given[:, :3] / one[:, None] / np.sqrt(2.0)
    largest = np.sqrt(np.maximum(0.0, 1.0 - (small**2).sum(axis=1)))
    place = (given[:, 3] & 3)[:, None]
    out = np.zeros((len(given), 4))
    rows = np.arange(len(given))[:, None]
    out[rows, (place + np.arange(1, 4)) % 4] = small
    out[rows, place] = largest[:, None]
    return _rounded(out * 32767.0, "<i2")


def _exponential(values: U8) -> U8:
    given = values.view("<i4")
    mantissa = (given << 8) >> 8
    out: U8 = np.ldexp(mantissa.astype(np.float64), given >> 24).astype("<f4").view(np.uint8)
    return out


def _colour(values: U8, bytes_each: int) -> U8:
    signed = values.view(f"<i{bytes_each}").reshape(-1, 4).astype(np.int64)
    plain = values.view(f"<u{bytes_each}").reshape(-1, 4).astype(np.int64)
    y, co, cg, alpha = plain[:, 0], signed[:, 1], signed[:, 2], plain[:, 3]
    bits = np.frexp(np.maximum(alpha, 1).astype(np.float64))[1]
    most = (1 << bits.astype(np.int64)) - 1
    clear = alpha & (most >> 1)
    rgba = np.column_stack([y + co - cg, y + cg, y - co - cg, (clear << 1) | (clear & 1)])
    kind = f"<u{bytes_each}"
    return _rounded(rgba * (np.iinfo(kind).max / most)[:, None], kind)
