"""What the view shows at this moment, without painting it again.

At rest that is the finished picture; in motion, what the graphics system has on the screen.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QImage

from app.viewport.glass import as_image

if TYPE_CHECKING:
    from app.viewport.glass import Glass


class ShowsStills:
    """Gives the picture that is seen. Part of the view."""

    glass: "Glass"
    _plotter: Any

    def seen_now(self) -> QImage | None:
        """Return what is seen now, without notes and marks; None before anything was drawn."""
        if self.glass.still is not None:
            return self.glass.still
        from vtkmodules.util.numpy_support import vtk_to_numpy
        from vtkmodules.vtkCommonCore import vtkUnsignedCharArray

        window, held = self._plotter.render_window, vtkUnsignedCharArray()
        cols, rows = window.GetSize()
        window.GetPixelData(0, 0, cols - 1, rows - 1, 0, held, 0)
        pixels = vtk_to_numpy(held)
        if pixels.size != rows * cols * 3 or not pixels.any():
            return None
        return as_image(np.flipud(pixels.reshape(rows, cols, 3)))
