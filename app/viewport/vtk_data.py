"""Turn triangle meshes into what VTK draws: point colours, materials and metres along the face.

Each vertex carries ``surface`` = u, v (metres), material, seed (0 to 1, negative where the mesh has no
uv). Vertices are split only where a material or colour changes. It makes data, never actors.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.util.vtkConstants import VTK_ID_TYPE
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData

from scene.materials import COLOUR, Material
from scene.payloads.mesh import TriangleMesh

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]

#: Lime is never one white: four washes, picked a building at a time.
WASHES = np.array(
    [[0xF5, 0xF1, 0xE8], [0xED, 0xE6, 0xDA], [0xE6, 0xDF, 0xD1], [0xF1, 0xEC, 0xE2]], np.float32
)

PALETTE = np.zeros((256, 3), np.uint8)
for _material, _colour in COLOUR.items():
    PALETTE[int(_material)] = _colour


def chance(rows: NDArray[np.integer[Any]], salt: int = 0) -> NDArray[np.float32]:
    """Return a fixed number in 0..1 for each row: the same building always looks the same."""
    x = (np.asarray(rows).astype(np.uint64) + np.uint64(salt * 7919 + 1)) * np.uint64(0x9E3779B97F4A7C15)
    x ^= x >> np.uint64(29)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(32)
    return ((x & np.uint64(0xFFFF)).astype(np.float32)) / np.float32(65535.0)


def face_colours(mesh: TriangleMesh) -> U8:
    """Return sRGB of each face, shape (m, 3): its own, or its material's, varied from feature to feature."""
    material = mesh.material_of_face
    if mesh.colour_of_face is not None:
        return mesh.colour_of_face
    if material is None:
        return np.broadcast_to(PALETTE[int(Material.PLAIN)], (len(mesh.faces), 3)).copy()
    return material_colours(material, mesh.features)


def material_colours(material: U8, feature: I32) -> U8:
    """Return sRGB of faces by material, varied from feature to feature, shape (m, 3)."""
    colour = PALETTE[material].astype(np.float32)
    luck = chance(feature)
    lime = material == Material.LIME_WALL
    colour[lime] = WASHES[(luck[lime] * 3.999).astype(np.int64)]
    roof = material == Material.TILE_ROOF
    colour[roof] *= (0.86 + 0.28 * luck[roof])[:, None]
    modern = (material == Material.MODERN_WALL) | (material == Material.MODERN_ROOF)
    tone = chance(feature, 3)[modern]
    warm = np.stack([1.0 + 0.03 * tone, np.ones_like(tone), 1.0 - 0.08 * tone], axis=1)
    colour[modern] *= warm * (0.90 + 0.12 * luck[modern])[:, None]
    return np.clip(colour, 0, 255).astype(np.uint8)


def split_corners(mesh: TriangleMesh, colour: U8) -> tuple[I32, I32, I32]:
    """Give faces of another material, colour or feature vertices of their own.

    Returns
    -------
    faces : ndarray of int32, shape (m, 3)
        Into the split vertices.
    vertex : ndarray of int32, shape (k,)
        Original vertex of each split vertex.
    face : ndarray of int32, shape (k,)
        A face that each split vertex belongs to.
    """
    faces = mesh.faces
    m, n = len(faces), len(mesh.vertices)
    material = (
        np.zeros(m, np.int64) if mesh.material_of_face is None else mesh.material_of_face.astype(np.int64)
    )
    packed = (colour[:, 0].astype(np.int64) << 16) | (colour[:, 1].astype(np.int64) << 8) | colour[:, 2]
    code = (mesh.features.astype(np.int64) << 32) | (material << 24) | packed
    owner = np.zeros(n, np.int32)
    corner_face = np.repeat(np.arange(m, dtype=np.int32), 3)
    flat = faces.ravel()
    owner[flat] = corner_face
    torn = code[owner[flat]] != code[corner_face]
    if not torn.any():
        return faces, np.arange(n, dtype=np.int32), owner
    _, kind = np.unique(code, return_inverse=True)
    key = flat[torn].astype(np.int64) * (int(kind.max()) + 1) + kind[corner_face[torn]]
    _, first, where = np.unique(key, return_index=True, return_inverse=True)
    split = flat.astype(np.int32).copy()
    split[torn] = (n + where).astype(np.int32)
    vertex = np.concatenate([np.arange(n, dtype=np.int32), flat[torn][first].astype(np.int32)])
    face = np.concatenate([owner, corner_face[torn][first]])
    return split.reshape(m, 3), vertex, face


def surface_of(mesh: TriangleMesh, vertex: I32, face: I32) -> F32:
    """Return u, v, material and seed of split vertices, shape (k, 4); see :func:`split_corners`."""
    surface = np.zeros((len(vertex), 4), np.float32)
    if mesh.uv is not None:
        surface[:, :2] = mesh.uv[vertex]
    if mesh.material_of_face is not None and len(mesh.faces):
        surface[:, 2] = mesh.material_of_face[face]
    seed = 0.02 + 0.96 * chance(mesh.features[face] if len(mesh.faces) else np.zeros(0, np.int32), 1)
    surface[:, 3] = seed if mesh.uv is not None else -seed
    return surface


def surface_data(mesh: TriangleMesh, *, smooth: bool = False, crease: float = 40.0) -> Any:
    """Return a ``vtkPolyData`` of a mesh, ready for the shading programs.

    Parameters
    ----------
    mesh : TriangleMesh
    smooth : bool
        Carry normals, smoothed up to the crease.
    crease : float
        Degrees between faces beyond which an edge stays sharp; 180 rounds everything.
    """
    colour = face_colours(mesh)
    faces, vertex, face = split_corners(mesh, colour)
    surface = surface_of(mesh, vertex, face)
    tint = colour[face] if len(mesh.faces) else np.zeros((len(vertex), 3), np.uint8)
    if smooth and crease >= 180.0:
        return poly_data(mesh.vertices[vertex], faces, tint, surface, rounded_normals(mesh)[vertex])
    data = poly_data(mesh.vertices[vertex], faces, tint, surface)
    return smoothed(data, crease) if smooth and len(mesh.faces) else data


def poly_data(points: F32, faces: I32, colour: U8, surface: F32, facing: F32 | None = None) -> Any:
    """Return a ``vtkPolyData`` of arrays that fit together (they are copied)."""
    data = vtkPolyData()
    data.SetPoints(vtk_points(points))
    data.SetPolys(cells_of(faces))
    put_colours(data, colour)
    put_array(data, "surface", surface)
    if facing is not None:
        put_array(data, "facing", facing)
    return data


def vtk_points(points: F32) -> Any:
    """Return ``vtkPoints`` of an array, shape (n, 3)."""
    held = vtkPoints()
    held.SetData(numpy_to_vtk(np.ascontiguousarray(points, np.float32), deep=True))
    return held


def cells_of(faces: I32) -> Any:
    """Return a ``vtkCellArray`` of equal cells, shape (m, corners)."""
    cells = vtkCellArray()
    if len(faces):
        flat = np.ascontiguousarray(faces, np.int32).ravel()
        cells.SetData(faces.shape[1], numpy_to_vtk(flat, deep=True))
    return cells


def run_cells(starts: NDArray[Any], rows: NDArray[Any] | None = None) -> Any:
    """Return a ``vtkCellArray`` of runs of points: lines, or single points.

    Parameters
    ----------
    starts : ndarray of int, shape (n + 1,)
        Run ``i`` has the points ``starts[i]`` to ``starts[i + 1]``.
    rows : ndarray of int, shape (k,), optional
        Only these runs; all if None.
    """
    cells = vtkCellArray()
    first, sizes = np.asarray(starts[:-1], np.int64), np.diff(starts)
    if rows is not None:
        first, sizes = first[rows], sizes[rows]
    if not len(sizes):
        return cells
    offsets = np.append(0, np.cumsum(sizes)).astype(np.int64)
    points = np.repeat(first - offsets[:-1], sizes) + np.arange(offsets[-1])
    held = (numpy_to_vtk(array, deep=True, array_type=VTK_ID_TYPE) for array in (offsets, points))
    cells.SetData(*held)
    return cells


def put_array(data: Any, name: str, values: NDArray[Any]) -> None:
    """Add point data under a name."""
    array = numpy_to_vtk(np.ascontiguousarray(values), deep=True)
    array.SetName(name)
    data.GetPointData().AddArray(array)


def put_colours(data: Any, colour: U8) -> None:
    """Add sRGB, shape (n, 3), as what points are coloured by: the array ``colour``.

    With a fourth byte: of three, every mapper would make a copy of four to upload, and keep it.
    """
    four = np.full((len(colour), 4), 255, np.uint8)
    four[:, :3] = colour
    put_array(data, "colour", four)
    data.GetPointData().SetActiveScalars("colour")


def smoothed(data: Any, crease: float) -> Any:
    """Return the data with normals averaged up to the crease, as the point array ``facing``."""
    from vtkmodules.vtkFiltersCore import vtkPolyDataNormals

    normals = vtkPolyDataNormals()
    normals.SetInputData(data)
    normals.SetFeatureAngle(crease)
    normals.SplittingOn()
    normals.ConsistencyOff()
    normals.AutoOrientNormalsOff()
    normals.Update()
    result = normals.GetOutput()
    facing = result.GetPointData().GetNormals()
    result.GetPointData().SetNormals(None)
    facing.SetName("facing")
    result.GetPointData().AddArray(facing)
    return result


def rounded_normals(mesh: TriangleMesh) -> F32:
    """Return one normal a vertex, averaged over all faces that meet at its place, shape (n, 3).

    Crowns of trees come as facets in several tints; light should take them as one round thing. A spray of
    leaves is flat and leans anyhow: its normals follow the crown it hangs in.
    """
    a, b, c = (mesh.vertices[mesh.faces[:, k]].astype(np.float64) for k in range(3))
    normal = np.cross(b - a, c - a)
    _, place = np.unique(np.round(mesh.vertices, 4), axis=0, return_inverse=True)
    total = np.zeros((int(place.max()) + 1, 3)) if len(place) else np.zeros((0, 3))
    for k in range(3):
        np.add.at(total, place[mesh.faces[:, k]], normal)
    total /= np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)
    facing = total[place]
    if mesh.material_of_face is not None:
        spray = np.unique(mesh.faces[mesh.material_of_face == Material.SPRAY])
        outward = mesh.vertices[spray] - mesh.vertices[spray].sum(axis=0) / max(len(spray), 1)
        facing[spray] += 2.0 * outward / np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-6)
    facing /= np.maximum(np.linalg.norm(facing, axis=1, keepdims=True), 1e-12)
    result: F32 = facing.astype(np.float32)
    return result


def triangle_count(data: Any) -> int:
    """Return the number of triangles of a ``vtkPolyData``."""
    return int(data.GetNumberOfPolys())
