"""What each viewpoint sees of a proposal at one height, and which object screens it.

It does not know rules, errors or outcomes.
"""

import math
from dataclasses import dataclass

import numpy as np

from analysis.sightline.balloon.kernels import Sight, height_met
from analysis.sightline.balloon.profile import Piece, Profile, View
from analysis.sightline.stations import Viewpoint
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText
from scene.payloads.arrays import F64


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
    solid_angle : float
        Steradians that are seen of it, with the trees as they stand, from the station that sees most of it.
    skyline_share : float
        Share of the viewpoint's open side over which it is the skyline, with the trees as they stand, 0 to 1.
    skyline_area : float
        By which it rises over the skyline that was there, steradians.
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
    solid_angle: float
    skyline_share: float
    skyline_area: float
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
    body : tuple of Finding, or None
        With trees and without, without its mast; None if it has none.
    mast_seen : bool
        Whether the mast is seen, with the trees as they stand.
    """

    viewpoint: Viewpoint
    with_trees: Finding
    without_trees: Finding
    clearest: Finding
    body: tuple[Finding, Finding] | None = None
    mast_seen: bool = False

    @property
    def mast_alone(self) -> bool:
        """Whether the mast is seen, and nothing of the body."""
        return self.mast_seen and self.body is not None and not self.body[0].seen


def pairs_of(profile: Profile, rays: RayScene, height: float) -> list[Pair]:
    """Return what each viewpoint sees of a proposal at a height above outdoor ground, metres."""
    return [_pair(profile, view, rays, height) for view in profile.views if len(view.eye)]


def _pair(profile: Profile, view: View, rays: RayScene, height: float) -> Pair:
    leafy, bare = (_Looks.of(profile, view, rays, height, trees, view.pieces) for trees in (True, False))
    found = leafy.lowest(), bare.lowest(), leafy.clearest()
    if not profile.proposal.has_mast:
        return Pair(view.viewpoint, *found)
    pieces = tuple(piece for piece in view.pieces if not piece.is_mast)
    masts = tuple(piece for piece in view.pieces if piece.is_mast)
    body = tuple(_Looks.of(profile, view, rays, height, trees, pieces).lowest() for trees in (True, False))
    seen = any(profile.sight(piece, height, True).visible.max() > 0.0 for piece in masts)
    return Pair(view.viewpoint, *found, (body[0], body[1]), seen)


@dataclass(frozen=True, slots=True)
class _Look:
    """One station at one part of a proposal: row `k` of what a piece's eyes see."""

    piece: Piece
    sight: Sight
    k: int


@dataclass(frozen=True, slots=True)
class _Looks:
    """What all stations of a viewpoint see of a proposal at one height, the worst of its parts each.

    Parameters
    ----------
    lowest_look, clearest_look : list of _Look or None
        By station: the part that is seen lowest, and the one of which most is seen.
    unseen, visible, tall, wide : ndarray of float64
        By station, as in :class:`Finding`.
    panorama : tuple of float
        Solid angle, share of the skyline and area over it, each from the station where it is most.
    """

    profile: Profile
    view: View
    rays: RayScene
    trees: bool
    lowest_look: list[_Look | None]
    clearest_look: list[_Look | None]
    unseen: F64
    visible: F64
    tall: F64
    wide: F64
    panorama: tuple[float, float, float]

    @classmethod
    def of(
        cls,
        profile: Profile,
        view: View,
        rays: RayScene,
        height: float,
        trees: bool,
        pieces: tuple[Piece, ...],
    ) -> "_Looks":
        n = len(view.eye)
        none: list[_Look | None] = [None] * n
        looks = cls(
            profile, view, rays, trees, none, none.copy(),
            np.full(n, np.inf), np.zeros(n), np.zeros(n), np.zeros(n), _panorama(profile, view, height),
        )  # fmt: skip
        for piece in pieces:
            sight = profile.sight(piece, height, trees)
            for k, row in enumerate(piece.stations.tolist()):
                look = _Look(piece, sight, k)
                if looks.lowest_look[row] is None or sight.unseen[k] < looks.unseen[row]:
                    looks.lowest_look[row], looks.unseen[row] = look, sight.unseen[k]
                if sight.visible[k] > looks.visible[row]:
                    looks.clearest_look[row], looks.visible[row] = look, sight.visible[k]
                looks.tall[row] = max(looks.tall[row], sight.seen_height[k])
                looks.wide[row] = max(looks.wide[row], sight.seen_width[k])
        return looks

    def lowest(self) -> Finding:
        """Return the finding from the station that sees it lowest."""
        row = int(np.lexsort((-self.visible, self.unseen))[0])
        look = self.lowest_look[row]
        column = int(look.sight.column[look.k]) if look else -1
        return self._finding(row, look, column, float(self.unseen[row]))

    def clearest(self) -> Finding:
        """Return the finding from the station that sees most; the lowest if none sees it."""
        row = int(np.argmax(self.visible))
        look = self.clearest_look[row]
        if look is None:
            return self.lowest()
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
        return self._finding(row, look, column, limit)

    def _finding(self, row: int, look: _Look | None, column: int, unseen: float) -> Finding:
        way, distance, screen = (0.0, 0.0), float("nan"), None
        if look is not None and column >= 0:
            fan = look.piece.fan
            way = (float(fan.way[column, 0]), float(fan.way[column, 1]))
            distance = float(fan.reach[column])
            screen = _screen(self.profile, self.rays, look.piece, column, self.trees)
        east, north, up = self.view.eye[row].tolist()
        return Finding(
            seen=bool(self.visible.max() > 0.0),
            unseen_height=unseen,
            visible=float(self.visible.max()),
            angular_height=float(self.tall.max()),
            angular_width=float(self.wide.max()),
            solid_angle=self.panorama[0],
            skyline_share=self.panorama[1],
            skyline_area=self.panorama[2],
            station=float(self.view.along[row]),
            eye=(east, north, up),
            way=way,
            distance=distance,
            screen=screen,
        )


def _panorama(profile: Profile, view: View, height: float) -> tuple[float, float, float]:
    """Return solid angle, share of the skyline and area over it, each from the station where it is most."""
    solid = width = area = 0.0
    if not profile.proposal.is_point:
        for _, found in profile.panoramas(view, height):
            solid = max(solid, float(found.solid_angle.max(initial=0.0)))
            width = max(width, float(found.skyline_width.max(initial=0.0)))
            area = max(area, float(found.skyline_area.max(initial=0.0)))
    return solid, width / math.radians(min(view.viewpoint.opening, 360.0)), area


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
