"""The surfaces of ways, from their centre lines and widths. It does not know streets, walks or the ground."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def strips(lines: Sequence[F64], width: F64, longest: float = 48.0) -> "list[BaseGeometry]":
    """Return the surfaces of ways, with kerb points that face each other across them.

    Facing points let long kerbs stay edges of the ground mesh: see :mod:`importers.yangzhou.conforming`.

    Parameters
    ----------
    lines : sequence of ndarray of float64, shape (n, 2)
        Centre lines, metres; run on by half the width at both ends, so that crossings are filled.
    width : ndarray of float64
        Of each, metres.
    longest : float
        Distance of kerb points along a way, at most.
    """
    from shapely import LineString, buffer, get_coordinates, is_valid, linearrings, polygons, segmentize

    fine = segmentize([LineString(line) for line in lines], longest)
    points, way = get_coordinates(fine, return_index=True)
    first = np.flatnonzero(np.diff(way, prepend=-1))
    last = np.append(first[1:], len(way)) - 1
    step = np.diff(points, axis=0, append=0.0)
    step /= np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
    step[last] = step[last - 1]
    before = np.roll(step, 1, axis=0)
    before[first] = step[first]
    half = 0.5 * width[way, None]
    points[first] -= (step * half)[first]
    points[last] += (step * half)[last]
    mitre = (before + step) / (1.0 + np.sum(before * step, axis=1, keepdims=True)).clip(0.5)
    side = half * np.column_stack([-mitre[:, 1], mitre[:, 0]])
    # Round each way: along its right side, and back along its left.
    number = np.arange(len(way))
    order = np.lexsort((np.append(number, 2 * len(way) - number), np.append(way, way)))
    outline = np.vstack([points - side, points + side])[order]
    found = polygons(linearrings(outline, indices=np.append(way, way)[order]))
    crossed = ~is_valid(found)
    found[crossed] = buffer(found[crossed], 0.0)
    return list(found)
