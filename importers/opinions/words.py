"""From the words of files to kinds, severities and states: ours in both languages, and those usual elsewhere.

It does not know file formats.
"""

from collections.abc import Mapping
from typing import Final, TypeVar

from scene.messages import BilingualText
from scene.review.opinion import OpinionKind, Severity, State
from scene.review.words import KIND_WORDS, SEVERITY_WORDS, STATE_WORDS

Word = TypeVar("Word", bound=str)


def _table(words: Mapping[Word, BilingualText], elsewhere: Mapping[str, Word]) -> dict[str, Word]:
    own = {text.casefold(): key for key, name in words.items() for text in (key, name.zh, name.en) if text}
    return {**elsewhere, **own}


_KINDS: Final[Mapping[str, OpinionKind]] = _table(
    KIND_WORDS,
    {
        "issue": "问题", "clash": "问题", "error": "问题", "fault": "问题", "inquiry": "问题",
        "comment": "意见", "remark": "意见", "info": "意见", "information": "意见", "solution": "意见",
        "request": "要求", "requirement": "要求", "rfi": "要求",
    },
)  # fmt: skip
_SEVERITIES: Final[Mapping[str, Severity]] = _table(
    SEVERITY_WORDS,
    {
        "minor": "low", "低": "low", "normal": "medium", "中": "medium", "major": "high", "高": "high",
        "critical": "high", "on hold": "low",
    },
)  # fmt: skip
_STATES: Final[Mapping[str, State]] = _table(
    STATE_WORDS,
    {
        "active": "open", "reopened": "open", "in progress": "open", "new": "open", "assigned": "open",
        "resolved": "answered", "accepted": "accepted", "approved": "accepted", "declined": "rejected",
        "won't fix": "rejected", "done": "closed", "verified": "closed",
    },
)  # fmt: skip


def kind_of(text: str) -> OpinionKind | None:
    """Return the kind that a word means, None if nothing here has that name."""
    return _KINDS.get(text.strip().casefold())


def severity_of(text: str) -> Severity | None:
    """Return the severity that a word means; an empty one is not rated."""
    return _SEVERITIES.get(text.strip().casefold()) if text.strip() else ""


def state_of(text: str) -> State | None:
    """Return the state that a word means, None if nothing here has that name."""
    return _STATES.get(text.strip().casefold())
