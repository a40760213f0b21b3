"""The parts of a model, whatever format they come from: triangles in their place, and how they look.

It does not know formats, or where on Earth the model stands.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F32, F64, U8


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """How one part looks.

    Parameters
    ----------
    colour : ndarray of uint8, shape (m, 3), optional
        sRGB of each face.
    uv : ndarray of float32, shape (n, 2), optional
        Texture coordinates of each vertex, v upwards; outside 0 to 1 the texture repeats.
    image : ndarray of uint8, shape (rows, cols, 3 or 4), optional
        Texture, first row at the top. Parts that share a texture share the array.
    """

    colour: U8 | None = None
    uv: F32 | None = None
    image: U8 | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Triangles that belong together.

    Parameters
    ----------
    name : str
    vertices : ndarray of float64, shape (n, 3)
        In the model's own coordinates.
    faces : ndarray of int64, shape (m, 3)
        Rows of `vertices`, counter-clockwise seen from outside.
    look : Look
    feature : ndarray of int64, shape (m,), optional
        What each face belongs to, if a part holds several things.
    """

    name: str
    vertices: F64
    faces: NDArray[np.int64]
    look: Look
    feature: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Cloud:
    """Points without faces.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 3)
    colour : ndarray of uint8, shape (n, 3), optional
        sRGB.
    """

    points: F64
    colour: U8 | None

    def moved(self, matrix: F64) -> "Cloud":
        """Return it moved by a 4 x 4 matrix."""
        return Cloud(self.points @ matrix[:3, :3].T + matrix[:3, 3], self.colour)


def joined_clouds(clouds: list[Cloud]) -> Cloud:
    """Return all points that are numbers as one cloud; among coloured ones, others are white."""
    if not clouds:
        return Cloud(np.zeros((0, 3)), None)
    points = np.concatenate([cloud.points for cloud in clouds])
    sound = np.isfinite(points).all(axis=1)
    if all(cloud.colour is None for cloud in clouds):
        return Cloud(points[sound], None)
    colours = [
        np.full((len(cloud.points), 3), 255, np.uint8) if cloud.colour is None else cloud.colour
        for cloud in clouds
    ]
    return Cloud(points[sound], np.concatenate(colours)[sound])


def placed(part: Part, matrix: F64) -> Part:
    """Return a part moved by a 4 x 4 matrix; a mirrored one keeps its outside outside."""
    faces = part.faces if np.linalg.det(matrix[:3, :3]) >= 0.0 else part.faces[:, ::-1]
    vertices = part.vertices @ matrix[:3, :3].T + matrix[:3, 3]
    return Part(part.name, vertices, faces, part.look, part.feature)


def copied(part: Part, matrices: F64, features: NDArray[np.int64]) -> Part:
    """Return many copies of a part as one.

    Parameters
    ----------
    part : Part
    matrices : ndarray of float64, shape (k, 4, 4)
        Places of the copies.
    features : ndarray of int64, shape (k,)
        What each copy is.
    """
    k, n = len(matrices), len(part.vertices)
    turned = np.einsum("kij,nj->kni", matrices[:, :3, :3], part.vertices) + matrices[:, None, :3, 3]
    faces = part.faces[None] + (np.arange(k) * n)[:, None, None]
    mirrored = np.linalg.det(matrices[:, :3, :3]) < 0.0
    faces[mirrored] = faces[mirrored][:, :, ::-1]
    look = part.look
    copies = Look(
        None if look.colour is None else np.tile(look.colour, (k, 1)),
        None if look.uv is None else np.tile(look.uv, (k, 1)),
        look.image,
    )
    return Part(
        part.name,
        turned.reshape(-1, 3),
        faces.reshape(-1, 3),
        copies,
        np.repeat(features, len(part.faces)),
    )
