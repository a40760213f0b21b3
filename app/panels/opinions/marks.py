"""The mark of an opinion: its number in a shape by severity, with colour and pattern by state.

Drawn in the view, in the list and on pictures alike; told apart without colour. It knows no widget.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QTransform

from app.theme import tokens
from scene.review.opinion import Opinion, Severity, State

_FILLS: Final[dict[State, str]] = {
    "open": "vermilion", "answered": "review_fill", "accepted": "pass", "rejected": "tile", "closed": "wall",
}  # fmt: skip
_DARK_FIGURES: Final = ("answered", "closed")
#: Share of the mark that is kept plain for the number.
_PLAIN: Final = 0.68


def shape_of(severity: Severity, centre: QPointF, radius: float) -> QPainterPath:
    """Return the outline: a diamond where it is severe, a square where it is less so, else a circle."""
    path = QPainterPath()
    if severity in ("", "low"):
        path.addEllipse(centre, radius, radius)
        return path
    half = radius * (0.92 if severity == "high" else 0.88)
    path.addRoundedRect(QRectF(-half, -half, 2.0 * half, 2.0 * half), 0.22 * radius, 0.22 * radius)
    turn = QTransform().translate(centre.x(), centre.y())
    return (turn.rotate(45.0) if severity == "high" else turn).map(path)


def paint_mark(
    painter: QPainter, centre: QPointF, radius: float, opinion: Opinion, *, chosen: bool = False
) -> None:
    """Draw a mark.

    Parameters
    ----------
    painter : QPainter
    centre : QPointF
    radius : float
        Pixels.
    opinion : Opinion
        Whose mark it is.
    chosen : bool
        Whether it is the one that is looked at.
    """
    colours = tokens("light")
    fill, paper, ink = (QColor(colours[name]) for name in (_FILLS[opinion.state], "paper", "ink"))
    shape = shape_of(opinion.severity, centre, radius)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if chosen:
        painter.setPen(QPen(ink, 0.42 * radius))
        painter.drawPath(shape)
    painter.setPen(QPen(paper, 0.24 * radius))
    painter.drawPath(shape)
    painter.fillPath(shape, fill)
    _paint_pattern(painter, shape, centre, radius, opinion.state)
    painter.setPen(QPen(ink if opinion.state == "closed" else fill.darker(125), 0.09 * radius))
    painter.drawPath(shape)
    figures = str(opinion.number)
    font = QFont(painter.font())
    font.setBold(True)
    font.setPixelSize(
        max(round(radius * (1.06 if len(figures) < 2 else 0.94 if len(figures) < 3 else 0.72)), 6)
    )
    painter.setFont(font)
    painter.setPen(ink if opinion.state in _DARK_FIGURES else paper)
    box = QRectF(centre.x() - 2 * radius, centre.y() - radius, 4 * radius, 2 * radius)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, figures)
    painter.restore()


def _paint_pattern(
    painter: QPainter, shape: QPainterPath, centre: QPointF, radius: float, state: State
) -> None:
    """Draw the pattern of a state on the rim, which leaves the number its plain ground."""
    plain = QPainterPath()
    plain.addEllipse(centre, _PLAIN * radius, _PLAIN * radius)
    painter.save()
    painter.setClipPath(shape.subtracted(plain))
    painter.setPen(QPen(QColor(255, 255, 255, 210), 0.11 * radius))
    pitch = 0.42 * radius
    if state == "rejected":
        for step in range(-6, 7):
            x = centre.x() + step * pitch
            painter.drawLine(
                QPointF(x - radius, centre.y() + radius), QPointF(x + radius, centre.y() - radius)
            )
    elif state == "answered":
        painter.setBrush(QColor(255, 255, 255, 235))
        for row in range(-3, 4):
            for column in range(-3, 4):
                dot = QPointF(centre.x() + (column + 0.5 * (row % 2)) * pitch, centre.y() + row * pitch)
                painter.drawEllipse(dot, 0.06 * radius, 0.06 * radius)
    elif state == "accepted":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, 0.76 * radius, 0.76 * radius)
    painter.restore()


def paint_pin(
    painter: QPainter, tip: QPointF, radius: float, opinion: Opinion, *, chosen: bool = False
) -> QPointF:
    """Draw a mark on a short stem that stands at a place; return the centre of the mark."""
    colours = tokens("light")
    centre = QPointF(tip.x(), tip.y() - 2.3 * radius)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((colours["paper"], 0.42), (colours["ink"], 0.16)):
        painter.setPen(QPen(QColor(colour), width * radius, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(centre, tip)
    painter.setBrush(QColor(colours["ink"]))
    painter.setPen(QPen(QColor(colours["paper"]), 0.13 * radius))
    painter.drawEllipse(tip, 0.24 * radius, 0.24 * radius)
    painter.restore()
    paint_mark(painter, centre, radius, opinion, chosen=chosen)
    return centre
