"""Draw triangle meshes: terrain, water, heritage, bridges, imported models.

One mesh becomes a few pieces: water, leaves and matt faces each have a program of their own, and large
meshes are cut into tiles so that what is behind the eye costs nothing.
"""

from dataclasses import replace
from math import inf
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Level, Piece, Shading, bounds_of
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.vtk_data import surface_data
from scene.materials import Material
from scene.node import Node, Role
from scene.payloads.mesh import TriangleMesh

LEAVES: Final = (Material.FOLIAGE, Material.WILLOW, Material.BLOSSOM, Material.SPRAY)
#: Programs that faces of a mesh may ask for.
ORDER: Final = (Shading.SMOOTH, Shading.WATER, Shading.FOLIAGE, Shading.PICTURE)
#: Who is made first when the scene is new: the ground before what stands on it.
TURN: Final = {Role.TERRAIN: 0, Role.WATER: 0, Role.HERITAGE: 1, Role.STRUCTURES: 1}
#: Metres at which things of a role are smaller than a pixel.
REACH: Final = {Role.FURNITURE: 1_500.0}
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
        self.pieces = [self._piece(mesh, shading, rows) for shading, rows in parts_of(mesh)]

    def _piece(self, mesh: TriangleMesh, shading: Shading, rows: NDArray[np.int64]) -> Piece:
        node = self.node
        points = mesh.vertices[mesh.faces[rows].ravel()]
        return Piece(
            node.id,
            shading,
            bounds_of(points if node.transform is None else placed(points, node.transform)),
            [Level(REACH.get(node.role, inf), lambda: self._data(mesh, shading, rows))],
            casts=shading is not Shading.WATER,
            opacity=node.style.opacity,
            place=node.transform,
            texture=mesh.texture if shading is Shading.PICTURE else None,
            turn=TURN.get(node.role, 2),
        )

    def _data(self, mesh: TriangleMesh, shading: Shading, rows: NDArray[np.int64]) -> Any:
        part = subset(mesh, rows)
        if self.node.style.colour is not None:
            shade = np.array(self.node.style.colour, np.uint8)
            part = replace(part, colour_of_face=np.broadcast_to(shade, (len(part.faces), 3)))
        crease = CREASE.get(self.node.role, USUAL_CREASE)
        return surface_data(part, smooth=shading in (Shading.SMOOTH, Shading.FOLIAGE), crease=crease)

    def restyle(self, node: Node) -> bool:
        """Take another opacity; another colour or place asks for new pieces."""
        if not same_but_dress(self.node, node) or node.style.colour != self.node.style.colour:
            return False
        self.node = node
        return True


def shadings(mesh: TriangleMesh) -> NDArray[np.uint8]:
    """Return for each face the place in `ORDER` of the program that draws it, shape (m,)."""
    m = len(mesh.faces)
    if mesh.texture is not None and mesh.uv is not None:
        return np.full(m, ORDER.index(Shading.PICTURE), np.uint8)
    code = np.full(m, ORDER.index(Shading.SMOOTH), np.uint8)
    material = mesh.material_of_face
    if material is None:
        return code
    leaves = np.isin(material, [int(leaf) for leaf in LEAVES])
    if leaves.any():
        leaves |= material == Material.TRUNK
    code[leaves] = ORDER.index(Shading.FOLIAGE)
    code[material == Material.WATER] = ORDER.index(Shading.WATER)
    return code


def parts_of(mesh: TriangleMesh) -> list[tuple[Shading, NDArray[np.int64]]]:
    """Return the faces that are drawn together: one program, and one tile where the mesh is large."""
    if not len(mesh.faces):
        return []
    kind = shadings(mesh).astype(np.int64)
    code = kind << 40
    if len(mesh.faces) > MANY:
        cell = np.floor(mesh.vertices[mesh.faces[:, 0], :2] / TILE).astype(np.int64) + 50_000
        code += cell[:, 0] * 100_000 + cell[:, 1]
    order = np.argsort(code, kind="stable")
    cuts = np.flatnonzero(np.diff(code[order])) + 1
    return [(ORDER[kind[rows[0]]], rows) for rows in np.split(order, cuts)]


def subset(mesh: TriangleMesh, rows: NDArray[np.int64]) -> TriangleMesh:
    """Return some of the faces as a mesh of their own."""
    if len(rows) == len(mesh.faces):
        return mesh
    used, index = np.unique(mesh.faces[rows], return_inverse=True)
    return TriangleMesh(
        mesh.vertices[used],
        index.reshape(-1, 3).astype(np.int32),
        feature_of_face=mesh.features[rows],
        colour_of_face=None if mesh.colour_of_face is None else mesh.colour_of_face[rows],
        material_of_face=None if mesh.material_of_face is None else mesh.material_of_face[rows],
        uv=None if mesh.uv is None else mesh.uv[used],
        texture=mesh.texture,
    )


def placed(points: NDArray[np.float32], matrix: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return points taken through a 4 x 4 matrix, shape (n, 3)."""
    return (points @ matrix[:3, :3].T + matrix[:3, 3]).astype(np.float32)
