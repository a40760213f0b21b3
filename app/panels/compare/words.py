"""What the ways of comparing are called, with their icons and keys, for the bar and the menu alike."""

from typing import Final

from app.viewport.backend import Arrangement
from scene.messages import Message, msg

#: Way, title, icon, key.
WAYS: Final[tuple[tuple[Arrangement, Message, str, str], ...]] = (
    (Arrangement.CURTAIN, msg("Up to a curtain"), "curtain", "Ctrl+Alt+1"),
    (Arrangement.SIDE_BY_SIDE, msg("Side by side"), "side-by-side", "Ctrl+Alt+2"),
    (Arrangement.IN_TURN, msg("In turn"), "in-turn", "Ctrl+Alt+3"),
)
