"""An even sample of a stream of points that is the same every time, however the stream is cut.

Every point gets a number from its place in the file by a bijective hash; the points with the smallest
numbers are kept. It does not know what a point carries.
"""

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import Column


def hashed(first: int, count: int) -> NDArray[np.uint64]:
    """Return the numbers of the points from `first` on: splitmix64 of their place, no two alike."""
    with np.errstate(over="ignore"):
        mixed = np.arange(first, first + count, dtype=np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        numbers: NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(31))
    return numbers


class EvenSample:
    """The points with the smallest hashes, at most so many of them, in the order of the file.

    Parameters
    ----------
    most : int
        How many points are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._limit = np.uint64(2**64 - 1)
        self._hashes: list[NDArray[np.uint64]] = []
        self._columns: list[dict[str, Column]] = []
        self._held = 0

    def wanted(self, first: int, count: int) -> NDArray[np.bool_]:
        """Return which points of a chunk may still be kept, so that the others need not be unpacked."""
        wanted: NDArray[np.bool_] = hashed(first, count) <= self._limit
        return wanted

    def add(self, places: NDArray[np.uint64], columns: dict[str, Column]) -> None:
        """Offer points.

        Parameters
        ----------
        places : ndarray of uint64, shape (n,)
            Their hashes, from :func:`hashed`.
        columns : dict
            What they carry, n rows each; the same keys every time.
        """
        self._hashes.append(places)
        self._columns.append(columns)
        self._held += len(places)
        if self._held > self._most + self._most // 2 + 1:
            self._thin()

    def _thin(self) -> None:
        hashes = np.concatenate(self._hashes)
        if len(hashes) > self._most:
            self._limit = np.partition(hashes, self._most - 1)[self._most - 1]
        kept = hashes <= self._limit
        columns = {
            key: np.concatenate([part[key] for part in self._columns])[kept] for key in self._columns[0]
        }
        self._hashes, self._columns, self._held = [hashes[kept]], [columns], int(kept.sum())

    def result(self) -> dict[str, Column]:
        """Return what the kept points carry; empty if none was offered."""
        if not self._columns:
            return {}
        self._thin()
        return self._columns[0]
