"""The structure of the sheet: classes of value, degrees of change, grades, fields. Read from a table.

It suggests a degree from numbers; the grade is a person's. It does not know scenes.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from analysis.common.rules import RuleBook
from scene.messages import BilingualText

TABLE: Final = Path(__file__).resolve().parents[2] / "assets" / "tables" / "heritage_impact.toml"
#: Criteria that a degree is suggested from; the rule values are ``heritage_<criterion>_<degree>``.
CRITERIA: Final = ("height", "skyline", "silhouette")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words that a person chooses from."""

    key: str
    name: BilingualText


@dataclass(frozen=True, slots=True)
class SheetField:
    """One field of the sheet; free text where there are no choices, `lines` high."""

    key: str
    name: BilingualText
    choices: tuple[Choice, ...] = ()
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Structure:
    """The whole sheet.

    Parameters
    ----------
    values, changes : tuple of Choice
        Rows and columns of the matrix, values from the highest, changes from none.
    grades : dict
        By keys of value and change.
    fields : tuple of SheetField
    source : BilingualText
    """

    values: tuple[Choice, ...]
    changes: tuple[Choice, ...]
    grades: dict[tuple[str, str], BilingualText]
    fields: tuple[SheetField, ...]
    source: BilingualText

    def grade(self, value: str, change: str) -> BilingualText | None:
        """Return the significance of a change to something of a value; None while one of them is open."""
        return self.grades.get((value, change))


@cache
def structure() -> Structure:
    """Return the sheet as the table gives it."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    changes = tuple(_choice(entry) for entry in table["change"])
    chinese = table["grade"]
    grades = {
        (entry["key"], change.key): BilingualText(chinese[word], word)
        for entry in table["value"]
        for change, word in zip(changes, entry["grades"], strict=True)
    }
    fields = tuple(
        SheetField(
            entry["key"],
            BilingualText(entry["zh"], entry["en"]),
            tuple(Choice(key, BilingualText(zh, en)) for key, zh, en in entry.get("choices", ())),
            int(entry.get("lines", 1)),
        )
        for entry in table["field"]
    )
    source = BilingualText(table["source_zh"], table["source_en"])
    return Structure(tuple(_choice(entry) for entry in table["value"]), changes, grades, fields, source)


def suggested(height: float, skyline: float, silhouette: float, book: RuleBook) -> str:
    """Return the degree of change that numbers suggest: the highest that any of them reaches.

    Parameters
    ----------
    height : float
        Of the proposal that is seen together with the item, metres.
    skyline : float
        Of the field about the item in which the proposal tops all else, per cent.
    silhouette : float
        Of the item that the proposal cuts off or rises behind, per cent.
    book : RuleBook
        Holds the limits, all of them assumed.
    """
    degrees = [change.key for change in structure().changes]
    reached = 0
    for criterion, number in zip(CRITERIA, (height, skyline, silhouette), strict=True):
        if number > 0.0:
            limits = [book.number(f"heritage_{criterion}_{degree}") for degree in degrees[1:-1]]
            reached = max(reached, 1 + sum(number > limit for limit in limits))
    return degrees[reached]


def _choice(entry: dict[str, str]) -> Choice:
    return Choice(entry["key"], BilingualText(entry["zh"], entry["en"]))
