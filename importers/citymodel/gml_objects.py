"""City objects out of CityGML 1, 2 and 3: by local names, so that all three are one.

In GML a name with a capital letter is a thing, one with a small letter a property of the thing around it.
It does not know polygons (:mod:`gml_geometry`) or pictures (:mod:`gml_appearance`).
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from importers.citymodel.codelists import CodeLists
from importers.citymodel.gml_appearance import GmlAppearance
from importers.citymodel.gml_geometry import GmlGeometry, attribute, children, local, ring_points
from importers.citymodel.kinds import INSIDE, KNOWN
from importers.citymodel.objects import SURFACE_OF_NAME, Collector, Surface, Value

_GEOMETRY: Final = re.compile(r"lod([0-4])(.*)")
#: Geometry properties that bound nothing.
_NO_SURFACE: Final = re.compile(r"TerrainIntersection|MultiCurve|Network|PointCloud|Point$")
_GENERIC: Final = re.compile(r"(string|int|double|date|uri|measure|code)Attribute", re.IGNORECASE)
#: Properties that hold codes or words, digits or not.
_CODES: Final = frozenset({"name", "description", "class", "function", "usage", "roofType", "species"})
#: Objects and properties within each other deeper than this are no city model.
_DEEPEST: Final = 40
#: Attributes of one object beyond this many are passed over.
_MOST_ATTRIBUTES: Final = 200


@dataclass(slots=True)
class GmlObjects:
    """Reads the members of a city model.

    Parameters
    ----------
    collector : Collector
    geometry : GmlGeometry
    appearance : GmlAppearance
    codes : CodeLists
    inside : int
        Rooms and furnishings passed over.
    prototypes : int
        Objects whose shape is a copy of a prototype in a file of another format.
    """

    collector: Collector
    geometry: GmlGeometry
    appearance: GmlAppearance
    codes: CodeLists
    inside: int = 0
    prototypes: int = 0
    instances: list[tuple[int, float, str, Any, Any]] = field(default_factory=list)

    def read_member(self, member: Any) -> None:
        """Take the objects in a member of the city model."""
        for name, element in children(member):
            if name == "Appearance":
                self.appearance.read(element)
            elif name[:1].isupper():
                self._object(element, name, -1, 0)

    def _object(self, element: Any, kind: str, parent: int, depth: int) -> None:
        if kind in INSIDE:
            self.inside += 1
            return
        attributes: dict[str, Value] = {}
        before = self.collector.polygons
        row = self.collector.add_object(attribute(element, "id"), kind, parent, attributes)
        lod = _level(element)
        self._properties(element, row, attributes, Surface.UNKNOWN, lod, depth)
        self.geometry.remember(element, before)

    def _properties(
        self, element: Any, row: int, attributes: dict[str, Value], surface: Surface, lod: float, depth: int
    ) -> None:
        if depth > _DEEPEST:
            return
        for name, child in children(element):
            found = _GEOMETRY.fullmatch(name)
            if found and not _NO_SURFACE.search(name):
                if "Implicit" in name:
                    self._implicit(child, row, float(found[1]), surface)
                else:
                    self.geometry.read(child, row, float(found[1]), surface)
            elif name in ("tin", "surfaceGeometry"):
                self.geometry.read(child, row, lod, surface)
            elif name in ("appearance", "appearanceMember"):
                for _, inner in children(child):
                    self.appearance.read(inner)
            elif _GENERIC.fullmatch(name) or name in ("genericAttribute", "genericAttributeSet"):
                self._generic(child, attributes)
            elif found is None:
                self._property(name, child, row, attributes, surface, lod, depth)

    def _property(
        self,
        name: str,
        child: Any,
        row: int,
        attributes: dict[str, Value],
        surface: Surface,
        lod: float,
        depth: int,
    ) -> None:
        things = [(kind, inner) for kind, inner in children(child) if kind[:1].isupper()]
        if not things:
            if not len(child):
                self._attribute(name, child, attributes)
            return
        for kind, thing in things:
            if kind in SURFACE_OF_NAME or (kind.endswith("Surface") and name in ("boundary", "boundedBy")):
                before = self.collector.polygons
                of = SURFACE_OF_NAME.get(kind, Surface.UNKNOWN)
                self._properties(thing, row, {}, of, lod, depth + 1)
                self.geometry.remember(thing, before)
            elif kind in KNOWN:
                self._object(thing, kind, row, depth + 1)
            elif kind == "Height":
                self._height(thing, attributes)
            elif kind not in ("Envelope", "TimePosition"):
                self._flatten(thing, attributes, depth + 1)

    def _attribute(self, name: str, element: Any, attributes: dict[str, Value]) -> None:
        text = (element.text or "").strip()
        if not text or name in attributes or len(attributes) >= _MOST_ATTRIBUTES:
            return
        space = element.get("codeSpace")
        if space:
            attributes[name] = self.codes.meaning(space, text)
        else:
            attributes[name] = text if name in _CODES else _value(text)

    def _generic(self, element: Any, attributes: dict[str, Value]) -> None:
        """Take attributes that the file itself names: as an attribute in version 2, as a child in 3."""
        said = dict(children(element))
        name = element.get("name") or (said["name"].text if "name" in said else None)
        value = said.get("value")
        if name and value is not None and value.text and len(attributes) < _MOST_ATTRIBUTES:
            number = re.match(r"(int|double|measure)", local(element), re.IGNORECASE)
            text = value.text.strip()
            attributes.setdefault(name.strip(), _value(text) if number else text)
            return
        for _, child in children(element):
            if len(child):
                self._generic(child, attributes)

    def _height(self, height: Any, attributes: dict[str, Value]) -> None:
        """Take the height of version 3: a value with what it is measured between."""
        said = {name: (child.text or "").strip() for name, child in children(height)}
        if said.get("value"):
            attributes.setdefault("measuredHeight", _value(said["value"]))

    def _flatten(self, thing: Any, attributes: dict[str, Value], depth: int) -> None:
        """Take the plain properties of a data type as the object's own."""
        if depth > _DEEPEST:
            return
        for name, child in children(thing):
            if len(child):
                self._flatten(child, attributes, depth + 1)
            else:
                self._attribute(name, child, attributes)

    def _implicit(self, element: Any, row: int, lod: float, surface: Surface) -> None:
        """Take a copy of a shape that is given once, in its own coordinates."""
        for _, implicit in children(element):
            said = dict(children(implicit))
            shape, place = (
                said.get("relativeGMLGeometry", said.get("relativeGeometry")),
                said.get("referencePoint"),
            )
            point = None if place is None else ring_points(place, 3)
            if shape is None or point is None or not len(point):
                self.prototypes += 1
                continue
            turn = (said["transformationMatrix"].text or "").split() if "transformationMatrix" in said else []
            try:
                matrix = np.array(turn, dtype=np.float64).reshape(4, 4) if turn else np.eye(4)
            except ValueError:
                self.prototypes += 1
                continue
            self._copy(shape, row, lod, surface, matrix, point[0])

    def _copy(self, shape: Any, row: int, lod: float, surface: Surface, matrix: Any, point: Any) -> None:
        target = attribute(shape, "href").rpartition("#")[2]
        first, stop = self.collector.polygons, 0
        if target:
            first, stop = self.geometry.named.get(target, (0, 0))
            if first == stop:
                self.prototypes += 1
        else:
            prototype = self.collector.add_object("", "Prototype", -1)
            for _, inner in children(shape):
                self.geometry.read(inner, prototype, lod, surface)
            stop = self.collector.polygons
        self.instances.append((row, lod, "", (first, stop), (matrix, point)))

    def place_copies(self) -> None:
        """Put copies of prototypes where they stand; to be called once all is read."""
        self.collector.allow_copies(sum(stop - first for _, _, _, (first, stop), _ in self.instances))
        for row, lod, _, (first, stop), (matrix, point) in self.instances:
            for polygon in range(first, stop):
                copy = self.collector.add_copy(polygon, row, lod, -1)
                self.collector.move(copy, matrix, point)


def _level(element: Any) -> float:
    """Return the level that a relief states in a property of its own; 1 if it states none."""
    said = next(((child.text or "").strip() for name, child in children(element) if name == "lod"), "")
    return float(said) if said in ("0", "1", "2", "3", "4") else 1.0


def _value(text: str) -> Value:
    """Return a number where a text is one, else the text; a code with leading zeros stays text."""
    plain = text.lstrip("+-")
    if len(plain) > 1 and plain[0] == "0" and plain[1].isdigit():
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    return number if np.isfinite(number) and len(text) <= 15 else text
