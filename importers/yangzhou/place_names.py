"""The names of places as labels: a point over the ground, both languages, and a rank for decluttering.

It does not know fonts or which labels fit on a screen.
"""

import numpy as np

from importers.yangzhou import figures
from importers.yangzhou.ground import ground_height
from scene.payloads import Polylines

#: How far a label floats over what it names, metres.
CLEARANCE = 5.0
#: Assumed height of what a label names, by kind, where none is published; metres.
HEIGHTS = {"bridge": 9.0, "pavilion": 9.0, "pagoda": 20.0, "hall": 12.0, "temple": 14.0, "gate_ruin": 10.0}


def place_names() -> Polylines:
    """Return the places within the city as points, the first-ranked first."""
    within = [place for place in figures.places().values() if figures.inside_extent(np.array([place.xy]))[0]]
    within.sort(key=lambda place: (place.rank, place.id))
    spots = np.array([place.xy for place in within])
    ground = np.maximum(ground_height(spots), figures.levels().water)
    height = np.array(
        [HEIGHTS.get(place.kind, 6.0) if np.isnan(place.height_m) else place.height_m for place in within]
    )
    return Polylines(
        np.column_stack([spots, ground + height + CLEARANCE]).astype(np.float32),
        np.arange(len(within) + 1, dtype=np.int32),
        tuple(place.id for place in within),
        {
            "name_zh": np.array([place.name.zh for place in within]),
            "name_en": np.array([place.name.en for place in within]),
            "rank": np.array([place.rank for place in within], np.int32),
            "kind": np.array([place.kind for place in within]),
            "height_m": height.astype(np.float32),
            "accuracy_m": np.array([place.accuracy_m for place in within], np.float32),
            "source": np.array([place.source for place in within]),
        },
    )
