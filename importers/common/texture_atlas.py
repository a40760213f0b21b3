"""Several images on one: a mesh holds one texture, a model may come with hundreds.

Images are set in rows on one sheet, their edge texels repeated around them so that filtering mixes in no
neighbour. It does not know faces, materials or files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F32, F64, U8

_I64 = NDArray[np.int64]

#: Longest edge of a sheet that every graphics card takes, pixels.
LARGEST_SHEET: Final = 8192
#: Times the edge texels of an image are repeated around it.
PADDING: Final = 2
#: An image that repeats over a piece is laid side by side with itself as often as this, at most.
_MOST_COPIES: Final = 256
#: And made smaller for it, so that its copies have no more texels than this; those of all images, than that.
_ROOM, _ALL_ROOM = 4_000_000, 64_000_000
#: But never to fewer texels along an edge.
_LEAST_EDGE: Final = 8
#: Coordinates this far outside an image are a rounding error, not a repetition.
_SLACK: Final = 2e-3
#: Sizes are tried this many times until all images fit.
_TRIES: Final = 24


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One image that holds many.

    Parameters
    ----------
    image : ndarray of uint8, shape (rows, cols, 3 or 4)
        First row at the top; with alpha if any of the images has it.
    uv : ndarray of float32, shape (n, 2)
        Texture coordinates on it, v upwards, between 0 and 1.
    scale : float
        Factor by which the images were made smaller; 1 if they fitted.
    flattened : tuple of int
        Images that repeat too often over some piece to be laid side by side: there their mean colour stands.
    """

    image: U8
    uv: F32
    scale: float
    flattened: tuple[int, ...]


def sheet_of(
    images: Sequence[U8],
    uv: F32 | F64,
    image_of_vertex: NDArray[np.integer],
    piece_of_vertex: NDArray[np.integer] | None = None,
    largest: int = LARGEST_SHEET,
) -> Sheet:
    """Set images on one sheet and move texture coordinates onto it.

    Parameters
    ----------
    images : sequence of ndarray of uint8, shape (rows, cols, 3 or 4)
        First row at the top. At least one; each costs room once, so the same image should come once.
    uv : ndarray of float, shape (n, 2)
        Texture coordinates of each vertex on its own image, v upwards; outside 0 to 1 the image repeats.
    image_of_vertex : ndarray of int, shape (n,)
        Which image; a negative number means none, and such a vertex keeps (0, 0).
    piece_of_vertex : ndarray of int, shape (n,), optional
        Vertices of one piece stay together when whole repetitions are taken off (the corners of a face, the
        vertices of a part); without it all vertices of an image do. A piece is of one image.
    largest : int
        Longest edge of the sheet, pixels.

    Returns
    -------
    Sheet
    """
    owner = np.asarray(image_of_vertex, dtype=np.int64)
    has = np.flatnonzero(owner >= 0)
    own = owner[has]
    flat = np.nan_to_num(np.asarray(uv, dtype=np.float64)[has])
    piece = np.unique(
        own if piece_of_vertex is None else np.asarray(piece_of_vertex)[has], return_inverse=True
    )[1]
    lowest, reach = _reach(flat, piece)
    flat -= lowest[piece]
    edges = np.array([(image.shape[1], image.shape[0]) for image in images], dtype=np.float64)
    repeating = len(np.unique(own[reach[piece].prod(axis=1) > 1]))
    room = min(_ROOM, _ALL_ROOM // max(repeating, 1))
    often = _too_often(edges[own], reach[piece], room)
    flattened = tuple(int(row) for row in np.unique(own[often]))
    copies = np.ones((len(images) + len(flattened), 2), dtype=np.int64)
    np.maximum.at(copies, own[~often], reach[piece][~often])
    own = np.where(often, len(images) + np.searchsorted(flattened, own), own)
    factors = _factors(edges, copies[: len(images)], room)
    tiles = [
        np.tile(image if factor == 1.0 else _smaller(image, factor), (*repeats[::-1], 1))
        for image, factor, repeats in zip(images, factors, copies, strict=False)
    ]
    tiles += [_mean_texel(images[row]) for row in flattened]
    tiles, places, (width, height), scale = _packed(tiles, largest)
    size = np.array([(tile.shape[1], tile.shape[0]) for tile in tiles], dtype=np.float64)
    share = np.clip(flat / copies[own], 0.0, 1.0)
    share[often] = 0.5
    moved = places[own] + np.column_stack([share[:, 0], 1.0 - share[:, 1]]) * size[own]
    placed = np.zeros((len(owner), 2), dtype=np.float32)
    placed[has] = np.column_stack([moved[:, 0] / width, 1.0 - moved[:, 1] / height])
    return Sheet(_painted(tiles, places, width, height), placed, scale, flattened)


def _reach(uv: F64, piece: _I64) -> tuple[F64, _I64]:
    """Return where each piece begins, in whole images, and over how many it reaches, shape (pieces, 2)."""
    count = int(piece.max()) + 1 if len(piece) else 0
    lowest, highest = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    np.minimum.at(lowest, piece, uv)
    np.maximum.at(highest, piece, uv)
    lowest = np.floor(lowest + _SLACK)
    reach = np.ceil(np.minimum(highest - lowest, 1e6) - _SLACK)
    return lowest, np.maximum(reach, 1.0).astype(np.int64)


def _factors(edges: F64, reach: _I64, room: int) -> F64:
    """Return by how much images must be made smaller for their copies to find room, shape (k,)."""
    whole = edges * reach
    fits = np.sqrt(room / whole.prod(axis=1))
    fits = np.minimum(fits, (LARGEST_SHEET - 2 * PADDING) / whole.max(axis=1))
    factors: F64 = np.where(reach.prod(axis=1) > 1, np.minimum(fits, 1.0), 1.0)
    return factors


def _too_often(edges: F64, reach: _I64, room: int) -> NDArray[np.bool_]:
    """Return for each vertex whether its image repeats so often over its piece that nothing would be left."""
    shortest = edges.min(axis=1)
    left = _factors(edges, reach, room) * shortest
    often: NDArray[np.bool_] = (reach.prod(axis=1) > _MOST_COPIES) | (
        left < np.minimum(shortest, _LEAST_EDGE)
    )
    return often


def _mean_texel(image: U8) -> U8:
    mean: U8 = np.round(image.reshape(-1, image.shape[2]).mean(axis=0)).astype(np.uint8)[None, None]
    return mean


def _packed(tiles: list[U8], largest: int) -> tuple[list[U8], F64, tuple[int, int], float]:
    """Return tiles (smaller if they must be), their corners, the sheet's width and height, the factor."""
    scale = 1.0
    fitting = tiles
    for _ in range(_TRIES):
        sizes = np.array([(tile.shape[1], tile.shape[0]) for tile in fitting], dtype=np.int64)
        corners, width, height = _shelves(sizes + 2 * PADDING, largest)
        if height <= largest and width <= largest:
            return fitting, (corners + PADDING).astype(np.float64), (width, height), scale
        scale *= min(0.95, (largest / max(height, width)) ** 0.5)
        fitting = [_smaller(tile, scale) for tile in tiles]
    raise ValueError("too many images for one sheet")


def _shelves(sizes: _I64, largest: int) -> tuple[_I64, int, int]:
    """Set rectangles in rows, the tallest first.

    Returns
    -------
    corners : ndarray of int64, shape (n, 2)
        Left and top of each, pixels.
    width, height : int
        Of the sheet.
    """
    edge = int(np.ceil(np.sqrt(float(sizes.prod(axis=1).sum()) * 1.1)))
    width = max(int(sizes[:, 0].max()), min(edge, largest))
    corners = np.zeros_like(sizes)
    x = y = shelf = used = 0
    for row in np.lexsort((-sizes[:, 0], -sizes[:, 1])):
        across, down = sizes[row]
        if x + across > width:
            x, y, shelf = 0, y + shelf, 0
        corners[row] = x, y
        x += int(across)
        used = max(used, x)
        shelf = max(shelf, int(down))
    return corners, used, y + shelf


def _smaller(image: U8, scale: float) -> U8:
    from PIL import Image

    rows, cols = (max(1, int(edge * scale)) for edge in image.shape[:2])
    return np.asarray(Image.fromarray(image).resize((cols, rows), Image.Resampling.BOX), dtype=np.uint8)


def _painted(tiles: list[U8], places: F64, width: int, height: int) -> U8:
    """Return the sheet with every tile in its place, its edges repeated around it."""
    channels = max(tile.shape[2] for tile in tiles)
    sheet = np.zeros((height, width, channels), dtype=np.uint8)
    for tile, (left, top) in zip(tiles, places.astype(np.int64) - PADDING, strict=True):
        padded = np.pad(tile, ((PADDING, PADDING), (PADDING, PADDING), (0, 0)), mode="edge")
        part = sheet[top : top + padded.shape[0], left : left + padded.shape[1]]
        part[..., 3:] = 255
        part[..., : tile.shape[2]] = padded
    return sheet
