"""When roads are cut: the water over the best lane of every piece and of every road, while a run goes on.

A piece is as deep as its best lane, a lane as deep as its deepest cell, a road as deep as its worst piece. It
does not know tables.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.flood.crew import shared_crew
from analysis.flood.frame import Frame
from analysis.flood.impacts.crossings import Crossings
from analysis.flood.impacts.roads import RoadPieces
from analysis.flood.record.bands import in_chunks
from scene.payloads.arrays import F32, F64, I32

#: Index of the two limits: the lane of the pass rule, and the closed road.
LANE_LIMIT, CLOSED_LIMIT = 0, 1
_PIECE, _ROAD = "piece_", "road_"


class RoadCuts:
    """Running values of every piece and road (an Observer).

    Parameters
    ----------
    pieces : RoadPieces
    interval : float
        Seconds between two looks.
    lane_depth, closed_depth : float
        Metres over the best lane.

    Attributes
    ----------
    of_piece, of_road : Crossings
        Depth over the best lane, metres, against the two limits.
    """

    def __init__(
        self, pieces: RoadPieces, *, interval: float, lane_depth: float = 0.15, closed_depth: float = 0.30
    ) -> None:
        self.pieces = pieces
        self.interval = interval
        limits = (lane_depth, closed_depth)
        self.of_piece = Crossings(pieces.count, limits)
        self.of_road = Crossings(len(pieces.names), limits)
        self._depth: F64 = np.zeros(pieces.count)

    @property
    def depth(self) -> F64:
        """Depth over the best lane of each piece at the last look, metres; 0 where nothing is known."""
        return self._depth

    def observe(self, frame: Frame) -> None:
        """Look at a moment."""
        pieces = self.pieces
        depth = frame.depth.reshape(-1)
        in_chunks(
            pieces.count,
            lambda first, last: _best_lanes(
                first,
                last,
                pieces.lane_start,
                pieces.cell_start,
                pieces.cells,
                pieces.rise,
                depth,
                self._depth,
            ),
            shared_crew(),
        )
        self.of_piece.look(frame.time, self._depth)
        worst = np.zeros(len(pieces.names))
        np.maximum.at(worst, pieces.road_of, self._depth)
        self.of_road.look(frame.time, worst)

    def state(self) -> dict[str, object]:
        """Return what a checkpoint keeps."""
        parts = ((_PIECE, self.of_piece), (_ROAD, self.of_road))
        return {name + key: value for name, part in parts for key, value in part.state().items()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        for name, part in ((_PIECE, self.of_piece), (_ROAD, self.of_road)):
            part.restore({key[len(name) :]: value for key, value in state.items() if key.startswith(name)})
        self._depth[:] = self.of_piece.last


@njit(cache=True, nogil=True)
def _best_lanes(
    first: int, last: int, lane_start: NDArray[np.int64], cell_start: NDArray[np.int64], cells: I32,
    rise: F32, depth: F32, best: F64,
) -> None:  # fmt: skip
    """Write the depth over the best lane of the pieces from `first` to `last`."""
    for piece in range(first, last):
        least = np.inf
        for lane in range(lane_start[piece], lane_start[piece + 1]):
            most = 0.0
            for k in range(cell_start[lane], cell_start[lane + 1]):
                most = max(most, np.float64(depth[cells[k]]) - np.float64(rise[k]))
            least = min(least, most)
        best[piece] = least if least < np.inf else 0.0
