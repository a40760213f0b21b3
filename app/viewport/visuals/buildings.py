"""Draw buildings: one piece a spatial tile. What stands as it stood keeps its piece.

A scheme that changes ten houses of a layer makes anew the tiles that these are in, and no other. What is
drawn near is what analyses compute with; the far level is for the eye alone.
"""

from typing import Final

import numpy as np

from app.viewport.visuals.base import Look, Visual, same_but_dress
from app.viewport.visuals.house_tile import HouseTile, Rows
from scene.geometry.descent import base_of, base_rows
from scene.geometry.tiles import Tile, tiles_of
from scene.node import Node
from scene.payloads.buildings import Buildings

#: Edge of a tile, metres.
TILE: Final = 360.0


class BuildingsVisual:
    """A layer of buildings, drawn.

    Parameters
    ----------
    node : Node
    look : Look
        Buildings look the same in any.
    before : Visual, optional
        How an earlier state of the layer was drawn; its pieces are taken over where they serve.
    """

    def __init__(self, node: Node, look: Look, before: Visual | None = None) -> None:
        payload = node.payload
        assert isinstance(payload, Buildings)
        self.node, self._base = node, base_of(payload)
        standing = base_rows(payload)
        held: dict[tuple[int, int], tuple[HouseTile, Rows]] = {}
        if isinstance(before, BuildingsVisual) and before._base is self._base:
            held = before._tiles
        self._tiles = {
            (tile.column, tile.row): (self._tile(node, tile, standing, held), standing[tile.rows])
            for tile in tiles_of(payload, TILE)
        }
        self._rows = {(tile.column, tile.row): tile.rows for tile in tiles_of(payload, TILE)}
        self.pieces = [tile.piece for tile, _ in self._tiles.values()]

    def _tile(
        self, node: Node, tile: Tile, standing: Rows, held: dict[tuple[int, int], tuple[HouseTile, Rows]]
    ) -> HouseTile:
        rows = standing[tile.rows]
        if bool((rows >= 0).all()):
            old, former = held.get((tile.column, tile.row), (None, None))
            if old is not None and np.array_equal(former, rows):
                old.serve(node, tile.rows)
                return old
            return HouseTile(node, tile.rows, self._base, rows)
        assert isinstance(node.payload, Buildings)
        return HouseTile(node, tile.rows, node.payload, tile.rows)

    def restyle(self, node: Node) -> bool:
        """Take another style without touching geometry; another payload or place asks for new pieces."""
        if not same_but_dress(self.node, node):
            return False
        self.node = node
        for key, (tile, _) in self._tiles.items():
            tile.serve(node, self._rows[key])
        return True
