"""What stands in the way of a ray: the triangles of one node, in local metres, kept while its payload lives.

A node whose payload and transform are unchanged keeps its solid, and with it the index and the ray
structure built over it: a changed node rebuilds only its own. It does not know other nodes or rays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from types import MappingProxyType
from typing import Final
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from scene.geometry.descent import descent_of
from scene.geometry.placed import placed, same_transform
from scene.geometry.raster_mesh import raster_triangles
from scene.geometry.ray_caster import Caster, TreeCaster, caster_over
from scene.geometry.row_changes import RowChanges, Shapes
from scene.geometry.triangle_tree import TriangleTree, triangle_tree
from scene.messages import NO_NAME, BilingualText
from scene.node import Node, NodeId, Role
from scene.payloads import Buildings, Instances, Payload, Raster, TriangleMesh
from scene.payloads.arrays import F32, F64, I32, Column, frozen


@dataclass(frozen=True, eq=False)
class Solid:
    """Triangles, and which thing each belongs to.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
        Local metres.
    faces : ndarray of int32, shape (m, 3)
    row_of_face : ndarray of int32, shape (m,)
        Building row, feature, or number of the copy that a face belongs to.
    ids : tuple of str
        Stable names of the rows; empty where rows have none.
    columns : Mapping[str, ndarray]
        One value a row (``name_zh``, ``height_sigma`` …).
    """

    vertices: F32
    faces: I32
    row_of_face: I32
    ids: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        # All read-only, whoever made them: kernels are compiled once for each kind of array.
        for name, dtype in (("vertices", np.float32), ("faces", np.int32)):
            object.__setattr__(self, name, frozen(name, getattr(self, name), dtype, (None, 3)))
        object.__setattr__(self, "row_of_face", frozen("rows", self.row_of_face, np.int32, (None,)))

    @cached_property
    def tree(self) -> TriangleTree:
        """The tree of boxes over the triangles."""
        return triangle_tree(self.vertices, self.faces)

    @property
    def size(self) -> int:
        """Number of triangles."""
        return len(self.faces)

    @cached_property
    def box(self) -> F64:
        """Low and high corner of a box around all triangles, shape (6,)."""
        if "tree" in self.__dict__:  # at hand; and it leaves out what no triangle uses
            around: F64 = self.tree.boxes[0].astype(np.float64)
            return around
        low, high = np.fmin.reduce(self.vertices, axis=0), np.fmax.reduce(self.vertices, axis=0)
        return np.concatenate([low, high]).astype(np.float64)

    def index(self) -> None:
        """Build the tree now, so that several threads find it done."""
        self.tree  # noqa: B018  the property builds it

    @cached_property
    def caster(self) -> Caster:
        """What casts rays at the triangles; built on first use."""
        return caster_over(self.vertices, self.faces, lambda: self.tree)

    @cached_property
    def exact(self) -> Caster:
        """What casts rays through :attr:`tree`: in float64, slower than :attr:`caster`, soon built."""
        return TreeCaster(self.vertices, self.tree)

    def rows_at(self, faces: I32) -> I32:
        """Return the rows of some triangles, shape (k,)."""
        return self.row_of_face[faces]

    def corners_at(self, faces: I32) -> F64:
        """Return the corners of some triangles, shape (k, 3, 3)."""
        return self.vertices[self.faces[faces]].astype(np.float64)

    def row_id(self, row: int) -> str:
        """Return the stable name of a row."""
        return self.ids[row] if 0 <= row < len(self.ids) else str(row)

    def row_name(self, row: int) -> BilingualText:
        """Return the name of a row, empty if it has none."""

        def read(column: str) -> str:
            values = self.columns.get(column, ())
            return str(values[row]) if 0 <= row < len(values) else ""

        zh, en = read("name_zh"), read("name_en")
        return BilingualText(zh or en, en or zh) if zh or en else NO_NAME

    def number(self, column: str, row: int) -> float:
        """Return a value of a numeric column, nan if there is none."""
        values = self.columns.get(column, ())
        return float(values[row]) if 0 <= row < len(values) else float("nan")


@dataclass(frozen=True, eq=False)
class _Kept:
    """A solid, and what it was made of.

    Parameters
    ----------
    transform : ndarray of float64, shape (4, 4), optional
    solid : Solid
    proposed : bool
        With what rides on the roofs of proposals.
    shapes : Shapes, optional
        Of a layer of buildings that was derived whole: its edits are made from it.
    base : _Kept, optional
        What an edit was made from, kept as long as the edit.
    """

    transform: NDArray[np.float64] | None
    solid: Solid
    proposed: bool = False
    shapes: Shapes | None = None
    base: "_Kept | None" = None


_KEPT: Final["WeakKeyDictionary[Payload, _Kept]"] = WeakKeyDictionary()
#: What was last derived whole for a node.
_WHOLE: Final["WeakValueDictionary[NodeId, _Kept]"] = WeakValueDictionary()
#: Picking and the balloon ask for the solids of a new scene at the same moment, from two threads: each would
#: make and keep its own.
_ONE_AT_A_TIME: Final = Lock()


def solid_of(node: Node) -> Solid | None:
    """Return the solid of a node; None if its payload has no surface (lines, point clouds, a group).

    Parameters
    ----------
    node : Node
        Trees and other copies count with their outline; buildings with their walls and roofs; rasters with
        the triangles that are drawn. Of a layer of buildings that was edited only the change is derived.
        Proposals count with the parapets and masts that ride on their roofs.
    """
    payload = node.payload
    if not isinstance(payload, TriangleMesh | Buildings | Instances | Raster):
        return None
    with _ONE_AT_A_TIME:
        kept, proposed = _KEPT.get(payload), node.role is Role.PROPOSALS
        if (
            kept is None
            or not same_transform(kept.transform, node.transform)
            or kept.proposed is not proposed
        ):
            kept = _made(node.id, payload, node.transform, proposed)
            _KEPT[payload] = kept
    return kept.solid


def _made(
    node_id: NodeId,
    payload: TriangleMesh | Buildings | Instances | Raster,
    transform: NDArray[np.float64] | None,
    proposed: bool,
) -> _Kept:
    if not isinstance(payload, Buildings):
        kept = _Kept(transform, _triangles(payload, transform), proposed)
    elif proposed:
        # Few, and their masts are no rows of a layer: they are always derived whole.
        from scene.geometry.proposal_mesh import proposal_mesh

        return _Kept(transform, _solid_of_buildings(payload, proposal_mesh(payload), transform), True)
    else:
        edited = _edited(node_id, payload, transform)
        if edited is not None:
            return edited
        kept = _Kept(transform, _triangles(payload, transform), shapes=Shapes.of(payload))
    _WHOLE[node_id] = kept
    return kept


def _edited(node_id: NodeId, buildings: Buildings, transform: NDArray[np.float64] | None) -> _Kept | None:
    """Return a layer as an edit of what the same node was, None if that is not to be had."""
    whole = _WHOLE.get(node_id)
    if whole is None or whole.shapes is None or not same_transform(whole.transform, transform):
        return None
    from scene.geometry.edited_solid import edited

    solid = edited(whole.solid, whole.shapes, buildings, transform, _changes_since(whole, buildings))
    return None if solid is None else _Kept(transform, solid, base=whole)


def _changes_since(whole: _Kept, buildings: Buildings) -> RowChanges | None:
    """Return how rows went over where a layer says of what it was made, and that is `whole`; else None."""
    descent = descent_of(buildings)
    base = None if descent is None else descent.base()
    return descent.changes if descent is not None and base is not None and _KEPT.get(base) is whole else None


def _solid_of_buildings(
    buildings: Buildings, mesh: TriangleMesh, transform: NDArray[np.float64] | None
) -> Solid:
    vertices = placed(mesh.vertices, transform)
    return Solid(vertices, mesh.faces, mesh.features, buildings.ids, buildings.columns)


def _triangles(
    payload: TriangleMesh | Buildings | Instances | Raster, transform: NDArray[np.float64] | None
) -> Solid:
    if isinstance(payload, TriangleMesh):
        ids = tuple(str(name) for name in payload.columns.get("id", ()))
        vertices = placed(payload.vertices, transform)
        return Solid(vertices, payload.faces, payload.features, ids, payload.columns)
    if isinstance(payload, Buildings):
        from scene.geometry.building_mesh import analysis_mesh

        return _solid_of_buildings(payload, analysis_mesh(payload), transform)
    if isinstance(payload, Instances):
        vertices, faces = outline_triangles(payload)
        copies = np.repeat(np.arange(payload.count, dtype=np.int32), len(payload.outline.faces))
        return Solid(placed(vertices, transform), faces, copies)
    if transform is None and np.isfinite(payload.values).any():
        from scene.geometry.raster_solid import RasterSolid

        return RasterSolid(payload)
    vertices, faces = raster_triangles(payload)
    return Solid(placed(vertices, transform), faces, np.zeros(len(faces), np.int32))


def outline_triangles(instances: Instances) -> tuple[F32, I32]:
    """Return the outlines of all copies, each scaled, turned and put in its place.

    Returns
    -------
    vertices : ndarray of float32, shape (copies * k, 3)
        Local metres, copy after copy.
    faces : ndarray of int32, shape (copies * m, 3)
    """
    shape = instances.outline.vertices.astype(np.float64)
    scaled = shape[None, :, :] * instances.scale[:, None, :].astype(np.float64)
    heading = instances.heading.astype(np.float64)
    cosine, sine = np.cos(heading)[:, None], np.sin(heading)[:, None]
    vertices = np.empty(scaled.shape, np.float32)
    foot = instances.positions.astype(np.float64)
    vertices[:, :, 0] = scaled[:, :, 0] * cosine - scaled[:, :, 1] * sine + foot[:, 0, None]
    vertices[:, :, 1] = scaled[:, :, 0] * sine + scaled[:, :, 1] * cosine + foot[:, 1, None]
    vertices[:, :, 2] = scaled[:, :, 2] + foot[:, 2, None]
    first = np.arange(instances.count, dtype=np.int32)[:, None, None] * np.int32(len(shape))
    faces: I32 = (instances.outline.faces[None, :, :] + first).reshape(-1, 3).astype(np.int32)
    return vertices.reshape(-1, 3), faces
