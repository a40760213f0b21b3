"""Open the window, or say what to do where there is no display."""

import os
import sys

from scene.errors import MissingPart
from scene.messages import msg


def open_window(project: str | None, *, kiosk: bool = False) -> int:
    """Open the window and return its exit status.

    Raises
    ------
    MissingPart
        If there is no display.
    """
    unix = sys.platform not in ("win32", "darwin")
    if unix and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise MissingPart(
            msg("There is no display to open a window on."),
            msg("Run `main.py review --out out/` for verdicts, pictures and the report without one."),
        )
    from app.window.start import start

    return start(project, kiosk=kiosk)
