"""What a visual hands to a stage: geometry with a way of shading it, and how far off each level is drawn.

A piece holds data, never a mapper or an actor: those belong to one window each, and every stage makes
its own. It does not know cameras or windows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkCommonCore import vtkWeakReference

from scene.node import NodeId

if TYPE_CHECKING:
    from app.viewport.point_stream import PointStream


class Shading(StrEnum):
    """Which program draws a piece."""

    SOLID = "solid"  # flat faces, normals from the screen
    SMOOTH = "smooth"  # normals carried by the vertices
    FOLIAGE = "foliage"
    WATER = "water"
    FLOOD = "flood"  # water of a run in time, turbid and moving
    FLOOD_MAP = "flood_map"  # the same in the colours of a legend
    ARROW = "arrow"  # which way it flows
    PICTURE = "picture"  # a texture of the model's own
    DRAPED = "draped"  # a picture that lies on the ground
    LAID = "laid"  # cells of a result that lie on the ground
    PAINTED = "painted"  # faces in the colours of a legend, patterned where it says so
    CEILING = "ceiling"  # a translucent surface over the city
    LINE = "line"  # lines and points in the colours of a legend
    THROUGH = "through"  # the same, seen through what hides them
    PAPER = "paper"  # the sheet beneath a scene without ground
    PROPOSAL = "proposal"  # bodies and balloons, patterned by verdict
    PLAIN = "plain"  # colours as they are: lines, points
    TEXT = "text"


class Level:
    """One level of detail: made on first need, shared by all stages that draw it, gone with the last.

    Parameters
    ----------
    reach : float
        Metres from the eye up to which it is drawn.
    make : callable
        Returns the ``vtkPolyData``.
    closed : bool
        Whether faces look outward and are never seen from behind: those that look away are not drawn.
    """

    def __init__(self, reach: float, make: Callable[[], Any], *, closed: bool = False) -> None:
        self.reach = reach
        self.closed = closed
        self._make = make
        # Not one of Python's: VTK lets go of a wrapper in Python while mappers still draw its data.
        self._drawn = vtkWeakReference()

    @property
    def drawn(self) -> Any:
        """The ``vtkPolyData`` if anybody holds it, or None."""
        return self._drawn.Get()

    def remake(self, make: Callable[[], Any]) -> None:
        """Be made of something else from now on; stages are told apart."""
        self._make = make
        self._drawn = vtkWeakReference()

    def data(self) -> Any:
        """Return the ``vtkPolyData``, made anew unless anybody holds it."""
        data = self.drawn
        if data is None:
            data = self._make()
            self._drawn.Set(data)
        return data


@dataclass(eq=False)
class Piece:
    """One thing to draw.

    Parameters
    ----------
    node : str
        Id of the node it belongs to.
    shading : Shading
        Which program draws it.
    bounds : tuple of float
        West, south, lowest, east, north, highest: local metres.
    levels : list of Level
        Finest first; the last reaches as far as the piece is seen.
    casts : bool
        Whether it throws a shadow.
    width : float
        Pixels, of lines and points.
    opacity : float
        0 to 1.
    veil : float
        Share of its layer's opacity that it has: what is laid over other things lets them be seen.
    place : ndarray of float64, shape (4, 4), optional
        From the data's coordinates to local metres.
    texture : ndarray of uint8, optional
        Picture of the model's own, first row at the top.
    label : str
        Words of a text piece.
    turn : int
        Who is made first while the scene is new: 0 before 1, nearest first among equals.
    rank : float
        The higher wins where two text pieces would overlap; of others it is drawn first of two as near.
    extent : float
        Metres across of the area that a text piece names: a district is named from afar, a pavilion is not.
    stream : PointStream, optional
        A streamed cloud in place of levels: stages make pieces of those of its blocks that they need.
    """

    node: NodeId
    shading: Shading
    bounds: tuple[float, float, float, float, float, float]
    levels: list[Level] = field(default_factory=list)
    casts: bool = True
    width: float = 1.0
    opacity: float = 1.0
    veil: float = 1.0
    place: NDArray[np.float64] | None = None
    texture: NDArray[np.uint8] | None = None
    turn: int = 2
    label: str = ""
    rank: float = 0.0
    extent: float = 0.0
    stream: "PointStream | None" = None


def single(data: Any, reach: float = inf) -> list[Level]:
    """Return one level that is drawn at every distance up to `reach`."""
    return [Level(reach, lambda: data)]


def bounds_of(points: NDArray[np.float32]) -> tuple[float, float, float, float, float, float]:
    """Return west, south, lowest, east, north, highest of points, shape (n, 3)."""
    if not len(points):
        return (0.0,) * 6
    axes = np.ascontiguousarray(points.T)  # along rows numpy is ten times quicker
    low, high = axes.min(axis=1), axes.max(axis=1)
    return (float(low[0]), float(low[1]), float(low[2]), float(high[0]), float(high[1]), float(high[2]))
