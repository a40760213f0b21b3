"""Draws a tool's sketch over the view, in the view's own perspective. It takes no mouse."""

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.theme import tokens
from app.tools.pointer import Point
from app.tools.tool import NOTHING, Sketch, Stroke
from app.viewport.optics import Pose

#: Nearer than this in front of the eye nothing is drawn, metres.
NEAR = 0.5


class SketchOverlay(QWidget):
    """Lies over the view."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._sketch, self._pose = NOTHING, None
        self.hide()

    def show_sketch(self, sketch: Sketch, pose: Pose) -> None:
        """Draw a sketch as seen from a pose."""
        if (sketch, pose) != (self._sketch, self._pose):
            self._sketch, self._pose = sketch, pose
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw lines, dots and words."""
        if self._pose is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        red, paper = QColor(tokens("light")["vermilion"]), QColor(tokens("light")["paper"])
        strokes = [Stroke(line, "vermilion", 2.0) for line in self._sketch.lines]
        for ground in (True, False):  # a paper edge under all lines, so that they read over anything
            for stroke in (*strokes, *self._sketch.strokes):
                colour = paper if ground else QColor(tokens("light")[stroke.colour])
                self._draw_line(painter, stroke, colour, stroke.width + (2.0 if ground else 0.0))
        painter.setPen(QPen(red, 2.0))
        painter.setBrush(paper)
        for point in self._sketch.points:
            place = self._place(point)
            if place is not None:
                painter.drawEllipse(place, 4.5, 4.5)
        for point, word in self._sketch.words:
            place = self._place(point)
            if place is not None:
                self._write(painter, place, tr(word))
        painter.end()

    def _draw_line(self, painter: QPainter, stroke: Stroke, colour: QColor, width: float) -> None:
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for start, end in pairwise(stroke.line):
            ends = self._seen_part(start, end)
            if ends is not None:
                painter.drawLine(*ends)

    def _write(self, painter: QPainter, place: QPointF, text: str) -> None:
        box = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-8, -4, 8, 4)
        box.moveBottomLeft(place + QPointF(12, -8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens("light")["ink"]))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(tokens("light")["paper"]))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _place(self, point: Point) -> QPointF | None:
        assert self._pose is not None
        x, y, depth = self._pose.project(np.array([point]), self.width() / max(self.height(), 1))[0]
        if depth < NEAR:
            return None
        return QPointF((x + 1.0) / 2.0 * self.width(), (1.0 - y) / 2.0 * self.height())

    def _seen_part(self, start: Point, end: Point) -> tuple[QPointF, QPointF] | None:
        """Cut a line where it passes behind the eye."""
        assert self._pose is not None
        a, b = np.asarray(start, float), np.asarray(end, float)
        ahead, eye = self._pose.forward, np.asarray(self._pose.eye)
        near, far = float((a - eye) @ ahead) - NEAR * 1.01, float((b - eye) @ ahead) - NEAR * 1.01
        if near < 0 and far < 0:
            return None
        if near < 0:
            a = a + (b - a) * (near / (near - far))
        elif far < 0:
            b = b + (a - b) * (far / (far - near))
        first, second = self._place(tuple(a)), self._place(tuple(b))  # type: ignore[arg-type]
        return None if first is None or second is None else (first, second)
