"""Give every house its own shade of wall and roof, the same one every time.

The shade hangs on where the house stands, not on its row, so that tiles, edits and new layers keep it.
It does not know light.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.materials import COLOUR, Material
from scene.payloads.arrays import I32, U8
from scene.payloads.buildings import Buildings

#: Five whites of lime wash.
_LIME: Final = (
    (0xF1, 0xEC, 0xE2),
    (0xF5, 0xF1, 0xE8),
    (0xED, 0xE6, 0xDA),
    (0xE4, 0xDF, 0xD2),
    (0xDD, 0xD6, 0xCA),
)
#: Quiet renders of modern blocks.
_MODERN: Final = (
    (0xEC, 0xE8, 0xDF),
    (0xE8, 0xE1, 0xD4),
    (0xE3, 0xE1, 0xDC),
    (0xE9, 0xDF, 0xD0),
    (0xDA, 0xD9, 0xD4),
)
#: Rafters and boards that have never been painted.
_PLAIN_WOOD: Final = (0x5C, 0x46, 0x3A)
_DARK_TILE: Final = (0x5B, 0x64, 0x68)
_PALE_TILE: Final = (0x6E, 0x76, 0x78)
_WALLS: Final = (Material.LIME_WALL, Material.BRICK, Material.MODERN_WALL)
_ROOFS: Final = (Material.TILE_ROOF, Material.MODERN_ROOF)


def colours_of_faces(buildings: Buildings, feature: I32, material: U8) -> U8:
    """Return sRGB before light for every face.

    Parameters
    ----------
    buildings : Buildings
    feature : ndarray of int32, shape (m,)
        Building of each face.
    material : ndarray of uint8, shape (m,)
        Material of each face.

    Returns
    -------
    ndarray of uint8, shape (m, 3)
    """
    palette = np.zeros((256, 3), np.uint8)
    for key, colour in COLOUR.items():
        palette[key] = colour
    palette[Material.WOOD] = _PLAIN_WOOD
    colours = palette[material]
    if not len(feature):
        return colours
    rows, of_face = np.unique(feature, return_inverse=True)
    chance = _chances(buildings, rows)
    for kind in (*_WALLS, *_ROOFS):
        faces = np.flatnonzero(material == kind)
        colours[faces] = _shades(kind, chance)[of_face[faces]]
    return colours


def _chances(buildings: Buildings, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return three numbers 0 to 1 for each house, from where its first corner stands, to the decimetre."""
    first = np.minimum(buildings.first_ring_vertex[rows], max(len(buildings.rings) - 1, 0))
    corner = np.nan_to_num(buildings.rings[first].astype(np.float64) * 10.0)
    x, y = np.round(corner).astype(np.int64).astype(np.uint64).T
    out = np.empty((len(rows), 3))
    for k, salt in enumerate((0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)):
        mixed = (x * np.uint64(0x9E3779B1) + y * np.uint64(0x85EBCA77) + np.uint64(salt)) * np.uint64(salt)
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(32)
        out[:, k] = (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53
    return out


def _shades(kind: Material, chance: NDArray[np.float64]) -> U8:
    """Return the shade of one material for each house."""
    if kind in (Material.LIME_WALL, Material.MODERN_WALL):
        whites = np.array(_LIME if kind == Material.LIME_WALL else _MODERN, np.uint8)
        picked: U8 = whites[(chance[:, 0] * len(whites)).astype(np.int64)]
        return picked
    if kind == Material.TILE_ROOF:
        dark, pale = np.array(_DARK_TILE, float), np.array(_PALE_TILE, float)
        base = dark + chance[:, 1:2] * (pale - dark)
        spread = 0.15
    else:
        base = np.broadcast_to(np.array(COLOUR[kind], float), (len(chance), 3))
        spread = 0.09
    shade = base * (1.0 - spread + 2.0 * spread * chance[:, 2:3])
    tinted: U8 = np.clip(np.round(shade), 0, 255).astype(np.uint8)
    return tinted
