"""Refuse corridors that cannot be: off the terrain, under the ground, away from the city.

It does not know what intrudes.
"""

from collections.abc import Sequence

import numpy as np

from analysis.corridor.findings import Finding
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.geometry.corridors import Corridor
from scene.geometry.ground import GroundHeights
from scene.messages import msg

#: An eye may be this much under a coarse terrain, metres: a path cut into a bank.
_SLACK = 0.05


def check_place(corridor: Corridor, ground: GroundHeights) -> None:
    """Refuse a corridor whose viewing place or landmark cannot stand where it is.

    Raises
    ------
    InvalidRequest
        If either lies off the terrain or under the ground.
    """
    if not ground:
        return
    level = ground.exact([corridor.eye[:2], corridor.landmark[:2]])
    eye_under = level[0] - corridor.eye[2]
    mark_under = level[1] - corridor.landmark[2]
    if np.isnan(level[0]):
        raise InvalidRequest(
            msg("The viewing place of the corridor {corridor} lies off the terrain.", corridor=corridor.name),
            msg("Move it onto the terrain, or add a terrain that reaches there."),
        )
    if np.isnan(level[1]):
        raise InvalidRequest(
            msg("The landmark of the corridor {corridor} lies off the terrain.", corridor=corridor.name),
            msg("Move it onto the terrain, or add a terrain that reaches there."),
        )
    if eye_under > _SLACK:
        raise InvalidRequest(
            msg(
                "The viewing place of the corridor {corridor} lies {depth:.1f} m under the ground.",
                corridor=corridor.name,
                depth=float(eye_under),
            ),
            msg("Raise it, or give it a greater eye height."),
        )
    if mark_under > _SLACK:
        raise InvalidRequest(
            msg(
                "The threshold of the corridor {corridor} lies {depth:.1f} m under the landmark's ground.",
                corridor=corridor.name,
                depth=float(mark_under),
            ),
            msg("Raise the landmark's foot or the height of the threshold over it."),
        )


def check_overlap(findings: Sequence[Finding], ground: GroundHeights, feedback: Feedback) -> None:
    """Refuse corridors of which none has anything of the city in it; warn of one.

    Raises
    ------
    InvalidRequest
        If there is no terrain, and no building lies in any of them.
    """
    empty = [finding.corridor for finding in findings if not finding.has_bodies]
    if ground or not empty:
        return
    said = msg("Nothing of the city lies in the corridor {corridor}.", corridor=empty[0].name)
    if len(empty) == len(findings):
        raise InvalidRequest(
            said, msg("Check its place and its coordinates, or open the city that it belongs to.")
        )
    feedback.warn(said)
