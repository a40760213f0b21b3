"""What the parts of a model look like: a colour for each face, or one texture if there is only one.

It does not know where the model stands.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from scene.payloads.arrays import F32, I32, U8

#: A larger texture is scaled down, pixels.
_LARGEST_TEXTURE: Final = 4096
#: Of a face without any colour beside faces that have one, sRGB.
_PLAIN: Final = (228, 223, 213)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """How one part looks.

    Parameters
    ----------
    colour : ndarray of uint8, shape (m, 3), optional
        sRGB of each face.
    uv : ndarray of float32, shape (n, 2), optional
        Texture coordinates of each vertex, v upwards.
    image : ndarray of uint8, shape (rows, cols, 3 or 4), optional
        Texture, first row at the top.
    """

    colour: U8 | None = None
    uv: F32 | None = None
    image: U8 | None = None


def look_of(mesh: Any) -> Look:
    """Return how a trimesh mesh looks; nothing if it has neither colour nor texture."""
    visual = mesh.visual
    kind = visual.kind
    if kind == "face":
        return Look(np.asarray(visual.face_colors)[:, :3].astype(np.uint8))
    if kind == "vertex":
        corners = np.asarray(visual.vertex_colors)[np.asarray(mesh.faces), :3]
        return Look(np.round(corners.mean(axis=1)).astype(np.uint8))
    if kind != "texture":
        return Look()
    material = visual.material
    image = _pixels(getattr(material, "baseColorTexture", None) or getattr(material, "image", None))
    if image is not None and visual.uv is not None:
        uv = np.asarray(visual.uv, dtype=np.float32)
        return Look(_sampled(image, uv, np.asarray(mesh.faces)), uv, image)
    colour = np.asarray(material.main_color, dtype=np.uint8)[:3]
    if hasattr(material, "baseColorFactor"):
        colour = _srgb(colour)  # glTF states its factors in linear light
    return Look(np.tile(colour, (len(mesh.faces), 1)))


def _pixels(image: Any) -> U8 | None:
    if image is None:
        return None
    picture = image.convert("RGBA" if "A" in image.getbands() else "RGB")
    if max(picture.size) > _LARGEST_TEXTURE:
        picture.thumbnail((_LARGEST_TEXTURE, _LARGEST_TEXTURE))
    return np.asarray(picture, dtype=np.uint8)


def _sampled(image: U8, uv: F32, faces: I32) -> U8:
    """Return the texture's colour at the middle of each face."""
    rows, cols = image.shape[:2]
    middle = np.nan_to_num(uv[faces].mean(axis=1)) % 1.0
    col = np.minimum((middle[:, 0] * cols).astype(np.intp), cols - 1)
    row = np.minimum(((1.0 - middle[:, 1]) * rows).astype(np.intp), rows - 1)
    sampled: U8 = image[row, col, :3]
    return sampled


def _srgb(linear: U8) -> U8:
    share = linear.astype(np.float64) / 255.0
    curved = np.where(share <= 0.0031308, 12.92 * share, 1.055 * share ** (1 / 2.4) - 0.055)
    encoded: U8 = np.round(255.0 * curved).astype(np.uint8)
    return encoded


def joined(looks: list[Look], face_counts: list[int]) -> tuple[U8 | None, F32 | None, U8 | None]:
    """Return colours, texture coordinates and the texture of all parts together.

    The texture is kept if all parts share one; else faces take their colour from theirs.
    """
    images = {look.image.tobytes() for look in looks if look.image is not None}
    if len(images) == 1 and all(look.image is not None for look in looks):
        coordinates = np.concatenate([look.uv for look in looks if look.uv is not None])
        return _colours(looks, face_counts), coordinates, looks[0].image
    return _colours(looks, face_counts), None, None


def _colours(looks: list[Look], face_counts: list[int]) -> U8 | None:
    if all(look.colour is None for look in looks):
        return None
    plain = np.array(_PLAIN, dtype=np.uint8)
    return np.concatenate(
        [
            np.tile(plain, (count, 1)) if look.colour is None else look.colour
            for look, count in zip(looks, face_counts, strict=True)
        ]
    )
