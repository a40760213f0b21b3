"""The shots of a film along a route: at its own pace and eye height, or in as many seconds as are wanted.

Frame by frame the same whenever it is made. It knows neither painter nor file.
"""

from datetime import datetime

import numpy as np

from app.film.plan import Shot
from app.film.ride import Ride
from scene.review.route import Route


def shots_of(
    route: Route,
    rate: int,
    *,
    seconds: float | None = None,
    eye_height: float | None = None,
    moment: datetime | None = None,
) -> tuple[Shot, ...]:
    """Return the frames of a film along a route, from its begin to its end.

    Parameters
    ----------
    route : Route
    rate : int
        Frames a second.
    seconds : float, optional
        How long the film is; None goes at the pace of the route.
    eye_height : float, optional
        Metres over the line; None for that of the route.
    moment : datetime, optional
        By which the sun stands; None leaves the light as it is.
    """
    ride = Ride(route.line, route.eye_height if eye_height is None else eye_height)
    long = ride.length / route.pace if seconds is None else seconds
    count = max(round(long * rate), 2)
    return tuple(Shot(pose, moment) for pose in ride.poses(np.linspace(0.0, ride.length, count)))
