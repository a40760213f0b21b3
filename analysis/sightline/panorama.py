"""What an eye sees all around: the skyline and who makes it, bearing by bearing, exact in elevation.

A panorama has columns at equal steps of bearing, clockwise from grid north. What unchanged layers make of it
is kept as long as they live. It does not know what is proposed, or rules.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.common.workers import in_order
from analysis.sightline.panorama_kernels import raise_skyline
from scene.feedback import Feedback
from scene.geometry.ray_scene import RayLayer
from scene.node import Node, NodeId, Role
from scene.payloads.arrays import F64, I32

#: Columns that one worker takes at a time: few enough for a cancel to be heard within 0.2 s.
_PIECE: Final = 1800
#: Panoramas that are kept.
_MEMORY: Final = 64
#: Where nothing is met, not even ground.
NOTHING: Final = -1e9


@dataclass(frozen=True, eq=False)
class Skyline:
    """The skyline of one eye.

    Parameters
    ----------
    tangent : ndarray of float64, shape (n,)
        Elevation tangent of the top of everything; :data:`NOTHING` where there is nothing.
    inverse : ndarray of float64, shape (n,)
        Inverse distance of what makes it, 1/m.
    layer, row : ndarray of int32, shape (n,)
        Who makes it: index into the layers, and row there; -1 where there is nothing.
    """

    tangent: F64
    inverse: F64
    layer: I32
    row: I32

    @classmethod
    def empty(cls, columns: int) -> "Skyline":
        """Return the skyline of nothing."""
        none = np.full(columns, -1, np.int32)
        return cls(np.full(columns, NOTHING), np.zeros(columns), none, none.copy())

    def copy(self) -> "Skyline":
        """Return one that can be raised without touching this."""
        return Skyline(self.tangent.copy(), self.inverse.copy(), self.layer.copy(), self.row.copy())

    def elevation(self) -> F64:
        """Return the elevation angle, degrees; nan where there is nothing."""
        found: F64 = np.where(self.layer < 0, np.nan, np.degrees(np.arctan(self.tangent)))
        return found


@dataclass(frozen=True, eq=False)
class Panorama:
    """What one eye sees around it, without and with trees."""

    bare: Skyline
    leafy: Skyline


def columns_of(step: float) -> tuple[F64, F64]:
    """Return the bearings and unit vectors of the columns of a whole turn.

    Parameters
    ----------
    step : float
        Greatest angle between two columns, radians; a whole number of equal ones makes the turn.

    Returns
    -------
    bearing : ndarray of float64, shape (n,)
        Middles of the columns, radians clockwise from grid north.
    way : ndarray of float64, shape (n, 2)
        East and north.
    """
    count = max(math.ceil(2.0 * math.pi / step - 1e-9), 4)
    bearing = (np.arange(count, dtype=np.float64) + 0.5) * (2.0 * math.pi / count)
    return bearing, np.column_stack([np.sin(bearing), np.cos(bearing)])


@dataclass(frozen=True, eq=False)
class _Kept:
    eye: F64
    host: NodeId
    asked: tuple[float, float]
    nodes: tuple[Node, ...]
    panorama: Panorama


_KEPT: list[_Kept] = []


def panoramas_of(
    eyes: F64,
    hosts: Sequence[NodeId],
    layers: Sequence[RayLayer],
    step: float,
    drop: float,
    feedback: Feedback,
    threads: int = 0,
) -> list[Panorama]:
    """Look around from some eyes.

    Parameters
    ----------
    eyes : ndarray of float64, shape (k, 3)
    hosts : sequence of str
        For each eye the node that does not screen it, empty if none.
    layers : sequence of RayLayer
        What stands there; skylines count in it.
    step : float
        Greatest angle between two columns, radians.
    drop : float
        Curvature less refraction, 1/m.
    feedback : Feedback
    threads : int
        Workers; the figures do not depend on it.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    nodes = tuple(layer.node for layer in layers)
    asked = (step, drop)
    found: list[Panorama | None] = [
        _known(eye, host, asked, nodes) for eye, host in zip(eyes, hosts, strict=True)
    ]
    missing = [k for k, panorama in enumerate(found) if panorama is None]
    _, way = columns_of(step)
    pieces = [(k, start) for k in missing for start in range(0, len(way), _PIECE)]

    def look(k: int, start: int) -> Panorama:
        part = np.ascontiguousarray(way[start : start + _PIECE])
        return _look(np.ascontiguousarray(eyes[k]), hosts[k], part, layers, drop)

    parts = in_order(look, pieces, feedback, threads)
    per_eye = len(range(0, len(way), _PIECE))
    for number, k in enumerate(missing):
        own = parts[number * per_eye : (number + 1) * per_eye]
        whole = Panorama(_joined([part.bare for part in own]), _joined([part.leafy for part in own]))
        found[k] = whole
        _KEPT.insert(0, _Kept(eyes[k].copy(), hosts[k], asked, nodes, whole))
    del _KEPT[_MEMORY:]
    return [panorama for panorama in found if panorama is not None]


def are_kept(
    eyes: F64, hosts: Sequence[NodeId], layers: Sequence[RayLayer], step: float, drop: float
) -> bool:
    """Say whether :func:`panoramas_of` would answer at once."""
    nodes = tuple(layer.node for layer in layers)
    return all(
        _known(eye, host, (step, drop), nodes) is not None for eye, host in zip(eyes, hosts, strict=True)
    )


def _known(eye: F64, host: NodeId, asked: tuple[float, float], nodes: tuple[Node, ...]) -> Panorama | None:
    for kept in _KEPT:
        if (
            kept.asked == asked
            and kept.host == host
            and np.array_equal(kept.eye, eye)
            and len(kept.nodes) == len(nodes)
            and all(one is other for one, other in zip(kept.nodes, nodes, strict=True))
        ):
            return kept.panorama
    return None


def _look(eye: F64, host: NodeId, way: F64, layers: Sequence[RayLayer], drop: float) -> Panorama:
    """Look along some columns: solids first, then the ground, which they mostly hide, then the trees."""

    def raised(skyline: Skyline, trees: bool) -> Skyline:
        order = sorted(range(len(layers)), key=lambda k: (layers[k].node.role is Role.TERRAIN, k))
        for number in order:
            layer = layers[number]
            if layer.is_tree is trees and not (host and layer.node.id == host):
                raise_skyline(
                    eye, way, layer.solid.vertices, layer.solid.tree, layer.solid.row_of_face, number, drop,
                    skyline.tangent, skyline.inverse, skyline.layer, skyline.row,
                )  # fmt: skip
        return skyline

    bare = raised(Skyline.empty(len(way)), False)
    return Panorama(bare, raised(bare.copy(), True))


def _joined(parts: Sequence[Skyline]) -> Skyline:
    return Skyline(
        np.concatenate([part.tangent for part in parts]),
        np.concatenate([part.inverse for part in parts]),
        np.concatenate([part.layer for part in parts]),
        np.concatenate([part.row for part in parts]),
    )
