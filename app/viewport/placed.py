"""A piece on a stage: one actor a level, made on first need; and all pieces of a stage as one table.

The table answers for thousands of pieces at once which level a distance asks for and which boxes a camera
sees. It does not know how an actor is made or who draws it.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Piece

F64 = NDArray[np.float64]

#: A level is kept up to its reach times this, so that a step back and forth makes nothing anew.
KEPT: Final = 1.3
NO_BOX: Final = np.full((2, 3), np.nan)


class Placed:
    """A piece and its actors on one stage.

    Parameters
    ----------
    piece : Piece
    visible : bool
        Whether it is to be seen at all.
    """

    def __init__(self, piece: Piece, *, visible: bool) -> None:
        self.piece = piece
        self.visible = visible
        #: One for each level, None where nobody needs it.
        self.actors: list[Any] = [None] * len(piece.levels)
        #: The level that is shown, -1 for none.
        self.shown = -1
        #: Its row in the table of its stage.
        self.row = -1
        #: Lowest and highest corner of what is drawn, as VTK measures it; no box at all while nothing is.
        self.box = NO_BOX

    @property
    def actor(self) -> Any:
        """The actor that is shown; ask only where one is."""
        return self.actors[self.shown]

    def measure(self) -> None:
        """Take the box of what is drawn now."""
        self.box = np.reshape(self.actor.GetBounds(), (3, 2)).T if self.shown >= 0 else NO_BOX

    def stand_in(self, wanted: int) -> int:
        """Return the level nearest to a wanted one that has an actor already, -1 if none has."""
        made = [index for index, actor in enumerate(self.actors) if actor is not None]
        return min(made, key=lambda index: abs(index - wanted)) if made else -1


class Table:
    """The pieces of a stage, a row each.

    Parameters
    ----------
    entries : list of Placed
        They are told their rows.
    """

    def __init__(self, entries: list[Placed]) -> None:
        self.entries = entries
        count = len(entries)
        most = max((len(entry.actors) for entry in entries), default=1)
        #: Who is made first, and drawn last.
        self.turns = np.array([entry.piece.turn for entry in entries], np.int64)
        self._ranks = np.array([entry.piece.rank for entry in entries], np.float64)
        self.shown = np.array([entry.shown for entry in entries], np.int64)
        self._bounds = np.array([entry.piece.bounds for entry in entries], np.float64).reshape(-1, 2, 3)
        self._boxes = np.array([entry.box for entry in entries], np.float64).reshape(-1, 2, 3)
        #: Height about which things stand, metres, in steps of a hundred: 0 in any lowland.
        self.ground = 100.0 * round(float(np.median(self._bounds[:, 0, 2])) / 100.0) if count else 0.0
        self._made = np.zeros((count, most), bool)
        self._reaches = np.full((count, most), -1.0)
        self._last = np.array([len(entry.actors) - 1 for entry in entries], np.int64)
        for row, entry in enumerate(entries):
            entry.row = row
            for level, actor in enumerate(entry.actors):
                self._reaches[row, level] = entry.piece.levels[level].reach
                self._made[row, level] = actor is not None

    def note(self, entry: Placed) -> None:
        """Take note of what a piece shows and which actors it has."""
        row = entry.row
        self.shown[row], self._boxes[row] = entry.shown, entry.box
        self._made[row, : len(entry.actors)] = [actor is not None for actor in entry.actors]

    def distances(self, eye: tuple[float, float, float]) -> F64:
        """Return metres from a point to each piece, 0 within its bounds, shape (n,)."""
        return gaps(self._bounds, eye)

    def wanted(self, distances: F64, reach: float, within: float) -> NDArray[np.int64]:
        """Return the level of each piece, shape (n,): -1 beyond its last, and beyond `within`.

        A `reach` below 1 ends the finer levels nearer.
        """
        limits = self._reaches * reach
        rows = np.arange(len(limits))
        limits[rows, self._last] = self._reaches[rows, self._last]
        fits = (distances[:, None] <= limits) & (distances <= within)[:, None]
        found: NDArray[np.int64] = np.where(fits.any(axis=1), fits.argmax(axis=1), -1)
        return found

    def left_behind(self, distances: F64, within: float) -> Iterator[tuple[Placed, int]]:
        """Yield the levels that have an actor, are not shown, and end far short of their distance."""
        gone = self._made & (distances[:, None] > KEPT * np.minimum(self._reaches, within))
        gone &= np.arange(gone.shape[1]) != self.shown[:, None]
        for row, level in np.argwhere(gone):
            yield self.entries[row], int(level)

    def in_view(self, matrix: F64, eye: tuple[float, float, float]) -> list[Placed]:
        """Return what a camera sees something of: high turns first, near before far, high ranks first.

        Parameters
        ----------
        matrix : ndarray of float64, shape (4, 4)
            From local metres to -1..1, before the division.
        eye : tuple of float
        """
        # A box is out of view if it lies beyond one of the six sides: its foremost corner decides.
        sides = np.concatenate([matrix[3] + matrix[:3], matrix[3] - matrix[:3]])
        centre = (self._boxes[:, 0] + self._boxes[:, 1]) / 2.0
        half = self._boxes[:, 1] - centre
        foremost = centre @ sides[:, :3].T + half @ np.abs(sides[:, :3]).T + sides[:, 3]
        rows = np.flatnonzero((foremost >= 0.0).all(axis=1))
        away = gaps(self._boxes[rows], eye)
        return [self.entries[row] for row in rows[np.lexsort((-self._ranks[rows], away, -self.turns[rows]))]]


def gaps(boxes: F64, point: tuple[float, float, float]) -> F64:
    """Return the distance from a point to boxes, shape (n, 2, 3): 0 within."""
    gap = np.maximum(np.maximum(boxes[:, 0] - point, point - boxes[:, 1]), 0.0)
    result: F64 = np.linalg.norm(gap, axis=1)
    return result
