"""Look around from all viewpoints, with and without each scheme: what changes, and how sure that is.

Skylines of what stands are kept as long as it stands; only what is proposed is looked at anew. It does not
know verdicts, tables or drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from analysis.common.errors import P95
from analysis.common.rules import RuleBook
from analysis.sightline.bodies import Body, body_of
from analysis.sightline.errors import height_sigma
from analysis.sightline.panorama import Panorama, Skyline, columns_of, panoramas_of
from analysis.sightline.stations import Stations, Viewpoint
from analysis.skyline.additions import Added, Outlines, added_over, outlines_of
from analysis.skyline.measures import Protected, kinds_of, protected_by
from scene.feedback import Feedback, PartOf
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText
from scene.node import Node
from scene.payloads import Buildings
from scene.payloads.arrays import F64, I32

#: Square degrees in a steradian.
SQUARE_DEGREES = float((180.0 / np.pi) ** 2)


@dataclass(frozen=True, eq=False)
class Scheme:
    """Buildings that are proposed together.

    Parameters
    ----------
    id : str
    name : BilingualText
    bodies : tuple of Body
    sigma : tuple of float
        Standard deviation of each one's height, metres.
    """

    id: str
    name: BilingualText
    bodies: tuple[Body, ...]
    sigma: tuple[float, ...]


def schemes_of(nodes: Sequence[Node], together: bool, book: RuleBook) -> list[Scheme]:
    """Return each layer of proposals as a scheme, or all of them as one."""
    schemes = []
    for node in nodes:
        count = node.payload.count if isinstance(node.payload, Buildings) else 0
        if count:
            given = getattr(node.payload, "columns", {}).get("height_sigma", np.full(count, np.nan))
            known = [
                float(value) if np.isfinite(value) else book.number("proposal_height_sigma")
                for value in given
            ]
            bodies = tuple(body_of(node, row) for row in range(count))
            schemes.append(Scheme(node.id, node.name, bodies, tuple(known)))
    if not together or len(schemes) < 2:
        return schemes
    whole = Scheme(
        "all",
        BilingualText("全部方案", "all proposals"),
        tuple(body for scheme in schemes for body in scheme.bodies),
        tuple(sigma for scheme in schemes for sigma in scheme.sigma),
    )
    return [whole]


@dataclass(frozen=True, eq=False)
class Outlook:
    """One eye, and the skyline around it as it is.

    Parameters
    ----------
    viewpoint : Viewpoint
    station : float
        Metres along the route, 0 for a point.
    eye : ndarray of float64, shape (3,)
    panorama : Panorama
    bearing : ndarray of float64, shape (n,)
        Of its columns, radians clockwise from grid north.
    seen : ndarray of bool, shape (n,)
        Which columns lie in the open side.
    kind_leafy, kind_bare : ndarray of int32, shape (n,)
        Who holds the skyline, by :class:`Kind`.
    protected : tuple of Protected
        With trees, and without.
    """

    viewpoint: Viewpoint
    station: float
    eye: F64
    panorama: Panorama
    bearing: F64
    seen: NDArray[np.bool_]
    kind_leafy: I32
    kind_bare: I32
    protected: tuple[Protected, Protected]

    def skyline(self, trees: bool) -> Skyline:
        """Return the skyline with or without trees."""
        return self.panorama.leafy if trees else self.panorama.bare

    def kind(self, trees: bool) -> I32:
        """Return who holds it."""
        return self.kind_leafy if trees else self.kind_bare


@dataclass(frozen=True, eq=False)
class Change:
    """What a scheme changes for one eye.

    Parameters
    ----------
    outlook : Outlook
    scheme : Scheme
    outlines : Outlines
    leafy, bare : Added
        Over the skyline with trees and without.
    spread : tuple of ndarray of float64, shape (n,)
        By column of the outlines: standard deviation of the difference of tangents between the building's top
        and the skyline, with trees and without.
    """

    outlook: Outlook
    scheme: Scheme
    outlines: Outlines
    leafy: Added
    bare: Added
    spread: tuple[F64, F64]

    def added(self, trees: bool) -> Added:
        """Return what is added over the skyline with or without trees."""
        return self.leafy if trees else self.bare

    def raised(self, trees: bool) -> F64:
        """Return the tangents of the skyline with the scheme, shape (bins,)."""
        tangent = self.outlook.skyline(trees).tangent.copy()
        np.maximum.at(tangent, self.outlines.bin, self.added(trees).top)
        return tangent

    def held(self, trees: bool) -> F64:
        """Return what part of each bin the scheme holds, 0 to 1, shape (bins,)."""
        bins = len(self.outlook.bearing)
        share = np.zeros(bins)
        adds = np.isfinite(self.added(trees).top)
        part = self.outlines.silhouette.width * (bins / (2.0 * np.pi))
        np.maximum.at(share, self.outlines.bin[adds], part[adds])
        return np.minimum(share, 1.0)


@dataclass(frozen=True, slots=True)
class Addition:
    """What one building adds for one eye.

    Parameters
    ----------
    change : Change
    body : Body
    leafy, bare : float
        Square degrees over the skyline with trees and without.
    protected, protected_bare : float
        Of these within a protected silhouette or its clear sky.
    heritage : int
        Layer of the heritage whose sky it takes most of, -1 if none.
    over : float
        Degrees by which it rises over the skyline with trees, 0 if it does not.
    slack : float
        Degrees that it stays under the skyline without trees at the closest, 0 if it does not.
    error_95 : float
        Of the area with trees, square degrees.
    doubtful : bool
        Whether it adds nothing without trees, but might within the error.
    bearing, distance : float
        Degrees, of where it rises most or comes closest to it, and metres.
    """

    change: Change
    body: Body
    leafy: float
    bare: float
    protected: float
    protected_bare: float
    heritage: int
    over: float
    slack: float
    error_95: float
    doubtful: bool
    bearing: float
    distance: float


_SEEN: "WeakKeyDictionary[Panorama, tuple[float, I32, I32, tuple[Protected, Protected]]]" = (
    WeakKeyDictionary()
)


def outlooks_of(
    stations: Stations,
    rays: RayScene,
    step: float,
    drop: float,
    clear_sky: float,
    feedback: Feedback,
    threads: int = 0,
) -> list[Outlook]:
    """Look around from all stations at what stands.

    Parameters
    ----------
    stations : Stations
    rays : RayScene
        What stands, without what is proposed.
    step : float
        Greatest angle between two columns, radians.
    drop : float
        Curvature less refraction, 1/m.
    clear_sky : float
        Degrees beside and over heritage that are protected.
    feedback : Feedback
    threads : int
        Workers; the figures do not depend on it.
    """
    hosts = [stations.viewpoints[of].host for of in stations.of]
    found = panoramas_of(stations.eye, hosts, rays.layers, step, drop, PartOf(feedback, 0.0, 0.9), threads)
    bearing, way = columns_of(step)
    kinds = kinds_of(rays.layers)
    outlooks = []
    for k, panorama in enumerate(found):
        feedback.check()
        viewpoint = stations.viewpoints[stations.of[k]]
        known = _SEEN.get(panorama)
        if known is None or known[0] != clear_sky:
            leafy, bare = kinds[panorama.leafy.layer], kinds[panorama.bare.layer]
            guards = (
                protected_by(panorama.leafy, leafy, clear_sky),
                protected_by(panorama.bare, bare, clear_sky),
            )
            known = _SEEN[panorama] = (clear_sky, leafy, bare, guards)
        outlooks.append(
            Outlook(
                viewpoint, float(stations.along[k]), stations.eye[k], panorama, bearing,
                viewpoint.sees_towards(way), known[1], known[2], known[3],
            )
        )  # fmt: skip
    return outlooks


def change_of(
    outlook: Outlook, scheme: Scheme, rays: RayScene, ground: GroundHeights, drop: float, book: RuleBook
) -> Change:
    """Return what a scheme changes for one eye."""
    bins = len(outlook.bearing)
    outlines = outlines_of(scheme.bodies, outlook.eye, bins, drop, ground, outlook.seen)
    leafy, bare = (
        added_over(outlines, outlook.skyline(trees), outlook.protected[0 if trees else 1])
        for trees in (True, False)
    )
    spread = (
        _spread(outlook, scheme, outlines, rays, book, True),
        _spread(outlook, scheme, outlines, rays, book, False),
    )
    return Change(outlook, scheme, outlines, leafy, bare, spread)


def _spread(
    outlook: Outlook, scheme: Scheme, outlines: Outlines, rays: RayScene, book: RuleBook, trees: bool
) -> F64:
    """Return the standard deviation of the tangent between a building's top and the skyline, by column.

    With q the inverse distances of the two, and s the standard deviations of their heights and of the eye's:
    ``(sp qp)² + (ss qs)² + (se (qs - qp))²``.
    """
    skyline = outlook.skyline(trees)
    layer, row = skyline.layer[outlines.bin], skyline.row[outlines.bin]
    pairs, which = np.unique(np.stack([layer, row]), axis=1, return_inverse=True)
    sigmas = np.array(
        [height_sigma(rays.layers[at], int(of), book) if at >= 0 else 0.0 for at, of in pairs.T]
    )
    theirs = sigmas[which.reshape(-1)] if len(sigmas) else np.zeros(0)
    inverse = skyline.inverse[outlines.bin]
    own = np.zeros(len(outlines.bin))
    pieces = outlines.silhouette.pieces
    some = np.diff(pieces.start) > 0
    own[some] = pieces.q_high[pieces.start[1:][some] - 1]
    mine = np.array(scheme.sigma)[outlines.building]
    eye = book.number("eye_height_sigma")
    return np.sqrt((mine * own) ** 2 + (theirs * inverse) ** 2 + (eye * (inverse - own)) ** 2)


def additions_of(change: Change) -> list[Addition]:
    """Return what each building of a scheme adds for one eye; buildings out of sight are left out."""
    outlines, outlook = change.outlines, change.outlook
    highest = outlines.silhouette.highest()
    sky_leafy, sky_bare = (outlook.skyline(trees).tangent[outlines.bin] for trees in (True, False))
    guard = outlook.protected[0].layer[outlines.bin]
    bins = len(outlook.bearing)
    found = []
    for number, body in enumerate(change.scheme.bodies):
        own = np.flatnonzero((outlines.building == number) & np.isfinite(highest))
        if not len(own):
            continue
        over_leafy = _angle(highest[own]) - _angle(sky_leafy[own])
        over_bare = _angle(highest[own]) - _angle(sky_bare[own])
        spread = P95 * change.spread[0][own]
        near = highest[own] + spread > sky_leafy[own]
        width = outlines.silhouette.width[own]
        error = float((width * spread / (1.0 + highest[own] ** 2) ** 1.5)[near].sum())
        error = max(error, (2.0 * np.pi / bins) ** 2) * SQUARE_DEGREES
        best = int(own[np.argmax(over_leafy)])
        way = outlines.silhouette.way[best]
        inside = change.leafy.protected[own]
        taken = np.bincount(guard[own][inside > 0.0], inside[inside > 0.0]) if (inside > 0.0).any() else None
        bare_near = highest[own] + P95 * change.spread[1][own] > sky_bare[own]
        bare = float(change.bare.area[own].sum()) * SQUARE_DEGREES
        found.append(
            Addition(
                change, body, float(change.leafy.area[own].sum()) * SQUARE_DEGREES, bare,
                float(inside.sum()) * SQUARE_DEGREES,
                float(change.bare.protected[own].sum()) * SQUARE_DEGREES,
                int(np.argmax(taken)) if taken is not None else -1,
                max(float(over_leafy.max()), 0.0), max(float(-over_bare.max()), 0.0),
                error, bool(bare == 0.0 and bare_near.any()),
                float(np.degrees(np.arctan2(way[0], way[1])) % 360.0), float(outlines.distance[number]),
            )
        )  # fmt: skip
    return found


def _angle(tangent: F64) -> F64:
    """Return elevation angles, degrees."""
    return np.degrees(np.arctan(tangent))
