"""What each viewpoint sees of a proposal at one height, and which object screens it.

It does not know rules, errors or outcomes.
"""

from dataclasses import dataclass

import numpy as np

from analysis.sightline.balloon.kernels import Sight
from analysis.sightline.balloon.profile import Piece, Profile
from analysis.sightline.stations import Viewpoint
from scene.geometry.ray_scene import RayScene
from scene.messages import BilingualText


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
    """How one viewpoint sees a proposal at one height, with or without trees, from its worst station.

    Parameters
    ----------
    seen : bool
    unseen_height : float
        Above outdoor ground, up to which no part is seen, metres; inf if none up to the greatest height is.
    visible : float
        Metres above the lowest visible height; 0 if it is not seen.
    angular_height, angular_width : float
        Radians, the most that is seen of one column, and the azimuth over which something is seen.
    station : float
        Metres along the route.
    eye : tuple of float
        Local metres.
    way : tuple of float
        Unit vector of the azimuth in which it is first seen.
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
    """One viewpoint and one proposal, with the trees as they stand and without them."""

    viewpoint: Viewpoint
    with_trees: Finding
    without_trees: Finding


def pairs_of(profile: Profile, rays: RayScene, height: float) -> list[Pair]:
    """Return what each viewpoint sees of a proposal at a height above outdoor ground, metres."""
    leafy = _findings(profile, rays, height, trees=True)
    bare = _findings(profile, rays, height, trees=False)
    return [
        Pair(viewpoint, leafy[index], bare[index])
        for index, viewpoint in enumerate(profile.stations.viewpoints)
        if index in leafy
    ]


def _findings(profile: Profile, rays: RayScene, height: float, trees: bool) -> dict[int, Finding]:
    """Return the finding of the worst station of each viewpoint, by the viewpoint's index."""
    stations = profile.stations
    n = len(stations.eye)
    unseen, visible, tall, wide = np.full(n, np.inf), np.zeros(n), np.zeros(n), np.zeros(n)
    at: list[tuple[Piece, Sight, int] | None] = [None] * n
    for piece, sight in profile.sights(height, trees):
        for k, row in enumerate(piece.stations.tolist()):
            if at[row] is None or sight.unseen[k] < unseen[row]:
                at[row] = (piece, sight, k)
                unseen[row] = sight.unseen[k]
            visible[row] = max(visible[row], sight.visible[k])
            tall[row] = max(tall[row], sight.seen_height[k])
            wide[row] = max(wide[row], sight.seen_width[k])
    found: dict[int, Finding] = {}
    for index in range(len(stations.viewpoints)):
        rows = np.flatnonzero(stations.of == index)
        if not len(rows):
            continue
        row = int(rows[np.lexsort((rows, unseen[rows], -visible[rows]))[0]])
        where = at[row]
        way, distance, screen = (0.0, 0.0), float("nan"), None
        if where is not None:
            piece, sight, k = where
            column = int(sight.column[k])
            if column >= 0:
                way = (float(piece.fan.way[column, 0]), float(piece.fan.way[column, 1]))
                distance = float(piece.fan.reach[column])
                screen = _screen(profile, rays, piece, column, trees)
        east, north, up = stations.eye[row].tolist()
        found[index] = Finding(
            bool(visible[rows].max() > 0.0),
            float(unseen[row]),
            float(visible[row]),
            float(tall[rows].max()),
            float(wide[rows].max()),
            float(stations.along[row]),
            (east, north, up),
            way,
            distance,
            screen,
        )
    return found


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
