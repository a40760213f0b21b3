"""The card that a click on the result is told, in the panel: a headline and the reasons."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from analysis.base import Card
from app.i18n import tr, translator
from app.panels.labels import label
from app.panels.pattern import paint_pattern
from app.theme import theme

BAND = 8


class CardView(QFrame):
    """Shows a card; without one it is not there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: Card | None = None
        self._headline, self._lines = label("", "title"), label("")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(BAND + 14, 12, 14, 14)
        layout.setSpacing(6)
        layout.addWidget(self._headline)
        layout.addWidget(self._lines)
        self.hide()
        translator.language_changed.connect(self._renew)
        theme.changed.connect(self.update)

    def show_card(self, card: Card | None) -> None:
        """Show a card, or nothing."""
        self._card = card
        self._renew()
        self.setVisible(card is not None)

    def _renew(self, *changed: object) -> None:
        card = self._card
        if card is not None:
            self._headline.setText(tr(card.headline))
            self._lines.setText("\n".join(tr(line) for line in card.lines))
            self._lines.setVisible(bool(card.lines))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the ground, and the band of what was judged."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("paper"))
        band = QRectF(0, 0, BAND, self.height())
        if self._card is not None and self._card.outcome is not None:
            paint_pattern(painter, band, self._card.outcome)
        else:
            painter.fillRect(band, theme.colour("edge"))
        painter.end()
