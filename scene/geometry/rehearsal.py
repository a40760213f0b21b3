"""One small house of each kind, derived once, so that every kernel of a building's mesh is compiled.

Numba compiles a kernel when it is first called and keeps it on the disk. A window that is drawing is no
place for that; whoever starts a program for the first time calls this beforehand, in a process of its own.
"""

import numpy as np

from scene.geometry.building_columns import HORSE_HEAD, ROOF_CODES
from scene.geometry.building_mesh import analysis_mesh, derive_mesh
from scene.payloads.buildings import Buildings

#: A house on four corners, and one round a corner: their roofs are shaped by different kernels.
_OBLONG = ((0, 0), (12, 0), (12, 8), (0, 8))
_ANGLE = ((0, 0), (14, 0), (14, 6), (6, 6), (6, 14), (0, 14))
_COURT = ((4, 3), (4, 5), (8, 5), (8, 3))


def rehearse() -> None:
    """Derive the meshes of a few houses; the second call of a process, and of a machine, costs nothing."""
    houses = sample()
    for fine in (True, False):
        for closed in (True, False):
            derive_mesh(houses, fine=fine, closed=closed)
    analysis_mesh(houses)


def sample() -> Buildings:
    """Return one house for each form of roof on each plan, with eaves, parapets, and a court in the last."""
    forms = list(ROOF_CODES)
    plans = [plan for plan in (_OBLONG, _ANGLE) for _ in forms]
    rings = [np.array(plan, np.float32) + np.float32(40 * place) for place, plan in enumerate(plans)]
    rings += [np.array(ring, np.float32) - np.float32(40) for ring in (_OBLONG, _COURT)]
    count = len(plans) + 1
    return Buildings(
        np.concatenate(rings),
        np.cumsum([0, *map(len, rings)]),
        np.array([*range(count), count + 1]),
        np.arange(count + 1, dtype=np.int32),
        np.zeros(count, np.float32),
        np.full(count, 4.0, np.float32),
        np.full(count, 7.0, np.float32),
        np.zeros(count, np.float32),
        tuple(f"house-{row}" for row in range(count)),
        {
            "roof": np.array([*forms, *forms, "flat"]),
            "gable": np.array([HORSE_HEAD, ""] * count)[:count],
            "overhang": np.full(count, 0.6),
            "parapet": np.full(count, 0.9),
        },
    )
