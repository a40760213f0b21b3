"""What the Meeting menu offers those who are not in the room."""

from app.actions.action import Action
from app.workbench import Workbench
from scene.messages import msg


def _can_publish(bench: Workbench) -> bool:
    window = bench.window
    busy = window.publishing.busy or window.sealing.busy or window.filming.busy
    return len(bench.session.scene) > 0 and not busy


WEB: tuple[Action, ...] = (
    Action(
        "meeting.page",
        msg("Web page for the public…"),
        lambda bench: bench.window.publishing.ask(),
        section=9,
        enabled=_can_publish,
    ),
)
