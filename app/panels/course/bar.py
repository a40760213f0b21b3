"""The time bar over the foot of the view: play and pause, scrub, step, speed, and what the water shows."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.i18n import renew_with_language, say, tr
from app.panels.course.desk import SPEEDS, WHOLE, CourseDesk
from app.panels.course.track import TimeTrack
from app.panels.course.words import SHORT, badge_of, caption_of, clock_text, elapsed
from app.panels.labels import icon_button
from app.theme import icon, theme
from app.water.dress import AS_WATER
from app.workbench import Workbench
from scene.messages import msg


class TimeBar(QFrame):
    """The bar; it shows itself while a result runs in time.

    Parameters
    ----------
    bench : Workbench
        With its course in place.
    """

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._desk: CourseDesk = bench.course
        self._held = False
        self.setProperty("notice", "note")
        self.setObjectName("time_bar")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.badge = QLabel()
        self.badge.setProperty("age", True)
        self.clock, self.minutes = QLabel(), QLabel()
        self.clock.setProperty("title", True)
        self.minutes.setProperty("quiet", True)
        self.track = TimeTrack()
        self.track.asked.connect(self._desk.go)
        self.track.held.connect(self._on_held)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self.clock)
        said.addWidget(self.minutes)
        head.addLayout(said)
        head.addWidget(self.track, 1)
        layout.addLayout(head)
        layout.addLayout(self._make_controls())
        self._desk.changed.connect(self.renew)
        self._desk.moved.connect(self._show_time)
        theme.changed.connect(self._dress)
        renew_with_language(self, self.renew)
        self.hide()

    def _make_controls(self) -> QHBoxLayout:
        desk, line = self._desk, QHBoxLayout()
        line.setSpacing(2)
        self.play = icon_button("play", msg("Play or pause (Space)"), self._play_or_pause)
        back = icon_button("step-back", msg("Back by a moment (←)"), lambda: desk.step(-1))
        on = icon_button("step-on", msg("On by a moment (→)"), lambda: desk.step(1))
        self.loop = self._switch("loop", msg("Begin again at the end"), desk.set_looping)
        self.speed = QComboBox()
        for minutes in SPEEDS:
            self.speed.addItem("", minutes)
        self.speed.activated.connect(lambda place: desk.set_speed(SPEEDS[place]))
        say(self, self.speed.setToolTip, msg("How fast time passes"))
        say(self, self.speed.setAccessibleName, msg("How fast time passes"))
        self.look = QComboBox()
        self.look.activated.connect(lambda place: desk.show(str(self.look.itemData(place))))
        say(self, self.look.setToolTip, msg("What of the water is shown"))
        say(self, self.look.setAccessibleName, msg("What of the water is shown"))
        self.arrows = self._switch("flow", msg("Arrows of the flow"), desk.set_arrows)
        self.sun = self._switch("sun", msg("The sun follows the time"), desk.set_sun_follows)
        film = icon_button("film", msg("Make a film…"), self._ask_film)
        for widget in (self.play, back, on, self.loop):
            line.addWidget(widget)
        line.addSpacing(6)
        line.addWidget(self.speed)
        line.addStretch(1)
        line.addWidget(self.badge)
        line.addStretch(1)
        line.addWidget(self.look)
        line.addSpacing(6)
        for widget in (self.arrows, self.sun, film):
            line.addWidget(widget)
        return line

    @staticmethod
    def _switch(name: str, text: object, switch: Callable[[bool], object]) -> QToolButton:
        made: QToolButton
        made = icon_button(name, text, lambda: switch(made.isChecked()))  # type: ignore[arg-type]
        made.setCheckable(True)
        return made

    # -- showing -------------------------------------------------------------------------------------------

    @Slot()
    def renew(self) -> None:
        """Show what is played, and how."""
        desk, moments = self._desk, self._desk.moments
        self.setVisible(moments is not None)
        if moments is None:
            self._bench.view.set_caption(None)
            return
        self._dress()
        self.loop.setChecked(desk.looping)
        self.arrows.setChecked(desk.arrows)
        self.arrows.setEnabled(desk.shown != WHOLE)
        self.sun.setChecked(desk.sun_follows)
        with QSignalBlocker(self.speed):
            for place, minutes in enumerate(SPEEDS):
                self.speed.setItemText(place, tr(msg("{minutes} min/s", minutes=f"{minutes:g}")))
            self.speed.setCurrentIndex(SPEEDS.index(desk.speed))
        with QSignalBlocker(self.look):
            self.look.clear()
            self.look.addItem(tr(msg("Water")), AS_WATER)
            for quantity in desk.maps:
                self.look.addItem(tr(SHORT.get(quantity.key, quantity.title)), quantity.key)
            self.look.addItem(tr(msg("Results of the whole run")), WHOLE)
            self.look.setCurrentIndex(max(self.look.findData(desk.shown), 0))
        charts = () if desk.run is None else desk.run.result.charts
        self.track.show_span(moments.first, moments.last, charts, moments.reached)
        self._show_time(desk.seconds)

    @Slot(float)
    def _show_time(self, seconds: float) -> None:
        desk = self._desk
        if desk.moments is None:
            return
        badge = badge_of(desk.interim, desk.cell, desk.asked_cell)
        self.badge.setText(tr(badge) if badge else "")
        self.badge.setVisible(badge is not None)
        self.clock.setText(clock_text(desk.moment))
        self.minutes.setText(tr(elapsed(seconds)))
        self.track.put(seconds)
        self._bench.view.set_caption(caption_of(desk.moment, seconds, badge or ""))

    def _dress(self, *changed: object) -> None:
        self.play.setIcon(icon("pause" if self._desk.playing else "play"))

    # -- doing ---------------------------------------------------------------------------------------------

    def _play_or_pause(self) -> None:
        if self._desk.playing:
            self._desk.pause()
        else:
            self._desk.play()

    @Slot(bool)
    def _on_held(self, held: bool) -> None:
        """Stand still while the playhead is held, and take the keys."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if held:
            self._desk.pause()

    def _ask_film(self) -> None:
        from app.window.film_dialog import FilmDialog

        self._desk.pause()
        FilmDialog(self._bench, self._bench.window).open()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Play and step with the keys."""
        desk, moments = self._desk, self._desk.moments
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
        if event.key() == Qt.Key.Key_Space:
            self._play_or_pause()
        elif event.key() in steps:
            desk.step(steps[event.key()])  # type: ignore[index]
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and moments is not None:
            desk.go(moments.first if event.key() == Qt.Key.Key_Home else moments.last)
        else:
            super().keyPressEvent(event)
