"""Polygons out of the nested arrays of CityJSON, with their surfaces, pictures and colours.

It does not know files or systems of coordinates.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from importers.citymodel.objects import SURFACE_OF_NAME, Collector, Surface
from scene.payloads.arrays import F64

#: How many lists lie around a polygon's own list of rings, and which of them is a shell.
_DEPTH: Final = {"MultiSurface": 1, "CompositeSurface": 1, "Solid": 2, "MultiSolid": 3, "CompositeSolid": 3}
#: Geometry that bounds nothing.
_NO_SURFACE: Final = frozenset({"MultiPoint", "MultiLineString"})


class OutOfRange(ValueError):
    """A boundary names a vertex that is not there."""


@dataclass(slots=True)
class JsonGeometry:
    """Reads geometries of CityJSON into a collector.

    Parameters
    ----------
    collector : Collector
    vertices : ndarray of float64, shape (n, 3)
        Of the document, transformed.
    images : list of str
        Pictures of the document.
    uv : ndarray of float64, shape (m, 2)
        Its texture coordinates.
    colours : list
        sRGB of its materials, None for one without.
    theme : str
        Of several sets of pictures the one to show; empty: the first.
    templates : list
        Geometries that others copy.
    template_vertices : ndarray of float64, shape (k, 3)
    unknown : dict
        Types of geometry that are not read, and how often they came.
    """

    collector: Collector
    vertices: F64
    images: list[str] = field(default_factory=list)
    uv: F64 = field(default_factory=lambda: np.zeros((0, 2)))
    colours: list[tuple[int, int, int] | None] = field(default_factory=list)
    theme: str = ""
    material_theme: str = ""
    templates: list[Any] = field(default_factory=list)
    template_vertices: F64 = field(default_factory=lambda: np.zeros((0, 3)))
    unknown: dict[str, int] = field(default_factory=dict)

    def read(self, geometry: Mapping[str, Any], owner: int) -> None:
        """Take one geometry of an object.

        Raises
        ------
        OutOfRange
            If it names a vertex, a template or a texture coordinate that is not there.
        """
        kind = str(geometry.get("type", ""))
        if kind in _NO_SURFACE:
            return
        if kind == "GeometryInstance":
            self._instance(geometry, owner)
        elif kind in _DEPTH:
            self._polygons(geometry, kind, owner, self.vertices)
        else:
            self.unknown[kind] = self.unknown.get(kind, 0) + 1

    def allow_instances(self, geometries: Iterable[Any]) -> None:
        """Count what copies of templates will come of geometries.

        Raises
        ------
        ValueError
            If they become more than any city has.
        """
        sizes: dict[int, int] = {}
        for geometry in geometries:
            number = geometry.get("template") if isinstance(geometry, dict) else None
            if not isinstance(number, int) or not 0 <= number < len(self.templates):
                continue
            if number not in sizes:
                template = self.templates[number]
                depth = _DEPTH.get(str(template.get("type", "")), 1)
                sizes[number] = sum(1 for _ in _leaves(template.get("boundaries", []), depth))
            self.collector.allow_copies(sizes[number])

    def _instance(self, geometry: Mapping[str, Any], owner: int) -> None:
        """Take a copy of a template: turned and scaled by a matrix, put at a vertex."""
        number, place = int(geometry["template"]), geometry["boundaries"]
        if not 0 <= number < len(self.templates):
            raise OutOfRange
        matrix = np.array(geometry["transformationMatrix"], dtype=np.float64).reshape(4, 4)
        at = _taken(self.vertices, [int(place[0])])[0]
        template = self.templates[number]
        vertices = self.template_vertices @ matrix[:3, :3].T + matrix[:3, 3] + at
        kind = str(template.get("type", ""))
        if kind in _DEPTH:
            self._polygons(template, kind, owner, vertices)

    def _polygons(self, geometry: Mapping[str, Any], kind: str, owner: int, vertices: F64) -> None:
        lod = _number(geometry.get("lod"))
        depth = _DEPTH[kind]
        boundaries = geometry["boundaries"]
        surfaces = _values(geometry.get("semantics"))
        names = _surfaces(geometry.get("semantics"))
        textures = _values(_theme(geometry.get("texture"), self.theme))
        material = _theme(geometry.get("material"), self.material_theme)
        colours = _values(material)
        colour_of_all = material.get("value") if isinstance(material, Mapping) else None
        shell, last = -1, None
        for path, polygon in _leaves(boundaries, depth):
            if depth > 1 and path[:-1] != last:
                shell, last = self.collector.new_shell(), path[:-1]
            rings = [_taken(vertices, ring) for ring in polygon]
            if not rings:
                continue
            which = _at(surfaces, path)
            surface = names[which] if isinstance(which, int) and 0 <= which < len(names) else Surface.UNKNOWN
            first_ring = self.collector.rings
            row = self.collector.add_polygon(owner, lod, rings, surface, shell)
            self._dress(row, first_ring, _at(textures, path), _at(colours, path), colour_of_all)

    def _dress(self, row: int, first_ring: int, texture: Any, colour: Any, colour_of_all: Any) -> None:
        """Give a polygon its colour, and its rings their picture."""
        chosen = colour if isinstance(colour, int) else colour_of_all
        if isinstance(chosen, int) and 0 <= chosen < len(self.colours):
            shade = self.colours[chosen]
            if shade is not None:
                self.collector.paint(row, shade)
        for place, entry in enumerate(texture if isinstance(texture, list) else ()):
            if not isinstance(entry, list) or len(entry) < 4 or not isinstance(entry[0], int):
                continue
            if 0 <= entry[0] < len(self.images):
                self.collector.map_ring(first_ring + place, _taken(self.uv, entry[1:]))
                self.collector.picture(row, self.images[entry[0]])


def _leaves(boundaries: Any, depth: int) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Yield each polygon's list of rings with the way to it."""
    if depth == 0:
        yield (), boundaries
        return
    for place, inner in enumerate(boundaries):
        for path, polygon in _leaves(inner, depth - 1):
            yield (place, *path), polygon


def _at(values: Any, path: tuple[int, ...]) -> Any:
    """Return what stands at the end of a way through nested lists; a value on it stands for all below."""
    for place in path:
        if not isinstance(values, list):
            return values
        if place >= len(values):
            return None
        values = values[place]
    return values


def _values(described: Any) -> Any:
    return described.get("values") if isinstance(described, Mapping) else None


def _surfaces(semantics: Any) -> list[Surface]:
    found = semantics.get("surfaces", ()) if isinstance(semantics, Mapping) else ()
    return [
        SURFACE_OF_NAME.get(
            str(surface.get("type", "")) if isinstance(surface, Mapping) else "", Surface.UNKNOWN
        )
        for surface in found
    ]


def _theme(themes: Any, wanted: str) -> Any:
    """Return the values of one theme: the wanted one, else the first."""
    if not isinstance(themes, Mapping) or not themes:
        return None
    return themes.get(wanted) or next(iter(themes.values()))


def _taken(vertices: F64, indices: list[Any]) -> F64:
    """Return some of the vertices."""
    wanted = np.array(indices, dtype=np.int64)
    if wanted.ndim != 1 or (len(wanted) and (wanted.min() < 0 or wanted.max() >= len(vertices))):
        raise OutOfRange
    taken: F64 = vertices[wanted]
    return taken


def _number(lod: Any) -> float:
    try:
        return float(lod)
    except (TypeError, ValueError):
        return 1.0
