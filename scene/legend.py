"""A legend: which colour stands for which value, for the picture, the panel, the file and the report alike.

A result carries it as JSON in its node's attribute ``legend``, so that a saved result keeps its colours.
It does not know what is coloured or who draws it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scene.messages import BilingualText

Colour: TypeAlias = tuple[int, int, int]

#: Attribute of a result's node that holds its legend.
LEGEND: Final = "legend"
#: Attribute of a result's node whose rows bear their names (``name_zh``, ``name_en``) in the view.
LABELLED: Final = "labelled"
#: Column of a result's rows that holds the value which the legend colours.
VALUE: Final = "value"

#: From paper through tea and celadon to ink: even steps of lightness, read by a colour-blind person.
PAPER_TO_INK: Final[tuple[Colour, ...]] = (
    (0xF3, 0xEA, 0xD8), (0xD9, 0xC9, 0xA0), (0xA9, 0xB3, 0x90), (0x6D, 0x98, 0x93), (0x3F, 0x6F, 0x86),
    (0x2C, 0x44, 0x6B),
)  # fmt: skip
#: Seen and hidden, passed and failed: blue, amber and red; never green.
PASS, REVIEW, FAIL = (0x2F, 0x7F, 0xA6), (0xE0, 0xA0, 0x30), (0xB5, 0x43, 0x2E)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend.

    Parameters
    ----------
    value : float
        Of a class, the value it stands for; of a ramp, where along it this colour lies.
    colour : tuple of int
        sRGB.
    title : BilingualText, optional
        What a class is called; a ramp's entries are read as numbers.
    pattern : int
        0 plain, 1 solid edge, 2 dotted, 3 hatched, 4 barred, so that hue is never alone; as proposals are
        drawn.
    """

    value: float
    colour: Colour
    title: BilingualText | None = None
    pattern: int = 0


@dataclass(frozen=True, slots=True)
class Legend:
    """Colours of a result.

    Parameters
    ----------
    title : BilingualText
        What the values are.
    unit : str
        Of the values, empty for classes.
    entries : tuple of Entry
        Rising in value.
    is_classes : bool
        Whether a value is one of the entries; else colours run from entry to entry.
    note : BilingualText, optional
        What a reader has to know: synthetic data, an interim answer, outside the method's validity.
    """

    title: BilingualText
    unit: str
    entries: tuple[Entry, ...]
    is_classes: bool = False
    note: BilingualText | None = None

    def colours(self, values: ArrayLike) -> NDArray[np.uint8]:
        """Return sRGB and opacity of some values.

        Parameters
        ----------
        values : array_like, shape (...)
            nan, and a class that is not in the legend, are not drawn.

        Returns
        -------
        ndarray of uint8, shape (..., 4)
        """
        asked = np.asarray(values, np.float64)
        at = np.array([entry.value for entry in self.entries], np.float64)
        paint = np.array([entry.colour for entry in self.entries], np.float64)
        found = np.zeros((*asked.shape, 4), np.uint8)
        if not len(at):
            return found
        if self.is_classes:
            place = np.minimum(np.searchsorted(at, asked), len(at) - 1)
            known = at[place] == asked
            found[..., :3] = paint[place]
        else:
            known = np.isfinite(asked)
            for band in range(3):
                found[..., band] = np.rint(np.interp(np.where(known, asked, 0.0), at, paint[:, band]))
        found[..., 3] = np.where(known, 255, 0)
        return found

    def as_json(self) -> dict[str, Any]:
        """Return what a node's attribute can hold."""
        return {
            "title": _text(self.title),
            "unit": self.unit,
            "classes": self.is_classes,
            "note": _text(self.note),
            "entries": [
                {
                    "value": entry.value,
                    "colour": list(entry.colour),
                    "title": _text(entry.title),
                    "pattern": entry.pattern,
                }
                for entry in self.entries
            ],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Legend":
        """Return the legend that :meth:`as_json` gave.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is none.
        """
        entries = tuple(
            Entry(
                float(entry["value"]),
                (int(entry["colour"][0]), int(entry["colour"][1]), int(entry["colour"][2])),
                _read(entry["title"]),
                int(entry["pattern"]),
            )
            for entry in kept["entries"]
        )
        title = _read(kept["title"])
        assert title is not None, "a legend has a title"
        return cls(title, str(kept["unit"]), entries, bool(kept["classes"]), _read(kept["note"]))


def ramp(title: BilingualText, unit: str, low: float, high: float) -> Legend:
    """Return a legend that runs from paper to ink between two values."""
    steps = np.linspace(low, high if high > low else low + 1.0, len(PAPER_TO_INK))
    entries = tuple(Entry(float(value), colour) for value, colour in zip(steps, PAPER_TO_INK, strict=True))
    return Legend(title, unit, entries)


def classes(title: BilingualText, *entries: Entry) -> Legend:
    """Return a legend of classes, in the order of their values."""
    return Legend(title, "", tuple(sorted(entries, key=lambda entry: entry.value)), is_classes=True)


def _text(text: BilingualText | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": text.en}


def _read(kept: Mapping[str, str] | None) -> BilingualText | None:
    return None if kept is None else BilingualText(kept["zh"], kept["en"])
