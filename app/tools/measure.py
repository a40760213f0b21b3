"""Measure: click places in the view; the figure grows with them, and is kept with its error.

Places are met by the rays of the scene, as everything that is picked; how well they are known, what was met
says. One tool for all kinds.
"""

import numpy as np

from analysis.common.rules import rule_book
from analysis.sightline.errors import accuracy_of, height_sigma, position_sigma
from app.tools.pointer import Point, Pointer
from app.tools.tool import Sketch, Stroke, Tool
from app.workbench import Workbench
from scene.geometry.measuring import PLACES, Kind, figures_of
from scene.messages import Message, msg
from scene.node import Role
from scene.payloads.arrays import F64
from scene.review.measure import Measure, add_measure, figure_text
from scene.selection import Selected

HINTS = {
    Kind.DISTANCE: msg("Click the places between which it is measured. Enter or a double click ends it."),
    Kind.HEIGHT: msg("Click a foot, then a top. Esc ends."),
    Kind.SLOPE: msg("Click the lower and the upper place of the slope. Esc ends."),
    Kind.AREA: msg("Click the corners of the area. Enter or a double click closes it."),
    Kind.ANGLE: msg("Click one side, the corner, the other side. Esc ends."),
    Kind.PROFILE: msg("Click the turns of the section. Enter or a double click ends it."),
}


class MeasureTool(Tool):
    """Click by click.

    Parameters
    ----------
    bench : Workbench
    kind : Kind
        What is measured.
    """

    def __init__(self, bench: Workbench, kind: Kind) -> None:
        super().__init__(bench)
        self.kind = kind
        self.hint = HINTS[kind]
        self.places: list[Point] = []
        self._sigmas: list[tuple[float, float]] = []
        self._at: Point | None = None
        self._now = (0.0, 0.0)
        self._complete = False

    def press(self, pointer: Pointer) -> bool:
        """Set a place."""
        if pointer.ground is not None and (not self.places or pointer.ground != self.places[-1]):
            self.places.append(pointer.ground)
            self._sigmas.append(self._sigma_at(pointer.under))
            self._complete = len(self.places) == PLACES[self.kind][1]
        self._draw()
        return True

    def release(self, pointer: Pointer) -> bool:
        """End with the last place: a tool that ended with the press would leave its release to the view."""
        if self._complete:
            self._keep()
        return True

    def move(self, pointer: Pointer, held: bool) -> bool:
        """Say what it would be with the place under the mouse."""
        self._at = pointer.ground
        self._now = self._sigma_at(pointer.under)
        self._draw()
        return False

    def double_click(self, pointer: Pointer) -> bool:
        """End it; the first click of the two has set its last place."""
        return self.confirm()

    def confirm(self) -> bool:
        """Keep it, if there are places enough."""
        if len(self.places) >= PLACES[self.kind][0]:
            self._keep()
        return True

    def back(self) -> bool:
        """Take the last place back."""
        if self.places:
            self.places.pop()
            self._sigmas.pop()
        self._draw()
        return True

    def cancel(self) -> bool:
        """Give the places up; with none the tool ends."""
        begun = bool(self.places)
        self.places, self._sigmas = [], []
        self._draw()
        return begun

    def _keep(self) -> None:
        level, upright = (max(sigmas) for sigmas in zip(*self._sigmas, strict=True))
        measure = Measure(self.kind, np.array(self.places, np.float64), level, upright)
        scene = self.bench.session.scene
        if self.bench.run(add_measure(scene, measure)):
            (holder,) = scene.of_role(Role.MEASURES)[:1]
            row = holder.payload.ids.index(measure.key)  # type: ignore[union-attr]
            self.bench.session.selection.select(Selected(holder.id, row))
            if self.kind is Kind.PROFILE:
                self.bench.window.show_measurements(measure.key)
        self.finished = True
        self.sketch = Sketch()

    def _sigma_at(self, under: Selected | None) -> tuple[float, float]:
        """Return the standard deviations of a place that lies on something: level, and of its height."""
        book, rays = rule_book(), self.bench.window.seeing.rays
        if under is not None and rays is not None:
            for layer in rays.layers:
                if layer.node.id == under.node_id:
                    level = position_sigma(accuracy_of(layer.node), book)
                    return level, height_sigma(layer, under.row, book)
        return position_sigma(0.0, book), book.number("ground_height_sigma")

    # -- the sketch ----------------------------------------------------------------------------------------

    def _draw(self) -> None:
        line = (*self.places, *(() if self._at is None or self._complete else (self._at,)))
        if not self.places:
            self.sketch = Sketch()
            return
        drawn, strokes = [line], []
        if self.kind is Kind.AREA and len(line) > 2:
            drawn.append((line[-1], line[0]))
        if self.kind in (Kind.HEIGHT, Kind.SLOPE) and len(line) == 2:
            foot, top = line
            corner = (foot[0], foot[1], top[2])
            drawn = [(foot, corner)] if self.kind is Kind.HEIGHT else [line]
            strokes = [Stroke((corner, top), "tile", 1.5)]
        words: tuple[tuple[Point, Message | str], ...] = ()
        if len(line) >= PLACES[self.kind][0]:
            words = ((line[-1], self._said(np.array(line, np.float64))),)
        self.sketch = Sketch(tuple(drawn), tuple(self.places), words, tuple(strokes))

    def _said(self, places: F64) -> str:
        level, upright = (max(sigmas) for sigmas in zip(*self._sigmas, self._now, strict=True))
        figures = figures_of(self.kind, places, level, upright)
        return "   ".join(figure_text(figure) for figure in figures[:2])
