"""3MF: a ZIP archive with the printer's model in XML, in a unit it states. Z is up.

Colours of materials are taken; textures and everything for printing are left.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.models.gltf.container import following
from importers.models.importer import ModelImporter
from importers.models.markup import child, children, local, tree_of
from importers.models.part import Look, Part, placed
from importers.models.placement import Axis
from scene.payloads.arrays import F64

_UNITS: Final = {
    "micron": 1e-6, "millimeter": 1e-3, "centimeter": 1e-2, "inch": 0.0254, "foot": 0.3048, "meter": 1.0,
}  # fmt: skip
_MODEL: Final = ".model"
#: A model in the archive is never larger than this, bytes, nor than this many times its packed length.
_LARGEST, _MOST_TIMES = 600_000_000, 300
#: Objects with all their copies, how deep they may hold each other, and faces of all.
_MOST_OBJECTS, _DEEPEST, _MOST_FACES = 100_000, 50, 12_000_000
#: Triangles without a material of their own.
_PLAIN: Final = (228, 223, 213)


class ThreeMfImporter(ModelImporter):
    """A model from 3MF."""

    id: ClassVar[str] = "model.3mf"
    format_name: ClassVar[str] = "3MF"
    up: ClassVar[Axis] = "z"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file is a ZIP archive named .3mf, or holds a model as 3MF does."""
        return head.startswith(b"PK") and (path.suffix.lower() == ".3mf" or b"3D/3dmodel.model" in head)

    def parts(self, path: Path, issues: list[ImportIssue]) -> tuple[list[Part], tuple[Path, ...]]:
        """Read what is to be built, in metres."""
        with zipfile.ZipFile(path) as archive:
            models = {
                info.filename.lstrip("/"): tree_of(_taken(archive, info, path), path)
                for info in archive.infolist()
                if info.filename.lower().endswith(_MODEL)
            }
        with following(path):
            return list(_built(models, path)), ()


def _taken(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> bytes:
    if info.file_size > min(_LARGEST, info.compress_size * _MOST_TIMES + 1_000_000):
        raise broken(path, "is broken: a file in it unfolds to more than it can hold")
    return archive.read(info)


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """One model of the archive: its objects and the colours that they refer to."""

    objects: dict[str, Any]
    colours: dict[str, NDArray[np.uint8]]


def _built(models: dict[str, Any], path: Path) -> Iterator[Part]:
    main = next((name for name in models if name.lower() == "3d/3dmodel.model"), next(iter(models), None))
    if main is None:
        raise broken(path, "is broken: the archive holds no model")
    scale = _UNITS[models[main].get("unit", "millimeter")]
    metres = np.diag([scale, scale, scale, 1.0])
    read = {name: _Model(*_resources(root)) for name, root in models.items()}
    pending = [
        (main, item.get("objectid"), metres @ _matrix(item.get("transform")), 0)
        for item in children(child(models[main], "build"), "item")
    ][::-1]
    parts: dict[tuple[str, str], Part] = {}
    count = faces = 0
    while pending:
        where, number, matrix, depth = pending.pop()
        count += 1
        if count > _MOST_OBJECTS or depth > _DEEPEST:
            raise broken(path, "is broken: its nodes hold themselves, or have no end")
        held = read[where].objects[number]
        mesh = child(held, "mesh")
        if mesh is not None:
            if (where, number) not in parts:
                parts[where, number] = _part(held, mesh, read[where].colours)
            part = parts[where, number]
            faces += len(part.faces)
            if faces > _MOST_FACES:
                raise broken(path, "is broken: its copies of parts hold more faces than can be shown")
            yield placed(part, matrix)
        for one in reversed(children(child(held, "components"), "component")):
            elsewhere = next((value for key, value in one.attrib.items() if key.endswith("path")), where)
            inner = matrix @ _matrix(one.get("transform"))
            pending.append((elsewhere.lstrip("/"), one.get("objectid"), inner, depth + 1))


def _resources(root: Any) -> tuple[dict[str, Any], dict[str, NDArray[np.uint8]]]:
    resources = child(root, "resources")
    objects = {held.get("id"): held for held in children(resources, "object")}
    colours = {}
    for held in children(resources, "basematerials", "colorgroup"):
        attribute = "displaycolor" if local(held) == "basematerials" else "color"
        shades = [_colour(one.get(attribute, "")) for one in held if isinstance(one.tag, str)]
        colours[held.get("id")] = np.array(shades, dtype=np.uint8).reshape(-1, 3)
    return objects, colours


def _colour(text: str) -> tuple[int, int, int]:
    """Return a colour written #RRGGBB or #RRGGBBAA."""
    digits = text.lstrip("#")
    return (int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)) if len(digits) >= 6 else _PLAIN


def _matrix(text: str | None) -> F64:
    """Return a transform of twelve numbers, row vectors times it, as 4 x 4 for column vectors."""
    matrix = np.eye(4)
    if text:
        matrix[:3] = np.array(text.split(), dtype=np.float64).reshape(4, 3).T
    return matrix


def _part(held: Any, mesh: Any, colours: dict[str, NDArray[np.uint8]]) -> Part:
    corners = children(child(mesh, "vertices"), "vertex")
    points = np.array([(v.get("x"), v.get("y"), v.get("z")) for v in corners], dtype=np.float64).reshape(
        -1, 3
    )
    triangles = children(child(mesh, "triangles"), "triangle")
    faces = np.array([(t.get("v1"), t.get("v2"), t.get("v3")) for t in triangles], dtype=np.int64).reshape(
        -1, 3
    )
    if len(faces) and (faces.min() < 0 or faces.max() >= len(points)):
        raise IndexError("a face names a vertex that is not there")
    look = Look()
    if colours and (held.get("pid") or any(t.get("pid") for t in triangles)):
        plain = np.array(_PLAIN, dtype=np.uint8)
        groups = [(t.get("pid", held.get("pid")), int(t.get("p1", held.get("pindex", 0)))) for t in triangles]
        shades = {key: _shade(colours, key, plain) for key in set(groups)}
        look = Look(np.array([shades[key] for key in groups], dtype=np.uint8).reshape(-1, 3))
    return Part(held.get("name") or held.get("id") or "", points, faces, look)


def _shade(
    colours: dict[str, NDArray[np.uint8]], key: tuple[str | None, int], plain: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    group = colours.get(key[0] or "")
    return group[key[1]] if group is not None and 0 <= key[1] < len(group) else plain
