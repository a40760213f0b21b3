"""Stations along lines: where a route is looked from.

It does not know what is looked at.
"""

import numpy as np

from scene.payloads import Polylines
from scene.payloads.arrays import F64, I32


def stations_along(lines: Polylines, row: int, spacing: float) -> tuple[F64, F64]:
    """Return stations on one line: its vertices, and points between them no farther apart than `spacing`.

    Parameters
    ----------
    lines : Polylines
    row : int
    spacing : float
        Greatest distance between two stations, measured in plan, metres.

    Returns
    -------
    places : ndarray of float64, shape (k, 3)
        Local metres.
    station : ndarray of float64, shape (k,)
        Distance from the start of the line, measured in plan, metres.
    """
    vertices = lines.line(row).astype(np.float64)
    if len(vertices) == 1:
        return vertices, np.zeros(1)
    lengths = np.hypot(*np.diff(vertices[:, :2], axis=0).T)
    pieces = np.maximum(np.ceil(lengths / spacing - 1e-9).astype(np.int64), 1)
    segment = np.repeat(np.arange(len(pieces)), pieces)
    before = np.concatenate(([0], np.cumsum(pieces)))
    share = (np.arange(before[-1]) - before[segment]) / pieces[segment]
    start, end = vertices[segment], vertices[segment + 1]
    places = np.concatenate([start + share[:, None] * (end - start), vertices[-1:]])
    at = np.concatenate(([0.0], np.cumsum(lengths)))
    station = np.append(at[segment] + share * lengths[segment], at[-1])
    return places, station


def thinned(count: int, stride: int) -> I32:
    """Return every `stride`-th of `count` stations and the last one: what an interim answer looks at."""
    kept = np.arange(0, count, stride, dtype=np.int32)
    if count and kept[-1] != count - 1:
        kept = np.append(kept, np.int32(count - 1))
    return kept
