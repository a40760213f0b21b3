"""What lies over the picture: north, a measure, the legend of verdicts, whose data it is.

Drawn with Qt's painter on a window or on a picture alike. It knows a pose and words, no scene.
"""

from dataclasses import dataclass
from math import cos, radians, sin, tan
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen

from app.viewport.optics import Pose

#: Verdict words in both languages with colour and the brush that is its pattern.
LEGEND: Final = {
    "pass": ("通过", "Pass", "#2F7FA6", Qt.BrushStyle.SolidPattern),
    "review": ("复核", "Review", "#E0A030", Qt.BrushStyle.Dense5Pattern),
    "fail": ("不通过", "Fail", "#B5432E", Qt.BrushStyle.BDiagPattern),
}
STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True, slots=True)
class Overlay:
    """What to write.

    Parameters
    ----------
    language : str
    dark : bool
        Ink turns to paper.
    synthetic : bool
        Some of what is shown is invented, and says so.
    credits : tuple of str
        Whom to name.
    verdicts : tuple of str
        Verdict words that occur in the picture.
    font : str
        Family, empty for the application's own.
    """

    language: Literal["zh", "en"] = "zh"
    dark: bool = False
    synthetic: bool = False
    credits: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    font: str = ""


def bar_metres(pose: Pose, height: int, wanted: float = 110.0) -> tuple[int, float]:
    """Return a round length near `wanted` pixels at the distance looked at, and its pixels."""
    per_pixel = 2.0 * tan(radians(pose.view_angle) / 2.0) * pose.distance / max(height, 1)
    metres = min(STEPS, key=lambda step: abs(step / per_pixel - wanted))
    return metres, metres / per_pixel


def draw_overlay(painter: QPainter, width: int, height: int, pose: Pose, overlay: Overlay) -> None:
    """Draw everything, in a picture of a size in logical pixels."""
    scale = max(height / 900.0, 0.75)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = QColor("#F4EFE4") if overlay.dark else QColor("#292E2E")
    halo = QColor(20, 24, 26, 150) if overlay.dark else QColor(250, 246, 237, 190)
    font = QFont(overlay.font) if overlay.font else QFont(painter.font())
    font.setPixelSize(round(12 * scale))
    painter.setFont(font)
    edge = 18.0 * scale
    _north(
        painter, QPointF(width - edge - 20 * scale, edge + 20 * scale), 20 * scale, pose, overlay, ink, halo
    )
    _bar(painter, QPointF(width - edge, height - edge), pose, height, scale, overlay, ink, halo)
    _notes(painter, QPointF(edge, height - edge), scale, overlay, ink, halo)
    if overlay.verdicts:
        _legend(painter, QPointF(edge, height - edge - 26 * scale), scale, overlay, ink, halo)


def _words(painter: QPainter, at: QPointF, text: str, ink: QColor, halo: QColor) -> None:
    """Write text with a soft rim, readable on sky and roofs."""
    path = QPainterPath()
    path.addText(at, painter.font(), text)
    rim = QPen(halo, painter.font().pixelSize() * 0.26)
    rim.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(rim)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.fillPath(path, ink)


def _north(
    painter: QPainter, centre: QPointF, radius: float, pose: Pose, overlay: Overlay, ink: QColor, halo: QColor
) -> None:
    painter.setPen(QPen(ink, max(radius / 18.0, 1.0)))
    painter.setBrush(halo)
    painter.drawEllipse(centre, radius, radius)
    turn = radians(-pose.heading)

    def at(angle: float, far: float) -> QPointF:
        return QPointF(centre.x() + sin(turn + angle) * far, centre.y() - cos(turn + angle) * far)

    for side, colour in ((-1.0, QColor("#993B2E")), (1.0, ink)):
        needle = QPainterPath(at(0.0, radius * 0.78))
        needle.lineTo(at(side * 2.6, radius * 0.30))
        needle.lineTo(at(0.0, -radius * 0.06))
        needle.closeSubpath()
        painter.fillPath(needle, colour)
    name = "北" if overlay.language == "zh" else "N"
    advance = painter.fontMetrics().horizontalAdvance(name)
    tip = at(0.0, radius * 1.52)
    # The letter goes around with the needle, but never over the edge of the picture.
    tip.setX(min(tip.x(), centre.x() + radius * 1.86 - advance / 2))
    _words(
        painter, QPointF(tip.x() - advance / 2, tip.y() + painter.font().pixelSize() * 0.36), name, ink, halo
    )


def _bar(
    painter: QPainter, corner: QPointF, pose: Pose, height: int, scale: float, overlay: Overlay, ink: QColor,
    halo: QColor,
) -> None:  # fmt: skip
    metres, pixels = bar_metres(pose, height, 110.0 * scale)
    left = corner.x() - pixels
    half = QRectF(left, corner.y() - 5 * scale, pixels / 2, 4 * scale)
    painter.setPen(QPen(ink, max(scale, 1.0)))
    painter.setBrush(QBrush(ink))
    painter.drawRect(half)
    painter.setBrush(QBrush(halo))
    painter.drawRect(half.translated(pixels / 2, 0))
    length = f"{metres} m" if metres < 1000 else f"{metres // 1000} km"
    text = f"{length} · 视心处" if overlay.language == "zh" else f"{length} at the centre"
    advance = painter.fontMetrics().horizontalAdvance(text)
    _words(painter, QPointF(corner.x() - advance, corner.y() - 11 * scale), text, ink, halo)


def _notes(
    painter: QPainter, corner: QPointF, scale: float, overlay: Overlay, ink: QColor, halo: QColor
) -> None:
    said = []
    if overlay.synthetic:
        said.append("示意,含合成数据" if overlay.language == "zh" else "Illustrative, partly synthetic")
    said.extend(overlay.credits)
    if not said:
        return
    font = QFont(painter.font())
    font.setPixelSize(round(10.5 * scale))
    painter.setFont(font)
    _words(painter, corner, "  ·  ".join(said), ink, halo)


def _legend(
    painter: QPainter, corner: QPointF, scale: float, overlay: Overlay, ink: QColor, halo: QColor
) -> None:
    x, y = corner.x(), corner.y()
    for word in ("pass", "review", "fail"):
        if word not in overlay.verdicts:
            continue
        zh, en, colour, pattern = LEGEND[word]
        box = QRectF(x, y - 11 * scale, 20 * scale, 12 * scale)
        painter.setPen(QPen(ink, max(scale * 0.8, 1.0)))
        painter.setBrush(QColor(colour) if pattern is Qt.BrushStyle.SolidPattern else QColor("#FAF6ED"))
        painter.drawRect(box)
        if pattern is not Qt.BrushStyle.SolidPattern:
            painter.fillRect(box, QBrush(QColor(colour), pattern))
        name = zh if overlay.language == "zh" else en
        _words(painter, QPointF(x + 26 * scale, y), name, ink, halo)
        x += 26 * scale + painter.fontMetrics().horizontalAdvance(name) + 18 * scale
