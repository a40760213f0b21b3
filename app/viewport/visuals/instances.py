"""Draw instances: fine meshes near the eye, outlines beyond, merged by tile so that few calls draw many.

A tile's fine mesh is made when the eye first comes near. It knows any instanced thing, not only trees.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.viewport.pieces import Level, Piece, Shading, bounds_of
from app.viewport.visuals.bare_trees import COARSE as COARSE_TWIGS
from app.viewport.visuals.bare_trees import FINE as FINE_TWIGS
from app.viewport.visuals.bare_trees import LEAST as LEAST_TWIGS
from app.viewport.visuals.bare_trees import Detail, without_leaves
from app.viewport.visuals.base import Look, same_but_dress
from app.viewport.visuals.meshes import LEAVES
from app.viewport.vtk_data import chance, poly_data, surface_data
from scene.materials import Material
from scene.node import Node
from scene.payloads.instances import Instances
from scene.payloads.mesh import TriangleMesh
from scene.season import BARE

#: Makes a mesh ready to be copied, once.
Unit: TypeAlias = Callable[[], "Template"]

#: Edge of a tile, metres; of one that holds few copies up to the widest. How far fine meshes reach.
TILE: Final = 400.0
WIDEST: Final = 1_600.0
FEW: Final = 60
FINE: Final = 240.0
#: Up to here outlines are drawn, beyond it a few triangles; and here the mist has them, metres.
COARSE: Final = 1_300.0
FARTHEST: Final = 5_500.0


class InstancesVisual:
    """Copies of a mesh, drawn."""

    def __init__(self, node: Node, look: Look) -> None:
        payload = node.payload
        assert isinstance(payload, Instances)
        self.node = node
        self.pieces: list[Piece] = []
        self._rows: list[NDArray[np.int64]] = []
        self._season = look.season
        if not payload.count:
            return
        shading = Shading.FOLIAGE if is_leafy(payload.mesh) else Shading.SMOOTH
        self._rows = tiles(payload.positions[:, :2], np.arange(payload.count), WIDEST)
        units = self._units()
        self.pieces = [self._piece(payload, rows, shading, units) for rows in self._rows]

    def _piece(
        self, payload: Instances, rows: NDArray[np.int64], shading: Shading, units: tuple[Unit, ...]
    ) -> Piece:
        reach = payload.scale[rows].max(axis=0)
        west, south, low, east, north, high = bounds_of(payload.positions[rows])
        wide = float(max(reach[0], reach[1]))
        box = (west - wide, south - wide, low, east + wide, north + wide, high + float(reach[2]))
        levels = [
            Level(far, self._maker(rows, unit))
            for far, unit in zip((FINE, COARSE, FARTHEST), units, strict=True)
        ]
        return Piece(self.node.id, shading, box, levels, opacity=self.node.style.opacity, turn=3)

    def _units(self) -> tuple[Unit, ...]:
        """Return what is copied in the season: near the eye, beyond, and far off."""
        payload = self.node.payload
        assert isinstance(payload, Instances)
        bare = self._season == BARE and sheds_leaves(self.node)
        return bare_units(payload.mesh) if bare else units_of(payload)

    def _maker(self, rows: NDArray[np.int64], unit: Unit) -> Callable[[], Any]:
        payload, tint = self.node.payload, self.node.style.colour
        assert isinstance(payload, Instances)
        return lambda: merged(payload, rows, unit(), tint)

    def take_season(self, season: str) -> bool:
        """Have another season; return whether the pieces have other data in it than in the other one."""
        if not self.pieces or not sheds_leaves(self.node):
            return False
        if season == self._season:  # another pane told it before
            return True
        self._season = season
        units = self._units()
        for piece, rows in zip(self.pieces, self._rows, strict=True):
            for level, unit in zip(piece.levels, units, strict=True):
                level.remake(self._maker(rows, unit))
        return True

    def restyle(self, node: Node) -> bool:
        """Take another opacity; another colour or place asks for new pieces."""
        if not same_but_dress(self.node, node) or node.style.colour != self.node.style.colour:
            return False
        self.node = node
        return True


def units_of(payload: Instances) -> tuple[Unit, ...]:
    """Return what is copied near the eye, beyond, and far off; made on first need."""
    return (
        cache(lambda: template(payload.mesh)),
        cache(lambda: template(payload.outline)),
        cache(lambda: template(plainest(payload.outline))),
    )


def bare_units(mesh: TriangleMesh) -> tuple[Unit, ...]:
    """Return the same of a tree that has lost its leaves."""

    def unit(detail: Detail) -> Unit:
        return cache(lambda: Template(surface_data(without_leaves(mesh, detail), smooth=True)))

    return unit(FINE_TWIGS), unit(COARSE_TWIGS), unit(LEAST_TWIGS)


def sheds_leaves(node: Node) -> bool:
    """Return whether copies of a mesh are trees that stand bare in winter."""
    payload = node.payload
    assert isinstance(payload, Instances)
    if not is_leafy(payload.mesh) or node.attributes.get("evergreen"):
        return False
    from importers.common.tree_shapes import EVERGREEN, name_of  # shapes are modelled on first need

    return name_of(payload) not in EVERGREEN


def tiles(places: NDArray[np.float32], rows: NDArray[np.int64], edge: float) -> list[NDArray[np.int64]]:
    """Return rows by square tiles of some edge; tiles with many copies in quarters, down to `TILE`."""
    cell = np.floor(places[rows] / edge).astype(np.int64)
    code = cell[:, 0] * 100_000 + cell[:, 1]
    order = np.argsort(code, kind="stable")
    found = np.split(rows[order], np.flatnonzero(np.diff(code[order])) + 1)
    if edge <= TILE:
        return found
    return [
        part for tile in found for part in ([tile] if len(tile) <= FEW else tiles(places, tile, edge / 2.0))
    ]


class Template:
    """The arrays of one unit mesh, split and smoothed, ready to be copied."""

    def __init__(self, data: Any) -> None:
        from vtkmodules.util.numpy_support import vtk_to_numpy

        points = data.GetPointData()
        self.vertices = vtk_to_numpy(data.GetPoints().GetData()).astype(np.float32)
        self.faces = vtk_to_numpy(data.GetPolys().GetConnectivityArray()).reshape(-1, 3).astype(np.int32)
        self.colour = vtk_to_numpy(points.GetArray("colour"))[:, :3].astype(np.float32)
        self.surface = vtk_to_numpy(points.GetArray("surface")).astype(np.float32)
        self.facing = vtk_to_numpy(points.GetArray("facing")).astype(np.float32)


def template(mesh: TriangleMesh) -> Template:
    """Return the unit mesh ready to be copied."""
    return Template(surface_data(mesh, smooth=True, crease=180.0 if is_leafy(mesh) else 40.0))


def plainest(outline: TriangleMesh) -> TriangleMesh:
    """Return a barrel of 20 triangles that fills an outline, without its trunk, in its mean colours."""
    leaf = np.ones(len(outline.faces), bool)
    if outline.material_of_face is not None:
        leaf = outline.material_of_face != Material.TRUNK
    if not leaf.any():
        return outline
    crown = outline.vertices[outline.faces[leaf].ravel()]
    low, high = crown.min(axis=0), crown.max(axis=0)
    middle, half = (low + high) / 2.0, (high - low) / 2.0
    turn = np.arange(5) * (2.0 * np.pi / 5.0)
    ring = np.column_stack([np.cos(turn) * half[0] * 0.96, np.sin(turn) * half[1] * 0.96])
    rings = [
        np.column_stack([ring + middle[:2], np.full(5, low[2] + share * (high[2] - low[2]))])
        for share in (0.3, 0.68)
    ]
    ends = [[middle[0], middle[1], low[2]], [middle[0], middle[1], high[2]]]
    vertices = np.concatenate([*rings, ends]).astype(np.float32)
    a, b = np.arange(5), (np.arange(5) + 1) % 5
    tens, elevens = np.full(5, 10), np.full(5, 11)
    sides = [(b, a, tens), (a, b, b + 5), (a, b + 5, a + 5), (a + 5, b + 5, elevens)]
    faces = np.concatenate([np.column_stack(side) for side in sides]).astype(np.int32)
    colour = None
    if outline.colour_of_face is not None:
        mean = outline.colour_of_face[leaf].astype(np.float64).mean(axis=0).astype(np.uint8)
        colour = np.broadcast_to(mean, (len(faces), 3))
    material = None
    if outline.material_of_face is not None:
        material = np.full(len(faces), outline.material_of_face[leaf][0], np.uint8)
    return TriangleMesh(vertices, faces, colour_of_face=colour, material_of_face=material)


def is_leafy(mesh: TriangleMesh) -> bool:
    """Return whether a mesh has leaves."""
    material = mesh.material_of_face
    return material is not None and bool(np.isin(material, [int(m) for m in LEAVES]).any())


def merged(
    payload: Instances, rows: NDArray[np.int64], unit: Template, tint: tuple[int, int, int] | None = None
) -> Any:
    """Return some copies merged into one ``vtkPolyData``."""
    n, k = len(rows), len(unit.vertices)
    angle = payload.heading[rows][:, None]
    cos, sin = np.cos(angle), np.sin(angle)
    scale = payload.scale[rows]
    local = unit.vertices[None] * scale[:, None, :]
    points = np.empty((n, k, 3), np.float32)
    points[..., 0] = local[..., 0] * cos - local[..., 1] * sin + payload.positions[rows, 0][:, None]
    points[..., 1] = local[..., 0] * sin + local[..., 1] * cos + payload.positions[rows, 1][:, None]
    points[..., 2] = local[..., 2] + payload.positions[rows, 2][:, None]
    normal = unit.facing[None] / np.maximum(scale[:, None, :], 1e-6)
    normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-9)
    facing = np.empty_like(points)
    facing[..., 0] = normal[..., 0] * cos - normal[..., 1] * sin
    facing[..., 1] = normal[..., 0] * sin + normal[..., 1] * cos
    facing[..., 2] = normal[..., 2]
    colour = np.broadcast_to(unit.colour[None], (n, k, 3))
    if tint is not None:
        colour = np.broadcast_to(np.array(tint, np.float32), (n, k, 3))
    if payload.colour is not None:
        leaf = (unit.surface[:, 2] != Material.TRUNK)[None, :, None]
        colour = np.where(leaf, colour * (payload.colour[rows, None, :].astype(np.float32) / 255.0), colour)
    colour = np.clip(colour * (0.90 + 0.2 * chance(rows)[:, None, None]), 0, 255).astype(np.uint8)
    surface = np.repeat(unit.surface[None], n, axis=0)
    surface[..., 3] = 0.02 + 0.96 * chance(rows, 2)[:, None]
    faces = (unit.faces[None] + (np.arange(n, dtype=np.int32) * k)[:, None, None]).reshape(-1, 3)
    return poly_data(
        points.reshape(-1, 3), faces, colour.reshape(-1, 3), surface.reshape(-1, 4), facing.reshape(-1, 3)
    )
