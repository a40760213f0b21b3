"""Each object on the way to a body: where it enters, what it hides, what it would have to lose, what is next.

It does not know verdicts, tables or how things are drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.sightline.obstruction.looking import CASES, Look, tally_of
from analysis.sightline.stations import Stations
from scene.geometry.ray_scene import RayScene
from scene.payloads.arrays import F64, I32

#: An object that hides less of a silhouette than this, from no station more, is not worth a line.
LEAST_SHARE: Final = 1e-4


@dataclass(frozen=True, eq=False)
class Blocker:
    """An object on the way to the body, as seen from the station from which it hides most.

    Parameters
    ----------
    viewpoint : int
        Index of the viewpoint.
    station : int
        Index of that station.
    layer, row : int
        Into the ray scene.
    distance : float
        Horizontal, from the eye to where the object first enters a line that it blocks, metres.
    place : tuple of float
        That place, local metres.
    alone, first, only : float
        Shares of the silhouette, 0 to 1: hidden by it if it stood alone, hidden by it as the nearest, and
        hidden by nothing else.
    first_bare : float
        Like `first`, were there no trees; 0 for a tree.
    lose : float
        Metres that it would have to lose for all of the body to be free of it.
    top : tuple of float
        Where that is: the point of the object that stands highest over the sight line, local metres.
    next_layer, next_row : int
        What blocks most of what this hides if it were gone; -1 if nothing does.
    path : float
        Metres of the route on which it hides something; 0 for a point.
    """

    viewpoint: int
    station: int
    layer: int
    row: int
    distance: float
    place: tuple[float, float, float]
    alone: float
    first: float
    only: float
    first_bare: float
    lose: float
    top: tuple[float, float, float]
    next_layer: int
    next_row: int
    path: float


@dataclass(frozen=True, eq=False)
class Objects:
    """Every object before every station that it hides something from, one row each.

    Parameters
    ----------
    station, layer, row : ndarray of int32, shape (n,)
    alone, first, only, first_bare : ndarray of float64, shape (n,)
        Shares of the silhouette.
    near : ndarray of int64, shape (n,)
        Which interval of its run holds the object's nearest point.
    most : ndarray of int64, shape (n,)
        Which interval of its run holds its greatest excess.
    weight : ndarray of float64
        Metres of path.
    """

    station: I32
    layer: I32
    row: I32
    alone: F64
    first: F64
    only: F64
    first_bare: F64
    near: NDArray[np.int64]
    most: NDArray[np.int64]
    weight: F64

    @classmethod
    def of(cls, looks: Sequence[Look], stations: Stations, weight: F64) -> "Objects":
        """Gather them from all runs; `weight` is the metres of path of each station."""
        nothing, none = np.zeros(0, np.int32), np.zeros(0)
        parts: list[tuple[NDArray[Any], ...]] = [
            (nothing, nothing, nothing, none, none, none, none, nothing, nothing, none)
        ]
        for look in looks:
            if "objects" in look.figures:
                parts.append(look.figures["objects"])
                continue
            full, bare = look.tallies[CASES[0]], look.tallies[CASES[1]]
            eyes, things = np.nonzero(full.alone > 0.0)
            if not len(eyes):
                continue
            total = full.total[eyes]
            station = look.run.stations[eyes]
            near, most = _extremes(look)
            look.figures["objects"] = (
                    station, look.screens.layer[things], look.screens.row[things],
                    full.alone[eyes, things] / total, full.first[eyes, things] / total,
                    full.only[eyes, things] / total, bare.first[eyes, things] / total,
                    near[eyes, things], most[eyes, things], weight[station],
            )  # fmt: skip
            parts.append(look.figures["objects"])
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def blockers(
        self,
        viewpoint: int,
        looks: Sequence[Look],
        look_of: I32,
        stations: Stations,
        rays: RayScene,
        check: Callable[[], None],
    ) -> tuple[Blocker, ...]:
        """Return the objects before one viewpoint, each from the station from which it hides most."""
        own = np.flatnonzero(stations.of[self.station.astype(np.int64)] == viewpoint)
        if not len(own):
            return ()
        keys = np.stack([self.layer[own], self.row[own]])
        _, group = np.unique(keys, axis=1, return_inverse=True)
        group = group.reshape(-1)
        path: F64 = np.bincount(group, self.weight[own]).astype(np.float64)
        order = np.lexsort((self.station[own], -self.alone[own], group))
        heads = own[order[np.flatnonzero(np.diff(group[order], prepend=-1))]]
        path = path if stations.viewpoints[viewpoint].is_route else np.zeros(len(path))
        found = []
        for number, at in enumerate(heads.tolist()):
            check()
            if self.alone[at] < LEAST_SHARE:
                continue
            look = looks[int(look_of[int(self.station[at])])]
            found.append(self._blocker(at, viewpoint, look, float(path[number]), rays))
        return tuple(sorted(found, key=lambda blocker: (blocker.distance, blocker.layer, blocker.row)))

    def _blocker(self, at: int, viewpoint: int, look: Look, path: float, rays: RayScene) -> Blocker:
        hidden, run = look.screens.hidden, look.run
        station, layer, row = int(self.station[at]), int(self.layer[at]), int(self.row[at])
        eye = int(np.flatnonzero(run.stations == station)[0])
        if "pairs" not in look.figures:
            look.figures["pairs"] = tally_of(run, look.screens, rays, CASES[0], pairs=True).after
        thing = int(np.flatnonzero((look.screens.layer == layer) & (look.screens.row == row))[0])
        behind = look.figures["pairs"][eye, thing]
        after = int(np.argmax(behind)) if behind.max(initial=0.0) > 0.0 else -1
        near, most = int(self.near[at]), int(self.most[at])
        place = _place(look, eye, near, float(hidden.near[near]), float(hidden.tangent[near]))
        base = float(run.silhouette.lowest()[look.screens.column[most]])
        line = _place(look, eye, most, float(hidden.edge[most]), base)
        lose = float(hidden.excess[most])
        return Blocker(
            viewpoint, station, layer, row, 1.0 / float(hidden.near[near]), place,
            float(self.alone[at]), float(self.first[at]), float(self.only[at]), float(self.first_bare[at]),
            lose, (line[0], line[1], line[2] + lose),
            int(look.screens.layer[after]) if after >= 0 else -1,
            int(look.screens.row[after]) if after >= 0 else -1,
            path,
        )  # fmt: skip


def _extremes(look: Look) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, by eye and object, the interval with its nearest point and that with its greatest excess."""
    hidden = look.screens.hidden
    shape = (len(look.run.eye), len(look.screens.row))
    key = look.run.silhouette.of[look.screens.column].astype(np.int64) * shape[1] + hidden.row
    found = []
    for values in (hidden.near, hidden.excess):
        order = np.lexsort((-np.arange(len(key)), values, key))
        last = np.flatnonzero(np.append(np.diff(key[order]) > 0, True)) if len(key) else order
        best = np.zeros(shape[0] * shape[1], np.int64)
        best[key[order[last]]] = order[last]
        found.append(best.reshape(shape))
    return found[0], found[1]


def _place(look: Look, eye: int, interval: int, inverse: float, tangent: float) -> tuple[float, float, float]:
    """Return where a sight line is at a distance, local metres."""
    distance = 1.0 / inverse
    way = look.run.silhouette.way[look.screens.column[interval]]
    x, y, z = look.run.eye[eye].tolist()
    return (
        x + float(way[0]) * distance,
        y + float(way[1]) * distance,
        z + (tangent + look.run.drop * distance) * distance,
    )
