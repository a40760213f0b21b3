"""What houses keep their distance from: the lake and its low surroundings. It does not know houses."""

from functools import cache
from typing import TYPE_CHECKING, Final

from importers.yangzhou import areas

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Waters with low surroundings, and how far those reach, metres.
LAKES: Final = ("slender_west_lake", "north_lake", "song_moat")
LOW_BELT: Final = 400.0


@cache
def low_belt() -> "BaseGeometry":
    """Return the land round the lake on which nothing high may stand."""
    from shapely import prepare, union_all

    belt = union_all([areas.water_bodies()[key] for key in LAKES]).buffer(LOW_BELT, quad_segs=6)
    prepare(belt)
    return belt


def far_from_lake(land: "BaseGeometry") -> bool:
    """Tell whether a piece of land lies wholly outside the low belt."""
    return not low_belt().intersects(land)
