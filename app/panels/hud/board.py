"""Writes the lines of the head-up display over the view, large enough for a projector, and marks the middle.

It takes no mouse.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.i18n import renew_with_language, tr
from app.panels.hud.desk import HudDesk
from app.panels.hud.lines import Line
from app.theme import theme, tokens
from app.workbench import Workbench

#: Letters of the main words over those of the window.
LARGER: Final = 1.55
MARGIN: Final = 18.0
PAD: Final = 14.0
GAP: Final = 10.0
#: Opacity of the ground below the words.
GROUND: Final = 215
#: Half the width of the mark in the middle, pixels.
MARK: Final = 9.0


class HudBoard(QWidget):
    """The board; it lies over the whole view.

    Parameters
    ----------
    bench : Workbench
        With its display's desk in place.
    """

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk: HudDesk = bench.hud
        self._view = bench.view
        bench.presenting.changed.connect(self.update)
        self.setObjectName("hud")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._desk.changed.connect(self.renew)
        theme.changed.connect(self.update)
        renew_with_language(self, self.renew)
        self.hide()

    @property
    def words(self) -> tuple[tuple[str, str, str], ...]:
        """Title, main and quieter words of every line, in the language of the window."""
        return tuple((tr(one.title), tr(one.main), tr(one.more)) for one in self._desk.said)

    @Slot()
    def renew(self) -> None:
        """Show what is read now; nothing while the display is off."""
        self.setVisible(self._desk.shown)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the lines on a quiet ground, and the mark where the eye looks."""
        lines = self.words
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tokens("dark" if theme.name == "dark" else "light")
        if Line.LOOKED in self._desk.lines:
            self._mark(painter)
        if lines:
            self._write(painter, lines, colours)
        painter.end()

    def _mark(self, painter: QPainter) -> None:
        middle = QPointF(self.width() / 2.0, self.height() / 2.0)
        for colour, width in ((QColor(255, 255, 255, 190), 3.5), (QColor(tokens("light")["vermilion"]), 1.5)):
            painter.setPen(QPen(colour, width))
            for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                way = QPointF(float(x), float(y))
                painter.drawLine(middle + 0.4 * MARK * way, middle + MARK * way)

    def _write(
        self, painter: QPainter, lines: tuple[tuple[str, str, str], ...], colours: dict[str, str]
    ) -> None:
        small, large = QFont(self.font()), QFont(self.font())
        large.setPointSizeF(self.font().pointSizeF() * LARGER)
        large.setWeight(QFont.Weight.DemiBold)
        quiet, main = QFontMetricsF(small), QFontMetricsF(large)
        tall = quiet.height() + main.height() + 6.0
        ends = [main.horizontalAdvance(words) + GAP for _, words, _ in lines]
        wide = max(
            max(quiet.horizontalAdvance(title), end + quiet.horizontalAdvance(more))
            for end, (title, _, more) in zip(ends, lines, strict=True)
        )
        top = max(MARGIN, self._view.title_foot + GAP)
        box = QRectF(MARGIN, top, wide + 2.0 * PAD, len(lines) * tall + 2.0 * PAD - 6.0)
        ground = QColor(colours["wall"])
        ground.setAlpha(GROUND)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 8.0, 8.0)
        for row, (title, words, more) in enumerate(lines):
            left, top = box.left() + PAD, box.top() + PAD + row * tall
            painter.setFont(small)
            painter.setPen(QColor(colours["tile"]))
            painter.drawText(QPointF(left, top + quiet.ascent()), title)
            base = top + quiet.height() + main.ascent()
            painter.drawText(QPointF(left + ends[row], base), more)
            painter.setFont(large)
            painter.setPen(QColor(colours["ink"]))
            painter.drawText(QPointF(left, base), words)
