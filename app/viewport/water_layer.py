"""Draws water that changes from moment to moment: a piece a tile, whose data is exchanged, never its actor.

Large changes are drawn in slices of time. It knows pictures of water and where pieces go, no course.
"""

from collections.abc import Iterator
from math import inf
from time import perf_counter
from typing import Any, Final, Protocol

import numpy as np

from app.viewport.pieces import Level, Piece, Shading
from app.viewport.vtk_data import cells_of, put_array, vtk_points
from app.water.arrows import Arrows
from app.water.making import LakeMask, TileId, TileSurface, WaterPicture
from scene.node import NodeId

#: Water is drawn after all that is solid, which VTK tells by this.
CLEAR: Final = 0.99


class Flooded(Protocol):
    """A drawing that can hold water: one stage or several."""

    def put(self, node: NodeId, pieces: list[Piece], *, visible: bool = True) -> None:
        """Show the pieces of a node in place of those it had."""
        ...

    def remove(self, node: NodeId) -> None:
        """Take the pieces of a node away."""
        ...

    def moved(self, node: NodeId) -> None:
        """Take note that the data of a node's pieces lies elsewhere now."""
        ...

    def flood(self, seconds: float, level: float, lakes: LakeMask | None) -> None:
        """Let ripples stand at a time, mirror at a level, and leave out the lakes that the water holds."""
        ...


class WaterLayer:
    """The water on one drawing.

    Parameters
    ----------
    drawing : Flooded
    name : str
        Begins the names of its nodes; no two layers of a drawing share it.
    """

    def __init__(self, drawing: Flooded, name: str = "water") -> None:
        self._drawing = drawing
        self._name = name
        self._data: dict[TileId, Any] = {}
        self._shading = Shading.FLOOD
        self._arrows: Any = None
        self._work: Iterator[None] | None = None

    @property
    def nodes(self) -> tuple[NodeId, ...]:
        """The nodes it has put."""
        arrows = () if self._arrows is None else (self._arrow_node,)
        return (*map(self._node, self._data), *arrows)

    @property
    def busy(self) -> bool:
        """Whether some of a picture is still to be drawn."""
        return self._work is not None

    def show(self, picture: WaterPicture) -> None:
        """Begin to draw a picture; what was left of the one before is drawn first."""
        self.draw(inf)
        self._work = self._steps(picture)

    def draw(self, seconds: float) -> bool:
        """Go on drawing for some time; return whether all is drawn."""
        end = perf_counter() + seconds
        while self._work is not None:
            try:
                next(self._work)
            except StopIteration:
                self._work = None
            if perf_counter() > end:
                break
        return self._work is None

    def clear(self) -> None:
        """Take all water away, and give the lakes back."""
        self._work = None
        for node in self.nodes:
            self._drawing.remove(node)
        self._data, self._arrows = {}, None
        self._drawing.flood(0.0, float("nan"), None)

    def _node(self, tile: TileId) -> NodeId:
        return f"{self._name}/{tile[0]}/{tile[1]}"

    @property
    def _arrow_node(self) -> NodeId:
        return f"{self._name}/arrows"

    def _steps(self, picture: WaterPicture) -> Iterator[None]:
        shading = Shading.FLOOD if picture.legend is None else Shading.FLOOD_MAP
        if picture.fresh or shading is not self._shading:  # whoever paints anew gives all tiles
            for node in self.nodes:
                self._drawing.remove(node)
            self._data, self._arrows, self._shading = {}, None, shading
        self._drawing.flood(picture.seconds, picture.mirror, picture.lakes)
        for tile, surface in picture.surfaces.items():
            self._fill(tile, surface)
            yield
        self._point(picture.arrows)

    def _fill(self, tile: TileId, surface: TileSurface) -> None:
        data = self._data.get(tile)
        if data is None:
            if not len(surface.faces):
                return
            data = self._data[tile] = _filled(_fresh(), surface)
            self._drawing.put(self._node(tile), [self._piece(self._node(tile), data, self._shading)])
        else:
            _filled(data, surface)
            self._drawing.moved(self._node(tile))

    def _point(self, arrows: Arrows | None) -> None:
        if arrows is None or not arrows.count:
            if self._arrows is not None:
                self._drawing.remove(self._arrow_node)
                self._arrows = None
            return
        ink = np.full((len(arrows.vertices), 4), 255, np.uint8)
        surface = TileSurface(arrows.vertices, arrows.faces, arrows.shape, ink)
        if self._arrows is None:
            self._arrows = _filled(_fresh(), surface)
            self._drawing.put(self._arrow_node, [self._piece(self._arrow_node, self._arrows, Shading.ARROW)])
        else:
            _filled(self._arrows, surface)
            self._drawing.moved(self._arrow_node)

    @staticmethod
    def _piece(node: NodeId, data: Any, shading: Shading) -> Piece:
        x0, x1, y0, y1, z0, z1 = data.GetBounds()
        return Piece(
            node,
            shading,
            (x0, y0, z0, x1, y1, z1),
            [Level(inf, lambda: data)],
            casts=False,
            opacity=1.0 if shading is Shading.ARROW else CLEAR,
            turn=0,
        )


def _fresh() -> Any:
    from vtkmodules.vtkCommonDataModel import vtkPolyData

    return vtkPolyData()


def _filled(data: Any, surface: TileSurface) -> Any:
    """Exchange what a ``vtkPolyData`` holds."""
    data.SetPoints(vtk_points(surface.vertices))
    data.SetPolys(cells_of(surface.faces))
    put_array(data, "colour", surface.colour)
    data.GetPointData().SetActiveScalars("colour")
    put_array(data, "surface", surface.state)
    data.Modified()
    return data
