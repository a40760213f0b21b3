"""Texts in a given language. Below ``app`` everything speaks in messages; here they are looked up.

The catalogue is ``assets/i18n/zh.toml``: English template to Chinese. It knows neither Qt nor which language
the window speaks at the moment (``app.i18n`` does), so reports and the command line use it as it is.
"""

import tomllib
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Final, Literal

from scene.messages import BilingualText, Message

Language = Literal["zh", "en"]
Text = Message | BilingualText | str

CATALOGUE: Final = Path(__file__).parents[1] / "assets" / "i18n" / "zh.toml"


@cache
def catalogue() -> dict[str, str]:
    """Return the Chinese of every English template, all sections in one.

    Raises
    ------
    ValueError
        If two sections translate one template differently.
    """
    joined: dict[str, str] = {}
    for section, lines in tomllib.loads(CATALOGUE.read_text("utf-8")).items():
        for english, chinese in lines.items():
            if joined.setdefault(english, chinese) != chinese:
                raise ValueError(f"{english!r} has two translations, the second in [{section}]")
    return joined


def in_language(text: Text | object, language: Language) -> str:
    """Return a message, a name, or an English template in a language.

    Parameters
    ----------
    text : Message, BilingualText or str
        A message's own fields may be messages and names again. A text without a translation stays English;
        a name that one language lacks is given in the other.
    language : str
        ``zh`` or ``en``.
    """
    if isinstance(text, BilingualText):
        first, second = (text.zh, text.en) if language == "zh" else (text.en, text.zh)
        return first or second
    if isinstance(text, str):
        return catalogue().get(text, text) if language == "zh" else text
    if isinstance(text, Message):
        template = in_language(text.template, language)
        values = {name: _value(value, language) for name, value in text.values.items()}
        return Formatter().vformat(template, (), values)
    return str(text)


def _value(value: object, language: Language) -> object:
    return in_language(value, language) if isinstance(value, Message | BilingualText) else value
