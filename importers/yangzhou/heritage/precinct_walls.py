"""White walls round the courts of the White Pagoda, Xichun Terrace and the temples, with moon gates.

A wall follows the ground piece by piece and leaves out what would stand in water.
It does not know the buildings inside.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from importers.yangzhou import figures
from importers.yangzhou.figures import Place
from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.solids import rectangle
from importers.yangzhou.heritage.walls import garden_wall, moon_gate
from importers.yangzhou.relief import GroundHeight
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role
from scene.payloads.arrays import F64

_PIECE: Final = 8.0
_GATE: Final = 4.4


@dataclass(frozen=True, slots=True)
class Court:
    """A walled court.

    Parameters
    ----------
    place : str
        Id of the place in its middle.
    half : tuple of float
        Half width across and half depth along its axis, metres.
    front : float
        Bearing of the axis.
    gates : tuple of int
        Sides with a moon gate in their middle: 0 behind, 1 to the right, 2 in front, 3 to the left.
    open_sides : tuple of int
        Sides without a wall.
    shift : float
        Of the court along its axis, metres.
    """

    place: str
    half: tuple[float, float]
    front: float
    gates: tuple[int, ...]
    open_sides: tuple[int, ...] = ()
    shift: float = 0.0


COURTS: Final[tuple[Court, ...]] = (
    Court("white_pagoda", (21.0, 24.0), 180.0, (0, 1, 2, 3)),
    Court("xichun_terrace", (25.0, 22.0), 85.0, (0, 1, 3), open_sides=(2,), shift=-4.0),
    Court("daming_temple", (42.0, 56.0), 180.0, (0, 1, 2, 3), shift=-6.0),
    Court("guanyinshan", (26.0, 30.0), 180.0, (1, 2, 3), shift=4.0),
    Court("tianning_temple", (40.0, 62.0), 180.0, (0, 1, 2, 3)),
    Court("wenfeng_pagoda", (25.0, 32.0), 180.0, (1, 2, 3)),
)


def precinct_walls(places: Mapping[str, Place], ground_height: GroundHeight, provenance: Provenance) -> Node:
    """Return all walls as one node of role STRUCTURES; a court is a feature.

    Parameters
    ----------
    places : mapping of str to Place
    ground_height : callable
        Heights of the ground, shape (n,), at places of shape (n, 2).
    provenance : Provenance
    """
    builder = MeshBuilder()
    names = []
    for feature, court in enumerate(COURTS):
        place = places[court.place]
        names.append(place.name)
        part = MeshBuilder()
        for side in range(4):
            if side not in court.open_sides:
                _side(part, _corners(court, place), side, side in court.gates, ground_height)
        builder.append(part, feature=feature)
    mesh = builder.mesh({"name_zh": [name.zh for name in names], "name_en": [name.en for name in names]})
    return Node(
        BilingualText("围墙与月洞门", "Court walls and moon gates"),
        Role.STRUCTURES,
        mesh,
        provenance=provenance,
        attributes={"synthetic": True, "height_source": "estimated"},
        id="heritage.precinct_walls",
    )


def _corners(court: Court, place: Place) -> F64:
    """Return the court's corners in local metres, counter-clockwise, its back side first, shape (4, 2)."""
    turn = -np.radians(court.front)
    corner = rectangle(*court.half, (0.0, court.shift))
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return np.asarray(corner @ rotation + np.asarray(place.xy))


def _side(builder: MeshBuilder, corners: F64, side: int, gate: bool, ground_height: GroundHeight) -> None:
    """Add one side in pieces of about 8 m, with a moon gate in its middle if it has one."""
    a, b = corners[side], corners[(side + 1) % 4]
    length = float(np.linalg.norm(b - a))
    along = (b - a) / length
    runs = [(0.0, length)]
    if gate:
        runs = [(0.0, (length - _GATE) / 2.0), ((length + _GATE) / 2.0, length)]
    for start, stop in runs:
        count = max(1, round((stop - start) / _PIECE))
        line = a + np.linspace(start, stop, count + 1)[:, None] * along
        feet = np.asarray(ground_height((line[:-1] + line[1:]) / 2.0), dtype=np.float64)
        for piece in np.flatnonzero(_dry(feet)):
            garden_wall(builder, line[piece : piece + 2], feet[piece : piece + 1])
    if gate:
        ends = a + np.array([[(length - _GATE) / 2.0], [(length + _GATE) / 2.0]]) * along
        foot = float(np.asarray(ground_height(ends.mean(axis=0)[None]))[0])
        if _dry(np.array([foot]))[0]:
            moon_gate(builder, ends[0].tolist(), ends[1].tolist(), foot)


def _dry(feet: F64) -> np.ndarray:
    """Tell where the ground lies above the water."""
    return np.isfinite(feet) & (feet > figures.levels().water + 0.3)
