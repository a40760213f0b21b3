"""A chart in the panel; where the mouse is, it says what every curve is."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from analysis.base import Chart
from app.chart_frame import Frame
from app.charts import ChartDress, draw_chart, draw_mark, draw_reading
from app.i18n import tr, translator
from app.theme import theme
from scene.units import ELAPSED


class ChartView(QWidget):
    """Paints a chart in the colours of the theme.

    Where its x is the time since a start, it marks the moment that is shown, and a click goes to another.

    Parameters
    ----------
    tall : int
        Height that it asks for, pixels.
    """

    #: The person clicked at a time; carries seconds since the start.
    time_asked = Signal(float)

    def __init__(self, tall: int = 230, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self.frame: Frame | None = None
        #: Value of x that is read out; None while the mouse is elsewhere.
        self.read_at: float | None = None
        #: Minutes since the start of the moment that is shown.
        self.mark: float | None = None
        self._tall = tall
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(150)
        theme.changed.connect(self.update)
        translator.language_changed.connect(self.update)

    def show_chart(self, chart: Chart | None) -> None:
        """Show a chart."""
        self.chart = chart
        self.setAccessibleName(tr(chart.title) if chart else "")
        self.update()

    @property
    def runs_in_time(self) -> bool:
        """Whether its x is the time since a start."""
        return self.chart is not None and self.chart.x.key == ELAPSED.key

    @Slot()
    def forget_time(self) -> None:
        """Mark no time."""
        self.show_time(None)

    @Slot(float)
    def show_time(self, seconds: float | None) -> None:
        """Mark a time since the start; None marks none."""
        self.mark = None if seconds is None else seconds / 60.0
        if self.runs_in_time:
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size in which a curve can be read."""
        return QSize(320, self._tall)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the chart, and what is read."""
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(1, 2, -1, -2)
        if self.chart is not None:
            language = translator.language
            self.frame = draw_chart(painter, box, self.chart, language, dress())
            if self.mark is not None and self.runs_in_time:
                draw_mark(painter, self.frame, self.mark, dress(), theme.colour("vermilion"))
            if self.read_at is not None:
                draw_reading(painter, self.frame, self.chart, self.read_at, language, dress())
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Read the values under the mouse."""
        if self.frame is not None:
            self.read_at = self.frame.value_at(event.position().x())
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go to the time under the mouse."""
        if self.frame is not None and self.runs_in_time:
            self.time_asked.emit(self.frame.value_at(event.position().x()) * 60.0)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Read nothing."""
        self.read_at = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Read along with the arrow keys."""
        steps = {Qt.Key.Key_Left: -1.0, Qt.Key.Key_Right: 1.0}
        if self.frame is None or event.key() not in steps:
            super().keyPressEvent(event)
            return
        frame = self.frame
        one = (frame.east - frame.west) / 100.0
        at = (frame.west + frame.east) / 2.0 if self.read_at is None else self.read_at
        self.read_at = min(max(at + steps[event.key()] * one, frame.west), frame.east)  # type: ignore[index]
        self.update()


def dress() -> ChartDress:
    """Return the colours of a chart on a panel of the theme that is worn now."""
    return ChartDress(theme.colour("ink"), theme.colour("tile"), theme.colour("line"), theme.colour("wall"))
