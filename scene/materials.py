"""What the faces of the city are made of, with the colour each has before light falls on it.

The palette is 粉墙黛瓦: lime walls, dark tiles, one warm accent where history has one.
It does not know how a material is shaded.
"""

from enum import IntEnum
from typing import Final


class Material(IntEnum):
    """What a face is made of. The number is stored in meshes and read by the shader: never renumber."""

    PLAIN = 0
    LIME_WALL = 1
    BRICK = 2
    TILE_ROOF = 3
    GLAZED_ROOF = 4
    RIDGE = 5
    COLUMN_RED = 6
    WOOD = 7
    STONE = 8
    WHITE_STONE = 9
    GRASS = 10
    PAVING = 11
    ROAD = 12
    WATER = 13
    FOLIAGE = 14
    WILLOW = 15
    BLOSSOM = 16
    TRUNK = 17
    MODERN_WALL = 18
    MODERN_ROOF = 19
    GOLD = 20
    LANE = 21
    EARTH = 22
    SPRAY = 23


#: sRGB of each material before light.
COLOUR: Final[dict[Material, tuple[int, int, int]]] = {
    Material.PLAIN: (0xE4, 0xDF, 0xD5),
    Material.LIME_WALL: (0xF1, 0xEC, 0xE2),
    Material.BRICK: (0x8D, 0x8C, 0x86),
    Material.TILE_ROOF: (0x63, 0x6C, 0x70),
    Material.GLAZED_ROOF: (0xA8, 0x84, 0x3F),
    Material.RIDGE: (0x3F, 0x47, 0x4B),
    Material.COLUMN_RED: (0x9A, 0x4A, 0x3C),
    Material.WOOD: (0x7A, 0x4B, 0x3A),
    Material.STONE: (0xCF, 0xC7, 0xB6),
    Material.WHITE_STONE: (0xFA, 0xF7, 0xF0),
    Material.GRASS: (0x9C, 0xA5, 0x85),
    Material.PAVING: (0xD8, 0xCD, 0xB6),
    Material.ROAD: (0xC9, 0xC2, 0xB2),
    Material.WATER: (0x4C, 0x6B, 0x63),
    Material.FOLIAGE: (0x7B, 0x90, 0x69),
    Material.WILLOW: (0xA6, 0xB8, 0x73),
    Material.BLOSSOM: (0xF0, 0xC3, 0xBE),
    Material.TRUNK: (0x5E, 0x4E, 0x42),
    Material.MODERN_WALL: (0xEC, 0xE8, 0xDF),
    Material.MODERN_ROOF: (0x8A, 0x91, 0x94),
    Material.GOLD: (0xC8, 0x8A, 0x2E),
    Material.LANE: (0xA7, 0xA3, 0x9A),
    Material.EARTH: (0xB5, 0xA8, 0x8E),
    Material.SPRAY: (0x7B, 0x90, 0x69),
}
