"""Where the sun stands: from moment and place, by the short series of Meeus, turned to grid north.

Within a fiftieth of a degree of the NREL algorithm from 1950 to 2050, which is a twentieth of the sun's
disc; that algorithm's library would take longer to load than the window to open. It gives a
:class:`Daylight`; it does not know shadows or shaders.
"""

from datetime import UTC, datetime
from functools import lru_cache
from math import asin, atan2, cos, degrees, radians, sin, tan
from typing import Final

from app.viewport.daylight import Daylight
from scene.frame import YANGZHOU_FRAME, SceneFrame

#: Longitude, latitude and convergence of the built-in city, which opens first and should not wait for PROJ;
#: longitude and latitude serve too where a frame cannot be turned into degrees.
YANGZHOU: Final = (119.42604842211533, 32.39681248604369, -0.3075191137654087)
NOON_2000: Final = datetime(2000, 1, 1, 12, tzinfo=UTC)


@lru_cache(maxsize=16)
def place_of(crs: str, origin: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return longitude, latitude and grid convergence in degrees of a frame's origin.

    Convergence is the bearing of grid north from true north, positive to the east; -0.31 at Yangzhou,
    which lies 0.6 degrees west of its zone's middle.
    """
    if (crs, origin) == (YANGZHOU_FRAME.crs, YANGZHOU_FRAME.origin):
        return YANGZHOU
    return _computed(crs, origin)


def _computed(crs: str, origin: tuple[float, float, float]) -> tuple[float, float, float]:
    from pyproj import CRS, Proj, Transformer

    try:
        system = CRS.from_user_input(crs)
        to_degrees = Transformer.from_crs(system, "EPSG:4326", always_xy=True)
        longitude, latitude = to_degrees.transform(origin[0], origin[1])
        convergence = Proj(system).get_factors(longitude, latitude).meridian_convergence
    except Exception:  # pyproj raises several unrelated kinds; the sun over Yangzhou is a fair stand-in
        return (*YANGZHOU[:2], 0.0)
    return (float(longitude), float(latitude), float(convergence))


@lru_cache(maxsize=256)
def sun_at(moment: datetime, longitude: float, latitude: float) -> tuple[float, float]:
    """Return azimuth from true north and altitude with refraction, degrees.

    Parameters
    ----------
    moment : datetime
        With its time zone.
    """
    days = (moment - NOON_2000).total_seconds() / 86_400.0
    ascension, declination = _equatorial(days)
    hour = radians(280.46062 + 360.98564737 * days + longitude) - ascension
    north = radians(latitude)
    height = asin(sin(north) * sin(declination) + cos(north) * cos(declination) * cos(hour))
    azimuth = atan2(sin(hour), cos(hour) * sin(north) - tan(declination) * cos(north))
    return (degrees(azimuth) + 180.0) % 360.0, _refracted(degrees(height))


def _equatorial(days: float) -> tuple[float, float]:
    """Return right ascension and declination of the sun, radians, by days since noon of 1 January 2000.

    Meeus, Astronomical Algorithms, chapter 25: low accuracy.
    """
    century = days / 36_525.0
    anomaly = radians(357.52911 + 35_999.05029 * century)
    centre = (1.914602 - 0.004817 * century) * sin(anomaly)
    centre += 0.019993 * sin(2.0 * anomaly) + 0.000289 * sin(3.0 * anomaly)
    node = radians(125.04 - 1_934.136 * century)
    true = 280.46646 + 36_000.76983 * century + centre
    longitude = radians(true - 0.00569 - 0.00478 * sin(node))
    tilt = radians(23.439291 - 0.0130042 * century + 0.00256 * cos(node))
    return atan2(cos(tilt) * sin(longitude), cos(longitude)), asin(sin(tilt) * sin(longitude))


def _refracted(altitude: float) -> float:
    """Return the altitude that is seen through the air, degrees; below the horizon as it is (Saemundsson)."""
    if altitude < -0.8333:
        return altitude
    return altitude + 1.02 / 60.0 / tan(radians(altitude + 10.3 / (altitude + 5.11)))


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
