"""What the time bar says: the moment, how exact it is, and the names of the looks of water."""

from datetime import datetime
from typing import Final

from app.wording import Text
from scene.messages import BilingualText, Message, msg
from scene.units import WATER_DEPTH, WATER_SPEED

#: Short names of maps; others are called as their quantity.
SHORT: Final[dict[str, Message]] = {WATER_DEPTH.key: msg("Depth"), WATER_SPEED.key: msg("Speed")}


def clock_text(moment: datetime) -> str:
    """Return the moment as a clock shows it."""
    return f"{moment:%H:%M}"


def elapsed(seconds: float) -> Message:
    """Return how long after the start."""
    return msg("minute {minutes}", minutes=f"{seconds / 60.0:.0f}")


def caption_of(moment: datetime, seconds: float, badge: Text = "") -> BilingualText:
    """Return what a picture says of its moment."""
    from app.wording import in_language

    def said(language: str) -> str:
        parts = [f"{moment:%Y-%m-%d %H:%M}", in_language(elapsed(seconds), language)]  # type: ignore[arg-type]
        if badge:
            parts.append(in_language(badge, language))  # type: ignore[arg-type]
        return " · ".join(parts)

    return BilingualText(said("zh"), said("en"))


def badge_of(interim: bool, cell: float, asked: float = 0.0) -> Message | None:
    """Return what to say of a course that is no final answer.

    Parameters
    ----------
    interim : bool
        Whether it is none.
    cell, asked : float
        Edge of its cells, and of those that were asked for, metres; 0 where that is not known. With the
        cells that were asked for it is no preview but a run under way: what there is of it stays.
    """
    if not interim:
        return None
    if cell > 0.0 and cell <= asked:
        return msg("Still running, {cell} m cells", cell=f"{cell:g}")
    return msg("Preview, {cell} m cells", cell=f"{cell:g}") if cell > 0.0 else msg("Preview")
