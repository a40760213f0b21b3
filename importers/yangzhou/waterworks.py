"""Sluices and pumping stations as points on the waters that they drain and fill, with what they can move.

It does not know by which rule they are run in a flood.
"""

import numpy as np

from importers.yangzhou import areas, figures
from scene.payloads import Polylines

_NUMBERS = ("discharge_out", "discharge_in", "start_above", "stop_below", "fill_below", "fill_until")


def waterworks() -> Polylines:
    """Return the waterworks, each at the point of its water that lies nearest to its place."""
    from shapely import Point, shortest_line

    rows = figures.table("waterworks")["waterworks"]
    places = [figures.places()[row["place"]] for row in rows]
    spots = []
    for row, place in zip(rows, places, strict=True):
        body = areas.water_bodies()[row["water"]]
        core = body.buffer(-4.0)  # off the bank, where there is depth
        spots.append(shortest_line(core if not core.is_empty else body, Point(place.xy)).coords[0])
    level = np.full((len(rows), 1), figures.levels().water)
    return Polylines(
        np.hstack([np.array(spots), level]).astype(np.float32),
        np.arange(len(rows) + 1, dtype=np.int32),
        tuple(row["id"] for row in rows),
        {
            "name_zh": np.array([row["name_zh"] for row in rows]),
            "name_en": np.array([row["name_en"] for row in rows]),
            "kind": np.array([row["kind"] for row in rows]),
            "water": np.array([row["water"] for row in rows]),
            **{key: np.array([row[key] for row in rows], np.float32) for key in _NUMBERS},
            "assumed": np.full(len(rows), "yes"),
            "accuracy_m": np.array([place.accuracy_m for place in places], np.float32),
        },
    )
