"""Everything that stands between protected viewpoints and one proposal, kept so that a height costs no rays.

Screens do not move when a proposal grows. So the gaps between them are found once, and each height is
answered from them: what the window shows while the balloon is dragged is the figure that is signed.
It does not know rules or verdicts.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np

from analysis.sightline.balloon.fan import Fan
from analysis.sightline.balloon.kernels import Sight, roof_tangent_limit, sight_at
from analysis.sightline.balloon.targets import Part, Proposal
from analysis.sightline.column_arrays import Blocked, Columns, Gaps
from analysis.sightline.columns import block, gaps_between, nothing_blocked
from analysis.sightline.stations import Stations
from scene.feedback import Feedback, SilentFeedback
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.payloads.arrays import F64, I32

#: Stations that one worker takes at a time: few enough for a cancel to be heard within 0.2 s.
_PIECE = 8


@dataclass(frozen=True, slots=True)
class Optics:
    """How one looks.

    Parameters
    ----------
    step : float
        Greatest angle between two columns, radians.
    drop : float
        Curvature less refraction, ``(1 - k) / 2R``, 1/m.
    greatest_height : float
        Above outdoor ground, up to which a proposal is looked for, metres.
    """

    step: float
    drop: float
    greatest_height: float


@dataclass(frozen=True, eq=False)
class Open:
    """The gaps in front of a volume, and what covers the columns that have none.

    Parameters
    ----------
    gaps : Gaps
    cover_layer, cover_face : ndarray of int32, shape (n,)
        What blocks the highest elevation that is blocked; -1 if nothing is.
    cover_distance, cover_top : ndarray of float64, shape (n,)
        Its horizontal distance, metres, and elevation tangent.
    """

    gaps: Gaps
    cover_layer: I32
    cover_face: I32
    cover_distance: F64
    cover_top: F64


@dataclass(frozen=True, eq=False)
class Piece:
    """A few stations before one volume.

    Parameters
    ----------
    part : int
        Index of the proposal's part.
    stations : ndarray of int32
        The stations; `fan.of` indexes them.
    eye : ndarray of float64, shape (k, 3)
    fan : Fan
    bare, leafy : Open
        Without trees, and with them.
    """

    part: int
    stations: I32
    eye: F64
    fan: Fan
    bare: Open
    leafy: Open

    def open(self, trees: bool) -> Open:
        """Return what is left open with or without trees."""
        return self.leafy if trees else self.bare


@dataclass(frozen=True, eq=False)
class Profile:
    """A proposal before its viewpoints, ready to be asked for any height.

    Parameters
    ----------
    proposal : Proposal
    stations : Stations
    pieces : tuple of Piece
    optics : Optics
    """

    proposal: Proposal
    stations: Stations
    pieces: tuple[Piece, ...]
    optics: Optics

    def sights(self, height: float, trees: bool) -> list[tuple[Piece, Sight]]:
        """Return how each station sees each part at a height above outdoor ground, metres."""
        own, point = self.proposal.height, self.proposal.is_point
        return [
            (
                piece,
                sight_at(piece.fan, piece.open(trees).gaps, piece.eye, own, height, point, self.optics.drop),
            )
            for piece in self.pieces
        ]


def profile_of(
    proposal: Proposal,
    stations: Stations,
    rays: RayScene,
    ground: GroundHeights,
    optics: Optics,
    feedback: Feedback | None = None,
    threads: int | None = None,
) -> Profile:
    """Find the gaps between all that stands in front of a proposal.

    Parameters
    ----------
    proposal : Proposal
    stations : Stations
        Where it is looked at from.
    rays : RayScene
        What stands there; a viewpoint's host does not screen its own view.
    ground : GroundHeights
        Where the foot of the proposal meets the ground.
    optics : Optics
    feedback : Feedback, optional
        Told of progress, asked for cancel.
    threads : int, optional
        Workers; the figures do not depend on it.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    feedback = feedback or SilentFeedback()
    for layer in rays.layers:
        feedback.check()
        layer.solid.cell_top  # noqa: B018  the property indexes the layer
    work = [(index, part, rows) for index, part in enumerate(proposal.parts) for rows in _pieces(stations)]
    pieces: list[Piece] = []
    with ThreadPoolExecutor(threads or cpu_count() or 1) as workers:
        jobs = [
            workers.submit(_piece, index, part, rows, stations, rays, ground, proposal, optics)
            for index, part, rows in work
        ]
        try:
            for done, job in enumerate(jobs):
                feedback.check()
                pieces.append(job.result())
                feedback.progress((done + 1) / len(jobs))
        finally:
            for job in jobs:
                job.cancel()
    return Profile(proposal, stations, tuple(pieces), optics)


def _pieces(stations: Stations) -> list[I32]:
    """Cut the stations into runs of one host each."""
    hosts = [stations.viewpoints[of].host for of in stations.of]
    cuts: list[I32] = []
    start = 0
    for at in range(1, len(hosts) + 1):
        if at == len(hosts) or hosts[at] != hosts[start] or at - start == _PIECE:
            cuts.append(np.arange(start, at, dtype=np.int32))
            start = at
    return cuts


def _piece(
    index: int,
    part: Part,
    rows: I32,
    stations: Stations,
    rays: RayScene,
    ground: GroundHeights,
    proposal: Proposal,
    optics: Optics,
) -> Piece:
    """Find the gaps before one part from a few stations of one host."""
    eye = np.ascontiguousarray(stations.eye[rows])
    fan = part.fan(eye, optics.step)
    seeing = np.ones(len(fan.of), np.bool_)
    for k, row in enumerate(rows):
        own = fan.of == k
        seeing[own] = stations.viewpoints[stations.of[row]].sees_towards(fan.way[own])
    fan = fan.chosen(seeing)
    columns = _columns(fan, eye, ground, proposal, optics)
    host = stations.viewpoints[stations.of[rows[0]]].host
    screens = [pair for pair in enumerate(rays.layers) if not host or pair[1].node.id != host]
    blocked = nothing_blocked(len(fan.of))
    for number, layer in screens:
        if not layer.is_tree:
            blocked = block(columns, layer.solid, number, optics.drop, blocked)
    bare = _open(columns, blocked)
    if any(layer.is_tree for _, layer in screens):
        blocked = blocked.copy()
        for number, layer in screens:
            if layer.is_tree:
                blocked = block(columns, layer.solid, number, optics.drop, blocked)
        return Piece(index, rows, eye, fan, bare, _open(columns, blocked))
    return Piece(index, rows, eye, fan, bare, bare)


def _columns(fan: Fan, eye: F64, ground: GroundHeights, proposal: Proposal, optics: Optics) -> Columns:
    """Say between which elevations the proposal may be seen: from its foot to the greatest height."""
    own = eye[fan.of]
    foot = fan.foot
    if ground:
        level = ground.exact(own[:, :2] + fan.foot_distance[:, None] * fan.way)
        foot = np.fmax(foot, level)
    low = (foot - own[:, 2]) / fan.foot_distance - optics.drop * fan.foot_distance
    raised = max(optics.greatest_height - proposal.height, 0.0)
    high = roof_tangent_limit(fan, eye, raised, optics.drop)
    return Columns(np.ascontiguousarray(own), np.ascontiguousarray(fan.way), fan.reach, low, high)


def _open(columns: Columns, blocked: Blocked) -> Open:
    last = np.maximum(blocked.used - 1, 0)
    row = np.arange(len(last))
    none = blocked.used == 0
    return Open(
        gaps_between(columns, blocked),
        np.where(none, np.int32(-1), blocked.layer[row, last]),
        np.where(none, np.int32(-1), blocked.face[row, last]),
        np.where(none, np.nan, blocked.distance[row, last]),
        np.where(none, np.nan, blocked.high[row, last]),
    )


def stations_seen(sights: Sequence[tuple[Piece, Sight]], count: int) -> F64:
    """Return for each station the height up to which the whole proposal stays unseen, shape (count,)."""
    unseen = np.full(count, np.inf)
    for piece, sight in sights:
        np.minimum.at(unseen, piece.stations, sight.unseen)
    return unseen
