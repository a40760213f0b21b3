"""Sentences for people, kept apart from the language they are read in.

Everything below ``app`` speaks in :class:`Message`; ``app.i18n`` looks the template up when it is shown.
It does not know which languages there are beyond the two that names are kept in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with its figures still apart, so that it can be translated.

    Parameters
    ----------
    template : str
        English text with ``{name}`` fields as :meth:`str.format` reads them. It is also the key of
        the translation.
    values : Mapping[str, object]
        What fills the fields. A value may itself be a Message or a BilingualText.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.template.format(**self.values)


def msg(template: str, /, **values: object) -> Message:
    """Make a message: ``msg("{count} buildings were read", count=3076)``."""
    return Message(template, values)


@dataclass(frozen=True, slots=True)
class BilingualText:
    """A name that the data gives in Chinese and English, as places and layers have."""

    zh: str
    en: str

    @classmethod
    def same(cls, text: str) -> "BilingualText":
        """Make a name that reads the same in both languages, as a file name does."""
        return cls(text, text)

    def __str__(self) -> str:
        """Return the English name."""
        return self.en


#: A name that is not there.
NO_NAME: Final = BilingualText("", "")
