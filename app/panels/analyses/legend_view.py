"""The legend of a result in the panel, painted as it is on the view and in the report."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontInfo, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr, translator
from app.legend_drawing import Dress, draw_legend, size_of
from app.theme import theme
from scene.legend import Legend

#: Height of the words that the painter's sizes are made for, pixels.
WORDS = 13.0


class LegendView(QWidget):
    """A legend.

    Parameters
    ----------
    legend : Legend
        What it shows.
    """

    def __init__(self, legend: Legend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.legend = legend
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr(legend.title))
        theme.changed.connect(self.update)
        translator.language_changed.connect(self.updateGeometry)
        translator.language_changed.connect(self.update)

    def _scaled(self) -> tuple[QFont, float]:
        font = QFont(self.font())
        pixels = QFontInfo(font).pixelSize()
        font.setPixelSize(pixels)
        return font, pixels / WORDS

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the room that all lines need."""
        font, scale = self._scaled()
        return size_of(font, self.legend, translator.language, scale).size().toSize()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw it over the whole width, without the box that it has on the view."""
        font, scale = self._scaled()
        clear = QColor(0, 0, 0, 0)
        dress = Dress(theme.colour("ink"), clear, clear, theme.colour("vermilion"))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        box = QRectF(self.rect()).adjusted(-10.0 * scale, 0.0, 10.0 * scale, 0.0)
        draw_legend(painter, box, self.legend, translator.language, scale, dress)
        painter.end()
