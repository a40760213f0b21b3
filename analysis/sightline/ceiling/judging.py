"""What holds at a place: every rule's limit there, which one governs, and by how much it may be off.

A limit of sight is decided by columns through the triangles; its 95 % error is that of
:mod:`analysis.sightline.errors`. A cap is exact; the ground from which it counts has its own error. It does
not know tables or pictures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.common.errors import P95
from analysis.common.verdict import Rule
from analysis.sightline.ceiling.exact import Seen
from analysis.sightline.ceiling.kinds import RULES, Kind
from analysis.sightline.ceiling.planes import height_under
from analysis.sightline.ceiling.screens import overlooked
from analysis.sightline.ceiling.session import CeilingSession, station_name
from analysis.sightline.errors import (
    Geometry,
    Sampling,
    Sigmas,
    accuracy_of,
    height_sigma,
    position_sigma,
    sight_variances,
)
from scene.feedback import SilentFeedback
from scene.messages import NO_NAME, BilingualText
from scene.payloads.arrays import I32

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Limit:
    """What one rule allows at a place.

    Parameters
    ----------
    kind : Kind
    level : float
        Local z; inf if the rule sets no limit there.
    error_95 : float
        Metres.
    rule : Rule
    viewpoint : BilingualText
        Which governs, with the station along a route; none for caps.
    viewpoint_id : str
    subject : BilingualText
        The zone or landmark; none for the balloon.
    screen : BilingualText
        What is just overlooked.
    screen_id : str
    """

    kind: Kind
    level: float
    error_95: float
    rule: Rule
    viewpoint: BilingualText = NO_NAME
    viewpoint_id: str = ""
    subject: BilingualText = NO_NAME
    screen: BilingualText = NO_NAME
    screen_id: str = ""


@dataclass(frozen=True, eq=False)
class Judge:
    """Asks all rules.

    Parameters
    ----------
    session : CeilingSession
    """

    session: CeilingSession

    def limits(self, place: Place, ground: float, *, trees: bool, likely: I32 | None = None) -> list[Limit]:
        """Return what every rule allows at a place, the lowest first.

        Parameters
        ----------
        place : tuple of float
            Local x and y.
        ground : float
            Outdoor ground there, local z.
        trees : bool
            Whether trees screen.
        likely : ndarray of int32, optional
            Stations to ask; all if not given.
        """
        found = [*self.caps(place, ground)]
        unseen = self.unseen(place, ground, trees=trees, likely=likely)
        if unseen is not None:
            found.append(unseen)
        return sorted(found, key=lambda limit: (limit.level, limit.kind))

    def unseen(
        self,
        place: Place,
        ground: float,
        *,
        trees: bool,
        likely: I32 | None = None,
        below: float = math.inf,
    ) -> Limit | None:
        """Return the limit of the balloon rule at a place, if it is lower than `below`; None if not asked."""
        made = self.session.prepared
        if not self.session.params.stay_unseen or not len(made.stations.eye):
            return None
        level = made.ground.exact(np.array([place]))[0]
        foot = float(level) if np.isfinite(level) else ground
        seen = self.session.exact(trees).seen(place, foot, likely, below)
        return self.of_seen(seen)

    def of_seen(self, seen: Seen) -> Limit:
        """Return a limit of the balloon rule from how a place is first seen."""
        made, book = self.session.prepared, self.session.book
        rule = book.rule(RULES[Kind.UNSEEN])
        if seen.station < 0:
            return Limit(Kind.UNSEEN, math.inf, 0.0, rule)
        screen_id, screen = "", NO_NAME
        if seen.screen_layer >= 0:
            screen_id, screen = made.rays.name_of(seen.screen_layer, seen.screen_row)
        return Limit(
            Kind.UNSEEN,
            seen.level,
            self.sight_error(seen),
            rule,
            station_name(made.stations, seen.station),
            made.stations.viewpoints[made.stations.of[seen.station]].id,
            screen=screen,
            screen_id=screen_id,
        )

    def sight_error(self, seen: Seen) -> float:
        """Return the 95 % error of the height at which a place is first seen, metres."""
        made, book, params = self.session.prepared, self.session.book, self.session.params
        if seen.screen_layer < 0 or not seen.screen_distance > 0.0:
            return P95 * book.number("ground_height_sigma")
        viewpoint = made.stations.viewpoints[made.stations.of[seen.station]]
        layer = made.rays.layers[seen.screen_layer]
        variances = sight_variances(
            Geometry(seen.distance, seen.screen_distance, seen.screen_rise),
            Sigmas(
                height_sigma(layer, seen.screen_row, book),
                book.number("eye_height_sigma"),
                position_sigma(accuracy_of(layer.node), book),
                position_sigma(viewpoint.accuracy, book),
                0.0,
            ),
            Sampling(station_spacing=params.station_spacing if viewpoint.is_route else 0.0),
        )
        return P95 * math.sqrt(math.fsum(float(variance) for variance in variances.values()))

    def caps(self, place: Place, ground: float) -> list[Limit]:
        """Return what zones, landmarks and an absolute level allow at a place."""
        made, book, params = self.session.prepared, self.session.book, self.session.params
        spot, sigma = np.array([place]), P95 * book.number("ground_height_sigma")
        found = []
        for zone in made.zones:
            if zone.holds(spot)[0]:
                kind = Kind.ZONE_EAVES if zone.from_eaves else Kind.ZONE_TOP
                level = float(np.fmin(ground + zone.limit, zone.level))
                if math.isfinite(level):
                    found.append(Limit(kind, level, sigma, self._zone_rule(zone.source), subject=zone.name))
        for number, level in self._sights(place):
            station = made.sights.stations[number]
            eye_error = P95 * book.number("eye_height_sigma")
            found.append(
                Limit(
                    Kind.SIGHT_PLANE, max(level, ground), eye_error, book.rule(RULES[Kind.SIGHT_PLANE]),
                    station_name(made.stations, station),
                    made.stations.viewpoints[made.stations.of[station]].id, made.sights.names[number],
                )
            )  # fmt: skip
        if params.absolute_level is not None:
            level = max(params.absolute_level, ground)
            found.append(Limit(Kind.LEVEL, level, sigma, book.rule(RULES[Kind.LEVEL])))
        return sorted(found, key=lambda limit: (limit.level, limit.kind))

    def cell_error(self, row: int, col: int, station: int, level: float) -> float:
        """Return the error of the raster of the balloon rule in a cell, metres."""
        made = self.session.prepared
        host = made.stations.viewpoints[made.stations.of[station]].host
        eyes = made.city.eyes(made.stations, np.array([station], np.int32))
        at = (np.array([row], np.int32), np.array([col], np.int32), np.zeros(1, np.int32))
        over = overlooked(made.city.seen_past(host), eyes, *at, SilentFeedback(), threads=1)
        return float(max(over.most[0] - level, level - over.least[0]))

    def _zone_rule(self, source: str) -> Rule:
        rule = self.session.book.rule(RULES[Kind.ZONE_TOP])
        if not source:
            return rule
        return Rule(rule.id, rule.text, BilingualText.same(source), rule.assumed)

    def _sights(self, place: Place) -> list[tuple[int, float]]:
        made = self.session.prepared
        found = []
        for outline in made.sights.silhouettes:
            level = height_under(outline, place[0] - outline.eye[0], place[1] - outline.eye[1], made.drop)
            if math.isfinite(level):
                found.append((int(outline.number), level))
        planes = made.sights.planes
        for p in range(len(planes.x)):
            dx, dy = place[0] - planes.x[p], place[1] - planes.y[p]
            u = dx * planes.way_x[p] + dy * planes.way_y[p]
            v = dy * planes.way_x[p] - dx * planes.way_y[p]
            length = planes.length[p]
            if 0.0 <= u <= length and -planes.right[p] * u <= v <= planes.left[p] * u:
                rise = (planes.threshold[p] - planes.z[p]) / length
                found.append((int(planes.number[p]), planes.z[p] + u * rise - made.drop * u * (length - u)))
        return found


#: Around a proposal, cells whose governing stations are asked.
_AROUND: Final = 3


def likely_stations(session: CeilingSession, corners: Sequence[Place]) -> I32 | None:
    """Return the stations that govern the raster in and around some places; None where it has none."""
    made = session.prepared
    grid, unseen = made.city.grid, made.limits.unseen
    if unseen is None:
        return None
    x, y = np.array(corners).T
    cols = np.floor((np.array([x.min(), x.max()]) - grid.west) / grid.cell).astype(int)
    rows = np.floor((grid.north - np.array([y.max(), y.min()])) / grid.cell).astype(int)
    part = unseen.station[
        max(rows[0] - _AROUND, 0) : max(rows[1] + _AROUND + 1, 0),
        max(cols[0] - _AROUND, 0) : max(cols[1] + _AROUND + 1, 0),
    ]
    names, counts = np.unique(part[part >= 0], return_counts=True)
    if not len(names):
        return None
    likely: I32 = names[np.argsort(-counts, kind="stable")].astype(np.int32)
    return likely
