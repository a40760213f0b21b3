"""A city made ready for heights: its surface and ground as grids, its own buildings numbered, its stations.

What screens is what :class:`scene.geometry.ray_scene.RayScene` holds: terrain, buildings, heritage,
structures and, if they count, trees; proposals do not. A building is taken for the one that stands in a cell
if its roof is uppermost at the centre; monuments and other models stay, as nobody builds in their place. It
does not know rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.common.workers import in_order
from analysis.sightline.ceiling.fields import NOTHING, Eyes, Field, extents, eyes_on
from analysis.sightline.stations import Stations
from scene.feedback import Feedback
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayLayer, RayScene
from scene.geometry.surface_raster import Grid, Surface, surface_of
from scene.node import NodeId
from scene.payloads import Buildings
from scene.payloads.arrays import F32, F64, I32

#: Rows of the grid whose ground is asked for at once.
_BAND: Final = 64


@dataclass(frozen=True, eq=False)
class Patch:
    """The surface around a viewpoint's host as it is without the host.

    Parameters
    ----------
    row, col : int
        Its first cell.
    surface : ndarray of float32, shape (k, m)
    """

    row: int
    col: int
    surface: F32


@dataclass(frozen=True, eq=False)
class CeilingCity:
    """What heights are computed on.

    Parameters
    ----------
    rays : RayScene
    ground : GroundHeights
    grid : Grid
    field : Field
    layer, row : ndarray of int32, shape (rows, cols)
        What is uppermost: layer of the rays, and row in it; -1 for nothing.
    patches : Mapping of str to Patch
        By the id of a host.
    """

    rays: RayScene
    ground: GroundHeights
    grid: Grid
    field: Field
    layer: I32
    row: I32
    patches: dict[NodeId, Patch]

    @classmethod
    def of(
        cls,
        rays: RayScene,
        ground: GroundHeights,
        stations: Stations,
        grid: Grid,
        drop: float,
        trees: bool,
        feedback: Feedback,
    ) -> "CeilingCity":
        """Look down on a city.

        Parameters
        ----------
        rays : RayScene
        ground : GroundHeights
        stations : Stations
            Tell which hosts do not screen.
        grid : Grid
            Holds all stations with two cells to spare.
        drop : float
            Curvature less refraction, 1/m.
        trees : bool
            Whether trees screen.
        feedback : Feedback

        Raises
        ------
        Cancelled
            If the person asked to stop.
        """
        surface = surface_of(rays.layers, grid, trees=trees, check=feedback.check)
        heights = np.where(np.isnan(surface.heights), NOTHING, surface.heights)
        own = _own_buildings(rays.layers, surface)
        level = _ground_of(ground, grid, feedback)
        feedback.check()
        reach = extents(own)
        feedback.check()
        field = Field(heights, level, own, reach, grid.cell, drop)
        hosts = sorted({viewpoint.host for viewpoint in stations.viewpoints if viewpoint.host})
        patches = {host: _without(rays, grid, host, trees, feedback) for host in hosts}
        kept = {host: patch for host, patch in patches.items() if patch}
        return cls(rays, ground, grid, field, surface.layer, surface.row, kept)

    def eyes(self, stations: Stations, rows: I32) -> Eyes:
        """Return some stations as the grid counts; each governs under its own number."""
        views = [stations.viewpoints[of] for of in stations.of[rows]]
        facing = np.array([view.facing for view in views], np.float64)
        opening = np.array([view.opening for view in views], np.float64)
        return eyes_on(self.grid, stations.eye[rows], facing, opening, rows)

    def seen_past(self, host: NodeId) -> Field:
        """Return the field as it is for eyes that a host does not screen."""
        patch = self.patches.get(host)
        if patch is None:
            return self.field
        surface = self.field.surface.copy()
        rows, cols = patch.surface.shape
        surface[patch.row : patch.row + rows, patch.col : patch.col + cols] = patch.surface
        return self.field._replace(surface=surface)


def _own_buildings(layers: Sequence[RayLayer], surface: Surface) -> I32:
    """Give a number to each building that can make room for another: the rows of footprints."""
    first, at = np.full(len(layers) + 1, -1, np.int64), 0
    for number, layer in enumerate(layers):
        if isinstance(layer.node.payload, Buildings):
            first[number] = at
            at += layer.node.payload.count
    begin = first[surface.layer]  # of no layer: the last entry, -1
    own: I32 = np.where(begin >= 0, begin + surface.row, -1).astype(np.int32)
    return own


def _ground_of(ground: GroundHeights, grid: Grid, feedback: Feedback) -> F32:
    x = grid.west + (np.arange(grid.cols) + 0.5) * grid.cell

    def band(start: int) -> F64:
        rows = np.arange(start, min(start + _BAND, grid.rows))
        y = grid.north - (rows + 0.5) * grid.cell
        places = np.column_stack([np.tile(x, len(rows)), np.repeat(y, grid.cols)])
        return ground.exact(places).reshape(len(rows), grid.cols)

    found = in_order(band, [(start,) for start in range(0, grid.rows, _BAND)], feedback)
    return np.concatenate(found).astype(np.float32)


def _without(rays: RayScene, grid: Grid, host: NodeId, trees: bool, feedback: Feedback) -> Patch | None:
    """Return the surface around a host without it; None if it does not stand on the grid."""
    layers = [layer for layer in rays.layers if layer.node.id != host]
    for layer in rays.layers:
        if layer.node.id == host:
            corners = layer.solid.vertices[:, :2]
            west, south = corners.min(axis=0)
            east, north = corners.max(axis=0)
            col, row = int((west - grid.west) // grid.cell), int((grid.north - north) // grid.cell)
            last_col, last_row = int((east - grid.west) // grid.cell), int((grid.north - south) // grid.cell)
            col, row = max(col, 0), max(row, 0)
            last_col, last_row = min(last_col, grid.cols - 1), min(last_row, grid.rows - 1)
            if col > last_col or row > last_row:
                return None
            part = Grid(
                grid.west + col * grid.cell, grid.north - row * grid.cell, grid.cell,
                last_row - row + 1, last_col - col + 1,
            )  # fmt: skip
            heights = surface_of(layers, part, trees=trees, check=feedback.check).heights
            return Patch(row, col, np.where(np.isnan(heights), NOTHING, heights))
    return None
