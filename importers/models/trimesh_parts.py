"""The parts of a scene that trimesh read, and what they look like.

It does not know where the model stands.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.models.colours import cut_out, pixels, sampled
from importers.models.part import Look, Part, placed
from scene.messages import msg

#: Numbers of an image that stands for one colour.
_PLAIN_TEXELS: Final = 64


def parts_of(scene: Any, path: Path, issues: list[ImportIssue]) -> list[Part]:
    """Return all surfaces of a trimesh scene, each in its place.

    Parameters
    ----------
    scene : trimesh.Scene
        As read.
    path : Path
        For sentences.
    issues : list of ImportIssue
        Is told of parts that are no surfaces.

    Raises
    ------
    UnreadableFile
        If a face names a vertex that is not there.
    """
    import trimesh

    parts, others = [], 0
    textures: dict[int, Any] = {}
    for node in scene.graph.nodes_geometry:
        matrix, geometry = scene.graph[node]
        mesh = scene.geometry[geometry]
        if not isinstance(mesh, trimesh.Trimesh) or not len(mesh.faces):
            others += 1
            continue
        faces = np.asarray(mesh.faces, dtype=np.int64)
        if faces.min() < 0 or faces.max() >= len(mesh.vertices):
            raise broken(path, "is broken: a face names a vertex that is not there")
        part = Part(
            str(geometry), np.asarray(mesh.vertices, dtype=np.float64), faces, _look_of(mesh, textures)
        )
        parts.append(placed(part, np.asarray(matrix, dtype=np.float64)))
    tell_of_others(others, issues)
    return parts


def tell_of_others(count: int, issues: list[ImportIssue]) -> None:
    """Say how many parts were no surfaces."""
    if count:
        said = msg("Parts that are points or lines, left out: {count}.", count=count)
        issues.append(ImportIssue("dropped", said))


def _look_of(mesh: Any, textures: dict[int, Any]) -> Look:
    """Return how a mesh looks; nothing if it has neither colour nor texture."""
    visual = mesh.visual
    if visual.kind == "face":
        return Look(np.asarray(visual.face_colors)[:, :3].astype(np.uint8))
    if visual.kind == "vertex":
        corners = np.asarray(visual.vertex_colors)[np.asarray(mesh.faces), :3]
        return Look(np.round(corners.mean(axis=1)).astype(np.uint8))
    if visual.kind != "texture":
        return Look()
    material = visual.material
    picture = getattr(material, "baseColorTexture", None) or getattr(material, "image", None)
    if picture is not None and visual.uv is not None:
        image = textures.setdefault(id(picture), cut_out(pixels(picture), 0.5))  # the material keeps it alive
        if image.size <= _PLAIN_TEXELS and (image == image[:1, :1]).all():
            return Look(np.tile(image[0, 0, :3], (len(mesh.faces), 1)))  # how trimesh says: no texture
        uv = np.asarray(visual.uv, dtype=np.float32)
        return Look(sampled(image, uv, np.asarray(mesh.faces)), uv, image)
    colour = np.asarray(material.main_color, dtype=np.uint8)[:3]
    return Look(np.tile(colour, (len(mesh.faces), 1)))
