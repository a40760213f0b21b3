"""A city model between its file and the scene: objects, and their polygons as ragged arrays.

Readers fill a :class:`Collector`; what comes out knows neither the format it was in nor the scene it goes to.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F32, F64, I32, U8


class Surface(IntEnum):
    """What a polygon is to the thing it bounds."""

    UNKNOWN = 0
    WALL = 1
    ROOF = 2
    GROUND = 3
    CLOSURE = 4
    FLOOR = 5
    CEILING = 6
    WINDOW = 7
    DOOR = 8
    WATER = 9
    TRAFFIC = 10


#: Names of surfaces in CityGML and CityJSON.
SURFACE_OF_NAME: Final[dict[str, Surface]] = {
    "WallSurface": Surface.WALL,
    "RoofSurface": Surface.ROOF,
    "GroundSurface": Surface.GROUND,
    "ClosureSurface": Surface.CLOSURE,
    "OuterFloorSurface": Surface.FLOOR,
    "OuterCeilingSurface": Surface.CEILING,
    "FloorSurface": Surface.FLOOR,
    "CeilingSurface": Surface.CEILING,
    "InteriorWallSurface": Surface.WALL,
    "Window": Surface.WINDOW,
    "WindowSurface": Surface.WINDOW,
    "Door": Surface.DOOR,
    "DoorSurface": Surface.DOOR,
    "WaterSurface": Surface.WATER,
    "WaterGroundSurface": Surface.GROUND,
    "WaterClosureSurface": Surface.CLOSURE,
    "TrafficArea": Surface.TRAFFIC,
    "AuxiliaryTrafficArea": Surface.TRAFFIC,
}

Value = str | float | int | bool


@dataclass(frozen=True, slots=True)
class CityObject:
    """One object of the file.

    Parameters
    ----------
    id : str
        As the file has it; the collector makes it unique.
    kind : str
        ``Building``, ``BuildingPart``, ``Road`` …
    parent : int
        Row of the object it is a part of, -1 for none.
    attributes : Mapping[str, Value]
        As the file has them; nested ones flattened.
    """

    id: str
    kind: str
    parent: int = -1
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class CityObjects:
    """A city model in the coordinates of its file.

    Parameters
    ----------
    objects : tuple of CityObject
    xyz : ndarray of float64, shape (v, 3)
        Vertices of all rings, closing repeats and all.
    ring_start : ndarray of int32, shape (r + 1,)
    polygon_start : ndarray of int32, shape (p + 1,)
        Polygon ``i`` has rings ``polygon_start[i]`` to ``polygon_start[i + 1]``, the first the outer one.
    object_of_polygon : ndarray of int32, shape (p,)
    lod_of_polygon : ndarray of float32, shape (p,)
    surface_of_polygon : ndarray of uint8, shape (p,)
        :class:`Surface`.
    shell_of_polygon : ndarray of int32, shape (p,)
        Number of the shell of a solid that it belongs to, -1 for none.
    uv : ndarray of float64, shape (v, 2), optional
        Texture coordinates, v upwards; nan where there is no picture.
    image_of_polygon : ndarray of int32, shape (p,)
        Row of `images`, -1 for none.
    images : tuple of str
        Names of pictures, relative to the file.
    colour_of_polygon : ndarray of int16, shape (p, 3)
        sRGB, -1 where the file gives no colour.
    """

    objects: tuple[CityObject, ...]
    xyz: F64
    ring_start: I32
    polygon_start: I32
    object_of_polygon: I32
    lod_of_polygon: F32
    surface_of_polygon: U8
    shell_of_polygon: I32
    uv: F64 | None
    image_of_polygon: I32
    images: tuple[str, ...]
    colour_of_polygon: NDArray[np.int16]

    @property
    def polygon_of_ring(self) -> I32:
        """Polygon of each ring, shape (r,)."""
        counts = np.diff(self.polygon_start)
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    @property
    def ring_of_vertex(self) -> I32:
        """Ring of each vertex, shape (v,)."""
        counts = np.diff(self.ring_start)
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    def kept(
        self, polygons: NDArray[np.bool_], rings: NDArray[np.bool_], vertices: NDArray[np.bool_]
    ) -> "CityObjects":
        """Return only some polygons, rings and vertices; what lies in what is left out goes with it.

        Parameters
        ----------
        polygons, rings, vertices : ndarray of bool, shape (p,), (r,), (v,)
        """
        polygon_of_ring, ring_of_vertex = self.polygon_of_ring, self.ring_of_vertex
        rings = rings & polygons[polygon_of_ring]
        vertices = vertices & rings[ring_of_vertex]
        return replace(
            self,
            xyz=self.xyz[vertices],
            uv=None if self.uv is None else self.uv[vertices],
            ring_start=_starts(np.bincount(ring_of_vertex[vertices], minlength=len(rings))[rings]),
            polygon_start=_starts(np.bincount(polygon_of_ring[rings], minlength=len(polygons))[polygons]),
            object_of_polygon=self.object_of_polygon[polygons],
            lod_of_polygon=self.lod_of_polygon[polygons],
            surface_of_polygon=self.surface_of_polygon[polygons],
            shell_of_polygon=self.shell_of_polygon[polygons],
            image_of_polygon=self.image_of_polygon[polygons],
            colour_of_polygon=self.colour_of_polygon[polygons],
        )

    def of_polygons(self, polygons: NDArray[np.bool_]) -> "CityObjects":
        """Return only some of the polygons."""
        rings, vertices = len(self.ring_start) - 1, len(self.xyz)
        return self.kept(polygons, np.ones(rings, dtype=bool), np.ones(vertices, dtype=bool))


def _starts(counts: NDArray[np.integer]) -> I32:
    starts = np.zeros(len(counts) + 1, dtype=np.int32)
    np.cumsum(counts, out=starts[1:])
    return starts


#: Polygons that may come of copying others; a few lines of a file could ask for billions.
_MOST_COPIES: Final = 3_000_000


class Collector:
    """Takes objects and polygons one by one, as a reader meets them."""

    def __init__(self) -> None:
        self._objects: list[CityObject] = []
        self._ids: set[str] = set()
        self._rings: list[F64] = []
        self._first_ring: list[int] = []
        self._rings_of_polygon: list[int] = []
        self._owner: list[int] = []
        self._lod: list[float] = []
        self._surface: list[int] = []
        self._shell: list[int] = []
        self._uv: dict[int, Sequence[Sequence[float]] | F64] = {}
        self._image: dict[int, int] = {}
        self._colour: dict[int, tuple[int, int, int]] = {}
        self._images: dict[str, int] = {}
        self._shells = 0
        self._copies = 0

    @property
    def polygons(self) -> int:
        """Number of polygons so far."""
        return len(self._owner)

    @property
    def objects(self) -> int:
        """Number of objects so far."""
        return len(self._objects)

    @property
    def rings(self) -> int:
        """Number of rings so far."""
        return len(self._rings)

    @property
    def owners(self) -> list[int]:
        """Object of each polygon."""
        return self._owner

    @property
    def lods(self) -> list[float]:
        """Level of detail of each polygon."""
        return self._lod

    @property
    def shells(self) -> list[int]:
        """Shell of each polygon; may be written."""
        return self._shell

    def add_object(
        self, name: str, kind: str, parent: int = -1, attributes: Mapping[str, Value] | None = None
    ) -> int:
        """Add an object and return its row; an id that is missing or taken gets a number."""
        row = len(self._objects)
        stem = name or f"{kind}-{row + 1}"
        unique, number = stem, 1
        while unique in self._ids:
            number += 1
            unique = f"{stem}-{number}"
        self._ids.add(unique)
        self._objects.append(CityObject(unique, kind, parent, attributes if attributes is not None else {}))
        return row

    def new_shell(self) -> int:
        """Return the number of another shell."""
        self._shells += 1
        return self._shells - 1

    def add_polygon(
        self,
        owner: int,
        lod: float,
        rings: Iterable[F64],
        surface: Surface = Surface.UNKNOWN,
        shell: int = -1,
    ) -> int:
        """Add a polygon (rings of float64, shape (k, 3), the outer one first) and return its row."""
        before = len(self._rings)
        self._rings.extend(rings)
        self._first_ring.append(before)
        self._rings_of_polygon.append(len(self._rings) - before)
        self._owner.append(owner)
        self._lod.append(lod)
        self._surface.append(int(surface))
        self._shell.append(shell)
        return len(self._owner) - 1

    def add_triangles(self, owner: int, lod: float, corners: F64, surface: Surface, shell: int) -> int:
        """Add many triangles (float64, shape (m, 3, 3)) and return the row of the first."""
        first, m = len(self._owner), len(corners)
        self._first_ring.extend(range(len(self._rings), len(self._rings) + m))
        self._rings.extend(corners)
        self._rings_of_polygon.extend([1] * m)
        self._owner.extend([owner] * m)
        self._lod.extend([lod] * m)
        self._surface.extend([int(surface)] * m)
        self._shell.extend([shell] * m)
        return first

    def rings_of(self, polygon: int) -> list[F64]:
        """Return the rings of a polygon that was added before."""
        first = self._first_ring[polygon]
        return self._rings[first : first + self._rings_of_polygon[polygon]]

    def allow_copies(self, count: int) -> None:
        """Count polygons that will be copies of others, before the first of them is made.

        Raises
        ------
        ValueError
            If they become more than any city has.
        """
        self._copies += count
        if self._copies > _MOST_COPIES:
            raise ValueError("it copies more shapes than can be held")

    def add_copy(self, polygon: int, owner: int, lod: float, shell: int) -> int:
        """Add a polygon once more, for another object; picture and colour go with it only if set before."""
        copy = self.add_polygon(owner, lod, self.rings_of(polygon), Surface(self._surface[polygon]), shell)
        first, first_copy = self._first_ring[polygon], self._first_ring[copy]
        for place in range(self._rings_of_polygon[polygon]):
            if first + place in self._uv:
                self._uv[first_copy + place] = self._uv[first + place]
        if polygon in self._image:
            self._image[copy] = self._image[polygon]
        if polygon in self._colour:
            self._colour[copy] = self._colour[polygon]
        return copy

    def move(self, polygon: int, matrix: F64, place: F64) -> None:
        """Take the vertices of a polygon through a 4 x 4 matrix, and then by a vector."""
        first = self._first_ring[polygon]
        for ring in range(first, first + self._rings_of_polygon[polygon]):
            self._rings[ring] = self._rings[ring] @ matrix[:3, :3].T + matrix[:3, 3] + place

    def polygon_of_ring(self, ring: int) -> int:
        """Return the polygon that a ring belongs to."""
        return bisect_right(self._first_ring, ring) - 1

    def paint(self, polygon: int, colour: tuple[int, int, int]) -> None:
        """Give a polygon a colour, sRGB."""
        self._colour[polygon] = colour

    def picture(self, polygon: int, image: str) -> None:
        """Give a polygon a picture."""
        self._image[polygon] = self._images.setdefault(image, len(self._images))

    def map_ring(self, ring: int, uv: Sequence[Sequence[float]] | F64) -> None:
        """Give the vertices of a ring texture coordinates; too few or too many are cut."""
        self._uv[ring] = uv

    def finish(self) -> CityObjects:
        """Return all that was collected."""
        counts = np.array([len(ring) for ring in self._rings], dtype=np.int64)
        xyz = np.concatenate(self._rings) if self._rings else np.zeros((0, 3))
        start = _starts(counts)
        p = len(self._owner)
        image = np.full(p, -1, dtype=np.int32)
        image[list(self._image)] = list(self._image.values())
        colour = np.full((p, 3), -1, dtype=np.int16)
        if self._colour:
            colour[list(self._colour)] = list(self._colour.values())
        return CityObjects(
            tuple(self._objects), xyz, start, _starts(np.array(self._rings_of_polygon, dtype=np.int64)),
            np.array(self._owner, dtype=np.int32), np.array(self._lod, dtype=np.float32),
            np.array(self._surface, dtype=np.uint8), np.array(self._shell, dtype=np.int32),
            self._mapped(len(xyz), start), image, tuple(self._images), colour,
        )  # fmt: skip

    def _mapped(self, vertices: int, start: I32) -> F64 | None:
        if not self._uv:
            return None
        uv = np.full((vertices, 2), np.nan)
        for ring, given in self._uv.items():
            first, room = int(start[ring]), int(start[ring + 1] - start[ring])
            pairs = np.asarray(given, dtype=np.float64).reshape(-1, 2)[:room]
            uv[first : first + len(pairs)] = pairs
        return uv


@dataclass(frozen=True, slots=True, eq=False)
class CityFile:
    """What a reader makes of a file.

    Parameters
    ----------
    model : CityObjects
    system : str
        Coordinate system as the file names it, ``""`` if it names none.
    systems : int
        How many different systems the file names.
    authority_order : bool
        Whether the format has coordinates in the order of axes that the authority declares.
    theme : str
        Of several sets of pictures the one that is shown.
    companions : tuple of Path
        Files read beside it, apart from pictures.
    """

    model: CityObjects
    system: str = ""
    systems: int = 0
    authority_order: bool = False
    theme: str = ""
    companions: tuple[Path, ...] = ()
