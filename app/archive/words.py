"""What seasons are called where archives speak of them."""

from collections.abc import Mapping
from typing import Final

from scene.messages import BilingualText
from scene.season import BARE, LEAF

SEASON_WORDS: Final[Mapping[str, BilingualText]] = {
    "": BilingualText("—", "—"),
    LEAF: BilingualText("有叶", "in leaf"),
    BARE: BilingualText("落叶", "bare"),
}
