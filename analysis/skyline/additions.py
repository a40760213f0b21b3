"""What a scheme adds to the skyline of one eye: solid angle over it, building by building, and where.

A building's own columns are as wide as the part of a bin of the panorama that it covers, so that its ends are
where they are; the skyline it is held against is that of the bin. It does not know rules or drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.sightline.bodies import Body, grounded
from analysis.sightline.panorama import NOTHING, Skyline
from analysis.sightline.silhouette_kernels import outline_columns
from analysis.sightline.silhouettes import (
    Extent,
    Pieces,
    Silhouette,
    span_of,
)
from analysis.skyline.addition_kernels import add_above
from analysis.skyline.measures import Protected
from scene.geometry.ground import GroundHeights
from scene.payloads.arrays import F64, I32


@dataclass(frozen=True, eq=False)
class Outlines:
    """Buildings of a scheme as one eye sees them, in columns that lie in the bins of its panorama.

    Parameters
    ----------
    building : ndarray of int32, shape (n,)
        Which building each column belongs to.
    bin : ndarray of int32, shape (n,)
        Column of the panorama.
    silhouette : Silhouette
    extent : Extent
    distance : ndarray of float64, shape (buildings,)
        Horizontal, to the nearest part, metres; inf if it is not seen that way.
    """

    building: I32
    bin: I32
    silhouette: Silhouette
    extent: Extent
    distance: F64


@dataclass(frozen=True, eq=False)
class Added:
    """What the buildings of a scheme add over one skyline.

    Parameters
    ----------
    area, protected : ndarray of float64, shape (n,)
        By column of the outlines: steradians added, and of these within what is protected.
    top : ndarray of float64, shape (n,)
        Highest tangent that is added, -inf if nothing is.
    """

    area: F64
    protected: F64
    top: F64


def outlines_of(
    bodies: Sequence[Body], eye: F64, bins: int, drop: float, ground: GroundHeights, seen: NDArray[np.bool_]
) -> Outlines:
    """Look at the buildings of a scheme.

    Parameters
    ----------
    bodies : sequence of Body
    eye : ndarray of float64, shape (3,)
    bins : int
        Columns of the panorama.
    drop : float
        Curvature less refraction, 1/m.
    ground : GroundHeights
        What is under it is not part of a building.
    seen : ndarray of bool, shape (bins,)
        Which columns of the panorama lie in the open side.
    """
    step = 2.0 * np.pi / bins
    building, bin_of, ways, widths, parts = [], [], [], [], []
    distance = np.full(len(bodies), np.inf)
    for number, body in enumerate(bodies):
        assert body.shape is not None, "a proposal has a shape"
        low, high = span_of(body.shape.hull, eye)
        start, stop = 0.5 * np.pi - high, 0.5 * np.pi - low  # from mathematical angles to bearings
        numbers = np.arange(int(np.floor(start / step)), int(np.ceil(stop / step)))
        begin, end = np.maximum(numbers * step, start), np.minimum((numbers + 1) * step, stop)
        kept = (end - begin > 1e-12) & seen[numbers % bins]
        numbers, begin, end = numbers[kept], begin[kept], end[kept]
        bearing = 0.5 * (begin + end)
        way = np.column_stack([np.sin(bearing), np.cos(bearing)])
        of = np.zeros(len(way), np.int32)
        own = Pieces(*outline_columns(eye[None], of, way, body.shape.vertices, body.shape.tree, drop))
        silhouette = grounded(Silhouette(of, way, end - begin, own), eye[None], ground, drop)
        if len(silhouette.pieces.q_low):
            distance[number] = 1.0 / float(
                np.maximum(silhouette.pieces.q_low, silhouette.pieces.q_high).max()
            )
        building.append(np.full(len(way), number, np.int32))
        bin_of.append((numbers % bins).astype(np.int32))
        ways.append(way)
        widths.append(end - begin)
        parts.append(silhouette.pieces)
    before = np.cumsum([0, *(len(part.low) for part in parts)])
    starts = np.concatenate(
        [[0], *(part.start[1:] + first for part, first in zip(parts, before, strict=False))]
    )

    def joined(name: str) -> F64:
        values: F64 = np.concatenate([getattr(part, name) for part in parts])
        return values

    pieces = Pieces(starts.astype(np.int64), joined("low"), joined("high"), joined("q_low"), joined("q_high"))
    of = np.zeros(int(sum(map(len, ways))), np.int32)
    whole = Silhouette(of, np.concatenate(ways), np.concatenate(widths), pieces)
    return Outlines(np.concatenate(building), np.concatenate(bin_of), whole, whole.extent(), distance)


def added_over(outlines: Outlines, skyline: Skyline, protected: Protected) -> Added:
    """Return what a scheme adds over a skyline; a nearer building's part is not a farther one's as well."""
    n = len(outlines.bin)
    rank = np.argsort(np.argsort(outlines.distance, kind="stable"), kind="stable")
    order = np.lexsort((rank[outlines.building], outlines.bin)).astype(np.int32)
    area, inside, top = np.zeros(n), np.zeros(n), np.full(n, -np.inf)
    floor = np.maximum(skyline.tangent, NOTHING)
    width, up_to = outlines.silhouette.width, protected.up_to
    add_above(order, outlines.bin, width, outlines.extent, floor, up_to, area, inside, top)
    return Added(area, inside, top)
