"""Layers as triangles that look as they do in the view: vertices, colours, what each face belongs to.

Buildings are derived as everywhere, rasters are cut as everywhere. It does not know formats.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from scene.feedback import Feedback
from scene.geometry.placed import placed
from scene.geometry.raster_mesh import raster_triangles
from scene.materials import COLOUR, Material
from scene.messages import Message, msg
from scene.node import Node
from scene.payloads import Buildings, Instances, Raster, TriangleMesh
from scene.payloads.arrays import F32, I32, U8, Column

#: A grid of more cells is thinned before it is cut into triangles.
_MOST_CELLS: Final = 1_000_000
_PALETTE: Final = np.array([COLOUR[Material(number)] for number in range(len(Material))], np.uint8)

Detail = Literal["outline", "fine"]


@dataclass(frozen=True, slots=True, eq=False)
class Copies:
    """Where copies of a part stand; as in :class:`scene.payloads.Instances`."""

    positions: F32
    heading: F32
    scale: F32
    colour: U8 | None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Triangles of one layer.

    Parameters
    ----------
    node : Node
        The layer.
    vertices : ndarray of float32, shape (n, 3)
        Local metres; of a part with copies, the shape's own.
    faces : ndarray of int32, shape (m, 3)
        Counter-clockwise seen from outside.
    feature : ndarray of int32, shape (m,)
        Row of `table` that a face belongs to.
    colour : ndarray of uint8, shape (m, 3)
        sRGB.
    table : dict
        One value a feature.
    uv : ndarray of float32, shape (n, 2), optional
        Texture coordinates, v upwards.
    texture : ndarray of uint8, shape (rows, cols, 3 or 4), optional
        First row at the top.
    copies : Copies, optional
        Where the part stands, if in many places.
    """

    node: Node
    vertices: F32
    faces: I32
    feature: I32
    colour: U8
    table: Mapping[str, Column] = field(default_factory=dict)
    uv: F32 | None = None
    texture: U8 | None = None
    copies: Copies | None = None

    @property
    def features(self) -> int:
        """Number of features in the table."""
        return len(next(iter(self.table.values()))) if self.table else 0

    def chosen(self, faces: NDArray[np.intp]) -> "Part":
        """Return the part with some of its faces only, its vertices and features numbered anew."""
        corners = self.faces[faces]
        used, renumbered = np.unique(corners, return_inverse=True)
        rows, feature = np.unique(self.feature[faces], return_inverse=True)
        return replace(
            self,
            vertices=self.vertices[used],
            faces=renumbered.reshape(corners.shape).astype(np.int32),
            feature=feature.astype(np.int32),
            colour=self.colour[faces],
            table={key: values[rows] for key, values in self.table.items()},
            uv=None if self.uv is None else self.uv[used],
        )


def part_of(node: Node, detail: Detail, notes: list[Message], feedback: Feedback) -> Part:
    """Return a layer as triangles in its place.

    Parameters
    ----------
    node : Node
        With buildings, a mesh, copies or a raster.
    detail : str
        Which shape stands for copies.
    notes : list of Message
        Is told what triangles cannot hold.
    feedback : Feedback
        Asked for cancel.
    """
    feedback.check()
    payload = node.payload
    if isinstance(payload, Buildings):
        return _of_buildings(node, payload)
    if isinstance(payload, Raster):
        return _of_raster(node, payload, notes)
    if isinstance(payload, Instances):
        shape = payload.mesh if detail == "fine" else payload.outline
        turned = _turned(node, payload)
        copies = Copies(*turned, payload.colour)
        return Part(node, shape.vertices, shape.faces, shape.features, _colours(shape), copies=copies)
    assert isinstance(payload, TriangleMesh)
    vertices = placed(payload.vertices.astype(np.float64), node.transform).astype(np.float32)
    if node.transform is None:
        vertices = payload.vertices
    faces = payload.faces
    if node.transform is not None and np.linalg.det(node.transform[:3, :3]) < 0.0:
        faces = faces[:, ::-1]
    textured = payload.uv is not None and payload.texture is not None
    table = dict(payload.columns)
    rows = len(next(iter(table.values()))) if table else 0
    if len(faces) and rows and int(payload.features.max()) >= rows:
        table = {}
    return Part(
        node, vertices, faces, payload.features, _colours(payload), table,
        payload.uv if textured else None, payload.texture if textured else None,
    )  # fmt: skip


def _of_buildings(node: Node, payload: Buildings) -> Part:
    from scene.geometry.building_mesh import derive_mesh

    mesh = derive_mesh(payload, closed=True)
    assert mesh.colour_of_face is not None
    first = payload.building_start[:-1]
    table: dict[str, Column] = {"id": np.array(payload.ids, dtype=np.str_)}
    table["outdoor_ground"] = payload.outdoor_ground
    if payload.count:
        table["eaves"] = np.maximum.reduceat(payload.eaves, first)
        table["top"] = np.maximum.reduceat(payload.top, first)
    table |= {(f"{key}_" if key in table else key): values for key, values in payload.columns.items()}
    return Part(node, mesh.vertices, mesh.faces, mesh.features, mesh.colour_of_face, table)


def _of_raster(node: Node, payload: Raster, notes: list[Message]) -> Part:
    step = int(np.ceil(np.sqrt(payload.values.size / _MOST_CELLS)))
    if step > 1:
        notes.append(msg("Of {layer} every {step}th row and column was taken.", layer=node.name, step=step))
        payload = thinned(payload, step)
    vertices, faces = raster_triangles(payload)
    used, corners = np.unique(faces, return_inverse=True)
    colour = np.tile(_PALETTE[Material.EARTH], (len(faces), 1))
    if payload.cover is not None:
        cover = payload.cover.ravel()[faces[:, 0]]
        colour = _PALETTE[np.minimum(cover, len(_PALETTE) - 1)]
    return Part(
        node, vertices[used], corners.reshape(faces.shape).astype(np.int32),
        np.zeros(len(faces), np.int32), colour,
    )  # fmt: skip


def thinned(payload: Raster, step: int) -> Raster:
    """Return a raster with every so many-th row and column of it."""
    shift = (step - 1) / 2.0 * payload.cell  # the cells that are kept stay where they are
    return Raster(
        payload.values[::step, ::step], payload.cell * step, payload.west - shift, payload.north + shift,
        payload.quantity, None if payload.cover is None else payload.cover[::step, ::step],
    )  # fmt: skip


def _turned(node: Node, payload: Instances) -> tuple[F32, F32, F32]:
    """Return positions, headings and scales with the node's transform in them."""
    positions = placed(payload.positions.astype(np.float64), node.transform).astype(np.float32)
    if node.transform is None:
        return payload.positions, payload.heading, payload.scale
    east = node.transform[:3, 0]
    size = float(np.linalg.norm(east))
    turn = float(np.arctan2(east[1], east[0]))
    return positions, (payload.heading + turn).astype(np.float32), (payload.scale * size).astype(np.float32)


def _colours(mesh: TriangleMesh) -> U8:
    """Return the colour of each face: its own, else its material's."""
    if mesh.colour_of_face is not None:
        return mesh.colour_of_face
    if mesh.material_of_face is not None:
        return _PALETTE[np.minimum(mesh.material_of_face, len(_PALETTE) - 1)]
    return np.tile(_PALETTE[Material.PLAIN], (len(mesh.faces), 1))
