"""The view that decides a verdict: from the governing viewpoint to the proposal, with its camera data.

Arithmetic on results; it knows neither pictures nor windows.
"""

from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import Final

from analysis.common.verdict import Verdict
from app.analysing import Finding
from app.sight_lines import sight_line
from scene.errors import InvalidRequest
from scene.messages import BilingualText, Message, msg
from scene.payloads import Buildings

#: Vertical field of view, degrees: a building fills about a third of it, within what a lens shows.
_NARROWEST: Final = 14.0
_WIDEST: Final = 46.0


@dataclass(frozen=True, slots=True)
class GoverningView:
    """A camera, and what to say about it.

    Parameters
    ----------
    eye, target : tuple of float
        Local metres.
    view_angle : float
        Vertical field of view, degrees.
    title : BilingualText
        From where.
    caption : Message
        Camera data for the report.
    """

    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    view_angle: float
    title: BilingualText
    caption: Message


def governing_view(verdict: Verdict, finding: Finding) -> GoverningView:
    """Return the view along the governing sight line of a verdict.

    Raises
    ------
    InvalidRequest
        If the result holds no sight line for it.
    """
    line = sight_line(verdict, finding.result.nodes)
    if line is None:
        raise InvalidRequest(
            msg("No viewpoint looks towards {name}.", name=verdict.subject_name),
            msg("Check that the proposal lies in the open side of a protected viewpoint."),
        )
    eye, end = line.eye, line.end
    distance = hypot(end[0] - eye[0], end[1] - eye[1])
    top = _top(verdict, finding, end[2])
    subtended = degrees(atan2(abs(top - eye[2]), max(distance, 1.0)))
    angle = min(max(3.0 * subtended, _NARROWEST), _WIDEST)
    bearing = degrees(atan2(end[0] - eye[0], end[1] - eye[1])) % 360.0
    # Looking level keeps walls upright; the horizon stands a third up when the top would leave the picture.
    target = (end[0], end[1], eye[2] + 0.35 * (top - eye[2]))
    east, north, height = finding.scene.frame.to_world(eye)
    caption = msg(
        "Camera E {east:.2f}, N {north:.2f}, height {height:.2f} m; bearing {bearing:.2f}° from grid north; "
        "vertical field of view {angle:.1f}°; {distance:.1f} m from the proposal.",
        east=float(east),
        north=float(north),
        height=float(height),
        bearing=bearing,
        angle=angle,
        distance=distance,
    )
    return GoverningView(eye, target, angle, verdict.viewpoint_name, caption)


def _top(verdict: Verdict, finding: Finding, otherwise: float) -> float:
    """Return the highest z of the proposal."""
    node = finding.scene.get(verdict.node)
    buildings = node.payload if node else None
    if not isinstance(buildings, Buildings) or verdict.subject not in buildings.row_of_id:
        return otherwise
    row = buildings.row_of_id[verdict.subject]
    return float(buildings.top[buildings.building_start[row] : buildings.building_start[row + 1]].max())
