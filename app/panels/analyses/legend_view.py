"""The legend of a result in the panel: classes with colour and pattern, or a ramp with its numbers."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr, translator
from app.theme import theme
from scene.legend import Entry, Legend

#: Classes beyond these are named together.
MOST_CLASSES: Final = 12


class LegendView(QWidget):
    """A legend, as wide as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._legend: Legend | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        translator.language_changed.connect(self.updateGeometry)
        translator.language_changed.connect(self.update)

    def show_legend(self, legend: Legend | None) -> None:
        """Show a legend; none hides the view."""
        self._legend = legend
        self.setVisible(legend is not None)
        self.setAccessibleName(tr(legend.title) if legend else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the height that all lines need."""
        line = QFontMetricsF(self.font()).height() * 1.5
        if self._legend is None:
            return QSize(0, 0)
        rows = 1.0 + (len(self._classes) if self._legend.is_classes else 1.7)
        rows += 1.0 if self._legend.note else 0.0
        return QSize(160, round(rows * line))

    minimumSizeHint = sizeHint  # noqa: N815  # as Qt calls it

    @property
    def _classes(self) -> tuple[Entry, ...]:
        return self._legend.entries[:MOST_CLASSES] if self._legend else ()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw title, colours and words."""
        legend = self._legend
        if legend is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        line = metrics.height() * 1.5
        title = tr(legend.title) + (f" ({legend.unit})" if legend.unit else "")
        painter.setPen(theme.colour("tile"))
        painter.drawText(QPointF(0, metrics.ascent()), self._short(title, metrics, self.width()))
        if legend.is_classes:
            y = self._draw_classes(painter, metrics, line)
        else:
            y = self._draw_ramp(painter, metrics, line)
        if legend.note is not None:
            painter.setPen(theme.colour("faint"))
            painter.drawText(
                QPointF(0, y + metrics.ascent()), self._short(tr(legend.note), metrics, self.width())
            )
        painter.end()

    def _draw_classes(self, painter: QPainter, metrics: QFontMetricsF, line: float) -> float:
        y, wide = line, metrics.height() * 1.7
        for entry in self._classes:
            box = QRectF(0.5, y + 0.5, wide, metrics.height())
            paint_entry(painter, box, entry)
            painter.setPen(theme.colour("ink"))
            word = tr(entry.title) if entry.title else f"{entry.value:g}"
            room = self.width() - wide - 10
            painter.drawText(QPointF(wide + 10, y + metrics.ascent()), self._short(word, metrics, room))
            y += line
        return y

    def _draw_ramp(self, painter: QPainter, metrics: QFontMetricsF, line: float) -> float:
        assert self._legend is not None
        entries = self._legend.entries
        if not entries:
            return line
        bar = QRectF(0.5, line, self.width() - 1.0, metrics.height() * 0.8)
        low, high = entries[0].value, entries[-1].value
        span = high - low or 1.0
        colours = QLinearGradient(bar.topLeft(), bar.topRight())
        for entry in entries:
            colours.setColorAt((entry.value - low) / span, QColor(*entry.colour))
        painter.setPen(QPen(theme.colour("edge"), 1.0))
        painter.setBrush(colours)
        painter.drawRect(bar)
        painter.setPen(theme.colour("ink"))
        base = bar.bottom() + metrics.height()
        taken = -1.0
        for place, entry in enumerate(_read_out(entries)):
            word = f"{entry.value:.3g}" if abs(entry.value) < 1000 else f"{entry.value:.0f}"
            wide = metrics.horizontalAdvance(word)
            x = bar.left() + (entry.value - low) / span * bar.width() - wide / 2.0
            x = min(max(x, 0.0), self.width() - wide)
            if place == 0 or x > taken:
                painter.drawText(QPointF(x, base), word)
                taken = x + wide + metrics.height() * 0.6
        return base + 0.5 * line

    @staticmethod
    def _short(text: str, metrics: QFontMetricsF, room: float) -> str:
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


def _read_out(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the two ends first, then what lies between: what has no room is left out."""
    return (entries[0], *entries[1:-1], entries[-1]) if len(entries) > 2 else entries


def paint_entry(painter: QPainter, box: QRectF, entry: Entry) -> None:
    """Fill a box with the colour and the pattern of a class."""
    mark = QColor(255, 255, 255, 170)
    painter.save()
    painter.setClipRect(box)
    painter.fillRect(box, QColor(*entry.colour))
    step = box.height() / 2.0
    if entry.pattern == 3:
        painter.setPen(QPen(mark, step * 0.35))
        for place in range(-2, int(box.width() / step) + 2):
            foot = box.bottomLeft() + QPointF(place * step, 0.0)
            painter.drawLine(foot, foot + QPointF(2.0 * step, -2.0 * step))
    elif entry.pattern == 2:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mark)
        for place in range(2 * int(box.width() / step) + 2):
            at = QPointF((place // 2 + 0.5 * (place % 2) + 0.25) * step, (0.5 + place % 2) * step)
            painter.drawEllipse(box.topLeft() + at, step * 0.24, step * 0.24)
    painter.restore()
    painter.setPen(QPen(theme.colour("ink" if entry.pattern == 1 else "edge"), 1.6 if entry.pattern else 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)
