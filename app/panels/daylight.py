"""Date and hour of the light: two sliders and a few moments worth knowing. Changes the session's clock."""

from datetime import datetime, timedelta

from PySide6.QtCore import QDate, Qt, Slot
from PySide6.QtWidgets import (
    QDateEdit,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.i18n import say
from app.workbench import Workbench
from scene.clock import BEIJING_TIME, SPRING_MORNING
from scene.messages import Message, msg

STEP_MINUTES = 10

#: Moments that a review asks for, in Beijing time.
MOMENTS: tuple[tuple[Message, datetime], ...] = (
    (msg("Spring morning"), SPRING_MORNING),
    (msg("Summer solstice, noon"), datetime(2026, 6, 21, 12, 0, tzinfo=BEIJING_TIME)),
    (msg("Great Cold, 8:00"), datetime(2026, 1, 20, 8, 0, tzinfo=BEIJING_TIME)),
    (msg("Winter solstice, noon"), datetime(2026, 12, 22, 12, 0, tzinfo=BEIJING_TIME)),
)


class DaylightPopup(QFrame):
    """A small sheet below the toolbar button.

    Parameters
    ----------
    bench : Workbench
        Whose clock it sets.
    """

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._bench = bench
        self.setProperty("sheet", True)
        self.setFixedWidth(400)
        self.date = QDateEdit()
        self.date.setDisplayFormat("yyyy-MM-dd")
        self.date.setCalendarPopup(False)
        self.date.lineEdit().setTextMargins(6, 0, 0, 0)
        self.hour = QSlider(Qt.Orientation.Horizontal)
        self.hour.setRange(0, 24 * 60 // STEP_MINUTES - 1)
        self.clock = QLabel()
        self.clock.setProperty("title", True)
        heading = QLabel()
        heading.setProperty("heading", True)
        say(heading, heading.setText, msg("Light of the day (Beijing time)"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 16)
        layout.setSpacing(10)
        layout.addWidget(heading)
        line = QHBoxLayout()
        line.addWidget(self.date)
        line.addStretch(1)
        line.addWidget(self.clock)
        layout.addLayout(line)
        layout.addWidget(self.hour)
        grid = QGridLayout()
        grid.setSpacing(6)
        for place, (title, moment) in enumerate(MOMENTS):
            button = QPushButton()
            say(button, button.setText, title)
            button.clicked.connect(lambda checked=False, moment=moment: bench.session.clock.set(moment))
            grid.addWidget(button, place // 2, place % 2)
        layout.addLayout(grid)
        self.date.dateChanged.connect(self._apply)
        self.hour.valueChanged.connect(self._apply)
        bench.moment_changed.connect(self.renew)
        bench.session_changed.connect(self.renew)
        self.renew()

    @Slot()
    def renew(self, *changed: object) -> None:
        """Show the session's moment."""
        moment = self._bench.session.clock.moment.astimezone(BEIJING_TIME)
        for widget in (self.date, self.hour):
            widget.blockSignals(True)
        self.date.setDate(QDate(moment.year, moment.month, moment.day))
        self.hour.setValue((moment.hour * 60 + moment.minute) // STEP_MINUTES)
        self.clock.setText(f"{moment:%H:%M}")
        for widget in (self.date, self.hour):
            widget.blockSignals(False)

    @Slot()
    def _apply(self) -> None:
        day = self.date.date()
        midnight = datetime(day.year(), day.month(), day.day(), tzinfo=BEIJING_TIME)
        self._bench.session.clock.set(midnight + timedelta(minutes=self.hour.value() * STEP_MINUTES))
