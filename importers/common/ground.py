"""Ground heights under what is imported, from the terrain of the scene it goes into.

It does not know what stands on the ground.
"""

from typing import Final

import numpy as np

from importers.base import ImportIssue, ImportTarget
from scene.messages import msg
from scene.node import Role
from scene.payloads.arrays import F32, F64

NO_TERRAIN: Final = msg("The scene has no terrain here; the ground was taken as 0 m.")


def ground_under(target: ImportTarget, xy: F32 | F64) -> F32 | None:
    """Return the height of the ground.

    Parameters
    ----------
    target : ImportTarget
        Holds the scene.
    xy : ndarray, shape (n, 2)
        Local metres.

    Returns
    -------
    ndarray of float32, shape (n,), or None
        Local z, nan outside the terrain; None if there is no terrain under any of the points.
    """
    terrain = target.scene.of_role(Role.TERRAIN) if target.scene is not None else ()
    if not terrain or not len(xy):
        return None
    from scene.geometry.ground import GroundHeights

    heights = GroundHeights.of(terrain).heights(xy)
    return None if np.isnan(heights).all() else heights


def seated(target: ImportTarget, xy: F32 | F64, issues: list[ImportIssue]) -> F32:
    """Return ground heights without gaps: 0 without terrain, the median of the others outside it.

    Parameters
    ----------
    target : ImportTarget
        Holds the scene.
    xy : ndarray, shape (n, 2)
        Local metres.
    issues : list of ImportIssue
        Is told of both.
    """
    heights = ground_under(target, xy)
    if heights is None:
        issues.append(ImportIssue("note", NO_TERRAIN))
        return np.zeros(len(xy), dtype=np.float32)
    outside = np.isnan(heights)
    if outside.any():
        level = np.float32(np.nanmedian(heights))
        heights = np.where(outside, level, heights)
        said = msg(
            "Points outside the terrain, their ground taken as {level:.1f} m: {count}.",
            count=int(outside.sum()), level=float(level),
        )  # fmt: skip
        issues.append(ImportIssue("note", said))
    return heights
