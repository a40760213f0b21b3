"""The language of the window: Chinese or English, switchable while it is open.

The texts themselves come from ``app.wording``. It knows no widget in particular: :func:`say` keeps any
widget's wording up to date for as long as it lives.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from app.wording import Language, Text, in_language
from scene.units import Quantity


class Translator(QObject):
    """Which language is spoken, and the signal that it changed. There is one: `translator`."""

    language_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._language: Language = "zh"

    @property
    def language(self) -> Language:
        """The language that is spoken now."""
        return self._language

    def speak(self, language: Language) -> None:
        """Speak another language from now on."""
        if language != self._language:
            self._language = language
            self.language_changed.emit(language)

    def text(self, text: Text | object, language: Language | None = None) -> str:
        """Return a text in a language; see :func:`tr`."""
        return in_language(text, language or self._language)


#: The one translator of the program.
translator: Final = Translator()


def tr(text: Text, language: Language | None = None) -> str:
    """Return a message, a name, or an English template in the language that is spoken.

    Parameters
    ----------
    text : Message, BilingualText or str
        A message's own fields may be messages and names again. A text without a translation stays English;
        a name that one language lacks is given in the other.
    language : str, optional
        Instead of the language that is spoken now, as a bilingual report needs.
    """
    return translator.text(text, language)


def quantity_text(quantity: Quantity, value: float) -> str:
    """Return a value with its unit as declared, or a dash where there is no value."""
    return "–" if value != value else quantity.text(value)  # noqa: PLR0124  # nan is not itself


class _Wording(QObject):
    """Lives and dies with its owner, and applies the owner's text anew when the language changes."""

    def __init__(self, owner: QObject, apply: Callable[[], object]) -> None:
        super().__init__(owner)
        self._apply = apply
        translator.language_changed.connect(self.renew)
        self.renew()

    @Slot()
    def renew(self) -> None:
        """Apply the text in the language that is spoken now."""
        self._apply()


def say(owner: QObject, apply: Callable[[str], object], text: Text) -> None:
    """Call ``apply(tr(text))`` now and whenever the language changes, as long as `owner` lives."""
    _Wording(owner, lambda: apply(tr(text)))


def renew_with_language(owner: QObject, renew: Callable[[], object]) -> None:
    """Call `renew` now and whenever the language changes, as long as `owner` lives."""
    _Wording(owner, renew)
