"""Keeps the moments of a run on the disk while it goes on: memory does not grow with its duration.

It does not know what the moments are looked at for.
"""

import sqlite3
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np

from analysis.flood.crew import Crew, shared_crew
from analysis.flood.domain import Domain
from analysis.flood.frame import Frame
from analysis.flood.record.bands import in_chunks
from analysis.flood.record.packing import packed, packed_ground
from analysis.flood.record.series import Series
from analysis.flood.record.store import Kind, SeriesFile
from analysis.flood.scheme import TILE
from scene.errors import InvalidRequest
from scene.messages import Message, msg

#: Fewer tiles than this are packed on one thread.
_FEW: Final = 32


class Recording:
    """Depth and velocity at regular moments, streamed to a file (an Observer).

    A file that is there and is of the same domain is gone on with if a checkpoint is restored before the
    first look, else begun anew. A full disk stops the recording, not the run: :attr:`warning` says so, and
    the moments before it stay.

    Parameters
    ----------
    path : Path
    domain : Domain
    interval : float
        Seconds between two moments.

    Raises
    ------
    InvalidRequest
        If the file cannot be made.

    Attributes
    ----------
    warning : Message or None
        What went wrong.
    """

    def __init__(self, path: Path, domain: Domain, *, interval: float = 60.0) -> None:
        self.interval = interval
        self.warning: Message | None = None
        grid = domain.grid
        head = {
            "rows": grid.rows,
            "cols": grid.cols,
            "cell": grid.cell,
            "west": grid.west,
            "north": grid.north,
            "tile": TILE,
        }
        try:
            self.file = SeriesFile(path, head)
        except (OSError, sqlite3.Error) as problem:
            raise InvalidRequest(
                msg(
                    "The course of the flood cannot be kept in {path} ({problem}).",
                    path=path,
                    problem=problem,
                ),
                msg("Free some room on that disk, or let the program write there."),
            ) from problem
        self._times: list[float] | None = None
        tiles = -(-grid.rows // TILE) * -(-grid.cols // TILE)
        self._ground_sums = np.full(tiles, -1, np.int64)

    @property
    def series(self) -> Series:
        """What is kept; may be read while the run goes on."""
        return Series(self.file)

    def observe(self, frame: Frame) -> None:
        """Keep a moment."""
        if self.warning is not None:
            return
        if self._times is None:
            self.file.cut(0)
            self._times = []
        if self._times and frame.time <= self._times[-1]:
            return
        number = len(self._times)
        try:
            self.file.append(number, frame.time, [*self._beds(frame), *_waters(frame, shared_crew())])
        except sqlite3.OperationalError as problem:
            self.warning = msg(
                "The course of the flood could not be kept any longer in {path} ({problem}): it ends at "
                "{minutes:.1f} min; greatest values and tables are of the whole run.",
                path=self.file.path,
                problem=problem,
                minutes=self._times[-1] / 60.0 if self._times else 0.0,
            )
            return
        self._times.append(frame.time)

    def state(self) -> dict[str, object]:
        """Return what a checkpoint keeps: how many moments there were."""
        return {"moments": np.array(len(self._times or ()))}

    def restore(self, state: dict[str, Any]) -> None:
        """Cut the file back to the moments of a checkpoint and go on from there."""
        self.file.cut(int(state["moments"]))
        self._times = self.file.times()
        self._ground_sums[:] = -1

    def _beds(self, frame: Frame) -> list[tuple[Kind, int, bytes]]:
        """Return the tiles whose bed is not the one that was kept last."""
        changed: list[tuple[Kind, int, bytes]] = []
        across = frame.wet.shape[1]
        for tile in range(frame.wet.size):
            row, col = divmod(tile, across)
            piece = frame.ground[row * TILE : (row + 1) * TILE, col * TILE : (col + 1) * TILE]
            total = zlib.crc32(np.ascontiguousarray(piece).data)
            if total != self._ground_sums[tile]:
                self._ground_sums[tile] = total
                changed.append(("ground", tile, packed_ground(frame.ground, row, col)))
        return changed


def _waters(frame: Frame, crew: Crew) -> list[tuple[Kind, int, bytes]]:
    """Return the packed depths and velocities of the tiles that hold water, in their order."""
    tiles = np.flatnonzero(frame.wet).tolist()
    across = frame.wet.shape[1]

    kept: list[tuple[bytes, bytes]] = [(b"", b"")] * len(tiles)

    def pack(first: int, last: int) -> None:
        for number in range(first, last):
            row, col = divmod(tiles[number], across)
            kept[number] = packed(frame.depth, frame.east, frame.north, row, col)

    in_chunks(len(tiles), pack, crew, few=_FEW)
    made: list[tuple[Kind, int, bytes]] = []
    for tile, (depth, flow) in zip(tiles, kept, strict=True):
        if depth:
            made.append(("depth", tile, depth))
        if flow:
            made.append(("flow", tile, flow))
    return made
