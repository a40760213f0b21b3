"""The rows of the Meeting menu that compare schemes: ways to show them, their differences, their figures."""

from app.actions.action import Action
from app.panels.compare.words import WAYS
from app.viewport.backend import Arrangement
from app.workbench import Workbench
from scene.messages import Message, msg


def _possible(bench: Workbench) -> bool:
    return bench.comparing.possible


def _way(way: Arrangement, title: Message, icon: str, key: str) -> Action:
    return Action(
        f"meeting.{way.value}",
        msg("Compare: {how}", how=title),
        lambda bench: bench.comparing.switch(way),
        key,
        icon,
        5,
        enabled=_possible,
        checked=lambda bench: bench.comparing.arrangement is way,
        toolbar=way is Arrangement.CURTAIN,
        short=msg("Compare") if way is Arrangement.CURTAIN else None,
    )


COMPARE: tuple[Action, ...] = (
    *(_way(*way) for way in WAYS),
    Action(
        "meeting.differences",
        msg("Colour the differences of schemes"),
        lambda bench: bench.comparing.show_differences(not bench.comparing.differences_shown),
        "Ctrl+Alt+D",
        "differences",
        5,
        enabled=_possible,
        checked=lambda bench: bench.comparing.differences_shown,
    ),
    Action(
        "meeting.figures",
        msg("Figures of all schemes…"),
        lambda bench: bench.comparing.figures.ask(),
        "Ctrl+Alt+T",
        "figures",
        5,
        enabled=_possible,
    ),
)
