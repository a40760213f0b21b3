"""Triangles with a colour and a material each: put together, cut into tiles, chosen from.

It does not know layers or files.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F32, I32, U8


class Body(NamedTuple):
    """Triangles with a colour and a material each."""

    vertices: F32
    faces: I32
    colour: U8
    material: U8


def joined(bodies: list[Body]) -> Body:
    """Return several as one."""
    starts = np.cumsum([0, *(len(body.vertices) for body in bodies[:-1])])
    return Body(
        np.concatenate([body.vertices for body in bodies]),
        np.concatenate([body.faces + np.int32(start) for body, start in zip(bodies, starts, strict=True)]),
        np.concatenate([body.colour for body in bodies]),
        np.concatenate([body.material for body in bodies]),
    )


def tiles(body: Body, edge: float) -> list[tuple[tuple[int, int], Body]]:
    """Return a body in square tiles: a camera then draws only those that it looks at."""
    middle = body.vertices[body.faces].mean(axis=1)[:, :2]
    cell = np.floor(middle / edge).astype(np.int64)
    _, number = np.unique(cell, axis=0, return_inverse=True)
    order = np.argsort(number.ravel(), kind="stable")
    cuts = np.flatnonzero(np.diff(number.ravel()[order])) + 1
    return [((int(cell[rows[0], 0]), int(cell[rows[0], 1])), chosen(body, rows))
            for rows in np.split(order, cuts) if len(rows)]  # fmt: skip


def chosen(body: Body, faces: NDArray[np.intp]) -> Body:
    """Return some faces of a body."""
    used, corners = np.unique(body.faces[faces], return_inverse=True)
    numbered = corners.reshape(-1, 3).astype(np.int32)
    return Body(body.vertices[used], numbered, body.colour[faces], body.material[faces])
