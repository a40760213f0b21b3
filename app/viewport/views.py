"""The views that the built-in Yangzhou is shown from, in local metres.

Figures come from places: the bridge, the pavilion, the level of the water. It knows no scene.
"""

from dataclasses import dataclass
from typing import Final

from app.viewport.daylight import Daylight
from app.viewport.optics import Pose
from scene.messages import BilingualText

Point = tuple[float, float, float]

WUTING: Final[Point] = (-923.5, 1439.8, 5.0)
#: The lane beneath the pavilion, at the height of its paving.
SIWANG: Final[Point] = (72.4, 308.7, 6.75)


def seen_from(base: Point, eye: Point, target: Point, view_angle: float) -> Pose:
    """Return a pose from metres east, north and up of a base point."""

    def at(shift: Point) -> Point:
        return (base[0] + shift[0], base[1] + shift[1], base[2] + shift[2])

    return Pose(at(eye), at(target), view_angle)


@dataclass(frozen=True, slots=True)
class DefaultView:
    """A view that needs no storing.

    Parameters
    ----------
    key : str
        ASCII.
    name : BilingualText
    pose : Pose
    light : Daylight
        In which it is at its best.
    """

    key: str
    name: BilingualText
    pose: Pose
    light: Daylight


MORNING: Final = Daylight(96.0, 27.0)
#: An April afternoon, soon after two: one side of an east-west lane in sun, the other in shade.
AFTERNOON: Final = Daylight(212.0, 50.0, mist=0.8)

OPENING: Final = DefaultView(
    "opening",
    BilingualText("开篇", "Opening"),
    seen_from(WUTING, (190.0, -205.0, 58.0), (-16.0, 24.0, 15.5), 25.0),
    MORNING,
)
LANE: Final = DefaultView(
    "lane",
    BilingualText("四望亭巷", "A lane to the Siwang Pavilion"),
    seen_from(SIWANG, (80.0, -0.2, 1.85), (0.0, 0.0, 6.6), 42.0),
    AFTERNOON,
)
BOAT: Final = DefaultView(
    "boat",
    BilingualText("船到五亭桥", "By boat to the Wuting Bridge"),
    seen_from(WUTING, (98.0, 21.5, 1.8), (0.0, -2.5, 6.6), 26.0),
    MORNING,
)
