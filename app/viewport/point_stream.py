"""Streamed clouds on stages: which blocks stand there for a view, made a few at a time.

A :class:`PointStream` is one cloud, shared by the stages; each stage has :class:`Streams` that follow its
views. Blocks are pieces like any others once they stand. It does not know files.
"""

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from app.viewport.block_loader import BlockLoader, DrawnPoints
from app.viewport.optics import Pose
from app.viewport.pieces import Piece, Shading, single
from app.viewport.point_detail import boxes_of, spacings, wanted, widths
from scene.node import NodeId
from scene.payloads.streamed import PointBlocks

#: Points that are kept beyond those a view may show, as a factor: a look back reads nothing anew.
KEPT: Final = 2.0
#: Seconds that a step waits for a block rather than ask again at once.
PATIENCE: Final = 0.01


class PointStream:
    """One streamed cloud, drawn.

    Parameters
    ----------
    blocks : PointBlocks
        Where they are, as drawn.
    read : callable
        Returns the points of a block, coloured; called on threads.
    make : callable
        Returns the ``vtkPolyData`` of points.
    size : float
        Factor on the size of points.
    """

    def __init__(
        self,
        blocks: PointBlocks,
        read: Callable[[int], DrawnPoints],
        make: Callable[[DrawnPoints], object],
        size: float = 1.0,
    ) -> None:
        self.blocks = blocks
        self.boxes = boxes_of(blocks)
        #: Which blocks have finer ones in them.
        self.refined = np.isin(np.arange(len(blocks.level)), blocks.parent)
        self.size = size
        self.loader = BlockLoader(read)
        self._make = make
        self._pieces: dict[int, Piece] = {}
        self._users = 0

    def piece(self, node: NodeId, row: int) -> Piece | None:
        """Return the piece of a block, None while it is being read."""
        found = self._pieces.pop(row, None)
        if found is None:
            points = self.loader.take(row)
            if points is None:
                return None
            low, high = self.boxes[row]
            bounds = (*map(float, low), *map(float, high))
            # Blocks come in any order, on which no picture may depend: of two as near the finer goes first.
            drawn, rank = single(self._make(points)), float(row)
            found = Piece(node, Shading.PLAIN, bounds, drawn, casts=False, rank=rank)  # type: ignore[arg-type]
        self._pieces[row] = found  # the last one is the one used last
        return found

    def held(self, row: int) -> bool:
        """Return whether a block has been read."""
        return row in self._pieces

    def forget(self, points: int) -> None:
        """Drop the blocks that were not used for longest, down to so many points."""
        held = sum(int(self.blocks.count[row]) for row in self._pieces)
        for row in list(self._pieces):
            if held <= points:
                return
            held -= int(self.blocks.count[row])
            del self._pieces[row]

    def lent(self, users: int) -> None:
        """Count one stage more or less; the last one that goes ends all reading."""
        self._users += users
        if not self._users:
            self.loader.close()
            self._pieces.clear()


class Standing(Protocol):
    """What a stage does with pieces."""

    def put(self, node: NodeId, pieces: list[Piece], *, visible: bool = True) -> None:
        """Show pieces under a name."""
        ...

    def remove(self, node: NodeId) -> None:
        """Take the pieces of a name away."""
        ...

    def set_visible(self, node: NodeId, visible: bool) -> None:
        """Show or hide the pieces of a name."""
        ...

    def set_width(self, node: NodeId, width: float) -> None:
        """Change how wide the points of a name are."""
        ...


class _Followed:
    """One cloud on one stage."""

    def __init__(self, node: NodeId, stream: PointStream, opacity: float, visible: bool) -> None:
        self.node, self.stream = node, stream
        self.opacity, self.visible = opacity, visible
        #: Blocks that stand on the stage, with whether they are shown and how wide; used last comes last.
        self.standing: dict[int, tuple[bool, float]] = {}

    def name(self, row: int) -> NodeId:
        return f"{self.node}#{row}"


class Streams:
    """The streamed clouds of one stage.

    Parameters
    ----------
    stage : Standing
    """

    def __init__(self, stage: Standing) -> None:
        self._stage = stage
        self._followed: dict[NodeId, _Followed] = {}

    def put(self, node: NodeId, piece: Piece, visible: bool) -> None:
        """Follow a cloud from now on."""
        assert piece.stream is not None
        self._followed[node] = _Followed(node, piece.stream, piece.opacity, visible)
        piece.stream.lent(1)

    def remove(self, node: NodeId) -> None:
        """Follow it no more."""
        gone = self._followed.pop(node, None)
        if gone is not None:
            for row in gone.standing:
                self._stage.remove(gone.name(row))
            gone.stream.lent(-1)

    def set_visible(self, node: NodeId, visible: bool) -> None:
        """Show or hide a cloud."""
        cloud = self._followed.get(node)
        if cloud is not None:
            cloud.visible = visible
            for row, (shown, _) in cloud.standing.items():
                self._stage.set_visible(cloud.name(row), visible and shown)

    def set_opacity(self, node: NodeId, opacity: float) -> list[NodeId]:
        """Take another opacity; return the names of the blocks that stand."""
        cloud = self._followed.get(node)
        if cloud is None:
            return []
        cloud.opacity = opacity
        return [cloud.name(row) for row in cloud.standing]

    def follow(self, pose: Pose, size: tuple[int, int], points: int, seconds: float) -> bool:
        """Bring the blocks of all clouds to a view; return False if some are still to come.

        Parameters
        ----------
        pose : Pose
        size : tuple of int
            Width and height of the picture.
        points : int
            How many may be drawn.
        seconds : float
            For how long new blocks may be made now.
        """
        seen = [cloud for cloud in self._followed.values() if cloud.visible]
        complete = True
        for cloud in seen:
            complete &= self._follow(cloud, pose, size, points // len(seen), seconds / len(seen))
        return complete

    def _follow(
        self, cloud: _Followed, pose: Pose, size: tuple[int, int], points: int, seconds: float
    ) -> bool:
        stream, end = cloud.stream, perf_counter() + seconds
        pixels = spacings(stream.boxes, stream.blocks, pose, size)
        rows = wanted(pixels, stream.blocks.count, points)
        width = widths(pixels, stream.refined, rows, stream.size)
        stream.loader.want([int(row) for row in rows if not stream.held(int(row))])
        complete = self._stand(cloud, rows, width, end)
        self._leave(cloud, rows, points)
        stream.forget(round(KEPT * points))
        if not complete and perf_counter() < end:
            stream.loader.wait(min(PATIENCE, seconds))
        return complete

    def _stand(
        self, cloud: _Followed, rows: NDArray[np.int64], width: NDArray[np.float64], end: float
    ) -> bool:
        """Show the wanted blocks that have been read."""
        complete = True
        for row, wide in zip(rows.tolist(), width.tolist(), strict=True):
            name, before = cloud.name(row), cloud.standing.pop(row, None)
            if before is None:
                piece = cloud.stream.piece(cloud.node, row) if perf_counter() < end else None
                if piece is None:
                    complete &= cloud.stream.loader.failed(row)
                    continue
                self._stage.put(name, [replace(piece, width=wide, opacity=cloud.opacity)])
            else:
                cloud.stream.piece(cloud.node, row)  # used now
                if not before[0]:
                    self._stage.set_visible(name, True)
                if before[1] != wide:
                    self._stage.set_width(name, wide)
            cloud.standing[row] = (True, wide)
        return complete

    def _leave(self, cloud: _Followed, rows: NDArray[np.int64], points: int) -> None:
        """Hide what is not wanted, and let go of what was not wanted for longest."""
        keep = set(rows.tolist())
        held = sum(int(cloud.stream.blocks.count[row]) for row in cloud.standing)
        for row, (shown, wide) in list(cloud.standing.items()):
            if row in keep:
                continue
            if held > KEPT * points:
                held -= int(cloud.stream.blocks.count[row])
                del cloud.standing[row]
                self._stage.remove(cloud.name(row))
            elif shown:
                self._stage.set_visible(cloud.name(row), False)
                cloud.standing[row] = (False, wide)
