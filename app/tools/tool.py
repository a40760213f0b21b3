"""What a tool is: mouse and keys in, commands out, and a sketch of what would happen.

It does not know how events arrive or how a sketch is drawn.
"""

from dataclasses import dataclass, field

from app.tools.pointer import Point, Pointer
from app.workbench import Workbench
from scene.messages import Message


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of its own colour.

    Parameters
    ----------
    line : tuple of Point
        Drawn from point to point.
    colour : str
        Token of the theme.
    width : float
        Pixels.
    """

    line: tuple[Point, ...]
    colour: str
    width: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """Lines and words over the view while a tool is in use.

    Parameters
    ----------
    lines : tuple of tuple of Point
        Each drawn from point to point.
    points : tuple of Point
        Drawn as dots.
    words : tuple of (Point, text)
        Written beside a place.
    strokes : tuple of Stroke
        Lines of other colours.
    """

    lines: tuple[tuple[Point, ...], ...] = ()
    points: tuple[Point, ...] = ()
    words: tuple[tuple[Point, Message | str], ...] = field(default_factory=tuple)
    strokes: tuple[Stroke, ...] = ()


NOTHING = Sketch()


class Tool:
    """A mouse gesture. Every handler returns whether the view shall not see the event.

    Parameters
    ----------
    bench : Workbench
        Where commands are run.
    """

    #: What the mouse does, for the person.
    hint: Message

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self.sketch = NOTHING
        self.finished = False
        #: Name of the tool that goes on where this one ends.
        self.next = ""

    def press(self, pointer: Pointer) -> bool:
        """Take a press of the left button."""
        return True

    def move(self, pointer: Pointer, held: bool) -> bool:
        """Take a move, with the left button held or not."""
        return held

    def release(self, pointer: Pointer) -> bool:
        """Take the release of the left button."""
        return True

    def double_click(self, pointer: Pointer) -> bool:
        """Take a double click."""
        return True

    def confirm(self) -> bool:
        """Take the Enter key."""
        return False

    def cancel(self) -> bool:
        """Take the Escape key: give up what is under way; False ends the tool."""
        return False

    def follow(self) -> None:
        """Draw anew what depends on where the eye is."""

    def back(self) -> bool:
        """Take the Backspace key."""
        return False
