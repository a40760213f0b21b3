"""Asks what film to make, of the course, a route or the agenda: how large, how long; makes it."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.film.agenda_shots import shots_of as shots_of_agenda
from app.film.making import FilmWater
from app.film.plan import Film, Shot, along_route, from_one_place, times_between
from app.film.route_shots import shots_of
from app.film.writers import MP4
from app.i18n import renew_with_language, say, tr
from app.meeting.arriving import results_of
from app.window.filming import Filming
from app.wording import Text
from app.workbench import Workbench
from scene.messages import BilingualText, msg
from scene.review.route import Route, routes_of

SIZES: Final[tuple[tuple[int, int, BilingualText], ...]] = (
    (1920, 1080, BilingualText("全高清 1920 × 1080", "Full HD 1920 × 1080")),
    (1280, 720, BilingualText("1280 × 720", "1280 × 720")),
    (3840, 2160, BilingualText("4K  3840 × 2160", "4K  3840 × 2160")),
)
RATE: Final = 25


class FilmDialog(QDialog):
    """Asks, makes, and closes when the film is done.

    Parameters
    ----------
    bench : Workbench
        With a course that is played, a route, or an agenda.
    agenda : bool
        Whether the agenda is what is asked for at first.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None, *, agenda: bool = False) -> None:
        super().__init__(parent)
        self._bench = bench
        self._filming: Filming = bench.window.filming
        say(self, self.setWindowTitle, msg("Make a film"))
        text = QLabel()
        text.setProperty("quiet", True)
        text.setWordWrap(True)
        say(
            text,
            text.setText,
            msg("What is shown now, drawn off-screen frame by frame; of water the whole course."),
        )
        self.camera, self.size_choice = QComboBox(), QComboBox()
        self.length = QSpinBox()
        self.length.setRange(2, 3600)
        self.length.setValue(20)
        self.notes, self.titles, self.draft = QCheckBox(), QCheckBox(), QCheckBox()
        self.notes.setChecked(True)
        self.titles.setChecked(True)
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        for title, field in (
            (msg("Seen"), self.camera),
            (msg("Size"), self.size_choice),
            (msg("Length"), self.length),
        ):
            form.addRow(_title(title), field)
        say(self.draft, self.draft.setText, msg("Quick draft, edges unsmoothed"))
        say(self.titles, self.titles.setText, msg("With the titles of the stops"))
        form.addRow(QLabel(), self.notes)
        form.addRow(QLabel(), self.titles)
        form.addRow(QLabel(), self.draft)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._said = QLabel()
        self._said.setProperty("hint", True)
        for widget in (self._bar, self._said):
            widget.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(16)
        layout.addWidget(text)
        layout.addLayout(form)
        layout.addWidget(self._bar)
        layout.addWidget(self._said)
        layout.addLayout(self._make_buttons())
        self.setMinimumWidth(460)
        self._routes = routes_of(bench.session.scene)
        self._stops = bench.presenting.stops
        renew_with_language(self, self._words)
        self._choose_first(agenda)
        self.camera.currentIndexChanged.connect(self._on_camera)
        self._on_camera()
        self._filming.progressed.connect(self._on_progress)
        self._filming.ended.connect(self._on_end)

    def _choose_first(self, agenda: bool) -> None:
        """Choose the agenda, or the route that is being gone."""
        routes = self._bench.routes
        taken = None if routes.route is None else routes.route.key
        for place, route in enumerate(self._routes, start=1):
            if route.key == taken:
                self.camera.setCurrentIndex(place)
                self.length.setValue(round(route.length / route.pace / routes.speed))
        if agenda and self._stops:
            self.camera.setCurrentIndex(self.camera.count() - 1)

    def _make_buttons(self) -> QHBoxLayout:
        cancel, self._film, self._frames = QPushButton(), QPushButton(), QPushButton()
        say(cancel, cancel.setText, msg("Cancel"))
        say(self._film, self._film.setText, msg("Film (MP4)…"))
        say(self._frames, self._frames.setText, msg("Numbered pictures…"))
        self._film.setDefault(True)
        cancel.clicked.connect(self.reject)
        self._film.clicked.connect(lambda checked=False: self._ask_file())
        self._frames.clicked.connect(lambda checked=False: self._ask_folder())
        buttons = QHBoxLayout()
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        buttons.addWidget(self._frames)
        buttons.addWidget(self._film)
        return buttons

    def _words(self) -> None:
        for choice, texts in (
            (self.camera, (msg("From where the eye is now"), *self._ways)),
            (self.size_choice, tuple(title for *_, title in SIZES)),
        ):
            kept = max(choice.currentIndex(), 0)
            choice.clear()
            choice.addItems([tr(text) for text in texts])
            choice.setCurrentIndex(kept)
        self.length.setSuffix(tr(msg(" s")))

    # -- what is made --------------------------------------------------------------------------------------

    @property
    def _ways(self) -> tuple[Text, ...]:
        ways = tuple(msg("Along {route}", route=route.name) for route in self._routes)
        return (*ways, msg("The agenda, {count} stops", count=len(self._stops))) if self._stops else ways

    @property
    def of_agenda(self) -> bool:
        """Whether the agenda is to be filmed."""
        return bool(self._stops) and self.camera.currentIndex() == self.camera.count() - 1

    @Slot()
    def _on_camera(self, *place: object) -> None:
        """Ask only what the film leaves open: an agenda has its own times."""
        plain = msg("With legend and credits")
        whole = msg("With moment, north arrow, scale, legend and credits")
        self.notes.setText(tr(plain if self.of_agenda else whole))
        self.length.setEnabled(not self.of_agenda)
        self.titles.setEnabled(self.of_agenda)
        if self.of_agenda:
            self.length.setValue(round(len(self._shots_of_agenda()) / RATE))

    def film(self) -> Film:
        """Return the film that is asked for."""
        width, height, _ = SIZES[self.size_choice.currentIndex()]
        return Film(self._shots(self.length.value()), width, height, RATE)

    def _shots_of_agenda(self) -> tuple[Shot, ...]:
        scene, titles = self._bench.session.scene.snapshot(), self.titles.isChecked()
        over = partial(results_of, self._bench)
        return shots_of_agenda(self._stops, scene, RATE, titles=titles, over=over)

    def _shots(self, seconds: int) -> tuple[Shot, ...]:
        if self.of_agenda:
            return self._shots_of_agenda()
        moments, place = self._bench.course.moments, self.camera.currentIndex()
        route = self._routes[place - 1] if place > 0 else None
        if moments is None:
            if route is None:
                return (Shot(self._bench.view.pose),) * (seconds * RATE)
            return shots_of(route, RATE, seconds=seconds, eye_height=self._eye_height(route))
        times = times_between(moments.first, moments.last, seconds * RATE)
        if route is None:
            return from_one_place(self._bench.view.pose, times)
        return along_route(route.line, self._eye_height(route), times)

    def _eye_height(self, route: Route) -> float:
        """Return the height that the eye has on a route: as it is gone now, else as it was kept."""
        desk = self._bench.routes
        gone = desk.route is not None and desk.ride is not None and desk.route.key == route.key
        return desk.ride.eye_height if gone and desk.ride is not None else route.eye_height

    def save(self, path: Path) -> None:
        """Make the film, or the pictures; cancel or close stops it and leaves nothing."""
        desk = self._bench.course
        desk.pause()
        self._bench.routes.pause()
        film = self.film()
        asked = (self.camera, self.size_choice, self.length, self.notes, self.titles, self.draft)
        for part in (self._film, self._frames, *asked):
            part.setEnabled(False)
        self._bar.setRange(0, len(film.shots))
        self._bar.setValue(0)
        for widget in (self._bar, self._said):
            widget.show()
        self._on_progress(0)
        still = desk.moments is None or self.of_agenda
        water = None if still or desk.moments is None else FilmWater(desk.moments, desk.dress)
        self._filming.make(film, path, water, notes=self.notes.isChecked(), draft=self.draft.isChecked())

    def _ask_file(self) -> None:
        folder = self._bench.settings.current.last_folder
        name, _ = QFileDialog.getSaveFileName(
            self, tr(msg("Save the film as")), str(Path(folder) / "weiyang.mp4"), tr(msg("Films (*.mp4)"))
        )
        if name:
            path = Path(name)
            self.save(path if path.suffix.lower() == MP4 else path.with_suffix(MP4))

    def _ask_folder(self) -> None:
        folder = self._bench.settings.current.last_folder
        name = QFileDialog.getExistingDirectory(self, tr(msg("Folder for the pictures")), folder)
        if name:
            self.save(Path(name) / "weiyang_frames")

    @Slot(int)
    def _on_progress(self, taken: int) -> None:
        self._bar.setValue(taken)
        self._said.setText(tr(msg("Frame {number} of {count}", number=taken, count=self._bar.maximum())))

    @Slot(object)
    def _on_end(self, path: Path | None) -> None:
        if path is not None:
            self.accept()
        else:
            self.reject()

    def done(self, result: int) -> None:
        """Stop filming, however the dialog ends, and go."""
        self._filming.ended.disconnect(self._on_end)
        self._filming.progressed.disconnect(self._on_progress)
        if self._filming.busy:
            self._filming.stop()
        super().done(result)
        self.deleteLater()


def _title(text: Text) -> QLabel:
    made = QLabel()
    made.setProperty("quiet", True)
    say(made, made.setText, text)
    return made
