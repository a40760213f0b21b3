"""From a scene that trimesh read to one mesh: parts in their places, sound faces only.

It does not know where on Earth the model stands.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.models.appearance import Look, joined, look_of
from scene.errors import UnreadableFile
from scene.messages import msg
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F64


@dataclass(frozen=True, slots=True, eq=False)
class Assembly:
    """A model in its own coordinates.

    Parameters
    ----------
    vertices : ndarray of float64, shape (n, 3)
    faces : ndarray of int64, shape (m, 3)
    part_of_face : ndarray of int64, shape (m,)
        Row of `names`.
    names : tuple of str
        Of the parts.
    looks : list of Look
        Of the parts.
    face_counts : list of int
        Of the parts.
    """

    vertices: F64
    faces: NDArray[np.int64]
    part_of_face: NDArray[np.int64]
    names: tuple[str, ...]
    looks: list[Look]
    face_counts: list[int]

    def mesh(self, vertices: F64) -> TriangleMesh:
        """Return the model as a payload with its vertices moved to others of the same number."""
        colour, uv, texture = joined(self.looks, self.face_counts)
        names = np.array(self.names, dtype=np.str_)
        return TriangleMesh(
            vertices.astype(np.float32),
            self.faces.astype(np.int32),
            self.part_of_face.astype(np.int32),
            colour,
            None,
            uv,
            texture,
            {"name_zh": names, "name_en": names},
        )


def assembled(scene: Any, path: Path, issues: list[ImportIssue]) -> Assembly:
    """Return all triangles of a trimesh scene, each part moved to its place.

    Parameters
    ----------
    scene : trimesh.Scene
        As read.
    path : Path
        For sentences.
    issues : list of ImportIssue
        Is told of faces with a corner that is no number, and of parts that are no surfaces.

    Raises
    ------
    UnreadableFile
        If no triangle is left.
    """
    import trimesh

    vertices: list[F64] = []
    faces: list[NDArray[np.int64]] = []
    looks: list[Look] = []
    names: list[str] = []
    first = unsound = others = 0
    for node in scene.graph.nodes_geometry:
        matrix, geometry = scene.graph[node]
        mesh = scene.geometry[geometry]
        if not isinstance(mesh, trimesh.Trimesh) or not len(mesh.faces):
            others += 1
            continue
        points = trimesh.transform_points(np.asarray(mesh.vertices, dtype=np.float64), matrix)
        corners = _corners(mesh, path)
        finite = np.asarray(np.isfinite(points).all(axis=1))
        sound = finite[corners].all(axis=1)
        unsound += int((~sound).sum())
        look = look_of(mesh)
        if look.colour is not None:
            look = Look(look.colour[sound], look.uv, look.image)
        corners = corners[sound] if np.linalg.det(matrix[:3, :3]) >= 0 else corners[sound][:, ::-1]
        vertices.append(np.nan_to_num(points, posinf=0.0, neginf=0.0))
        faces.append(corners + first)
        looks.append(look)
        names.append(str(geometry))
        first += len(points)
    _tell(unsound, others, issues)
    counts = [len(part) for part in faces]
    if not sum(counts):
        raise UnreadableFile(
            msg("{file} holds no triangle.", file=path.name), msg("Check that the right object was exported.")
        )
    return Assembly(
        np.concatenate(vertices),
        np.concatenate(faces),
        np.repeat(np.arange(len(counts)), counts),
        tuple(names),
        looks,
        counts,
    )


def _corners(mesh: Any, path: Path) -> NDArray[np.int64]:
    """Return the faces of a mesh if every corner is one of its vertices."""
    corners: NDArray[np.int64] = np.asarray(mesh.faces, dtype=np.int64)
    if corners.min() < 0 or corners.max() >= len(mesh.vertices):
        raise broken(path, "is broken: a face names a vertex that is not there")
    return corners


def _tell(unsound: int, others: int, issues: list[ImportIssue]) -> None:
    if unsound:
        said = msg("Faces with a corner that is no number, left out: {count}.", count=unsound)
        issues.append(ImportIssue("dropped", said))
    if others:
        said = msg("Parts that are points or lines, left out: {count}.", count=others)
        issues.append(ImportIssue("dropped", said))
