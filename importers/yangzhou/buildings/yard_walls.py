"""Yard walls with tiled copings as one mesh. It does not know which yards they close."""

from typing import Final

import numpy as np

from importers.yangzhou.buildings.courts import Walls
from importers.yangzhou.relief import GroundHeight
from scene.materials import COLOUR, Material
from scene.payloads.arrays import F64
from scene.payloads.mesh import TriangleMesh

_COPING: Final = 0.24
_REACH: Final = 0.1
_FOOTING: Final = 0.3


def yard_wall_mesh(walls: Walls, ground_height: GroundHeight) -> TriangleMesh:
    """Return the mesh of all walls.

    Parameters
    ----------
    walls : Walls
        Rectangles with four corners.
    ground_height : callable
        Heights of points, shape (n, 2) to (n,), metres.

    Returns
    -------
    TriangleMesh
        Fourteen faces a wall; features are walls.
    """
    n = len(walls.corners)
    corners = _long_side_first(walls.corners)
    ground = np.asarray(ground_height(corners.reshape(-1, 2)), np.float64).reshape(n, 4)
    low, head = ground.min(axis=1) - _FOOTING, ground.mean(axis=1) + walls.height
    middle = corners.mean(axis=1, keepdims=True)
    step = corners - middle
    eaves = corners + _REACH * step / np.maximum(np.linalg.norm(step, axis=2, keepdims=True), 1e-6)
    ends = 0.5 * np.stack([eaves[:, 3] + eaves[:, 0], eaves[:, 1] + eaves[:, 2]], axis=1)

    def lift(xy: F64, z: F64) -> F64:
        return np.concatenate([xy, np.broadcast_to(z[:, None, None], (*xy.shape[:2], 1))], axis=2)

    # 0-3 foot, 4-7 head, 8-11 eaves of the coping, 12-13 its crest
    points = np.concatenate(
        [lift(corners, low), lift(corners, head), lift(eaves, head - 0.04), lift(ends, head + _COPING)],
        axis=1,
    )
    sides = [(k, (k + 1) % 4, (k + 1) % 4 + 4, k + 4) for k in range(4)]
    quads = [*sides, (8, 9, 13, 12), (10, 11, 12, 13)]
    corner_rows = np.array(
        [*quads[0], *quads[1], *quads[2], *quads[3], *quads[4], *quads[5], 9, 10, 13, 11, 8, 12]
    )
    vertices = points[:, corner_rows]
    pattern = [(4 * q, 4 * q + 1, 4 * q + 2) for q in range(6)] + [
        (4 * q, 4 * q + 2, 4 * q + 3) for q in range(6)
    ]
    pattern += [(24, 25, 26), (27, 28, 29)]
    faces = np.array(pattern)[None] + 30 * np.arange(n)[:, None, None]
    tiled = np.array([q >= 4 for q in range(6)] * 2 + [True, True])
    wall = np.where(walls.brick, Material.BRICK, Material.LIME_WALL)
    material = np.where(tiled[None], np.uint8(Material.RIDGE), wall[:, None]).astype(np.uint8)
    palette = np.array([COLOUR[Material(k)] for k in range(len(Material))], np.uint8)
    return TriangleMesh(
        vertices.reshape(-1, 3).astype(np.float32),
        faces.reshape(-1, 3).astype(np.int32),
        feature_of_face=np.repeat(np.arange(n, dtype=np.int32), len(pattern)),
        material_of_face=material.ravel(),
        colour_of_face=palette[material.ravel()],
        uv=_texels(vertices, ground.mean(axis=1)).astype(np.float32),
    )


def _long_side_first(corners: F64) -> F64:
    """Turn the order of corners so that the first side is a longer one."""
    first = np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1)
    second = np.linalg.norm(corners[:, 2] - corners[:, 1], axis=1)
    return np.where((first >= second)[:, None, None], corners, np.roll(corners, -1, axis=1))


def _texels(vertices: F64, ground: F64) -> F64:
    """Return metres along each face's first edge and above the ground."""
    uv = np.zeros((*vertices.shape[:2], 2))
    uv[..., 1] = vertices[..., 2] - ground[:, None]
    for q in range(6):
        run = np.linalg.norm(vertices[:, 4 * q + 1, :2] - vertices[:, 4 * q, :2], axis=1)
        uv[:, 4 * q + 1, 0] = run
        uv[:, 4 * q + 2, 0] = run
    return uv.reshape(-1, 2)
