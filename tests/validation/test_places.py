"""Where places lie: map offsets and projections against published pairs of coordinates."""

import numpy as np

from importers.coordinates.crs import local_of, lonlat_of
from importers.coordinates.gcj02 import gcj02_from_wgs84, wgs84_from_gcj02
from scene.frame import YANGZHOU_FRAME
from tests.validation.table import Case, compare

#: Longitude and latitude in WGS 84 and in GCJ-02, as public converters give them.
PAIRS = {
    "Shanghai": ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    "Shenzhen": ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    "Beijing": ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    "Yangzhou": ((119.4231, 32.3936), (119.428568604, 32.391713188)),
}


def metres(one: np.ndarray, other: np.ndarray) -> float:
    """Return the distance of two places given in degrees, metres."""
    off = np.radians(np.ravel(one) - np.ravel(other)) * 6_378_137.0
    return float(np.hypot(off[0] * np.cos(np.radians(np.ravel(one)[1])), off[1]))


def test_map_offset() -> None:
    cases = []
    for name, (wgs84, gcj02) in PAIRS.items():
        there, back = gcj02_from_wgs84(np.array([wgs84])), wgs84_from_gcj02(np.array([gcj02]))
        off, off_back = metres(there, np.array(gcj02)), metres(back, np.array(wgs84))
        cases.append(Case(f"GCJ-02 of {name}, metres apart", 0.0, lambda off=off: off, 0.01))
        cases.append(Case(f"{name} out of GCJ-02, metres apart", 0.0, lambda off=off_back: off, 0.01))
    compare("Map offset GCJ-02", cases)


def test_projection() -> None:
    places = {
        "Wenchang Pavilion": ((119.42822, 32.39638), (446_204.06, 3_585_950.94)),
        "Wuting Bridge": ((119.41615, 32.40975), (445_076.53, 3_587_439.76)),
    }
    cases = []
    for name, (lonlat, world) in places.items():
        local = local_of(YANGZHOU_FRAME, np.array([lonlat]))
        ours = YANGZHOU_FRAME.to_world(local)[0]
        cases.append(Case(f"{name}, EPSG:4549 easting", world[0], lambda o=ours: float(o[0]), 0.01))
        cases.append(Case(f"{name}, EPSG:4549 northing", world[1], lambda o=ours: float(o[1]), 0.01))
        back = lonlat_of(YANGZHOU_FRAME, local)
        cases.append(
            Case(
                f"{name}, back to degrees, metres apart",
                0.0,
                lambda b=back, p=lonlat: metres(b, np.array([p])),
                0.01,
            )
        )
    compare("Projection", cases)
