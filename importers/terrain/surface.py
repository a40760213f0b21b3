"""Whether a grid is the ground or a surface with roofs and trees: asked, read from its name, or measured.

It does not know formats.
"""

import re
from pathlib import Path
from typing import Final

import numpy as np

from importers.base import ImportIssue, ImportTarget
from importers.common.ground import ground_under
from importers.terrain.params import TerrainParams
from scene.messages import msg
from scene.node import Role
from scene.payloads import Raster

#: What surface models and canopy models are called in file names.
_SURFACE_NAMES: Final = re.compile(r"(?<![a-z])(n|c|u)?(dsm|chm)(?![a-z])|地表|表面", re.IGNORECASE)
_GROUND_NAMES: Final = re.compile(r"(?<![a-z])(dem|dtm)(?![a-z])|地形|高程", re.IGNORECASE)
#: Places at which a new grid is held against the ground that is there.
_PLACES: Final = 20_000
#: A surface stands above the ground by this, metres, in at least this share of the places.
_ABOVE: Final = 2.5
_SHARE: Final = 0.05
#: And the rest of it lies on the ground: half of all places are this near, metres.
_NEAR: Final = 1.5


#: What is said of a file that is called so.
BY_ITS_NAME: Final = msg("By its name this is a surface with roofs and trees, and not taken as the ground.")


def called_a_surface(path: Path) -> bool:
    """Return whether a file is called as surface models are."""
    stem = path.stem.replace("_", " ")
    return bool(_SURFACE_NAMES.search(stem)) and not _GROUND_NAMES.search(stem)


def role_of(
    raster: Raster, path: Path, answers: TerrainParams, target: ImportTarget, issues: list[ImportIssue]
) -> Role:
    """Return what a grid is to the city.

    Parameters
    ----------
    raster : Raster
        In the frame.
    path : Path
        The file; its name may say it.
    answers : TerrainParams
        The person's word comes first.
    target : ImportTarget
        Holds the ground that is there already.
    issues : list of ImportIssue
        Is told where nobody has said it.
    """
    if answers.surface != "auto":
        return Role.SURFACE if answers.surface == "surface" else Role.TERRAIN
    if called_a_surface(path):
        issues.append(ImportIssue("note", BY_ITS_NAME))
        return Role.SURFACE
    if _stands_above_the_ground(raster, target):
        issues.append(
            ImportIssue(
                "note",
                msg("This grid stands above the ground that is there as roofs and trees do; "
                    "it was taken as a surface, not as the ground."),
            )
        )  # fmt: skip
        return Role.SURFACE
    return Role.TERRAIN


def _stands_above_the_ground(raster: Raster, target: ImportTarget) -> bool:
    rows, cols = raster.shape
    step = max(1, int(np.sqrt(rows * cols / _PLACES)))
    row, col = (index.ravel() for index in np.mgrid[0:rows:step, 0:cols:step])
    x = raster.west + (col + 0.5) * raster.cell
    y = raster.north - (row + 0.5) * raster.cell
    ground = ground_under(target, np.column_stack([x, y]))
    if ground is None:
        return False
    above = raster.values[row, col] - ground
    above = above[np.isfinite(above)]
    if not len(above):
        return False
    high = float(np.mean(above > _ABOVE))
    return high >= _SHARE and float(np.percentile(np.abs(above), 30)) <= _NEAR
