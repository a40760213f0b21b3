"""A quiet text of at most two lines; what has no room is in the tip."""

from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import theme

LINES: Final = 2


class Clamped(QWidget):
    """Shows the beginning of a text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Say that a narrow text is higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height of one line, or of two."""
        return round(len(self._lines(max(width, 1))) * QFontMetricsF(self.font()).lineSpacing()) + 1

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the room of two lines."""
        return QSize(160, round(LINES * QFontMetricsF(self.font()).lineSpacing()) + 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the lines, the last one shortened."""
        painter, metrics = QPainter(self), QFontMetricsF(self.font())
        painter.setPen(theme.colour("tile"))
        for place, line in enumerate(self._lines(self.width())):
            painter.drawText(QPointF(0.0, metrics.ascent() + place * metrics.lineSpacing()), line)
        painter.end()

    def _lines(self, width: float) -> list[str]:
        layout = QTextLayout(self._text, self.font())
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        layout.beginLayout()
        lines: list[str] = []
        while len(lines) < LINES and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            if len(lines) == LINES - 1:
                rest = self._text[line.textStart() :]
                metrics = QFontMetricsF(self.font())
                lines.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
            else:
                lines.append(self._text[line.textStart() : line.textStart() + line.textLength()])
        layout.endLayout()
        return lines
