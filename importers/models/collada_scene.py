"""The scene of a COLLADA file: nodes with their transforms, and the materials that they bind.

It does not know how faces are stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from importers.common.boundary import broken
from importers.models.colours import cut_out, decoded
from importers.models.markup import child, children, local, numbers
from importers.models.neighbours import Neighbours
from scene.errors import UnreadableFile
from scene.payloads.arrays import F64, U8

#: Nodes of a scene, at most, with all copies; and how deep they may lie.
_MOST_NODES, _DEEPEST = 200_000, 200
_TRANSFORMS: Final = ("matrix", "translate", "rotate", "scale")


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """One place where a geometry stands.

    Parameters
    ----------
    geometry : object
        The element.
    name : str
    matrix : ndarray of float64, shape (4, 4)
    materials : dict
        Symbol to the id of a material.
    """

    geometry: Any
    name: str
    matrix: F64
    materials: dict[str, str]


class Document:
    """The elements of a file by their ids."""

    def __init__(self, root: Any, path: Path) -> None:
        self.root = root
        self.path = path
        self._by_id = {element.get("id"): element for element in root.iter() if element.get("id")}

    def find(self, reference: str | None) -> Any:
        """Return the element that an address within the file names, None if there is none."""
        return self._by_id.get((reference or "").rpartition("#")[2])

    def standing(self) -> Iterator[Standing]:
        """Yield every place where a geometry stands in the scene.

        Raises
        ------
        UnreadableFile
            If nodes hold themselves, or their copies have no end.
        """
        instance = child(self.root, "scene", "instance_visual_scene")
        scene = self.find(instance.get("url")) if instance is not None else None
        if scene is None:
            scene = child(self.root, "library_visual_scenes", "visual_scene")
        pending = [(node, np.eye(4), 0) for node in reversed(children(scene, "node"))]
        count = 0
        while pending:
            node, above, depth = pending.pop()
            count += 1
            if count > _MOST_NODES or depth > _DEEPEST:
                raise broken(self.path, "is broken: its nodes hold themselves, or have no end")
            matrix = above @ _matrix(node)
            name = node.get("name") or ""
            for held in children(node, "instance_geometry", "instance_controller"):
                geometry = self._geometry(held)
                if geometry is not None:
                    yield Standing(geometry, name, matrix, _bound(held))
            below = children(node, "node")
            below += [self.find(held.get("url")) for held in children(node, "instance_node")]
            pending.extend((inner, matrix, depth + 1) for inner in reversed(below) if inner is not None)

    def _geometry(self, held: Any) -> Any:
        found = self.find(held.get("url"))
        if found is not None and local(found) == "controller":
            skin = child(found, "skin")
            found = self.find(skin.get("source")) if skin is not None else None
        return found if found is not None and local(found) == "geometry" else None


def _matrix(node: Any) -> F64:
    matrix = np.eye(4)
    for held in children(node, *_TRANSFORMS):
        values = numbers(held)
        step = np.eye(4)
        kind = local(held)
        if kind == "matrix":
            step = values.reshape(4, 4)
        elif kind == "translate":
            step[:3, 3] = values[:3]
        elif kind == "scale":
            step[np.arange(3), np.arange(3)] = values[:3]
        else:
            step[:3, :3] = _turn(values[:3], float(values[3]))
        matrix = matrix @ step
    return matrix


def _turn(axis: F64, degrees: float) -> F64:
    """Return the rotation about an axis."""
    length = float(np.linalg.norm(axis))
    x, y, z = axis / length if length > 0.0 else (0.0, 0.0, 1.0)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angle = np.radians(degrees)
    turned: F64 = np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross
    return turned


def _bound(held: Any) -> dict[str, str]:
    """Return which material each symbol of an instance stands for."""
    technique = child(held, "bind_material", "technique_common")
    return {
        one.get("symbol", ""): one.get("target", "").rpartition("#")[2]
        for one in children(technique, "instance_material")
    }


class Paints:
    """Colours and textures of materials; every image is decoded once."""

    def __init__(self, document: Document, neighbours: Neighbours) -> None:
        self._document = document
        self._neighbours = neighbours
        self._images: dict[str, U8 | None] = {}
        self.missing: dict[str, None] = {}

    def of(self, material: str) -> tuple[tuple[int, int, int] | None, U8 | None]:
        """Return the colour of a material, and its texture."""
        instance = child(self._document.find(material), "instance_effect")
        effect = self._document.find(instance.get("url")) if instance is not None else None
        profile = child(effect, "profile_COMMON")
        technique = child(profile, "technique")
        shading = next(iter(children(technique, "phong", "lambert", "blinn", "constant")), None)
        diffuse = child(shading, "diffuse")
        texture = child(diffuse, "texture")
        if texture is not None:
            image = self._image(profile, technique, texture.get("texture", ""))
            if image is not None:
                return None, image
        values = numbers(child(diffuse, "color"))[:3]
        if len(values) < 3:
            return None, None
        red, green, blue = np.clip(np.round(values * 255.0), 0, 255).astype(int).tolist()
        return (red, green, blue), None

    def _image(self, profile: Any, technique: Any, sampler: str) -> U8 | None:
        parameters = {
            one.get("sid"): one for holder in (profile, technique) for one in children(holder, "newparam")
        }
        surface = child(parameters.get(sampler), "sampler2D", "source")
        held = parameters.get((surface.text or "").strip()) if surface is not None else None
        init = child(held, "surface", "init_from")
        name = (init.text or "").strip() if init is not None else sampler
        declared = child(self._document.find(name), "init_from")
        inner = child(declared, "ref")
        text = (inner if inner is not None else declared).text if declared is not None else None
        return self._read((text or "").strip()) if text and text.strip() else None

    def _read(self, uri: str) -> U8 | None:
        if uri not in self._images:
            self._images[uri] = self._decoded(uri.replace("\\", "/"))
        return self._images[uri]

    def _decoded(self, uri: str) -> U8 | None:
        last = uri.rpartition("/")[2]
        for address in (uri, last):
            try:
                if self._neighbours.has(address):
                    return cut_out(decoded(self._neighbours.read(address)), 0.5)
            except (UnreadableFile, OSError):
                continue
        self.missing.setdefault(last)
        return None
