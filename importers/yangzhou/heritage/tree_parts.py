"""Crowns, limbs and strands that trees are put together from.

All are in the unit tree's own measures: foot at z = 0, one high, about one wide.
It does not know species.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from scene.materials import COLOUR, Material
from scene.payloads.arrays import F64, I32, U8

Palette = Sequence[tuple[int, int, int]]


@cache
def icosphere(level: int) -> tuple[F64, I32]:
    """Return vertices and faces of a unit sphere: 20 triangles at level 0, 80 at level 1."""
    golden = (1.0 + 5.0**0.5) / 2.0
    rows = [(-1, golden, 0), (1, golden, 0), (-1, -golden, 0), (1, -golden, 0)]
    points = [np.array(row, dtype=np.float64) for row in rows]
    points += [p[[2, 0, 1]] for p in points[:4]] + [p[[1, 2, 0]] for p in points[:4]]
    vertices = np.array(points)
    vertices /= np.linalg.norm(vertices, axis=1, keepdims=True)
    faces = _hull_faces(vertices)
    for _ in range(level):
        vertices, faces = _subdivided(vertices, faces)
    return vertices, faces


def _hull_faces(vertices: F64) -> I32:
    """Return the 20 faces of an icosahedron: the triples of nearest neighbours, wound outward."""
    distance = np.linalg.norm(vertices[:, None] - vertices[None], axis=-1)
    edge = np.min(distance[distance > 1e-9]) * 1.01
    near = (distance < edge) & (distance > 1e-9)
    faces = []
    for i in range(12):
        for j in range(i + 1, 12):
            for k in range(j + 1, 12):
                if near[i, j] and near[j, k] and near[i, k]:
                    outward = np.linalg.det(vertices[[i, j, k]]) > 0
                    faces.append((i, j, k) if outward else (i, k, j))
    return np.array(faces, dtype=np.int32)


def _subdivided(vertices: F64, faces: I32) -> tuple[F64, I32]:
    """Return the sphere with every face cut in four."""
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    unique, place = np.unique(edges, axis=0, return_inverse=True)
    middle = vertices[unique].mean(axis=1)
    middle /= np.linalg.norm(middle, axis=1, keepdims=True)
    a, b, c = (len(vertices) + place.reshape(3, -1)).astype(np.int32)
    parts = [(faces[:, 0], a, c), (faces[:, 1], b, a), (faces[:, 2], c, b), (a, b, c)]
    cut = np.stack([np.column_stack(part) for part in parts], axis=1).reshape(-1, 3)
    return np.concatenate([vertices, middle]), cut.astype(np.int32)


def tinted(tint: tuple[int, int, int], heights: F64, random: np.random.Generator, spread: float = 0.03) -> U8:
    """Return one colour a face: a tint, darker towards the foot of the crown, a little uneven.

    Parameters
    ----------
    tint : tuple of int
        sRGB.
    heights : ndarray, shape (m,)
        0 at the foot of the crown, 1 at its top.
    random : numpy Generator
    spread : float
        Standard deviation of the lightness from face to face; more would show the facets.
    """
    light = 0.76 + 0.32 * np.clip(heights, 0.0, 1.0) + random.normal(0.0, spread, len(heights))
    return np.clip(np.asarray(tint, dtype=np.float64) * light[:, None], 0, 255).astype(np.uint8)


def puff(
    builder: MeshBuilder,
    centre: ArrayLike,
    radii: ArrayLike,
    material: Material,
    palette: Palette,
    random: np.random.Generator,
    *,
    level: int = 1,
    rough: float = 0.13,
    crown: tuple[float, float] = (0.2, 1.0),
    light: float = 1.0,
) -> None:
    """Add one squashed, dented ball of leaves.

    Parameters
    ----------
    builder : MeshBuilder
    centre, radii : array_like, shape (3,)
        In units of the tree.
    material : Material
    palette : Palette
        Three or more close tints.
    random : numpy Generator
    level : int
        Subdivision: 20 or 80 triangles.
    rough : float
        Standard deviation of the dents, in radii.
    crown : tuple of float
        Foot and top of the whole crown, from which the shade of a face follows.
    light : float
        Factor on the tint; the inside of a crown lies in its own shade.
    """
    vertices, faces = icosphere(level)
    dents = 1.0 + np.clip(random.normal(0.0, rough, len(vertices)), -2.0 * rough, 2.0 * rough)
    points = vertices * dents[:, None] * np.asarray(radii) + np.asarray(centre)
    points[:, 2] = np.minimum(points[:, 2], crown[1])
    middle = points[faces].mean(axis=1)
    height = (middle[:, 2] - crown[0]) / (crown[1] - crown[0])
    tint = palette[int(random.integers(len(palette)))]
    colours = (light * tinted(tint, height, random)).astype(np.uint8)
    builder.add(points, faces, material, colour=colours, uv=points[:, [0, 2]])


def sprays(
    builder: MeshBuilder,
    middles: F64,
    outward: F64,
    half: F64,
    palette: Palette,
    random: np.random.Generator,
    *,
    crown: tuple[float, float],
    slim: float = 1.0,
    loose: float = 0.55,
) -> None:
    """Add sprays of leaves: flat squares that look outward, more or less, and hang a little.

    Texture coordinates of the spray number k: u is -1 to 1 across it, v is 4 k - 1 at its twig to 4 k + 1
    at its tip. The shader cuts the leaves.

    Parameters
    ----------
    builder : MeshBuilder
    middles, outward : ndarray, shape (n, 3)
        Where each spray is, and which way is out of the crown (a unit vector).
    half : ndarray, shape (n,)
        Half its edge, in units of the tree.
    palette : Palette
    random : numpy Generator
    crown : tuple of float
        Foot and top of the whole crown, from which the shade of a spray follows.
    slim : float
        Width over height that the tree will be scaled to; sprays are square then.
    loose : float
        How far sprays lean from facing straight outward.
    """
    count = len(middles)
    facing = outward + random.normal(0.0, loose, (count, 3))
    facing *= np.sign(np.einsum("ij,ij->i", facing, outward))[:, None]
    facing /= np.linalg.norm(facing, axis=1, keepdims=True)
    tip = outward + np.array([0.0, 0.0, -0.35]) + random.normal(0.0, 0.5, (count, 3))
    tip -= np.einsum("ij,ij->i", tip, facing)[:, None] * facing
    tip /= np.linalg.norm(tip, axis=1, keepdims=True)
    across = np.cross(tip, facing)
    chart = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    reach = chart[None, :, :1] * across[:, None] + chart[None, :, 1:] * tip[:, None]
    points = middles[:, None] + half[:, None, None] * reach * (1.0, 1.0, slim)
    points[..., 2] = np.clip(points[..., 2], 0.0, crown[1])
    faces = (np.array([[0, 1, 2], [0, 2, 3]])[None] + 4 * np.arange(count)[:, None, None]).reshape(-1, 3)
    height = (middles[:, 2] - crown[0]) / (crown[1] - crown[0])
    tint = np.asarray(palette, dtype=np.float64)[random.integers(len(palette), size=count)]
    light = 0.76 + 0.28 * np.clip(height, 0.0, 1.0) + random.normal(0.0, 0.06, count)
    colour = np.clip(tint * light[:, None], 0, 255).astype(np.uint8)
    uv = chart[None] + np.stack([np.zeros(count), 4.0 * np.arange(count)], axis=-1)[:, None]
    builder.add(
        points.reshape(-1, 3),
        faces,
        Material.SPRAY,
        colour=np.repeat(colour, 2, axis=0),
        uv=uv.reshape(-1, 2),
    )


def limb(
    builder: MeshBuilder, path: Sequence[Sequence[float]], radii: Sequence[float], sides: int = 4
) -> None:
    """Add a trunk or a branch: a tapering tube along `path`, open where crown and ground hide it."""
    points = np.asarray(path, dtype=np.float64)
    angle = np.linspace(0.0, 2.0 * np.pi, sides + 1)
    ring = np.column_stack([np.cos(angle), np.sin(angle), np.zeros(sides + 1)])
    lean = points[-1] - points[0]
    if np.hypot(lean[0], lean[1]) > 1.5 * abs(lean[2]):  # a nearly level branch is round the other way
        side = np.array([-lean[1], lean[0], 0.0]) / np.hypot(lean[0], lean[1])
        ring = np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * np.array([0.0, 0.0, 1.0])
        ring = ring[::-1] if np.cross(ring[0], ring[1]) @ lean < 0 else ring
    rings = points[:, None, :] + np.asarray(radii, dtype=np.float64)[:, None, None] * ring[None]
    builder.sheet(rings, Material.TRUNK)


def strands(
    builder: MeshBuilder,
    roots: F64,
    tips: F64,
    widths: F64,
    palette: Palette,
    random: np.random.Generator,
) -> None:
    """Add drooping strands: each arches outward from its root, then hangs; pointed, four triangles.

    Texture coordinates of a strand: u is -1 to 1 across it, v is 0 at its root to 1 at its tip.

    Parameters
    ----------
    builder : MeshBuilder
    roots, tips : ndarray, shape (n, 3)
    widths : ndarray, shape (n,)
        Greatest width, in units of the tree.
    palette : Palette
    random : numpy Generator
    """
    count = len(roots)
    out = np.array([0.0, 0.72, 0.98, 1.0])  # share of the way outward: an arch first, then straight down
    drop = np.array([0.0, 0.17, 0.58, 1.0])
    reach = tips - roots
    spine = roots[:, None, :] + np.stack(
        [out * reach[:, :1], out * reach[:, 1:2], drop * reach[:, 2:]], axis=-1
    )
    facing = np.arctan2(tips[:, 1], tips[:, 0]) + random.normal(0.0, 0.6, count)
    across = np.column_stack([-np.sin(facing), np.cos(facing), np.zeros(count)])
    half = np.array([0.0, 1.0, 0.8, 0.0])[None, :, None] * widths[:, None, None] / 2.0
    one, other = spine + half * across[:, None], spine - half * across[:, None]
    points = np.stack([one[:, 0], one[:, 1], other[:, 1], one[:, 2], other[:, 2], one[:, 3]], axis=1)
    faces = np.array([[0, 2, 1], [1, 2, 4], [1, 4, 3], [3, 4, 5]])
    all_faces = (faces[None] + 6 * np.arange(count)[:, None, None]).reshape(-1, 3)
    chart = np.array([[0.0, 0.0], [-1, 0.17], [1, 0.17], [-1, 0.58], [1, 0.58], [0, 1.0]])
    base = np.asarray(palette, dtype=np.float64)[random.integers(len(palette), size=count)]
    light = random.normal(0.95, 0.09, count)[:, None] * np.array([1.06, 1.0, 1.0, 0.9])[None]
    colour = np.clip(base[:, None, :] * light[..., None], 0, 255).reshape(-1, 3).astype(np.uint8)
    builder.add(
        points.reshape(-1, 3), all_faces, Material.WILLOW, colour=colour, uv=np.tile(chart, (count, 1))
    )


def solid_crown(
    builder: MeshBuilder,
    profile: Sequence[tuple[float, float]],
    material: Material,
    colour: tuple[int, int, int],
    sides: int = 7,
) -> None:
    """Add a closed body of revolution from its foot up; `profile` holds radius and height, ends inclusive.

    The first and last radius must be 0.
    """
    angle = np.linspace(0.0, 2.0 * np.pi, sides, endpoint=False)
    rings = [np.array([[0.0, 0.0, profile[0][1]]])]
    rings += [
        np.column_stack([r * np.cos(angle), r * np.sin(angle), np.full(sides, z)]) for r, z in profile[1:-1]
    ]
    rings.append(np.array([[0.0, 0.0, profile[-1][1]]]))
    points = np.concatenate(rings)
    step = np.arange(sides)
    after = (step + 1) % sides
    faces = [np.column_stack([np.zeros(sides, int), 1 + after, 1 + step])]
    for row in range(len(profile) - 3):
        low, high = 1 + row * sides, 1 + (row + 1) * sides
        faces.append(np.column_stack([low + step, low + after, high + after]))
        faces.append(np.column_stack([low + step, high + after, high + step]))
    last = len(points) - 1
    top = last - sides
    faces.append(np.column_stack([top + step, top + after, np.full(sides, last)]))
    builder.add(points, np.concatenate(faces), material, colour=colour, uv=points[:, [0, 2]])


def solid_trunk(builder: MeshBuilder, radius: float, height: float) -> None:
    """Add a closed thin trunk of three sides."""
    profile = [(0.0, 0.0), (radius, 0.0), (radius * 0.8, height), (0.0, height)]
    solid_crown(builder, profile, Material.TRUNK, COLOUR[Material.TRUNK], sides=3)
