"""Colours: pictures as arrays, what a face shows of them, linear light as sRGB.

It does not know materials or formats.
"""

import io
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F32, F64, U8

#: A larger texture is scaled down, pixels.
_LARGEST_TEXTURE: Final = 4096
#: A picture of more pixels than this is not decoded.
_MOST_PIXELS: Final = 120_000_000


def decoded(content: bytes) -> U8:
    """Return a PNG, JPEG … file as an array, shape (rows, cols, 3 or 4), first row at the top.

    Raises
    ------
    OSError
        If it is no picture, is cut off, or is too large.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise OSError("the picture is too large")
            return pixels(picture)
    except (ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as problem:
        raise OSError("the picture is broken") from problem


def pixels(picture: Any) -> U8:
    """Return a PIL image as an array, shape (rows, cols, 3 or 4), not over 4096 pixels long."""
    clear = "A" in picture.getbands() or "transparency" in picture.info
    plain = picture.convert("RGBA" if clear else "RGB")
    if max(plain.size) > _LARGEST_TEXTURE:
        plain.thumbnail((_LARGEST_TEXTURE, _LARGEST_TEXTURE))
    return np.asarray(plain, dtype=np.uint8)


def sampled(image: U8, uv: F32, faces: NDArray[Any]) -> U8:
    """Return the texture's colour at the middle of each face, shape (m, 3)."""
    rows, cols = image.shape[:2]
    middle = np.nan_to_num(uv[faces].mean(axis=1)) % 1.0
    col = np.minimum((middle[:, 0] * cols).astype(np.intp), cols - 1)
    row = np.minimum(((1.0 - middle[:, 1]) * rows).astype(np.intp), rows - 1)
    shown: U8 = image[row, col, :3]
    return shown


def srgb(linear: F64) -> U8:
    """Return shares of linear light, 0 to 1, as sRGB bytes of the same shape."""
    share = np.clip(np.nan_to_num(linear), 0.0, 1.0)
    curved = np.where(share <= 0.0031308, 12.92 * share, 1.055 * share ** (1 / 2.4) - 0.055)
    encoded: U8 = np.round(255.0 * curved).astype(np.uint8)
    return encoded


def tinted(image: U8, factor: F64) -> U8:
    """Return an image multiplied by a colour in linear light; `factor` has shape (3,)."""
    if (np.asarray(factor) >= 0.9999).all():
        return image
    share = np.arange(256) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    out = image.copy()
    for band in range(3):
        out[..., band] = srgb(linear * factor[band])[image[..., band]]
    return out


def cut_out(image: U8, least: float) -> U8:
    """Return an image that is whole or a hole everywhere: holes where alpha, 0 to 1, is below the least.

    Without holes it has no alpha, shape (rows, cols, 3).
    """
    if image.shape[2] == 3:
        return image
    hole = image[..., 3] < least * 255.0
    if not hole.any():
        return np.ascontiguousarray(image[..., :3])
    out = image.copy()
    out[..., 3] = np.where(hole, 0, 255)
    return out
