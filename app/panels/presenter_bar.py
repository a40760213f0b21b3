"""The presenter's bar over the foot of the view, where there is only one screen: M hides it and shows it.

The room may see that screen too, so the notes are in it only when they are asked for.
"""

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.i18n import renew_with_language, tr
from app.panels.labels import icon_button, label
from app.panels.presenter_parts import Clock, Controls, minutes, switch
from app.workbench import Workbench
from scene.messages import msg


class PresenterBar(QFrame):
    """Place, title, notes, time and controls in one line.

    Parameters
    ----------
    bench : Workbench
        With its presenting in place.
    """

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self._presenting = bench, bench.presenting
        self.setProperty("notice", "note")
        self.setObjectName("presenter_bar")
        self.controls = Controls(bench)
        self.place, self.title, self.notes = QLabel(), QLabel(), label("", "quiet")
        self.place.setProperty("quiet", True)
        self.title.setProperty("heading", True)
        self.clock = Clock(self._time)
        self.clock.setProperty("quiet", True)
        self._opinion: QToolButton | None = None
        self._line = line = QHBoxLayout()
        line.setSpacing(4)
        for part in (self.controls.back, self.controls.on):
            line.addWidget(part)
        line.addSpacing(6)
        line.addWidget(self.place)
        line.addWidget(self.title)
        line.addStretch(1)
        line.addWidget(self.clock)
        line.addSpacing(6)
        for button in self.controls.switches:
            line.addWidget(button)
        self.noted = switch("rename", msg("Notes, for all who see this screen"), lambda on: self.renew())
        line.addWidget(self.noted)
        hide = icon_button(
            "chevron-down", msg("Hide this bar (M)"), lambda: self._presenting.set_barred(False)
        )
        for part in (hide, self.controls.end):
            line.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 8)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self.notes)
        self.hide()
        self._presenting.changed.connect(self.renew)
        renew_with_language(self, self.renew)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Take in the button for opinions when first shown, as the window has its actions by then."""
        super().showEvent(event)
        if self._opinion is None:
            self._opinion = self.controls.opinion()
            if self._opinion is not None:
                self._line.insertWidget(self._line.indexOf(self.noted), self._opinion)

    def _time(self) -> str:
        stop = self._presenting.stop
        if stop is None:
            return ""
        here = f"{minutes(self._presenting.at_stop)} / {minutes(stop.seconds)}"
        return f"{here}   ·   {minutes(self._presenting.elapsed)}"

    @Slot()
    def renew(self) -> None:
        """Show the stop that is shown."""
        stop = self._presenting.stop
        self.controls.renew()
        self.place.setText(f"{self._presenting.place + 1} / {len(self._presenting.stops)}")
        self.title.setText(tr(stop.name) if stop else "")
        self.notes.setText(stop.notes if stop else "")
        self.notes.setVisible(bool(stop and stop.notes and self.noted.isChecked()))
        self.clock.renew()
        self.adjustSize()
