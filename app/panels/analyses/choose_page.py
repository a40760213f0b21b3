"""The list of all analyses: what each answers, in one line. A click, or Enter, turns to it."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from analysis.base import AnalysisSpec
from app.i18n import say
from app.panels.analyses.desk import AnalysisDesk
from app.panels.analyses.icons import icon_of
from app.panels.clamped import Clamped
from app.panels.labels import button, label, spoken
from app.theme import pixmap, theme
from scene.messages import msg

ICON = QSize(26, 26)


class Choice(QFrame):
    """One analysis."""

    asked = Signal()

    def __init__(self, spec: AnalysisSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = spec
        self._under_mouse = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._picture = QLabel()
        self._picture.setFixedWidth(ICON.width() + 6)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(3)
        title = spoken(spec.title, "heading")
        words.addWidget(title)
        summary = Clamped()
        say(summary, summary.set_text, spec.summary)
        words.addWidget(summary)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 11, 14, 12)
        layout.setSpacing(12)
        layout.addWidget(self._picture)
        layout.addLayout(words, 1)
        self._dress()
        theme.changed.connect(self._dress)

    def _dress(self, *changed: object) -> None:
        self._picture.setPixmap(pixmap(icon_of(self._spec.id), theme.colour("tile"), ICON.width()))
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Show that it can be clicked."""
        self._under_mouse = True
        self.update()

    def leaveEvent(self, event: object) -> None:  # noqa: N802
        """Be quiet again."""
        self._under_mouse = False
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Turn to it."""
        if self.rect().contains(event.position().toPoint()):
            self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Turn to it with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.asked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the ground while it is pointed at, and a hairline below."""
        painter = QPainter(self)
        if self._under_mouse or self.hasFocus():
            painter.fillRect(self.rect(), theme.colour("shade"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(14, self.height() - 1, self.width() - 14, self.height() - 1)
        painter.end()


class ChoosePage(QScrollArea):
    """All analyses, and the results that are held.

    Parameters
    ----------
    desk : AnalysisDesk
        Told what is chosen.
    """

    def __init__(self, desk: AnalysisDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from analysis.registry import specs

        self._desk = desk
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("panel", True)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 10, 0, 14)
        layout.setSpacing(0)
        head = spoken(msg("What would you like to know?"), "heading")
        head.setContentsMargins(14, 2, 14, 8)
        layout.addWidget(head)
        self.choices: dict[str, Choice] = {}
        for spec in specs():
            choice = self.choices[spec.id] = Choice(spec)
            choice.asked.connect(_choosing(desk, spec.id))
            layout.addWidget(choice)
        self._results = QVBoxLayout()
        self._results.setContentsMargins(14, 16, 14, 0)
        self._results.setSpacing(6)
        layout.addLayout(self._results)
        layout.addStretch(1)
        self.setWidget(page)
        desk.changed.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """List the results that are held."""
        while self._results.count():
            widget = self._results.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not self._desk.runs:
            return
        self._results.addWidget(label(msg("Results of this session"), "quiet"))
        for run in reversed(self._desk.runs):
            title = msg("{analysis} {run}", analysis=run.finding.spec.title, run=run.name)
            self._results.addWidget(button(title, lambda run=run: self._desk.show(run), "link"))


def _choosing(desk: AnalysisDesk, analysis_id: str) -> Callable[[], None]:
    return lambda: desk.choose(analysis_id)
