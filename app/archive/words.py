"""What the words of a meeting are called in both languages, where archives speak of them."""

from collections.abc import Mapping
from typing import Final

from scene.messages import BilingualText

SEVERITY_WORDS: Final[Mapping[str, BilingualText]] = {
    "": BilingualText("—", "—"),
    "low": BilingualText("轻", "low"),
    "medium": BilingualText("中", "medium"),
    "high": BilingualText("重", "high"),
}
STATE_WORDS: Final[Mapping[str, BilingualText]] = {
    "open": BilingualText("待办", "open"),
    "answered": BilingualText("已答复", "answered"),
    "accepted": BilingualText("已采纳", "accepted"),
    "rejected": BilingualText("未采纳", "rejected"),
    "closed": BilingualText("已关闭", "closed"),
}
SEASON_WORDS: Final[Mapping[str, BilingualText]] = {
    "": BilingualText("—", "—"),
    "leaf": BilingualText("有叶", "in leaf"),
    "bare": BilingualText("落叶", "bare"),
}
