"""Draw triangle meshes: terrain, water, heritage, bridges, imported models.

One mesh becomes a few pieces: water, leaves and matt faces each have a program of their own, and large
meshes are cut into tiles so that what is behind the eye costs nothing.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Piece, Shading, bounds_of, single
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.vtk_data import surface_data
from scene.materials import Material
from scene.node import Node, Role
from scene.payloads.mesh import TriangleMesh

LEAVES: Final = (Material.FOLIAGE, Material.WILLOW, Material.BLOSSOM)
#: A mesh of more faces than this is cut into tiles of this edge, metres.
MANY: Final = 60_000
TILE: Final = 700.0
#: Degrees between faces that stay sharp.
CREASE: Final = {Role.TERRAIN: 28.0}
USUAL_CREASE: Final = 38.0


class MeshVisual:
    """A triangle mesh, drawn."""

    def __init__(self, node: Node, look: Look) -> None:
        mesh = node.payload
        assert isinstance(mesh, TriangleMesh)
        self.node = node
        self.pieces: list[Piece] = []
        place = node.transform
        for shading, part in by_shading(mesh):
            for tile in tiles_of(part):
                data = self._data(tile, shading)
                box = bounds_of(tile.vertices if place is None else placed(tile.vertices, place))
                self.pieces.append(
                    Piece(
                        node.id,
                        shading,
                        box,
                        single(data),
                        casts=shading is not Shading.WATER,
                        opacity=node.style.opacity,
                        place=place,
                        texture=mesh.texture if shading is Shading.PICTURE else None,
                    )
                )

    def _data(self, tile: TriangleMesh, shading: Shading) -> Any:
        crease = CREASE.get(self.node.role, USUAL_CREASE)
        smooth = shading in (Shading.SMOOTH, Shading.FOLIAGE)
        colour = self.node.style.colour
        if colour is not None:
            tile = with_colour(tile, np.broadcast_to(np.array(colour, np.uint8), (len(tile.faces), 3)))
        return surface_data(tile, smooth=smooth, crease=crease)

    def restyle(self, node: Node) -> bool:
        """Take another opacity; another colour or place asks for new pieces."""
        if not same_but_dress(self.node, node) or node.style.colour != self.node.style.colour:
            return False
        self.node = node
        return True


def by_shading(mesh: TriangleMesh) -> list[tuple[Shading, TriangleMesh]]:
    """Return the parts of a mesh that have a program of their own."""
    if mesh.texture is not None and mesh.uv is not None:
        return [(Shading.PICTURE, mesh)]
    material = mesh.material_of_face
    if material is None:
        return [(Shading.SMOOTH, mesh)]
    water, leaves = material == Material.WATER, np.isin(material, [int(m) for m in LEAVES])
    if leaves.any():
        leaves |= material == Material.TRUNK
    parts = ((Shading.WATER, water), (Shading.FOLIAGE, leaves), (Shading.SMOOTH, ~(water | leaves)))
    return [(shading, subset(mesh, which)) for shading, which in parts if which.any()]


def subset(mesh: TriangleMesh, which: NDArray[np.bool_]) -> TriangleMesh:
    """Return some of the faces as a mesh of their own."""
    if which.all():
        return mesh
    faces = mesh.faces[which]
    used = np.zeros(len(mesh.vertices), bool)
    used[faces.ravel()] = True
    index = np.cumsum(used, dtype=np.int32) - 1
    return TriangleMesh(
        mesh.vertices[used],
        index[faces],
        feature_of_face=mesh.features[which],
        colour_of_face=None if mesh.colour_of_face is None else mesh.colour_of_face[which],
        material_of_face=None if mesh.material_of_face is None else mesh.material_of_face[which],
        uv=None if mesh.uv is None else mesh.uv[used],
        texture=mesh.texture,
    )


def with_colour(mesh: TriangleMesh, colour: NDArray[np.uint8]) -> TriangleMesh:
    """Return the mesh with other colours."""
    return TriangleMesh(
        mesh.vertices,
        mesh.faces,
        feature_of_face=mesh.features,
        colour_of_face=colour,
        material_of_face=mesh.material_of_face,
        uv=mesh.uv,
        texture=mesh.texture,
    )


def tiles_of(mesh: TriangleMesh) -> list[TriangleMesh]:
    """Return the mesh cut by the middle of its faces, or whole if it is small."""
    if len(mesh.faces) <= MANY:
        return [mesh]
    middle = mesh.vertices[mesh.faces[:, 0], :2]
    cell = np.floor(middle / TILE).astype(np.int64)
    code = cell[:, 0] * 100_000 + cell[:, 1]
    order = np.argsort(code, kind="stable")
    cuts = np.flatnonzero(np.diff(code[order])) + 1
    result = []
    for rows in np.split(order, cuts):
        which = np.zeros(len(mesh.faces), bool)
        which[rows] = True
        result.append(subset(mesh, which))
    return result


def placed(points: NDArray[np.float32], matrix: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return points taken through a 4 x 4 matrix, shape (n, 3)."""
    return (points @ matrix[:3, :3].T + matrix[:3, 3]).astype(np.float32)
