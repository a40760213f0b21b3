"""What is selected: one row of one node, and who wants to know.

It does not know how things are picked or how a selection is drawn.
"""

from dataclasses import dataclass

from psygnal import Signal

from scene.node import NodeId


@dataclass(frozen=True, slots=True)
class Selected:
    """A node, and the row within its payload (-1: the whole node)."""

    node_id: NodeId
    row: int = -1


class Selection:
    """The current selection."""

    #: Emitted with the new `Selected`, or None.
    changed = Signal(object)

    def __init__(self) -> None:
        self._current: Selected | None = None

    @property
    def current(self) -> Selected | None:
        """What is selected now, or None."""
        return self._current

    def select(self, selected: Selected | None) -> None:
        """Select something else, or nothing."""
        if selected != self._current:
            self._current = selected
            self.changed.emit(selected)
