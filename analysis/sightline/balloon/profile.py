"""Everything that stands between protected viewpoints and one proposal, kept so that a height costs no rays.

Screens do not move when a proposal grows. So the gaps between them are found once, and each height is
answered from them: what the window shows while the balloon is dragged is the figure that is signed.
It does not know rules or verdicts.
"""

from dataclasses import dataclass

import numpy as np

from analysis.common.workers import in_order
from analysis.sightline.balloon.fan import Fan
from analysis.sightline.balloon.kernels import Panorama, Sight, panorama_at, sight_at
from analysis.sightline.balloon.scouting import worst_stations
from analysis.sightline.balloon.surroundings import Optics, Surroundings
from analysis.sightline.balloon.targets import Part, Proposal
from analysis.sightline.column_arrays import Blocked, Columns, Gaps
from analysis.sightline.columns import gaps_between, nothing_blocked
from analysis.sightline.stations import Stations, Viewpoint
from scene.feedback import Feedback, PartOf
from scene.payloads.arrays import F64, I32

#: Stations that one worker takes at a time: few enough for a cancel to be heard within 0.2 s.
_PIECE = 8


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
    """A few stations of one viewpoint before one volume.

    Parameters
    ----------
    is_mast : bool
        The volume is a mast.
    stations : ndarray of int32
        Rows of the view's stations; `fan.of` indexes them.
    eye : ndarray of float64, shape (k, 3)
    fan : Fan
    low : ndarray of float64, shape (n,)
        Elevation tangent of the volume's foot in each column.
    bare, leafy : Open
        Without trees, and with them.
    """

    is_mast: bool
    stations: I32
    eye: F64
    fan: Fan
    low: F64
    bare: Open
    leafy: Open

    def open(self, trees: bool) -> Open:
        """Return what is left open with or without trees."""
        return self.leafy if trees else self.bare


@dataclass(frozen=True, eq=False)
class View:
    """A proposal before one viewpoint.

    Parameters
    ----------
    viewpoint : Viewpoint
    asked : ndarray of float64, shape (m, 3)
        All eyes it was looked from: while they are the same, so is the view.
    eye : ndarray of float64, shape (k, 3)
        Of the stations that are kept.
    along : ndarray of float64, shape (k,)
        Metres from the start of the route.
    pieces : tuple of Piece
        Each part from each station.
    whole : tuple of Piece
        All parts as one volume from each station; the same pieces where there is one part only.
    skylines : tuple of ndarray of float64
        For each of `whole` the highest elevation tangent that anything else reaches in each column.
    """

    viewpoint: Viewpoint
    asked: F64
    eye: F64
    along: F64
    pieces: tuple[Piece, ...]
    whole: tuple[Piece, ...]
    skylines: tuple[F64, ...]


@dataclass(frozen=True, eq=False)
class Profile:
    """A proposal before its viewpoints, ready to be asked for any height.

    Parameters
    ----------
    proposal : Proposal
        As it was looked at; it may have grown since.
    views : tuple of View
    optics : Optics
    """

    proposal: Proposal
    views: tuple[View, ...]
    optics: Optics

    def sight(self, piece: Piece, height: float, trees: bool) -> Sight:
        """Return how the stations of a piece see its part at a height above outdoor ground, metres."""
        own, point = self.proposal.height, self.proposal.is_point
        return sight_at(piece.fan, piece.open(trees).gaps, piece.eye, own, height, point, self.optics.drop)

    def panoramas(self, view: View, height: float) -> list[tuple[Piece, Panorama]]:
        """Return what a proposal takes of a view at a height, with the trees as they stand."""
        own = self.proposal.height
        return [
            (
                piece,
                panorama_at(
                    piece.fan, piece.leafy.gaps, skyline, piece.low, piece.eye, own, height, self.optics.drop
                ),
            )
            for piece, skyline in zip(view.whole, view.skylines, strict=True)
        ]


def profile_of(
    proposal: Proposal,
    stations: Stations,
    surroundings: Surroundings,
    feedback: Feedback,
    threads: int,
    known: Profile | None = None,
) -> Profile:
    """Find the gaps between all that stands in front of a proposal.

    Of a route only the stations are kept from which least is hidden, with trees and without; the rest sees
    no part of any height that those do not see. A point on a string is not so simple, and keeps them all.

    Parameters
    ----------
    proposal : Proposal
    stations : Stations
        Where it is looked at from.
    surroundings : Surroundings
        What stands there, and how one looks.
    feedback : Feedback
        Told of progress, asked for cancel.
    threads : int
        Workers; the figures do not depend on it.
    known : Profile, optional
        Of the same proposal at the same place in the same surroundings: views of viewpoints that have not
        moved are taken over.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    places = [np.flatnonzero(stations.of == index) for index in range(len(stations.viewpoints))]
    earlier = known.views if known is not None and known.optics == surroundings.optics else ()
    taken = [
        _taken_over(earlier, viewpoint, stations.eye[rows])
        for viewpoint, rows in zip(stations.viewpoints, places, strict=True)
    ]
    new = [index for index, view in enumerate(taken) if view is None and len(places[index])]
    rows = np.flatnonzero(np.isin(stations.of, new)).astype(np.int32)
    kept = stations.chosen(rows)
    if not proposal.is_point and len(rows):
        kept = worst_stations(proposal, kept, surroundings, PartOf(feedback, 0.0, 0.8), threads)
    volumes = list(proposal.parts)
    if len(volumes) > 1:
        volumes.append(proposal.whole)
    own = {index: np.flatnonzero(kept.of == index).astype(np.int32) for index in new}
    work = [
        (index, volume, own[index][at : at + _PIECE])
        for index in new
        for volume in volumes
        for at in range(0, len(own[index]), _PIECE)
    ]

    def look(index: int, volume: Part, at: I32) -> tuple[Piece, F64 | None]:
        return _piece(volume, at, own[index][0], proposal, kept, surroundings, volume is volumes[-1])

    looked = in_order(look, work, PartOf(feedback, 0.8, 1.0), threads)
    for index in new:
        mine = [(volume, *found) for (of, volume, _), found in zip(work, looked, strict=True) if of == index]
        taken[index] = View(
            stations.viewpoints[index],
            stations.eye[places[index]],
            kept.eye[own[index]],
            kept.along[own[index]],
            tuple(piece for volume, piece, _ in mine if volume in proposal.parts),
            tuple(piece for _, piece, skyline in mine if skyline is not None),
            tuple(skyline for _, _, skyline in mine if skyline is not None),
        )
    return Profile(proposal, tuple(view for view in taken if view is not None), surroundings.optics)


def _taken_over(earlier: tuple[View, ...], viewpoint: Viewpoint, eye: F64) -> View | None:
    """Return the view of a viewpoint that has not changed."""
    return next(
        (view for view in earlier if view.viewpoint == viewpoint and np.array_equal(view.asked, eye)), None
    )


def _piece(
    volume: Part,
    rows: I32,
    first: int,
    proposal: Proposal,
    stations: Stations,
    surroundings: Surroundings,
    is_whole: bool,
) -> tuple[Piece, F64 | None]:
    """Find the gaps before one volume from a few stations of a viewpoint, and the skyline if it is whole."""
    aim = surroundings.aim(volume, stations, rows)
    columns = surroundings.columns(aim, proposal, surroundings.optics.greatest_height)
    blocked = surroundings.block(columns, nothing_blocked(len(columns.reach)), aim.host, trees=False)
    bare = _open(columns, blocked)
    blocked = surroundings.block(columns, blocked.copy(), aim.host, trees=True)
    leafy = _open(columns, blocked)
    at = (rows - first).astype(np.int32)
    piece = Piece(volume.is_mast, at, aim.eye, aim.fan, columns.low, bare, leafy)
    return piece, surroundings.skyline(aim) if is_whole else None


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
