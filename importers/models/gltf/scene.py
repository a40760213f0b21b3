"""The parts of a glTF scene, each in its place.

It does not know where on Earth the model stands.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.models.colours import srgb
from importers.models.gltf.buffers import MESHOPT, Buffers
from importers.models.gltf.container import document_of, entry, following
from importers.models.gltf.materials import Materials
from importers.models.gltf.nodes import standing
from importers.models.gltf.primitives import DRACO, Triangles, points_of, triangles_of
from importers.models.neighbours import Neighbours
from importers.models.part import Cloud, Part, placed
from importers.models.trimesh_parts import tell_of_others
from scene.messages import msg
from scene.payloads.arrays import F64

#: Faces of a model with all its copies: more than that is no model but a trap.
_MOST_FACES: Final = 12_000_000
#: Extensions that are understood, or that change nothing of what is shown here.
_KNOWN: Final = {
    DRACO, *MESHOPT, "KHR_mesh_quantization", "KHR_texture_transform", "EXT_mesh_gpu_instancing",
    "EXT_texture_webp", "EXT_texture_avif", "KHR_texture_basisu", "KHR_materials_unlit", "CESIUM_RTC",
    "KHR_materials_pbrSpecularGlossiness", "EXT_mesh_features", "EXT_structural_metadata",
    "EXT_instance_features", "KHR_materials_variants", "KHR_lights_punctual", "KHR_techniques_webgl",
}  # fmt: skip

#: What a caller makes of a primitive's attributes: the feature of each face.
FeatureOf = Callable[[dict[str, Any], dict[str, Any], Triangles], NDArray[np.int64]]


def parts_of(
    content: bytes,
    neighbours: Neighbours,
    issues: list[ImportIssue],
    feature_of: FeatureOf | None = None,
    also: tuple[str, ...] = (),
    clouds: list[Cloud] | None = None,
) -> tuple[list[Part], Buffers]:
    """Return the parts of a glTF or GLB file, y up, and what its numbers can be read with.

    Parameters
    ----------
    content : bytes
        The whole file.
    neighbours : Neighbours
        What it may read beside itself.
    issues : list of ImportIssue
        Is told what was left out.
    feature_of : callable, optional
        Gives each primitive's faces their features, of description, primitive and triangles.
    also : tuple of str
        How the names of attributes begin that `feature_of` needs.
    clouds : list of Cloud, optional
        Takes points; without it they are left out.

    Raises
    ------
    UnreadableFile
        If it is broken or asks for files elsewhere.
    """
    path = neighbours.path
    document, binary = document_of(content, path)
    _tell_of_extensions(document, issues)
    buffers = Buffers(document, binary, neighbours)
    materials = Materials(buffers, issues)
    with following(path):
        reader = _Meshes(buffers, materials, feature_of, ("TEXCOORD_", "COLOR_0", *also), clouds is not None)
        parts: list[Part] = []
        faces = 0
        for mesh, name, matrices in standing(buffers):
            own = reader.parts(mesh, name)
            faces += len(matrices) * sum(len(part.faces) for part in own)
            if faces > _MOST_FACES:
                raise broken(path, "is broken: its copies of parts hold more faces than can be shown")
            parts.extend(placed(part, matrix) for matrix in matrices for part in own)
            if clouds is not None:
                clouds.extend(cloud.moved(matrix) for matrix in matrices for cloud in reader.clouds(mesh))
    tell_of_others(reader.others, issues)
    return parts, buffers


def _tell_of_extensions(document: dict[str, Any], issues: list[ImportIssue]) -> None:
    with_names = document.get("extensionsRequired", [])
    for name in with_names if isinstance(with_names, list) else ():
        if name not in _KNOWN and not str(name).startswith("KHR_materials_"):
            said = msg("The extension {name} is not understood; it may look different.", name=name)
            issues.append(ImportIssue("note", said))


class _Meshes:
    """Reads every mesh once, however often it stands in the scene."""

    def __init__(
        self,
        buffers: Buffers,
        materials: Materials,
        feature_of: FeatureOf | None,
        wanted: tuple[str, ...],
        with_points: bool,
    ) -> None:
        self.buffers = buffers
        self.materials = materials
        self.feature_of = feature_of
        self.wanted = wanted
        self.with_points = with_points
        self.others = 0
        self._read: dict[int, list[Part]] = {}
        self._clouds: dict[int, list[Cloud]] = {}

    def parts(self, index: int, node: str) -> list[Part]:
        """Return the parts of a mesh in its own coordinates."""
        if index not in self._read:
            mesh = entry(self.buffers.document, "meshes", index)
            name = str(mesh.get("name", "")) or node or f"{index}"
            read = [self._part(primitive, name) for primitive in mesh["primitives"]]
            found = [self._cloud(primitive) for primitive in mesh["primitives"]] if self.with_points else []
            self._clouds[index] = [cloud for cloud in found if cloud is not None]
            self._read[index] = [part for part in read if part is not None]
            self.others += len(read) - len(self._read[index]) - len(self._clouds[index])
        return self._read[index]

    def clouds(self, index: int) -> list[Cloud]:
        """Return the points of a mesh that was read."""
        return self._clouds[index]

    def _cloud(self, primitive: dict[str, Any]) -> Cloud | None:
        held = points_of(self.buffers, primitive)
        return None if held is None else Cloud(held[0], None if held[1] is None else srgb(held[1]))

    def _part(self, primitive: dict[str, Any], name: str) -> Part | None:
        held = triangles_of(self.buffers, primitive, self.wanted)
        if held is None:
            return None
        uvs = {
            int(key[9:]): values
            for key, values in held.attributes.items()
            if key.startswith("TEXCOORD_") and values.shape[1] == 2
        }
        look = self.materials.look(primitive, held.faces, uvs, _shade(held))
        feature = None if self.feature_of is None else self.feature_of(self.buffers.document, primitive, held)
        return Part(name, held.points, held.faces, look, feature)


def _shade(held: Triangles) -> F64 | None:
    """Return the linear colour of each vertex, shape (n, 3), None if vertices have none."""
    colour = held.attributes.get("COLOR_0")
    if colour is None or colour.shape[1] < 3:
        return None
    return np.clip(colour[:, :3], 0.0, 1.0)
