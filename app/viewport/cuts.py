"""Where on a view a picture stands, and which part of it is seen: beside others, or up to a curtain.

Plain arithmetic on rectangles, in fractions of the view from its upper left. It knows neither scenes nor Qt.
"""

from dataclasses import dataclass
from math import atan, degrees, radians, tan
from typing import Any, Final, NamedTuple


class Rect(NamedTuple):
    """A part of the view, 0 to 1 from the upper left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Its width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its height."""
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        """Return whether a place lies in it; of two neighbours the right and the lower one has the border."""
        return self.left <= x < self.right and self.top <= y < self.bottom


WHOLE: Final = Rect(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Cut:
    """What is seen of a picture, and where.

    Parameters
    ----------
    box : Rect
        The part of the view in which it is seen.
    of : Rect
        The part of the view that the whole picture would fill.
    """

    box: Rect = WHOLE
    of: Rect = WHOLE

    @property
    def viewport(self) -> tuple[float, float, float, float]:
        """Left, lower, right and upper border as OpenGL counts them."""
        return (self.box.left, 1.0 - self.box.bottom, self.box.right, 1.0 - self.box.top)

    def size(self, view: tuple[int, int]) -> tuple[int, int]:
        """Return width and height of the whole picture in a view of so many pixels."""
        return max(round(view[0] * self.of.width), 1), max(round(view[1] * self.of.height), 1)

    def origin(self, view: tuple[int, int]) -> tuple[float, float]:
        """Return the lower left corner of what is seen in the whole picture, pixels."""
        return (self.box.left - self.of.left) * view[0], (self.of.bottom - self.box.bottom) * view[1]

    def aim(self, camera: Any, view_angle: float) -> None:
        """Have a ``vtkCamera`` show what is seen of a picture that spans an angle from top to bottom."""
        box, of = self.box, self.of
        part = box.height / of.height
        camera.SetViewAngle(2.0 * degrees(atan(tan(radians(view_angle) / 2.0) * part)))
        # From the middle of the picture to that of the part, in halves of the part.
        aside = (box.left + box.right - of.left - of.right) / box.width
        above = (of.top + of.bottom - box.top - box.bottom) / box.height
        camera.SetWindowCenter(aside, above)


UNCUT: Final = Cut()


def curtain(at: float) -> tuple[Cut, Cut]:
    """Return two pictures of the whole view that meet at a curtain, `at` from the left."""
    return Cut(Rect(0.0, 0.0, at, 1.0)), Cut(Rect(at, 0.0, 1.0, 1.0))


def side_by_side(count: int) -> tuple[Cut, ...]:
    """Return pictures of one size beside each other: up to three in a row, four in two rows."""
    rows = 2 if count > 3 else 1
    cols = -(-count // rows)
    boxes = [
        Rect(col / cols, row / rows, (col + 1) / cols, (row + 1) / rows)
        for row in range(rows)
        for col in range(cols)
    ]
    return tuple(Cut(box, box) for box in boxes[:count])
