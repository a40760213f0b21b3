"""The season the scene shows: trees in leaf, or bare. It does not know what a tree looks like.

No analysis reads it: each of them states for itself what is seen with the trees and what without.
"""

from typing import Final

from psygnal import Signal

LEAF: Final = "leaf"
BARE: Final = "bare"


class SceneSeason:
    """The season that is shown, which is how the scene is looked at and no change of it."""

    #: Emitted with the name of the new season.
    changed = Signal(str)

    def __init__(self, name: str = LEAF) -> None:
        self._name = name

    @property
    def name(self) -> str:
        """`LEAF` or `BARE`."""
        return self._name

    def set(self, name: str) -> None:
        """Show another season.

        Raises
        ------
        ValueError
            If there is none of that name.
        """
        if name not in (LEAF, BARE):
            raise ValueError(f"a season is {LEAF} or {BARE}, not {name}")
        if name != self._name:
            self._name = name
            self.changed.emit(name)
