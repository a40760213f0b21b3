"""The presenter's own window, on his own screen: what the room sees, what comes, his notes, and the time.

It holds no 3D: it shows pictures. Closing it ends the meeting.
"""

from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, QTime, Slot
from PySide6.QtGui import QCloseEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from app.i18n import renew_with_language, say, tr
from app.meeting.pictures import StopPictures
from app.meeting.words import line_of
from app.panels.agenda_rows import draw_picture
from app.panels.labels import button, icon_button, label, spoken
from app.panels.presenter_parts import Clock, Controls, minutes
from app.theme import theme
from app.wording import Text
from app.workbench import Workbench
from scene.messages import msg
from scene.review.stop import Stop

#: Of the screen, along each side.
SHARE: Final = 0.94
#: Of the picture of what comes.
THEN: Final = QSize(256, 144)
#: Letters of the notes in points, at first, at least, at most.
NOTES, SMALLEST, LARGEST = 17.0, 11.0, 34.0


class Picture(QWidget):
    """A picture with round corners, as wide as there is room, sixteen to nine."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setMinimumSize(200, 112)
        room = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        room.setHeightForWidth(True)
        self.setSizePolicy(room)

    def show_image(self, image: QImage | None) -> None:
        """Show another picture."""
        self._image = image
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Say that height follows width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return nine sixteenths."""
        return width * 9 // 16

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a middling size."""
        return QSize(480, 270)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw it, as large as it fits."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        aspect = 16 / 9 if self._image is None else self._image.width() / max(self._image.height(), 1)
        wide = min(self.width(), self.height() * aspect)
        box = QRectF(0.0, 0.0, wide, wide / aspect)
        draw_picture(painter, box, self._image, 8.0)
        painter.end()


class PresenterWindow(QWidget):
    """What the presenter sees.

    Parameters
    ----------
    bench : Workbench
        With its presenting in place.
    pictures : StopPictures
    """

    def __init__(self, bench: Workbench, pictures: StopPictures) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._bench, self._presenting, self._pictures = bench, bench.presenting, pictures
        self.setObjectName("presenter")
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        say(self, self.setWindowTitle, msg("Presenter view"))
        self.controls = Controls(bench)
        self.now, self.then = Picture(), Picture()
        self.title, self.line = label("", "display"), label("", "quiet")
        self.coming, self.coming_line = label("", "title"), label("", "quiet")
        self.said = label("", "error")
        self.notes = QTextEdit()
        self.notes.setReadOnly(True)
        self.notes.setFrameShape(QTextEdit.Shape.NoFrame)
        say(self.notes, self.notes.setAccessibleName, msg("Notes for the presenter"))
        self._size = NOTES
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 20, 28, 20)
        layout.setSpacing(16)
        layout.addLayout(self._make_head())
        layout.addLayout(self._make_middle(), 1)
        layout.addWidget(self.said)
        layout.addLayout(self._make_foot())
        # The window's shortcuts, as walk and sun, work from here too.
        self.addActions(list(bench.window.menus.actions.values()))
        self._presenting.changed.connect(self.renew)
        pictures.drawn.connect(self.renew)
        bench.view.finished.connect(self.renew)
        bench.noticed.connect(self._on_notice)
        theme.changed.connect(self._dress)
        renew_with_language(self, self.renew)
        self._dress()

    def _make_head(self) -> QHBoxLayout:
        presenting, head = self._presenting, QHBoxLayout()
        head.setSpacing(36)
        self.place = QLabel()
        self.place.setProperty("display", True)
        head.addWidget(self.place)
        head.addStretch(1)
        for title, written in (
            (msg("At this stop"), self._at_stop),
            (msg("Since the beginning"), lambda: minutes(presenting.elapsed)),
            (msg("Clock"), lambda: QTime.currentTime().toString("HH:mm")),
        ):
            head.addLayout(_watch(title, Clock(written)))
        return head

    def _make_middle(self) -> QHBoxLayout:
        """Return what the room sees on the left; the notes over what comes next on the right."""
        left, right, then = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for column in (left, right):
            column.setSpacing(6)
        left.addWidget(spoken(msg("The room sees"), "hint"))
        left.addWidget(self.now)
        left.addWidget(self.title)
        left.addWidget(self.line)
        left.addStretch(1)
        right.addWidget(spoken(msg("Notes for the presenter"), "hint"))
        right.addWidget(self.notes, 1)
        right.addWidget(spoken(msg("Next"), "hint"))
        words = QVBoxLayout()
        words.addWidget(self.coming)
        words.addWidget(self.coming_line)
        words.addStretch(1)
        then.setSpacing(16)
        self.then.setFixedSize(THEN)
        then.addWidget(self.then)
        then.addLayout(words, 1)
        right.addLayout(then)
        row = QHBoxLayout()
        row.setSpacing(36)
        row.addLayout(left, 5)
        row.addLayout(right, 4)
        return row

    def _make_foot(self) -> QHBoxLayout:
        controls, foot = self.controls, QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(button(msg("Previous stop"), self._presenting.previous))
        foot.addWidget(button(msg("Next stop"), self._presenting.next, "primary"))
        foot.addSpacing(18)
        for part in controls.switches:
            foot.addWidget(part)
        opinion = controls.opinion()
        if opinion is not None:
            foot.addWidget(opinion)
        foot.addStretch(1)
        foot.addWidget(icon_button("larger", msg("Larger notes"), lambda: self._scale(1.15)))
        foot.addWidget(icon_button("smaller", msg("Smaller notes"), lambda: self._scale(1 / 1.15)))
        foot.addSpacing(18)
        foot.addWidget(button(msg("Swap the screens"), self._bench.window.projecting.swap, "quiet"))
        foot.addWidget(button(msg("End the meeting"), self._presenting.leave))
        return foot

    def stand_on(self, screen: QScreen) -> None:
        """Stand in the middle of a screen."""
        room = screen.availableGeometry()
        size = QSize(round(room.width() * SHARE), round(room.height() * SHARE))
        self.resize(size)
        self.show()
        if (handle := self.windowHandle()) is not None:
            handle.setScreen(screen)
        self.move(room.center() - self.rect().center())
        self.raise_()
        self.activateWindow()

    # -- showing -------------------------------------------------------------------------------------------

    @Slot()
    def renew(self, *changed: object) -> None:
        """Show how the meeting stands."""
        presenting, scene = self._presenting, self._bench.session.scene
        stop, coming = presenting.stop, presenting.coming
        self.controls.renew()
        self.place.setText(f"{presenting.place + 1} / {len(presenting.stops)}")
        self.now.show_image(self._picture_now(stop))
        self.title.setText(tr(stop.name) if stop else "")
        self.line.setText(tr(line_of(scene, stop)) if stop else "")
        self.then.show_image(self._pictures.of(coming.key) if coming else None)
        self.coming.setText(tr(coming.name if coming else msg("The end")))
        self.coming_line.setText(tr(line_of(scene, coming)) if coming else "")
        notes = stop.notes if stop else ""
        if self.notes.toPlainText() != notes:
            self.notes.setPlainText(notes)

    def _picture_now(self, stop: Stop | None) -> QImage | None:
        """Return the finished picture that the room sees; on the way, that of where one goes."""
        seen = self._bench.view.still
        if seen is not None and not self._presenting.under_way:
            return seen
        return None if stop is None else self._pictures.of(stop.key)

    def _at_stop(self) -> str:
        stop = self._presenting.stop
        return "" if stop is None else f"{minutes(self._presenting.at_stop)} / {minutes(stop.seconds)}"

    @Slot(object)
    def _on_notice(self, notice: object) -> None:
        """Say what the clean projector does not."""
        self.said.setText(tr(getattr(notice, "message", "")))

    def _scale(self, factor: float) -> None:
        self._size = min(max(self._size * factor, SMALLEST), LARGEST)
        self._dress()

    @Slot()
    def _dress(self, *changed: object) -> None:
        self.notes.setStyleSheet(f"font-size: {self._size:.1f}pt; background: transparent;")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Let the view have what nobody here takes: one walks on from this window too."""
        QCoreApplication.sendEvent(self._bench.view, event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Let the view know that one walks no further."""
        QCoreApplication.sendEvent(self._bench.view, event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """End the meeting, if it was closed by hand."""
        super().closeEvent(event)
        if self._presenting.running and self._bench.window.projecting.presenter is self:
            self._presenting.leave()


def _watch(title: Text, clock: Clock) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    clock.setProperty("title", True)
    column.addWidget(spoken(title, "hint"))
    column.addWidget(clock)
    return column
