"""Which quarters are cut off while a run goes on: whose streets no longer lead out of the area.

Two pieces of road are joined where their carriageways touch; one leads out if pieces under the limit join it
to a piece that leaves the area. What leads nowhere with dry roads does not count. It does not know tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.flood.frame import Frame
from analysis.flood.impacts.crossings import Crossings
from analysis.flood.impacts.footprints import Footprints
from analysis.flood.impacts.road_cuts import RoadCuts
from analysis.flood.impacts.roads import RoadPieces
from scene.geometry.ground import TriangleSurface, surface_of_node
from scene.geometry.placed import placed
from scene.messages import BilingualText
from scene.node import Node
from scene.payloads import Buildings, TriangleMesh
from scene.payloads.arrays import F64, I32

#: Gap between two carriageways that still join, metres.
_GAP: Final = 1.0
#: A house farther from every road belongs to none, metres.
_REACH: Final = 120.0
#: A quarter is cut off when less than this share of its streets leads out.
CUT_OFF: Final = 0.05


@dataclass(frozen=True, eq=False)
class RoadNetwork:
    """Pieces of road that are joined, and what lies along them.

    Parameters
    ----------
    pieces : RoadPieces
    joined : ndarray of int32, shape (e, 2)
        Pairs of pieces whose carriageways touch.
    quarter_names : tuple of BilingualText
    quarter_of : ndarray of int32, shape (p,)
        Quarter in which the middle of each piece lies; -1 for none.
    houses : ndarray of int64, shape (p,)
        Houses for which a piece is the nearest.
    leads_out : ndarray of bool, shape (p,)
        Whether it leads out of the area with dry roads.
    """

    pieces: RoadPieces
    joined: I32
    quarter_names: tuple[BilingualText, ...]
    quarter_of: I32
    houses: NDArray[np.int64]
    leads_out: NDArray[np.bool_]


def network_of(pieces: RoadPieces, plans: Footprints, quarters: Sequence[Node]) -> RoadNetwork:
    """Join pieces, and find out to which quarter each belongs and which houses lie along it."""
    from scipy.spatial import cKDTree

    pairs = _joined(pieces)
    middle = (pieces.ends[:, :2] + pieces.ends[:, 2:]) / 2.0
    houses = np.zeros(pieces.count, np.int64)
    ordinary = np.flatnonzero(~plans.is_heritage)
    if pieces.count and len(ordinary):
        first = plans.rings[plans.ring_start[plans.item_start[ordinary]]]
        _, near = cKDTree(middle).query(first, distance_upper_bound=_REACH)
        houses = np.bincount(near, minlength=pieces.count + 1)[: pieces.count]
    names, of = _quarters_at(quarters, middle)
    leads_out = reached(pairs, pieces.leaves, np.ones(pieces.count, np.bool_))
    return RoadNetwork(pieces, pairs, names, of, houses, leads_out)


def _joined(pieces: RoadPieces) -> I32:
    """Return pairs of pieces, the lower number first, whose carriageways touch."""
    from shapely import STRtree, distance, linestrings

    if not pieces.count:
        return np.zeros((0, 2), np.int32)
    lines = linestrings(pieces.ends.reshape(-1, 2, 2))
    half = pieces.width / 2.0
    # The wider of two finds the narrower, so that the widest road's reach is not asked of every lane.
    pairs = STRtree(lines).query(lines, "dwithin", distance=2.0 * half + _GAP).T
    apart = distance(lines[pairs[:, 0]], lines[pairs[:, 1]])
    near = (apart <= half[pairs].sum(axis=1) + _GAP) & (pairs[:, 0] != pairs[:, 1])
    return np.unique(np.sort(pairs[near], axis=1), axis=0).astype(np.int32)


def reached(joined: I32, leaves: NDArray[np.bool_], passable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which pieces lead out: passable ones that are joined to one that leaves the area."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = len(passable)
    if not count:
        return np.zeros(0, np.bool_)
    open_pairs = joined[passable[joined].all(axis=1)]
    graph = coo_array((np.ones(len(open_pairs), np.int8), open_pairs.T), shape=(count, count))
    _, part = connected_components(graph, directed=False)
    out = np.zeros(count, np.bool_)
    out[part[leaves & passable]] = True
    found: NDArray[np.bool_] = out[part] & passable
    return found


def _quarters_at(quarters: Sequence[Node], places: F64) -> tuple[tuple[BilingualText, ...], I32]:
    """Return the names of quarters, and the quarter of each place; where layers overlap the first holds."""
    names: list[BilingualText] = []
    found = np.full(len(places), -1, np.int32)
    for node in quarters:
        payload = node.payload
        if isinstance(payload, TriangleMesh) and "name_zh" in payload.columns:
            surface = surface_of_node(node)
            assert isinstance(surface, TriangleSurface)
            face = surface.faces_at(places)
            row = np.where(face >= 0, payload.features[face], -1)
            count = len(payload.columns["name_zh"])
        elif isinstance(payload, Buildings):
            row, count = _areas_at(payload, node, places), payload.count
        else:
            continue
        found = np.where((found < 0) & (row >= 0), row + len(names), found).astype(np.int32)
        names += [_name(payload, k) for k in range(count)]
    return tuple(names), found


def _areas_at(payload: Buildings, node: Node, places: F64) -> NDArray[np.int64]:
    """Return the row of a layer of areas in which each place lies, the first of several; -1 for none."""
    from shapely import STRtree, points, polygons

    flat = np.column_stack([payload.rings, np.zeros(len(payload.rings), np.float32)])
    rings = placed(flat, node.transform)[:, :2].astype(np.float64)
    outer = payload.part_start[:-1]
    parts = [polygons(rings[payload.ring_start[r] : payload.ring_start[r + 1]]) for r in outer]
    place, part = STRtree(parts).query(points(places), "intersects")
    row = np.full(len(places), payload.count, np.int64)
    np.minimum.at(row, place, payload.building_of_part[part])
    return np.where(row < payload.count, row, -1)


def _name(payload: TriangleMesh | Buildings, row: int) -> BilingualText:
    zh, en = (
        str(payload.columns[key][row]) if key in payload.columns else "" for key in ("name_zh", "name_en")
    )
    return BilingualText(zh or en, en or zh)


class QuarterCuts:
    """How much of every quarter's streets leads out, while a run goes on (an Observer).

    Parameters
    ----------
    network : RoadNetwork
    cuts : RoadCuts
        Asked for the water over the pieces at its last look; looks before this one.
    interval : float
        Seconds between two looks.

    Attributes
    ----------
    lost : Crossings
        Share of the length of each quarter's streets that no longer leads out, against the limit from which
        it is cut off.
    houses : ndarray of int64, shape (q,)
        Most houses of a quarter at one look whose street did not lead out.
    """

    def __init__(self, network: RoadNetwork, cuts: RoadCuts, *, interval: float) -> None:
        self.network = network
        self.interval = interval
        self._cuts = cuts
        count = len(network.quarter_names)
        self.lost = Crossings(count, (1.0 - CUT_OFF,))
        self.houses = np.zeros(count, np.int64)
        counted = network.leads_out & (network.quarter_of >= 0)
        self._counted = np.flatnonzero(counted)
        self._of = network.quarter_of[self._counted]
        self.length = np.bincount(self._of, network.pieces.length[self._counted], minlength=count)
        self._closed: NDArray[np.bool_] | None = None
        self._values = (np.zeros(count), np.zeros(count, np.int64))

    def observe(self, frame: Frame) -> None:
        """Look at a moment."""
        closed = self._cuts.depth > self._cuts.of_piece.limits[1]
        # While no piece opens or closes, what leads out stays the same.
        if self._closed is None or not np.array_equal(closed, self._closed):
            self._closed = closed
            self._values = self._counted_up(~closed)
        self.lost.look(frame.time, self._values[0])
        np.maximum(self.houses, self._values[1], out=self.houses)

    def _counted_up(self, passable: NDArray[np.bool_]) -> tuple[F64, NDArray[np.int64]]:
        network, count = self.network, len(self.network.quarter_names)
        out = reached(network.joined, network.pieces.leaves, passable)
        shut = self._counted[~out[self._counted]]
        of = network.quarter_of[shut]
        lost = np.bincount(of, network.pieces.length[shut], minlength=count)
        houses = np.bincount(of, network.houses[shut], minlength=count)
        share = np.divide(lost, self.length, out=np.zeros(count), where=self.length > 0.0)
        return share, houses.astype(np.int64)

    def state(self) -> dict[str, object]:
        """Return what a checkpoint keeps."""
        return {**self.lost.state(), "houses": self.houses}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.lost.restore({key: value for key, value in state.items() if key != "houses"})
        self.houses[...] = state["houses"]
        self._closed = None
