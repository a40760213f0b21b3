"""Which cells are computed: those of a grid that was given, or those over an area of the scene.

It does not know what is in the cells.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analysis.flood.params import FloodParams
from analysis.flood.setting.changes import local
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.geometry.placed import placed
from scene.geometry.surface_raster import Grid
from scene.messages import msg
from scene.node import Node
from scene.payloads import Buildings, Raster, TriangleMesh

#: No run has more cells than this.
MOST_CELLS: Final = 40_000_000
#: Attribute of a grid in a system that is not in metres.
METRES_PER_UNIT: Final = "metres_per_unit"


def given_raster(nodes: Sequence[Node]) -> Raster:
    """Return the grid of ground that takes the place of the scene's.

    Raises
    ------
    InvalidRequest
        If it is not one grid of heights, in metres, with a height somewhere.
    """
    node = nodes[0]
    if len(nodes) > 1 or not isinstance(node.payload, Raster) or node.transform is not None:
        raise InvalidRequest(
            msg("The ground is to be one grid of heights."),
            msg("Give a file with a single elevation grid, north up."),
        )
    if node.attributes.get(METRES_PER_UNIT, 1.0) != 1.0:
        raise InvalidRequest(
            msg("The ground {name} lies in a system whose unit is not the metre.", name=node.name),
            msg("Import it into a project, which resamples it, or reproject it in a GIS first."),
        )
    if not np.isfinite(node.payload.values).any():
        raise InvalidRequest(
            msg("The ground {name} holds no height at all.", name=node.name),
            msg("Check that the right file was given."),
        )
    return node.payload


def grid_of(
    params: FloodParams, cell: float, frame: SceneFrame, terrain: Sequence[Node], houses: Sequence[Node]
) -> Grid:
    """Return the cells over the area that is asked for, no farther than the terrain reaches.

    Raises
    ------
    InvalidRequest
        If there is no terrain, the area lies off it, or the cells are too many.
    """
    bounds = np.array([box for box in map(_bounds, terrain) if box is not None]).reshape(-1, 4)
    if not len(bounds):
        raise InvalidRequest(
            msg("There is no ground for water to flow over."),
            msg("Open a city or import a terrain first, or run a job with a terrain file."),
        )
    reach = np.concatenate([bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)])
    west, south, east, north = _asked(params, frame, reach, houses)
    west, south = max(west, reach[0]), max(south, reach[1])
    east, north = min(east, reach[2]), min(north, reach[3])
    if east - west < 3.0 * cell or north - south < 3.0 * cell:
        raise InvalidRequest(
            msg("The area that is to be computed lies off the ground, or is smaller than three cells."),
            msg("Choose an area on the terrain, or smaller cells."),
        )
    grid = Grid.over(west, south, east, north, cell)
    if grid.rows * grid.cols > MOST_CELLS:
        raise InvalidRequest(
            msg(
                "Cells of {cell:g} m over {rows} x {cols} cells are more than can be held.",
                cell=cell, rows=grid.rows, cols=grid.cols,
            ),
            msg("Set a greater cell size, or choose a smaller area."),
        )  # fmt: skip
    return grid


def _asked(
    params: FloodParams, frame: SceneFrame, reach: np.ndarray, houses: Sequence[Node]
) -> tuple[float, float, float, float]:
    """Return west, south, east, north of what is asked for, local metres."""
    if params.whole_scene:
        return (float(reach[0]), float(reach[1]), float(reach[2]), float(reach[3]))
    if params.area:
        corners = local(params.area, frame)
        (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
        return (float(west), float(south), float(east), float(north))
    x, y = _middle(houses, reach) if params.centre is None else local([params.centre], frame)[0]
    half = params.radius
    return (float(x) - half, float(y) - half, float(x) + half, float(y) + half)


def _middle(houses: Sequence[Node], reach: np.ndarray) -> tuple[float, float]:
    """Return the place with as many houses on either side; without any, the middle of the ground."""
    spots = []
    for node in houses:
        payload = node.payload
        if isinstance(payload, Buildings) and payload.count:
            corners = payload.rings[payload.first_ring_vertex]
            flat = np.column_stack([corners, np.zeros(len(corners), np.float32)])
            spots.append(placed(flat, node.transform)[:, :2])
    if not spots:
        return (0.5 * float(reach[0] + reach[2]), 0.5 * float(reach[1] + reach[3]))
    x, y = np.median(np.concatenate(spots), axis=0)
    return (float(x), float(y))


def _bounds(node: Node) -> tuple[float, float, float, float] | None:
    payload = node.payload
    if isinstance(payload, Raster):
        return payload.bounds()
    if isinstance(payload, TriangleMesh) and len(payload.vertices):
        vertices = placed(payload.vertices, node.transform)
        (west, south), (east, north) = vertices[:, :2].min(axis=0), vertices[:, :2].max(axis=0)
        return (float(west), float(south), float(east), float(north))
    return None
