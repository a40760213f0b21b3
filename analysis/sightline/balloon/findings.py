"""What each viewpoint sees of a proposal at one height, and which object screens it.

It does not know rules, errors or outcomes.
"""

from dataclasses import dataclass

import numpy as np

from analysis.sightline.balloon.kernels import Sight, height_met
from analysis.sightline.balloon.profile import Piece, Profile
from analysis.sightline.stations import Viewpoint
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText
from scene.payloads.arrays import F64, I32


@dataclass(frozen=True, slots=True)
class Screen:
    """The object that screens a proposal, or that would have to go first.

    Parameters
    ----------
    layer : int
        Index into the ray scene's layers.
    row : int
        Building row, feature, or number of the tree.
    id : str
        ``node id/row id``.
    name : BilingualText
    distance : float
        Horizontal, from the eye to the edge that screens, metres.
    z : float
        Of that edge, local metres.
    """

    layer: int
    row: int
    id: str
    name: BilingualText
    distance: float
    z: float


@dataclass(frozen=True, slots=True)
class Finding:
    """How one viewpoint sees a proposal at one height, with or without trees, from one of its stations.

    Parameters
    ----------
    seen : bool
    unseen_height : float
        Above outdoor ground, up to which no part is seen, metres; inf if none up to the greatest height is.
    visible : float
        Metres of its height that are seen, from the station that sees most; 0 if it is not seen.
    angular_height, angular_width : float
        Radians, the most that is seen of one column, and the azimuth over which something is seen.
    station : float
        Metres along the route.
    eye : tuple of float
        Local metres.
    way : tuple of float
        Unit vector of the azimuth that is spoken of.
    distance : float
        Horizontal, to the proposal in that azimuth, metres; nan if the viewpoint does not look its way.
    screen : Screen or None
        None if nothing stands before its foot.
    """

    seen: bool
    unseen_height: float
    visible: float
    angular_height: float
    angular_width: float
    station: float
    eye: tuple[float, float, float]
    way: tuple[float, float]
    distance: float
    screen: Screen | None

    @property
    def hiding(self) -> Screen | None:
        """The screen, if it hides the proposal's foot at least; None where all of it is seen."""
        return self.screen if self.unseen_height > 0.0 else None


@dataclass(frozen=True, slots=True)
class Pair:
    """One viewpoint and one proposal.

    Parameters
    ----------
    viewpoint : Viewpoint
    with_trees, without_trees : Finding
        From the station that sees it lowest, in the azimuth where it is first seen: they set the limit.
    clearest : Finding
        With the trees as they stand, from the station and in the azimuth that show most of it: the evidence.
    """

    viewpoint: Viewpoint
    with_trees: Finding
    without_trees: Finding
    clearest: Finding


def pairs_of(profile: Profile, rays: RayScene, height: float) -> list[Pair]:
    """Return what each viewpoint sees of a proposal at a height above outdoor ground, metres."""
    leafy, bare = (_Looks.of(profile, rays, height, trees) for trees in (True, False))
    pairs = []
    for index, viewpoint in enumerate(profile.stations.viewpoints):
        rows = np.flatnonzero(profile.stations.of == index).astype(np.int32)
        if len(rows):
            pairs.append(Pair(viewpoint, leafy.lowest(rows), bare.lowest(rows), leafy.clearest(rows)))
    return pairs


@dataclass(frozen=True, slots=True)
class _Look:
    """One station at one part of a proposal: row `k` of what a piece's eyes see."""

    piece: Piece
    sight: Sight
    k: int


@dataclass(frozen=True, slots=True)
class _Looks:
    """What all stations see of a proposal at one height, the worst of its parts each.

    Parameters
    ----------
    lowest_look, clearest_look : list of _Look or None
        By station: the part that is seen lowest, and the one of which most is seen.
    unseen, visible, tall, wide : ndarray of float64
        By station, as in :class:`Finding`.
    """

    profile: Profile
    rays: RayScene
    trees: bool
    lowest_look: list[_Look | None]
    clearest_look: list[_Look | None]
    unseen: F64
    visible: F64
    tall: F64
    wide: F64

    @classmethod
    def of(cls, profile: Profile, rays: RayScene, height: float, trees: bool) -> "_Looks":
        n = len(profile.stations.eye)
        none: list[_Look | None] = [None] * n
        looks = cls(
            profile, rays, trees, none, none.copy(), np.full(n, np.inf), np.zeros(n), np.zeros(n), np.zeros(n)
        )
        for piece, sight in profile.sights(height, trees):
            for k, row in enumerate(piece.stations.tolist()):
                look = _Look(piece, sight, k)
                if looks.lowest_look[row] is None or sight.unseen[k] < looks.unseen[row]:
                    looks.lowest_look[row], looks.unseen[row] = look, sight.unseen[k]
                if sight.visible[k] > looks.visible[row]:
                    looks.clearest_look[row], looks.visible[row] = look, sight.visible[k]
                looks.tall[row] = max(looks.tall[row], sight.seen_height[k])
                looks.wide[row] = max(looks.wide[row], sight.seen_width[k])
        return looks

    def lowest(self, rows: I32) -> Finding:
        """Return the finding from the station, among some, that sees it lowest."""
        row = int(rows[np.lexsort((-self.visible[rows], self.unseen[rows]))[0]])
        look = self.lowest_look[row]
        column = int(look.sight.column[look.k]) if look else -1
        return self._finding(rows, row, look, column, float(self.unseen[row]))

    def clearest(self, rows: I32) -> Finding:
        """Return the finding from the station, among some, that sees most; the lowest if none sees it."""
        row = int(rows[np.argmax(self.visible[rows])])
        look = self.clearest_look[row]
        if look is None:
            return self.lowest(rows)
        column, piece = int(look.sight.clearest[look.k]), look.piece
        gaps = piece.open(self.trees).gaps
        limit = height_met(
            piece.fan,
            column,
            float(piece.eye[look.k, 2]),
            float(gaps.low[gaps.start[column]]),
            self.profile.proposal.height,
            self.profile.optics.drop,
        )
        return self._finding(rows, row, look, column, limit)

    def _finding(self, rows: I32, row: int, look: _Look | None, column: int, unseen: float) -> Finding:
        way, distance, screen = (0.0, 0.0), float("nan"), None
        if look is not None and column >= 0:
            fan = look.piece.fan
            way = (float(fan.way[column, 0]), float(fan.way[column, 1]))
            distance = float(fan.reach[column])
            screen = _screen(self.profile, self.rays, look.piece, column, self.trees)
        east, north, up = self.profile.stations.eye[row].tolist()
        return Finding(
            seen=bool(self.visible[rows].max() > 0.0),
            unseen_height=unseen,
            visible=float(self.visible[rows].max()),
            angular_height=float(self.tall[rows].max()),
            angular_width=float(self.wide[rows].max()),
            station=float(self.profile.stations.along[row]),
            eye=(east, north, up),
            way=way,
            distance=distance,
            screen=screen,
        )


def _screen(profile: Profile, rays: RayScene, piece: Piece, column: int, trees: bool) -> Screen | None:
    """Return what stands under the lowest gap of a column, or covers a column that has none."""
    side = piece.open(trees)
    first = int(side.gaps.start[column])
    if first < side.gaps.start[column + 1]:
        layer, face = int(side.gaps.layer[first]), int(side.gaps.face[first])
        distance, tangent = float(side.gaps.distance[first]), float(side.gaps.low[first])
    else:
        layer, face = int(side.cover_layer[column]), int(side.cover_face[column])
        distance, tangent = float(side.cover_distance[column]), float(side.cover_top[column])
    if layer < 0:
        return None
    row = int(rays.layers[layer].solid.row_of_face[face])
    name_id, name = rays.name_of(layer, row)
    eye_z = float(piece.eye[piece.fan.of[column], 2])
    z = eye_z + (tangent + profile.optics.drop * distance) * distance
    return Screen(layer, row, name_id, name, distance, z)
