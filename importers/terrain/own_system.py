"""The frame in which a grid can be computed as it is: its own system, its own cells, in whatever unit.

For jobs over one grid, which is not to be resampled. A project's frame is always in metres; this one may be
in feet, and says how many metres a unit is. It does not read heights.
"""

import math
from pathlib import Path

import numpy as np

from importers import registry
from importers.coordinates.crs import choose, flat, metres_per_unit, vertical_of, written
from importers.coordinates.framing import rounded_origin
from importers.coordinates.plausibility import checked
from importers.terrain.grid import corners_of, is_square_and_upright
from importers.terrain.importer import TerrainImporter
from importers.terrain.params import TerrainParams
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.messages import msg

#: A grid that is computed as it is may have so many cells.
MOST_CELLS = 400_000_000


def own_frame(path: Path, crs: str = "") -> tuple[SceneFrame, float]:
    """Return the frame of a grid's own system, and how many metres one unit of its coordinates is.

    Parameters
    ----------
    path : Path
        An elevation grid.
    crs : str
        Its system, where the file does not say.

    Raises
    ------
    InvalidRequest
        If its cells cannot be kept: they are not square, are rotated, or are in degrees.
    UnreadableFile, AnswerNeeded
        If the file cannot be read, or does not say its system.
    """
    importer = registry.for_file(path, "terrain").load()
    if not isinstance(importer, TerrainImporter):
        raise InvalidRequest(
            msg("{file} is not a grid that can be computed as it is.", file=path.name),
            msg("Give a GeoTIFF or an ASCII grid."),
        )
    with importer.opened(path, TerrainParams.model_validate({"crs": crs}), []) as dataset:
        stated = dataset.crs.to_wkt() if dataset.crs else importer.prescribed_crs
        system = choose(crs, stated, path.name)
        corners = corners_of(dataset, path)
        checked(system, corners, path.name)
        metres = metres_per_unit(system)
        if not (math.isfinite(metres) and is_square_and_upright(dataset.transform)):
            raise InvalidRequest(
                msg("The cells of {file} are not squares of a projected system, north up.", file=path.name),
                msg("Import it into a project, which resamples it, or reproject it in a GIS first."),
            )
        middle = np.array(
            [corners[:, 0].min() + corners[:, 0].max(), corners[:, 1].min() + corners[:, 1].max()]
        )
        origin = rounded_origin(middle / 2.0)
        return SceneFrame(written(flat(system)), (*origin, 0.0), vertical_of(system)), metres
