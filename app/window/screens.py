"""Which screen the room looks at and which one the presenter has. Plain rectangles; it moves no window."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect


@dataclass(frozen=True, slots=True)
class Placing:
    """Where the two windows go.

    Parameters
    ----------
    room : int
        Place of the screen that the room looks at.
    desk : int
        Place of the presenter's screen; the same where there is only one.
    """

    room: int
    desk: int

    @property
    def apart(self) -> bool:
        """Whether the presenter has a screen of his own."""
        return self.room != self.desk


def placing(screens: Sequence[QRect], here: int, *, swapped: bool = False) -> Placing:
    """Return where the windows go.

    The presenter keeps the screen that he works at; the room gets the largest of the others. Screens that
    show the same place are copies of each other, as a mirrored projector is, and count as one.

    Parameters
    ----------
    screens : sequence of QRect
        Where each screen lies.
    here : int
        Place of the screen that the window is on.
    swapped : bool
        Whether the presenter asked for the other way round.
    """
    others = [
        place
        for place, screen in enumerate(screens)
        if place != here and not screen.intersects(screens[here])
    ]
    if not others:
        return Placing(here, here)
    room = max(others, key=lambda place: (screens[place].width() * screens[place].height(), -place))
    return Placing(here, room) if swapped else Placing(room, here)
