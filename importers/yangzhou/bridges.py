"""Bridges of the main roads: flat stone arches on piers, a deck with footways, a white balustrade.

Invented in the manner of the canal's bridges. The named old bridges are heritage and not built here.
"""

import numpy as np

from importers.yangzhou import figures
from importers.yangzhou.crossings import FOOTWAY, Crossing, crossings
from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.solids import slabs
from importers.yangzhou.heritage.stonework import Arch, WallPlane, arched_wall, vault
from scene.materials import Material
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F64

#: Thickness of a pier, and of the stone over the crown of an arch, metres.
PIER = 1.5
CROWN = 0.7
#: The deck lies this much over the road, so that the two never flicker where they meet, metres.
SEAM = 0.05


def bridges() -> TriangleMesh:
    """Return all road bridges as one mesh; each is a feature."""
    builder = MeshBuilder()
    roads = figures.roads()
    names = []
    for row, crossing in enumerate(crossings()):
        turn = float(np.arctan2(crossing.direction[1], crossing.direction[0])) - 0.5 * np.pi
        builder.append(_bridge(crossing), (*crossing.start, 0.0), turn, feature=row)
        names.append(roads[crossing.road].name if crossing.road in roads else None)
    return builder.mesh(
        {
            "name_zh": np.array([f"{name.zh}桥" if name and name.zh else "" for name in names]),
            "name_en": np.array([f"{name.en} bridge" if name and name.en else "" for name in names]),
            "road": np.array([crossing.road for crossing in crossings()]),
        }
    )


def _bridge(crossing: Crossing) -> MeshBuilder:
    """Return a bridge in its own frame: y along the deck from bank to bank, z the local height."""
    builder = MeshBuilder()
    length, reach = crossing.length, crossing.skew_reach
    half = crossing.width / 2 + FOOTWAY
    camber = min(0.016 * length, 0.8)

    def top(y: F64) -> F64:
        middle = 1.0 - (2.0 * np.clip(y / length, 0.0, 1.0) - 1.0) ** 2
        return np.asarray(crossing.deck + SEAM + camber * middle)

    arches = _arches(length, crossing.deck)
    _sides(builder, arches, half, (-reach, length + reach), top)
    _deck(builder, crossing.width / 2, half, np.linspace(-reach, length + reach, 9), top)
    _parapets(builder, half - 0.2, np.linspace(-reach, length + reach, 9), top)
    return builder


def _arches(length: float, deck: float) -> list[Arch]:
    """Return one, three or five flat arches between the banks."""
    count = 1 if length < 20.0 else 3 if length < 62.0 else 5
    clear = (length - PIER * (count - 1)) / count
    level = figures.levels()
    springing = level.water + 0.3
    half, rise = 0.5 * clear - 0.15, deck - CROWN - springing
    radius = (half * half + rise * rise) / (2.0 * rise) if rise < half else half
    drop = max(radius - rise, 0.0)
    angle = float(np.arcsin(np.clip(drop / radius, 0.0, 1.0)))
    return [
        Arch(
            0.5 * clear + number * (clear + PIER),
            radius,
            springing - drop,
            level.bed - 0.5,
            14,
            np.pi - angle,
            angle,
        )
        for number in range(count)
    ]


def _sides(
    builder: MeshBuilder, arches: list[Arch], half: float, span: tuple[float, float], top: "object"
) -> None:
    """Add both faces with their openings, and the vaults between them."""
    assert callable(top)
    foot = figures.levels().bed - 0.5
    right = WallPlane((half, 0.0), (0.0, 1.0))
    arched_wall(builder, right, span, (foot, top), arches)
    turned = [
        Arch(-arch.centre, arch.radius, arch.springing, arch.foot, arch.segments, arch.begin, arch.end)
        for arch in reversed(arches)
    ]
    left = WallPlane((-half, 0.0), (0.0, -1.0))
    arched_wall(builder, left, (-span[1], -span[0]), (foot, lambda s: top(-s)), turned)
    for arch in arches:
        vault(builder, arch, right, 2.0 * half)


def _deck(builder: MeshBuilder, kerb: float, half: float, stations: F64, top: "object") -> None:
    """Add carriageway, kerbs, footways, and a coping under each balustrade."""
    assert callable(top)
    level = top(stations)

    def strip(x0: float, x1: float, lift: float, material: Material) -> None:
        points = np.empty((len(stations), 2, 3))
        points[..., 0] = [x0, x1]
        points[..., 1], points[..., 2] = stations[:, None], level[:, None] + lift
        builder.sheet(points, material)

    strip(-kerb, kerb, 0.0, Material.ROAD)
    for sign in (1.0, -1.0):
        inner, outer = sorted((sign * kerb, sign * half))
        strip(inner, outer, 0.14, Material.PAVING)
        line = np.column_stack([np.full(len(stations), sign * kerb), stations, level])
        slabs(builder, line[:-1], line[1:], 0.24, 0.0, 0.15, Material.STONE, shown=(0, 2, 4))
        edge = np.column_stack([np.full(len(stations), sign * (half - 0.1)), stations, level])
        slabs(builder, edge[:-1], edge[1:], 0.6, -0.25, 0.16, Material.WHITE_STONE)


def _parapets(builder: MeshBuilder, x: float, stations: F64, top: "object") -> None:
    """Add white panels with a rail along both edges, and a post wherever two panels meet."""
    assert callable(top)
    for side in (x, -x):
        line = np.column_stack([np.full(len(stations), side), stations, top(stations) + 0.14])
        slabs(
            builder,
            line[:-1],
            line[1:],
            0.14,
            0.0,
            0.72,
            Material.WHITE_STONE,
            colour=(0xEA, 0xE5, 0xDA),
            shown=(0, 2, 4),
        )
        slabs(builder, line[:-1], line[1:], 0.26, 0.84, 1.0, Material.WHITE_STONE)
        builder.boxes(np.add(line, (0.0, 0.0, 0.6)), (0.34, 0.34, 1.3), Material.WHITE_STONE)
