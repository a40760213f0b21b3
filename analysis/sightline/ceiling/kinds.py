"""The rules that can set a ceiling: their numbers in the raster, their names, and where they are written.

It does not know how a limit is computed.
"""

from enum import IntEnum
from typing import Final

from scene.messages import BilingualText


class Kind(IntEnum):
    """What governs; the value of a cell in the raster of rules."""

    NONE = 0
    UNSEEN = 1
    SIGHT_PLANE = 2
    ZONE_TOP = 3
    ZONE_EAVES = 4
    LEVEL = 5


NAMES: Final = {
    Kind.NONE: BilingualText("无限高", "no limit"),
    Kind.UNSEEN: BilingualText("红气球(不被看见)", "balloon rule (stay unseen)"),
    Kind.SIGHT_PLANE: BilingualText("地标视线", "landmark in sight"),
    Kind.ZONE_TOP: BilingualText("分区限高(最高点)", "zone cap (top)"),
    Kind.ZONE_EAVES: BilingualText("分区限高(檐口)", "zone cap (eaves)"),
    Kind.LEVEL: BilingualText("绝对高程", "absolute level"),
}
#: Keys in ``assets/tables/rules.toml``.
RULES: Final = {
    Kind.UNSEEN: "balloon",
    Kind.SIGHT_PLANE: "landmark_in_sight",
    Kind.ZONE_TOP: "zone_cap",
    Kind.ZONE_EAVES: "zone_cap",
    Kind.LEVEL: "absolute_level",
}
#: sRGB of the classes: ink, celadon, amber, clay, slate; never green.
COLOURS: Final = {
    Kind.UNSEEN: (0x2C, 0x44, 0x6B),
    Kind.SIGHT_PLANE: (0x6D, 0x98, 0x93),
    Kind.ZONE_TOP: (0xE0, 0xA0, 0x30),
    Kind.ZONE_EAVES: (0xB9, 0x7A, 0x12),
    Kind.LEVEL: (0x8A, 0x86, 0x94),
}
