"""The card at a click: how high one may build here, by which corridor, in which zone.

It does not know windows.
"""

from dataclasses import dataclass

import numpy as np

from analysis.base import Card
from analysis.corridor.results import ZONE_WORDS
from scene.geometry.corridors import Corridor, Zone
from scene.geometry.ground import GroundHeights
from scene.messages import Message, msg
from scene.units import ELEVATION


@dataclass(frozen=True, eq=False)
class CorridorProbe:
    """Answers clicks on the planes of some corridors.

    Parameters
    ----------
    corridors : tuple of Corridor
    ground : GroundHeights
    """

    corridors: tuple[Corridor, ...]
    ground: GroundHeights

    def at(self, place: tuple[float, float, float]) -> Card | None:
        """Return the limit at a place: that of the strictest zone, and of its corridors the lowest."""
        xy = np.array([place[:2]])
        found = sorted(
            (
                (int(zone), float(corridor.limit_at(xy)[0]), corridor)
                for corridor in self.corridors
                if (zone := int(corridor.zone_at(xy)[0])) >= 0
            ),
            key=lambda one: one[:2],
        )
        if not found:
            return None
        zone, level, corridor = found[0]
        ground = float(self.ground.exact(xy)[0]) if self.ground else float("nan")
        if np.isfinite(ground):
            headline = msg(
                "{height:.1f} m over the ground here: {corridor}, {zone}.",
                height=level - ground,
                corridor=corridor.name,
                zone=ZONE_WORDS[Zone(zone)],
            )
        else:
            headline = msg(
                "Up to {level} here: {corridor}, {zone}.",
                level=ELEVATION.text(level),
                corridor=corridor.name,
                zone=ZONE_WORDS[Zone(zone)],
            )
        distance = float(corridor.to_axis(xy)[0, 0])
        lines = [
            msg(
                "The plane lies at {level}, {distance:.0f} m of {length:.0f} m from the viewing place.",
                level=ELEVATION.text(level),
                distance=distance,
                length=corridor.length,
            )
        ]
        if place[2] > level + 0.05:
            lines.append(msg("What was clicked lies {excess:.1f} m over it.", excess=place[2] - level))
        lines += [self._other(*one, level) for one in found[1:]]
        if corridor.assumed:
            lines.append(msg("The corridor is assumed; no published text gives it."))
        return Card(headline, tuple(lines))

    @staticmethod
    def _other(zone: int, level: float, corridor: Corridor, governing: float) -> Message:
        said, words = ELEVATION.text(level), ZONE_WORDS[Zone(zone)]
        if level >= governing:
            return msg(
                "{corridor}, {zone}: {level}, does not bind.", corridor=corridor.name, zone=words, level=said
            )
        return msg(
            "Above {level} {corridor} asks for consent: {zone}.",
            corridor=corridor.name,
            zone=words,
            level=said,
        )
