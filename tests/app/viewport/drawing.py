"""A drawing that only takes notes, for tests of what the view is told."""

from app.viewport.pieces import Piece
from app.viewport.visuals.paper import SHEET
from scene.node import NodeId


class Recorder:
    """Remembers the pieces it was given and how often; the sheet beneath the scene by itself."""

    def __init__(self) -> None:
        self.pieces: dict[NodeId, list[Piece]] = {}
        self.visible: dict[NodeId, bool] = {}
        self.opacity: dict[NodeId, float] = {}
        self.puts = 0
        self.sheet: list[Piece] = []

    def put(self, node: NodeId, pieces: list[Piece], *, visible: bool = True) -> None:
        """Take pieces."""
        if node == SHEET:
            self.sheet = pieces
            return
        self.pieces[node] = pieces
        self.visible[node] = visible
        self.puts += 1

    def remove(self, node: NodeId) -> None:
        """Drop pieces."""
        if node == SHEET:
            self.sheet = []
            return
        del self.pieces[node]

    def set_visible(self, node: NodeId, visible: bool) -> None:
        """Note visibility."""
        self.visible[node] = visible

    def set_opacity(self, node: NodeId, opacity: float) -> None:
        """Note opacity."""
        self.opacity[node] = opacity

    def restyled(self) -> None:
        """Nothing to note."""

    def remade(self, node: NodeId) -> None:
        """Nothing to note."""
