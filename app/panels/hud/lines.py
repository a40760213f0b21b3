"""The lines of the head-up display: which there are, and what they say of a reading. It knows no Qt."""

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Final, TypeAlias

from app.panels.hud.reading import Reading
from scene.messages import NO_NAME, BilingualText, Message, msg
from scene.units import DISTANCE, ELEVATION, HEIGHT, WATER_DEPTH

Text: TypeAlias = Message | BilingualText | str


class Line(StrEnum):
    """What may be shown."""

    EYE = "eye"
    LOOKED = "looked"
    LANDMARK = "landmark"
    WATER = "water"
    SPEED = "speed"


TITLES: Final[dict[Line, Message]] = {
    Line.EYE: msg("Height of the eye"),
    Line.LOOKED: msg("The building looked at"),
    Line.LANDMARK: msg("Share of the landmark seen"),
    Line.WATER: msg("Depth of water here"),
    Line.SPEED: msg("Speed of going"),
}
#: The datum that heights are in, by the frame's own name for it.
DATUMS: Final = {"EPSG:5737": BilingualText("1985国家高程基准", "1985 datum")}
#: Slower than this one stands, metres a second.
STANDING: Final = 0.05


@dataclass(frozen=True, slots=True)
class Said:
    """One line: a title, its main words, and quieter ones after them."""

    title: Text
    main: Text
    more: Text = ""


def said(
    reading: Reading, wanted: tuple[Line, ...], landmark: BilingualText, speed: float, vertical: str
) -> tuple[Said, ...]:
    """Return what the wanted lines say; one that has nothing to say is left out."""
    found = [_line(line, reading, landmark, speed, vertical) for line in Line if line in wanted]
    return tuple(one for one in found if one is not None)


def _line(line: Line, reading: Reading, landmark: BilingualText, speed: float, vertical: str) -> Said | None:
    if line is Line.EYE:
        return _eye(reading, vertical)
    if line is Line.LOOKED and reading.looked is not None:
        looked = reading.looked
        name: Text = msg("The ground") if looked.name == NO_NAME else looked.name
        more: Text = msg("{distance} away", distance=DISTANCE.text(looked.distance))
        if isfinite(looked.height):
            more = msg(
                "{height} high, top at {top}, {distance} away",
                height=HEIGHT.text(looked.height),
                top=ELEVATION.text(looked.top),
                distance=DISTANCE.text(looked.distance),
            )
        return Said(msg("Looking at"), name, more)
    if line is Line.LANDMARK and isfinite(reading.share):
        return Said(
            landmark,
            msg("{share:.0f} % seen", share=100.0 * reading.share),
            msg(
                "without trees {bare:.0f} %, {distance} away",
                bare=100.0 * reading.share_bare,
                distance=DISTANCE.text(reading.landmark_distance),
            ),
        )
    if line is Line.WATER and isfinite(reading.depth):
        return Said(msg("Water here"), WATER_DEPTH.text(reading.depth))
    if line is Line.SPEED and speed >= STANDING:
        return Said(msg("Speed of going"), f"{speed:.1f} m/s", f"{3.6 * speed:.0f} km/h")
    return None


def _eye(reading: Reading, vertical: str) -> Said:
    datum = DATUMS.get(vertical)
    level: Text = msg("at {level}", level=ELEVATION.text(reading.eye))
    if datum is not None:
        level = msg("at {level} ({datum})", level=ELEVATION.text(reading.eye), datum=datum)
    if not isfinite(reading.ground):
        return Said(msg("Eye"), ELEVATION.text(reading.eye), "" if datum is None else datum)
    over = msg("{height} over the ground", height=ELEVATION.text(reading.eye - reading.ground))
    return Said(msg("Eye"), over, level)
