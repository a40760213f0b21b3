"""Many looks as one: a colour for each face, and one texture for the whole mesh.

It does not know where the model stands.
"""

from dataclasses import replace
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.texture_atlas import sheet_of
from importers.models.part import Look, Part
from scene.messages import msg
from scene.payloads.arrays import F32, U8

#: Of a face without any colour beside faces that have one, sRGB.
_PLAIN: Final = (228, 223, 213)
#: A texture that repeats over a part more often than this is laid face by face.
_MOST_OF_A_PART: Final = 2.0
_SLACK: Final = 2e-3


def ready(parts: list[Part]) -> list[Part]:
    """Return parts that one texture can dress: if any has one, each has one, repeated as little as can be."""
    if all(part.look.image is None for part in parts):
        return parts
    return [_painted(part) if part.look.image is None else _torn(part) for part in parts]


def joined(parts: list[Part], issues: list[ImportIssue]) -> tuple[U8 | None, F32 | None, U8 | None]:
    """Return colours of all faces, texture coordinates of all vertices, and the texture.

    Parameters
    ----------
    parts : list of Part
        As :func:`ready` left them.
    issues : list of ImportIssue
        Is told if textures had to be made smaller, or repeat too often.
    """
    colour = _colours(parts)
    looks = [part.look for part in parts]
    if not looks or any(look.image is None or look.uv is None for look in looks):
        return colour, None, None
    images, row_of_part = _distinct(looks)
    uv = np.concatenate([look.uv for look in looks if look.uv is not None])
    if len(images) == 1 and np.nanmin(uv) >= -_SLACK and np.nanmax(uv) <= 1.0 + _SLACK:
        return colour, np.clip(np.nan_to_num(uv), 0.0, 1.0).astype(np.float32), images[0]
    counts = [len(part.vertices) for part in parts]
    sheet = sheet_of(images, uv, np.repeat(row_of_part, counts), _pieces(parts))
    if sheet.scale < 1.0:
        said = msg("Its textures did not fit and were made smaller, to {share:.0%}.", share=sheet.scale)
        issues.append(ImportIssue("note", said))
    if sheet.flattened:
        said = msg(
            "Textures that repeat very often, shown as a plain colour: {count}.", count=len(sheet.flattened)
        )
        issues.append(ImportIssue("note", said))
    return colour, sheet.uv, sheet.image


def _distinct(looks: list[Look]) -> tuple[list[U8], NDArray[np.int64]]:
    """Return each image once, and the row of every look's."""
    images: list[U8] = []
    rows: list[int] = []
    known: dict[int, int] = {}  # by identity first: hashing a texture for every part would cost
    by_content: dict[bytes, int] = {}
    for look in looks:
        assert look.image is not None
        if id(look.image) not in known:
            digest = blake2b(repr(look.image.shape).encode())
            digest.update(np.ascontiguousarray(look.image).data)
            row = by_content.setdefault(digest.digest(), len(images))
            if row == len(images):
                images.append(look.image)
            known[id(look.image)] = row
        rows.append(known[id(look.image)])
    return images, np.array(rows, dtype=np.int64)


def _pieces(parts: list[Part]) -> NDArray[np.int64]:
    """Return for each vertex what it is moved with: its face if its part was torn, else its part."""
    pieces, first = [], 0
    for part in parts:
        n = len(part.vertices)
        torn = n == 3 * len(part.faces) and np.array_equal(part.faces.ravel(), np.arange(n))
        pieces.append(first + (np.arange(n) // 3 if torn else np.zeros(n, dtype=np.int64)))
        first = int(pieces[-1].max()) + 1 if n else first
    return np.concatenate(pieces)


def _torn(part: Part) -> Part:
    """Return a part whose faces share no vertex, if its texture repeats over it."""
    uv = part.look.uv
    assert uv is not None
    finite = uv[np.isfinite(uv).all(axis=1)]
    if not len(finite) or float(np.ptp(finite, axis=0).max()) <= _MOST_OF_A_PART:
        return part
    corners = part.faces.ravel()
    faces = np.arange(len(corners)).reshape(-1, 3)
    look = replace(part.look, uv=uv[corners])
    return replace(part, vertices=part.vertices[corners], faces=faces, look=look)


def _painted(part: Part) -> Part:
    """Return a part without a texture as one with a texture of its colours."""
    colour = part.look.colour
    if colour is None:
        colour = np.tile(np.array(_PLAIN, np.uint8), (len(part.faces), 1))
    shades, which = np.unique(colour, axis=0, return_inverse=True)
    if len(shades) <= 1:
        uv = np.full((len(part.vertices), 2), 0.5, dtype=np.float32)
        return replace(part, look=Look(colour, uv, shades.reshape(1, -1, 3)[:, :1]))
    cols = int(np.ceil(np.sqrt(len(shades))))
    rows = -(-len(shades) // cols)
    image = np.zeros((rows * cols, 3), dtype=np.uint8)
    image[: len(shades)] = shades
    row, col = np.divmod(np.repeat(which.ravel(), 3), cols)
    uv = np.column_stack([(col + 0.5) / cols, 1.0 - (row + 0.5) / rows]).astype(np.float32)
    corners = part.faces.ravel()
    faces = np.arange(len(corners)).reshape(-1, 3)
    look = Look(colour, uv, image.reshape(rows, cols, 3))
    return replace(part, vertices=part.vertices[corners], faces=faces, look=look)


def _colours(parts: list[Part]) -> U8 | None:
    if all(part.look.colour is None for part in parts):
        return None
    plain = np.array(_PLAIN, dtype=np.uint8)
    return np.concatenate(
        [
            np.tile(plain, (len(part.faces), 1)) if part.look.colour is None else part.look.colour
            for part in parts
        ]
    )
