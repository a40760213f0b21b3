"""Rules and values that verdicts rest on, read from ``assets/tables/rules.toml``.

A project may override a value; an overridden one says so. It does not know which analysis asks.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from analysis.common.verdict import Rule
from scene.errors import InvalidRequest
from scene.messages import BilingualText, msg

TABLE: Final = Path(__file__).resolve().parents[2] / "assets" / "tables" / "rules.toml"


@dataclass(frozen=True, slots=True)
class RuleValue:
    """A number with everything that lets a reader judge it.

    Parameters
    ----------
    key : str
        Its name in the table.
    value : float
    unit : str
    name : BilingualText
    source : BilingualText
    date : str
        Of the source, ISO.
    assumed : bool
        True if no published text gives it.
    overridden : bool
        True if the project gives another value than the table.
    """

    key: str
    value: float
    unit: str
    name: BilingualText
    source: BilingualText
    date: str
    assumed: bool
    overridden: bool = False


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules and values of a project.

    Parameters
    ----------
    rules : Mapping[str, Rule]
    values : Mapping[str, RuleValue]
    """

    rules: Mapping[str, Rule] = field(default_factory=dict)
    values: Mapping[str, RuleValue] = field(default_factory=dict)

    def rule(self, key: str) -> Rule:
        """Return a rule.

        Raises
        ------
        KeyError
            If the table has none of that key.
        """
        return self.rules[key]

    def number(self, key: str) -> float:
        """Return a value in the unit that the table declares.

        Raises
        ------
        KeyError
            If the table has none of that key.
        """
        return self.values[key].value

    def with_overrides(self, overrides: Mapping[str, object]) -> "RuleBook":
        """Return the book with a project's own values.

        Parameters
        ----------
        overrides : Mapping[str, object]
            Numbers by the keys of the table, in its units.

        Raises
        ------
        InvalidRequest
            If a key is unknown or a value is not a number.
        """
        values = dict(self.values)
        for key, given in overrides.items():
            if key not in values:
                raise InvalidRequest(
                    msg("There is no rule value called {key}.", key=key),
                    msg("The keys are those of assets/tables/rules.toml."),
                )
            if isinstance(given, bool) or not isinstance(given, int | float):
                raise InvalidRequest(
                    msg("The rule value {key} is a number, not {given}.", key=key, given=given)
                )
            values[key] = replace(values[key], value=float(given), overridden=True)
        return RuleBook(self.rules, values)


@cache
def rule_book() -> RuleBook:
    """Return the table as it is delivered."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return RuleBook(
        {key: _rule(key, entry) for key, entry in table["rule"].items()},
        {key: _value(key, entry) for key, entry in table["value"].items()},
    )


def _rule(key: str, entry: Mapping[str, Any]) -> Rule:
    date = entry["in_force"].isoformat()
    source = BilingualText(f"{entry['source_zh']}，{date}", f"{entry['source_en']}, {date}")
    return Rule(key, BilingualText(entry["text_zh"], entry["text_en"]), source, entry["assumed"])


def _value(key: str, entry: Mapping[str, Any]) -> RuleValue:
    return RuleValue(
        key,
        float(entry["value"]),
        entry["unit"],
        BilingualText(entry["zh"], entry["en"]),
        BilingualText(entry["source_zh"], entry["source_en"]),
        entry["date"].isoformat(),
        entry["assumed"],
    )
