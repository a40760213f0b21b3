"""What lies over the picture: north, a measure, the legend of verdicts, whose data it is.

Drawn with Qt's painter on a window or on a picture alike. It knows a pose and words, no scene.
"""

from dataclasses import dataclass
from math import cos, radians, sin, tan
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from app.legend_drawing import DARK, LIGHT, Dress, draw_legends, plaque, swatch
from app.viewport.cuts import Cut
from app.viewport.optics import Pose
from app.viewport.part_names import draw_parts
from app.viewport.setting import Title
from app.viewport.title_band import draw_title
from scene.legend import Legend
from scene.messages import BilingualText

#: Verdict words in both languages with the colour of their balloon.
LEGEND: Final = {
    "pass": ("通过", "Pass", QColor("#2F7FA6")),
    "review": ("需复核", "Review", QColor("#E0A030")),
    "fail": ("不通过", "Fail", QColor("#B5432E")),
}
PATTERN: Final = {"pass": 1, "review": 2, "fail": 3}
STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True, slots=True)
class Overlay:
    """What to write.

    Parameters
    ----------
    language : str
    dark : bool
        Ink turns to paper.
    groundless : bool
        What is drawn as ground is no measured terrain, and says so.
    synthetic : bool
        Some of what is shown is invented, and says so.
    credits : tuple of str
        Whom to name.
    verdicts : tuple of str
        Verdict words that occur in the picture.
    legends : tuple of Legend
        Of the results that are shown.
    caption : BilingualText, optional
        Which moment is shown, if time passes in the picture.
    foot, head : float
        Pixels at the foot and at the head that something else lies on.
    parts : tuple
        Of several scenes, where each is seen and what it is called.
    title : Title, optional
        Written large at the upper left.
    plain : bool
        Without north and measure, as a room is shown it.
    font : str
        Family, empty for the application's own.
    """

    language: Literal["zh", "en"] = "zh"
    dark: bool = False
    groundless: bool = False
    synthetic: bool = False
    credits: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    legends: tuple[Legend, ...] = ()
    caption: BilingualText | None = None
    foot: float = 0.0
    title: Title | None = None
    plain: bool = False
    head: float = 0.0
    parts: tuple[tuple[Cut, BilingualText], ...] = ()
    font: str = ""


def bar_metres(pose: Pose, height: int, wanted: float = 110.0) -> tuple[int, float]:
    """Return a round length near `wanted` pixels at the distance looked at, and its pixels."""
    per_pixel = 2.0 * tan(radians(pose.view_angle) / 2.0) * pose.distance / max(height, 1)
    metres = min(STEPS, key=lambda step: abs(step / per_pixel - wanted))
    return metres, metres / per_pixel


def scale_of(height: int) -> float:
    """Return the scale of everything that lies over a picture of a height in logical pixels."""
    return max(height / 900.0, 0.75)


def draw_overlay(painter: QPainter, width: int, height: int, pose: Pose, overlay: Overlay) -> None:
    """Draw everything, in a picture of a size in logical pixels."""
    scale = scale_of(height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(overlay.font) if overlay.font else QFont(painter.font())
    font.setPixelSize(round(13 * scale))
    painter.setFont(font)
    dress = DARK if overlay.dark else LIGHT
    edge = 14.0 * scale
    radius = 26.0 * scale
    draw_parts(painter, (width, height), overlay.parts, overlay.language, scale, dress, overlay.head)
    whole, height = height, height - round(overlay.foot)
    if overlay.title is not None:
        draw_title(painter, width, scale, overlay.title, overlay.language, overlay.dark)
    if overlay.parts:
        whole = round(whole * overlay.parts[0][0].of.height)
    if not overlay.plain:
        _north(painter, QPointF(width - edge - radius, edge + radius), radius, pose, overlay, dress)
        _measure(painter, QPointF(width - edge, height - edge), pose, whole, scale, overlay, dress)
    top = _notes(painter, QPointF(edge, height - edge), scale, overlay, dress)
    corner = QPointF(edge, top - 8.0 * scale if top < height - edge else height - edge)
    draw_legends(painter, corner, overlay.legends, overlay.language, scale, dress, corner.y() - 0.2 * height)


def _north(
    painter: QPainter, centre: QPointF, radius: float, pose: Pose, overlay: Overlay, dress: Dress
) -> None:
    """Draw a disc with a needle to the north; the letter goes round with it, upright, inside the disc."""
    painter.setPen(QPen(dress.line, max(radius / 24.0, 1.0)))
    painter.setBrush(dress.paper)
    painter.drawEllipse(centre, radius, radius)
    turn = radians(-pose.heading)

    def at(ahead: float, aside: float = 0.0) -> QPointF:
        x, y = aside * cos(turn) + ahead * sin(turn), aside * sin(turn) - ahead * cos(turn)
        return centre + QPointF(x, y) * radius

    for side, colour in ((-1.0, dress.needle), (1.0, dress.ink)):
        needle = QPainterPath(at(0.36))
        needle.lineTo(at(-0.62, 0.26 * side))
        needle.lineTo(at(-0.40))
        needle.closeSubpath()
        painter.fillPath(needle, colour)
    name = "北" if overlay.language == "zh" else "N"
    letter = QRectF(0.0, 0.0, radius, radius)
    letter.moveCenter(at(0.66))
    painter.setPen(dress.ink)
    painter.drawText(letter, Qt.AlignmentFlag.AlignCenter, name)


def _measure(
    painter: QPainter, corner: QPointF, pose: Pose, height: int, scale: float, overlay: Overlay, dress: Dress
) -> None:
    """Draw a bar of a round length over its words, `corner` being the lower right of the plaque."""
    metres, pixels = bar_metres(pose, height, 110.0 * scale)
    length = f"{metres} m" if metres < 1000 else f"{metres // 1000} km"
    text = f"{length} · 视心处" if overlay.language == "zh" else f"{length} at the centre"
    wide = max(pixels, painter.fontMetrics().horizontalAdvance(text)) + 20 * scale
    box = QRectF(corner.x() - wide, corner.y() - 38 * scale, wide, 38 * scale)
    plaque(painter, box, scale, dress)
    painter.setPen(dress.ink)
    painter.drawText(box.adjusted(0, 3 * scale, 0, -14 * scale), Qt.AlignmentFlag.AlignCenter, text)
    half = QRectF(box.center().x() - pixels / 2, corner.y() - 12 * scale, pixels / 2, 4 * scale)
    painter.setPen(QPen(dress.ink, max(scale, 1.0)))
    painter.fillRect(half, dress.ink)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(half.left(), half.top(), pixels, half.height()))


def _notes(painter: QPainter, corner: QPointF, scale: float, overlay: Overlay, dress: Dress) -> float:
    """Write verdicts over credits, `corner` being the lower left of the plaque of both; return its top."""
    said = []
    if overlay.caption is not None and not overlay.foot:  # what lies there says it
        said.append(overlay.caption.zh if overlay.language == "zh" else overlay.caption.en)
    if overlay.synthetic:
        said.append("示意，含合成数据" if overlay.language == "zh" else "Illustrative, partly synthetic")
    if overlay.groundless:
        zh, en = "无地形，地面为示意纸面", "No terrain: the ground is plain paper"
        said.append(zh if overlay.language == "zh" else en)
    said.extend(overlay.credits)
    note = "  ·  ".join(said)
    legend = [word for word in LEGEND if word in overlay.verdicts]
    if not note and not legend:
        return corner.y()
    names = [LEGEND[word][0 if overlay.language == "zh" else 1] for word in legend]
    font = QFont(painter.font())
    small = QFont(font)
    small.setPixelSize(round(11 * scale))
    metrics = painter.fontMetrics()
    wide = max(
        sum(metrics.horizontalAdvance(name) + 46 * scale for name in names) - 18 * scale,
        QFontMetricsF(small).horizontalAdvance(note),
    )
    rows = (26 * scale if legend else 0.0) + (18 * scale if note else 0.0)
    box = QRectF(corner.x(), corner.y() - rows - 6 * scale, wide + 20 * scale, rows + 6 * scale)
    plaque(painter, box, scale, dress)
    x, y = box.left() + 10 * scale, box.top() + 20 * scale
    for word, name in zip(legend, names, strict=True):
        at = QRectF(x, y - 12 * scale, 22 * scale, 14 * scale)
        swatch(painter, at, LEGEND[word][2], PATTERN[word], dress)
        painter.setPen(dress.ink)
        painter.drawText(QPointF(x + 28 * scale, y), name)
        x += metrics.horizontalAdvance(name) + 46 * scale
    painter.setFont(small)
    painter.setPen(dress.ink)
    painter.drawText(QPointF(box.left() + 10 * scale, box.bottom() - 8 * scale), note)
    painter.setFont(font)
    return box.top()
