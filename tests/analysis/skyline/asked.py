"""How the tests of the skyline ask, and the small cities that several of them look at."""

from typing import Any

import numpy as np

from analysis.base import AnalysisResult
from analysis.skyline.params import SkylineParams
from analysis.skyline.plugin import SkylineAnalysis
from scene.feedback import SilentFeedback
from scene.geometry.proposals import footprint_proposal
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import TriangleMesh
from tests.analysis.sightline.cities import (
    BOX,
    BOX_FACES,
    box,
    ground,
    inputs,
    node,
    planned,
    tower,
    tree,
    viewpoint,
    wall,
)  # fmt: skip

EYE = 1.6
SQUARE = (180.0 / np.pi) ** 2


def run(*city: Node, **params: Any) -> AnalysisResult:
    asked = SkylineParams(**{"refraction": 1.0, "picture_width": 0, **params})
    return SkylineAnalysis().run(inputs(*city), asked, SilentFeedback())


def rows(result: AnalysisResult, table: str) -> list[dict[str, Any]]:
    (found,) = (one for one in result.tables if one.key == table)
    keys = [column.key for column in found.columns]
    return [dict(zip(keys, row, strict=True)) for row in found.rows]


def with_trees(result: AnalysisResult) -> dict[str, Any]:
    return next(row for row in rows(result, "skyline") if row["trees"])


def pagoda_city(north: float, high: float, leaves: float = 0.0) -> tuple[Node, ...]:
    city = [
        ground(),
        viewpoint(),
        node("pagoda", box((300, -10, 0), (310, 10, 40)), Role.HERITAGE),
        wall((100, -400, 0), (100.5, 400, 6.0)),
        tower(800.0, high, wide=30.0, north=north),
    ]
    return (*city, tree((90, -300, 0), (91, 300, leaves))) if leaves else tuple(city)


def two(*places: tuple[float, float, float]) -> Node:
    """Towers at some distance and north, of some height, in one layer of proposals."""
    parts = []
    for k, (distance, north, high) in enumerate(places):
        ring = [
            [distance, north - 15],
            [distance + 10, north - 15],
            [distance + 10, north + 15],
            [distance, north + 15],
        ]
        parts.append(footprint_proposal(ring, 0.0, high, f"t{k}", BilingualText(f"楼{k}", f"tower {k}")))
    from scene.payloads import Buildings

    return planned(
        Buildings(
            np.concatenate([one.rings for one in parts]),
            np.cumsum([0, *(len(one.rings) for one in parts)]).astype(np.int32),
            np.arange(len(parts) + 1, dtype=np.int32),
            np.arange(len(parts) + 1, dtype=np.int32),
            np.concatenate([one.bottom for one in parts]),
            np.concatenate([one.eaves for one in parts]),
            np.concatenate([one.top for one in parts]),
            np.concatenate([one.outdoor_ground for one in parts]),
            tuple(one.ids[0] for one in parts),
            {key: np.concatenate([one.columns[key] for one in parts]) for key in parts[0].columns},
        )
    )


def heap(seed: int, count: int) -> Node:
    random = np.random.default_rng(seed)
    low = random.uniform([-300, -300, -1], [300, 300, 12], (count, 3))
    low[:, 0] += np.where(np.abs(low[:, :2]).max(axis=1) < 20, 60, 0)
    size = random.uniform([0.3, 0.3, 0.3], [30, 30, 25], (count, 3))
    vertices = (low[:, None, :] + BOX[None] * size[:, None, :]).astype(np.float32).reshape(-1, 3)
    faces = (BOX_FACES[None] + 8 * np.arange(count)[:, None, None]).reshape(-1, 3)
    feature = np.repeat(np.arange(count), len(BOX_FACES))
    return node("heap", TriangleMesh(vertices, faces, feature), Role.STRUCTURES)
