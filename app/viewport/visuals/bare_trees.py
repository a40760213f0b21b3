"""Trees without their leaves: branches grown into a crown, so that twigs end where its leaves hang.

Branches reach for the nearest leaves, step by step, as space colonization does (Runions, Lane and
Prusinkiewicz 2007); their thickness follows the number of twigs that they carry. A bare tree has no more
triangles than the one in leaf. It knows one unit mesh, not where copies of it stand.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.materials import COLOUR, Material
from scene.payloads.mesh import TriangleMesh

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

#: Radius of a trunk where it leaves the ground, in units of the tree; and how twigs add up to a branch.
TRUNK_RADIUS: Final = 0.034
PIPE: Final = 2.2
#: How much branches strive upward, in parts of their striving for leaves.
UPWARD: Final = 0.22
#: sRGB of the thinnest twigs: young bark, and sky between what is too thin to draw.
YOUNG: Final = (0xA4, 0x97, 0x8A)


@dataclass(frozen=True, slots=True)
class Detail:
    """How finely a bare tree is drawn.

    Parameters
    ----------
    twigs : int
        At most so many.
    step : float
        Length of a piece of a branch, in units of the tree.
    thin : float
        What is thinner is a ribbon, in parts of the trunk.
    spread : int
        Into how many points a twig ends.
    """

    twigs: int
    step: float
    thin: float
    spread: int


FINE: Final = Detail(64, 0.11, 0.55, 4)
COARSE: Final = Detail(13, 0.24, 0.99, 2)
LEAST: Final = Detail(5, 0.40, 1.0, 2)


def without_leaves(mesh: TriangleMesh, detail: Detail = FINE) -> TriangleMesh:
    """Return a unit tree as branches alone.

    Parameters
    ----------
    mesh : TriangleMesh
        A tree in leaf, on z = 0.
    detail : Detail
    """
    random = np.random.default_rng(29)
    leaves, hanging = _leaves(mesh, detail.twigs)
    points, parent = _grown(_foot(mesh, leaves), leaves, detail.step)
    radius = _radii(parent)
    ends = np.bincount(parent[1:], minlength=len(parent)) == 0
    trunk = float(radius[0])
    faces: list[F64] = []
    thickness: list[F64] = []

    def add(made: F64, thick: float) -> None:
        faces.append(made)
        thickness.append(np.full(len(made), thick / trunk))

    for child in range(1, len(points)):
        start, end, thin = points[parent[child]], points[child], float(radius[child])
        thick = min(float(radius[parent[child]]), 1.5 * thin)
        if ends[child]:
            for tip in _spread(start, end, detail, random):
                add(_point(start, tip, 0.7 * thin, random), thin)
        elif thin > detail.thin * trunk:
            add(_prism(start, end, thick, thin), thin)
        else:
            add(_ribbon(start, end, thick, thin, random), thin)
    for root, tip in hanging:
        add(_point(root, tip, 0.6 * float(radius.min()), random), 0.0)
    return _mesh(np.concatenate(faces), np.concatenate(thickness))


def _leaves(mesh: TriangleMesh, most: int) -> tuple[F64, list[tuple[F64, F64]]]:
    """Return where twigs end, shape (n, 3), and the roots and tips of what hangs, as a willow's strands."""
    material = mesh.material_of_face
    assert material is not None, "a tree in leaf has leaves"
    found, hanging = [], []
    for kind in np.unique(material[material != Material.TRUNK]):
        faces = mesh.faces[material == kind]
        for part in _parts(faces):
            places = mesh.vertices[np.unique(part)].astype(np.float64)
            if kind == Material.WILLOW:
                root, tip = places[places[:, 2].argmax()], places[places[:, 2].argmin()]
                hanging.append((root, tip))
                found.append(root)
            else:
                found.append(places.mean(axis=0))
    rows = np.unique(np.linspace(0, len(found) - 1, min(most, len(found))).astype(int))
    strands = (
        np.unique(np.linspace(0, len(hanging) - 1, min(most, len(hanging))).astype(int)) if hanging else ()
    )
    return np.array(found)[rows], [hanging[row] for row in strands]


def _parts(faces: NDArray[np.int32]) -> list[NDArray[np.int32]]:
    """Return runs of faces of which each shares a corner with the one before: sprays, strands, balls."""
    apart = [
        not set(one) & set(two) for one, two in zip(faces[:-1].tolist(), faces[1:].tolist(), strict=True)
    ]
    return np.split(faces, np.flatnonzero(apart) + 1)


def _foot(mesh: TriangleMesh, leaves: F64) -> F64:
    """Return the trunk from its foot to where it forks, below the lowest leaves, shape (2, 3)."""
    fork = 0.55 * float(np.quantile(leaves[:, 2], 0.05))
    foot = np.zeros(3)
    assert mesh.material_of_face is not None
    wood = mesh.vertices[mesh.faces[mesh.material_of_face == Material.TRUNK].ravel()].astype(np.float64)
    if len(wood):
        low = wood[wood[:, 2] <= wood[:, 2].min() + 0.02]
        foot[:2] = low[:, :2].mean(axis=0)
    return np.array([foot, foot + np.array([0.0, 0.0, max(fork, 0.08)])])


def _grown(trunk: F64, leaves: F64, step: float) -> tuple[F64, I64]:
    """Return the forks and ends of branches, shape (n, 3), and the one that each grew from, shape (n,)."""
    points, parent = [*trunk], [-1, 0]
    left = leaves
    for _ in range(200):
        if not len(left):
            break
        there = np.array(points[1:])
        gap = left[:, None] - there[None]
        distance = np.linalg.norm(gap, axis=2)
        nearest = distance.argmin(axis=1)
        for row in np.unique(nearest):
            pulled = nearest == row
            close = distance[pulled, row]
            if close.min() <= step:  # a twig ends at its leaf
                end = left[pulled][close.argmin()]
                points.append(end)
            else:
                ways = gap[pulled, row] / close[:, None]
                way = ways.mean(axis=0) + np.array([0.0, 0.0, UPWARD])
                points.append(there[row] + step * way / np.linalg.norm(way))
            parent.append(int(row) + 1)
        fresh = np.array(points[len(there) + 1 :])
        reached = np.linalg.norm(left[:, None] - fresh[None], axis=2).min(axis=1) < 0.35 * step
        left = left[~reached]
    return np.array(points), np.array(parent, np.int64)


def _radii(parent: I64) -> F64:
    """Return the radius of each branch, as many thin twigs make one thick bough."""
    carried = np.zeros(len(parent))
    forks = np.bincount(parent[1:], minlength=len(parent))
    carried[forks == 0] = 1.0
    for row in range(len(parent) - 1, 0, -1):  # who grew later comes later
        carried[parent[row]] += carried[row]
    return TRUNK_RADIUS * (carried / carried[0]) ** (1.0 / PIPE)


def _spread(start: F64, end: F64, detail: Detail, random: np.random.Generator) -> F64:
    """Return where the points of a last twig end: a little beyond its leaf, and about it."""
    reach = detail.step * random.uniform(0.5, 1.3, (detail.spread, 1))
    way = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9)
    ways = way + random.normal(0.0, 0.55, (detail.spread, 3))
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    return np.clip(end + reach * ways, [-1.0, -1.0, 0.02], [1.0, 1.0, 1.0])


def _across(start: F64, end: F64, random: np.random.Generator) -> F64:
    """Return some direction square to a branch."""
    side = np.cross(end - start, random.normal(0.0, 1.0, 3))
    found: F64 = side / max(float(np.linalg.norm(side)), 1e-9)
    return found


def _point(start: F64, end: F64, radius: float, random: np.random.Generator) -> F64:
    """Return the one triangle of a twig that ends in a point, shape (1, 3, 3)."""
    side = radius * _across(start, end, random)
    return np.array([[start + side, start - side, end]])


def _ribbon(start: F64, end: F64, first: float, last: float, random: np.random.Generator) -> F64:
    """Return the two triangles of a thin branch, shape (2, 3, 3)."""
    side = _across(start, end, random)
    a, b, c, d = start + first * side, start - first * side, end + last * side, end - last * side
    return np.array([[a, b, d], [a, d, c]])


def _prism(start: F64, end: F64, first: float, last: float) -> F64:
    """Return the six triangles of a bough, shape (6, 3, 3)."""
    way = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9)
    side = np.cross(way, [0.0, 1.0, 0.0] if abs(way[1]) < 0.9 else [1.0, 0.0, 0.0])
    side /= np.linalg.norm(side)
    turn = np.arange(4) * (2.0 * np.pi / 3.0)
    ring = np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * np.cross(way, side)
    low, high = start + first * ring, end + last * ring
    sides = [[(low[k], low[k + 1], high[k + 1]), (low[k], high[k + 1], high[k])] for k in range(3)]
    return np.array(sides).reshape(-1, 3, 3)


def _mesh(triangles: F64, thickness: F64) -> TriangleMesh:
    """Return triangles as bark, in the tint of twigs or of the trunk by their thickness, 0 to 1."""
    count = len(triangles)
    bark, young = np.array(COLOUR[Material.TRUNK], float), np.array(YOUNG, float)
    tint = (young + (bark - young) * np.sqrt(thickness)[:, None]).astype(np.uint8)
    return TriangleMesh(
        triangles.reshape(-1, 3).astype(np.float32),
        np.arange(3 * count, dtype=np.int32).reshape(-1, 3),
        colour_of_face=tint,
        material_of_face=np.full(count, Material.TRUNK, np.uint8),
    )
