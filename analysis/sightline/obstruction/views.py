"""From tallies to figures: what share of a body each station sees, and how sure that is.

It does not know verdicts, tables or how things are drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.common.errors import P95
from analysis.common.rules import RuleBook
from analysis.sightline.errors import accuracy_of, height_sigma, position_sigma
from analysis.sightline.obstruction.blockers import Blocker, Objects
from analysis.sightline.obstruction.looking import CASES, Case, Look
from analysis.sightline.obstruction.tally_kernels import Tally
from analysis.sightline.stations import Stations, Viewpoint
from scene.geometry.ray_scene import RayScene
from scene.payloads.arrays import F64, I32


@dataclass(frozen=True, eq=False)
class View:
    """What one viewpoint sees of the body.

    Parameters
    ----------
    viewpoint : Viewpoint
    index : int
        Of the viewpoint.
    rows : ndarray of int32
        Its stations.
    along, weight : ndarray of float64
        Metres from the start of the route, and metres of path that each station stands for (1 for a point).
    share : dict
        By case, what share of the silhouette each station sees, 0 to 1; nan where it does not look its way.
    error : dict
        By case, its 95 % error.
    angle : ndarray of float64
        Solid angle of the silhouette, steradians.
    blockers : tuple of Blocker
        By distance.
    """

    viewpoint: Viewpoint
    index: int
    rows: I32
    along: F64
    weight: F64
    share: dict[Case, F64]
    error: dict[Case, F64]
    angle: F64
    blockers: tuple[Blocker, ...]

    def mean(self, case: Case) -> float:
        """Return the share seen, of a route the mean over its path; nan if it looks nowhere near."""
        return self._mean(self.share[case])

    def mean_error(self, case: Case) -> float:
        """Return the 95 % error of that share; of a route the mean too, as stations share their errors."""
        return self._mean(self.error[case])

    def _mean(self, values: F64) -> float:
        known = np.isfinite(values)
        if not known.any():
            return float("nan")
        weight = self.weight[known]
        return float((values[known] * weight).sum() / weight.sum())

    def best(self) -> int:
        """Return which of its stations sees most today; the first of equals, -1 if none looks that way."""
        share = self.share[CASES[0]]
        return int(np.nanargmax(share)) if np.isfinite(share).any() else -1

    def metres(self, case: Case, least: float = 0.5) -> float:
        """Return the metres of path from which at least a share of the silhouette is seen."""
        share = np.nan_to_num(self.share[case], nan=-1.0)
        return float(self.weight[share >= least].sum())


def views_of(
    looks: Sequence[Look],
    stations: Stations,
    rays: RayScene,
    book: RuleBook,
    is_point: bool = False,
    check: Callable[[], None] = lambda: None,
) -> list[View]:
    """Return what each viewpoint sees of the body.

    Parameters
    ----------
    looks : sequence of Look
        Of all stations.
    stations : Stations
    rays : RayScene
    book : RuleBook
    is_point : bool
        Whether the body is a point: it is seen or not, and there is no error.
    check : callable
        Called between pieces of work; may raise to stop.
    """
    n = len(stations.eye)
    share = {case: np.full(n, np.nan) for case in CASES}
    error = {case: np.full(n, np.nan) for case in CASES}
    angle = np.zeros(n)
    weight = _weights(stations)
    look_of = np.zeros(n, np.int32)
    for number, look in enumerate(looks):
        check()
        rows = look.run.stations
        look_of[rows] = number
        for case, tally in look.tallies.items():
            some = tally.total > 0.0
            total = tally.total[some]
            share[case][rows[some]] = 1.0 - tally.hidden[some] / total
            if is_point:
                continue
            error[case][rows[some]] = P95 * np.sqrt(_variance(look, case, stations, rays, book)[some]) / total
        angle[rows] = look.tallies[CASES[0]].total
    table = Objects.of(looks, stations, weight)
    views = []
    for index, viewpoint in enumerate(stations.viewpoints):
        own = np.flatnonzero(stations.of == index).astype(np.int32)
        if not len(own):
            continue
        blockers = table.blockers(index, looks, look_of, stations, rays, check)
        views.append(
            View(
                viewpoint, index, own, stations.along[own], weight[own],
                {case: values[own] for case, values in share.items()},
                {case: values[own] for case, values in error.items()},
                angle[own], blockers,
            )
        )  # fmt: skip
    return views


def _weights(stations: Stations) -> F64:
    """Return the metres of path that each station stands for: half the way to its neighbours, or 1."""
    weight = np.ones(len(stations.eye))
    for index, viewpoint in enumerate(stations.viewpoints):
        own = np.flatnonzero(stations.of == index)
        if viewpoint.is_route and len(own) > 1:
            half = 0.5 * np.diff(stations.along[own])
            weight[own] = np.concatenate([half, [0.0]]) + np.concatenate([[0.0], half])
    return weight


def _variance(look: Look, case: Case, stations: Stations, rays: RayScene, book: RuleBook) -> F64:
    """Return the variance of the solid angle seen, by the formula of :mod:`obstruction.verdicts`, sr²."""
    tally = look.tallies[case]
    kept: list[tuple[Tally, RuleBook, F64]] = look.figures.setdefault("variances", [])
    for former, by, found in kept:
        if former is tally and by.values == book.values:
            return found
    screens, silhouette = look.screens, look.run.silhouette
    layers = [rays.layers[layer] for layer in screens.layer]
    height = np.array(
        [height_sigma(layer, int(row), book) for layer, row in zip(layers, screens.row, strict=True)]
    )
    place = np.array([position_sigma(accuracy_of(layer.node), book) for layer in layers])
    eye = np.array(
        [position_sigma(stations.viewpoints[of].accuracy, book) for of in stations.of[look.run.stations]]
    )
    variance = np.zeros(len(eye))
    if len(height):
        shift = place[None, :] ** 2 + eye[:, None] ** 2
        variance += ((tally.rise * height) ** 2 + shift * tally.lever**2).sum(axis=1)
        variance += (book.number("eye_height_sigma") * tally.rise.sum(axis=1)) ** 2
    if len(silhouette.of) > 1:
        step = np.diff(tally.open)
        same = silhouette.of[1:] == silhouette.of[:-1]
        shift_of = book.number("position_sigma") * np.maximum(tally.screen[1:], tally.screen[:-1])
        each = step**2 * (shift_of**2 + silhouette.width[1:] ** 2 / 12.0)
        np.add.at(variance, silhouette.of[1:][same], each[same])
    kept.append((tally, book, variance))
    return variance
