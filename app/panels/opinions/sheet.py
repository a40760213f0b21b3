"""The sheet that opens where somebody pointed: kind, words, who, severity; Enter keeps it.

What is seen is taken when it opens, and finer once the view rests. It edits an opinion, too.
"""

from dataclasses import replace
from typing import Final, cast

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.i18n import say, tr
from app.opinions import Occasion
from app.panels.labels import button, label, spoken
from app.panels.opinions.choices import Choices
from app.panels.opinions.desk import OpinionDesk
from app.workbench import Workbench
from scene.messages import BilingualText, msg
from scene.review.opinion import Opinion, OpinionKind, Severity
from scene.review.saying import named
from scene.review.words import KIND_WORDS, SEVERITY_WORDS

WIDTH: Final = 380
MARGIN: Final = 14
#: Beside the place that was pointed at, pixels.
ASIDE: Final = 26
LINES: Final = 3
#: The eye is where it was if it is no farther off, metres.
UNMOVED: Final = 1e-3
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class OpinionSheet(QFrame):
    """Lies over the view while an opinion is written.

    Parameters
    ----------
    bench : Workbench
        With its desk of opinions in place.
    parent : QWidget
        The middle of the window.
    """

    #: A place is being spoken of, with the opinion so far; None when the sheet closes.
    drafted = Signal(object)

    def __init__(self, bench: Workbench, desk: OpinionDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self._desk = bench, desk
        self._opinion: Opinion | None = None
        self._seen: QImage | None = None
        self._editing = False
        self.setProperty("sheet", True)
        self.setFixedWidth(WIDTH)
        self._title, self._subject = label("", "title"), label("", "quiet")
        self.kind = Choices(KIND_WORDS, BilingualText("类别", "Kind"))
        self.severity = Choices(SEVERITY_WORDS, BilingualText("严重程度", "Severity"))
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(LINES * self.words.fontMetrics().lineSpacing() + 20)
        self.words.installEventFilter(self)
        say(
            self.words,
            self.words.setPlaceholderText,
            msg("What is said. Enter keeps it, Shift+Enter begins a line."),
        )
        self.who = QComboBox()
        self.who.setEditable(True)
        self.who.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.who.lineEdit()
        assert line is not None
        say(self, line.setPlaceholderText, msg("Who says it"))
        self.who.installEventFilter(self)
        self._keep = button(msg("Keep"), self.keep, "primary")
        buttons = QHBoxLayout()
        buttons.addWidget(self.who, 1)
        buttons.addSpacing(6)
        buttons.addWidget(button(msg("Cancel"), self.leave, "quiet"))
        buttons.addWidget(self._keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 16)
        layout.setSpacing(9)
        layout.addWidget(self._title)
        layout.addWidget(self._subject)
        layout.addWidget(self.kind)
        layout.addWidget(self.words)
        layout.addWidget(spoken(msg("Severity"), "quiet"))
        layout.addWidget(self.severity)
        layout.addLayout(buttons)
        self.words.textChanged.connect(self._renew)
        desk.asked.connect(self.open)
        bench.session_changed.connect(self.leave)
        bench.view.finished.connect(self._look_again)
        self.hide()

    @Slot(object, float, float)
    def open(self, occasion: Occasion, x: float, y: float) -> None:
        """Ask for the words about a place, beside where it lies on the view."""
        self._editing = False
        self._opinion = self._desk.draft(occasion)
        self._seen = self._bench.view.seen_now()
        self._show(self._opinion, self._last_who())
        self._place(QPoint(round(x), round(y)))
        self.drafted.emit(self._opinion)

    def edit(self, opinion: Opinion) -> None:
        """Ask for other words of an opinion."""
        self._editing = True
        self._opinion = opinion
        self._show(opinion, opinion.who)
        self._place(QPoint(self.parentWidget().width() - WIDTH, self.parentWidget().height() // 3))

    def keep(self) -> None:
        """Say it, or change it."""
        opinion, words = self._opinion, self.words.toPlainText().strip()
        if opinion is None or not words:
            self.words.setFocus()
            return
        kind, severity = cast(OpinionKind, self.kind.value), cast(Severity, self.severity.value)
        who = self.who.currentText().strip()
        if self._editing:
            self._desk.edit(opinion, words, kind, severity, who)
        else:
            said = replace(opinion, text=words, kind=kind, severity=severity, who=who)
            self._desk.say(said, self._seen)
        self.leave()

    @Slot()
    def leave(self) -> None:
        """Close without a word."""
        self._opinion = self._seen = None
        self.drafted.emit(None)
        if not self.isHidden():
            self.hide()
            self._bench.view.setFocus()

    def _show(self, opinion: Opinion, who: str) -> None:
        self._title.setText(
            tr(named(opinion)) if self._editing else tr(msg("Opinion {number}", number=opinion.number))
        )
        self._subject.setText(tr(opinion.subject.name) or tr(msg("A place on the ground")))
        self.kind.choose(opinion.kind)
        self.severity.choose(opinion.severity)
        self.words.setPlainText(opinion.text)
        self.who.clear()
        self.who.addItems(list(self._desk.people))
        self.who.setEditText(who)
        self._renew()

    def _last_who(self) -> str:
        """Return who spoke last: in a meeting one speaks for some time."""
        return next(iter(self._desk.people), "")

    def _place(self, at: QPoint) -> None:
        """Stand beside a place, to the side where there is room."""
        self.adjustSize()
        room = self.parentWidget().size()
        x = (
            at.x() + ASIDE
            if at.x() + ASIDE + self.width() + MARGIN <= room.width()
            else at.x() - ASIDE - self.width()
        )
        x = min(max(x, MARGIN), max(room.width() - self.width() - MARGIN, MARGIN))
        y = min(max(at.y() - self.height() // 3, MARGIN), max(room.height() - self.height() - MARGIN, MARGIN))
        self.move(x, y)
        self.show()
        self.raise_()
        self.words.setFocus()
        self.words.selectAll()

    @Slot()
    def _look_again(self) -> None:
        """Take the finished picture, if the eye is still where it was."""
        opinion, pose = self._opinion, self._bench.view.pose
        if opinion is None or self._editing:
            return
        there, here = (*opinion.eye, *opinion.target), (*pose.eye, *pose.target)
        if all(abs(one - other) < UNMOVED for one, other in zip(there, here, strict=True)):
            self._seen = self._bench.view.seen_now() or self._seen

    @Slot()
    def _renew(self) -> None:
        self._keep.setEnabled(bool(self.words.toPlainText().strip()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep at Enter, leave at Escape, wherever one writes."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return True
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.keep()
            return True
        return False
