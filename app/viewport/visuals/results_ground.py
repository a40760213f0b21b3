"""Draw rasters of results: laid on the ground cell by cell, or as a ceiling at their own elevations.

It does not know what the values mean; the legend says which colour stands for which.
"""

from functools import partial
from typing import Any, Final

import numpy as np

from app.legends import CEILING, DRAWN_AS, legend_of
from app.viewport.pieces import Piece, Shading
from app.viewport.visuals.base import Look, Visual, same_but_dress
from app.viewport.visuals.imagery import PictureVisual
from app.viewport.visuals.results import patterns
from app.viewport.visuals.terrain import TerrainVisual, block_data
from app.viewport.vtk_data import put_array
from scene.legend import LEGEND, Legend
from scene.node import Node
from scene.payloads import GroundPicture, Raster

#: By how much a cell is less than solid for each number of its pattern; the shader reads it so.
PATTERN_STEP: Final = 16
#: How solid colours on the ground, and a ceiling, are where the style says solid.
GROUND: Final = 0.66
SURFACE: Final = 0.46


def raster_visual(node: Node, look: Look) -> Visual:
    """Return the visual of a result's raster."""
    above = node.attributes.get(DRAWN_AS) == CEILING
    return CeilingVisual(node, look) if above else LaidVisual(node, look)


class LaidVisual(PictureVisual):
    """A raster on the ground: every cell in its colour, unknown ones clear."""

    shading = Shading.LAID
    veil = GROUND

    def picture(self) -> GroundPicture:
        """Return the cells as pixels."""
        raster, legend = self.node.payload, legend_of(self.node)
        assert isinstance(raster, Raster)
        assert legend is not None, "a result's raster always has a legend"
        cell = raster.cell
        place = np.array([[cell, 0.0, raster.west], [0.0, -cell, raster.north]])
        pixels = legend.colours(raster.values)
        pixels[..., 3] -= PATTERN_STEP * np.minimum(
            patterns(legend, raster.values).astype(np.uint8), pixels[..., 3] // PATTERN_STEP
        )
        return GroundPicture(pixels, place)

    def restyle(self, node: Node) -> bool:
        """Take another opacity; another legend asks for new pieces."""
        same = node.attributes.get(LEGEND) == self.node.attributes.get(LEGEND)
        same = same and node.attributes.get(DRAWN_AS) == self.node.attributes.get(DRAWN_AS)
        return same and super().restyle(node)


class CeilingVisual(TerrainVisual):
    """A raster as a translucent surface with contour lines; what pierces it stays as clear as it was."""

    def _block(self, raster: Raster, top: int, left: int) -> Piece | None:
        piece = super()._block(raster, top, left)
        if piece is not None:
            piece.shading, piece.casts, piece.veil = Shading.CEILING, False, SURFACE
            piece.opacity = self.node.style.opacity * SURFACE
        return piece

    def _maker(self, raster: Raster, top: int, left: int, step: int) -> Any:
        legend = legend_of(self.node)
        assert legend is not None, "a result's raster always has a legend"
        return partial(ceiling_data, raster, top, left, step, self._edge, legend)

    def restyle(self, node: Node) -> bool:
        """Take another opacity; anything else asks for new pieces."""
        same = node.attributes == self.node.attributes
        if not same or not same_but_dress(self.node, node):
            return False
        self.node = node
        return True


def ceiling_data(raster: Raster, top: int, left: int, step: int, size: int, legend: Legend) -> Any:
    """Return one block of a ceiling as ``vtkPolyData``; without a skirt, which would be seen through it."""
    from vtkmodules.util.numpy_support import vtk_to_numpy

    data = block_data(raster, top, left, step, by_value=False, colour=None, size=size, skirted=False)
    heights = vtk_to_numpy(data.GetPoints().GetData())[:, 2]
    put_array(data, "colour", legend.colours(heights))
    data.GetPointData().SetActiveScalars("colour")
    return data
