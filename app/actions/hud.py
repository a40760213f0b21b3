"""The head-up display in the View menu: shown or not, which lines it has, and of which landmark it speaks."""

from functools import partial

from app.actions.action import Action, Entry
from app.panels.hud.lines import TITLES, Line
from app.workbench import Workbench
from scene.messages import Message, msg
from scene.node import NodeId


def _switch(line: Line, bench: Workbench) -> None:
    bench.hud.switch(line)


def _choose(landmark: NodeId, bench: Workbench) -> None:
    bench.hud.choose(landmark)


def _marked(text: object, on: bool) -> Message:
    return msg("✓  {what}", what=text) if on else msg("     {what}", what=text)


def _lines(bench: Workbench) -> tuple[Entry, ...]:
    shown = bench.hud.lines
    return tuple(Entry(_marked(TITLES[line], line in shown), partial(_switch, line)) for line in Line)


def _landmarks(bench: Workbench) -> tuple[Entry, ...]:
    return tuple(
        Entry(_marked(name, node == bench.hud.landmark), partial(_choose, node))
        for node, name in bench.hud.landmarks
    )


HUD: tuple[Action, ...] = (
    Action(
        "view.hud",
        msg("What is here, over the view"),
        lambda bench: bench.hud.show(not bench.hud.shown),
        "H",
        section=4,
        enabled=lambda bench: len(bench.session.scene) > 0,
        checked=lambda bench: bench.hud.shown,
    ),
    Action(
        "view.hud_lines",
        msg("Lines of it"),
        lambda bench: None,
        section=4,
        enabled=lambda bench: bench.hud.shown,
        entries=_lines,
    ),
    Action(
        "view.hud_landmark",
        msg("Landmark it speaks of"),
        lambda bench: None,
        section=4,
        enabled=lambda bench: bench.hud.shown and bool(bench.hud.landmarks),
        entries=_landmarks,
    ),
)
