"""A row of words of which one holds: kinds, severities. It does not know what they mean."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from app.i18n import say
from scene.messages import BilingualText


class Choices(QWidget):
    """Buttons side by side, one of them pressed.

    Parameters
    ----------
    words : mapping of str to BilingualText
        Value and word of each button.
    name : BilingualText
        What a screen reader calls the row.
    """

    #: Another word was chosen, with its value.
    chosen = Signal(str)

    def __init__(self, words: Mapping[str, BilingualText], name: BilingualText) -> None:
        super().__init__()
        say(self, self.setAccessibleName, name)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, (value, word) in enumerate(words.items()):
            button = QPushButton()
            button.setCheckable(True)
            button.setProperty("choice", _place(place, len(words)))
            button.setAutoDefault(False)
            say(button, button.setText, word)
            self._group.addButton(button)
            self.buttons[value] = button
            row.addWidget(button, 1)
            button.clicked.connect(lambda checked=False, value=value: self.chosen.emit(value))
        self.choose(next(iter(words)))

    @property
    def value(self) -> str:
        """The value that holds."""
        return next(value for value, button in self.buttons.items() if button.isChecked())

    def choose(self, value: str) -> None:
        """Let another value hold."""
        self.buttons[value].setChecked(True)


def _place(place: int, count: int) -> str:
    return "first" if place == 0 else "last" if place == count - 1 else "middle"
