"""Houses as they look from afar: walls, a plain roof, sixteen points and fourteen triangles each.

For the eye alone: analyses compute with the houses of :mod:`scene.geometry.building_mesh`. Only
four-cornered houses of one part are made here; the caller draws the rest whole.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads.buildings import Buildings

F32 = NDArray[np.float32]
Rows = NDArray[np.int64]

POINTS: Final = 16
#: Bottom of the walls 0-3, their top 4-7, tips of the gables 8 and 9; eaves 10-13, ends of the ridge 14, 15.
WALLS: Final = np.array(
    [[k, (k + 1) % 4, 4 + (k + 1) % 4] for k in range(4)] + [[k, 4 + (k + 1) % 4, 4 + k] for k in range(4)]
)
SLOPES: Final = np.array([[10, 11, 14], [10, 14, 15], [12, 13, 15], [12, 15, 14]])
GABLES: Final = np.array([[5, 6, 8], [7, 4, 9]])
HIPS: Final = np.array([[11, 12, 14], [13, 10, 15]])
#: How far the ridge of a roof form stops short of the ends, as a part of its length.
SHORT: Final = {"hipped": 0.28, "xieshan": 0.16, "pyramidal": 0.5}


def plain_rows(payload: Buildings, rows: Rows) -> NDArray[np.bool_]:
    """Return which rows are four-cornered houses of one part with one ring, shape (k,)."""
    part = payload.building_start[rows]
    ring = payload.part_start[part]
    single = payload.building_start[rows + 1] - part == 1
    single &= payload.part_start[part + 1] - ring == 1
    four: NDArray[np.bool_] = single & (payload.ring_start[ring + 1] - payload.ring_start[ring] == 4)
    return four


def massing(payload: Buildings, rows: Rows) -> tuple[F32, NDArray[np.int32], F32, NDArray[np.uint8]]:
    """Return points, faces, surface and colour of plain houses.

    Parameters
    ----------
    payload : Buildings
    rows : ndarray of int64, shape (k,)
        Rows for which :func:`plain_rows` holds.

    Returns
    -------
    points : ndarray of float32, shape (16 k, 3)
    faces : ndarray of int32, shape (14 k, 3)
    surface : ndarray of float32, shape (16 k, 4)
        As :mod:`app.viewport.vtk_data` has it; u is not kept, for from afar it is not read.
    colour : ndarray of uint8, shape (16 k, 3)
    """
    from scene.geometry.building_columns import traits_of
    from scene.geometry.building_tints import colours_of_faces

    k = len(rows)
    part = payload.building_start[rows]
    first = payload.ring_start[payload.part_start[part]]
    ring = payload.rings[first[:, None] + np.arange(4)].astype(np.float64)
    edge = np.linalg.norm(np.roll(ring, -1, axis=1) - ring, axis=2)
    turned = edge[:, 1] + edge[:, 3] > edge[:, 0] + edge[:, 2]
    ring[turned] = np.roll(ring[turned], -1, axis=1)
    traits = traits_of(payload)
    pitched = payload.top[part] - payload.eaves[part] > 0.15
    wall_top = np.where(pitched, payload.eaves[part], payload.top[part])
    points = np.empty((k, POINTS, 3))
    points[:, :4, :2] = points[:, 4:8, :2] = ring
    points[:, :4, 2] = payload.bottom[part][:, None]
    points[:, 4:8, 2] = wall_top[:, None]
    overhang = np.where(pitched, np.nan_to_num(traits.overhang[rows]), 0.0)
    eaves = ring + overhang[:, None, None] * outward(ring)
    points[:, 10:14, :2], points[:, 10:14, 2] = eaves, wall_top[:, None]
    short, hipped = ridge_ends(payload, rows, pitched)
    for tips, corners in ((slice(8, 10), ring), (slice(14, 16), eaves)):
        ends = np.stack([corners[:, 1] + corners[:, 2], corners[:, 3] + corners[:, 0]], axis=1) / 2.0
        points[:, tips, :2] = ends + (ends[:, ::-1] - ends) * short[:, None, None]
        points[:, tips, 2] = payload.top[part][:, None]
    ends = np.where(hipped[:, None, None], HIPS[None], GABLES[None])
    fixed = np.broadcast_to(np.concatenate([WALLS, SLOPES]), (k, 12, 3))
    faces = np.concatenate([fixed, ends], axis=1) + (np.arange(k) * POINTS)[:, None, None]
    material = np.empty((k, POINTS), np.uint8)
    material[:, :10], material[:, 10:] = traits.wall[rows][:, None], traits.roof[rows][:, None]
    feature = np.repeat(rows, POINTS).astype(np.int32)
    surface = np.zeros((k, POINTS, 4), np.float32)
    surface[:, 4:10, 1] = points[:, 4:10, 2] - points[:, 0:1, 2]
    surface[:, 14:, 1] = 3.0
    surface[..., 2], surface[..., 3] = material, 0.5
    colour = colours_of_faces(payload, feature, material.ravel())
    flat = points.reshape(-1, 3).astype(np.float32)
    return flat, faces.reshape(-1, 3).astype(np.int32), surface.reshape(-1, 4), colour


def outward(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each corner the sum of the unit vectors away from its two neighbours, shape (k, 4, 2)."""
    total = np.zeros_like(ring)
    for shift in (1, -1):
        away = ring - np.roll(ring, shift, axis=1)
        total += away / np.maximum(np.linalg.norm(away, axis=2, keepdims=True), 1e-9)
    return total


def ridge_ends(
    payload: Buildings, rows: Rows, pitched: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return how far each ridge stops short of the ends, and which ends are roof instead of wall."""
    form: Any = payload.columns.get("roof")
    short = np.zeros(len(rows))
    if form is not None:
        for word, part in SHORT.items():
            short[(form[rows] == word) & pitched] = part
    return short, (short > 0.0) | ~pitched
