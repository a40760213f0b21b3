"""Zones in which a height is capped: outlines of quarters with the limit that a published text gives.

It does not know what exceeds a limit: that is the work of ``sightline.ceiling``.
"""

import numpy as np

from importers.yangzhou import figures
from importers.yangzhou.ground import ground_height
from scene.payloads import Buildings
from scene.payloads.arrays import F64


def zones() -> Buildings:
    """Return the zones; a zone's top is its limit above the mean ground along its outline."""
    rows = figures.table("zones")["zone"]
    rings = [_outward(figures.quarters()[row["quarter"]].outline) for row in rows]
    levels = [ground_height(ring) for ring in rings]
    ground = np.array([level.mean() for level in levels], np.float32)
    limit = np.array([row["limit_m"] for row in rows], np.float32)
    each = np.arange(len(rows) + 1, dtype=np.int32)
    return Buildings(
        np.concatenate(rings).astype(np.float32),
        np.cumsum([0, *map(len, rings)], dtype=np.int32),
        each,
        each,
        np.array([level.min() for level in levels], np.float32),
        ground + limit,
        ground + limit,
        ground,
        tuple(row["id"] for row in rows),
        {
            "name_zh": np.array([row["name_zh"] for row in rows]),
            "name_en": np.array([row["name_en"] for row in rows]),
            "limit_m": limit,
            "measured_from": np.array([row["measured_from"] for row in rows]),
            "source": np.array([row["source"] for row in rows]),
            "accuracy_m": np.array([row["accuracy_m"] for row in rows], np.float32),
        },
    )


def _outward(ring: F64) -> F64:
    """Return an outline that runs counter-clockwise, as outer rings do."""
    x, y = ring.T
    area = float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    return ring if area > 0.0 else ring[::-1]
