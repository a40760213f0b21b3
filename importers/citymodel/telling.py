"""Issues about polygons of a city model, by the names of their objects.

It does not know what was found.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue, Severity
from importers.citymodel.objects import CityObjects
from scene.messages import msg

_NAMED: Final = 5


def tell(
    issues: list[ImportIssue], severity: Severity, template: str, model: CityObjects,
    polygons: NDArray[np.integer], **values: object,
) -> None:  # fmt: skip
    """Add one issue for many polygons: how many, and the first of their objects."""
    if not len(polygons):
        return
    owners = list(dict.fromkeys(model.object_of_polygon[polygons].tolist()))
    named = [model.objects[row].id for row in owners[:_NAMED]]
    text = ", ".join(named) + (" …" if len(owners) > _NAMED else "")
    issues.append(ImportIssue(severity, msg(template, count=len(polygons), names=text, **values), named[0]))
