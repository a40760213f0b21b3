"""Issues about polygons of a city model, by the names of their objects, with a mark at each object.

It does not know what was found.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.citymodel.objects import CityObjects
from importers.issues import Marks, Severity
from scene.messages import msg

_NAMED: Final = 5
#: What concerns more objects than this, and more than this share of them, is a habit of the file's writer and
#: no fault of a place: it is told, and put into the table, but not marked all over the city.
_MANY, _SHARE = 20, 0.25


def tell(
    issues: list[ImportIssue],
    severity: Severity,
    template: str,
    model: CityObjects,
    polygons: NDArray[np.integer],
    **values: object,
) -> None:
    """Add one issue for many polygons: how many, the first of their objects, a mark at every object.

    Parameters
    ----------
    issues : list of ImportIssue
        Is added to; nothing happens if there are no polygons.
    severity : str
        ``note``, ``repaired`` or ``dropped``.
    template : str
        The sentence, with ``{count}`` and ``{names}``.
    model : CityObjects
        Its vertices in local metres.
    polygons : ndarray of int, shape (n,)
    **values
        Fill the rest of the template.
    """
    if not len(polygons):
        return
    owners, first = np.unique(model.object_of_polygon[polygons], return_index=True)
    ids = tuple(model.objects[row].id for row in owners.tolist())
    text = ", ".join(ids[:_NAMED]) + (" …" if len(ids) > _NAMED else "")
    rings = model.polygon_start[polygons[first]]
    corner = model.ring_start[np.minimum(rings, len(model.ring_start) - 2)]
    places = model.xyz[np.minimum(corner, len(model.xyz) - 1), :2]
    if len(ids) > max(_MANY, _SHARE * len(np.unique(model.object_of_polygon))):
        places = np.full((len(ids), 2), np.nan)
    said = msg(template, count=len(polygons), names=text, **values)
    issues.append(ImportIssue(severity, said, ids[0], Marks(owners.astype(np.int64), ids, places)))
