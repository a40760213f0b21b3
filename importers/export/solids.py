"""Parts of buildings as closed solids whose faces say what they are: block, and walls with pitched roof.

Faces are lists of rings of vertex numbers, as city models have them. It does not know a file format.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads import Buildings
from scene.payloads.arrays import F32, I32

_GROUND, _WALL, _ROOF = 0, 1, 2
_SURFACES: Final = ({"type": "GroundSurface"}, {"type": "WallSurface"}, {"type": "RoofSurface"})
#: A face whose normal rises or falls by more than this is no wall.
_UPRIGHT: Final = 0.02
#: A roof that is nowhere steeper than this is flat.
_FLAT: Final = 0.999


@dataclass(frozen=True, slots=True, eq=False)
class PartSolids:
    """The solids of all parts of a layer.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
        Local metres: each ring vertex at the foot, then each at the top, then those of the roofs.
    buildings : Buildings
        Whose parts they are.
    faces : ndarray of int32, shape (m, 3)
        Triangles of walls, roofs and bottoms, sorted by part, numbers into `vertices`.
    kind : ndarray of int64, shape (m,)
        Place of each triangle's surface in ground, wall, roof.
    start : ndarray of int64, shape (parts + 1,)
        Triangles of part ``i`` are ``start[i]`` to ``start[i + 1]``.
    pitched : ndarray of bool, shape (parts,)
        Whether the roof of a part slopes.
    """

    vertices: F32
    buildings: Buildings
    faces: I32
    kind: NDArray[np.int64]
    start: NDArray[np.int64]
    pitched: NDArray[np.bool_]

    def block(self, part: int, number: NDArray[np.int64]) -> dict[str, Any]:
        """Return the block of a part up to its top; `number` is what the file calls each vertex."""
        of = self.buildings
        up = len(of.rings)
        below, above, walls = [], [], []
        for ring in range(of.part_start[part], of.part_start[part + 1]):
            rows = slice(of.ring_start[ring], of.ring_start[ring + 1])
            foot = number[rows].tolist()
            top = number[up + rows.start : up + rows.stop].tolist()
            below.append(foot[::-1])
            above.append(top)
            ahead = [*range(1, len(foot)), 0]
            walls += [[[foot[i], foot[j], top[j], top[i]]] for i, j in enumerate(ahead)]
        return _solid("1.2", [below, above, *walls], [_GROUND, _ROOF] + [_WALL] * len(walls))

    def roof(self, part: int, number: NDArray[np.int64]) -> dict[str, Any] | None:
        """Return walls and slopes of a part, None if its roof is flat."""
        if not self.pitched[part]:
            return None
        rows = slice(self.start[part], self.start[part + 1])
        shell = [[face] for face in number[self.faces[rows]].tolist()]
        return _solid("2.0", shell, self.kind[rows].tolist())


def _solid(lod: str, shell: list[list[list[int]]], values: list[int]) -> dict[str, Any]:
    return {
        "type": "Solid",
        "lod": lod,
        "boundaries": [shell],
        "semantics": {"surfaces": [dict(surface) for surface in _SURFACES], "values": [values]},
    }


def solids_of(buildings: Buildings) -> PartSolids:
    """Return the solids of a layer, one or two for each part."""
    from scene.geometry.building_mesh import derive_mesh

    ring_part = np.repeat(np.arange(len(buildings.part_start) - 1), np.diff(buildings.part_start))
    part = np.repeat(ring_part, np.diff(buildings.ring_start))
    foot = np.column_stack([buildings.rings, buildings.bottom[part]])
    top = np.column_stack([buildings.rings, buildings.top[part]])
    mesh = derive_mesh(_apart(buildings), fine=False, closed=True)
    order = np.argsort(mesh.features, kind="stable")
    faces, owner = mesh.faces[order], mesh.features[order]
    a, b, c = (mesh.vertices[faces[:, corner]].astype(np.float64) for corner in range(3))
    normal = np.cross(b - a, c - a)
    rise = normal[:, 2] / np.maximum(np.linalg.norm(normal, axis=1), 1e-30)
    kind = np.where(rise > _UPRIGHT, _ROOF, np.where(rise < -_UPRIGHT, _GROUND, _WALL))
    parts = len(buildings.part_start) - 1
    pitched = np.zeros(parts, dtype=bool)
    np.logical_or.at(pitched, owner, (rise > _UPRIGHT) & (rise < _FLAT))
    return PartSolids(
        np.concatenate([foot, top, mesh.vertices]).astype(np.float32),
        buildings,
        (faces + 2 * len(buildings.rings)).astype(np.int32),
        kind.astype(np.int64),
        np.searchsorted(owner, np.arange(parts + 1)),
        pitched,
    )


def _apart(buildings: Buildings) -> Buildings:
    """Return a layer in which every part is a building of its own."""
    row = buildings.building_of_part
    return replace(
        buildings,
        building_start=np.arange(len(row) + 1, dtype=np.int32),
        outdoor_ground=buildings.outdoor_ground[row],
        ids=tuple(str(number) for number in range(len(row))),
        columns={key: values[row] for key, values in buildings.columns.items()},
    )
