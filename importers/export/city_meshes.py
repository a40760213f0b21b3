"""Triangle meshes as objects of a city model: a multi-surface for each feature, with what its faces are.

It does not know a file format beyond the names of CityJSON.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.export.parts import Part
from scene.node import Role

#: Things that stand by themselves in CityJSON 2.0.
_KINDS: Final = frozenset({
    "Bridge", "Building", "CityFurniture", "GenericCityObject", "LandUse", "OtherConstruction", "PlantCover",
    "SolitaryVegetationObject", "TINRelief", "TransportSquare", "Railway", "Road", "Tunnel", "WaterBody",
    "Waterway",
})  # fmt: skip
_KIND_OF_ROLE: Final = {
    Role.BUILDINGS: "Building", Role.HERITAGE: "Building", Role.PROPOSALS: "Building",
    Role.STRUCTURES: "OtherConstruction", Role.ROADS: "Road", Role.WATER: "WaterBody",
    Role.TERRAIN: "TINRelief", Role.TREES: "PlantCover", Role.FURNITURE: "CityFurniture",
}  # fmt: skip
_SURFACES: Final = ("GroundSurface", "WallSurface", "RoofSurface", "OuterCeilingSurface")
_GROUND, _WALL, _ROOF, _CEILING = range(4)
#: A face whose normal rises or falls by more than this is no wall.
_UPRIGHT: Final = 0.02
#: A face that looks down this near to the lowest point is the ground of the thing, metres.
_LOW: Final = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class MeshObjects:
    """The features of a mesh.

    Parameters
    ----------
    part : Part
        The mesh.
    faces : ndarray of int32, shape (m, 3)
        Sorted by feature.
    surface : ndarray of int64, shape (m,)
        What each face is, for things that have walls and roofs.
    rows : ndarray of int64, shape (n,)
        Features that have faces.
    start : ndarray of int64, shape (n + 1,)
        Faces of the i-th of them are ``start[i]`` to ``start[i + 1]``.
    """

    part: Part
    faces: NDArray[np.int32]
    surface: NDArray[np.int64]
    rows: NDArray[np.int64]
    start: NDArray[np.int64]

    @classmethod
    def of(cls, part: Part) -> "MeshObjects":
        """Return a mesh feature by feature."""
        order = np.argsort(part.feature, kind="stable")
        faces, feature = part.faces[order], part.feature[order].astype(np.int64)
        rows, first = np.unique(feature, return_index=True)
        corners = part.vertices[faces].astype(np.float64)
        normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        rise = normal[:, 2] / np.maximum(np.linalg.norm(normal, axis=1), 1e-30)
        lowest = np.full(int(rows.max(initial=0)) + 1, np.inf)
        np.minimum.at(lowest, feature, corners[:, :, 2].min(axis=1))
        low = corners[:, :, 2].max(axis=1) < lowest[feature] + _LOW
        down = np.where(low, _GROUND, _CEILING)
        surface = np.where(rise > _UPRIGHT, _ROOF, np.where(rise < -_UPRIGHT, down, _WALL))
        return cls(part, faces, surface.astype(np.int64), rows, np.append(first, len(faces)))

    def kind(self, row: int) -> str:
        """Return the kind of city object that a feature is."""
        stated = self.part.table.get("kind")
        if stated is not None and str(stated[row]) in _KINDS:
            return str(stated[row])
        return _KIND_OF_ROLE.get(self.part.node.role, "GenericCityObject")

    def geometry(self, place: int, kind: str, number: NDArray[np.int64]) -> dict[str, Any]:
        """Return the shape of the feature at a place of `rows`; `number` is what the file calls vertices."""
        rows = slice(self.start[place], self.start[place + 1])
        stated = self.part.table.get("lod")
        level = 2.0 if stated is None else float(stated[self.rows[place]])
        geometry: dict[str, Any] = {
            "type": "CompositeSurface" if kind == "TINRelief" else "MultiSurface",
            "lod": f"{level:g}" if 0.0 <= level < 4.0 else "3",
            "boundaries": [[face] for face in number[self.faces[rows]].tolist()],
        }
        if kind == "Building":
            surfaces = [{"type": name} for name in _SURFACES]
            geometry["semantics"] = {"surfaces": surfaces, "values": self.surface[rows].tolist()}
        return geometry
