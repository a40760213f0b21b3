"""Roads in pieces of about 15 m and lanes: the cells under each lane. It does not know water in time.

Where the line of a road runs well over the ground it is a bridge, and counts from its own level. Cells that
are water at the start are no road unless a bridge leads over them, and walls are none. A layer whose lines
lie at zero throughout is a plan without levels: it runs on the ground.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.flood.domain import Domain
from analysis.flood.impacts.openings import STANDING
from scene.geometry.placed import placed
from scene.messages import BilingualText
from scene.node import Node
from scene.payloads import Polylines
from scene.payloads.arrays import F32, F64, I32

#: Length of a piece, width of a lane, and width of a road that does not say, metres.
PIECE: Final = 15.0
LANE: Final = 3.5
ASSUMED_WIDTH: Final = 7.0
#: A carriageway higher than this over the bed is a bridge, metres.
_BRIDGE: Final = 0.5
UNNAMED: Final = BilingualText("其他街巷", "Other streets and lanes")


@dataclass(frozen=True, eq=False)
class RoadPieces:
    """All pieces of all roads within the domain.

    Parameters
    ----------
    names : tuple of BilingualText
        Of the roads; lines of one name are one road, and all lines without a name are the last.
    road_of : ndarray of int32, shape (p,)
        Road of each piece.
    line_of : ndarray of int32, shape (p,)
        Line of each piece, counted through the layers.
    ends : ndarray of float64, shape (p, 4)
        x and y of both ends, metres.
    level : ndarray of float32, shape (p,)
        Of the carriageway at its middle, local z.
    width, length : ndarray of float64, shape (p,)
        Metres.
    width_known : ndarray of bool, shape (p,)
        False where it is assumed.
    leaves : ndarray of bool, shape (p,)
        Whether the road leaves the domain here.
    lane_start : ndarray of int64, shape (p + 1,)
        Piece ``i`` has lanes ``lane_start[i]`` to ``lane_start[i + 1]``; none where all is walls or water.
    cell_start : ndarray of int64, shape (lanes + 1,)
        Lane ``j`` has cells ``cell_start[j]`` to ``cell_start[j + 1]``.
    cells : ndarray of int32, shape (k,)
        Flat indices.
    rise : ndarray of float32, shape (k,)
        Of the carriageway over the bed where it is a bridge, else 0, metres.
    """

    names: tuple[BilingualText, ...]
    road_of: I32
    line_of: I32
    ends: F64
    level: F32
    width: F64
    length: F64
    width_known: NDArray[np.bool_]
    leaves: NDArray[np.bool_]
    lane_start: NDArray[np.int64]
    cell_start: NDArray[np.int64]
    cells: I32
    rise: F32

    @property
    def count(self) -> int:
        """Number of pieces."""
        return len(self.road_of)

    @property
    def is_judged(self) -> NDArray[np.bool_]:
        """Whether there is a lane whose water is known."""
        return np.diff(self.lane_start) > 0

    def near(self, x: float, y: float) -> int | None:
        """Return the piece on whose carriageway a place lies, the nearest of several."""
        if not self.count:
            return None
        a, b = self.ends[:, :2], self.ends[:, 2:]
        way = b - a
        square = np.maximum((way**2).sum(axis=1), 1e-12)
        t = np.clip((((x, y) - a) * way).sum(axis=1) / square, 0.0, 1.0)
        away = np.hypot(*(a + t[:, None] * way - (x, y)).T)
        nearest = int(np.argmin(away))
        return nearest if away[nearest] <= self.width[nearest] / 2.0 + 1.0 else None


def pieces_of(
    roads: Sequence[Node],
    domain: Domain,
    standing: F32 | None = None,
    check: Callable[[], None] = lambda: None,
) -> RoadPieces:
    """Cut the roads into pieces and lanes and lay them into cells.

    Parameters
    ----------
    roads : sequence of Node
        Lines with columns ``name_zh``, ``name_en`` and ``width`` (metres).
    domain : Domain
    standing : ndarray of float32, shape (rows, cols), optional
        Depth at the start, metres.
    check : callable
        May raise to stop.
    """
    lines = _lines_of(roads)
    grid = domain.grid
    pieces, samples, levels, bounds, line_of = [], [], [], [0], []
    inside_box = (
        grid.west,
        grid.north - grid.rows * grid.cell,
        grid.west + grid.cols * grid.cell,
        grid.north,
    )
    for number, line in enumerate(lines.vertices):
        if number % 2000 == 0:
            check()
        if not _touches(line, inside_box):
            continue
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line[:, :2], axis=0).T))])
        if along[-1] <= 0.0:
            continue
        count = max(1, round(along[-1] / PIECE))
        steps = max(2, int(np.ceil(along[-1] / count / (0.5 * grid.cell))))
        at = (np.arange(count * steps) + 0.5) * along[-1] / (count * steps)
        edge = np.arange(count + 1) * along[-1] / count
        corner = np.stack([np.interp(edge, along, line[:, k]) for k in range(2)], axis=1)
        pieces.append(np.hstack([corner[:-1], corner[1:]]))
        samples.append(np.stack([np.interp(at, along, line[:, k]) for k in range(3)], axis=1))
        levels.append(np.interp((edge[:-1] + edge[1:]) / 2, along, line[:, 2]))
        bounds.extend((bounds[-1] + steps * np.arange(1, count + 1)).tolist())
        line_of.append(np.full(count, number, np.int32))
    check()
    ends = np.concatenate([np.zeros((0, 4)), *pieces])
    of = np.concatenate([np.zeros(0, np.int32), *line_of])
    width = lines.width[of]
    return _laid(
        lines, of, ends, np.concatenate([np.zeros(0), *levels]).astype(np.float32), width,
        np.concatenate([np.zeros((0, 3)), *samples]), np.array(bounds, np.int64), domain, standing,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Lines:
    names: tuple[BilingualText, ...]
    road: I32
    vertices: list[F64]
    width: F64
    width_known: NDArray[np.bool_]


def _lines_of(roads: Sequence[Node]) -> _Lines:
    """Return all lines with their road, the ones without a name in the last."""
    index: dict[tuple[str, str], int] = {}
    road, vertices, widths = [], [], []
    for node in roads:
        payload = node.payload
        if not isinstance(payload, Polylines):
            continue
        places = placed(payload.vertices, node.transform).astype(np.float64)
        if not places[:, 2].any():
            places[:, 2] = np.nan
        zh, en = (payload.columns.get(key, np.full(payload.count, "")) for key in ("name_zh", "name_en"))
        width = payload.columns.get("width", np.full(payload.count, np.nan))
        for row in range(payload.count):
            name = (str(zh[row]) or str(en[row]), str(en[row]) or str(zh[row]))
            road.append(-1 if name == ("", "") else index.setdefault(name, len(index)))
            vertices.append(places[payload.line_start[row] : payload.line_start[row + 1]])
            widths.append(float(width[row]) if width.dtype.kind in "fiu" else float("nan"))
    wide = np.array(widths, np.float64)
    known = np.isfinite(wide) & (wide > 0.0)
    of = np.array(road, np.int32)
    of[of < 0] = len(index)
    names = (*(BilingualText(*name) for name in index), UNNAMED)
    return _Lines(names, of, vertices, np.where(known, wide, ASSUMED_WIDTH), known)


def _touches(line: F64, box: tuple[float, float, float, float]) -> bool:
    if len(line) < 2:
        return False
    (west, south), (east, north) = line[:, :2].min(axis=0), line[:, :2].max(axis=0)
    return bool(west < box[2] and east > box[0] and south < box[3] and north > box[1])


def _laid(
    lines: _Lines, of: I32, ends: F64, level: F32, width: F64, samples: F64, bounds: NDArray[np.int64],
    domain: Domain, standing: F32 | None,
) -> RoadPieces:  # fmt: skip
    """Lay the lanes of every piece into cells; drop pieces that lie outside the domain."""
    grid = domain.grid
    deep = np.zeros(domain.shape, np.float32) if standing is None else standing
    inside = np.zeros(len(of), np.bool_)
    leaves = np.zeros(len(of), np.bool_)
    arguments = (
        samples, bounds, ends, width, LANE, domain.ground, deep, STANDING, _BRIDGE, grid.west, grid.north,
        grid.cell,
    )  # fmt: skip
    room = _lanes(*arguments, inside, leaves, np.zeros(0, np.int64), np.zeros(0, np.float32))
    lanes, rise = np.empty(room, np.int64), np.empty(room, np.float32)
    _lanes(*arguments, inside, leaves, lanes, rise)
    kept = np.flatnonzero(inside)
    # One entry a piece, lane and cell; `lanes` holds the three as one number.
    cells_all = grid.rows * grid.cols
    pairs, first = np.unique(lanes, return_index=True)
    lane, cells = np.divmod(pairs, cells_all)
    unique_lane, cell_start = np.unique(lane, return_index=True)
    piece_of_lane = unique_lane // _MOST_LANES
    return RoadPieces(
        lines.names,
        lines.road[of[kept]],
        of[kept],
        ends[kept],
        level[kept],
        width[kept],
        np.hypot(ends[kept, 2] - ends[kept, 0], ends[kept, 3] - ends[kept, 1]),
        lines.width_known[of[kept]],
        leaves[kept],
        np.searchsorted(piece_of_lane, np.concatenate([kept, [len(of)]])).astype(np.int64),
        np.concatenate([cell_start, [len(pairs)]]).astype(np.int64),
        cells.astype(np.int32),
        rise[first],
    )


#: More lanes than any road has.
_MOST_LANES: Final = 64


@njit(cache=True, nogil=True)
def _lanes(
    samples: F64, bounds: NDArray[np.int64], ends: F64, width: F64, lane_width: float, ground: F32,
    standing: F32, still: float, bridge: float, west: float, north: float, cell: float,
    inside: NDArray[np.bool_], leaves: NDArray[np.bool_], found: NDArray[np.int64], rise: F32,
) -> int:  # fmt: skip
    """Note piece, lane and cell under the middle of every lane; without room for the notes, count them."""
    rows, cols = ground.shape
    count = 0
    for piece in range(len(ends)):
        dx, dy = ends[piece, 2] - ends[piece, 0], ends[piece, 3] - ends[piece, 1]
        length = max(np.sqrt(dx * dx + dy * dy), 1e-9)
        lanes = min(max(int(width[piece] / lane_width), 1), _MOST_LANES)
        for s in range(bounds[piece], bounds[piece + 1]):
            col = int(np.floor((samples[s, 0] - west) / cell))
            row = int(np.floor((north - samples[s, 1]) / cell))
            # Water at the edge itself belongs to the boundary: the outermost two cells are the way out.
            if row < 2 or row >= rows - 2 or col < 2 or col >= cols - 2:
                leaves[piece] = True
            if row < 0 or row >= rows or col < 0 or col >= cols:
                continue
            inside[piece] = True
            for lane in range(lanes):
                aside = ((lane + 0.5) / lanes - 0.5) * width[piece]
                x, y = samples[s, 0] - aside * dy / length, samples[s, 1] + aside * dx / length
                col = int(np.floor((x - west) / cell))
                row = int(np.floor((north - y) / cell))
                if row < 0 or row >= rows or col < 0 or col >= cols or np.isnan(ground[row, col]):
                    continue
                over = samples[s, 2] - ground[row, col]
                is_bridge = over > bridge
                if not is_bridge and standing[row, col] > still:
                    continue
                if len(found):
                    found[count] = (piece * _MOST_LANES + lane) * (rows * cols) + row * cols + col
                    rise[count] = over if is_bridge else 0.0
                count += 1
    return count
