"""The Meeting menu: what is done in the room, from the first stop to the log of what was decided."""

from app.actions.action import Action
from scene.messages import msg

MEETING: tuple[Action, ...] = (
    Action("meeting.log", msg("Decision log…"), lambda bench: bench.window.show_log(), section=9),
)
