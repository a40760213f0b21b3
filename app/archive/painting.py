"""A view of the minutes as a picture that is taken, by the window and without one alike."""

from typing import Final

from app.archive.matter import View
from app.viewport.filming import Take
from app.viewport.sun import daylight_at
from scene.frame import SceneFrame

#: Pixels of the pictures in minutes.
SIZE: Final = (1600, 900)


def take_of(view: View, frame: SceneFrame) -> Take:
    """Return what a film set is asked for."""
    light = daylight_at(view.moment, frame) if view.moment else None
    return Take(view.pose, light, setting=view.setting)
