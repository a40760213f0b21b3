"""IFC through ifcopenshell, an optional part: elements with their colours, types and storeys."""

from importlib.util import find_spec
from os import cpu_count
from pathlib import Path
from typing import Any, Final

import numpy as np

from importers.base import ImportIssue
from importers.citymodel.ifc_place import place_of
from importers.citymodel.importer import CityImporter
from importers.citymodel.objects import CityFile, CityObjects, Collector, Surface, Value
from importers.citymodel.params import CityParams
from importers.common.boundary import broken
from scene.errors import MissingPart
from scene.feedback import Feedback
from scene.messages import msg
from scene.payloads.arrays import F64

_START: Final = b"ISO-10303-21"
_END: Final = b"END-ISO-10303-21"
#: What has a shape and is nothing that was built.
_NOTHING_BUILT: Final = (
    "IfcOpeningElement", "IfcSpace", "IfcVirtualElement", "IfcAnnotation", "IfcGrid", "IfcSpatialZone",
)  # fmt: skip
#: Inside, and of no account to the street.
_INSIDE: Final = ("IfcFurnishingElement", "IfcFurniture", "IfcSystemFurnitureElement")
_SURFACES: Final = (
    ("IfcWindow", Surface.WINDOW), ("IfcDoor", Surface.DOOR), ("IfcRoof", Surface.ROOF),
    ("IfcWall", Surface.WALL), ("IfcCurtainWall", Surface.WALL), ("IfcSlab", Surface.FLOOR),
    ("IfcColumn", Surface.WALL), ("IfcBeam", Surface.WALL),
)  # fmt: skip
_MOST_THREADS: Final = 4
_LOD: Final = 3.0


class IfcImporter(CityImporter):
    """Importer of IFC 2x3 and 4."""

    id = "city.ifc"
    format_name = "IFC"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether it is a STEP file whose schema is IFC."""
        return head.lstrip().startswith(_START) and (b"IFC" in head.upper())

    def parse(
        self,
        path: Path,
        params: CityParams,
        feedback: Feedback,
        issues: list[ImportIssue],
        most: int | None = None,
    ) -> CityFile:
        """Read all elements, in the coordinates of the map that the file or the person names."""
        if find_spec("ifcopenshell") is None:
            raise MissingPart(
                msg("{file} is an IFC model; the part that reads it is not installed.", file=path.name),
                msg("Install the extra: uv sync --extra ifc."),
            )
        _check_frame(path)
        import ifcopenshell

        model = ifcopenshell.open(str(path.absolute()))
        if most is not None:
            return CityFile(_listed(model, most), "", 0)
        feedback.progress(0.05)
        feedback.check()
        collector = Collector()
        shapes = sorted(_shapes(model, feedback), key=lambda shape: int(shape.id))
        points = [np.array(shape.geometry.verts, dtype=np.float64).reshape(-1, 3) for shape in shapes]
        whole = np.concatenate(points) if points else np.zeros((0, 3))
        place = place_of(model, path, params, whole, issues)
        for shape, own in zip(shapes, points, strict=True):
            feedback.check()
            _add(collector, model, shape, place.moved(own))
        if not collector.polygons:
            raise broken(path, "is broken, or holds no element with a shape")
        return CityFile(collector.finish(), place.system, 1)


def _listed(model: Any, most: int) -> CityObjects:
    """Return the first elements of a model without their shapes."""
    collector = Collector()
    for element in model.by_type("IfcElement")[:most]:
        collector.add_object(
            str(element.GlobalId), str(element.is_a()), -1, {"name": str(element.Name or "")}
        )
    return collector.finish()


def _check_frame(path: Path) -> None:
    """Refuse a file without its first or last line: the library reads what is left without a word."""
    with path.open("rb") as file:
        first = file.read(256)
        file.seek(max(path.stat().st_size - 4096, 0))
        last = file.read()
    if not first.lstrip().startswith(_START):
        raise broken(path, "is no IFC model: it does not start as one")
    if _END not in last:
        raise broken(path, "is cut: its last line is missing")


def _shapes(model: Any, feedback: Feedback) -> list[Any]:
    """Return the triangulated shape of each element."""
    import ifcopenshell.geom

    settings: Any = ifcopenshell.geom.settings()  # type: ignore[no-untyped-call]
    settings.set("use-world-coords", True)
    present = {name for name in (*_NOTHING_BUILT, *_INSIDE) if _of_type(model, name)}
    threads = min(_MOST_THREADS, cpu_count() or 1)
    iterator: Any = ifcopenshell.geom.iterator(settings, model, threads, exclude=sorted(present) or None)
    found: list[Any] = []
    if not iterator.initialize():
        return found
    while True:
        feedback.check()
        found.append(iterator.get())
        feedback.progress(0.05 + 0.4 * min(max(iterator.progress(), 0), 100) / 100.0)
        if not iterator.next():
            return found


def _of_type(model: Any, name: str) -> bool:
    try:
        return bool(model.by_type(name))
    except RuntimeError:  # a schema that has no such type
        return False


def _add(collector: Collector, model: Any, shape: Any, points: F64) -> None:
    geometry = shape.geometry
    corners = np.array(geometry.faces, dtype=np.int64).reshape(-1, 3)
    if not len(corners):
        return
    kind = str(shape.type)
    row = collector.add_object(str(shape.guid), kind, -1, _attributes(model, shape))
    surface = next((of for prefix, of in _SURFACES if kind.startswith(prefix)), Surface.UNKNOWN)
    first = collector.add_triangles(row, _LOD, points[corners], surface, collector.new_shell())
    colours = [_colour(material) for material in geometry.materials]
    for place, material in enumerate(geometry.material_ids):
        if 0 <= material < len(colours) and colours[material] is not None:
            collector.paint(first + place, colours[material])


def _attributes(model: Any, shape: Any) -> dict[str, Value]:
    import ifcopenshell.util.element as util

    element = model.by_id(shape.id)
    said: dict[str, Value] = {"name": str(shape.name or "")}
    container = util.get_container(element)
    if container is not None and getattr(container, "Name", None):
        said["storey"] = str(container.Name)
    kind = util.get_type(element)
    named = getattr(kind, "Name", None) or getattr(element, "ObjectType", None)
    if named:
        said["type"] = str(named)
    return said


def _colour(material: Any) -> tuple[int, int, int] | None:
    """Return sRGB of a material; None for the grey that stands for nothing."""
    if str(material.name) == "DefaultMaterial":
        return None
    diffuse = material.diffuse
    shares = tuple(getattr(diffuse, "components", diffuse))[:3]
    if len(shares) < 3 or not np.isfinite(shares).all():
        return None
    red, green, blue = (round(255 * min(max(float(share), 0.0), 1.0)) for share in shares)
    return red, green, blue
