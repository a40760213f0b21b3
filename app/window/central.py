"""The middle of the window: the view, and what lies over it (veil, notices, jobs, hint of the tool)."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.i18n import renew_with_language, say, tr
from app.panels.job_area import JobArea
from app.window.notices import NoticeBar
from app.wording import Text
from app.workbench import Workbench
from scene.messages import msg

MARGIN = 18
NOTICE_WIDTH = 560
BAR_WIDTH = 1180
BAR_MARGIN = 10


class Veil(QFrame):
    """Covers the view while there is nothing to see yet: the name of the program, and what is being done."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("veil", True)
        self._line: Text = ""
        name, self._text, self._more = QLabel("维扬"), QLabel(), QLabel()
        name.setProperty("display", True)
        latin = QLabel("WEIYANG")
        latin.setProperty("hint", True)
        self._text.setProperty("heading", True)
        self._more.setProperty("quiet", True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setFixedWidth(280)
        layout = QVBoxLayout(self)
        layout.setSpacing(6)
        layout.addStretch(5)
        for widget in (name, latin):
            layout.addWidget(widget, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(34)
        layout.addWidget(self._text, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        layout.addWidget(self._bar, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        layout.addWidget(self._more, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(6)
        self._detail: Text = ""
        renew_with_language(self, self._renew)

    def say(self, line: Text, detail: Text = "", fraction: float = 0.0) -> None:
        """Show a line, a quieter one below it, and how much is done."""
        self._line, self._detail = line, detail
        self._bar.setValue(round(fraction * 1000))
        self._renew()

    def _renew(self) -> None:
        self._text.setText(tr(self._line))
        self._more.setText(tr(self._detail))


class Invitation(QFrame):
    """Shown over an empty project: what can be done first."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("veil", True)
        title, text = QLabel(), QLabel()
        title.setProperty("display", True)
        text.setProperty("quiet", True)
        say(title, title.setText, msg("An empty project"))
        say(text, text.setText, msg("It takes its coordinate system from the first data that is imported."))
        first, second = QPushButton(), QPushButton()
        first.setProperty("primary", True)
        say(first, first.setText, msg("Import…"))
        say(second, second.setText, msg("Built-in Yangzhou"))
        first.clicked.connect(lambda checked=False: bench.files.ask_import())
        second.clicked.connect(lambda checked=False: bench.files.build_city())
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(first)
        buttons.addSpacing(8)
        buttons.addWidget(second)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(5)
        layout.addWidget(title, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(6)
        layout.addWidget(text, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(20)
        layout.addLayout(buttons)
        layout.addStretch(6)
        self.hide()


class Central(QWidget):
    """Holds the view and lays the rest over it.

    Parameters
    ----------
    bench : Workbench
        Whose jobs and notices are shown.
    """

    #: So many pixels at the foot lie below bars.
    foot_changed = Signal(float)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: QWidget | None = None
        self.bars: list[QWidget] = []
        self._foot = 0.0
        self._board: QWidget | None = None
        #: Turns the whole view dark, as when a room is to look at who speaks.
        self.dark = QFrame(self)
        self.dark.setStyleSheet("background: #000000")
        self.dark.hide()
        self._away: tuple[QWidget, ...] = ()
        self.heads: list[QWidget] = []
        self.invitation = Invitation(bench, self)
        self.veil = Veil(self)
        self.jobs = JobArea(bench.jobs, self)
        self.notices = NoticeBar(bench, self)
        self.hint = QLabel(self)
        self.hint.setProperty("notice", "note")
        self.hint.setObjectName("tool_hint")
        self.hint.hide()
        self._hint_text: Text = ""
        self.veil.hide()
        # Not at once: geometry that is set while a widget resizes is overwritten when it goes on.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._lay_out)
        for overlay in (self.jobs, self.notices, self.hint):
            overlay.installEventFilter(self)
        renew_with_language(self, self._renew_hint)

    def hold(self, view: QWidget) -> None:
        """Put the view below everything else."""
        self._view = view
        view.setParent(self)
        view.lower()
        view.show()
        self._lay_out()

    def hold_bar(self, bar: QWidget) -> None:
        """Lay a bar over the foot of the view, above those that lie there already."""
        self.bars.append(bar)
        bar.installEventFilter(self)
        self._lay_out()

    def hold_board(self, board: QWidget) -> None:
        """Lay a board that takes no mouse over the whole view, below everything else that lies there."""
        self._board = board
        if self._view is not None:
            board.stackUnder(self.jobs)
        self._lay_out()

    def send_away(self, *overlays: QWidget) -> None:
        """Keep these out of the picture, whatever they do, and have all others back."""
        self._away = overlays
        self._lay_out()

    def set_dark(self, on: bool) -> None:
        """Turn the whole view dark, or light again."""
        self.dark.setVisible(on)
        if on:
            self.dark.raise_()
            self._lay_out()

    def hold_head(self, bar: QWidget) -> None:
        """Lay a bar over the head of the view, below those that lie there."""
        self.heads.append(bar)
        bar.installEventFilter(self)
        self._lay_out()

    def set_hint(self, text: Text) -> None:
        """Say what the mouse does at the moment; an empty text says nothing."""
        self._hint_text = text
        self._renew_hint()

    def _renew_hint(self) -> None:
        self.hint.setText(tr(self._hint_text))
        self.hint.setVisible(bool(self._hint_text))
        self.hint.adjustSize()
        self._lay_out()

    @Slot()
    def uncover(self) -> None:
        """Take the veil away."""
        self.veil.hide()

    def cover(self, line: Text, detail: Text = "", fraction: float = 0.0) -> None:
        """Draw the veil and say why."""
        self.veil.say(line, detail, fraction)
        if self.veil.isHidden():
            self.veil.show()
            self.veil.raise_()
            self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep everything in its place."""
        super().resizeEvent(event)
        self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Lay out again when something over the view grows or appears."""
        if event.type() in (
            QEvent.Type.Resize,
            QEvent.Type.Show,
            QEvent.Type.Hide,
            QEvent.Type.LayoutRequest,
        ):
            self._soon.start()
        return False

    def _lay_out(self) -> None:
        for cover in (self._view, self._board, self.veil, self.invitation, self.dark):
            if cover is not None and cover.geometry() != self.rect():
                cover.setGeometry(self.rect())
        top = self._lay_heads()
        width = min(NOTICE_WIDTH, self.width() - 2 * MARGIN)
        height = max(self.notices.heightForWidth(width), self.notices.minimumSizeHint().height())
        self.notices.setGeometry((self.width() - width) // 2, top, width, height)
        below = top + (height + 10 if not self.notices.isHidden() else 0)
        self.hint.move((self.width() - self.hint.width()) // 2, below)
        foot = self.height()
        wide = min(BAR_WIDTH, self.width() - 2 * MARGIN)
        for bar in self.bars:
            tall = max(bar.heightForWidth(wide), bar.sizeHint().height())
            bar.setGeometry((self.width() - wide) // 2, foot - tall - BAR_MARGIN, wide, tall)
            if not bar.isHidden() and bar not in self._away:
                foot -= tall + BAR_MARGIN
        taken = float(self.height() - foot)
        if taken != self._foot:
            self._foot = taken
            self.foot_changed.emit(taken + BAR_MARGIN if taken else 0.0)
        size = self.jobs.sizeHint()
        self.jobs.setGeometry(MARGIN, top, size.width(), size.height())
        for overlay in self._away:
            overlay.move(0, -2 * self.height() - overlay.height())

    def _lay_heads(self) -> int:
        """Lay out the bars at the head; return where there is room below them."""
        top = BAR_MARGIN
        for bar in self.heads:
            size = bar.sizeHint()
            wide = min(size.width(), self.width() - 2 * BAR_MARGIN)
            bar.setGeometry((self.width() - wide) // 2, top, wide, size.height())
            if not bar.isHidden() and bar not in self._away:
                top += size.height() + BAR_MARGIN
        return max(top, MARGIN)
