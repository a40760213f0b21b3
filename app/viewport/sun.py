"""Where the sun stands: from moment and place, by the NREL algorithm in pvlib, turned to grid north.

It gives a :class:`Daylight`; it does not know shadows or shaders.
"""

from datetime import datetime
from functools import lru_cache
from typing import Final

from app.viewport.daylight import Daylight
from scene.frame import SceneFrame

#: Longitude and latitude of Yangzhou, for a scene whose frame cannot be turned into degrees.
YANGZHOU: Final = (119.43, 32.40)


@lru_cache(maxsize=16)
def place_of(crs: str, origin: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return longitude, latitude and grid convergence in degrees of a frame's origin.

    Convergence is the bearing of grid north from true north, positive to the east; -0.31 at Yangzhou,
    which lies 0.6 degrees west of its zone's middle.
    """
    from pyproj import CRS, Proj, Transformer

    try:
        system = CRS.from_user_input(crs)
        to_degrees = Transformer.from_crs(system, "EPSG:4326", always_xy=True)
        longitude, latitude = to_degrees.transform(origin[0], origin[1])
        convergence = Proj(system).get_factors(longitude, latitude).meridian_convergence
    except Exception:  # pyproj raises several unrelated kinds; the sun over Yangzhou is a fair stand-in
        return (*YANGZHOU, 0.0)
    return (float(longitude), float(latitude), float(convergence))


@lru_cache(maxsize=256)
def sun_at(moment: datetime, longitude: float, latitude: float) -> tuple[float, float]:
    """Return azimuth from true north and altitude with refraction, degrees.

    Parameters
    ----------
    moment : datetime
        With its time zone.
    """
    from pandas import DatetimeIndex
    from pvlib.solarposition import get_solarposition

    position = get_solarposition(DatetimeIndex([moment]), latitude, longitude)
    return (float(position["azimuth"].iloc[0]), float(position["apparent_elevation"].iloc[0]))


def daylight_at(moment: datetime, frame: SceneFrame, *, mist: float = 1.0, weather: float = 1.0) -> Daylight:
    """Return the light of a moment over a scene.

    Parameters
    ----------
    moment : datetime
        With its time zone.
    frame : SceneFrame
        Where the scene lies; its grid north is what azimuths count from.
    mist : float
        1 for a spring morning; it thins out as the sun rises.
    weather : float
        Clouds, 0 to 1.
    """
    longitude, latitude, convergence = place_of(frame.crs, frame.origin)
    azimuth, altitude = sun_at(moment, longitude, latitude)
    thin = 1.0 if altitude < 30.0 else max(0.55, 1.0 - (altitude - 30.0) / 60.0)
    return Daylight((azimuth - convergence) % 360.0, altitude, mist * thin, weather)
