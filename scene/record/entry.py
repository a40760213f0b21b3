"""One entry of the decision log, and the hash by which it is known.

It does not know where entries are kept, nor which of them follow each other.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

#: What the first entry names as the one before it.
BEGINNING: Final = "0" * 64


class Deed(StrEnum):
    """What an entry is about."""

    OPENED = "opened"
    PRESENTED = "presented"
    COMPUTED = "computed"
    CHANGED = "changed"
    SAID = "said"
    DECIDED = "decided"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened in a review.

    Parameters
    ----------
    number : int
        Place in the log, from 1.
    deed : Deed
    moment : str
        When, ISO 8601 with its offset from Greenwich.
    who : str
        Name of the person; empty if nobody gave one.
    role : str
        Presenter, reviewer, recorder or viewer.
    program : str
        Name and version of the program.
    body : Mapping[str, object]
        What belongs to the deed, as JSON values: parameters, figures, sha256 of inputs, words.
    before : str
        Hash of the entry before, :data:`BEGINNING` for the first.
    hash : str
        Of everything above.
    """

    number: int
    deed: Deed
    moment: str
    who: str
    role: str
    program: str
    body: Mapping[str, Any] = field(default_factory=dict)
    before: str = BEGINNING
    hash: str = ""

    def digest(self) -> str:
        """Return the hash that this entry ought to have."""
        held = {key: value for key, value in asdict(self).items() if key != "hash"}
        return sha256(canonical(held).encode()).hexdigest()

    def sealed(self) -> "Entry":
        """Return this entry with its hash."""
        values = {name: getattr(self, name) for name in self.__slots__ if name != "hash"}
        return Entry(**values, hash=self.digest())


def canonical(value: object) -> str:
    """Return JSON in the one spelling that is hashed: keys in order, no spaces, no nan, UTF-8 as it is.

    Raises
    ------
    ValueError
        If a number is not finite; such a value is written as null before it comes here.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain(value: object) -> Any:
    """Return a value as the JSON that is hashed would give it back: tuples as lists, numbers finite."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)
