"""One verdict, large and clear: what it is, why, the figures, where it is seen from, what screens it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from analysis.common.verdict import Outcome, Verdict
from app.i18n import quantity_text, renew_with_language, tr
from app.panels.pattern import WORDS, paint_pattern
from app.theme import theme
from app.wording import Text
from scene.messages import Message, msg
from scene.units import STANDARD_ERROR

BAND = 12
#: Pixels beside the words of a button.
MARGIN = 14


class ElidedButton(QPushButton):
    """A button that shortens a long name in the middle, and never makes its panel wider."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._whole = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show as much of the text as there is room for."""
        room = event.size().width() - 2 * MARGIN
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room))
        super().resizeEvent(event)


class VerdictCard(QFrame):
    """A card with a band in the verdict's colour and pattern."""

    #: The person asked to see it from the governing viewpoint.
    viewpoint_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdict: Verdict | None = None
        self._empty: tuple[Text, Text] = ("", "")
        self._figures: tuple[tuple[Text, Text], ...] = ()
        self._trees: tuple[Text, ...] = ()
        self._faded = False
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(BAND + 18, 16, 16, 18)
        self._body.setSpacing(4)
        self._page: QWidget | None = None
        renew_with_language(self, self._renew)
        theme.changed.connect(self._renew)

    def show_verdict(
        self, verdict: Verdict, figures: tuple[tuple[Text, Text], ...], trees: tuple[Text, ...], faded: bool
    ) -> None:
        """Show a verdict.

        Parameters
        ----------
        verdict : Verdict
            What was found.
        figures : tuple of (title, value)
            The figures that matter, in order; the error is added.
        trees : tuple of text
            What it is with and without trees.
        faded : bool
            Whether it is older than the scene.
        """
        self._verdict, self._figures, self._trees, self._faded = verdict, figures, trees, faded
        self._renew()

    def show_empty(self, heading: Text, text: Text) -> None:
        """Show that there is no verdict, and what to do."""
        self._verdict, self._empty = None, (heading, text)
        self._renew()

    def _renew(self, *changed: object) -> None:
        if self._page is not None:
            self._body.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        self._page = QWidget(self)
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(4)
        if self._verdict is None:
            heading, text = self._empty
            page.addWidget(_label(heading, "heading"))
            page.addWidget(_label(text, "quiet"))
        else:
            self._fill(page, self._verdict)
        self._body.addWidget(self._page)
        self._page.show()  # now, so that the card has its height before the view is drawn anew
        self.update()

    def _fill(self, page: QVBoxLayout, verdict: Verdict) -> None:
        word = _label(WORDS[verdict.outcome], "display")
        word.setProperty("outcome", "faded" if self._faded else verdict.outcome.value)
        page.addWidget(word)
        page.addWidget(_label(verdict.reason))
        page.addSpacing(8)
        error = (STANDARD_ERROR.title, _plus_minus(verdict))
        for title, value in (*self._figures, error):
            page.addLayout(_figure(title, value))
        page.addSpacing(8)
        for line in self._trees:
            page.addWidget(_label(line, "quiet"))
        if verdict.viewpoint:
            page.addSpacing(6)
            page.addWidget(self._link(verdict))
        if tr(verdict.governing_name):
            page.addWidget(_label(_screen_sentence(verdict)))
        page.addSpacing(8)
        page.addWidget(_label(msg("Rule: {rule}", rule=verdict.rule.text), "quiet"))
        source = verdict.rule.source
        assumed = msg("{source} (value assumed)", source=source)
        page.addWidget(_label(assumed if verdict.rule.assumed else source, "hint"))

    def _link(self, verdict: Verdict) -> QPushButton:
        button = ElidedButton(tr(msg("See it from {viewpoint}", viewpoint=verdict.viewpoint_name)))
        button.clicked.connect(lambda checked=False: self.viewpoint_asked.emit())
        return button

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the wash and the band."""
        painter = QPainter(self)
        if self._verdict is None:
            painter.fillRect(self.rect(), theme.colour("paper"))
        else:
            wash = {Outcome.PASS: "pass_wash", Outcome.REVIEW: "review_wash", Outcome.FAIL: "fail_wash"}
            painter.fillRect(
                self.rect(), theme.colour("paper" if self._faded else wash[self._verdict.outcome])
            )
            painter.setOpacity(0.35 if self._faded else 1.0)
            paint_pattern(painter, QRectF(0, 0, BAND, self.height()), self._verdict.outcome)
        painter.end()


def _screen_sentence(verdict: Verdict) -> Message:
    if not verdict.viewpoint_name.en:  # nobody looks: nothing screens
        return msg("Worst at {name}", name=verdict.governing_name)
    return msg("Screened, or nearly, by {name}", name=verdict.governing_name)


def _plus_minus(verdict: Verdict) -> str:
    """Return the error in the unit of what was measured."""
    metres = verdict.quantity.unit == STANDARD_ERROR.unit
    text = quantity_text(STANDARD_ERROR if metres else verdict.quantity, verdict.error_95)
    return text if text == "–" else f"± {text}"


def _figure(title: Text, value: Text) -> QHBoxLayout:
    """Return a line with a quiet title and a large value at its right end."""
    line = QHBoxLayout()
    line.setSpacing(12)
    line.addWidget(_label(title, "quiet"), 1)
    number = _label(value, "title")
    number.setWordWrap(False)
    line.addWidget(number)
    return line


def _label(text: Text, kind: str = "") -> QLabel:
    label = QLabel(tr(text))
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        label.setProperty(kind, True)
    return label
