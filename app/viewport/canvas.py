"""An off-screen window on which stages take turns to be drawn, and from which the picture is read back.

What several of its stages draw lies on the graphics card once. It does not know stages or pieces.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Canvas:
    """An off-screen window."""

    def __init__(self) -> None:
        from vtkmodules.vtkRenderingCore import vtkRenderWindow

        self.window = vtkRenderWindow()
        self.window.SetOffScreenRendering(True)
        self.window.SetMultiSamples(0)
        self.window.SetSize(64, 64)

    def close(self) -> None:
        """Give the window and what it holds on the graphics card back."""
        self.window.Finalize()

    def renderer(self) -> Any:
        """Return a new ``vtkRenderer`` of this window; the first one is drawn until another is asked for."""
        from vtkmodules.vtkRenderingCore import vtkRenderer

        made = vtkRenderer()
        made.SetDraw(not self.window.GetRenderers().GetNumberOfItems())
        self.window.AddRenderer(made)
        return made

    def leave(self, *renderers: Any) -> None:
        """Take renderers off the window."""
        for one in renderers:
            self.window.RemoveRenderer(one)

    def draw(self, renderer: Any, width: int, height: int) -> None:
        """Draw one renderer, and no other, at a size."""
        for one in self.window.GetRenderers():
            one.SetDraw(one is renderer)
        if tuple(self.window.GetSize()) != (width, height):
            self.window.SetSize(width, height)
        self.window.Render()

    def colours(self) -> NDArray[np.uint8]:
        """Return what was drawn, shape (rows, cols, 3), first row at the bottom."""
        from vtkmodules.util.numpy_support import vtk_to_numpy
        from vtkmodules.vtkCommonCore import vtkUnsignedCharArray

        width, height = self.window.GetSize()
        held = vtkUnsignedCharArray()
        self.window.GetPixelData(0, 0, width - 1, height - 1, 0, held, 0)
        return vtk_to_numpy(held).reshape(height, width, 3).copy()

    def depths(self) -> NDArray[np.float32]:
        """Return how deep what was drawn lies, 0 to 1, shape (rows, cols), first row at the bottom."""
        from vtkmodules.util.numpy_support import vtk_to_numpy
        from vtkmodules.vtkCommonCore import vtkFloatArray

        width, height = self.window.GetSize()
        held = vtkFloatArray()
        self.window.GetZbufferData(0, 0, width - 1, height - 1, held)
        return vtk_to_numpy(held).reshape(height, width)
