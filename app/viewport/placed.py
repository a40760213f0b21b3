"""A piece on a stage: one actor a level, made on first need, and which of them a distance asks for.

It does not know how an actor is made or who draws it.
"""

from typing import Any, Final

from app.viewport.pieces import Piece

#: A level is kept up to its reach times this, so that a step back and forth makes nothing anew.
KEPT: Final = 1.3


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

    @property
    def actor(self) -> Any:
        """The actor that is shown; ask only where one is."""
        return self.actors[self.shown]

    def wanted(self, distance: float, reach: float) -> int:
        """Return the level for a distance, -1 beyond the last; a `reach` below 1 ends finer ones nearer."""
        last = len(self.actors) - 1
        for index, level in enumerate(self.piece.levels):
            if distance <= level.reach * (1.0 if index == last else reach):
                return index
        return -1

    def stand_in(self, wanted: int) -> int:
        """Return the level nearest to a wanted one that has an actor already, -1 if none has."""
        made = [index for index, actor in enumerate(self.actors) if actor is not None]
        return min(made, key=lambda index: abs(index - wanted)) if made else -1

    def left_behind(self, distance: float, within: float) -> list[int]:
        """Return the levels that have an actor and end far short of a distance."""
        return [
            index
            for index, level in enumerate(self.piece.levels)
            if index != self.shown
            and self.actors[index] is not None
            and distance > KEPT * min(level.reach, within)
        ]
