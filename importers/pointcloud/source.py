"""What every format of point clouds offers: points in pieces, spread over the file or all of them in order.

It does not know any format, nor where the points go.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F64, U8, U16

#: Points that may be passed over to reach a sample.
FURTHEST: Final = 8_000


@dataclass(slots=True)
class Batch:
    """Some points, as their file gives them.

    Parameters
    ----------
    xyz : ndarray of float64, shape (n, 3)
        In the file's system and units.
    colour : ndarray of uint16, shape (n, 3), optional
        Of one byte or of two, as the writer liked.
    classification : ndarray of uint8, shape (n,), optional
    intensity : ndarray of uint16, shape (n,), optional
    """

    xyz: F64
    colour: U16 | None = None
    classification: U8 | None = None
    intensity: U16 | None = None

    def __len__(self) -> int:
        """Return how many points there are."""
        return len(self.xyz)

    def where(self, keep: NDArray[Any]) -> "Batch":
        """Return some of the points."""

        def some(values: Any) -> Any:
            return None if values is None else values[keep]

        return Batch(self.xyz[keep], some(self.colour), some(self.classification), some(self.intensity))


class PointSource(Protocol):
    """An opened file of points."""

    #: How many points it holds; an estimate where only reading all would tell.
    count: int
    #: Whether `count` is exact.
    counted: bool
    #: The coordinate system that the file states, as text; None if it states none.
    stated_crs: str | None
    #: Names of what each point carries.
    dimensions: tuple[str, ...]
    #: Lowest and highest corner in the file's units, shape (2, 3); None if only reading would tell.
    extent: F64 | None

    def spread(self, most: int) -> Iterator[Batch]:
        """Yield at most so many points from all over the file, quickly."""

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all points in order, about so many at a time.

        Raises
        ------
        UnreadableFile
            If the file holds less than it declares.
        """


def runs(count: int, most: int, unit: int, pieces: int = 2048) -> list[tuple[int, int, int]]:
    """Return where to read a spread sample: where to enter the file, points to pass over, points to take.

    Rows of a scan may be as long as a unit; what is passed over differs, so that not only their beginnings
    are seen.

    Parameters
    ----------
    count : int
        Points in the file.
    most : int
        Points wanted.
    unit : int
        The file is entered at multiples of this, where reading may begin cheaply.
    pieces : int
        At most so many runs.
    """
    if not count:
        return []
    units = -(-count // unit)
    wanted = min(units, pieces)
    each = min(max(most // wanted, 1), unit)
    begins = np.unique(np.linspace(0, units - 1, wanted).astype(np.int64)) * unit
    furthest = min(unit - each, FURTHEST)
    found = []
    for place, first in enumerate(begins.tolist()):
        skip = place * 7919 % (furthest + 1)  # a prime: even and without a pattern
        skip = min(skip, max(count - first - each, 0))
        found.append((first, skip, min(each, count - first - skip)))
    return found


def extent_of(batches: Iterable[Batch]) -> F64 | None:
    """Return the lowest and highest corner of some points, shape (2, 3); None if there are none."""
    parts = [batch.xyz[np.isfinite(batch.xyz).all(axis=1)] for batch in batches]
    found = np.concatenate(parts) if parts else np.zeros((0, 3))
    return np.array([found.min(axis=0), found.max(axis=0)]) if len(found) else None
