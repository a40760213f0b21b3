"""Draw a legend in a quiet box: on the view, on a picture, in a report.

It paints with Qt on whatever it is given. It knows legends and words; it knows no scene and no window.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QLinearGradient, QPainter, QPen

from app.wording import Language, in_language
from scene.legend import Entry, Legend
from scene.messages import msg


class Dress(NamedTuple):
    """Colours of what lies over the picture: words, the ground they stand on and its edge, the needle."""

    ink: QColor
    paper: QColor
    line: QColor
    needle: QColor


LIGHT: Final = Dress(
    QColor("#292E2E"), QColor(250, 246, 237, 225), QColor(91, 100, 104, 90), QColor("#B5432E")
)
DARK: Final = Dress(QColor("#ECE7DC"), QColor(30, 35, 36, 225), QColor(179, 186, 187, 70), QColor("#E07A62"))
#: On a printed page: no plaque shows.
PRINTED: Final = LIGHT._replace(paper=QColor("#FFFFFF"), line=QColor("#FFFFFF"))
MARK: Final = QColor("#FAF6ED")
#: Classes that are listed, figures beside a ramp, and the least width, logical pixels at scale 1.
MOST: Final = 12
TICKS: Final = 5
WIDTH: Final = 190.0


def plaque(painter: QPainter, box: QRectF, scale: float, dress: Dress) -> None:
    """Lay a quiet ground under words, so that they read over water, roofs and trees alike."""
    painter.setPen(QPen(dress.line, max(scale, 1.0)))
    painter.setBrush(dress.paper)
    painter.drawRoundedRect(box, 3.0 * scale, 3.0 * scale)


def swatch(painter: QPainter, box: QRectF, colour: QColor, pattern: int, dress: Dress) -> None:
    """Draw a class as it is painted: colour and pattern (2 dotted, 3 hatched, 4 barred)."""
    painter.save()
    painter.setClipRect(box)
    painter.fillRect(box, colour)
    step = box.height() / 2.0
    if pattern == 3:
        painter.setPen(QPen(MARK, step * 0.45))
        for k in range(6):
            foot = box.bottomLeft() + QPointF((k - 1.5) * step * 1.15, 0.0)
            painter.drawLine(foot, foot + QPointF(2.0 * step, -2.0 * step))
    elif pattern == 2:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(MARK)
        for k in range(8):
            across, down = (k // 2 + 0.5 * (k % 2) + 0.25) * step, (0.5 + k % 2) * step
            painter.drawEllipse(box.topLeft() + QPointF(across, down), step * 0.26, step * 0.26)
    elif pattern == 4:
        for k in range(2):
            bar = QRectF(box.left(), box.top() + (k + 0.25) * step, box.width(), step * 0.4)
            painter.fillRect(bar, MARK)
    painter.restore()
    painter.setPen(QPen(dress.ink, max(box.height() / 15.0, 1.0)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)


def draw_legends(
    painter: QPainter,
    corner: QPointF,
    legends: Sequence[Legend],
    language: Language,
    scale: float,
    dress: Dress,
    most: float,
) -> float:
    """Draw legends one over another, `corner` being the lower left of the lowest; return the top of the last.

    Parameters
    ----------
    most : float
        Height that there is; legends that do not fit are left out.
    """
    top = corner.y()
    for legend in reversed(legends):
        box = size_of(painter.font(), legend, language, scale)
        if top - box.height() < corner.y() - most:
            continue
        box.moveBottomLeft(QPointF(corner.x(), top))
        draw_legend(painter, box, legend, language, scale, dress)
        top = box.top() - 8.0 * scale
    return top


def size_of(font: QFont, legend: Legend, language: Language, scale: float) -> QRectF:
    """Return a box as large as a legend."""
    bold, small = _fonts(font, scale)
    plain = QFontMetricsF(font)
    wide = max(QFontMetricsF(bold).horizontalAdvance(_title(legend, language)), (WIDTH - 20.0) * scale)
    if legend.is_classes:
        rows = _rows(legend, language)
        wide = max([wide, *(plain.horizontalAdvance(name) + 30 * scale for _, name in rows)])
        body = len(rows) * 19.0 * scale
    else:
        body = 32.0 * scale
    note = _note(legend, language)
    if note:
        room = QRectF(0.0, 0.0, wide, 1e4)
        body += 4.0 * scale + QFontMetricsF(small).boundingRect(room, WRAPPED, note).height()
    return QRectF(0.0, 0.0, wide + 20.0 * scale, body + 34.0 * scale)


def draw_legend(
    painter: QPainter, box: QRectF, legend: Legend, language: Language, scale: float, dress: Dress
) -> None:
    """Draw one legend in a box of the size that :func:`size_of` gives."""
    plain = QFont(painter.font())
    bold, small = _fonts(plain, scale)
    plaque(painter, box, scale, dress)
    left, y = box.left() + 10 * scale, box.top() + 8 * scale
    painter.setPen(dress.ink)
    painter.setFont(bold)
    painter.drawText(QPointF(left, y + 11 * scale), _title(legend, language))
    painter.setFont(plain)
    y += 20 * scale
    if legend.is_classes:
        for entry, name in _rows(legend, language):
            if entry is not None:
                at = QRectF(left, y + 2 * scale, 22 * scale, 13 * scale)
                swatch(painter, at, QColor(*entry.colour), entry.pattern, dress)
            painter.setPen(dress.ink)
            painter.drawText(QPointF(left + 30 * scale, y + 13 * scale), name)
            y += 19 * scale
    else:
        _ramp(painter, QRectF(left, y, box.width() - 20 * scale, 11 * scale), legend, scale, dress)
        y += 32 * scale
    note = _note(legend, language)
    if note:
        painter.setFont(small)
        painter.setPen(dress.ink)
        painter.drawText(QRectF(left, y + 2 * scale, box.width() - 20 * scale, 1e4), WRAPPED, note)
    painter.setFont(plain)


def legend_picture(legend: Legend, language: Language, font: str, scale: float = 2.0) -> QImage:
    """Return a legend as a picture for a printed page; it needs a Qt GUI application."""
    family = QFont(font) if font else QFont()
    family.setPixelSize(round(13 * scale))
    box = size_of(family, legend, language, scale)
    image = QImage(round(box.width()) + 2, round(box.height()) + 2, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(family)
    draw_legend(painter, box.translated(1.0, 1.0), legend, language, scale, PRINTED)
    painter.end()
    return image


WRAPPED: Final = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


def _ramp(painter: QPainter, bar: QRectF, legend: Legend, scale: float, dress: Dress) -> None:
    """Draw colours from entry to entry, as they run on the map, with figures below."""
    ticks = _ticks(legend)
    fill = QLinearGradient(bar.topLeft(), bar.topRight())
    for share, entry in zip(_places(legend), legend.entries, strict=True):
        fill.setColorAt(share, QColor(*entry.colour))
    painter.fillRect(bar, fill)
    painter.setPen(QPen(dress.ink, max(scale, 1.0)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar)
    metrics = QFontMetricsF(painter.font())
    for share, words in ticks:
        x = bar.left() + share * bar.width()
        wide = metrics.horizontalAdvance(words)
        painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, bar.bottom() + 3 * scale))
        painter.drawText(QPointF(x - share * wide, bar.bottom() + 15 * scale), words)


def _even(legend: Legend) -> bool:
    """Return whether a ramp's entries lie at equal distances."""
    steps = np.diff([entry.value for entry in legend.entries])
    return len(steps) < 2 or float(np.ptp(steps)) <= 0.01 * float(steps.max())


def _places(legend: Legend) -> list[float]:
    """Return where along the bar each entry lies: at equal distances, even where its values are uneven."""
    count = len(legend.entries)
    return [k / max(count - 1, 1) for k in range(count)]


def _ticks(legend: Legend) -> list[tuple[float, str]]:
    """Return places and figures under the bar; uneven entries bear their own, which are the limits meant."""
    if not _even(legend):
        return list(zip(_places(legend), (f"{entry.value:g}" for entry in legend.entries), strict=True))
    first, last = legend.entries[0].value, legend.entries[-1].value
    span = (last - first) or 1.0
    shares = [k / (TICKS - 1) for k in range(TICKS)]
    return [(share, _figure(first + share * span, span)) for share in shares]


def _figure(value: float, span: float) -> str:
    decimals = 0 if span >= 20.0 else 1 if span >= 2.0 else 2
    return f"{value:.{decimals}f}"


def _title(legend: Legend, language: Language) -> str:
    title = in_language(legend.title, language)
    return f"{title} ({legend.unit})" if legend.unit else title


def _note(legend: Legend, language: Language) -> str:
    return in_language(legend.note, language) if legend.note else ""


def _rows(legend: Legend, language: Language) -> list[tuple[Entry | None, str]]:
    """Return the classes with their names, and how many more there are."""
    rows: list[tuple[Entry | None, str]] = [
        (entry, in_language(entry.title, language) if entry.title else f"{entry.value:g}")
        for entry in legend.entries[:MOST]
    ]
    if len(legend.entries) > MOST:
        more = msg("and {count} more", count=len(legend.entries) - MOST)
        rows.append((None, in_language(more, language)))
    return rows


def _fonts(font: QFont, scale: float) -> tuple[QFont, QFont]:
    bold, small = QFont(font), QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    small.setPixelSize(round(11 * scale))
    return bold, small
