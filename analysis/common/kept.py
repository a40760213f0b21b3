"""Keep a few results by the identity of what they were made of: what did not change is not made again.

It does not know what a result is.
"""

from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Generic, TypeVar
from weakref import ReferenceType, ref

Result = TypeVar("Result")


class Kept(Generic[Result]):
    """The last few results of one computation.

    Parameters
    ----------
    most : int
        How many are kept; the oldest goes first. One goes too when any of its makings is gone.
    """

    def __init__(self, most: int = 2) -> None:
        self._most = most
        self._kept: list[tuple[tuple[ReferenceType[object], ...], Hashable, Result]] = []
        self._lock = Lock()

    def of(self, makings: Sequence[object], key: Hashable, make: Callable[[], Result]) -> Result:
        """Return the result of the same makings and key, or make it.

        Parameters
        ----------
        makings : sequence of object
            Frozen values that can be referred to weakly, compared by identity.
        key : hashable
            Everything else that counts.
        make : callable
            May raise; then nothing is kept.
        """
        with self._lock:
            for references, known, result in self._kept:
                if known == key and _same(references, makings):
                    return result
        result = make()
        with self._lock:
            self._kept = [entry for entry in self._kept if all(each() is not None for each in entry[0])]
            self._kept.append((tuple(ref(each) for each in makings), key, result))
            del self._kept[: -self._most]
        return result


def _same(references: Sequence[ReferenceType[object]], makings: Sequence[object]) -> bool:
    return len(references) == len(makings) and all(
        reference() is making for reference, making in zip(references, makings, strict=True)
    )
