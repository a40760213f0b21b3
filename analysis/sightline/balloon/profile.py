"""Everything that stands between protected viewpoints and one proposal, kept so that a height costs no rays.

Screens do not move when a proposal grows. So the gaps between them are found once, and each height is
answered from them: what the window shows while the balloon is dragged is the figure that is signed.
It does not know rules or verdicts.
"""

from dataclasses import dataclass

import numpy as np

from analysis.common.workers import in_order
from analysis.sightline.balloon.fan import Fan
from analysis.sightline.balloon.kernels import Sight, sight_at
from analysis.sightline.balloon.scouting import worst_stations
from analysis.sightline.balloon.surroundings import Optics, Surroundings
from analysis.sightline.balloon.targets import Proposal
from analysis.sightline.column_arrays import Blocked, Columns, Gaps
from analysis.sightline.columns import gaps_between, nothing_blocked
from analysis.sightline.stations import Stations
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
    proposal: Proposal, stations: Stations, surroundings: Surroundings, feedback: Feedback, threads: int
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

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    kept = stations
    if not proposal.is_point:
        kept = worst_stations(proposal, stations, surroundings, PartOf(feedback, 0.0, 0.8), threads)
    work = [(index, rows) for index in range(len(proposal.parts)) for rows in kept.runs(_PIECE)]

    def look(index: int, rows: I32) -> Piece:
        return _piece(index, rows, proposal, kept, surroundings)

    pieces = in_order(look, work, PartOf(feedback, 0.8, 1.0), threads)
    return Profile(proposal, kept, tuple(pieces), surroundings.optics)


def _piece(
    index: int, rows: I32, proposal: Proposal, stations: Stations, surroundings: Surroundings
) -> Piece:
    """Find the gaps before one part from a few stations of one host."""
    aim = surroundings.aim(proposal.parts[index], stations, rows)
    columns = surroundings.columns(aim, proposal, surroundings.optics.greatest_height)
    blocked = surroundings.block(columns, nothing_blocked(len(columns.reach)), aim.host, trees=False)
    bare = _open(columns, blocked)
    blocked = surroundings.block(columns, blocked.copy(), aim.host, trees=True)
    return Piece(index, rows, aim.eye, aim.fan, bare, _open(columns, blocked))


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
