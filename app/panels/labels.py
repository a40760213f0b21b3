"""Words on a panel: a label of a kind that the style sheet knows, and a quiet button."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from app.i18n import say, tr
from app.theme import icon, theme
from app.wording import Text


def label(text: Text = "", kind: str = "") -> QLabel:
    """Return a label that wraps, in the language that is spoken now."""
    made = QLabel(tr(text))
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        made.setProperty(kind, True)
    return made


def spoken(text: Text, kind: str = "") -> QLabel:
    """Return a label that follows the language."""
    made = label("", kind)
    say(made, made.setText, text)
    return made


def button(text: Text, clicked: Callable[[], object], kind: str = "") -> QPushButton:
    """Return a button that follows the language."""
    made = QPushButton()
    if kind:
        made.setProperty(kind, True)
    say(made, made.setText, text)
    made.clicked.connect(lambda checked=False: clicked())
    return made


def icon_button(name: str, text: Text, clicked: Callable[[], object]) -> QToolButton:
    """Return a small button with an icon, its words in the tip; it follows language and theme."""
    made = QToolButton()
    say(made, made.setToolTip, text)
    say(made, made.setAccessibleName, text)

    def dress(*changed: object) -> None:
        made.setIcon(icon(name))

    dress()
    theme.changed.connect(dress)
    made.destroyed.connect(lambda: theme.changed.disconnect(dress))
    made.clicked.connect(lambda checked=False: clicked())
    return made
