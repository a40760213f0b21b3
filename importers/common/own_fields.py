"""The fields that our own exports carry, so that what was exported comes back as it was.

Written by the exporters of vector formats, recognised by their importers; ``layer_role`` is the mark.
It does not know geometry.
"""

from collections.abc import Iterable
from typing import Final

#: The role of the layer in every row; a file that has it and an id is one of ours.
ROLE: Final = "layer_role"
ID: Final = "id"
#: Stands in every row of a layer whose data is invented, and is true.
SYNTHETIC: Final = "synthetic"
#: Of buildings: the level rules measure from, then lowest bottom, highest eaves, highest top, all heights in
#: the project's datum; ``parts`` holds bottom, eaves and top of each part as JSON where there are several.
BUILDING_FIELDS: Final = ("outdoor_ground", "bottom", "eaves", "top", "parts")
FIXED: Final = (ID, ROLE, SYNTHETIC, *BUILDING_FIELDS)

#: Names of at most ten bytes, for Shapefiles.
SHORT: Final = {
    "outdoor_ground": "outd_grnd",
    "roof_material": "roof_mat",
    "height_source": "hgt_source",
    "height_sigma": "hgt_sigma",
}
_LONG: Final = {short: name for name, short in SHORT.items()}


def is_own(names: Iterable[str]) -> bool:
    """Return whether columns of these names are those of our own export."""
    return {ID, ROLE} <= set(names)


def are_buildings(names: Iterable[str]) -> bool:
    """Return whether our own columns are those of buildings, under long or short names."""
    return set(BUILDING_FIELDS) <= {_LONG.get(name, name) for name in names}


def outside(key: str) -> str:
    """Return the field name of a column: its key, with a low line behind it if that has a meaning here."""
    return f"{key}_" if key.rstrip("_").lower() in FIXED else key


def inside(name: str) -> str:
    """Return the column key of a field of ours; the way back from :func:`outside` and `SHORT`."""
    key = _LONG.get(name, name)
    return key[:-1] if key.endswith("_") and key.rstrip("_").lower() in FIXED else key
