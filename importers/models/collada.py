"""COLLADA (DAE), as SketchUp and Blender export it: with its unit, its upward axis and its textures."""

from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.models.collada_geometry import Faces, faces_of
from importers.models.collada_scene import Document, Paints
from importers.models.colours import sampled
from importers.models.gltf.container import following
from importers.models.importer import ModelImporter
from importers.models.markup import child, tree_of
from importers.models.neighbours import Neighbours
from importers.models.part import Look, Part, placed
from importers.models.placement import Axis
from scene.messages import msg
from scene.payloads.arrays import F64

#: Faces of a model with all its copies.
_MOST_FACES: Final = 12_000_000
_UP: Final = {
    "Y_UP": np.array([[1.0, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0], [0, 0, 0, 1]]),
    "X_UP": np.array([[0.0, -1, 0, 0], [0, 0, -1, 0], [1, 0, 0, 0], [0, 0, 0, 1]]),
    "Z_UP": np.eye(4),
}


class ColladaImporter(ModelImporter):
    """A model from COLLADA. Its own axis and unit are taken off while it is read."""

    id: ClassVar[str] = "model.collada"
    format_name: ClassVar[str] = "COLLADA"
    up: ClassVar[Axis] = "z"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file is XML with COLLADA's root."""
        return b"<COLLADA" in head

    def parts(self, path: Path, issues: list[ImportIssue]) -> tuple[list[Part], tuple[Path, ...]]:
        """Read its scene, in metres, z up."""
        neighbours = Neighbours.of(path)
        document = Document(tree_of(path.read_bytes(), path), path)
        paints = Paints(document, neighbours)
        parts: list[Part] = []
        faces = 0
        with following(path):
            metres = _metres(document.root)
            read: dict[Any, list[Faces]] = {}
            for standing in document.standing():
                key = standing.geometry
                if key not in read:
                    read[key] = faces_of(key)
                faces += sum(len(held.points) // 3 for held in read[key])
                if faces > _MOST_FACES:
                    raise broken(path, "is broken: its copies of parts hold more faces than can be shown")
                name = standing.name or key.get("name") or key.get("id") or ""
                for held in read[key]:
                    part = _part(name, held, paints, standing.materials.get(held.material, held.material))
                    parts.append(placed(part, metres @ standing.matrix))
        for name in paints.missing:
            said = msg("The texture {file} is missing; faces stay plain.", file=name)
            issues.append(ImportIssue("note", said))
        return parts, tuple(dict.fromkeys(neighbours.seen))


def _metres(root: Any) -> F64:
    """Return the matrix to metres and z up, shape (4, 4)."""
    unit = child(root, "asset", "unit")
    scale = float(unit.get("meter", 1.0)) if unit is not None else 1.0
    axis = child(root, "asset", "up_axis")
    upright = _UP[(axis.text or "").strip() if axis is not None else "Y_UP"]
    if not 0.0 < scale < 1e6:
        raise ValueError("its unit is no length")
    matrix: F64 = np.diag([scale, scale, scale, 1.0]) @ upright
    return matrix


def _part(name: str, held: Faces, paints: Paints, material: str) -> Part:
    colour, image = paints.of(material)
    faces = np.arange(len(held.points)).reshape(-1, 3)
    look = Look()
    if image is not None and held.uvs:
        uv = held.uvs[min(held.uvs)].astype(np.float32)
        look = Look(sampled(image, uv, faces), uv, image)
    elif colour is not None:
        look = Look(np.tile(np.array(colour, dtype=np.uint8), (len(faces), 1)))
    return Part(name, held.points, faces, look)
