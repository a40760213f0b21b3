"""Drag a section: a plane along and turned by its handles, a box by its sides, its top and its middle.

The section is a way of looking and no step to undo.
"""

from dataclasses import replace
from itertools import pairwise
from math import atan2, degrees
from typing import Final

import numpy as np

from app.tools.pointer import Point, Pointer, height_on_string, on_level
from app.tools.tool import Sketch, Tool
from app.viewport.optics import as_point
from app.viewport.section import Section, Shape
from app.workbench import Workbench
from scene.messages import msg

#: A press this near to a handle takes it, pixels.
GRIP: Final = 16.0
#: Half of a plane as it is drawn, metres.
DRAWN: Final = 60.0
#: How far before the plane the handle stands that moves it along, in parts of what is drawn.
BEFORE: Final = 0.35


class DragSection(Tool):
    """Handles of the section that cuts the view."""

    hint = msg("Drag the handles to move and turn the section; Enter takes the other side away. Esc ends.")

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._grip = ""
        self._draw()

    @property
    def section(self) -> Section | None:
        """What cuts the view."""
        return self.bench.view.section

    def press(self, pointer: Pointer) -> bool:
        """Take hold of the handle under the mouse; anything else is left to the view."""
        handles = self._handles()
        if not handles:
            return False
        seen = pointer.pose.project(np.array(list(handles.values())), pointer.width / pointer.height)
        left = (seen[:, 0] + 1.0) / 2.0 * pointer.width - pointer.x
        top = (1.0 - seen[:, 1]) / 2.0 * pointer.height - pointer.y
        away = np.where(seen[:, 2] > 0.0, np.hypot(left, top), np.inf)
        nearest = int(np.argmin(away))
        self._grip = list(handles)[nearest] if away[nearest] < GRIP else ""
        return bool(self._grip)

    def move(self, pointer: Pointer, held: bool) -> bool:
        """Drag what is held."""
        section = self.section
        if not held or not self._grip or section is None:
            return False
        place = self._handles()[self._grip]
        if self._grip == "up":
            height = height_on_string(pointer, place)
            if height is not None:
                self._show(section.sized(2, height - section.centre[2]))
            return True
        met = on_level(pointer, place[2])
        if met is not None:
            self._show(self._dragged(section, np.asarray(met) - np.asarray(section.centre)))
        return True

    def _dragged(self, section: Section, out: np.ndarray) -> Section:
        """Return the section with the handle that is held so far from its centre."""
        along, across = float(out @ section.normal), float(out @ section.across)
        if self._grip == "turn":
            wide, deep, _ = section.half
            aside = 90.0 if section.shape is Shape.PLANE else degrees(atan2(wide, deep))
            return replace(section, heading=(degrees(atan2(out[0], out[1])) - aside) % 360.0)
        if self._grip == "along":
            return section.moved(section.normal * (along - BEFORE * DRAWN))
        if self._grip == "middle":
            return section.moved(np.array([out[0], out[1], 0.0]))
        if self._grip == "deep":
            return section.sized(1, along)
        return section.sized(0, across)

    def release(self, pointer: Pointer) -> bool:
        """Let go."""
        held, self._grip = bool(self._grip), ""
        return held

    def double_click(self, pointer: Pointer) -> bool:
        """Do nothing."""
        return False

    def confirm(self) -> bool:
        """Take the other side away."""
        if self.section is not None:
            self._show(self.section.turned_over())
        return True

    def follow(self) -> None:
        """Draw the handles of whatever cuts the view by now."""
        self._draw()
        self.finished = self.section is None

    def _show(self, section: Section) -> None:
        self.bench.view.show_section(section)
        self._draw()

    # -- the sketch ----------------------------------------------------------------------------------------

    def _handles(self) -> dict[str, Point]:
        section = self.section
        if section is None:
            return {}
        centre, normal, across = np.asarray(section.centre), section.normal, section.across
        if section.shape is Shape.PLANE:
            places = {"along": centre + BEFORE * DRAWN * normal, "turn": centre + DRAWN * across}
        else:
            wide, deep, tall = section.half
            places = {
                "middle": centre - np.array([0.0, 0.0, tall]),
                "wide": centre + wide * across,
                "deep": centre + deep * normal,
                "up": centre + np.array([0.0, 0.0, tall]),
                "turn": centre + wide * across + deep * normal,
            }
        return {name: as_point(place) for name, place in places.items()}

    def _draw(self) -> None:
        section = self.section
        if section is None:
            self.sketch = Sketch()
            return
        centre, normal, across = np.asarray(section.centre), section.normal, section.across
        handles = self._handles()
        if section.shape is Shape.PLANE:
            ends = [as_point(centre - DRAWN * across), as_point(centre + DRAWN * across)]
            lines = [tuple(ends), (as_point(centre), handles["along"])]
        else:
            wide, deep, tall = section.half
            up = np.array([0.0, 0.0, tall])
            turns = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
            rings = [
                [centre + x * wide * across + y * deep * normal + side * up for x, y in turns]
                for side in (-1, 1)
            ]
            lines = [(as_point(a), as_point(b)) for ring in rings for a, b in pairwise(ring)]
            lines += [
                (as_point(low), as_point(high))
                for low, high in zip(*(ring[:4] for ring in rings), strict=True)
            ]
        self.sketch = Sketch(tuple(lines), tuple(handles.values()))
