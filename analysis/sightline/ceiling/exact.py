"""The ceiling of the balloon rule at one place, decided by upright columns through the triangles.

A needle at the place is first seen at the lowest elevation that no triangle blocks in the column from any
station. What stands there now does not screen it: the building whose roof is uppermost at the place is left
out, as a new one would take its ground. Gaps under eaves, bridges and crowns count, which no raster knows.
It does not know other rules or errors.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.sightline.column_arrays import Columns
from analysis.sightline.column_kernels import NEAR, OPEN_ANGLE
from analysis.sightline.columns import block, gaps_between, nothing_blocked, nothing_noted
from analysis.sightline.stations import Stations
from scene.geometry.ray_scene import RayScene
from scene.node import Role
from scene.payloads import Buildings
from scene.payloads.arrays import F64, I32

#: Stations that are asked together; later ones are asked only up to what the earlier ones found.
_TOGETHER: Final = 128


@dataclass(frozen=True, slots=True)
class Seen:
    """How a place is first seen.

    Parameters
    ----------
    level : float
        Local z at which something over the place is first seen, the ground at least; inf if none up to the
        greatest height is.
    open_to : float
        Up to this local z it stays in sight from there; inf if nothing is over the gap.
    station : int
        Row of the station; -1 if none sees it.
    distance : float
        Horizontal, from the station to the place, metres.
    screen_layer, screen_row : int
        What is just overlooked: layer of the ray scene and row in it; -1 if nothing.
    screen_distance : float
        From the station to its edge, metres; nan if nothing.
    screen_rise : float
        Of its edge over the eye, metres; nan if nothing.
    """

    level: float
    open_to: float
    station: int
    distance: float
    screen_layer: int
    screen_row: int
    screen_distance: float
    screen_rise: float


@dataclass(frozen=True, eq=False)
class ExactCeiling:
    """Asked for single places.

    Parameters
    ----------
    rays : RayScene
    stations : Stations
    drop : float
        Curvature less refraction, 1/m.
    trees : bool
        Whether trees screen.
    greatest_height : float
        Above ground, metres.
    """

    rays: RayScene
    stations: Stations
    drop: float
    trees: bool
    greatest_height: float

    def own_building(self, place: tuple[float, float]) -> tuple[int, int]:
        """Return layer and row of the building whose roof is uppermost at a place; -1 and -1 if none is."""
        hits = self.rays.first_hit(
            [(*place, 1.0e4)], [(*place, -1.0e4)], trees=True,
        )  # fmt: skip
        layer = int(hits.layer[0])
        if layer < 0 or not isinstance(self.rays.layers[layer].node.payload, Buildings):
            return -1, -1
        return layer, int(hits.row[0])

    def seen(
        self, place: tuple[float, float], ground: float, rows: I32 | None = None, below: float = np.inf
    ) -> Seen:
        """Return how a place is first seen from all stations, or from some.

        Parameters
        ----------
        place : tuple of float
            Local x and y.
        ground : float
            Local z there.
        rows : ndarray of int32, optional
            Stations, the most promising first.
        below : float
            Only whether it is seen under this local z is asked; what is first seen there or over it is not.
        """
        best = Seen(np.inf, np.inf, -1, np.nan, -1, -1, np.nan, np.nan)
        cap = min(ground + self.greatest_height, below)
        if cap <= ground:
            return best
        own = self.own_building(place)
        for host, chunk in self._chunks(place, rows):
            found = self._lowest(place, ground, min(best.level, cap), host, chunk, own)
            if found is not None and found.level < min(best.level, below):
                best = found
            if best.level <= ground:
                break
        return best

    def _chunks(self, place: tuple[float, float], rows: I32 | None) -> list[tuple[str, I32]]:
        """Return stations that look towards a place, in chunks of one host each."""
        rows = np.arange(len(self.stations.eye), dtype=np.int32) if rows is None else rows
        off = np.asarray(place) - self.stations.eye[rows, :2]
        distance = np.hypot(off[:, 0], off[:, 1])
        way = off / np.maximum(distance, 1e-9)[:, None]
        looking = np.zeros(len(rows), np.bool_)
        hosts = np.array([viewpoint.host for viewpoint in self.stations.viewpoints])[self.stations.of[rows]]
        for of in np.unique(self.stations.of[rows]):
            own = self.stations.of[rows] == of
            looking[own] = self.stations.viewpoints[of].sees_towards(way[own])
        chunks = []
        for host in dict.fromkeys(hosts.tolist()):
            kept = rows[looking & (hosts == host)]
            strides = max(-(-len(kept) // _TOGETHER), 1)
            chunks += [(host, kept[start::strides]) for start in range(strides) if len(kept)]
        return chunks

    def _lowest(
        self,
        place: tuple[float, float],
        ground: float,
        cap: float,
        host: str,
        rows: I32,
        own: tuple[int, int],
    ) -> Seen | None:
        """Return how the place is first seen from some stations of one host, if lower than `cap`."""
        eye = np.ascontiguousarray(self.stations.eye[rows])
        off = np.asarray(place) - eye[:, :2]
        distance = np.hypot(off[:, 0], off[:, 1])
        if (distance <= NEAR).any():
            return Seen(ground, np.inf, int(rows[np.argmin(distance)]), 0.0, -1, -1, np.nan, np.nan)

        def tangent(z: float) -> F64:
            return np.asarray((z - eye[:, 2]) / distance - self.drop * distance)

        # A little over the cap, so that what closes a gap that begins under it is met too.
        columns = Columns(
            eye, off / distance[:, None], distance, tangent(ground), tangent(cap) + 1.1 * OPEN_ANGLE
        )
        blocked = nothing_blocked(len(rows))
        # Made once for all layers: there are dozens, and mostly they have little to say.
        each, noted = np.arange(len(rows), dtype=np.int32), nothing_noted(0)
        layers = sorted(enumerate(self.rays.layers), key=lambda pair: pair[1].node.role is Role.TERRAIN)
        for number, layer in layers:
            if (layer.is_tree and not self.trees) or (host and layer.node.id == host):
                continue
            left_out = own[1] if number == own[0] else -1
            blocked = block(columns, layer.solid, number, self.drop, blocked, each, noted, left_out)
        gaps = gaps_between(columns, blocked)
        first, last = gaps.start[:-1], gaps.start[1:]
        some = np.flatnonzero(last > first)
        if not len(some):
            return None
        low = gaps.low[first[some]]
        height = eye[some, 2] + (low + self.drop * distance[some]) * distance[some]
        k = int(np.argmin(height))
        i, at = int(some[k]), int(first[some[k]])
        reach, which, face = float(gaps.distance[at]), int(gaps.layer[at]), int(gaps.face[at])
        over = float(gaps.high[at])
        top = np.inf
        if over < columns.high[i]:
            top = float(eye[i, 2] + (over + self.drop * distance[i]) * distance[i])
        rise = (float(gaps.low[at]) + self.drop * reach) * reach
        row = int(self.rays.layers[which].solid.rows_at(np.array([face], np.int32))[0]) if which >= 0 else -1
        return Seen(
            max(float(height[k]), ground), top, int(rows[i]), float(distance[i]), which, row, reach, rise
        )
