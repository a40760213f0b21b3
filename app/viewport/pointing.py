"""What lies under a point of the view: for the mouse, for tools, for a click.

It asks the rays that navigation holds, and changes nothing.
"""

from math import nan
from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent

from app.viewport.backend import MouseAt
from app.viewport.navigation import Navigation
from app.viewport.picking import Picked, pick, ray_through

_KINDS: dict[QEvent.Type, Literal["press", "move", "release", "double"]] = {
    QEvent.Type.MouseButtonPress: "press",
    QEvent.Type.MouseButtonRelease: "release",
    QEvent.Type.MouseButtonDblClick: "double",
}


def under(navigation: Navigation, x: float, y: float) -> Picked | None:
    """Return what is seen at a pixel of the view, None in the open."""
    direction = ray_through(navigation.pose, x, y, *navigation.size)
    return pick(navigation.rays, navigation.pose, direction)  # type: ignore[arg-type]


def place_at(navigation: Navigation, x: float, y: float) -> tuple[float, float, float] | None:
    """Return the place that is seen at a pixel: its height is nan on the sheet, which is no ground."""
    found = under(navigation, x, y)
    if found is not None or navigation.sheet is None:
        return None if found is None else found.point
    met = navigation.sheet.met(navigation.pose.eye, ray_through(navigation.pose, x, y, *navigation.size))
    return None if met is None else (*met, nan)


def mouse_at(navigation: Navigation, event: QMouseEvent) -> MouseAt:
    """Return what a tool needs of a mouse event: where it is, along which ray, and what is there."""
    x, y = event.position().x(), event.position().y()
    direction = ray_through(navigation.pose, x, y, *navigation.size)
    left = Qt.MouseButton.LeftButton
    return MouseAt(
        _KINDS.get(event.type(), "move"),
        x,
        y,
        event.button() == left or bool(event.buttons() & left),
        navigation.pose.eye,
        (float(direction[0]), float(direction[1]), float(direction[2])),
        under(navigation, x, y),
    )
