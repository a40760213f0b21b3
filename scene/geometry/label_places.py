"""Where the name of a line or an area stands: at a point, on a line's first vertex, well inside an area.

A thing that several lines make up, as a district of many islands, is named once, on its largest. It knows
neither words nor the screen.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F32, F64
from scene.payloads.lines import Polylines

#: The middle of an area is found to this share of its width.
_TOLERANCE: Final = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class LabelPlaces:
    """Where names stand.

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
        Lines that bear a name.
    places : ndarray of float32, shape (n, 3)
        Local metres.
    extent : ndarray of float64, shape (n,)
        Metres across of the area that is named; 0 for points and open lines.
    """

    rows: NDArray[np.int64]
    places: F32
    extent: F64


def label_places(lines: Polylines, names: NDArray[np.str_]) -> LabelPlaces:
    """Return where the named lines of a layer bear their names.

    Parameters
    ----------
    lines : Polylines
        The layer; a line that ends where it begins bounds an area.
    names : ndarray of str, shape (n,)
        Of the lines; areas of one name bear it once.
    """
    import shapely

    first, last = lines.line_start[:-1], lines.line_start[1:] - 1
    closed = (last - first >= 3) & (lines.vertices[first] == lines.vertices[last]).all(axis=1)
    closed &= names != ""
    extent = np.zeros(lines.count)
    places = lines.vertices[np.minimum(first, max(len(lines.vertices) - 1, 0))].copy()
    named = (names != "") & ~closed
    areas = np.flatnonzero(closed)
    if len(areas):
        rings = [shapely.linearrings(lines.line(row)[:, :2].astype(np.float64)) for row in areas.tolist()]
        polygons = shapely.polygons(rings)
        order = np.lexsort((-shapely.area(polygons), names[areas]))
        _, largest = np.unique(names[areas][order], return_index=True)
        kept = order[largest]
        rows, shapes = areas[kept], polygons[kept]
        extent[rows] = np.sqrt(shapely.area(shapes))
        for row, shape in zip(rows, shapes, strict=True):
            circle = shapely.maximum_inscribed_circle(shape, tolerance=_TOLERANCE * float(extent[row]) + 1e-6)
            places[row, :2] = shapely.get_coordinates(circle)[0]
        named[rows] = True
    chosen = np.flatnonzero(named)
    return LabelPlaces(chosen, places[chosen], extent[chosen])
