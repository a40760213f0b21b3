"""The registered Gauss-Kruger zones of China: which code is which zone, with and without its number.

Three datums, zones of 3 and of 6 degrees, each once with the zone number before the easting and once
without. It does not know coordinates or files.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Family:
    """Zones of one datum and width, in code order.

    Parameters
    ----------
    width : int
        Degrees.
    first_zone : int
        Number of the westernmost zone.
    count : int
        How many zones.
    numbered : int
        EPSG code of the first one whose eastings carry the zone number.
    plain : int
        EPSG code of the first one whose eastings do not.
    """

    width: int
    first_zone: int
    count: int
    numbered: int
    plain: int

    def meridian(self, zone: int) -> int:
        """Return the central meridian of a zone, degrees east."""
        return zone * 3 if self.width == 3 else zone * 6 - 3


FAMILIES: Final = {
    "CGCS2000": (Family(6, 13, 11, 4491, 4502), Family(3, 25, 21, 4513, 4534)),
    "Xian 1980": (Family(6, 13, 11, 2327, 2338), Family(3, 25, 21, 2349, 2370)),
    "Beijing 1954": (Family(6, 13, 11, 21413, 21453), Family(3, 25, 21, 2401, 2422)),
}


@dataclass(frozen=True, slots=True)
class Zone:
    """One registered zone.

    Parameters
    ----------
    datum : str
        Key of `FAMILIES`.
    family : Family
        Its datum's zones of its width.
    number : int
        Zone number.
    numbered : bool
        Whether eastings carry the number.
    """

    datum: str
    family: Family
    number: int
    numbered: bool

    @property
    def code(self) -> str:
        """The zone as ``EPSG:n``."""
        first = self.family.numbered if self.numbered else self.family.plain
        return f"EPSG:{first + self.number - self.family.first_zone}"


def zone_of_code(text: str) -> Zone | None:
    """Return the zone that ``EPSG:n`` stands for, None if it is none of these."""
    digits = text.removeprefix("EPSG:")
    if not digits.isdigit():
        return None
    for datum, families in FAMILIES.items():
        for family in families:
            for first, numbered in ((family.numbered, True), (family.plain, False)):
                if 0 <= int(digits) - first < family.count:
                    return Zone(datum, family, int(digits) - first + family.first_zone, numbered)
    return None


def zone_numbered(datum: str, number: int, *, numbered: bool) -> Zone | None:
    """Return the zone of a datum that has a number: 13 to 23 are 6 degrees wide, 25 to 45 are 3."""
    for family in FAMILIES[datum]:
        if 0 <= number - family.first_zone < family.count:
            return Zone(datum, family, number, numbered)
    return None
