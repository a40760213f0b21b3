"""Houses by thought, for the tests of what water does to them."""

import numpy as np

from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, TriangleMesh


def box(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    return [(west, south), (east, south), (east, north), (west, north)]


def layer(
    rings: list[list[tuple[float, float]]],
    *,
    ground: float = 0.0,
    ids: tuple[str, ...] | None = None,
    **columns: list[object],
) -> Node:
    """Houses of one ring each."""
    n = len(rings)
    steps = np.arange(n + 1, dtype=np.int32)
    payload = Buildings(
        np.array([corner for ring in rings for corner in ring], np.float32).reshape(-1, 2),
        np.cumsum([0, *map(len, rings)]).astype(np.int32),
        steps, steps,
        *(np.full(n, ground + height, np.float32) for height in (0.0, 3.0, 5.0)),
        np.full(n, ground, np.float32),
        ids or tuple(f"h{k}" for k in range(n)),
        {key: np.array(values) for key, values in columns.items()},
    )  # fmt: skip
    return Node(BilingualText("房屋", "Houses"), Role.BUILDINGS, payload, id="houses")


def hall(
    west: float,
    south: float,
    east: float,
    north: float,
    foot: float,
    *,
    terrace: float = 0.0,
    **attributes: object,
) -> Node:
    """A heritage model: walls and, far over them, wide eaves; with a terrace, its floor at that height."""
    corners = np.array(box(west, south, east, north))
    eaves = np.array(box(west - 3, south - 3, east + 3, north + 3))
    vertices = np.vstack([
        np.column_stack([corners, np.full(4, foot)]), np.column_stack([corners, np.full(4, foot + 2.0)]),
        np.column_stack([eaves, np.full(4, foot + 6.0)]),
    ])  # fmt: skip
    faces = [[k, (k + 1) % 4, 4 + k] for k in range(4)] + [[8, 9, 10], [8, 10, 11]]
    if terrace:
        vertices = np.vstack([vertices, np.column_stack([corners, np.full(4, foot + terrace)])])
        faces += [[12, 13, 14], [12, 14, 15]]
    return Node(
        BilingualText("大殿", "Hall"),
        Role.HERITAGE,
        TriangleMesh(vertices.astype(np.float32), np.array(faces, np.int32)),
        attributes={"foot_m": foot, **attributes},
        id="hall",
    )
