"""What a click on a flooded city is told: of a house, of a road, of open ground.

It does not know who clicked.
"""

from dataclasses import dataclass
from math import isnan
from typing import Final

import numpy as np

from analysis.base import Card
from analysis.common.verdict import Outcome
from analysis.flood.impacts.buildings import BuildingImpacts
from analysis.flood.impacts.course import FloodCourse
from analysis.flood.impacts.damage import damage_shares
from analysis.flood.impacts.facts import RunFacts
from analysis.flood.impacts.recorders import Recorders
from analysis.flood.impacts.road_cuts import CLOSED_LIMIT, LANE_LIMIT, RoadCuts
from analysis.flood.impacts.tables import sill_source
from analysis.flood.record.maxima import FILM
from scene.messages import Message, msg

_INVENTED: Final = msg("Ground and houses are invented for illustration.")


@dataclass(frozen=True, eq=False)
class FloodProbe:
    """Answers clicks on the result of a run (a Probe).

    Parameters
    ----------
    recorders : Recorders
    course : FloodCourse, optional
        Knows when it stood deepest on open ground.
    facts : RunFacts
    """

    recorders: Recorders
    course: FloodCourse | None
    facts: RunFacts

    def at(self, place: tuple[float, float, float]) -> Card | None:
        """Return what the result says at a place, local metres; None outside the area."""
        buildings, roads = self.recorders.buildings, self.recorders.roads
        item = None if buildings is None else buildings.plans.at(place[0], place[1])
        if buildings is not None and item is not None and buildings.is_inside[item]:
            return self._finished(of_house(buildings, item, self.facts))
        piece = None if roads is None else roads.pieces.near(place[0], place[1])
        ground = self._of_ground(place)
        if roads is not None and piece is not None and ground is not None:
            return self._finished(of_road(roads, piece, ground, self.facts))
        return None if ground is None else self._finished(ground)

    def _finished(self, card: Card) -> Card:
        if not self.facts.provenance.synthetic:
            return card
        return Card(card.headline, (*card.lines, _INVENTED), card.outcome)

    def _of_ground(self, place: tuple[float, float, float]) -> Card | None:
        maxima, grid = self.recorders.maxima, self.recorders.domain.grid
        col, row = int((place[0] - grid.west) // grid.cell), int((grid.north - place[1]) // grid.cell)
        if not (0 <= row < grid.rows and 0 <= col < grid.cols):
            return None
        if isnan(maxima.domain.ground[row, col]):
            return Card(msg("Closed to water: walls, or a yard without a way out"))
        depth = float(maxima.depth[row, col])
        if depth < FILM:
            return Card(msg("Dry: never more than a film of water"))
        peak = ""
        if self.course is not None and len(self.course.times):
            history = self.course.moments.histories(np.array([row * grid.cols + col]))
            peak = self.facts.clock(float(history.times[int(np.argmax(history.depth[:, 0]))]))
        headline = (
            msg("{depth:.2f} m at its deepest, {clock}", depth=depth, clock=peak)
            if peak
            else msg("{depth:.2f} m at its deepest", depth=depth)
        )
        lines = [
            msg("Highest level {level:.2f} m", level=float(maxima.level[row, col])),
            _danger(float(maxima.speed[row, col]), int(maxima.classes[row, col]), self.recorders),
        ]
        first = float(maxima.arrival[row, col])
        if not isnan(first):
            lines.append(
                msg(
                    "Over {limit:.0f} cm from {when}, for {minutes:.0f} min",
                    limit=100.0 * maxima.wet_depth, when=self.facts.when(first),
                    minutes=float(maxima.wet[row, col]) / 60.0,
                )
            )  # fmt: skip
        return Card(headline, tuple(lines))


def of_house(impacts: BuildingImpacts, item: int, facts: RunFacts) -> Card:
    """Return what the water does to a house or a heritage item."""
    name = impacts.plans.name(item)
    if not impacts.is_judged[item]:
        return Card(
            msg("{name}: no open ground beside it", name=name),
            (msg("Nothing can be said of it in cells of this size."),),
        )
    maxima, cells = impacts.maxima, impacts.openings.of(item)
    outside, speed, rating = (
        float(values.reshape(-1)[cells].max()) for values in (maxima.depth, maxima.speed, maxima.hazard)
    )
    kind = int(maxima.hazard_method.classes_of(np.array([rating], np.float32))[0])
    names = maxima.hazard_method.class_names
    sill = msg(
        "Doorsill {height:.2f} m over the ground at its lowest door side, {how}",
        height=float(impacts.openings.height[item]),
        how=sill_source(int(impacts.plans.sill_from[item])),
    )
    beside = msg("{depth:.2f} m of water beside it at most", depth=outside)
    if kind:
        beside = msg(
            "{depth:.2f} m of water beside it at most, up to {speed:.2f} m/s; {hazard}",
            depth=outside, speed=speed, hazard=names[kind - 1],
        )  # fmt: skip
    if not impacts.is_wet[item]:
        return Card(msg("{name}: stays dry inside", name=name), (beside, sill), Outcome.PASS)
    peak, over = float(impacts.peak_time[item]), impacts.highest()[[item]]
    lost = float(damage_shares(over, impacts.plans.use[[item]])[0])
    lines = [
        msg(
            "Water comes in after {when}, stays {minutes:.0f} min",
            when=facts.when(float(impacts.first_wet[item])),
            minutes=float(impacts.wet[item]) / 60.0,
        ),
        beside,
    ]
    if not isnan(lost):
        lines.append(msg("About {share:.0f} % of its value lost", share=100.0 * lost))
    headline = msg(
        "{name}: {depth:.2f} m over the doorsill at {clock}",
        name=name,
        depth=float(over[0]),
        clock=facts.clock_or_blank(peak),
    )
    return Card(headline, (*lines, sill), Outcome.FAIL)


def of_road(cuts: RoadCuts, piece: int, ground: Card, facts: RunFacts) -> Card:
    """Return what the water does to a piece of road, and to the ground under the click."""
    of, name = cuts.of_piece, cuts.pieces.names[cuts.pieces.road_of[piece]]
    depth = float(of.peak[piece])
    lines: list[Message] = []
    for limit in (LANE_LIMIT, CLOSED_LIMIT):
        first = float(of.first[limit, piece])
        if not isnan(first):
            lines.append(
                msg(
                    "No lane under {limit:.0f} cm from {when}, for {minutes:.0f} min",
                    limit=100.0 * float(of.limits[limit]), when=facts.when(first),
                    minutes=float(of.total[limit, piece]) / 60.0,
                )
            )  # fmt: skip
    if depth < FILM:
        headline = msg("{road}: a lane stays dry", road=name)
    else:
        clock = facts.clock_or_blank(float(of.peak_time[piece]))
        headline = msg(
            "{road}: {depth:.2f} m over the best lane at {clock}", road=name, depth=depth, clock=clock
        )
    lines.append(msg("Here: {what}", what=ground.headline))
    outcome = Outcome.FAIL if depth > float(of.limits[LANE_LIMIT]) else Outcome.PASS
    return Card(headline, tuple(lines), outcome)


def _danger(speed: float, kind: int, recorders: Recorders) -> Message:
    names = recorders.maxima.hazard_method.class_names
    if not kind:
        return msg("Up to {speed:.2f} m/s", speed=speed)
    return msg("Up to {speed:.2f} m/s; {hazard}", speed=speed, hazard=names[kind - 1])
