"""What a click is told: of what stands in the way how much it hides, of the body how it is seen.

It does not know who clicks.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.base import Card
from analysis.sightline.bodies import Body, body_of
from analysis.sightline.obstruction.blockers import Blocker
from analysis.sightline.obstruction.looking import CASES
from analysis.sightline.obstruction.results import next_name
from analysis.sightline.obstruction.views import View
from scene.geometry.ray_scene import RayScene
from scene.messages import NO_NAME, msg
from scene.node import Role

#: A click so near to a thing is a click on it, metres.
_NEAR: Final = 1.0
#: Lines of a card.
_LINES: Final = 4


@dataclass(frozen=True, eq=False)
class ObstructionProbe:
    """Answers clicks on what blocks a view, and on what is looked at.

    Parameters
    ----------
    body : Body
    views : tuple of View
    rays : RayScene
    """

    body: Body
    views: tuple[View, ...]
    rays: RayScene

    def at(self, place: tuple[float, float, float]) -> Card | None:
        """Return what stands at a place and what it hides; None if it hides nothing."""
        clicked = np.array(place)
        shape = self.body.shape
        if shape is not None and _holds(shape.low, shape.high, clicked):
            return self._of_body()
        found: list[tuple[float, View, Blocker]] = []
        for view in self.views:
            for blocker in view.blockers:
                layer = self.rays.layers[blocker.layer]
                if layer.node.role is Role.TERRAIN:
                    continue
                box = body_of(layer.node, blocker.row).shape
                if box is not None and _holds(box.low, box.high, clicked):
                    found.append((float(np.prod(box.high - box.low)), view, blocker))
        if not found:
            return None
        smallest = min(size for size, _, _ in found)
        own = [(view, blocker) for size, view, blocker in found if size == smallest]
        return self._of_blocker(sorted(own, key=lambda one: -one[1].first))

    def _of_body(self) -> Card:
        lines = [
            msg(
                "From {viewpoint} {share:.0f} % is seen, without trees {bare:.0f} %.",
                viewpoint=view.viewpoint.name,
                share=100.0 * view.mean(CASES[0]),
                bare=100.0 * view.mean(CASES[1]),
            )
            for view in self.views
            if np.isfinite(view.mean(CASES[0]))
        ]
        return Card(msg("How {target} is seen", target=self.body.name), tuple(lines[:_LINES]))

    def _of_blocker(self, found: list[tuple[View, Blocker]]) -> Card:
        view, blocker = found[0]
        _, name = self.rays.name_of(blocker.layer, blocker.row)
        lines = [
            msg(
                "Alone it hides {alone:.0f} %; if it were gone {only:.0f} % more would be seen.",
                alone=100.0 * blocker.alone,
                only=100.0 * blocker.only,
            ),
            msg(
                "It stands {distance:.0f} m away and would have to lose {lose:.1f} m.",
                distance=blocker.distance,
                lose=blocker.lose,
            ),
        ]
        behind = next_name(blocker, self.rays)
        if behind != NO_NAME:
            lines.append(msg("Behind it {name} blocks next.", name=behind))
        lines += [
            msg(
                "From {viewpoint} it hides {first:.0f} %.",
                viewpoint=other.viewpoint.name,
                first=100.0 * one.first,
            )
            for other, one in found[1:]
        ]
        headline = msg(
            "{name} hides {first:.0f} % of {target} from {viewpoint}",
            name=name,
            first=100.0 * blocker.first,
            target=self.body.name,
            viewpoint=view.viewpoint.name,
        )
        return Card(headline, tuple(lines[:_LINES]))


def _holds(low: np.ndarray, high: np.ndarray, place: np.ndarray) -> bool:
    return bool(((place >= low - _NEAR) & (place <= high + _NEAR)).all())
