"""Layers without faces as they go to the web: lines as pairs of vertices, spots and clouds as points.

It does not know formats.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.feedback import Feedback
from scene.geometry.placed import placed
from scene.messages import Message, msg
from scene.node import Node
from scene.payloads import PointCloud, Polylines, StreamedPoints
from scene.payloads.arrays import F32, I32, U8, Column

#: A cloud of more points is thinned: browsers show no more of them at once.
_MOST_POINTS: Final = 5_000_000
#: Points of a streamed cloud read at once.
_AT_ONCE: Final = 500_000
#: What has no colour of its own, sRGB: lines, and points.
_INK: Final = (0x5B, 0x64, 0x68)
_GREY: Final = (170, 170, 165)


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """Lines and points of one layer.

    Parameters
    ----------
    node : Node
        The layer.
    vertices : ndarray of float32, shape (n, 3)
        Local metres.
    pairs : ndarray of int32, shape (m, 2)
        Vertices that a straight piece of a line lies between.
    spots : ndarray of int32, shape (k,)
        Vertices that are points.
    colour : ndarray of uint8, shape (n, 3)
        sRGB of the vertices.
    feature : ndarray of int32, shape (n,), optional
        Row of `table` that a vertex belongs to; None if nothing is known of single points.
    table : dict
        One value a line or spot.
    """

    node: Node
    vertices: F32
    pairs: I32
    spots: I32
    colour: U8
    feature: I32 | None = None
    table: Mapping[str, Column] = field(default_factory=dict)

    def chosen(self, features: NDArray[np.int64]) -> "Strokes":
        """Return some of the lines and spots; of a cloud, whose features are its points, some points."""
        if self.feature is None:
            every = np.arange(len(features), dtype=np.int32)
            return Strokes(self.node, self.vertices[features], self.pairs, every, self.colour[features])
        wanted = np.zeros(len(next(iter(self.table.values()))), dtype=bool)
        wanted[features] = True
        kept = wanted[self.feature]
        number = np.cumsum(kept, dtype=np.int32) - 1
        row = np.cumsum(wanted, dtype=np.int32) - 1
        return Strokes(
            self.node, self.vertices[kept],
            number[self.pairs[kept[self.pairs[:, 0]]]], number[self.spots[kept[self.spots]]],
            self.colour[kept], row[self.feature[kept]],
            {key: values[wanted] for key, values in self.table.items()},
        )  # fmt: skip


def has_strokes(node: Node) -> bool:
    """Return whether a layer is lines or points."""
    return isinstance(node.payload, Polylines | PointCloud | StreamedPoints)


def strokes_of(node: Node, notes: list[Message], feedback: Feedback) -> Strokes:
    """Return a layer of lines or points in its place.

    Parameters
    ----------
    node : Node
        With lines, or points in memory or in the file that a large cloud stands for.
    notes : list of Message
        Is told of a cloud that was thinned.
    feedback : Feedback
        Asked for cancel.
    """
    feedback.check()
    payload = node.payload
    if isinstance(payload, Polylines):
        return _of_lines(node, payload)
    assert isinstance(payload, PointCloud | StreamedPoints)
    if isinstance(payload, PointCloud):
        total = len(payload.positions)
        step = _step(total)
        positions = payload.positions[::step]
        colour = None if payload.colour is None else payload.colour[::step]
    else:
        total = payload.total
        step = _step(total)
        positions, colour = _streamed(payload, step, feedback)
    if step > 1:
        notes.append(
            msg("Of {layer} one point in {step} was taken, {count:,} of {total:,}.",
                layer=node.name, step=step, count=len(positions), total=total)
        )  # fmt: skip
    if node.transform is not None:
        positions = placed(positions.astype(np.float64), node.transform).astype(np.float32)
    if colour is None:
        colour = np.tile(np.array(node.style.colour or _GREY, np.uint8), (len(positions), 1))
    every = np.arange(len(positions), dtype=np.int32)
    return Strokes(node, positions, np.zeros((0, 2), np.int32), every, colour)


def _step(total: int) -> int:
    return max(1, -(-total // _MOST_POINTS))


def _of_lines(node: Node, payload: Polylines) -> Strokes:
    vertices = placed(payload.vertices.astype(np.float64), node.transform).astype(np.float32)
    sizes = np.diff(payload.line_start)
    feature = np.repeat(np.arange(payload.count, dtype=np.int32), sizes)
    follows = np.flatnonzero(feature[1:] == feature[:-1]).astype(np.int32)
    colour = np.tile(np.array(node.style.colour or _INK, np.uint8), (len(vertices), 1))
    table: dict[str, Column] = {"id": np.array(payload.ids, dtype=np.str_)}
    table |= {(f"{key}_" if key in table else key): values for key, values in payload.columns.items()}
    spots = payload.line_start[:-1][sizes == 1].astype(np.int32)
    return Strokes(node, vertices, np.column_stack([follows, follows + 1]), spots, colour, feature, table)


def _streamed(cloud: StreamedPoints, step: int, feedback: Feedback) -> tuple[F32, U8 | None]:
    """Return every so many-th point of the file that a large cloud stands for, and their colours."""
    from importers.pointcloud.importer import columns_of
    from importers.pointcloud.streams import whole

    positions: list[F32] = []
    colours: list[U8] = []
    seen = 0
    with whole(cloud, feedback) as source:
        for batch in columns_of(cloud, source, _AT_ONCE):
            feedback.check()
            some = slice(-seen % step, None, step)
            seen += len(batch["positions"])
            positions.append(batch["positions"][some])
            if "colour" in batch:
                colours.append(batch["colour"][some])
    if not positions:
        return np.zeros((0, 3), np.float32), None
    return np.concatenate(positions), np.concatenate(colours) if len(colours) == len(positions) else None
