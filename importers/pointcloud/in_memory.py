"""A cloud in memory as blocks, so that a view need not draw all of it. It copies the points once, sorted."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from importers.pointcloud import morton
from scene.payloads import PointCloud
from scene.payloads.streamed import PointBlocks


class MemoryOctree:
    """The blocks of a cloud in memory.

    Parameters
    ----------
    cloud : PointCloud
        At least one point.
    """

    def __init__(self, cloud: PointCloud) -> None:
        places = cloud.positions
        low, high = places.min(axis=0).astype(np.float64), places.max(axis=0).astype(np.float64)
        side = max(float((high - low).max()) * 1.001, 1e-3)
        code = morton.codes(places, (low + high) / 2.0 - side / 2.0, side)
        order = np.argsort(code, kind="stable")
        code = code[order]
        level = morton.levels(code)
        by_level = np.argsort(level, kind="stable")
        order, code, level = order[by_level], code[by_level], level[by_level]
        # Within a level the codes rise still: a node is a run of equal beginnings.
        depth = level.astype(np.uint64)
        node = code >> (np.uint64(3) * (np.uint64(morton.BITS) - depth))
        first = morton.run_starts((depth << np.uint64(58)) ^ node)
        count = np.diff(first, append=len(order))

        def some(values: NDArray[Any] | None) -> NDArray[Any] | None:
            return None if values is None else values[order]

        self._cloud = PointCloud(
            places[order], some(cloud.colour), some(cloud.classification), some(cloud.intensity)
        )
        self._first = first
        sorted_places = self._cloud.positions
        lowest = np.minimum.reduceat(sorted_places, first, axis=0)
        highest = np.maximum.reduceat(sorted_places, first, axis=0)
        levels, nodes = level[first], node[first]
        parent = _parents(levels, nodes)
        for row in range(len(first) - 1, 0, -1):
            above = parent[row]
            if above >= 0:
                lowest[above] = np.minimum(lowest[above], lowest[row])
                highest[above] = np.maximum(highest[above], highest[row])
        spacing = side / 2.0 ** (levels.astype(np.float64) + morton.CELL_BITS)
        self.blocks = PointBlocks(levels, parent, lowest, highest, count, spacing.astype(np.float32))

    def read(self, block: int) -> PointCloud:
        """Return the points of a block."""
        first = int(self._first[block])
        part = slice(first, first + int(self.blocks.count[block]))
        held = self._cloud

        def some(values: NDArray[Any] | None) -> NDArray[Any] | None:
            return None if values is None else values[part]

        return PointCloud(
            held.positions[part], some(held.colour), some(held.classification), some(held.intensity)
        )


def _parents(levels: NDArray[np.uint8], nodes: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Return the row of the nearest node above each, -1 for none."""
    rows = {(int(level), int(node)): row for row, (level, node) in enumerate(zip(levels, nodes, strict=True))}
    parents = np.full(len(levels), -1, np.int32)
    for (level, node), row in rows.items():
        up = 1
        while parents[row] < 0 and up <= level:
            parents[row] = rows.get((level - up, node >> (3 * up)), -1)
            up += 1
    return parents
