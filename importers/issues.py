"""What was noticed while a file was read: the sentence, which features it is about, and where they are.

It does not know formats, nor how an issue is shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scene.messages import Message, msg
from scene.payloads.arrays import F64

Severity = Literal["note", "repaired", "dropped"]

#: Features named in a sentence before it says “and more”; the marks hold them all.
_NAMED: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The features that an issue is about, every one of them.

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
        Row of each in the file, counted from 0; -1 where the format has no rows.
    ids : tuple of str
        Id of each, empty while none are known.
    places : ndarray of float64, shape (n, 2)
        Local metres, nan where unknown; shape (0, 2) while none are known.
    """

    rows: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    ids: tuple[str, ...] = ()
    places: F64 = field(default_factory=lambda: np.zeros((0, 2)))

    def __len__(self) -> int:
        """Return how many features there are."""
        return len(self.rows)

    def named(self) -> tuple[str, ...]:
        """Return what each feature is called: its id, else its row counted from 1."""
        return self.ids or tuple(str(row + 1) if row >= 0 else "" for row in self.rows.tolist())

    def placed(self) -> F64:
        """Return the place of each, shape (n, 2), nan where unknown."""
        return self.places if len(self.places) else np.full((len(self.rows), 2), np.nan)


@dataclass(frozen=True, slots=True)
class ImportIssue:
    """One thing that was noticed, repaired or dropped while reading.

    Parameters
    ----------
    severity : str
        ``note``, ``repaired`` or ``dropped``.
    message : Message
        One sentence for all features it is about.
    feature : str
        Id of the feature, where it is a single one.
    marks : Marks
        The features, where the reader knows them.
    """

    severity: Severity
    message: Message
    feature: str = ""
    marks: Marks = field(default_factory=Marks, compare=False)


def tell(
    issues: list[ImportIssue],
    severity: Severity,
    template: str,
    rows: ArrayLike,
    *,
    ids: Sequence[str] | None = None,
    places: ArrayLike | None = None,
    **values: object,
) -> None:
    """Add one issue for many features: how many, the first of them by name, and a mark for each.

    Parameters
    ----------
    issues : list of ImportIssue
        Is added to; nothing happens if there are no rows.
    severity : str
        ``note``, ``repaired`` or ``dropped``.
    template : str
        The sentence, with ``{count}`` and, if it likes, ``{rows}``.
    rows : array_like of int, shape (n,)
        Rows of the file, counted from 0.
    ids : sequence of str, optional
        Ids of the features; they then stand for the rows in the sentence.
    places : array_like, shape (n, 2), optional
        Where they are, local metres.
    **values
        Fill the rest of the template.
    """
    at = np.asarray(rows, dtype=np.int64).ravel()
    if not len(at):
        return
    names = tuple(ids) if ids is not None else ()
    where = np.zeros((0, 2)) if places is None else np.asarray(places, np.float64).reshape(-1, 2)
    marks = Marks(at, names, where)
    first = Marks(at[:_NAMED], names[:_NAMED]).named()
    said = ", ".join(first) + (" …" if len(at) > _NAMED else "")
    issues.append(ImportIssue(severity, msg(template, count=len(at), rows=said, **values), marks=marks))


def locate(
    issues: list[ImportIssue],
    ids_of: Callable[[NDArray[np.int64]], Sequence[str]],
    places_of: Callable[[NDArray[np.int64]], NDArray[Any]],
) -> None:
    """Give marks their ids and places, asked for by row where they do not know them yet.

    Parameters
    ----------
    issues : list of ImportIssue
        Changed in place.
    ids_of, places_of : callable
        Ids of rows; local metres of rows, shape (n, 2), nan where unknown.
    """
    issues[:] = [replace(issue, marks=_located(issue.marks, ids_of, places_of)) for issue in issues]


def _located(
    marks: Marks,
    ids_of: Callable[[NDArray[np.int64]], Sequence[str]],
    places_of: Callable[[NDArray[np.int64]], NDArray[Any]],
) -> Marks:
    if not len(marks) or (marks.rows < 0).any():
        return marks
    ids = marks.ids or tuple(ids_of(marks.rows))
    places = marks.places if len(marks.places) else np.asarray(places_of(marks.rows), np.float64)
    return Marks(marks.rows, ids, places.reshape(-1, 2))
