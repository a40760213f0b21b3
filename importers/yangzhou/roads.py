"""Centre lines of the streets, for whoever asks which of them is under water. The paving is in the ground.

They run at the level of the carriageway: on the ground, and over the decks of bridges.
It does not know what is asked of them.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.yangzhou import areas, crossings, figures, streets
from importers.yangzhou.ground import ground_height
from scene.payloads import Polylines
from scene.payloads.arrays import F64

#: Longest stretch without a vertex, metres, so that a line follows the ground.
STEP: Final = 12.0
#: The deck of a small bridge that is not built over lies this far over the bank, metres.
_PLANK: Final = 0.3


def roads() -> Polylines:
    """Return every street and lane within the city's extent as a line; invented ones have no name."""
    from shapely import LineString, box, get_coordinates, get_parts, intersection, length, segmentize

    ways = streets.streets()
    lines = np.array([LineString(way.line) for way in ways])
    parts, row = get_parts(intersection(lines, box(*figures.extent())), return_index=True)
    kept = length(parts) > 1.0
    parts, row = segmentize(parts[kept], STEP), row[kept]
    places, of = get_coordinates(parts, return_index=True)
    start = np.searchsorted(of, np.arange(len(parts) + 1)).astype(np.int32)
    named = figures.roads()
    own = [named.get(ways[number].road) for number in row]
    return Polylines(
        np.column_stack([places, _level(places)]).astype(np.float32),
        start,
        _ids(row, [ways[number].road for number in row]),
        {
            "name_zh": np.array(["" if road is None else road.name.zh for road in own]),
            "name_en": np.array(["" if road is None else road.name.en for road in own]),
            "kind": np.array([ways[number].kind for number in row]),
            "width": np.array([ways[number].width for number in row], np.float32),
            "invented": np.array(["yes" if road is None else "" for road in own]),
        },
    )


def _ids(row: NDArray[np.int64], road: list[str]) -> tuple[str, ...]:
    """Return the id of each part: its road's or its street's number, and which part of it it is."""
    first = np.searchsorted(row, row)  # parts of a street follow one another
    return tuple(
        f"{name or f'street-{number}'}{f'-{piece + 1}' if piece else ''}"
        for number, name, piece in zip(row, road, np.arange(len(row)) - first, strict=True)
    )


def _level(places: F64) -> F64:
    """Return the level of the carriageway: the ground, and over water the deck."""
    from shapely import contains_xy, prepare

    level = ground_height(places).astype(np.float64)
    water = areas.water_area()
    prepare(water)
    wet = np.asarray(contains_xy(water, *places.T))
    level[wet] = figures.levels().bank + _PLANK
    for crossing in crossings.crossings():
        offset = places - crossing.start
        along = offset @ crossing.direction
        beside = np.abs(offset[:, 0] * crossing.direction[1] - offset[:, 1] * crossing.direction[0])
        reach = crossing.skew_reach
        on = (along > -reach) & (along < crossing.length + reach) & (beside < crossing.width)
        level[on] = np.maximum(level[on], crossing.deck)
    return level
