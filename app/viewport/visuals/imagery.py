"""Lay pictures on the ground: a cloth of triangles that follows it, coarser with distance.

It takes the ground as heights at places, so that triangulated and gridded ground are the same to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, inf
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Level, Piece, Shading
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.visuals.terrain import normals
from app.viewport.vtk_data import poly_data
from scene.node import Node
from scene.payloads.arrays import U8
from scene.payloads.picture import GroundPicture

Heights = Callable[[NDArray[np.float64]], NDArray[np.float64]]

#: Longest side of a texture, pixels: graphics cards take it, and what is out of sight costs nothing.
TEXTURE: Final = 2048
#: Squares along the edge of a cloth, and metres of the finest ones.
SQUARES: Final = 48
FINEST: Final = 2.0
#: No more cloths than this; on a wide picture they are larger.
MOST: Final = 900
#: Steps of the levels with the distance each reaches, in edges of a cloth.
STEPS: Final = ((1, 3.0), (2, 7.0), (4, 16.0), (8, 40.0), (16, inf))
#: Metres by which a picture lies above the ground, at its finest; a coarser cloth strays farther from it.
LIFT: Final = 0.06


@dataclass(frozen=True, slots=True)
class Cloth:
    """One part of a picture.

    Parameters
    ----------
    picture : GroundPicture
    texture : ndarray of uint8
        A part of its pixels.
    corner : tuple of int
        First column and row of the texture in the picture.
    span : tuple of float
        First and last column, first and last row of the cloth in the picture.
    """

    picture: GroundPicture
    texture: U8
    corner: tuple[int, int]
    span: tuple[float, float, float, float]

    @property
    def clear(self) -> bool:
        """Whether nothing of it is to be seen."""
        if self.texture.shape[2] < 4:
            return False
        (left, right, top, bottom), (col, row) = self.span, self.corner
        part = self.texture[int(top) - row : ceil(bottom) - row, int(left) - col : ceil(right) - col, 3]
        return not part.any()

    def points(self, across: int, down: int, ground: Heights, lift: float = LIFT) -> NDArray[np.float32]:
        """Return a grid of points on the ground, shape (down + 1, across + 1, 3)."""
        left, right, top, bottom = self.span
        col, row = np.meshgrid(np.linspace(left, right, across + 1), np.linspace(top, bottom, down + 1))
        xy = self.picture.local(col, row)
        z = ground(xy)
        known = z[np.isfinite(z)]
        level = float(np.median(known)) if len(known) else 0.0
        z = np.where(np.isfinite(z), z, level) + lift
        return np.column_stack([xy, z]).astype(np.float32).reshape(down + 1, across + 1, 3)


class PictureVisual:
    """A picture on the ground, drawn."""

    shading = Shading.DRAPED
    #: Share of the style's opacity that it has.
    veil = 1.0

    def __init__(self, node: Node, look: Look) -> None:
        self.node = node
        picture = self.picture()
        ground = look.ground or (lambda xy: np.zeros(len(xy)))
        edge = cloth_edge(picture)
        shown = [cloth for cloth in cloths(picture, edge) if not cloth.clear]
        self.pieces = [self._piece(cloth, edge, ground) for cloth in shown]

    def picture(self) -> GroundPicture:
        """Return what is laid on the ground."""
        assert isinstance(self.node.payload, GroundPicture)
        return self.node.payload

    def _piece(self, cloth: Cloth, edge: float, ground: Heights) -> Piece:
        corners = cloth.points(4, 4, ground).reshape(-1, 3)
        low, high = corners.min(axis=0), corners.max(axis=0)
        return Piece(
            self.node.id,
            self.shading,
            (*map(float, low), *map(float, high)),  # type: ignore[arg-type]
            [Level(far * edge, lambda step=step: cloth_data(cloth, step, ground)) for step, far in STEPS],
            casts=False,
            opacity=self.node.style.opacity * self.veil,
            veil=self.veil,
            texture=cloth.texture,
            turn=1,
        )

    def restyle(self, node: Node) -> bool:
        """Take another opacity; anything else asks for new pieces."""
        if not same_but_dress(self.node, node):
            return False
        self.node = node
        return True


def cloth_edge(picture: GroundPicture) -> float:
    """Return the edge of a cloth, metres."""
    rows, cols = picture.shape
    area = rows * cols * picture.pixel**2
    return float(max(SQUARES * FINEST, np.sqrt(area / MOST)))


def cloths(picture: GroundPicture, edge: float) -> list[Cloth]:
    """Cut a picture into cloths of about an edge, each within one texture."""
    rows, cols = picture.shape
    pixels = max(edge / picture.pixel, 1.0)
    found = []
    for top in range(0, rows, TEXTURE):
        for left in range(0, cols, TEXTURE):
            # One pixel of the neighbours on every side, so that no seam shows between two textures.
            first = (max(left - 1, 0), max(top - 1, 0))
            texture = picture.pixels[first[1] : top + TEXTURE + 1, first[0] : left + TEXTURE + 1]
            right, bottom = min(left + TEXTURE, cols), min(top + TEXTURE, rows)
            across, down = ceil((right - left) / pixels), ceil((bottom - top) / pixels)
            lefts, tops = np.linspace(left, right, across + 1), np.linspace(top, bottom, down + 1)
            found += [
                Cloth(picture, texture, first, (lefts[i], lefts[i + 1], tops[k], tops[k + 1]))
                for k in range(down)
                for i in range(across)
            ]
    return found


def cloth_data(cloth: Cloth, step: int, ground: Heights) -> Any:
    """Return one cloth at one step as ``vtkPolyData``."""
    count = max(SQUARES // step, 2)
    points = cloth.points(count, count, ground, LIFT * step)
    left, right, top, bottom = cloth.span
    col, row = np.meshgrid(np.linspace(left, right, count + 1), np.linspace(top, bottom, count + 1))
    rows, cols = cloth.texture.shape[:2]
    surface = np.zeros(((count + 1) ** 2, 4), np.float32)
    surface[:, 0] = ((col - cloth.corner[0]) / cols).ravel()
    surface[:, 1] = (1.0 - (row - cloth.corner[1]) / rows).ravel()
    surface[:, 3] = 0.5
    index = np.arange((count + 1) ** 2, dtype=np.int32).reshape(count + 1, count + 1)
    a, b, c, d = index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]
    faces = np.concatenate([np.stack([b, c, d], -1).reshape(-1, 3), np.stack([b, d, a], -1).reshape(-1, 3)])
    if np.linalg.det(cloth.picture.place[:, :2]) > 0.0:
        faces = faces[:, ::-1]
    facing = normals(points, np.ones(points.shape[:2], bool))
    tint = np.full((len(surface), 3), 255, np.uint8)
    return poly_data(points.reshape(-1, 3), faces, tint, surface, facing.reshape(-1, 3))
