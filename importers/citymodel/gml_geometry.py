"""Polygons out of GML: rings, surfaces, solids, references to surfaces that stand elsewhere.

It does not know city objects or systems of coordinates; it only notes the names of the latter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import numpy as np

from importers.citymodel.objects import Collector, Surface
from scene.payloads.arrays import F64

_POLYGONS: Final = frozenset({"Polygon", "PolygonPatch", "Triangle", "Rectangle"})
#: Attributes that have a namespace, under all its names.
_QUALIFIED: Final = {
    "id": ("{http://www.opengis.net/gml}id", "{http://www.opengis.net/gml/3.2}id"),
    "href": ("{http://www.w3.org/1999/xlink}href",),
}
#: Geometry that bounds nothing.
_PASSED_OVER: Final = frozenset(
    {"MultiCurve", "LineString", "Curve", "CompositeCurve", "MultiPoint", "Point"}
)


@lru_cache(maxsize=4096)
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def local(element: Any) -> str:
    """Return the name of an element without its namespace; ``""`` for comments and the like."""
    tag = element.tag
    return _bare(tag) if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """Return an attribute whatever its namespace, ``""`` if it is not there."""
    for key in _QUALIFIED.get(name, ()):
        found = element.get(key)
        if found is not None:
            return str(found)
    return str(element.get(name, ""))


def children(element: Any) -> Iterator[tuple[str, Any]]:
    """Yield name and element of each child."""
    for child in element:
        name = local(child)
        if name:
            yield name, child


@dataclass(frozen=True, slots=True)
class Reference:
    """A surface that an object takes from elsewhere."""

    owner: int
    lod: float
    surface: Surface
    shell: int
    target: str


@dataclass(slots=True)
class GmlGeometry:
    """Reads polygons into a collector, and remembers what their names were.

    Parameters
    ----------
    collector : Collector
    named : dict
        Range of polygons of each ``gml:id``.
    rings : dict
        Row of each ring with a ``gml:id``.
    references : list of Reference
        Surfaces that stand elsewhere, in the order met.
    systems : dict
        Names of coordinate systems met (a dict keeps the order).
    flawed : list of int
        Polygons of which a ring could not be read.
    """

    collector: Collector
    named: dict[str, tuple[int, int]] = field(default_factory=dict)
    rings: dict[str, int] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    systems: dict[str, None] = field(default_factory=dict)
    flawed: list[int] = field(default_factory=list)

    def read(
        self, element: Any, owner: int, lod: float, surface: Surface = Surface.UNKNOWN, shell: int = -1,
        dimension: int = 0, turned: bool = False,
    ) -> None:  # fmt: skip
        """Take all polygons in and under an element."""
        before = self.collector.polygons
        system = element.get("srsName")
        if system:
            self.systems.setdefault(system)
        dimension = _dimension(element, dimension)
        name = local(element)
        if not len(element):
            href = attribute(element, "href")
            if href:
                self.references.append(Reference(owner, lod, surface, shell, href.rpartition("#")[2]))
            return
        if name in _PASSED_OVER:
            return
        if name in _POLYGONS:
            self._polygon(element, owner, lod, surface, shell, dimension, turned)
        else:
            if name == "OrientableSurface" and element.get("orientation") == "-":
                turned = not turned
            for child_name, child in children(element):
                inside = shell
                if name == "Solid" and child_name in ("exterior", "interior"):
                    inside = self.collector.new_shell()
                self.read(child, owner, lod, surface, inside, dimension, turned)
        self.remember(element, before)

    def remember(self, element: Any, before: int) -> None:
        """Remember the polygons since `before` under the name of an element."""
        name = attribute(element, "id")
        if name:
            self.named[name] = (before, self.collector.polygons)

    def _polygon(
        self, element: Any, owner: int, lod: float, surface: Surface, shell: int, dimension: int, turned: bool
    ) -> None:
        rings: list[F64] = []
        broken = False
        for name, part in children(element):
            if name not in ("exterior", "interior", "outerBoundaryIs", "innerBoundaryIs"):
                continue
            inner_dimension = _dimension(part, dimension)
            for _, ring in children(part):
                points = ring_points(ring, inner_dimension)
                if points is None or not len(points):
                    broken = True
                    continue
                row = self.collector.rings + len(rings)
                ring_name = attribute(ring, "id")
                if ring_name:
                    self.rings[ring_name] = row
                rings.append(points[::-1] if turned else points)
        if rings:
            polygon = self.collector.add_polygon(owner, lod, rings, surface, shell)
            if broken:
                self.flawed.append(polygon)

    def resolve(self) -> list[str]:
        """Give objects the surfaces they take from others; return the targets that are nowhere.

        What a solid takes from the walls and roofs of its own object is there already: their polygons are
        told that they are part of the solid's shell.
        """
        lost: list[str] = []
        owners, lods, shells = self.collector.owners, self.collector.lods, self.collector.shells
        ranges = [self.named.get(reference.target, (0, 0)) for reference in self.references]
        self.collector.allow_copies(
            sum(
                stop - first
                for reference, (first, stop) in zip(self.references, ranges, strict=True)
                if first < stop and owners[first] != reference.owner
            )
        )
        for reference in self.references:
            if reference.target not in self.named:
                lost.append(reference.target)
                continue
            for polygon in range(*self.named[reference.target]):
                if owners[polygon] == reference.owner and lods[polygon] == reference.lod:
                    if shells[polygon] < 0:
                        shells[polygon] = reference.shell
                else:
                    self.collector.add_copy(polygon, reference.owner, reference.lod, reference.shell)
        return lost


def _dimension(element: Any, inherited: int) -> int:
    said = element.get("srsDimension") or element.get("dimension")
    return int(said) if said in ("2", "3") else inherited


def ring_points(ring: Any, dimension: int) -> F64 | None:
    """Return the vertices of a ring, shape (k, 3); None if they cannot be read."""
    numbers: list[str] = []
    for element in ring.iter():
        name = local(element)
        if name in ("posList", "pos"):
            dimension = _dimension(element, dimension)
            numbers.extend((element.text or "").split())
        elif name == "coordinates":
            decimal, between = element.get("decimal", "."), element.get("cs", ",")
            text = (element.text or "").strip()
            tuples = text.split() if element.get("ts", " ").isspace() else text.split(element.get("ts"))
            if tuples:
                dimension = 3 if tuples[0].count(between) >= 2 else 2
            numbers.extend(
                text.replace(between, " ").replace(decimal, ".").split() if decimal != between else ()
            )
    try:
        values = np.array(numbers, dtype=np.float64)
    except ValueError:
        return None
    if not dimension:
        dimension = 3 if len(values) % 3 == 0 else 2
    if len(values) % dimension:
        return None
    points = values.reshape(-1, dimension)
    return points if dimension == 3 else np.column_stack([points, np.zeros(len(points))])
