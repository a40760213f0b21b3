"""The wire line of a proposal in a panorama: all its edges, whole where they are seen, dashed where hidden.

It does not know how the panorama was drawn, only how far off each of its pixels is.
"""

from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from analysis.sightline.bodies import Shape
from analysis.skyline.frame import Frame
from scene.payloads.arrays import F32, F64, U8

#: Faces whose normals differ less lie in one plane, cosine.
_FLAT: Final = 0.999
#: Length of a dash and of a gap, pixels of the finished picture.
_DASH: Final = 5
#: A point counts as seen if it is no farther than what is drawn there, within this share.
_SEEN: Final = 1.004
#: Vertices nearer than this are one, metres.
_ONE: Final = 1e-3

_EDGES: "WeakKeyDictionary[Shape, F64]" = WeakKeyDictionary()


def edges_of(shape: Shape) -> F64:
    """Return the edges of a body at which its faces meet at an angle, or end; shape (n, 2, 3), metres."""
    known = _EDGES.get(shape)
    if known is not None:
        return known
    corners = shape.vertices[shape.faces].astype(np.float64)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(normal, axis=1)
    kept = area > 1e-9
    corners, normal = corners[kept], normal[kept] / area[kept, None]
    places, index = np.unique(np.rint(corners.reshape(-1, 3) / _ONE), axis=0, return_inverse=True)
    faces = index.reshape(-1, 3)
    sides = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    owner = np.tile(np.arange(len(faces)), 3)
    pairs, which = np.unique(sides, axis=0, return_inverse=True)
    order = np.argsort(which.reshape(-1), kind="stable")
    start = np.searchsorted(which.reshape(-1)[order], np.arange(len(pairs) + 1))
    sharp = np.zeros(len(pairs), np.bool_)
    for k in range(len(pairs)):
        own = normal[owner[order[start[k] : start[k + 1]]]]
        sharp[k] = len(own) == 1 or bool((np.abs(own @ own[0]) < _FLAT).any())
    found: F64 = (places * _ONE)[pairs[sharp]]
    _EDGES[shape] = found
    return found


def draw_wire(pixels: U8, inverse: F32, frame: Frame, shape: Shape, colours: tuple[U8, U8]) -> None:
    """Draw the edges of a body into a picture.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (rows, cols, 3)
        Drawn into.
    inverse : ndarray of float32, shape (rows, cols)
        Inverse distance of what is drawn there, 1/m; 0 for the sky.
    frame : Frame
        Where the picture looks.
    shape : Shape
    colours : tuple of ndarray of uint8, shape (3,)
        Where it is seen, and where it is hidden.
    """
    rows, cols = inverse.shape
    for start, end in edges_of(shape):
        ends = frame.pixel_of(np.stack([start, end]))[:, :2]
        if not np.isfinite(ends).all():
            continue
        steps = int(np.ceil(4.0 * np.abs(ends[1] - ends[0]).max())) + 1
        if steps > 40 * (rows + cols):  # the edge passes behind the picture's back
            continue
        share = np.linspace(0.0, 1.0, steps + 1)[:, None]
        place = frame.pixel_of(start + share * (end - start))
        row, col = np.floor(place[:, 0]).astype(np.int64), np.floor(place[:, 1]).astype(np.int64)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(place[:, :2], axis=0).T))])
        inside = (row >= 1) & (row < rows - 1) & (col >= 1) & (col < cols - 1)
        row, col, depth, along = row[inside], col[inside], place[inside, 2], along[inside]
        if not len(row):
            continue
        around = np.min(
            [inverse[row + down, col + right] for down in (-1, 0, 1) for right in (-1, 0, 1)], axis=0
        )
        seen = around <= depth * _SEEN
        dash = np.floor(along / (_DASH * frame.fineness)).astype(np.int64) % 2 == 0
        for which, colour in ((seen, colours[0]), (~seen & dash, colours[1])):
            for down in range(frame.fineness):
                for right in range(frame.fineness):
                    pixels[
                        np.minimum(row[which] + down, rows - 1), np.minimum(col[which] + right, cols - 1)
                    ] = colour
