"""What rises over a corridor's plane: how far, where, with what volume, and how much of the section it hides.

It does not know rules, tables or drawing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from analysis.corridor.bodies import Bodies, Thing, Triangles
from analysis.corridor.kernels import measure, profile
from analysis.corridor.section import Section, section_of
from analysis.sightline.column_arrays import Blocked
from scene.feedback import Feedback
from scene.geometry.convex import Polygon, grown, shrunk, spans
from scene.geometry.corridors import Corridor, Zone
from scene.geometry.ground import GroundHeights
from scene.payloads.arrays import F64

#: Less than this over the plane is none, metres: float32 vertices step by as much.
TOUCHING = 2e-3
#: Distance of the stations of a section along the axis, metres, and the most there are.
_STATION, _STATIONS = 2.0, 2000
#: Places across the corridor at which the ground is asked at each station.
_ACROSS = 7


class Depth(StrEnum):
    """Where along a corridor something stands."""

    FORE = "foreground"
    MIDDLE = "middle_ground"
    BACK = "background"


@dataclass(frozen=True, slots=True)
class Rise:
    """What one thing is to one zone of a corridor.

    Parameters
    ----------
    thing : Thing
    at : int
        Its place among the bodies near the corridor.
    zone : Zone
    depth : Depth
    excess : float
        What it rises over the plane at most, metres; negative if it stays under.
    lowest : float
        What its lowest part within the zone lies over the plane, metres.
    place : tuple of float
        x and y of where it is highest over the plane, local metres.
    distance : float
        Of that place from the viewing place, along the axis, metres.
    aside : float
        Of that place from the axis, to the left, metres.
    level : float
        z of the plane there, local metres.
    volume : float
        Over the plane within the zone, m³.
    share : float
        Of the corridor's section that it hides alone; of a thing behind the landmark, of the sky there that
        it fills over what stands before it; 0 to 1.
    """

    thing: Thing
    at: int
    zone: Zone
    depth: Depth
    excess: float
    lowest: float
    place: tuple[float, float]
    distance: float
    aside: float
    level: float
    volume: float
    share: float = 0.0

    def intrudes(self, cap: float) -> bool:
        """Return whether any of it is over the plane and under the corridor's cap."""
        return self.excess > TOUCHING and self.lowest < cap


@dataclass(frozen=True, eq=False)
class Profile:
    """A section along the axis.

    Parameters
    ----------
    distance : ndarray of float64, shape (k,)
        From the viewing place, metres.
    plane, ground, existing, proposed : ndarray of float64, shape (k,)
        Local z of the plane, of the highest ground across the corridor, and of the highest thing that stands
        in it; nan where there is none.
    """

    distance: F64
    plane: F64
    ground: F64
    existing: F64
    proposed: F64


@dataclass(frozen=True, eq=False)
class Finding:
    """What was found in one corridor.

    Parameters
    ----------
    corridor : Corridor
    existing : tuple of Rise
        That intrude, the highest over the plane first.
    proposed : tuple of Rise
        Of proposals, whether they intrude or not.
    bodies : tuple of Bodies
        What stands, and what is proposed.
    blocked, sky : tuple of float
        Share of the section that is hidden by what stands before the landmark, and share of the sky behind it
        that is filled; before and after all proposals.
    with_proposal : Mapping[str, tuple of float]
        Shares of section and sky after each proposal alone, by its key.
    profile : Profile
    """

    corridor: Corridor
    existing: tuple[Rise, ...]
    proposed: tuple[Rise, ...]
    bodies: tuple[Bodies, Bodies]
    blocked: tuple[float, float]
    sky: tuple[float, float]
    with_proposal: Mapping[str, tuple[float, float]]
    profile: Profile

    @property
    def intruding(self) -> tuple[Rise, ...]:
        """All that intrude: proposals first, then what stands."""
        cap = self.corridor.cap
        return (*(rise for rise in self.proposed if rise.intrudes(cap)), *self.existing)

    @property
    def has_bodies(self) -> bool:
        """Whether anything stands or is proposed near it."""
        return any(bodies.things for bodies in self.bodies)

    @property
    def ground_excess(self) -> float:
        """What the ground itself rises over the plane at most, metres; negative if it stays under."""
        over = self.profile.ground - self.profile.plane
        return float(np.nanmax(over)) if np.isfinite(over).any() else float("nan")


def find(
    corridor: Corridor,
    standing: Bodies,
    proposed: Bodies,
    landmarks: Bodies,
    ground: GroundHeights,
    foreground: float,
    step: float,
    feedback: Feedback,
) -> Finding:
    """Find what intrudes into a corridor.

    Parameters
    ----------
    corridor : Corridor
    standing, proposed : Bodies
        What stands near it, and what is proposed.
    landmarks : Bodies
        What hides the sky behind it, and is not held against anybody.
    ground : GroundHeights
    foreground : float
        Share of the way to the landmark that is foreground.
    step : float
        Greatest angle between two columns of the section, radians.
    feedback : Feedback
        Asked for cancel.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    near = [rise for rise in rises(corridor, standing, foreground) if rise.intrudes(corridor.cap)]
    feedback.check()
    new = rises(corridor, proposed, foreground)
    high = [rise for rise in new if rise.intrudes(corridor.cap)]
    feedback.check()
    section = section_of(corridor, step)
    before_it = _part(standing, near, behind=False)
    landmark = section.hide(landmarks.surface.corners, behind=True)
    stands = _Standing(
        section.hide(before_it),
        section.hide(before_it, landmark, behind=True),
        _part(standing, near, behind=True),
    )
    feedback.check()
    by_proposal: dict[str, tuple[float, float]] = {}
    for own in dict.fromkeys(rise.thing.key for rise in high):
        feedback.check()
        only = [rise for rise in high if rise.thing.key == own]
        by_proposal[own] = _shares(section, stands, proposed, only)
    before, after = _shares(section, stands, proposed, []), _shares(section, stands, proposed, high)
    existing = []
    for rise in near:
        feedback.check()
        existing.append(_alone(section, stands, standing, rise))
    return Finding(
        corridor,
        tuple(sorted(existing, key=lambda rise: (rise.zone, -rise.excess, rise.thing.id))),
        tuple(
            _alone(section, stands, proposed, rise) if rise.intrudes(corridor.cap) else rise for rise in new
        ),
        (standing, proposed),
        (before[0], after[0]),
        (before[1], after[1]),
        by_proposal,
        _profile(corridor, standing, proposed, ground),
    )


def rises(corridor: Corridor, bodies: Bodies, foreground: float, margin: float = 0.0) -> list[Rise]:
    """Return what each thing is to each zone that it stands in.

    Parameters
    ----------
    corridor : Corridor
    bodies : Bodies
    foreground : float
        Share of the way to the landmark that is foreground.
    margin : float
        By which every zone is taken wider, metres, or narrower; volumes are then not of the zone.
    """
    found = []
    surface, closed = _on_axis(corridor, bodies.surface), _on_axis(corridor, bodies.closed)
    count, plane = len(bodies.things), corridor.plane
    for zone in Zone:
        volume, nothing = np.zeros(count), np.zeros(count)
        high, low, place = np.full(count, -np.inf), np.full(count, np.inf), np.zeros((count, 2))
        aside = (np.full(count, -np.inf), np.full(count, np.inf), np.zeros((count, 2)))
        for piece in corridor.of_zone(zone):
            polygon = np.ascontiguousarray(_moved(piece, margin))
            if not len(polygon):
                continue
            measure(*surface, polygon, plane, np.inf, nothing, high, low, place)
            measure(*closed, polygon, plane, corridor.cap, volume, *aside)
        met = np.flatnonzero(np.isfinite(high))
        for k, (x, y) in zip(met.tolist(), corridor.to_plan(place[met]).tolist(), strict=True):
            d, t = place[k].tolist()
            found.append(
                Rise(
                    bodies.things[k], k, zone, _depth(zone, d, corridor.length, foreground), float(high[k]),
                    float(low[k]), (x, y), d, t, float(corridor.level(d)), abs(float(volume[k])),
                )
            )  # fmt: skip
    return found


def _moved(polygon: Polygon, by: float) -> Polygon:
    """Return a polygon with its edges moved outwards, or inwards."""
    if by > 0.0:
        return grown(polygon, by)
    return shrunk(polygon, -by) if by < 0.0 else polygon


def _depth(zone: Zone, distance: float, length: float, foreground: float) -> Depth:
    if zone is Zone.BACKGROUND:
        return Depth.BACK
    return Depth.FORE if distance <= foreground * length else Depth.MIDDLE


def _on_axis(corridor: Corridor, triangles: Triangles) -> Triangles:
    """Return triangles with d and t in place of x and y."""
    corners = triangles.corners.copy()
    corners[:, :, :2] = corridor.to_axis(corners[:, :, :2]).reshape(-1, 3, 2)
    return Triangles(corners, triangles.thing)


@dataclass(frozen=True, eq=False)
class _Standing:
    """What hides the section before any proposal: in front, in front of the sky, and what fills the sky."""

    front: Blocked
    screens: Blocked
    behind: F64


def _shares(section: Section, stands: _Standing, proposed: Bodies, high: list[Rise]) -> tuple[float, float]:
    """Return the shares of section and sky that are taken when some proposals stand."""
    new = _part(proposed, high, behind=False)
    front = section.hide(new, stands.front)
    screens = section.hide(new, stands.screens, behind=True)
    back = np.concatenate([stands.behind, _part(proposed, high, behind=True)])
    filled = section.hide(back, screens, behind=True)
    sky = section.share(filled, behind=True) - section.share(screens, behind=True)
    return section.share(front), max(sky, 0.0)


def _alone(section: Section, stands: _Standing, bodies: Bodies, rise: Rise) -> Rise:
    """Return what intrudes with the share that it takes alone."""
    if rise.zone is not Zone.BACKGROUND:
        hidden = section.hide(_part(bodies, [rise], behind=False))
        return replace(rise, share=section.share(hidden))
    hidden = section.hide(_part(bodies, [rise], behind=True), stands.screens, behind=True)
    sky = section.share(hidden, behind=True) - section.share(stands.screens, behind=True)
    return replace(rise, share=max(sky, 0.0))


def _part(bodies: Bodies, chosen: list[Rise], *, behind: bool) -> F64:
    """Return the triangles of what intrudes before, or behind, the landmark."""
    wanted = sorted({rise.at for rise in chosen if (rise.zone is Zone.BACKGROUND) is behind})
    return bodies.faces_of(wanted)[0]


def _profile(corridor: Corridor, standing: Bodies, proposed: Bodies, ground: GroundHeights) -> Profile:
    pieces = [*corridor.of_zone(Zone.CORRIDOR), *corridor.of_zone(Zone.BACKGROUND)]
    low, high = (
        float(end) for end in (min(p[:, 0].min() for p in pieces), max(p[:, 0].max() for p in pieces))
    )
    stations = np.linspace(low, high, int(np.clip(np.ceil((high - low) / _STATION), 1, _STATIONS)) + 1)
    tops = []
    for bodies in (standing, proposed):
        top = np.full(len(stations), -np.inf)
        corners = _on_axis(corridor, bodies.surface).corners
        for polygon in pieces:
            profile(corners, polygon, stations, top)
        tops.append(np.where(np.isfinite(top), top, np.nan))
    levels = np.full(len(stations), np.nan)
    if ground:
        left, right = (np.full(len(stations), fill) for fill in (np.inf, -np.inf))
        for polygon in pieces:
            below, above = spans(polygon, stations)
            left, right = np.fmin(left, below), np.fmax(right, above)
        shares = np.linspace(0.0, 1.0, _ACROSS)
        t = left[:, None] + shares * (right - left)[:, None]
        dt = np.column_stack([np.repeat(stations, _ACROSS), t.ravel()])
        across = ground.exact(corridor.to_plan(dt)).reshape(-1, _ACROSS)
        known = np.isfinite(across).any(axis=1)
        levels[known] = np.nanmax(across[known], axis=1)
    return Profile(stations, corridor.level(stations), levels, *tops)
