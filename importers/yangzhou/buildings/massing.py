"""Houses as arrays of outlines and traits, and the layer of buildings that they make together.

It does not know streets or grammars, and asks only for the height of the ground.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from importers.yangzhou.buildings.lots import turned
from importers.yangzhou.relief import GroundHeight
from scene.payloads.arrays import F64
from scene.payloads.buildings import Buildings

#: How far walls go into the ground below its lowest spot under a house, metres.
FOOTING: Final = 0.3
#: Storeys and roofs are guessed within this, standard deviation in metres.
SIGMA: Final = 1.0

Text = NDArray[np.str_]


@dataclass(frozen=True, slots=True, eq=False)
class Masses:
    """Houses of one number of corners, one value a house.

    Parameters
    ----------
    corners : ndarray of float64, shape (n, k, 2)
        Outline, counter-clockwise, local metres.
    eaves, top : ndarray of float64
        Above the ground outdoors, metres.
    floors : ndarray of int64
    roof, material, roof_material, gable, use, name_zh, name_en : ndarray of str
        See :mod:`scene.geometry.building_columns`.
    overhang, parapet : ndarray of float64
        Metres.
    """

    corners: F64
    eaves: F64
    top: F64
    floors: NDArray[np.int64]
    roof: Text
    material: Text
    roof_material: Text
    gable: Text
    use: Text
    overhang: F64
    parapet: F64
    name_zh: Text
    name_en: Text

    def __len__(self) -> int:
        return len(self.corners)

    def take(self, chosen: NDArray[np.bool_]) -> "Masses":
        """Return some of the houses."""
        return Masses(*(getattr(self, name)[chosen] for name in self.__slots__))


def masses(
    corners: F64,
    *,
    eaves: ArrayLike,
    rise: ArrayLike = 0.0,
    floors: ArrayLike = 1,
    roof: ArrayLike = "flat",
    material: ArrayLike = "modern",
    roof_material: ArrayLike = "",
    gable: ArrayLike = "",
    use: ArrayLike = "residential",
    overhang: ArrayLike = 0.0,
    parapet: ArrayLike = 0.0,
    name_zh: ArrayLike = "",
    name_en: ArrayLike = "",
) -> Masses:
    """Make houses; single values hold for all of them. `rise` is from eaves to the highest point, metres."""
    n = len(corners)

    def of(values: ArrayLike, kind: Any) -> NDArray[Any]:
        return np.full(n, np.asarray(values, kind))

    eaves_above = of(eaves, np.float64)
    return Masses(
        np.asarray(corners, np.float64),
        eaves_above,
        eaves_above + of(rise, np.float64),
        of(floors, np.int64),
        of(roof, np.str_),
        of(material, np.str_),
        of(roof_material, np.str_),
        of(gable, np.str_),
        of(use, np.str_),
        of(overhang, np.float64),
        of(parapet, np.float64),
        of(name_zh, np.str_),
        of(name_en, np.str_),
    )


def joined(parts: Sequence[Masses]) -> Masses:
    """Return one batch of several that have the same number of corners."""
    return Masses(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Masses)))


def rectangles(west: F64, south: F64, width: F64, depth: F64, angle: F64, jitter: ArrayLike = 0.0) -> F64:
    """Return the corners of rectangles given in turned frames.

    Parameters
    ----------
    west, south, width, depth : ndarray of float64, shape (n,)
        In frames turned by `angle` about the local origin, metres.
    angle : ndarray of float64, shape (n,)
        Radians.
    jitter : array_like
        Turn of each rectangle about its own middle, radians.

    Returns
    -------
    ndarray of float64, shape (n, 4, 2)
        Counter-clockwise from the south-west corner, local metres.
    """
    half = 0.5 * np.stack([width, depth], axis=-1)
    middle = np.stack([west, south], axis=-1) + half
    signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float64)
    own = half[:, None, :] * signs
    tilt = np.broadcast_to(np.asarray(jitter, np.float64), (len(half),))
    return turned(turned(own, tilt[:, None]) + middle[:, None, :], np.asarray(angle)[:, None])


def layer(
    batches: Sequence[Masses],
    prefix: str,
    quarter: str,
    ground_height: GroundHeight,
) -> Buildings:
    """Return the houses as buildings that stand on the ground.

    Parameters
    ----------
    batches : sequence of Masses
    prefix : str
        Of the ids, ``mq`` gives ``mq-000001``.
    quarter : str
        What the ``quarter`` column says.
    ground_height : callable
        Heights of points, shape (n, 2) to (n,), metres.

    Returns
    -------
    Buildings
        One part and one ring each.
    """
    batches = [batch for batch in batches if len(batch)]
    sizes = np.concatenate([np.full(len(batch), batch.corners.shape[1]) for batch in batches]).astype(
        np.int64
    )
    rings = np.concatenate([batch.corners.reshape(-1, 2) for batch in batches]).astype(np.float32)
    start = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
    ground = np.asarray(ground_height(rings.astype(np.float64)), np.float64)
    lowest = np.minimum.reduceat(ground, start[:-1])
    outdoor = np.add.reduceat(ground, start[:-1]) / sizes

    def column(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(batch, name) for batch in batches])

    n = len(sizes)
    words = ("roof", "material", "roof_material", "gable", "use", "name_zh", "name_en", "floors")
    columns: dict[str, NDArray[Any]] = {name: column(name) for name in words}
    columns |= {name: column(name).astype(np.float32) for name in ("overhang", "parapet")}
    columns["quarter"] = np.full(n, quarter)
    columns["height_source"] = np.full(n, "synthetic")
    columns["height_sigma"] = np.full(n, SIGMA, np.float32)
    each = np.arange(n + 1, dtype=np.int32)
    return Buildings(
        rings,
        start,
        each,
        each,
        (lowest - FOOTING).astype(np.float32),
        (outdoor + column("eaves")).astype(np.float32),
        (outdoor + column("top")).astype(np.float32),
        outdoor.astype(np.float32),
        tuple(f"{prefix}-{row:06d}" for row in range(1, n + 1)),
        columns,
    )
