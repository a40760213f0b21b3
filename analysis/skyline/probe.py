"""What a click on a proposal is told: what it adds to which skyline, the worst first.

It does not know who clicks.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.base import Card
from analysis.common.verdict import Outcome
from analysis.skyline.looking import Addition
from analysis.skyline.verdicts import judged
from scene.geometry.ray_scene import RayScene
from scene.messages import msg

#: A click so near to a thing is a click on it, metres.
_NEAR: Final = 2.0
_LINES: Final = 5
_RANK: Final = {Outcome.FAIL: 0, Outcome.REVIEW: 1, Outcome.PASS: 2}


@dataclass(frozen=True, eq=False)
class SkylineProbe:
    """Answers clicks on proposals.

    Parameters
    ----------
    additions : tuple of Addition
    rays : RayScene
        Names what holds the skyline.
    """

    additions: tuple[Addition, ...]
    rays: RayScene

    def at(self, place: tuple[float, float, float]) -> Card | None:
        """Return what the proposal at a place adds; None if none stands there."""
        clicked = np.array(place)
        own = []
        for addition in self.additions:
            shape = addition.body.shape
            assert shape is not None, "a proposal has a shape"
            if ((clicked >= shape.low - _NEAR) & (clicked <= shape.high + _NEAR)).all():
                own.append((*judged(addition, self.rays), addition))
        if not own:
            return None
        own.sort(key=lambda one: (_RANK[one[0]], -one[2].leafy, -one[2].bare))
        headline = msg(
            "{proposal} adds up to {area:.3f} square degrees to the skyline",
            proposal=own[0][2].body.name,
            area=max(one[2].leafy for one in own),
        )
        return Card(headline, tuple(reason for _, reason, _ in own[:_LINES]), own[0][0])
