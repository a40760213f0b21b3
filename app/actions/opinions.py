"""What the room says, in the Meeting menu: say it, show the pins, send all on."""

from app.actions.action import Action, has_city
from app.workbench import Workbench
from scene.messages import msg


def _any(bench: Workbench) -> bool:
    return bool(bench.opinions.all)


OPINIONS: tuple[Action, ...] = (
    Action(
        "meeting.say",
        msg("Say an opinion"),
        lambda bench: bench.toolbox.start("opinion"),
        "O",
        "opinion",
        5,
        has_city,
        checked=lambda bench: bench.toolbox.active == "opinion",
        toolbar=True,
    ),
    Action(
        "meeting.pins",
        msg("Pins of opinions"),
        lambda bench: bench.opinions.show_pins(not bench.opinions.pins_shown),
        section=5,
        enabled=_any,
        checked=lambda bench: bench.opinions.pins_shown,
    ),
    Action(
        "meeting.export",
        msg("Export opinions…"),
        lambda bench: bench.window.opinions.ask_export(),
        section=5,
        enabled=_any,
    ),
)
