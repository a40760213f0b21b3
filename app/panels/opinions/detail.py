"""One opinion whole: its picture and words, who said them, what was answered; and a field for the answer."""

from typing import Final, cast

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import renew_with_language, say, tr
from app.panels.labels import button, label
from app.panels.opinions.desk import OpinionDesk
from app.theme import theme
from scene.messages import BilingualText, Message, msg
from scene.review.opinion import STATES, Comment, Opinion, State
from scene.review.words import KIND_WORDS, SEVERITY_WORDS, STATE_WORDS

_WIDE: Final = 9.0 / 16.0


class Picture(QWidget):
    """What was seen, as wide as the panel."""

    def __init__(self) -> None:
        super().__init__()
        self._pixmap, self._content = QPixmap(), b""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_file(self, content: bytes) -> None:
        """Show a PNG file; nothing takes no room."""
        if content is self._content:
            return
        self._pixmap, self._content = QPixmap(), content
        self._pixmap.loadFromData(content)
        self.setVisible(not self._pixmap.isNull())
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Return that it keeps its shape."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height that shows all of it."""
        size = self._pixmap.size()
        return round(width * (size.height() / size.width() if size.width() else _WIDE))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size of its shape."""
        return QSize(320, self.heightForWidth(320))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw it with round corners."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        height = min(self.heightForWidth(self.width()), self.height())
        shape = QPainterPath()
        box = QRectF(0, 0, self.width(), height)
        shape.addRoundedRect(box, 5.0, 5.0)
        painter.setClipPath(shape)
        painter.drawPixmap(box, self._pixmap, QRectF(self._pixmap.rect()))
        painter.end()


class Detail(QFrame):
    """The opinion that is looked at.

    Parameters
    ----------
    desk : OpinionDesk
    """

    #: Other words are to be given to it.
    edit_asked = Signal()

    def __init__(self, desk: OpinionDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._key = ""
        self.picture = Picture()
        self._words, self._facts = label(), label("", "quiet")
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._comments = QVBoxLayout()
        self._comments.setSpacing(8)
        self.state = QComboBox()
        say(self.state, self.state.setAccessibleName, BilingualText("状态", "State"))
        for state in STATES:
            self.state.addItem("", state)
        self.answer = QLineEdit()
        say(self.answer, self.answer.setPlaceholderText, msg("Answer, or another word on it"))
        self.answer.returnPressed.connect(self._on_answer)
        self.fly = button(msg("Fly there"), self._on_fly, "primary")
        self.edit = button(msg("Edit…"), self.edit_asked.emit)
        self.remove = button(msg("Take back"), self._on_remove, "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 14)
        layout.setSpacing(9)
        for widget in (self.picture, self._words, self._facts):
            layout.addWidget(widget)
        layout.addLayout(self._comments)
        layout.addLayout(_row(self.answer, stretch=True))
        layout.addLayout(_row(self.state, button(msg("Answer"), self._on_answer), stretch=True))
        layout.addLayout(_row(self.fly, self.edit, self.remove))
        layout.addStretch(1)
        renew_with_language(self, self.renew)
        theme.changed.connect(self.renew)
        desk.chosen.connect(self.renew)
        desk.changed.connect(self.renew)

    def renew(self, *changed: object) -> None:
        """Show the opinion that is looked at as it is now."""
        opinion = self._desk.current
        self.setVisible(opinion is not None)
        if opinion is None:
            self._key = ""
            return
        if opinion.key != self._key:
            self._key = opinion.key
            self.answer.clear()
        self.picture.show_file(opinion.picture)
        self._words.setText(opinion.text)
        self._facts.setText("\n".join(tr(line) for line in facts_of(opinion)))
        self._show_comments(opinion.comments)
        for place, state in enumerate(STATES):
            self.state.setItemText(place, tr(STATE_WORDS[state]))
        self.state.setCurrentIndex(STATES.index(opinion.state))

    def _show_comments(self, comments: tuple[Comment, ...]) -> None:
        while (item := self._comments.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for comment in comments:
            held = QFrame()
            held.setProperty("comment", True)
            lines = QVBoxLayout(held)
            lines.setContentsMargins(12, 7, 10, 8)
            lines.setSpacing(2)
            lines.addWidget(label(f"{comment.who or '—'}  {_day(comment.moment)}", "quiet"))
            lines.addWidget(label(comment.text))
            self._comments.addWidget(held)

    def _on_answer(self) -> None:
        opinion = self._desk.current
        if opinion is None:
            return
        state, text = cast(State, self.state.currentData()), self.answer.text()
        if text.strip() and state == opinion.state == "open":
            state = "answered"
        self.answer.clear()
        self._desk.answer(opinion, state, text, self._desk.at_desk)

    def _on_fly(self) -> None:
        if self._desk.current is not None:
            self._desk.fly_to(self._desk.current)

    def _on_remove(self) -> None:
        if self._desk.current is not None:
            self._desk.take_back(self._desk.current)


def facts_of(opinion: Opinion) -> tuple[Message, ...]:
    """Return what is known of an opinion beside its words, a line each."""
    severity = SEVERITY_WORDS[opinion.severity]
    lines = [
        msg("{kind} {number}  ·  {severity}  ·  {state}", kind=KIND_WORDS[opinion.kind],
            number=opinion.number, severity=severity, state=STATE_WORDS[opinion.state]),
        msg("{who}, {time}", who=opinion.who or "—", time=_day(opinion.created)),
    ]  # fmt: skip
    if tr(opinion.subject.name):
        lines.append(msg("About {subject}", subject=opinion.subject.name))
    shown = [name for name in (opinion.scheme_name, opinion.stop_name) if tr(name)]
    if shown:
        lines.append(msg("Seen with {what}", what="  ·  ".join(tr(name) for name in shown)))
    return tuple(lines)


def _day(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _row(*widgets: QWidget, stretch: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, int(stretch and place == 0))
    if not stretch:
        row.addStretch(1)
    return row
