"""The bar of a route over the foot of the view: play, scrub, speed, eye height, and back to the route."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.i18n import renew_with_language, say, tr
from app.panels.labels import button, icon_button
from app.panels.route.desk import SPEEDS, RouteDesk
from app.panels.route.track import WayTrack
from app.theme import icon, theme
from app.workbench import Workbench
from scene.messages import msg
from scene.review.route import Route
from scene.units import DISTANCE

#: Metres of a step with the arrow keys, and of a great one.
STEP, LEAP = 5.0, 50.0


class RouteBar(QFrame):
    """The bar; it shows itself while a route is taken or one is recorded.

    Parameters
    ----------
    bench : Workbench
        With its routes in place.
    """

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._desk: RouteDesk = bench.routes
        self._names: tuple[str, ...] = ()
        self.setProperty("notice", "note")
        self.setObjectName("route_bar")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.track = WayTrack()
        self.track.asked.connect(self._desk.go)
        self.track.held.connect(self._on_held)
        self.choice = QComboBox()
        self.choice.setMinimumWidth(240)
        self.choice.activated.connect(lambda place: self._desk.take(self._desk.routes[place]))
        say(self, self.choice.setToolTip, msg("Which route is gone"))
        say(self, self.choice.setAccessibleName, msg("Which route is gone"))
        self._make_controls()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        layout.addWidget(self.track)
        line = QHBoxLayout()
        line.setSpacing(4)
        for widget in (self.play, self.choice, self.speed, self.eye):
            line.addWidget(widget)
        line.addSpacing(6)
        line.addWidget(self.said, 1)
        for widget in (self.end, self.back, self.film, self.name, self.forget, self.close_bar):
            line.addWidget(widget)
        layout.addLayout(line)
        self._desk.changed.connect(self.renew)
        self._desk.moved.connect(self._show_place)
        bench.view.pose_changed.connect(self._on_pose)
        theme.changed.connect(self._dress)
        renew_with_language(self, self.renew)
        self.hide()

    def _make_controls(self) -> None:
        self.play = icon_button("play", msg("Play or pause (Space)"), self.play_or_pause)
        self.back = button(msg("Back to the route"), self._desk.back)
        self.end = button(msg("End and keep it"), self._desk.record)
        self.speed = QComboBox()
        for times in SPEEDS:
            self.speed.addItem(f"{times:g} ×", times)
        self.speed.activated.connect(lambda place: self._desk.set_speed(SPEEDS[place]))
        say(self, self.speed.setToolTip, msg("How many times the pace of the route"))
        say(self, self.speed.setAccessibleName, msg("How many times the pace of the route"))
        self.eye = QDoubleSpinBox()
        self.eye.setRange(0.0, 500.0)
        self.eye.setDecimals(1)
        self.eye.setSuffix(" m")
        self.eye.setKeyboardTracking(False)
        self.eye.valueChanged.connect(self._desk.set_eye_height)
        say(self, self.eye.setToolTip, msg("Height of the eye over the route"))
        say(self, self.eye.setAccessibleName, msg("Height of the eye over the route"))
        self.said = QLabel()
        self.said.setProperty("quiet", True)
        self.film = icon_button("film", msg("Make a film…"), self._ask_film)
        self.name = icon_button("rename", msg("Rename this route…"), self._ask_name)
        self.forget = icon_button("remove", msg("Forget this route"), self._desk.forget)
        self.close_bar = icon_button("close", msg("Leave the route"), self._leave)

    @Slot()
    def renew(self) -> None:
        """Show which route is gone, and how."""
        desk, route, ride = self._desk, self._desk.route, self._desk.ride
        self.setVisible(route is not None or desk.recording)
        taken = route is not None
        for widget in (self.track, self.play, self.choice, self.speed, self.eye, self.film, self.forget):
            widget.setVisible(taken)
        for widget in (self.name, self.forget):
            widget.setVisible(desk.is_own)
        self.back.setVisible(taken and desk.away)
        self.end.setVisible(desk.recording)
        self.close_bar.setVisible(not desk.recording)
        self._dress()
        self._say()
        if route is None or ride is None:
            return
        with QSignalBlocker(self.choice):
            names = tuple(tr(one.name) for one in desk.routes)
            if names != self._names:
                self.choice.clear()
                self.choice.addItems(list(names))
                self._names = names
            keys = [one.key for one in desk.routes]
            self.choice.setCurrentIndex(keys.index(route.key) if route.key in keys else -1)
        with QSignalBlocker(self.speed):
            self.speed.setCurrentIndex(SPEEDS.index(desk.speed))
        with QSignalBlocker(self.eye):
            self.eye.setValue(ride.eye_height)
        self._show_way(route)

    def _show_way(self, route: Route) -> None:
        assert self._desk.ride is not None
        metres = np.linspace(0.0, self._desk.ride.length, 160)
        self.track.show_way(metres, self._desk.ride.at(metres)[:, 2])
        self.track.put(self._desk.metres)

    @Slot(float)
    def _show_place(self, metres: float) -> None:
        self.track.put(metres)
        self._say()

    @Slot(object)
    def _on_pose(self, pose: object) -> None:
        if self._desk.recording:
            self._say()

    def _say(self) -> None:
        desk = self._desk
        if desk.recorder is not None:
            gone = DISTANCE.text(desk.recorder.length)
            self.said.setText(tr(msg("Recording the way: {gone}", gone=gone)))
        elif desk.ride is not None:
            place = msg(
                "{gone} of {length}", gone=DISTANCE.text(desk.metres), length=DISTANCE.text(desk.ride.length)
            )
            self.said.setText(tr(place))

    def _dress(self, *changed: object) -> None:
        self.play.setIcon(icon("pause" if self._desk.playing else "play"))

    # -- doing ---------------------------------------------------------------------------------------------

    def play_or_pause(self) -> None:
        """Go on, or stand."""
        if self._desk.playing:
            self._desk.pause()
        else:
            self._desk.play()

    @Slot(bool)
    def _on_held(self, held: bool) -> None:
        """Stand while the playhead is held, and take the keys."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if held:
            self._desk.pause()

    def _leave(self) -> None:
        self._desk.leave()

    def _ask_name(self) -> None:
        assert self._desk.route is not None
        title, now = tr(msg("Rename this route…")), tr(self._desk.route.name)
        name, agreed = QInputDialog.getText(self, title, tr(msg("Name of the route")), text=now)
        if agreed:
            self._desk.rename(name.strip())

    def _ask_film(self) -> None:
        from app.window.film_dialog import FilmDialog

        self._desk.pause()
        FilmDialog(self._bench, self._bench.window).open()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Play and step with the keys."""
        steps = {
            Qt.Key.Key_Left: -STEP,
            Qt.Key.Key_Right: STEP,
            Qt.Key.Key_PageUp: -LEAP,
            Qt.Key.Key_PageDown: LEAP,
        }
        if event.key() == Qt.Key.Key_Space:
            self.play_or_pause()
        elif event.key() in steps:
            self._desk.step(steps[event.key()])  # type: ignore[index]
        elif event.key() == Qt.Key.Key_Home:
            self._desk.go(0.0)
        else:
            super().keyPressEvent(event)
