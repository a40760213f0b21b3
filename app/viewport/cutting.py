"""The part of a view that is cut open: a section on all its pictures, and picks that go through it."""

from typing import Any

from app.viewport.backend import Rays
from app.viewport.navigation import Navigation
from app.viewport.panes import Pane
from app.viewport.section import CutRays, Section


class Cutting:
    """A view that can be cut open."""

    navigation: Navigation
    #: Emitted with what cuts the view now, None if it is whole.
    section_changed: Any
    _panes: list[Pane]
    _whole_rays: Rays | None = None
    _section: Section | None = None

    @property
    def section(self) -> Section | None:
        """What cuts the view, None if it is whole."""
        return self._section

    def show_section(self, section: Section | None) -> None:
        """Cut the view open, or show it whole."""
        self._section = section
        for pane in self._panes:
            pane.drawing.cut_open(section)
        self._point_by(self._whole_rays)
        self.section_changed.emit(section)

    def _point_by(self, rays: Rays | None) -> None:
        """Pick by these rays, through what a section takes away."""
        self._whole_rays = rays
        cut = rays is not None and self._section is not None
        self.navigation.rays = CutRays(rays, self._section) if cut and self._section is not None else rays
