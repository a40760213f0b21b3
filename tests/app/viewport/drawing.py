"""A drawing that only takes notes, for tests of what the view is told."""

from app.viewport.pieces import Piece
from scene.node import NodeId


class Recorder:
    """Remembers the pieces it was given and how often."""

    def __init__(self) -> None:
        self.pieces: dict[NodeId, list[Piece]] = {}
        self.visible: dict[NodeId, bool] = {}
        self.opacity: dict[NodeId, float] = {}
        self.puts = 0

    def put(self, node: NodeId, pieces: list[Piece], *, visible: bool = True) -> None:
        """Take pieces."""
        self.pieces[node] = pieces
        self.visible[node] = visible
        self.puts += 1

    def remove(self, node: NodeId) -> None:
        """Drop pieces."""
        del self.pieces[node]

    def set_visible(self, node: NodeId, visible: bool) -> None:
        """Note visibility."""
        self.visible[node] = visible

    def set_opacity(self, node: NodeId, opacity: float) -> None:
        """Note opacity."""
        self.opacity[node] = opacity

    def restyled(self) -> None:
        """Nothing to note."""
