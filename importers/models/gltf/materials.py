"""What glTF materials say a primitive looks like: base colour, texture and where it lies, vertex colours.

Light, gloss and relief are the city's own. It does not know where the model stands.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from importers.base import ImportIssue
from importers.models.colours import cut_out, decoded, sampled, srgb, tinted
from importers.models.gltf.buffers import Buffers
from importers.models.gltf.container import entry, extension
from importers.models.part import Look
from scene.errors import UnreadableFile
from scene.messages import Message, msg
from scene.payloads.arrays import F32, F64, U8

_BASIS = b"\xabKTX 20\xbb"


@dataclass(slots=True)
class Materials:
    """Reads the looks of one file; every texture is decoded once.

    Parameters
    ----------
    buffers : Buffers
    issues : list of ImportIssue
        Is told of textures that are missing or cannot be decoded.
    """

    buffers: Buffers
    issues: list[ImportIssue]
    _images: dict[int, U8 | None] = field(default_factory=dict)
    _tinted: dict[tuple[int, tuple[float, ...]], U8] = field(default_factory=dict)

    def look(self, primitive: dict[str, Any], faces: Any, uvs: dict[int, F64], shade: F64 | None) -> Look:
        """Return how a primitive looks.

        Parameters
        ----------
        primitive : dict
            As described.
        faces : ndarray of int, shape (m, 3)
        uvs : dict
            By set: texture coordinates of each vertex, v downwards, shape (n, 2).
        shade : ndarray of float64, shape (n, 3), optional
            Linear colour of each vertex.
        """
        material = self._material(primitive)
        if material is None and shade is None:
            return Look()
        base = (material or {}).get("pbrMetallicRoughness", {})
        glossy = extension(material or {}, "KHR_materials_pbrSpecularGlossiness") or {}
        factor = base.get("baseColorFactor") or glossy.get("diffuseFactor") or (1.0, 1.0, 1.0, 1.0)
        tint = np.asarray(factor, dtype=np.float64)[:3]
        info = base.get("baseColorTexture") or glossy.get("diffuseTexture")
        if info is not None:
            image = self._image(info, tint, _least_alpha(material or {}))
            uv = _laid(info, uvs)
            if image is not None and uv is not None:
                return Look(sampled(image, uv, faces), uv, image)
        if shade is not None:
            return Look(srgb(shade[faces].mean(axis=1) * tint))
        return Look(np.tile(srgb(tint), (len(faces), 1)))

    def _material(self, primitive: dict[str, Any]) -> dict[str, Any] | None:
        document = self.buffers.document
        if "material" not in primitive:
            return None
        return entry(document, "materials", primitive["material"])

    def _image(self, info: dict[str, Any], tint: F64, least: float) -> U8 | None:
        """Return the texture's image times a colour, with holes below an alpha; None if it cannot be had."""
        texture = entry(self.buffers.document, "textures", info["index"])
        other = extension(texture, "EXT_texture_webp", "EXT_texture_avif", "KHR_texture_basisu") or {}
        index = texture.get("source", other.get("source"))
        if index is None:
            return None
        if index not in self._images:
            self._images[index] = self._decoded(entry(self.buffers.document, "images", index))
        image = self._images[index]
        if image is None:
            return None
        key = (index, (*tint.tolist(), least))
        if key not in self._tinted:
            self._tinted[key] = cut_out(tinted(image, tint), least)
        return self._tinted[key]

    def _decoded(self, declared: dict[str, Any]) -> U8 | None:
        name = str(declared.get("uri") or declared.get("name") or "")[:60]
        try:
            content = self._content(declared)
            if content.startswith(_BASIS):
                self._tell(
                    msg(
                        "A texture is KTX2, which cannot be decoded here; faces take their plain colour. "
                        "Export it with PNG, JPEG or WebP textures."
                    )
                )
                return None
            return decoded(content)
        except FileNotFoundError:
            self._tell(msg("The texture {file} is missing; faces stay plain.", file=name.rpartition("/")[2]))
        except OSError:
            self._tell(msg("A texture cannot be decoded; its faces take their plain colour."))
        return None

    def _content(self, declared: dict[str, Any]) -> bytes:
        if "bufferView" in declared:
            return self.buffers.view(declared["bufferView"]).tobytes()
        uri = str(declared["uri"])
        neighbours = self.buffers.neighbours
        if not neighbours.has(uri):
            raise FileNotFoundError(uri)
        try:
            return neighbours.read(uri)
        except UnreadableFile as problem:
            raise OSError(uri) from problem

    def _tell(self, said: Message) -> None:
        issue = ImportIssue("note", said)
        if issue not in self.issues:
            self.issues.append(issue)


def _least_alpha(material: dict[str, Any]) -> float:
    """Return the alpha below which nothing is drawn: what can be seen through a little is drawn whole."""
    mode = material.get("alphaMode", "OPAQUE")
    if mode == "MASK":
        return float(material.get("alphaCutoff", 0.5))
    return 0.1 if mode == "BLEND" else 0.0


def _laid(info: dict[str, Any], uvs: dict[int, F64]) -> F32 | None:
    """Return texture coordinates, v upwards, after KHR_texture_transform; None if the set is not there."""
    moved = extension(info, "KHR_texture_transform") or {}
    uv = uvs.get(int(moved.get("texCoord", info.get("texCoord", 0))))
    if uv is None:
        return None
    if moved:
        angle = float(moved.get("rotation", 0.0))
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        scale = np.asarray(moved.get("scale", (1.0, 1.0)), dtype=np.float64)
        uv = (uv * scale) @ turn.T + np.asarray(moved.get("offset", (0.0, 0.0)), dtype=np.float64)
    return np.column_stack([uv[:, 0], 1.0 - uv[:, 1]]).astype(np.float32)
