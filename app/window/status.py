"""The status bar: where the mouse points, in the scene's CRS and in degrees, and how one moves."""

from functools import lru_cache
from math import isfinite
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from app.actions.view import MODES
from app.i18n import quantity_text, renew_with_language, tr
from app.workbench import Workbench
from scene.frame import SceneFrame
from scene.messages import msg
from scene.units import ELEVATION


@lru_cache(maxsize=4)
def to_degrees(crs: str) -> Any:
    """Return a transformer from a CRS to longitude and latitude (CGCS2000), or None if there is none."""
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        return Transformer.from_crs(crs, "EPSG:4490", always_xy=True)
    except ProjError:
        return None


def coordinates(frame: SceneFrame, place: tuple[float, float, float]) -> tuple[str, str, str]:
    """Return a local place as text: in the frame's CRS, in degrees, and its height if it has one."""
    east, north, height = frame.to_world([place])[0]
    projected = f"E {east:,.2f}   N {north:,.2f}".replace(",", " ")
    transformer = to_degrees(frame.crs)
    degrees = ""
    if transformer is not None:
        longitude, latitude = transformer.transform(east, north)
        degrees = f"{longitude:.6f}°E  {latitude:.6f}°N"
    return projected, degrees, quantity_text(ELEVATION, float(height)) if isfinite(height) else ""


class Status(QStatusBar):
    """Shows one place and one mode.

    Parameters
    ----------
    bench : Workbench
        Whose frame the coordinates are in.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._mode = "orbit"
        self._place: tuple[float, float, float] | None = None
        self.setSizeGripEnabled(False)
        self.mode, self.crs, self.projected, self.degrees, self.height_label = (QLabel() for _ in range(5))
        self.addWidget(self.mode)
        for label in (self.projected, self.degrees, self.height_label, self.crs):
            self.addPermanentWidget(label)
        bench.session_changed.connect(self._renew)
        bench.scene_changed.connect(self._renew)
        renew_with_language(self, self._renew)

    def show_mode(self, mode: str) -> None:
        """Say how one moves now."""
        self._mode = mode
        self._renew()

    @Slot(object)
    def show_place(self, place: tuple[float, float, float] | None) -> None:
        """Show where the mouse points; None: at nothing."""
        self._place = place
        projected, degrees, height = (
            ("", "", "") if place is None else coordinates(self._bench.session.scene.frame, place)
        )
        self.projected.setText(projected)
        self.degrees.setText(degrees)
        self.height_label.setText(tr(msg("Ground {height}", height=height)) if height else "")

    @Slot()
    def _renew(self, *changed: object) -> None:
        frame = self._bench.session.scene.frame
        title = next(title for mode, title, _, _ in MODES if mode == self._mode)
        self.mode.setText(tr(msg("{mode}  ·  {how}", mode=title, how=HOW[self._mode])))
        self.crs.setText(frame.crs if len(frame.crs) < 24 else "WKT")
        self.show_place(self._place)


#: How the mouse and the keys move in each mode.
HOW = {
    "orbit": msg("drag to turn, right drag to shift, wheel to come nearer"),
    "fly": msg("W A S D to fly, drag to look, Q and E down and up"),
    "walk": msg("W A S D to walk, drag to look, Shift to hurry"),
    "boat": msg("W and S along the lake, drag to look"),
}
