"""What kinds, severities and states of opinions are called in a Chinese review, and in English."""

from collections.abc import Mapping
from typing import Final

from scene.messages import BilingualText
from scene.review.opinion import OpinionKind, Severity, State

KIND_WORDS: Final[Mapping[OpinionKind, BilingualText]] = {
    "问题": BilingualText("问题", "Question"),
    "意见": BilingualText("意见", "Opinion"),
    "要求": BilingualText("要求", "Demand"),
}
SEVERITY_WORDS: Final[Mapping[Severity, BilingualText]] = {
    "": BilingualText("未定", "Not rated"),
    "low": BilingualText("一般", "Low"),
    "medium": BilingualText("较重", "Medium"),
    "high": BilingualText("严重", "High"),
}
STATE_WORDS: Final[Mapping[State, BilingualText]] = {
    "open": BilingualText("待办", "Open"),
    "answered": BilingualText("已答复", "Answered"),
    "accepted": BilingualText("采纳", "Accepted"),
    "rejected": BilingualText("不采纳", "Rejected"),
    "closed": BilingualText("已结", "Closed"),
}
