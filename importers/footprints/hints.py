"""Signs that a layer carries the offset of Chinese web maps. They are said, never acted upon.

It does not know how the offset is taken out.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from importers.common.fields import plain
from importers.coordinates.crs import flat
from importers.coordinates.gcj02 import inside_shifted_box
from importers.coordinates.landmarks import sighted
from scene.messages import Message, msg
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from pyproj import CRS

#: Fields of layers that come out of Amap and its DataV atlas.
_WEB_MAP_FIELDS: Final = frozenset({"adcode", "citycode", "acroutes", "subfeatureindex", "poiid", "typecode"})


#: What the offsets are called, and whose maps have them.
_CALLED: Final = {
    "gcj02": msg("GCJ-02 (Amap, Tencent, DataV)"),
    "bd09": msg("BD-09 (Baidu)"),
}


def landmark_hint(names: Sequence[str], lonlat: F64) -> Message | None:
    """Return a sentence if known places lie where Chinese web maps draw them, None if not.

    Parameters
    ----------
    names : sequence of str
        Of n features.
    lonlat : ndarray of float64, shape (n, 2)
        Their places as the data has them, degrees.
    """
    sighting = sighted(names, lonlat)
    if sighting is None or sighting.shift == "none":
        return None
    return msg(
        "“{name}” lies {metres:.0f} m from its true place, where maps in {system} draw it; "
        "choose that map offset to have it taken out.",
        name=sighting.name,
        metres=sighting.metres,
        system=_CALLED[sighting.shift],
    )


def map_offset_hint(fields: Iterable[str], crs: "CRS", xy: F64) -> Message | None:
    """Return a sentence if a layer looks like web-map data, None if not.

    Parameters
    ----------
    fields : iterable of str
        Names of its columns.
    crs : CRS
        Its stated system.
    xy : ndarray of float64, shape (n, 2)
        Some of its coordinates.
    """
    signs = _WEB_MAP_FIELDS.intersection(plain(field) for field in fields)
    if not signs or not flat(crs).is_geographic or not np.all(inside_shifted_box(xy)):
        return None
    return msg(
        "The field {field} is one of Chinese web maps, whose coordinates are off by some 500 m (GCJ-02); "
        "if so, choose the map offset GCJ-02 to have it taken out.",
        field=sorted(signs)[0],
    )
